# SPDX-License-Identifier: GPL-2.0-or-later
"""The same random states for all controllers, and what each makes of them."""
import time
from collections import defaultdict, namedtuple

from . import count, optimum, states

# topology/block looks at all nodes again for each segment: seconds a job.
MOST_BLOCK_SEGMENTS = 50

# One question: what is asked of whom.
Ask = namedtuple("Ask", "label kind segment bound options")


def asks(who):
    """
    A table row each: tree and block as they are, Railyard in its modes.  Of
    these the ones whose label starts with one of WHO.
    """
    found = [Ask("stock tree", "tree", 1, None, ()),
             Ask("stock block", "block", 1, None, ()),
             Ask("stock block exclusive", "block", 1, None, ("--exclusive",)),
             Ask("railyard", "rail", 1, None, ("--rail=best",))]
    for size in (4, 8):
        found.append(Ask(f"stock block segment {size}", "block", size, None,
                         (f"--segment={size}",)))
        found.append(Ask(f"railyard segment {size}", "rail", size, None,
                         ("--rail=best", f"--rail-segment={size}")))
    found.append(Ask("railyard strict", "rail", 1, "strict",
                     ("--rail=strict",)))
    found.append(Ask("railyard in an island", "rail", 1, "island",
                     ("--rail-within=island",)))
    found.append(Ask("railyard in a pod", "rail", 1, "pod",
                     ("--rail-within=pod",)))
    found.append(Ask("railyard not asked", "rail", 1, "stock", ()))
    return [ask for ask in found if ask.label.startswith(tuple(who))]


def may_ask(ask, size):
    return not size % ask.segment and (
        ask.kind != "block" or ask.segment == 1 or
        size // ask.segment <= MOST_BLOCK_SEGMENTS)


def sizes(fabric):
    """Within an island, a pod, several pods; all: None.  Multiples of 8."""
    island = max(len(island) for island in fabric.islands)
    pod = max(sum(map(len, pod)) for pod in fabric.pods)

    def round8(size):
        return max(8, size // 8 * 8)

    found = {"in an island": [round8(island / 2), round8(island)],
             "in a pod": [round8(pod / 8), round8(pod / 2)],
             "several pods": [round8(pod * 1.5), round8(pod * 4)],
             "all": [None]}
    return {name: [int(size) if size else None for size in of]
            for name, of in found.items()}


class Tally:
    """Sums over the jobs of one question at one class of sizes."""

    def __init__(self):
        self.jobs = self.refused = self.wrongly_refused = self.broken_bounds = 0
        self.worse = self.pods_over = self.islands_over = 0
        self.broken_segments = 0
        self.sums = defaultdict(float)
        self.seconds = []

    def refuse(self, possible):
        self.refused += 1
        self.wrongly_refused += possible

    def add(self, worth, best):
        pods, islands = best
        self.jobs += 1
        self.pods_over += worth.pods - pods
        # islands are compared where the pods are as few as can be
        self.islands_over += worth.islands - islands
        self.worse += (worth.pods, worth.islands) != best
        for name in ("pods", "islands", "cross", "ring", "all_to_all"):
            self.sums[name] += getattr(worth, name)
        self.sums["best_pods"] += pods
        self.sums["best_islands"] += islands

    def as_dict(self):
        mean = {f"mean_{name}": total / self.jobs if self.jobs else None
                for name, total in self.sums.items()}
        return dict(jobs=self.jobs, refused=self.refused,
                    wrongly_refused=self.wrongly_refused,
                    bounds_broken=self.broken_bounds, worse=self.worse,
                    pods_over=self.pods_over, islands_over=self.islands_over,
                    segments_broken=self.broken_segments, **mean,
                    seconds=sum(self.seconds))


class Snapshots:
    def __init__(self, fabric, controllers, seed, who, models, say):
        self.fabric, self.controllers, self.seed = fabric, controllers, seed
        self.asks, self.sizes = asks(who), sizes(fabric)
        self.models, self.say = models, say
        self.tallies = defaultdict(Tally)
        self.findings = []
        self.real = dict(jobs=0, same=0)
        self.not_asked = dict(jobs=0, same=0)
        self.done = 0
        empty = fabric.free_counts([True] * fabric.size)
        self.empty_best = {size: optimum.fewest(empty, size)
                           for of in self.sizes.values() for size in of if size}

    def run(self, number_of_states, real_every):
        begin = time.monotonic()
        for number in range(number_of_states):
            state = states.make(self.fabric, number, self.seed)
            self.set_up(state)
            self.ask_all(state)
            if real_every and number % real_every == 0:
                self.start_all(state)
            for controller in self.controllers.values():
                controller.cancel_all()
            self.done = number + 1
            self.say(f"{self.fabric.name}: state {number + 1} of "
                     f"{number_of_states}, "
                     f"{(time.monotonic() - begin) / (number + 1):.1f} s each")

    def set_up(self, state):
        """
        Busy nodes are drained, or, in every other state, a job has them.
        topology/block refuses a job on given nodes of many blocks.
        """
        for kind, controller in self.controllers.items():
            by_job = state.number % 2 and kind != "block" and state.busy
            controller.drain(state.failed if by_job
                             else state.failed | state.busy)
            if by_job:
                controller.occupy(state.busy)

    def ask_all(self, state):
        counts = self.fabric.free_counts(state.free)
        free = sum(map(sum, counts))
        for name, of in self.sizes.items():
            for size in of:
                size = size or free
                if 0 < size <= free:
                    self.ask_size(state, counts, name, size)

    def ask_size(self, state, counts, name, size):
        answers = {}
        best = {}
        # take turns, so that no one is always asked first
        turn = state.number % len(self.asks)
        for ask in self.asks[turn:] + self.asks[:turn]:
            if not may_ask(ask, size):
                continue
            if ask.segment not in best:
                best[ask.segment] = optimum.fewest(
                    optimum.segments(counts, ask.segment), size // ask.segment)
            nodes, seconds = self.controllers[ask.kind].ask(size, *ask.options)
            tally = self.tallies[ask.label, name]
            tally.seconds.append(seconds)
            self.judge(state, tally, ask, size, nodes, best[ask.segment])
            answers[ask.label] = nodes
        if {"stock tree", "railyard not asked"} <= set(answers):
            same = answers["stock tree"] == answers["railyard not asked"]
            self.not_asked["jobs"] += 1
            self.not_asked["same"] += same
            if not same:
                self.find(f"{self.fabric.name} state {state.number}: a job of "
                          f"{size} nodes that asks for nothing gets others "
                          "than of stock tree")
        self.models.compare(state, size, answers)

    def judge(self, state, tally, ask, size, nodes, best):
        where = f"{self.fabric.name} state {state.number} ({state.kind}), " \
                f"{ask.label}, {size} nodes"
        possible = best is not None and self.allows(ask, size, best)
        if nodes is None:
            tally.refuse(possible)
            if possible and ask.kind == "rail":
                self.find(f"{where}: refused; {best} would do")
            return
        self.check(state, size, nodes, where)
        worth = count.worth(self.fabric, nodes)
        if ask.segment > 1:
            broken = count.segments_broken(self.fabric, nodes, ask.segment)
            tally.broken_segments += broken
            if broken and ask.kind == "rail":
                self.find(f"{where}: {broken} segments in two islands")
        if not possible:
            tally.broken_bounds += 1
            if ask.kind == "rail":
                self.find(f"{where}: started against its bounds on {worth}")
        if best is None:
            return
        tally.add(worth, best)
        if ask.kind == "rail" and ask.bound != "stock" and (worth.pods, worth.islands) != best:
            self.find(f"{where}: {worth.pods} pods, {worth.islands} islands "
                      f"where {best[0]}, {best[1]} will do")

    def allows(self, ask, size, best):
        """Whether what the job says of its bounds lets it start now."""
        pods, islands = best
        if ask.bound == "island":
            return islands == 1
        if ask.bound == "pod":
            return pods == 1
        if ask.bound == "strict":
            empty = self.empty_best.get(size)
            if empty is None:
                empty = self.empty_best[size] = optimum.fewest(
                    [list(map(len, pod)) for pod in self.fabric.pods], size)
            return best == empty
        return True

    def check(self, state, size, nodes, where):
        """Slurm itself must have kept its promises, or nothing here counts."""
        if len(set(nodes)) != size or not all(state.free[n] for n in nodes):
            self.find(f"{where}: not {size} free nodes")

    def find(self, text):
        self.findings.append(text)
        self.say(f"FINDING {text}", keep=True)

    # --- real starts -----------------------------------------------------

    def start_all(self, state):
        """A job that starts gets the nodes that it was told."""
        free = sum(state.free)
        dice = states.random.Random(state.number)
        size = dice.choice([size for of in self.sizes.values() for size in of
                            if size and size <= free] or [free])
        for ask in self.asks:
            if not free or not may_ask(ask, size):
                continue
            controller = self.controllers[ask.kind]
            told, _ = controller.ask(size, *ask.options)
            job = controller.submit(size, *ask.options)
            got = controller.nodes_of(job, 30 if told else 0.3) if job else None
            self.real["jobs"] += 1
            self.real["same"] += got == told
            if got != told and ask.kind == "rail":
                self.find(f"{self.fabric.name} state {state.number}, "
                          f"{ask.label}, {size} nodes: told "
                          f"{told and len(told)}, started on "
                          f"{got and len(got)} others")
            if job:
                controller.cancel(job)
