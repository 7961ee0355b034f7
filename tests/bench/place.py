#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Placement side by side: real slurmctlds with stock topology/tree, with
stock topology/block and with Railyard, asked the same things about the same
fabrics in the same states."""
import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the tree stays as it is

from side import daemons, models, plot, setup, snapshots, speed, table


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", help="folder that Railyard was built in")
    parser.add_argument("--small", action="store_true",
                        help="about a minute: a small fabric, few states")
    parser.add_argument("--fabric", action="append",
                        help="12800, 37888, uneven, shuffled, lingjun, small; "
                        "may be given again (default: the first four)")
    parser.add_argument("--csv", help="the hosts of lingjun")
    parser.add_argument("--states", type=int, help="states of each fabric")
    parser.add_argument("--repeats", type=int,
                        help="of each question when speed is measured")
    parser.add_argument("--part", action="append",
                        choices=("snapshots", "speed"),
                        help="only this (default: both)")
    parser.add_argument("--gpus", type=int, default=0, metavar="N",
                        help="jobs ask for N of a node's 8 GPUs, and may share "
                        "nodes (0: for whole nodes)")
    parser.add_argument("--who", action="append", metavar="NAME",
                        help="snapshots: only rows that start so, as railyard "
                        "or \"stock tree\"")
    parser.add_argument("--real-every", type=int, default=10, metavar="N",
                        help="start real jobs in every Nth state (10)")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--port", type=int, default=17180,
                        help="the first of three (17180)")
    parser.add_argument("--stock-dir", metavar="DIR",
                        default="/usr/lib/x86_64-linux-gnu/slurm-wlm",
                        help="Slurm's own plugins")
    parser.add_argument("--keep", metavar="DIR",
                        help="leave logs and configurations in DIR, a new one")
    parser.add_argument("--output", default="bench-place",
                        help="for OUTPUT.json and OUTPUT.svg (bench-place)")
    options = parser.parse_args()
    if options.small:
        options.fabric = options.fabric or ["small"]
        options.states = options.states or 12
        options.repeats = options.repeats or 5
    options.fabric = options.fabric or ["12800", "37888", "uneven", "shuffled"]
    options.states = options.states or 400
    options.repeats = options.repeats or 100
    options.who = options.who or [""]
    options.part = options.part or ["snapshots", "speed"]
    return options


def say(text, keep=False):
    """A line that the next one takes the place of, on a terminal."""
    if keep:
        print(text, file=sys.stderr, flush=True)
    elif sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def work_folder(options):
    if options.keep:
        os.makedirs(options.keep)
        return contextlib.nullcontext(os.path.abspath(options.keep))
    return tempfile.TemporaryDirectory(prefix="railyard-bench-")


def bench_fabric(name, options, munge, work):
    made = setup.Setup(name, options.build, work, options.stock_dir,
                       options.csv, options.gpus)
    found = dict(nodes=made.fabric.size)
    if "snapshots" in options.part:
        found["snapshots"] = bench_snapshots(made, options, munge)
    if "speed" in options.part:
        found["speed"] = bench_speed(made, options, munge)
    return found


def until_stopped(work, *args):
    """What was measured until it failed, or was told to stop, is kept."""
    try:
        work(*args)
    except daemons.Failure as failure:
        say(f"FINDING stopped early: {failure}", keep=True)


def stop(number, _frame):
    signal.signal(number, signal.SIG_IGN)
    raise daemons.Failure("told to stop")


def bench_speed(made, options, munge):
    run = speed.Speed(made, munge, options.port, options.repeats,
                      options.seed, say)
    try:
        until_stopped(run.run)
        return run.as_dict()
    finally:
        run.stop()


def bench_snapshots(made, options, munge):
    controllers = {}
    compare = models.Models(made, say)
    try:
        wanted = {ask.kind for ask in snapshots.asks(options.who)}
        for at, kind in enumerate(daemons.KINDS):
            if kind not in wanted:
                continue
            controllers[kind] = daemons.Controller(
                kind, options.port + at, munge, made)
        run = snapshots.Snapshots(made.fabric, controllers, options.seed,
                                  options.who, compare, say)
        until_stopped(run.run, options.states, options.real_every)
        return dict(states=run.done, sizes=run.sizes, findings=run.findings, real=run.real,
                    not_asked=run.not_asked,
                    models=compare.agree,
                    rows=[dict(who=who, size=size, **tally.as_dict())
                          for (who, size), tally in run.tallies.items()])
    finally:
        compare.stop()
        for controller in controllers.values():
            controller.stop()


def missing(options):
    """What it takes to run slurmctld, and is not here."""
    wanted = [name for name in ("slurmctld", "sbatch", "munged")
              if not shutil.which(name)]
    plugin = f"{options.build}/plugin/select_cons_tres.so"
    return wanted + [name for name in (plugin, options.stock_dir)
                     if not os.path.exists(name)]


def main():
    options = arguments()
    if missing(options):
        print("place.py: skipped, there is no " + ", no ".join(missing(options)))
        return 0
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    begin = time.monotonic()
    results = dict(version=1, seed=options.seed, fabrics={})
    with work_folder(options) as work:
        munge = daemons.Munge(f"{work}/munge")
        try:
            for name in options.fabric:
                results["fabrics"][name] = bench_fabric(name, options, munge,
                                                        work)
        finally:
            munge.stop()
    results["seconds"] = time.monotonic() - begin
    with open(f"{options.output}.json", "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1)
    with open(f"{options.output}.svg", "w", encoding="utf-8") as file:
        file.write(plot.draw(results))
    table.show(results)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except daemons.Failure as failure:
        print(f"place.py: {failure}", file=sys.stderr)
        sys.exit(3)
