# SPDX-License-Identifier: GPL-2.0-or-later
# railyard build --topology: from what Slurm has to a map.

load common

@test "topology.conf of a tree: islands, pods, and no rails" {
	cp "$here/expected/mini.topology.conf" topology.conf
	expect_output "" railyard build --topology=topology.conf -n mini \
		-o map.json
	railyard build -t topology.conf --name mini | cmp - map.json
	railyard build -t - -n mini < topology.conf | cmp - map.json
	expect_output "mini: 16 nodes, 1 rail, 4 islands, 2 pods; 4 leafs, 2 spines, 1 core

pod1: 8 nodes in 2 islands under 1 spine
  island        nodes  rail 0  hosts
  pod1-island1      4       ●  gpu[01-04]
  pod1-island2      4       ●  gpu[05-08]

pod2: 8 nodes in 2 islands under 1 spine
  island        nodes  rail 0  hosts
  pod2-island1      4       ●  gpu[09-12]
  pod2-island2      4       ●  gpu[13-16]

No node lacks a rail." railyard show map.json
	railyard check map.json
	[ "$(railyard place map.json -N 6 | sed -n 1p)" = \
	  "6 nodes on 2 islands in 1 pod, the fewest that 16 free nodes allow" ]
}

@test "--rails: one switch of an island carries all of them" {
	cp "$here/expected/mini.topology.conf" topology.conf
	railyard build -t topology.conf --rails=8 -o map.json
	railyard show map.json |
		grep -q '^  pod1-island1      4       ● ● ● ● ● ● ● ●  gpu'
	railyard check map.json
	for bad in 0 65 -1 x 8x ''; do
		expect_error 2 "railyard build: --rails: \"$bad\": 1 to 64 were expected; see railyard build --help" \
			railyard build -t topology.conf --rails="$bad"
	done
}

@test "NICs have no names, so that no job is told to use one" {
	railyard build -t "$here/expected/mini.topology.conf" -o map.json
	expect_error 1 "railyard export: no node's NICs go by an RDMA device's name in the map" \
		railyard export map.json -f env
}

@test "what it makes no sense to mix is refused, with the reason" {
	expect_error 2 'railyard build: --topology says which nodes share a switch, and no NIC and no cable: there is nothing that --ib could add to it; see railyard build --help' \
		railyard build -t a --ib b
	expect_error 2 'railyard build: --topology says which nodes share a switch, and no NIC and no cable: there is nothing that --node could add to it; see railyard build --help' \
		railyard build -t a --node b
	expect_error 2 'railyard build: --topology is given 2 times: one file was expected; see railyard build --help' \
		railyard build -t a -t b
	expect_error 2 'railyard build: --rails goes with --topology: elsewhere cables tell how many there are; see railyard build --help' \
		railyard build --ib a --rails 8
}

@test "Include: files beside the first one, each with its own lines" {
	mkdir etc
	printf 'include leafs.conf\nSwitchName=s Switches=a,b\n' > etc/topology.conf
	printf 'SwitchName=a Nodes=n1\nInclude more/b.conf # beside the first\n' \
		> etc/leafs.conf
	mkdir etc/more
	printf 'SwitchName=b Nodes=n2\n' > etc/more/b.conf
	railyard build -t etc/topology.conf -o map.json
	railyard show map.json | grep -q '^s: 2 nodes in 2 islands'
	(cd etc && railyard build -t topology.conf | cmp - ../map.json)
	printf '\nSwitchName=b Nodes=n3,n1\n' > etc/more/b.conf
	expect_error 3 'railyard build: etc/more/b.conf:2:23: node "n1" is in switch "b", and in "a" by etc/leafs.conf:1:20: one of them was expected' \
		railyard build -t etc/topology.conf
	rm etc/more/b.conf
	expect_error 3 'railyard build: etc/leafs.conf:2:9: Include: etc/more/b.conf: cannot open it: No such file or directory' \
		railyard build -t etc/topology.conf
	printf 'Include topology.conf\n' > etc/topology.conf
	expect_error 3 'railyard build: etc/topology.conf:1:9: more than 64 files, or a file that includes itself' \
		railyard build -t etc/topology.conf
}

@test "a file that is not there, a folder, a file of another kind" {
	expect_error 3 'railyard build: none.conf: cannot open it: No such file or directory' \
		railyard build -t none.conf
	expect_error 3 'railyard build: .: cannot read it: Is a directory' railyard build -t .
	expect_error 3 "railyard build: $fixtures/mini.ibnetdiscover:6:1: unknown key \"vendid\": SwitchName, BlockName or BlockSizes was expected" \
		railyard build -t "$fixtures/mini.ibnetdiscover"
	make_map
	run railyard build -t map.json
	[ "$status" = 3 ]
}

@test "what is odd is a warning" {
	printf 'SwitchName=a Nodes=n1\nSwitchName=b Nodes=n2\nSwitchName=c\n' |
		railyard build -t - -o map.json 2> said
	diff said - <<-'END'
		railyard build: warning: stdin:3:12: switch "c" has no node: it is left out
		railyard build: warning: the switches are 2 trees with nothing above them: no job will have nodes of two of them
	END
}

# Two pods of two islands in zone "east", two pods in "west", one in neither.
make_zones() {
	cat <<-'END'
		SwitchName=i1 Nodes=n[1-4]
		SwitchName=i2 Nodes=n[5-8]
		SwitchName=i3 Nodes=n[9-12]
		SwitchName=i4 Nodes=n[13-16]
		SwitchName=i5 Nodes=n[17-20]
		SwitchName=p1 Switches=i1
		SwitchName=p2 Switches=i2
		SwitchName=p3 Switches=i3
		SwitchName=p4 Switches=i4
		SwitchName=p5 Switches=i5
		SwitchName=east Switches=p[1-2]
		SwitchName=west Switches=p[3-4]
		SwitchName=fabric Switches=p5,east,west
	END
}

@test "switches above pods are zones, and come back as switches" {
	make_zones | railyard build -t - -o map.json
	[ "$(grep -c '^    {"name": "\(east\|west\)",$' map.json)" = 2 ]
	for format in topology.conf topology.yaml; do
		railyard export map.json -f $format -o out
		railyard build -t out | cmp - map.json
	done
	railyard export map.json -f topology.conf | grep -v '^#' | sort > out
	make_zones | sort | diff - out
}

@test "a job gets the fewest zones, and stays in one when it is told to" {
	make_zones | railyard build -t - -o map.json
	# i1 has one node left: only in the west 7 are in one zone
	railyard place map.json -N 7 -b n[1-3] | grep -x \
		'7 nodes on 2 islands in 2 pods in 1 zone, the fewest that 17 free nodes allow'
	railyard place map.json -N 7 -b n[1-3] | tail -n 2 | diff - <(
		echo '0-3   i3     n[9-12]'
		echo '4-6   i4     n[13-15]')
	run railyard place map.json -N 9 --rail-within=zone
	[ "$status" = 1 ]
	[ "$output" = "railyard place: not placed: no one zone has 9 nodes (most: 8)" ]
	railyard place map.json -N 9 --rail-within=zone2 --json |
		grep -q '"islands":3,"pods":3,"zones":\[2\],'
	run railyard place map.json -N 8 -b n1,n9 --rail=strict
	[ "$status" = 1 ]
	[ "${lines[0]}" = "railyard place: not placed: strict: free nodes give 2 islands in 2 pods in 2 zones, an empty fabric 2 islands in 2 pods in 1 zone" ]
}

@test "show and diff tell of zones" {
	make_zones | railyard build -t - -o map.json
	railyard show map.json > text
	grep -qx 'fabric: 20 nodes, 1 rail, 5 islands, 5 pods, 2 zones; 5 leafs, 5 spines, 3 cores' text
	grep -qx 'p1: 4 nodes in 1 island under 1 spine in east' text
	grep -qx 'p5: 4 nodes in 1 island under 1 spine' text
	railyard show map.json -f svg | grep -q '>p3 in west</text>'
	railyard show map.json -f html | grep -q '"zone":"in west"'
	make_zones | sed -e 's/=east /=north /' -e 's/p\[3-4\]/p3,p5/' \
		-e 's/p5,east/p4,north/' | railyard build -t - -o new.json
	run railyard diff map.json new.json
	[[ "$output" == *"zones renamed (zone-renamed, 1)
  east is called north now"* ]]
	[[ "$output" == *"pods in another zone (pod-moved, 2)
  p5 is in west now; it was in no zone
  p4 is in no zone now; it was in west"* ]]
	[[ "$output" != *"zones added"* && "$output" != *"zones removed"* ]]
}
