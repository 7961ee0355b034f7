# SPDX-License-Identifier: GPL-2.0-or-later
"""The fewest pods, then the fewest islands, that have room for N.

COUNTS: free nodes (or whole segments) of each island, by pod.  Written from
the definition; the plain recurrence, and brute force to check it by.
"""
from itertools import combinations

NEVER = -1 << 40


def segments(counts, size):
    """Whole segments of SIZE nodes that fit each island."""
    return [[free // size for free in pod] for pod in counts]


def fewest(counts, need):
    """(pods, islands), or None where all of it is less than NEED."""
    pods = fewest_pods(counts, need)
    if pods is None:
        return None
    low, high = island_bounds(counts, need, pods)
    if low < high and pods > 1:
        high = fewest_by_table(counts, need, pods, low, high)
    return pods, high


def fewest_pods(counts, need):
    """The roomiest pods first are the fewest."""
    for pods, room in enumerate(running_sums(map(sum, counts)), 1):
        if room >= need:
            return pods
    return None


def running_sums(values):
    """Sums of the largest, the two largest, ..."""
    total, sums = 0, []
    for value in sorted(values, reverse=True):
        total += value
        sums.append(total)
    return sums


def first_at_least(sums, need):
    return next((at for at, room in enumerate(sums, 1) if room >= need), None)


def island_bounds(counts, need, pods):
    """No choice has fewer islands than the first; some has the second."""
    low = first_at_least(running_sums(sum(counts, [])), need)
    if pods == 1:
        best = [first_at_least(running_sums(pod), need) for pod in counts]
        best = min(found for found in best if found is not None)
        return best, best
    roomy = sorted(counts, key=sum, reverse=True)[:pods]
    return low, first_at_least(running_sums(sum(roomy, [])), need)


def fewest_by_table(counts, need, pods, low, high):
    """
    most[q][k]: what q of the pods looked at so far give with k islands.  A pod
    is left out, or its j roomiest islands are taken.
    """
    # a choice that does better than HIGH has fewer islands
    width = high
    most = [[NEVER] * width for _ in range(pods + 1)]
    most[0][0] = 0
    for pod in counts:
        gives = running_sums(free for free in pod if free)
        for q in range(pods, 0, -1):
            row, before = most[q], most[q - 1]
            if max(before) < 0:
                continue
            for j, room in enumerate(gives[:width - 1], 1):
                row[j:] = map(max, row[j:],
                              [value + room for value in before[:width - j]])
    for islands in range(low, high):
        if most[pods][islands] >= need:
            return islands
    return high


def fewest_by_force(counts, need):
    """All subsets of islands: for few islands only."""
    islands = [(p, free) for p, pod in enumerate(counts) for free in pod]
    best = None
    for size in range(1, len(islands) + 1):
        for chosen in combinations(islands, size):
            if sum(free for _, free in chosen) >= need:
                cost = len({p for p, _ in chosen}), size
                best = min(best or cost, cost)
    return best
