# SPDX-License-Identifier: GPL-2.0-or-later
"""A fabric: islands of nodes in pods, and the topology.conf that says so.

Nodes are numbers from 0 to SIZE - 1, in the order of slurm.conf; node 0 is
called n1, with as many digits as the last one needs.
"""
import random

from . import hostlist

PREFIX = "n"


class Fabric:
    def __init__(self, name, pods):
        """PODS: a list of pods, each a list of islands, each a list of nodes."""
        self.name = name
        self.pods = pods
        self.islands = [island for pod in pods for island in pod]
        self.size = sum(len(island) for island in self.islands)
        self.width = len(str(self.size))
        self.island_of = [0] * self.size
        self.pod_of = [0] * self.size
        number = 0
        for p, pod in enumerate(pods):
            for island in pod:
                for node in island:
                    self.island_of[node] = number
                    self.pod_of[node] = p
                number += 1

    def free_counts(self, free):
        """Free nodes of each island, by pod."""
        return [[sum(free[node] for node in island) for island in pod]
                for pod in self.pods]


    def name_of(self, node):
        return f"{PREFIX}{node + 1:0{self.width}d}"

    def names(self, nodes):
        """A host list."""
        return hostlist.compress(PREFIX, self.width,
                                 [node + 1 for node in sorted(nodes)])


def numbers(text):
    """Node numbers of a host list."""
    return [int(name[len(PREFIX):]) - 1 for name in hostlist.expand(text)]


def even(name, pods, islands, nodes):
    count = iter(range(pods * islands * nodes))
    return Fabric(name, [[[next(count) for _ in range(nodes)]
                          for _ in range(islands)] for _ in range(pods)])


def uneven(name, pods, islands, nodes, seed):
    """Between PODS pairs (low, high), and so on."""
    dice = random.Random(seed)
    shape = [[dice.randint(*nodes) for _ in range(dice.randint(*islands))]
             for _ in range(dice.randint(*pods))]
    count = iter(range(sum(map(sum, shape))))
    return Fabric(name, [[[next(count) for _ in range(size)] for size in pod]
                         for pod in shape])


def shuffled(fabric, name, seed):
    """The same shape; switches and the nodes under them in any order."""
    dice = random.Random(seed)
    nodes = list(range(fabric.size))
    dice.shuffle(nodes)
    take = iter(nodes)
    pods = [[sorted(next(take) for _ in island) for island in pod]
            for pod in fabric.pods]
    dice.shuffle(pods)
    for pod in pods:
        dice.shuffle(pod)
    return Fabric(name, pods)


def of_csv(name, path):
    """ip,DSW,PSW,ASW: a pod is a PSW, an island a pair of PSW and ASW."""
    pods, count = {}, 0
    with open(path, encoding="utf-8") as file:
        rows = [line.strip().split(",") for line in file]
    for row in sorted(rows[1:], key=lambda row: row[1:]):
        pods.setdefault(row[2], {}).setdefault(row[3], []).append(count)
        count += 1
    return Fabric(name, [list(pod.values()) for pod in pods.values()])


def topology_conf(fabric):
    """Leaf switches are islands, the switches above them pods."""
    lines, island = [], 0
    for p, pod in enumerate(fabric.pods):
        first = island
        for nodes in pod:
            lines.append(f"SwitchName=i{island} Nodes={fabric.names(nodes)}")
            island += 1
        lines.append(f"SwitchName=p{p} Switches=i[{first}-{island - 1}]")
    lines.append(f"SwitchName=all Switches=p[0-{len(fabric.pods) - 1}]")
    return "\n".join(lines) + "\n"


def read_topology_conf(name, path):
    """The fabric of a topology.conf of three levels with one root."""
    switches = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = dict(word.split("=", 1) for word in line.split()
                         if "=" in word and not line.startswith("#"))
            if "SwitchName" in words:
                switches[words["SwitchName"]] = words
    all_nodes = [node for words in switches.values() if "Nodes" in words
                 for node in hostlist.expand(words["Nodes"])]
    index = {node: at for at, node in enumerate(sorted(all_nodes))}
    pods = []
    for words in switches.values():
        under = hostlist.expand(words.get("Switches", ""))
        if under and all("Nodes" in switches[child] for child in under):
            pods.append([[index[node] for node in
                          hostlist.expand(switches[child]["Nodes"])]
                         for child in under])
    return Fabric(name, pods)
