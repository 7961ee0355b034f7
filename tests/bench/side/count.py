# SPDX-License-Identifier: GPL-2.0-or-later
"""What a list of nodes is worth: islands, pods, crossings, bandwidth.

The formulas are in docs/placement.md.
"""
from collections import Counter, namedtuple

# How many times less leaves a pod than its nodes could send: 7 between the
# pods of the cluster of arXiv 2407.21783, 3.3.1.
TAPER = 7

Worth = namedtuple("Worth", "islands pods cross ring all_to_all")


def worth(fabric, nodes, taper=TAPER):
    pods = Counter(fabric.pod_of[node] for node in nodes)
    total = len(nodes)
    return Worth(len({fabric.island_of[node] for node in nodes}), len(pods),
                 cross(pods.values(), total), ring(pods.values(), taper),
                 all_to_all(pods.values(), total, taper))


def cross(counts, total):
    """The part of all pairs of nodes that is in different pods."""
    if total < 2:
        return 0.0
    same = sum(count * (count - 1) for count in counts)
    return 1 - same / (total * (total - 1))


def ring(counts, taper):
    """
    Of a node's bandwidth, in a ring in slot order: one node's worth leaves
    each pod, which has COUNT / TAPER of it to give.
    """
    counts = list(counts)
    if len(counts) < 2:
        return 1.0
    return min(1.0, min(counts) / taper)


def all_to_all(counts, total, taper):
    """
    All send to all: of what a node of a pod sends, (TOTAL - COUNT) of
    (TOTAL - 1) parts leave the pod, through 1 / TAPER of its bandwidth.  The
    pod with the smallest count is the slowest.
    """
    counts = list(counts)
    if len(counts) < 2:
        return 1.0
    return min(1.0, (total - 1) / (taper * (total - min(counts))))


def segments_broken(fabric, nodes, size):
    """
    Segments that no island holds: nodes that do not come out even when each
    island is filled with whole segments.
    """
    islands = Counter(fabric.island_of[node] for node in nodes)
    return sum(count % size for count in islands.values()) // size
