# SPDX-License-Identifier: GPL-2.0-or-later
"""The files that the controllers read: map and topologies, by railyard."""
import os
import subprocess

from . import daemons, fabric as fabrics

# What can be asked for by name: how to make it, and of which seed.
EVEN = {"small": (4, 8, 32), "12800": (16, 25, 32), "37888": (37, 32, 32)}


class Setup:
    """Everything in the folder WORK; BUILD is where Railyard was built."""

    def __init__(self, name, build, work, stock_dir, csv=None, gpus=0):
        self.gpus = gpus  # of a node, that jobs ask for; 0: for whole nodes
        self.build, self.work = os.path.abspath(build), work
        self.stock_dir = stock_dir
        self.user = subprocess.run(["id", "-un"], capture_output=True, text=True,
                                   check=True).stdout.strip()
        self.spank = f"{self.build}/plugin/spank_rail.so"
        self.map = f"{work}/{name}.map.json"
        self.tree_conf = f"{work}/{name}.tree.conf"
        self.block_conf = f"{work}/{name}.block.conf"
        self.railyard = f"{self.build}/tools/railyard"
        if name in EVEN:
            self.synth(*EVEN[name])
        else:
            self.from_switches(self.make(name, csv))
        self.export("topology-block", self.block_conf)
        # what Slurm reads is also what is counted by
        self.fabric = fabrics.read_topology_conf(name, self.tree_conf)

    def synth(self, pods, islands, nodes):
        daemons.run(self.railyard, "synth", "clos", f"--pods={pods}",
                    f"--islands={islands}", f"--nodes={nodes}",
                    f"--prefix={fabrics.PREFIX}", "-f", "map", "-o", self.map)
        self.export("topology.conf", self.tree_conf)

    @staticmethod
    def make(name, csv):
        if name == "uneven":
            return fabrics.uneven(name, (16, 16), (10, 50), (8, 40), seed=3)
        if name == "shuffled":
            return fabrics.shuffled(fabrics.even(name, *EVEN["12800"]), name,
                                    seed=5)
        if name == "lingjun" and csv:
            return fabrics.of_csv(name, csv)
        raise daemons.Failure(f"no fabric is called \"{name}\"")

    def from_switches(self, fabric):
        with open(self.tree_conf, "w", encoding="utf-8") as file:
            file.write(fabrics.topology_conf(fabric))
        daemons.run(self.railyard, "build", "-t", self.tree_conf, "-o",
                    self.map)

    def export(self, form, path):
        daemons.run(self.railyard, "export", self.map, "-f", form, "-o", path)

    def block_sizes(self):
        with open(self.block_conf, encoding="utf-8") as file:
            return file.read().partition("BlockSizes=")[2].split()[0]

    def plugin_dirs(self, kind, timed=False):
        """TIMED: a layer before the plugin, and one behind Railyard."""
        dirs = [f"{self.build}/plugin"] if kind == "rail" else []
        if timed:
            layers = f"{self.build}/tests/bench"
            dirs = [f"{layers}/outer"] + dirs + \
                [f"{layers}/inner"] * len(dirs)
        return ":".join(dirs + [self.stock_dir])
