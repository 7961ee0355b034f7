# SPDX-License-Identifier: GPL-2.0-or-later
"""What the timing layers wrote: how long job_test took, and whose time it was.

A line is MODE NODES RESULT START END CPU, and what the inner layer had of it by
the clock and of the processor, in nanoseconds.
"""
import math
from collections import namedtuple

RUN_NOW, TEST_ONLY, WILL_RUN = 0, 1, 2

# Times in ms.  WHOLE and OWN, what is not the stock plugin's, are of the
# processor, so that other work on the machine counts little; WALL and OWN_WALL
# are by the clock.
Call = namedtuple("Call", "mode nodes fine start end whole own wall own_wall")


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
    for line in lines:
        (mode, nodes, result, start, end, cpu,
         inner_wall, inner) = map(int, line.split())
        wall = end - start
        yield Call(mode, nodes, result == 0, start, end, cpu / 1e6,
                   (cpu - inner) / 1e6 if layered else None, wall / 1e6,
                   (wall - inner_wall) / 1e6 if layered else None)


def percentile(values, share):
    """The smallest value that SHARE of them do not exceed."""
    ranked = sorted(values)
    if not ranked:
        return None
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]
