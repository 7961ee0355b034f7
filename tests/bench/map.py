#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Seconds and memory of all that makes and uses maps, on large fabrics.

usage: map.py [--small] [--runs=N] [--json=FILE] [BUILDDIR]

Prints a table, and writes JSON.  Each step runs N times (3; b200-300k and
ibnetdiscover once less): the best and the median of the seconds that the
processor worked for it, and its peak of memory.  Steps inside one process
are timed by bench_map.  Goals are shown, never asserted: a machine that does
other work is slow."""
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

FABRICS = ["superpod-h100:31", "colossus-100k", "b200-300k"]
SMALL = ["superpod-h100:4"]
EXPORTS = ["topology.conf", "topology.yaml", "topology-block", "slurm.conf",
           "gres.conf", "plan", "dot", "ibsim"]
# seconds; (fabric, step)
GOALS = {("superpod-h100:31", "parse + infer"): 1.0,
         ("colossus-100k", "load"): 0.1}
SIZE_GOAL = 5_000_000       # bytes of a map of 100,000 GPUs
MEMORY_GOAL = 1 << 20       # KB


def run(argv, **more):
    """One run: (CPU seconds, KB, its status)."""
    child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, **more)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return (usage.ru_utime + usage.ru_stime, usage.ru_maxrss,
            child.returncode)


class Bench:
    def __init__(self, build, runs):
        self.railyard = os.path.join(build, "tools", "railyard")
        self.parts = os.path.join(build, "tests", "bench", "bench_map")
        self.runs = runs
        self.rows = []

    def add(self, fabric, step, seconds, memory=None, size=None, note=""):
        self.rows.append({
            "fabric": fabric, "step": step, "best": min(seconds),
            "median": statistics.median(seconds), "runs": len(seconds),
            "memory_kb": memory, "bytes": size, "note": note,
            "goal": GOALS.get((fabric, step))})
        self.show(self.rows[-1])

    def show(self, row):
        size = "" if row["bytes"] is None else f"{row['bytes'] / 1e6:9.2f}"
        memory = "" if row["memory_kb"] is None else \
            f"{row['memory_kb'] / 1024:8.0f}"
        goal = "" if row["goal"] is None else f"goal {row['goal']:g} s"
        print(f"{row['fabric']:17} {row['step']:24} {row['best']:8.3f} "
              f"{row['median']:8.3f} {memory:>8} {size:>9}  "
              f"{goal}{row['note']}", flush=True)

    def command(self, fabric, step, argv, out=None, fine=(0,)):
        """A command of railyard; its output may be OUT, a file."""
        seconds, memory = [], 0
        for _ in range(self.runs):
            cpu, peak, status = run([self.railyard] + argv,
                                    stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL)
            if status not in fine:
                self.add(fabric, step, [cpu], peak, None,
                         " refused" if status == 1 else
                         f" status {status}")
                return
            seconds.append(cpu)
            memory = max(memory, peak)
        size = os.path.getsize(out) if out else None
        self.add(fabric, step, seconds, memory, size)

    def inside(self, fabric, argument, joined=()):
        """The parts that bench_map times; those of JOINED as one."""
        times = {}
        for _ in range(self.runs):
            text = subprocess.run([self.parts, argument], check=True,
                                  stdout=subprocess.PIPE, text=True).stdout
            total = 0.0
            for line in text.splitlines():
                part, seconds, _ = line.split()
                times.setdefault(part, []).append(float(seconds))
                total += float(seconds) if part in joined else 0
            if joined:
                times.setdefault(" + ".join(joined), []).append(total)
        for part, seconds in times.items():
            self.add(fabric, part, seconds)
        return times


class Ibsim:
    """The simulator, with a fabric of a netlist."""
    def __init__(self, netlist, folder):
        self.env = dict(os.environ, IBSIM_SOCKNAME=f"railyard-{os.getpid()}")
        self.env["PATH"] += ":/usr/sbin"
        read, self.commands = os.pipe()
        self.log = os.path.join(folder, "ibsim.log")
        self.child = subprocess.Popen(
            ["ibsim", "-s", "-N", "16384", "-S", "2048", "-P", "65536",
             netlist], stdin=read, stdout=open(self.log, "w"),
            stderr=subprocess.STDOUT, env=self.env)
        os.close(read)
        for _ in range(600):
            if "sim>" in open(self.log).read():
                return
            time.sleep(0.1)
        raise RuntimeError("ibsim does not start: " + open(self.log).read())

    def stop(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()


def find_umad2sim():
    for top in ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
                "/usr/lib64", "/usr/lib"):
        path = os.path.join(top, "umad2sim", "libumad2sim.so")
        if os.path.exists(path):
            return path
    return None


def beside_ibnetdiscover(bench, fabric, folder):
    """The real ibnetdiscover on the same fabric, and build of what it saw."""
    umad2sim = find_umad2sim()
    path = os.environ["PATH"] + ":/usr/sbin"
    if not umad2sim or not shutil.which("ibsim") or \
       not shutil.which("ibnetdiscover", path=path):
        print("# ibsim or ibnetdiscover is not installed: left out")
        return
    net, seen = os.path.join(folder, "net"), os.path.join(folder, "seen")
    subprocess.run([bench.railyard, "synth", "-o", net, fabric], check=True)
    sim = Ibsim(net, folder)
    try:
        seconds, env = [], dict(sim.env, LD_PRELOAD=umad2sim)
        for _ in range(max(1, bench.runs - 1)):
            start = time.monotonic()
            with open(seen, "w") as out:
                subprocess.run(["ibnetdiscover"], stdout=out, env=env,
                               stderr=subprocess.DEVNULL, check=True,
                               timeout=300)
            seconds.append(time.monotonic() - start)
    finally:
        sim.stop()
    bench.add(fabric, "ibnetdiscover (elapsed)", seconds, None,
              os.path.getsize(seen))
    times = bench.inside(fabric, "--ib=" + seen, ("parse", "infer"))
    ratio = min(times["parse + infer"]) / min(seconds)
    print(f"# parse + infer take {ratio:.3f} of the time of ibnetdiscover "
          "itself")
    bench.rows.append({"fabric": fabric, "step": "ratio to ibnetdiscover",
                       "best": ratio})
    bench.command(fabric, "build", ["build", "--ib=" + seen, "-o",
                                    os.path.join(folder, "built.json")],
                  os.path.join(folder, "built.json"))


def build_of_netlist(bench, fabric, folder):
    """A netlist says what ibnetdiscover would, of fabrics that are too large
    for ibsim."""
    net = os.path.join(folder, "net")
    built = os.path.join(folder, "built.json")
    subprocess.run([bench.railyard, "synth", "-o", net, fabric], check=True)
    bench.command(fabric, "build", ["build", "--ib=" + net, "-o", built],
                  built)
    os.unlink(net)


def one_fabric(bench, fabric, folder):
    path = os.path.join(folder, "map.json")
    bench.command(fabric, "synth", ["synth", "--format=map", "-o", path,
                                    fabric], path)
    if fabric.startswith("superpod"):
        beside_ibnetdiscover(bench, fabric, folder)
    else:
        build_of_netlist(bench, fabric, folder)
    bench.inside(fabric, path)
    bench.command(fabric, "check (command)", ["check", "-q", path])
    for name in EXPORTS:
        out = os.path.join(folder, "out")
        bench.command(fabric, "export " + name,
                      ["export", "-f", name, "-o", out, path], out)
    for name in ("text", "svg", "html"):
        out = os.path.join(folder, "picture")
        bench.command(fabric, "show " + name,
                      ["show", "-f", name, "-o", out, path], out)


def judge(rows):
    missed = []
    for r in rows:
        if r.get("goal") and r["best"] > r["goal"]:
            missed.append(f"{r['fabric']} {r['step']}: {r['best']:.3f} s, "
                          f"goal {r['goal']} s")
        if (r.get("memory_kb") or 0) > MEMORY_GOAL:
            missed.append(f"{r['fabric']} {r['step']}: over 1 GB of memory")
        if r["fabric"] == "colossus-100k" and r["step"] == "synth" and \
           (r["bytes"] or 0) > SIZE_GOAL:
            missed.append(f"{r['fabric']}: a map of {r['bytes']} bytes")
    for line in missed:
        print("# missed: " + line)
    if not missed:
        print("# all goals are met")
    return missed


def main(arguments):
    fabrics, runs, out, build = FABRICS, 3, "bench-map.json", "."
    for a in arguments:
        if a == "--small":
            fabrics, runs = SMALL, 2
        elif a.startswith("--runs=") and a[7:].isdigit() and int(a[7:]):
            runs = int(a[7:])
        elif a.startswith("--json="):
            out = a[7:]
        elif a.startswith("-"):
            print(__doc__, file=sys.stderr)
            return 2
        else:
            build = a
    bench = Bench(build, runs)
    print(f"{'fabric':17} {'step':24} {'best s':>8} {'median s':>8} "
          f"{'peak MB':>8} {'size MB':>9}")
    for fabric in fabrics:
        with tempfile.TemporaryDirectory() as folder:
            one_fabric(bench, fabric, folder)
    missed = judge(bench.rows)
    with open(out, "w") as f:
        json.dump({"version": 1, "rows": bench.rows, "missed": missed}, f,
                  indent=1)
        f.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
