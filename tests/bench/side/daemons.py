# SPDX-License-Identifier: GPL-2.0-or-later
"""slurmctlds of CLOUD nodes that nobody ever boots, side by side.

A job gets a real allocation and stays CONFIGURING.  No slurmd, no power
saving, so the nodes' flags never change and no job finds others than the one
before it did.
"""
import os
import re
import shutil
import subprocess
import time

from . import fabric as fabrics

KINDS = ("tree", "block", "rail")
TOPOLOGY = {"tree": "topology/tree", "block": "topology/block",
            "rail": "topology/tree"}

CONF = """\
ClusterName={kind}
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={port}
SlurmUser={user}
AuthType=auth/munge
AuthInfo=socket={munge}
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmctldPidFile={folder}/pid
SlurmctldLogFile={folder}/log
SlurmctldDebug=error
SlurmctldParameters=disable_triggers
ProctrackType=proctrack/linuxproc
PluginDir={plugins}
PlugStackConfig={folder}/plugstack.conf
TopologyPlugin={topology}
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,max_rpc_cnt=0,{scheduler}
SuspendProgram=/bin/true
ResumeProgram=/bin/true
SuspendTime=-1
ResumeTimeout=60000
SlurmdTimeout=0
MessageTimeout=100
MaxJobCount=100000
MinJobAge=2
MpiDefault=none
NodeName={nodes} NodeAddr=127.0.0.1 CPUs=8 State=CLOUD{gres}
PartitionName=p Nodes=ALL Default=YES State=UP {share}
"""

# What a node has, where jobs ask for GPUs.
GPUS = 8


class Failure(Exception):
    pass


def run(*argv, env=None, check=True, timeout=120):
    done = subprocess.run(argv, env=env, timeout=timeout, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if check and done.returncode:
        raise Failure(f"{argv[0]} {argv[1]}: {done.stderr.strip()[:300]}")
    return done


def wait_for(what, test, seconds=60, pause=0.02):
    end = time.monotonic() + seconds
    while not test():
        if time.monotonic() > end:
            raise Failure(f"{what}: not within {seconds} s")
        time.sleep(pause)


class Munge:
    def __init__(self, folder):
        os.makedirs(folder, mode=0o700)
        self.socket = f"{folder}/socket"
        key = f"{folder}/key"
        with open(os.open(key, os.O_CREAT | os.O_WRONLY, 0o400), "wb") as file:
            file.write(os.urandom(1024))
        self.process = subprocess.Popen(
            ["munged", "--foreground", "--force", f"--socket={self.socket}",
             f"--key-file={key}", f"--log-file={folder}/log",
             f"--pid-file={folder}/pid", f"--seed-file={folder}/seed"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        wait_for("munged", lambda: os.path.exists(self.socket))

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)


class Controller:
    """One slurmctld.  TIMED: with layers that write TIMES."""

    def __init__(self, kind, port, munge, setup, timed=False, scheduler=""):
        self.kind, self.fabric, self.timed = kind, setup.fabric, timed
        self.folder = f"{setup.work}/{kind}"
        self.times = f"{self.folder}/times"
        self.env = dict(os.environ, SLURM_CONF=f"{self.folder}/slurm.conf",
                        RAILYARD_BENCH_TIMES=self.times)
        self.drained = set()
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(f"{self.folder}/state")
        self.write_conf(port, munge, setup, scheduler)
        self.process, self.start_seconds = None, 0
        self.start()

    def write_conf(self, port, munge, setup, scheduler):
        gres, share = "", "OverSubscribe=EXCLUSIVE"
        if setup.gpus:
            # else the jobs do not say what they want of a node: all of it
            gres, share = f" Gres=gpu:{GPUS}\nGresTypes=gpu", ""
            self.env["SBATCH_GRES"] = f"gpu:{setup.gpus}"
            self.write("gres.conf", f"Name=gpu Count={GPUS}\n")
        self.write("slurm.conf", CONF.format(
            kind=self.kind, port=port, user=setup.user, munge=munge.socket,
            folder=self.folder, plugins=setup.plugin_dirs(self.kind, self.timed),
            topology=TOPOLOGY[self.kind], scheduler=scheduler,
            gres=gres, share=share,
            nodes=self.fabric.names(range(self.fabric.size))))
        self.write("plugstack.conf", f"optional {setup.spank}\n"
                   if self.kind == "rail" else "")
        source = setup.block_conf if self.kind == "block" else setup.tree_conf
        shutil.copy(source, f"{self.folder}/topology.conf")
        if self.kind == "rail":
            shutil.copy(setup.map, f"{self.folder}/map.json")
            self.write("railyard.conf", "Map = map.json\n")

    def write(self, name, text):
        with open(f"{self.folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text)

    def start(self):
        begin = time.monotonic()
        with open(f"{self.folder}/stderr", "ab") as stderr:
            self.process = subprocess.Popen(
                ["slurmctld", "-D", "-f", f"{self.folder}/slurm.conf"],
                env=self.env, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=stderr)
        try:
            wait_for(f"slurmctld of {self.kind}", self.answers, 600)
        except Failure:
            self.stop()
            raise
        self.start_seconds = time.monotonic() - begin

    def answers(self):
        if self.process.poll() is not None:
            raise Failure(f"slurmctld of {self.kind} died: see {self.folder}")
        return run("scontrol", "ping", env=self.env,
                   check=False).stdout.find(" UP") > 0

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    # --- nodes ------------------------------------------------------------

    def drain(self, nodes):
        """From now on just NODES are out of use."""
        nodes = set(nodes)
        self.update(nodes - self.drained, "state=drain", "reason=bench")
        self.update(self.drained - nodes, "state=idle")
        self.drained = nodes

    def update(self, nodes, *what):
        # one argument of a command has 128 KiB
        nodes = sorted(nodes)
        for at in range(0, len(nodes), 8000):
            run("scontrol", "update", "nodename=" +
                self.fabric.names(nodes[at:at + 8000]), *what, env=self.env)

    # --- jobs -------------------------------------------------------------

    def ask(self, count, *options):
        """
        The nodes that a job of COUNT would get at once; None: it would wait
        or never start.  And the seconds that it took.
        """
        begin = time.monotonic()
        done = run("sbatch", "--test-only", f"-N{count}", *options,
                   "--wrap=true", env=self.env, check=False)
        seconds = time.monotonic() - begin
        found = re.search(r"to start at (\S+) using .* on nodes (\S+) in",
                          done.stderr)
        if not found:
            return None, seconds
        when = time.mktime(time.strptime(found.group(1), "%Y-%m-%dT%H:%M:%S"))
        if when > time.time() + 5:
            return None, seconds
        return fabrics.numbers(found.group(2)), seconds

    def submit(self, count, *options):
        """Its id, or None when it is refused."""
        done = run("sbatch", "--parsable", f"-N{count}", "-o", "/dev/null",
                   *options, "--wrap=true", env=self.env, check=False)
        return done.stdout.strip() or None

    def nodes_of(self, job, seconds=5):
        """The nodes that JOB was started on; None: it was not in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            state, _, where = self.squeue(job, "%t|%N").partition("|")
            if state in ("R", "CF") and where:
                return fabrics.numbers(where)
            if state == "":
                return None
            time.sleep(0.02)
        return None

    def squeue(self, job, what):
        return run("squeue", "-h", "-j", job, "-o", what, env=self.env,
                   check=False).stdout.strip()

    def occupy(self, nodes):
        """A job on just these nodes."""
        nodes = sorted(nodes)
        name = f"{self.folder}/nodes"
        self.write("nodes", "\n".join(self.fabric.name_of(node)
                                      for node in nodes) + "\n")
        job = self.submit(len(nodes), f"-w{name}", "--time=600")
        if not job or self.nodes_of(job, 30) != nodes:
            raise Failure(f"{self.kind}: no job on {len(nodes)} given nodes")
        return job

    def cancel(self, job):
        run("scancel", job, env=self.env)
        wait_for("a job to end", lambda: self.squeue(job, "%t") in
                 ("", "CA", "CD", "F"))

    def running(self):
        """Ids of jobs that have nodes, each task of an array."""
        return run("squeue", "-h", "-r", "-t", "R,CF", "-o", "%A",
                   env=self.env).stdout.split()

    def cancel_pending(self):
        run("scancel", "--state=PENDING", "--user", str(os.getuid()),
            env=self.env)
        wait_for("the queue to empty", lambda: not run(
            "squeue", "-h", "-t", "PD", env=self.env).stdout.strip())

    def cancel_all(self):
        run("scancel", "--user", str(os.getuid()), env=self.env)
        wait_for("jobs to end", lambda: not run(
            "squeue", "-h", "-o", "%i", "-t", "R,PD,CF,CG",
            env=self.env).stdout.strip())

    # --- figures ----------------------------------------------------------

    def memory(self):
        """Resident and peak, in KiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            status = dict(line.split(":", 1) for line in file)
        return tuple(int(status[key].split()[0]) for key in ("VmRSS", "VmHWM"))

    def processor(self):
        """Seconds of the processor so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def diag(self):
        return run("sdiag", env=self.env).stdout

    def run_quietly(self, *argv):
        run(*argv, env=self.env)

    def complaints(self):
        """What of ours is in the log."""
        with open(f"{self.folder}/log", encoding="utf-8") as file:
            return [line.strip() for line in file if "railyard:" in line or
                    "error" in line]
