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

# map_of COMPONENTS: a map whose pods, islands and fabric share names
map_of() {
	cat <<-END
	{"format": "railyard-map", "version": 1, "name": "a", "rails": 1,
	 "shapes": [["mlx5_0"]], "components": [$1]}
	END
}
# pod_of POD ISLAND...: each with a node
pod_of() {
	local pod=$1 island comma=
	shift
	printf '{"name": "%s", "islands": [' "$pod"
	for island; do
		printf '%s{"name": "%s", "leafs": [], "nodes": [{"name": "n-%s"' \
			"$comma" "$island" "$island"
		printf ', "leafs": [null]}]}'
		comma=,
	done
	printf ']}'
}

# No switch of ./conf is there twice; their names go to ./names.
no_switch_twice() {
	sed -n 's/^SwitchName=\([^ ]*\) .*/\1/p' conf | sort > names
	[ -s names ]
	[ -z "$(uniq -d names)" ]
}

@test "a pod and an island of one name are two switches" {
	map_of "{\"pods\": [$(pod_of a a b), $(pod_of a-pod c)]}" > map.json
	expect_output "SwitchName=a Nodes=n-a
SwitchName=b Nodes=n-b
SwitchName=c Nodes=n-c
SwitchName=a-pod-pod Switches=a,b
SwitchName=a-pod Switches=c
SwitchName=a-top Switches=a-pod-pod,a-pod" \
		bash -c 'railyard export map.json -f topology.conf | grep -v "^#"'
}

@test "... in several connected parts, too" {
	map_of "{\"pods\": [$(pod_of a a a-1), $(pod_of a-2 a-pod)]},
		{\"pods\": [$(pod_of x x a-1-top), $(pod_of x-pod x-pod)]}" \
		> map.json
	railyard export map.json -f topology.conf > conf
	no_switch_twice
	[ "$(wc -l < names)" = 12 ]
	grep -qx 'SwitchName=a-1-top-top Switches=a-pod-pod,a-2' conf
	grep -qx 'SwitchName=a-2-top Switches=x-pod-pod,x-pod-pod-pod' conf
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
