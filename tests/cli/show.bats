# SPDX-License-Identifier: GPL-2.0-or-later
# railyard show: the picture in the terminal.

load common

@test "the mini fabric, healthy" {
	make_map
	expect_output "$(cat "$here/expected/mini.show")" railyard show map.json
	expect_output "$(cat "$here/expected/mini.show")" \
		railyard show -i - < map.json
	expect_output "$(cat "$here/expected/mini.show")" \
		railyard show --islands map.json
}

# gpu07 without one NIC; a rail of pod2-island2 without its leaf.
make_broken_map() {
	awk -v RS= -v ORS='\n\n' '
		!/\nCa[^\n]*"gpu07 mlx5_4"/ &&
		!/\nCa[^\n]*"gpu1[3-6] mlx5_9"/ &&
		!/\nSwitch[^\n]*"pod2-island2-leaf5"/' \
		"$fixtures/mini.ibnetdiscover" |
		grep -v -e '"gpu07 mlx5_4"' -e '"gpu1[3-6] mlx5_9"' \
			-e '"pod2-island2-leaf5"' | sed '$d' > file
	run --separate-stderr railyard build -i file -n mini -o map.json
	[ "$status" = 0 ]
	[ "$stderr" = 'railyard build: warning: pod2-island2: rail 5 not seen on any of its 4 nodes
railyard build: warning: node "gpu07": rail 2 (mlx5_4) not seen' ]
}

@test "what was not seen is marked and named" {
	make_broken_map
	expect_output "$(cat "$here/expected/broken.show")" \
		railyard show map.json
	LC_ALL=C expect_output "$(cat "$here/expected/broken.ascii.show")" \
		railyard show map.json
}

@test "a line a pod" {
	make_broken_map
	expect_output "$(cat "$here/expected/broken.pods.show")" \
		railyard show --pods map.json
	expect_output "$(cat "$here/expected/broken.pods.show")" \
		railyard show -p map.json
}

@test "no line is wider than 80 columns" {
	make_broken_map
	[ -z "$(railyard show map.json | awk 'length > 80')" ]
	[ -z "$(railyard show -p map.json | awk 'length > 80')" ]
}

# on_terminal ROWS COMMAND [COLUMNS]: through a terminal of that size
on_terminal() {
	command -v script > /dev/null || skip "script(1) is not installed"
	TERM=xterm script -qec "stty rows $1 cols ${3-80}; $2" /dev/null \
		< /dev/null
}

@test "colour on a terminal alone, and not with NO_COLOR" {
	make_map
	escape=$(printf '\033')
	on_terminal 40 "railyard show map.json" | grep -q "$escape"
	refute grep -q "$escape" <(railyard show map.json)
	refute grep -q "$escape" \
		<(on_terminal 40 "NO_COLOR=1 railyard show map.json")
}

@test "more islands than the screen has lines become a line a pod" {
	make_map
	on_terminal 40 "NO_COLOR=1 railyard show map.json" | grep -q pod1-island1
	run on_terminal 8 "NO_COLOR=1 railyard show map.json"
	[[ "$output" != *pod1-island1* ]]
	[[ "$output" == *"lacking"* ]]
	run on_terminal 8 "NO_COLOR=1 railyard show -i map.json"
	[[ "$output" == *pod1-island1* ]]
}

@test "... and so do the lines below islands that say what was not seen" {
	make_broken_map
	# 4 for title, legend and prompt, 2 x 3 pods, 4 islands, 2 lacking
	on_terminal 16 "NO_COLOR=1 railyard show map.json" |
		grep -q "gpu07: rail 2"
	run on_terminal 15 "NO_COLOR=1 railyard show map.json"
	[[ "$output" != *pod1-island1* ]]
	[[ "$output" == *"5 nodes lack a rail.  railyard show --islands says which."* ]]
}

@test "pods that lack nothing share a row where there are too many" {
	railyard synth colossus-100k -f map -o map.json
	run on_terminal 24 "NO_COLOR=1 railyard show map.json"
	[ "${#lines[@]}" -le 8 ]
	output=${output//$'\r'}
	[[ "$output" == *$'\n'"  pod[1-25]    25      196  12500        0  gpu[00001-12500]"$'\n'* ]]
	[[ "$output" == *"Pods that lack nothing share a row; railyard show --pods has a row for each."* ]]
	# pods that lack something have one of their own
	python3 - <<-'EOF'
	import json
	m = json.load(open("map.json"))
	pods = m["components"][0]["pods"]
	pods[4]["islands"][0]["nodes"][7]["leafs"] = [0, 1, None, 3, 4, 5, 6, 7]
	json.dump(m, open("cut.json", "w"))
	EOF
	run on_terminal 24 "NO_COLOR=1 railyard show cut.json"
	output=${output//$'\r'}
	[[ "$output" == *$'\n'"  pod[1-4]      4       32   2048        0  gpu[00001-02048]"$'\n'* ]]
	[[ "$output" == *$'\n'"  pod5          1        8    512        1  gpu[02049-02560]"$'\n'* ]]
	[[ "$output" == *$'\n'"  pod[6-25]    20      156   9940        0  gpu[02561-12500]"$'\n'* ]]
	for how in "24 --pods" "80 --pods" "33"; do
		# shellcheck disable=SC2086
		set -- $how
		run on_terminal $1 "NO_COLOR=1 railyard show $2 cut.json"
		[[ "$output" == *"  pod24 "* ]]
		[[ "$output" != *"share a row"* ]]
	done
}

@test "pods that lack little share a row, too, where each is too many" {
	railyard synth colossus-100k -f map -o map.json \
		--fail=links=0.1%,leafs=1 2> /dev/null
	run on_terminal 24 "NO_COLOR=1 railyard show map.json"
	[ "${#lines[@]}" -le 23 ]
	output=${output//$'\r'}
	[[ "$output" == *"Pods where at most "*" a rail share a row; --pods shows each."* ]]
	# together they lack what they lack each, and the leaf has its row
	lacking() {
		awk '/^  pod.*gpu/ { n += $(NF - 1) } END { print n + 0 }'
	}
	all=$(railyard show --pods map.json | lacking)
	[ "$all" -gt 100 ]
	[ "$(on_terminal 24 "NO_COLOR=1 railyard show map.json" | lacking)" = "$all" ]
	grep -Eq '^  pod[0-9]+ +1 ' <<< "$output"
	run on_terminal 9 "NO_COLOR=1 railyard show map.json"
	[ "$(grep -c '^  pod.*gpu' <<< "$output")" = 1 ]
}

@test "the title is broken at the end of the screen" {
	railyard synth colossus-100k -f map -o map.json
	run on_terminal 24 "NO_COLOR=1 railyard show map.json"
	output=${output//$'\r'}
	[[ "$output" == *"; 1568 leafs,"$'\n'"  1600 spines, 1024 cores"$'\n'* ]]
	run on_terminal 24 "NO_COLOR=1 railyard show map.json" 10
	[[ "${output//$'\r'}" == "colossus-100k: 12500 nodes,"$'\n'"  8 rails,"$'\n'* ]]
	[[ "$(railyard show map.json | head -1)" == *" 1024 cores" ]]
}

@test "hosts are cut to the screen, unless the row leaves no room for them" {
	make_map
	# as many nodes on one island as make a long list
	sed -e 's/"gpu0\([1-4]\)"/"a-node-with-a-name-\1x"/' map.json > long.json
	run on_terminal 40 "NO_COLOR=1 railyard show long.json" 70
	[[ "$output" == *"a-node-with-a-name-1x,..."* ]]
	for columns in 20 40 52; do
		run on_terminal 40 "NO_COLOR=1 railyard show map.json" $columns
		[[ "$output" == *"gpu[01-04]"* ]]
		[[ "$output" != *"..."* ]]
	done
}

@test "rails that a kind of node does not have are blank" {
	make_map
	python3 - <<-'EOF'
	import json
	m = json.load(open("map.json"))
	m["shapes"].append(["ib0", "ib1"] + [None] * 6)
	for pod in m["components"][0]["pods"]:
	    for node in pod["islands"][0]["nodes"]:
	        node["shape"] = 1
	        node["leafs"] = [0, 1] + [None] * 6
	        node["guids"][2:] = [None] * 6
	json.dump(m, open("mixed.json", "w"))
	m["components"][0]["pods"][0]["islands"][0]["nodes"][1]["leafs"][1] = None
	json.dump(m, open("cut.json", "w"))
	EOF
	railyard check mixed.json
	run railyard show mixed.json
	[[ "$output" == *"  pod1-island1      4       ● ●              gpu[01-04]"* ]]
	[[ "$output" == *"  pod1-island2      4       ● ● ● ● ● ● ● ●  gpu[05-08]"* ]]
	[[ "$output" == *"No node lacks a rail."* ]]
	run railyard show cut.json
	[[ "$output" == *"  pod1-island1      4       ● ◐              gpu[01-04]"* ]]
	[[ "$output" == *"gpu02: rail 1 (ib1) not seen"* ]]
	[[ "$output" == *"1 node lacks a rail."* ]]
	run railyard check cut.json --json
	[ "$status" = 1 ]
	[ "$(grep -c '"kind":' <<< "$output")" = 1 ]
	[[ "$output" == *missing-link* ]]
}
