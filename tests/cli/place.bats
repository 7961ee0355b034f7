# SPDX-License-Identifier: GPL-2.0-or-later
# railyard place: the placement engine, asked offline.

load common

setup_file() {
	command -v python3 > /dev/null || export NO_PYTHON=1
}

# field EXPRESSION: of the JSON in $output, as Python sees it
field() {
	python3 -c 'import json, sys; d = json.load(sys.stdin); print(eval(sys.argv[1]))' \
		"$1" <<<"$output"
}

need_python() {
	[ -z "$NO_PYTHON" ] || skip "python3 is not installed"
}

@test "four nodes fill an island" {
	make_map
	expect_output "4 nodes on 1 island in 1 pod, the fewest that 16 free nodes allow
optimum on an empty, healthy fabric: 1 island in 1 pod

SLOTS ISLAND       NODES
0-3   pod1-island1 gpu[01-04]" railyard place map.json -N 4
	expect_output "$(railyard place map.json -N 4)" \
		railyard place --nodes=4 - < map.json
}

@test "one free node allows, several allow" {
	make_map
	run --separate-stderr railyard place map.json -N 1 -b 'gpu[02-16]'
	[ "$status" = 0 ]
	[ "${lines[0]}" = "1 node on 1 island in 1 pod, the fewest that 1 free node allows" ]
}

@test "six nodes take two islands of one pod" {
	make_map
	run --separate-stderr railyard place map.json -N 6
	[ "$status" = 0 ]
	[[ "${lines[0]}" == "6 nodes on 2 islands in 1 pod,"* ]]
	[ "${#lines[@]}" = 5 ]
	[ -z "$stderr" ]
}

@test "--json: version, nodes in slot order, cost, optimum, why, layout" {
	need_python
	make_map
	run --separate-stderr railyard place map.json -N 6 --json
	[ "$status" = 0 ]
	[ -z "$stderr" ]
	[ "$(field 'd["version"], d["fabric"], d["placed"], d["verdict"]')" = \
		"(1, 'mini', True, 'placed')" ]
	[ "$(field 'len(set(d["nodes"]))')" = 6 ]
	[ "$(field 'd["nodes"] == sorted(d["nodes"])')" = True ]
	[ "$(field 'd["islands"], d["pods"]')" = "(2, 1)" ]
	[ "$(field 'd["optimum"]["islands"], d["optimum"]["pods"]')" = "(2, 1)" ]
	[ "$(field 'd["exact"], len(d["why"]) > 10')" = "(True, True)" ]
	[ "$(field '[n for r in d["layout"] for n in r["nodes"]] == d["nodes"]')" = True ]
	[ "$(field '[r["first_slot"] for r in d["layout"]][0]')" = 0 ]
	[ "$(field 'len(set(r["pod"] for r in d["layout"]))')" = 1 ]
	[ "$(railyard place map.json -N 6 -j)" = "$output" ]
}

@test "nodes that are down, busy or excluded are not chosen" {
	make_map
	for option in --down= --busy= --exclude= -d -b -x; do
		run --separate-stderr railyard place map.json -N 4 \
			"${option}gpu[01-04,09]"
		[ "$status" = 0 ]
		[[ "$output" == *"0-3   pod1-island2 gpu[05-08]"* ]]
	done
}

@test "nodes that must be in it are" {
	make_map
	for option in --nodelist= -w; do
		run --separate-stderr railyard place map.json -N 4 \
			"${option}gpu14"
		[ "$status" = 0 ]
		[[ "$output" == *"0-3   pod2-island2 gpu[13-16]"* ]]
	done
	expect_error 1 "railyard place: not placed: required node gpu14 is not free
railyard place: optimum on an empty, healthy fabric: 1 island in 1 pod" \
		railyard place map.json -N 4 -w gpu14 -d gpu14
	expect_error 1 "railyard place: not placed: required nodes gpu02 and 2 more are not free
railyard place: optimum on an empty, healthy fabric: 1 island in 1 pod" \
		railyard place map.json -N 4 -w 'gpu[01-04]' -b 'gpu[02-04]'
	expect_error 1 "railyard place: not placed: required node gpu03 is not among those that the job may use" \
		railyard place map.json -N 4 -w 'gpu[01-04]' -x gpu03
}

@test "too many nodes: refused, status 1, in text and JSON" {
	make_map
	expect_error 1 "railyard place: not placed: 17 nodes asked for, the fabric has 16 for this job" \
		railyard place map.json -N 17
	need_python
	run --separate-stderr railyard place map.json -N 17 --json
	[ "$status" = 1 ]
	[ -z "$stderr" ]
	[ "$(field 'd["version"], d["placed"], d["verdict"], d["nodes"], d["islands"], d["pods"], d["optimum"]')" = \
		"(1, False, 'never', [], 0, 0, None)" ]
	[ "$(field 'd["why"]')" = "17 nodes asked for, the fabric has 16 for this job" ]
}

@test "--rail=strict refuses what an empty fabric would do better" {
	make_map
	busy='gpu[01,05,09,13]'
	expect_error 1 "railyard place: not placed: strict: free nodes give 2 islands in 1 pod, an empty fabric 1 in 1
railyard place: optimum on an empty, healthy fabric: 1 island in 1 pod" \
		railyard place map.json -N 4 --rail=strict --busy="$busy"
	expect_error 1 "railyard place: not placed: strict: free nodes give 2 islands in 1 pod, an empty fabric 1 in 1
railyard place: optimum on an empty, healthy fabric: 1 island in 1 pod" \
		railyard place map.json -N 4 -r strict -b "$busy"
	run --separate-stderr railyard place map.json -N 4 --rail=best -b "$busy"
	[ "$status" = 0 ]
	run --separate-stderr railyard place map.json -N 4 -r strict
	[ "$status" = 0 ]
	need_python
	run --separate-stderr railyard place map.json -N 4 -r strict \
		-b "$busy" -j
	[ "$status" = 1 ]
	[ "$(field 'd["verdict"], d["available"]["islands"], d["optimum"]["islands"]')" = \
		"('not-strict', 2, 1)" ]
}

@test "--rail-within is a hard bound" {
	make_map
	expect_error 1 "railyard place: not placed: no one island has 5 nodes (most: 4)" \
		railyard place map.json -N 5 --rail-within=island
	expect_error 1 "railyard place: not placed: no one pod has 9 nodes (most: 8)" \
		railyard place map.json -N 9 -W pod
	for case in 4:island 8:pod 16:fabric; do
		run --separate-stderr railyard place map.json \
			-N "${case%%:*}" -W "${case#*:}"
		[ "$status" = 0 ]
	done
}

@test "a wrong value names its option and itself" {
	make_map
	for n in 0 -1 abc 4x 1048577 99999999999999999999 "" 4- 4-x -4 0-4 4-5-6; do
		expect_error 2 "railyard place: --nodes: \"$n\" is not a number from 1 to 1048576, or two as MIN-MAX; see railyard place --help" \
			railyard place map.json --nodes="$n"
	done
	expect_error 2 'railyard place: --nodes: "8-3" has its maximum below its minimum; see railyard place --help' \
		railyard place map.json -N 8-3
	for n in 0 -1 x 4x 1048577 ""; do
		expect_error 2 "railyard place: --segment: \"$n\" is not a number from 1 to 1048576; see railyard place --help" \
			railyard place map.json -N 1 --segment="$n"
	done
	for n in 0 65 x ""; do
		expect_error 2 "railyard place: --gpus: \"$n\" is not a number from 1 to 64; see railyard place --help" \
			railyard place map.json -N 1 --gpus="$n"
	done
	for word in gpu01 gpu01: gpu01:x gpu01:3- gpu01:64 gpu01:3-1 gpu01:1, ""; do
		expect_error 2 "railyard place: --busy-gpus: \"$word\" is not HOSTS:INDEXES, as gpu[01-04]:0-3,6; see railyard place --help" \
			railyard place map.json -N 1 -g 1 --busy-gpus="$word"
	done
	expect_error 2 "railyard place: --busy-gpus: \":0\" is not HOSTS:INDEXES, as gpu[01-04]:0-3,6; see railyard place --help" \
		railyard place map.json -N 1 --gpus=1 --busy-gpus=:0
	expect_error 2 "railyard place: --busy-gpus matters only with --gpus; see railyard place --help" \
		railyard place map.json -N 1 --busy-gpus=gpu01:0
	for word in off Best island ""; do
		expect_error 2 "railyard place: --rail: \"$word\" is neither best nor strict; see railyard place --help" \
			railyard place map.json -N 1 --rail="$word"
	done
	for word in rack anywhere zone1 zone9 ""; do
		expect_error 2 "railyard place: --rail-within: \"$word\" is neither island, pod, zone, zone2 to zone8 nor fabric; see railyard place --help" \
			railyard place map.json -N 1 --rail-within="$word"
	done
}

@test "lists of hosts that are given several times add up" {
	make_map
	for option in --down --busy --exclude -d -b -x; do
		run --separate-stderr railyard place map.json -N 4 \
			"$option" gpu01 "$option" "gpu[05,09]"
		[ "$status" = 0 ]
		[ -z "$stderr" ]
		[[ "$output" == *"0-3   pod2-island2 gpu[13-16]"* ]]
	done
	run --separate-stderr railyard place map.json -N 2 -w gpu14 \
		--nodelist=gpu13
	[ "$status" = 0 ]
	[[ "$output" == *"0-1   pod2-island2 gpu[13-14]"* ]]
}

@test "hosts that the map lacks are left out with one remark; a required one is an error" {
	make_map
	for option in down busy exclude; do
		run --separate-stderr railyard place map.json -N 4 \
			"--$option=login2,gpu01,login1" "--$option=login2"
		[ "$status" = 0 ]
		[ "$stderr" = "railyard place: warning: 2 hosts left out, not in the map: login[1-2]" ]
		[[ "$output" == *"0-3   pod1-island2 gpu[05-08]"* ]]
	done
	expect_error 2 'railyard place: --nodelist: the map has no node "gpu17"' \
		railyard place map.json -N 1 "--nodelist=gpu[16-17]"
}

@test "what is no host list names its option" {
	for option in down busy nodelist exclude; do
		expect_error 2 "railyard place: --$option: host list \"gpu[1-\", column 4: '[' has no ']'" \
			railyard place map.json -N 1 "--$option=gpu[1-"
	done
}

@test "segments are inside islands, and the smaller last one comes last" {
	make_map
	for option in "-s 3" --segment=3 --rail-segment=3; do
		# shellcheck disable=SC2086 # an option and its value
		expect_output "7 nodes on 2 islands in 1 pod, the fewest that 16 free nodes allow
optimum on an empty, healthy fabric: 2 islands in 1 pod
every 3 slots are inside one island

SLOTS ISLAND       NODES
0-2   pod1-island2 gpu[05-07]
3-6   pod1-island1 gpu[01-04]" railyard place map.json -N 7 $option
	done
	# without segments gpu[01-02] would do with gpu[05-06]
	run --separate-stderr railyard place map.json -N 4 -s 4 \
		-b 'gpu[03-04,07-08,11]'
	[ "$status" = 0 ]
	[[ "$output" == *"0-3   pod2-island2 gpu[13-16]"* ]]
	expect_error 1 "railyard place: not placed: no 8 free nodes in groups of 4 that are each inside one island
railyard place: optimum on an empty, healthy fabric: 2 islands in 1 pod" \
		railyard place map.json -N 8 -s 4 -b 'gpu[04,08,12]'
}

@test "spares are beside the segments, where they can replace a slot" {
	make_map
	for option in "-S 2" --spares=2 --rail-spares=2; do
		# shellcheck disable=SC2086 # an option and its value
		expect_output "6 nodes, 2 of them spare, on 2 islands in 1 pod, the fewest there are
optimum on an empty, healthy fabric: 2 islands in 1 pod
every 2 slots are inside one island
4 of 4 slots have a spare in their island

SLOTS ISLAND       NODES
0-1   pod1-island1 gpu[01-02]
2-3   pod1-island2 gpu[05-06]
spare pod1-island1 gpu03
spare pod1-island2 gpu07" railyard place map.json -N 6 -s 2 $option
	done
	run --separate-stderr railyard place map.json -N 6 -s 2 -S 2 -j
	[ "$status" = 0 ]
	[ "$(field 'd["spares"], d["segment"], d["nodes"][4:], d["layout"][2]["first_slot"]')" = \
		"(2, 2, ['gpu03', 'gpu07'], 4)" ]
	for n in 0 -1 x 1048577; do
		expect_error 2 "railyard place: --spares: \"$n\" is not a number from 1 to 1048576; see railyard place --help" \
			railyard place map.json -N 1 --spares="$n"
	done
	expect_error 2 "railyard place: --spares=3 leaves no slot of 3 nodes; see railyard place --help" \
		railyard place map.json -N 3-5 -S 3
	expect_error 1 "railyard place: not placed: no 3 free nodes in groups of 3 that are each inside one island
railyard place: optimum on an empty, healthy fabric: 1 island in 1 pod" \
		railyard place map.json -N 4 -S 1 -s 3 -b 'gpu[01-02,05-06,09-10,13-14]'
}

@test "segments larger than an island are inside pods" {
	make_map
	expect_output "12 nodes on 4 islands in 2 pods, the fewest that 16 free nodes allow
optimum on an empty, healthy fabric: 4 islands in 2 pods
every 6 slots are inside one pod: no island has so many nodes

SLOTS ISLAND       NODES
0-3   pod1-island1 gpu[01-04]
4-5   pod1-island2 gpu[05-06]
6-9   pod2-island1 gpu[09-12]
10-11 pod2-island2 gpu[13-14]" railyard place map.json -N 12 -s 6
	expect_error 1 "railyard place: not placed: even an empty fabric has no 9 nodes in groups of 9 that are each inside one pod" \
		railyard place map.json -N 9 -s 9
	# it is not the two busy nodes that are in the way
	expect_error 1 "railyard place: not placed: even an empty fabric has no 16 nodes in groups of 3 that are each inside one island" \
		railyard place map.json -N 16 -s 3 -b 'gpu[01-02]'
}

@test "--uniform takes nodes of one kind" {
	need_python
	railyard synth colossus-100k --format=map -o map.json
	for option in -u --uniform --rail-uniform; do
		run --separate-stderr railyard place map.json -N 3000 $option
		[ "$status" = 0 ]
		[[ "${lines[2]}" == "all are of one kind: "* ]]
	done
	run --separate-stderr railyard place map.json -N 3000 -uj
	[ "$status" = 0 ]
	[ "$(field 'len(d["nodes"]), "h100" in d["kind"], d["segment"], d["gpus"]')" = \
		"(3000, True, None, None)" ]
	run --separate-stderr railyard place map.json -N 6500 -u
	[ "$status" = 1 ]
	[ "$stderr" = "railyard place: not placed: even an empty fabric has no 6500 nodes of one kind" ]
	run --separate-stderr railyard place map.json -N 6500
	[ "$status" = 0 ]
}

@test "a count of MIN-MAX may be had though a smaller one may not" {
	make_map
	# no group of 3 has nodes of two islands; 4 are a group and one more
	run --separate-stderr railyard place map.json -N 3-4 -s 3 -w gpu[01,05]
	[ "$status" = 0 ]
	[[ "${lines[0]}" == "4 nodes on 2 islands in 1 pod,"* ]]
	run --separate-stderr railyard place map.json -N 3 -s 3 -w gpu[01,05]
	[ "$status" = 1 ]
	# strict: three are free of each of two islands, where four would be one
	run --separate-stderr railyard place map.json -N 4-7 -r strict \
		-d gpu[04,08-16]
	[ "$status" = 0 ]
	[[ "${lines[0]}" == "6 nodes on 2 islands in 1 pod,"* ]]
	run --separate-stderr railyard place map.json -N 4 -r strict \
		-d gpu[04,08-16]
	[ "$status" = 1 ]
}

@test "of MIN-MAX nodes there are no fewer than are named" {
	make_map
	run --separate-stderr railyard place map.json -N 1-2 -w gpu[01-02] -d gpu03
	[ "$status" = 0 ]
	[[ "${lines[0]}" == "2 nodes on 1 island in 1 pod,"* ]]
	expect_error 1 "railyard place: not placed: 2 nodes asked for, but 3 by name" \
		railyard place map.json -N 1-2 -w gpu[01-03]
}

@test "of MIN-MAX nodes it is as many as can be had" {
	make_map
	run --separate-stderr railyard place map.json -N 3-20 -W pod -d gpu02
	[ "$status" = 0 ]
	[[ "${lines[0]}" == "8 nodes on 2 islands in 1 pod,"* ]]
	run --separate-stderr railyard place map.json -N 3-20 -W island -d gpu[01-14]
	[ "$status" = 1 ]
	[[ "$stderr" == "railyard place: not placed: 3 nodes asked for, 2 free"* ]]
}

@test "some GPUs of each node: the same ones everywhere" {
	need_python
	make_map
	run --separate-stderr railyard place map.json -N 4 --gpus=4 \
		--busy-gpus='gpu[01-04]:0-3' -B 'gpu[05-07]:4-7'
	[ "$status" = 0 ]
	[ "${lines[2]}" = "GPUs 4-7 of each node" ]
	[[ "$output" == *"0-3   pod1-island1 gpu[01-04]"* ]]
	expect_error 1 "railyard place: not placed: 2 nodes with the same 4 of 8 GPUs free asked for, at most 1 has
railyard place: optimum on an empty, healthy fabric: 1 island in 1 pod" \
		railyard place map.json -N 2 -g 4 -x 'gpu[03-16]' \
		-B gpu01:0,2,4 -B gpu02:1,3
	run --separate-stderr railyard place map.json -N 2 -g 3 \
		-x 'gpu[03-16]' -B gpu01:0,2,4 -B gpu02:1,3,9 -j
	[ "$(field 'd["placed"], d["gpus"]')" = "(True, [5, 6, 7])" ]
	expect_error 1 "railyard place: not placed: 9 GPUs of each node asked for, the fabric has 8 rails" \
		railyard place map.json -N 2 -g 9
}

@test "no name is broken on a narrow terminal" {
	command -v script > /dev/null || skip "script(1) is not installed"
	make_map
	run script -qec "stty rows 40 cols 30; railyard place map.json -N 7 -x 'gpu[02,06]'" \
		/dev/null < /dev/null
	[[ "$output" == *" gpu[09-12]"* ]]
	[[ "$output" == *" gpu[13-15]"* ]]
	run script -qec "stty rows 40 cols 30; railyard place map.json -N 5 -x 'gpu[02,06,08-16]'" \
		/dev/null < /dev/null
	[[ "$output" == *" gpu[01,03-04]"* ]]
}

@test "fewer rails: which ones is told; more than there are is refused" {
	make_map
	railyard health set rail "gpu[01-16]:2" -m map.json -f health.json
	run --separate-stderr railyard place map.json -N 4 -H health.json -m 6
	[ "$status" = 0 ]
	[ "${lines[2]}" = "rails 0-1,3-7 of each node" ]
	railyard place map.json -N 4 -H health.json -m 6 --json | python3 -c '
import json, sys
assert json.load(sys.stdin)["rails"] == [0, 1, 3, 4, 5, 6, 7]'
	expect_error 1 "railyard place: not placed: 9 rails in common asked for, the fabric has 8" \
		railyard place map.json -N 4 -H health.json -m 9
}
