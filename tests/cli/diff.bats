# SPDX-License-Identifier: GPL-2.0-or-later
# railyard diff: what changed between two maps, and whether Slurm must know.

load common

# make_maps FAULTS: old.json, and new.json with these
make_maps() {
	railyard synth mini --format=map -o old.json
	railyard synth mini --format=map --fail="$1" --seed=3 -o new.json \
		2> /dev/null
}

# expect_changes TEXT: from old.json to new.json, below the two first lines
expect_changes() {
	run --separate-stderr railyard diff old.json new.json
	if [ "$status" != 1 ] || [ -n "$stderr" ] ||
	   [ "$(tail -n +3 <<<"$output")" != "$1" ]; then
		echo "status:  $status"
		echo "stderr:  $stderr"
		diff <(echo "$1") <(tail -n +3 <<<"$output")
		return 1
	fi
	run railyard diff -q old.json new.json
	[ "$status" = 1 ]
	[ -z "$output" ]
}

nothing="Slurm: no exported file changes: nothing to do"

@test "diff: nothing changed, status 0" {
	make_map
	expect_output "old: mini: 16 nodes, 4 islands, 2 pods, 272 cables
new: mini: 16 nodes, 4 islands, 2 pods, 272 cables

nothing changed

$nothing" railyard diff map.json - < map.json
	[ -z "$(railyard diff --quiet map.json map.json)" ]
}

@test "diff: another name of the fabric is one of Slurm's switches" {
	make_map
	mv map.json old.json
	railyard build --ib="$fixtures/mini.ibnetdiscover" --name=other \
		-o new.json
	expect_changes "
the fabric (fabric-renamed, 1)
  mini is called other now

Slurm: scontrol reconfigure, when these are replaced; no restart
  topology.conf
  topology.yaml"
}

@test "diff: a dead leaf is one change, and Slurm need not know" {
	make_maps leafs=1
	expect_changes "
links lost (link-lost, 1: 4 nodes)
  rail 3 of pod1-island2 lost on all 4 nodes: gpu[05-08]

switches not seen any more (switch-removed, 1)
  pod1-island2-leaf3, the leaf of rail 3 of pod1-island2

$nothing"
	run railyard diff new.json old.json
	[ "$status" = 1 ]
	[ "${lines[3]}" = "  rail 3 of pod1-island2 came up on all 4 nodes: gpu[05-08]" ]
}

@test "diff: links, speeds and uplinks never need a reconfigure" {
	for faults in links=3 uplinks=2 spines=1 slow-links=2 swaps=1 \
		node-swaps=1 island-swaps=1 wrong-leafs=1; do
		make_maps $faults
		run --separate-stderr railyard diff old.json new.json
		[ "$status" = 1 ]
		[ "${lines[-1]}" = "$nothing" ]
	done
}

@test "diff: two exchanged cables are no replaced NICs" {
	make_maps swaps=1
	expect_changes "
NICs on another switch (leaf, 2)
  gpu06 mlx5_10 on pod1-island2-leaf2 port 2 instead of pod1-island2-leaf6 port 2
  gpu06 mlx5_4 on pod1-island2-leaf6 port 2 instead of pod1-island2-leaf2 port 2

$nothing"
}

@test "diff: a node that is gone: which files, and what to do" {
	make_maps nodes=1
	expect_changes "
nodes not seen any more (node-removed, 1)
  1 node of pod2-island2: gpu14

Slurm: scontrol reconfigure, when these are replaced; no restart
  topology.conf
  topology-block
  topology.yaml
  slurm.conf
  Nodes that are only off stay in Slurm: then keep the old map.  Drain the others first."
	# it is just these files that change
	for format in topology.conf topology-block topology.yaml slurm.conf; do
		railyard export --format=$format old.json > a 2> /dev/null
		railyard export --format=$format new.json > b 2> /dev/null
		refute cmp -s a b
	done
	run railyard diff new.json old.json
	[ "$status" = 1 ]
	[ "${lines[3]}" = "  1 node in pod2-island2: gpu14" ]
	[ "${lines[-1]}" = "  Start slurmd on the nodes that were added." ]
}

@test "diff: JSON" {
	make_maps leafs=1
	run --separate-stderr railyard diff --json old.json new.json
	[ "$status" = 1 ]
	[ -z "$stderr" ]
	python3 -c '
import json, sys
d = json.load(sys.stdin)
assert d["version"] == 1
assert d["slurm"]["reconfigure"] is False and d["slurm"]["restart"] is False
assert set(d["slurm"]["files"].values()) == {"same"}
lost = d["changes"][0]
assert lost["kind"] == "link-lost" and lost["nodes"] == "gpu[05-08]"
assert lost["count"] == 4 and lost["rails"] == [3]
' <<<"$output"
	railyard diff --json old.json old.json | python3 -m json.tool > json
	grep -q '"changes": \[\]' json
}

@test "diff: bad input" {
	make_map
	expect_error 2 'railyard diff: OLD is missing; see railyard diff --help' \
		railyard diff
	expect_error 2 'railyard diff: NEW is missing; see railyard diff --help' \
		railyard diff map.json
	expect_error 2 'railyard diff: "c" is one word too many; see railyard diff --help' \
		railyard diff map.json map.json c
	expect_error 2 'railyard diff: "-" is given twice, and stdin can be read once; see railyard diff --help' \
		railyard diff - -
	expect_error 3 'railyard diff: none: cannot open it: No such file or directory' \
		railyard diff map.json none
	head -c 300 map.json > half.json
	run --separate-stderr railyard diff half.json map.json
	[ "$status" = 3 ]
	[[ "$stderr" == "railyard diff: half.json:"* ]]
	[ -z "$output" ]
}
