# SPDX-License-Identifier: GPL-2.0-or-later
"""What the timing layers wrote: how long job_test took, and whose time it was.

A line is LAYER MODE NODES RESULT START END, in nanoseconds.  Calls of the inner
layer come before the call of the outer one that they are part of.
"""
import math
from collections import namedtuple

RUN_NOW, TEST_ONLY, WILL_RUN = 0, 1, 2

# Times in ms.  OWN: what is not the stock plugin's.
Call = namedtuple("Call", "mode nodes fine start end whole own")


class Reader:
    """The calls that came since the last look."""

    def __init__(self, path, layered):
        self.path, self.layered, self.at = path, layered, 0

    def new(self):
        with open(self.path, encoding="utf-8") as file:
            file.seek(self.at)
            text = file.read()
            self.at = file.tell()
        return list(parse(text.splitlines(), self.layered))


def parse(lines, layered):
    """LAYERED: there is an inner layer, so that own time can be told."""
    inner = 0
    for line in lines:
        layer, *numbers = line.split()
        mode, nodes, result, start, end = map(int, numbers)
        if layer == "inner":
            inner += end - start
            continue
        whole = end - start
        yield Call(mode, nodes, result == 0, start, end, whole / 1e6,
                   (whole - inner) / 1e6 if layered else None)
        inner = 0


def percentile(values, share):
    """The smallest value that SHARE of them do not exceed."""
    ranked = sorted(values)
    if not ranked:
        return None
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]
