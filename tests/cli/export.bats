# SPDX-License-Identifier: GPL-2.0-or-later
# railyard export: Slurm's topology.conf.

load common

@test "topology.conf: a leaf switch an island, a switch a pod, one on top" {
	make_map
	expect_output "$(cat "$here/expected/mini.topology.conf")" \
		railyard export map.json --format=topology.conf
	railyard export map.json -f topology.conf -o short.conf
	railyard export -f topology.conf --output=long.conf map.json
	railyard export - -f topology.conf < map.json > stdin.conf
	cmp short.conf "$here/expected/mini.topology.conf"
	cmp long.conf "$here/expected/mini.topology.conf"
	cmp stdin.conf "$here/expected/mini.topology.conf"
}

@test "the top switch's name is no pod's and no island's" {
	railyard build -i "$fixtures/mini.ibnetdiscover" -n pod1 -o map.json
	railyard export map.json -f topology.conf | grep -q \
		'^SwitchName=pod1-top Switches=pod\[1-2\]$'
	railyard build -i "$fixtures/mini.ibnetdiscover" -n pod1-island1 \
		-o map.json
	railyard export map.json -f topology.conf | grep -q \
		'^SwitchName=pod1-island1-top Switches=pod\[1-2\]$'
}

@test "pods that nothing connects have no switch above them" {
	# without its cores, mini is two fabrics
	awk -v RS= -v ORS='\n\n' '!/\nSwitch[^\n]*"core/' \
		"$fixtures/mini.ibnetdiscover" | grep -v '"core' |
		sed '$d' > file
	expect_output "" railyard build -i file -n mini -o map.json
	railyard export map.json -f topology.conf | grep -v '^#' > conf
	grep -v -e '^#' -e 'SwitchName=mini ' \
		"$here/expected/mini.topology.conf" | cmp - conf
}

@test "an unknown format is named" {
	expect_error 2 'railyard export: unknown format "yaml": expected topology.conf; see railyard export --help' \
		railyard export map.json -f yaml
}

@test "a file that cannot be written is an error" {
	make_map
	expect_error 3 "railyard export: nowhere/t: cannot write it: No such file or directory" \
		railyard export map.json -f topology.conf -o nowhere/t
}
