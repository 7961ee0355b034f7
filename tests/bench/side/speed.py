# SPDX-License-Identifier: GPL-2.0-or-later
"""What decisions cost slurmctld, with and without Railyard, in turns."""
import re
import time
from collections import defaultdict, namedtuple

from . import calls, daemons, states

Who = namedtuple("Who", "label kind options")

Sample = namedtuple("Sample", "whole own wall own_wall")

WHO = (Who("stock tree", "tree", ()),
       Who("stock block", "block", ()),
       Who("railyard", "rail", ("--rail=best",)),
       Who("railyard segment 8", "rail", ("--rail=best", "--rail-segment=8")),
       Who("railyard not asked", "rail", ()))
BASE = WHO[0].label

SIZES = (64, 1000, 6000)
SCHEDULER = "default_queue_depth=10000,bf_interval=10,bf_max_job_test=100," \
    "bf_max_time=60,bf_yield_interval=10000000,bf_window=2880"

MODES = {calls.RUN_NOW: "now", calls.TEST_ONLY: "ever", calls.WILL_RUN: "when"}


class Speed:
    """REPEATS: of each question at each load; the fragmented states differ."""

    def __init__(self, setup, munge, port, repeats, seed, say):
        self.setup, self.fabric, self.say = setup, setup.fabric, say
        self.repeats, self.seed = repeats, seed
        self.sizes = [size for size in SIZES if size < self.fabric.size * 0.7]
        self.controllers = {}
        # (load, size, mode): for each question a list of calls, one a repeat
        self.samples = defaultdict(lambda: defaultdict(list))
        self.extra = defaultdict(dict)
        try:
            for at, kind in enumerate(daemons.KINDS):
                self.controllers[kind] = daemons.Controller(
                    kind, port + at, munge, setup, timed=True,
                    scheduler=SCHEDULER)
        except daemons.Failure:
            self.stop()
            raise
        self.readers = {kind: calls.Reader(controller.times, kind == "rail")
                        for kind, controller in self.controllers.items()}

    def stop(self):
        for controller in self.controllers.values():
            controller.stop()

    def run(self):
        for name in ("empty", "fragmented", "full"):
            self.say(f"{self.fabric.name}: speed, {name}", keep=True)
            getattr(self, name)()
        self.say(f"{self.fabric.name}: speed, starts", keep=True)
        self.starts()
        self.start_up()

    # --- loads ------------------------------------------------------------

    def empty(self):
        for repeat in range(self.repeats):
            self.ask_all("empty", repeat)
            if repeat % 4 == 0:
                self.start_all("empty", repeat)

    def fragmented(self):
        """States that have room for the largest size, a new one each time."""
        number = found = 0
        while found < self.repeats:
            state = states.make(self.fabric, number, self.seed)
            number += 1
            if sum(state.free) < self.sizes[-1]:
                continue
            for controller in self.controllers.values():
                controller.drain(state.failed | state.busy)
            self.ask_all("fragmented", found)
            if found % 4 == 0:
                self.start_all("fragmented", found)
            found += 1
        for controller in self.controllers.values():
            controller.drain(())

    def full(self):
        """All nodes are in jobs that end one after the other."""
        size = max(8, self.fabric.size // 200 // 8 * 8)
        jobs = self.fabric.size // size
        for controller in self.controllers.values():
            for number in range(jobs):
                controller.submit(size, f"--time={60 + number * 7919 % 1000}")
        for controller in self.controllers.values():
            daemons.wait_for("a full cluster", lambda: len(
                controller.running()) >= jobs, 600)
        for repeat in range(max(3, self.repeats // 4)):
            self.ask_all("full", repeat)
        self.backfill()
        for controller in self.controllers.values():
            controller.cancel_all()

    # --- questions ---------------------------------------------------------

    def turns(self, repeat):
        turn = repeat % len(WHO)
        return WHO[turn:] + WHO[:turn]

    def ask_all(self, load, repeat):
        for size in self.sizes:
            for who in self.turns(repeat):
                self.readers[who.kind].new()
                self.controllers[who.kind].ask(size, *who.options)
                self.collect(load, size, who)

    def start_all(self, load, repeat):
        """Real starts: at submit and when it is its turn."""
        for size in self.sizes:
            for who in self.turns(repeat):
                controller = self.controllers[who.kind]
                self.readers[who.kind].new()
                job = controller.submit(size, *who.options)
                if job:
                    controller.nodes_of(job, 3)
                    controller.cancel(job)
                # what is not theirs is the backfill scheduler's
                self.collect(load, size, who, (calls.RUN_NOW, calls.TEST_ONLY))

    def collect(self, load, size, who, modes=(calls.WILL_RUN,)):
        """One number a question and mode: Slurm may call more than once."""
        found = defaultdict(list)
        for call in self.readers[who.kind].new():
            if call.nodes == size and call.mode in modes:
                found[call.mode].append(call)
        for mode, of_mode in found.items():
            self.samples[load, size, MODES[mode]][who.label].append(
                Sample(*(sum(getattr(call, name) or 0 for call in of_mode)
                         for name in Sample._fields)))

    # --- cycles, starts, start-up --------------------------------------------

    def backfill(self):
        """A queue of jobs that have to wait: how long a cycle takes."""
        for who in WHO:
            controller = self.controllers[who.kind]
            controller.run_quietly("sdiag", "-r")
            controller.submit(self.sizes[0], "--array=1-30", "--time=100",
                              *who.options)
            end = time.monotonic() + 40
            while time.monotonic() < end:
                cycles, mean = backfill_cycles(controller.diag())
                if cycles and mean:
                    break
                time.sleep(0.2)
            self.extra[who.label]["backfill_cycle_ms"] = mean
            controller.cancel_pending()

    def starts(self):
        """Many small jobs at once on an empty cluster."""
        found = defaultdict(list)
        for repeat in range(3):
            for who in self.turns(repeat):
                found[who.label].append(self.start_many(
                    who, min(300, self.fabric.size // 16)))
        for label, of in found.items():
            for name, values in zip(("starts_a_second", "main_cycle_ms",
                                     "cpu_ms_a_start"), zip(*of)):
                self.extra[label][name] = calls.percentile(values, 0.5)

    def start_many(self, who, count):
        """
        An array of COUNT jobs of 8 nodes: starts a second, ms of the longest
        cycle, ms of slurmctld's processor time a start, all of it.
        """
        controller, reader = self.controllers[who.kind], self.readers[who.kind]
        array = controller.submit(8, f"--array=1-{count}", "--hold",
                                  *who.options)
        if not array:
            raise daemons.Failure(f"{who.label}: sbatch refuses an array")
        controller.run_quietly("sdiag", "-r")
        reader.new()
        before = controller.processor()
        controller.run_quietly("scontrol", "release", array)
        daemons.wait_for("an array to start", lambda: len(
            controller.running()) >= count, 600, pause=0.5)
        processor = controller.processor() - before
        started = [call for call in reader.new()
                   if call.mode == calls.RUN_NOW and call.fine]
        seconds = (started[-1].end - started[0].start) / 1e9
        cycle = main_cycle(controller.diag())
        controller.cancel_all()
        return (len(started) - 1) / seconds, cycle, 1000 * processor / count

    def start_up(self):
        """In turns, with the state that the work left."""
        seconds = defaultdict(list)
        for _ in range(3):
            for kind, controller in self.controllers.items():
                seconds[kind].append(controller.start_seconds)
                self.extra_of(kind, "memory_kib", controller.memory()[0])
                self.extra_of(kind, "peak_kib", controller.memory()[1])
                controller.stop()
                controller.start()
        for kind, found in seconds.items():
            self.extra_of(kind, "start_up_s", calls.percentile(found, 0.5))

    def extra_of(self, kind, name, value):
        who = next(who for who in WHO if who.kind == kind)
        known = self.extra[who.label].get(name, 0)
        self.extra[who.label][name] = max(known, value)

    # --- the report -----------------------------------------------------------

    def as_dict(self):
        rows = []
        for (load, size, mode), by_who in self.samples.items():
            for who in WHO:
                if by_who.get(who.label):
                    rows.append(dict(load=load, nodes=size, mode=mode,
                                     who=who.label,
                                     **summary(by_who, who.label)))
        return dict(decisions=rows, controllers=dict(self.extra),
                    own=self.own_time())

    def own_time(self):
        """Of Railyard's decisions of all loads and sizes."""
        found = defaultdict(list)
        for by_who in self.samples.values():
            for who in WHO:
                if who.kind == "rail":
                    found[who.label] += by_who[who.label]
        return {label: dict(decisions=len(of), **spread_of(of, "own"),
                            wall=spread_of(of, "own_wall"))
                for label, of in found.items() if of}


def spread_of(samples, name):
    values = [getattr(sample, name) for sample in samples]
    return dict(p50=calls.percentile(values, 0.5),
                p99=calls.percentile(values, 0.99), max=max(values))


def summary(by_who, label):
    mine, base = by_who[label], by_who[BASE]
    result = dict(decisions=len(mine), whole=spread_of(mine, "whole"),
                  wall=spread_of(mine, "wall"), ratio=calls.percentile(
                      [one.whole / other.whole
                       for one, other in zip(mine, base)], 0.5))
    if label.startswith("railyard"):
        result["own"] = spread_of(mine, "own")
        result["own_wall"] = spread_of(mine, "own_wall")
    return result


def main_cycle(text):
    """ms, of the longest cycle, which is the one that started the jobs."""
    found = re.search(r"Main schedule statistics.*?Max cycle:\s+(\d+)", text,
                      re.S)
    return int(found.group(1)) / 1000 if found else None


def backfill_cycles(text):
    """How many there were, and ms of the mean one."""
    part = text.partition("Backfilling stats")[2]
    count = re.search(r"Total cycles:\s+(\d+)", part)
    mean = re.search(r"Mean cycle:\s+(\d+)", part)
    return (int(count.group(1)) if count else 0,
            int(mean.group(1)) / 1000 if mean else None)
