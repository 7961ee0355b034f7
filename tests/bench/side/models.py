# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether the models of stock Slurm in C take the nodes that it takes."""
import subprocess

from . import fabric as fabrics

# Whose answers they are held against: model, segment.
MODELS = {"stock tree": ("tree", 0), "stock block": ("block", 0),
          "stock block exclusive": ("exclusive", 0),
          "stock block segment 4": ("block", 4),
          "stock block segment 8": ("block", 8)}


class Models:
    def __init__(self, setup, say):
        self.agree = {who: dict(jobs=0, same_nodes=0, same_islands=0)
                      for who in MODELS}
        self.fabric, self.say = setup.fabric, say
        self.process = subprocess.Popen(
            [f"{setup.build}/tests/bench/stock_models", setup.map,
             setup.block_sizes()], text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE)
        self.order = [node for name in self.process.stdout.readline().split()
                      for node in fabrics.numbers(name)]

    def take(self, model, size, segment, free):
        """The nodes that MODEL takes; None: it refuses."""
        mask = "".join("01"[free[node]] for node in self.order)
        self.process.stdin.write(f"{model} {size} {segment} {mask}\n")
        self.process.stdin.flush()
        at = self.process.stdout.readline().split()
        return sorted(self.order[int(i)] for i in at) or None

    def compare(self, state, size, answers):
        """ANSWERS: the nodes that the daemons chose in STATE, by who."""
        for who, nodes in answers.items():
            if who not in MODELS:
                continue
            model, segment = MODELS[who]
            guess = self.take(model, size, segment, state.free)
            tally = self.agree[who]
            tally["jobs"] += 1
            tally["same_nodes"] += guess == nodes
            tally["same_islands"] += self.islands(guess) == self.islands(nodes)
            if guess != nodes:
                self.say(f"{self.fabric.name} state {state.number}: the model "
                         f"of {who} differs at {size} nodes", keep=True)

    def islands(self, nodes):
        return {self.fabric.island_of[node] for node in nodes or ()}

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
