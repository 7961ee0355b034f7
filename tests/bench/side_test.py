# SPDX-License-Identifier: GPL-2.0-or-later
"""The counting code of place.py against brute force and worked examples."""
import os
import random
import sys
import tempfile
from xml.etree import ElementTree

from side import calls, count, fabric, hostlist, optimum, plot, \
    snapshots, states

SEED = int(os.environ.get("RAILYARD_SEED", random.randrange(1 << 30)))
done = 0


def check(what, fine):
    global done
    done += 1
    print("ok" if fine else "not ok", done, "-", what)
    return fine


def same(what, got, expected):
    if not check(what, got == expected):
        print(f"# got {got}, expected {expected}")


def random_counts(dice):
    """Up to 9 islands, of few sizes, so that many choices are equal."""
    pods = [[] for _ in range(dice.randint(1, 4))]
    for _ in range(dice.randint(1, 9)):
        dice.choice(pods).append(dice.choice((0, 1, 2, 3, 4, 8)))
    return pods


def optimum_is_brute_force(rounds):
    dice = random.Random(SEED)
    for number in range(rounds):
        counts = random_counts(dice)
        need = dice.randint(1, sum(map(sum, counts)) + 1)
        got = optimum.fewest(counts, need)
        expected = optimum.fewest_by_force(counts, need)
        if got != expected:
            print(f"# round {number}: {counts}, {need} nodes: {got}, "
                  f"by force {expected}")
            return False
    return True


def table_is_needed():
    """The roomiest pods are not those with the fewest islands."""
    counts = [[9, 9], [8, 8], [3] * 7, [2] * 9]
    return optimum.island_bounds(counts, 34, 2)[0] < 9 and \
        optimum.fewest(counts, 34) == (2, 4)


def optimum_tests():
    check("the optimum is that of brute force in 3,000 random cases",
          optimum_is_brute_force(3000))
    check("pods with the most room need not have the fewest islands",
          table_is_needed())
    same("less room than nodes has no optimum", optimum.fewest([[3], [2]], 6),
         None)
    same("all nodes take all islands that have some",
         optimum.fewest([[3, 0], [2, 1]], 6), (2, 3))
    same("one pod comes before fewer islands",
         optimum.fewest([[4, 4, 4], [8], [8]], 12), (1, 3))
    same("segments are whole", optimum.segments([[7, 8], [17]], 8),
         [[0, 1], [2]])


def count_tests():
    made = fabric.even("even", pods=2, islands=2, nodes=4)
    one = count.worth(made, [0, 1, 2, 3])
    same("an island is one island of one pod", (one.islands, one.pods), (1, 1))
    same("nothing crosses in a pod", (one.cross, one.ring, one.all_to_all),
         (0.0, 1.0, 1.0))
    two = count.worth(made, [0, 4, 8, 9], taper=4)
    same("islands and pods are counted once", (two.islands, two.pods), (3, 2))
    same("4 of 6 pairs of two and two are between pods",
         round(two.cross, 6), round(4 / 6, 6))
    same("a ring of 2 nodes in a pod has 2 quarters of a node's uplink",
         two.ring, 0.5)
    # of 3 parts 2 leave the pod, through a quarter
    same("all to all: 2 of 3 parts through a quarter", two.all_to_all, 3 / 8)
    same("the smallest pod is the slowest",
         count.worth(made, [0, 1, 2, 8], taper=4).ring, 0.25)
    same("an untapered fabric is never slow",
         count.worth(made, [0, 1, 2, 8], taper=1).all_to_all, 1.0)
    same("whole segments", count.segments_broken(made, [0, 1, 4, 5], 2), 0)
    same("a segment in two islands",
         count.segments_broken(made, [0, 1, 2, 4], 2), 1)


def hostlist_tests():
    same("names of ranges", hostlist.expand("n[08-10,12],m1"),
         ["n08", "n09", "n10", "n12", "m1"])
    same("ranges of numbers", hostlist.compress("n", 2, [8, 9, 10, 12]),
         "n[08-10,12]")


def fabric_tests():
    made = fabric.shuffled(fabric.uneven("u", (3, 3), (2, 4), (1, 9), SEED),
                           "shuffled", SEED)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/topology.conf"
        with open(path, "w", encoding="utf-8") as file:
            file.write(fabric.topology_conf(made))
        same("a fabric is what its topology.conf says",
             fabric.read_topology_conf("again", path).pods, made.pods)
        with open(path, "w", encoding="utf-8") as file:
            file.write("ip,DSW,PSW,ASW\na,G1,P1,S1\nb,G1,P2,S1\nc,G1,P1,S1\n")
        same("an island of lingjun is a pair of PSW and ASW",
             fabric.of_csv("lingjun", path).pods, [[[0, 1]], [[2]]])
    same("names of nodes and back",
         fabric.numbers(made.names({0, 2, made.size - 1})),
         sorted({0, 2, made.size - 1}))


def state_tests():
    made = fabric.even("even", pods=4, islands=5, nodes=10)
    all_of_them = [states.make(made, number, SEED) for number in range(16)]
    check("a state is the same each time",
          all_of_them[5] == states.make(made, 5, SEED))
    check("a node is failed, busy or free", all(
        not state.failed & state.busy and
        sum(state.free) == made.size - len(state.failed) - len(state.busy)
        for state in all_of_them))
    same("0, 0.5, 1 and 3 % have failed",
         sorted({len(state.failed) for state in all_of_them}), [0, 1, 2, 6])


def call_tests():
    made = list(calls.parse(["2 64 0 0 100 70 40 29", "0 8 1 0 20 3 0 0"],
                            True))
    same("own time is the outer layer's without the inner's calls",
         [(round(call.own * 1e6), round(call.own_wall * 1e6))
          for call in made], [(41, 60), (3, 20)])
    same("a failed call is told", [call.fine for call in made], [True, False])
    same("without an inner layer no time is ours",
         [call.own for call in calls.parse(["0 8 0 0 9 9 0 0"], False)], [None])
    values = list(range(1, 101))
    same("percentiles", [calls.percentile(values, share)
                         for share in (0.5, 0.99, 1.0)], [50, 99, 100])
    same("a percentile of one", calls.percentile([7], 0.99), 7)


def ask_tests():
    ask = {ask.label: ask for ask in snapshots.asks([""])}
    check("segments must come out even",
          not snapshots.may_ask(ask["railyard segment 8"], 12) and
          snapshots.may_ask(ask["railyard segment 8"], 16))
    run = snapshots.Snapshots(fabric.even("e", 2, 2, 4), {}, SEED, [""], None,
                              print)
    same("what a job's bounds allow",
         [run.allows(ask[label], 8, best)
          for label in ("railyard", "railyard strict", "railyard in a pod",
                        "railyard in an island")
          for best in ((1, 2), (2, 2))],
         [True, True, True, False, True, False, False, False])
    tally = snapshots.Tally()
    tally.add(count.worth(run.fabric, [0, 8]), (1, 1))
    tally.add(count.worth(run.fabric, [0, 1]), (1, 1))
    same("what is over the optimum", (tally.jobs, tally.worse, tally.pods_over,
                                      tally.islands_over), (2, 1, 1, 1))


def plot_tests():
    row = dict(who="railyard", jobs=3, wrongly_refused=0, worse=0, pods_over=0)
    drawn = plot.draw(dict(fabrics={"<even>": dict(
        nodes=16, snapshots=dict(states=2, rows=[row]))}))
    root = ElementTree.fromstring(drawn)
    check("a plot is XML, whatever a fabric is called",
          any("<even>" in (text.text or "") for text in root.iter()))


print(f"# seed {SEED}; RAILYARD_SEED={SEED} repeats it")
optimum_tests()
count_tests()
hostlist_tests()
fabric_tests()
state_tests()
call_tests()
ask_tests()
plot_tests()
print(f"1..{done}")
sys.exit(0)
