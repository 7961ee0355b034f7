# SPDX-License-Identifier: GPL-2.0-or-later
"""Random states: which nodes have failed, which are busy."""
import random
from collections import namedtuple

State = namedtuple("State", "number kind failed busy free")

FAILED = (0, 0.005, 0.01, 0.03)


def scattered(fabric, dice):
    share = dice.uniform(0.2, 0.8)
    return {node for node in range(fabric.size) if dice.random() < share}


def by_island(fabric, dice):
    """Each island is full to another part."""
    busy = set()
    for island in fabric.islands:
        busy.update(dice.sample(island, dice.randint(0, len(island))))
    return busy


def by_pod(fabric, dice):
    """Each pod is full to another part, its islands whole or empty."""
    busy = set()
    for pod in fabric.pods:
        share = dice.random()
        for island in pod:
            if dice.random() < share:
                busy.update(island)
            elif dice.random() < 0.3:
                busy.update(dice.sample(island, len(island) // 2))
    return busy


def jobs_ended(fabric, dice):
    """One job after the other was put in order, and half of them are gone."""
    busy, node = set(), 0
    order = [node for island in fabric.islands for node in island]
    while node < fabric.size:
        size = min(2 ** dice.randint(0, 10), fabric.size - node)
        if dice.random() < 0.5:
            busy.update(order[node:node + size])
        node += size
    return busy


KINDS = (scattered, by_island, by_pod, jobs_ended)


def make(fabric, number, seed):
    """The state NUMBER of SEED, the same each time."""
    dice = random.Random(f"{seed}/{fabric.name}/{number}")
    kind = KINDS[number % len(KINDS)]
    share = FAILED[number // len(KINDS) % len(FAILED)]
    busy = kind(fabric, dice)
    failed = set(dice.sample(range(fabric.size), round(fabric.size * share)))
    busy -= failed
    free = [node not in failed and node not in busy
            for node in range(fabric.size)]
    return State(number, kind.__name__, failed, busy, free)
