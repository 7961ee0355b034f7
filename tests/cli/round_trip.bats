# SPDX-License-Identifier: GPL-2.0-or-later
# Every format that can be written and read: nothing is lost on the way that
# the format can say.  (Random fabrics: tests/unit/test_source_topology.c and
# test_map.c; the real ibnetdiscover: live.bats.)

load common

shapes=(
	""
	"--tor --nodes=4"
	"--planes=2 --rails=4"
	"--pods=1 --islands=5 --nodes=3"
	"--pods=3 --islands=3 --nodes=7 --rails=2"
)

# each COMMAND: calls it with the fabric's name, for each map.json of these.
each() {
	local preset shape

	for preset in mini superpod-h100:8; do
		railyard synth $preset -f map -o map.json
		"$1" ${preset%%:*}
	done
	for shape in "${shapes[@]}"; do
		railyard synth clos $shape -f map -o map.json
		"$1" clos
	done
}

# units MAP WHICH: "ISLAND NODE" or "POD ISLAND", a line each, by other code
units() {
	awk -v from=map -v only="$2" \
		-f "$here/../mini-slurm/exports.awk" "$1" | sort
}

# same_units WHICH: map.json and back.json have the same
same_units() {
	units map.json "$1" > want
	[ -s want ]
	units back.json "$1" | diff want -
}

# export_and_build FORMAT NAME [OPTION...]
export_and_build() {
	railyard export map.json -f "$1" -o file "${@:3}"
	railyard build --topology=file --name="$2" -o back.json
}

tree() {
	export_and_build topology.conf "$1"
	same_units islands
	same_units ''
	railyard export back.json -f topology.conf | cmp - file
}

@test "topology.conf of a tree: islands, pods, nodes, and the same file again" {
	each tree
}

# Blocks of blocks are pods of a number, if they can say pods at all.
block() {
	export_and_build topology-block "$1"
	same_units islands
	! grep -q '^BlockSizes=.*,' file || same_units ''
	railyard export back.json -f topology-block | cmp - file
}

@test "topology.conf of blocks: islands, nodes, and the same file again" {
	each block
	railyard synth mini -f map -o map.json
	export_and_build topology-block mini
	grep -q '^BlockSizes=4,8$' file
}

yaml() {
	export_and_build topology.yaml "$1"
	same_units islands
	same_units ''
	railyard export back.json -f topology.yaml | cmp - file
}

@test "topology.yaml: islands, pods, nodes, and the same file again" {
	each yaml
}

# What a node has inside, no cable tells.
without_hardware() {
	sed -e '/^      *"hardware": /d' \
		-e 's/{"nics": \(\[.*\]\),$/\1],/' "$1"
}

netlist() {
	railyard export map.json -f ibsim -o file
	railyard build --ib=file --name="$1" -o back.json
	without_hardware map.json | cmp - back.json
	railyard export back.json -f ibsim | cmp - file
}

@test "netlist of ibsim: the same bytes" {
	each netlist
}

# A plan knows no GUIDs, and so no order among switches of other names.
plan() {
	railyard export map.json -f plan -o file
	railyard build --plan=file --name="$1" -o back.json
	same_units islands
	same_units ''
	railyard export back.json -f plan | cmp - file
}

@test "cable plan: islands, pods, nodes, and the same file again" {
	each plan
}

# Two zones of two pods in a building, and a third under the same switches as a
# pod that is in none: nothing tells these from the building's, by cables alone.
make_zones() {
	local p c
	for p in 1 2 3 4 5 6 7; do
		echo "SwitchName=i$p Nodes=n$p[1-3]"
		echo "SwitchName=p$p Switches=i$p"
	done
	for c in a b c; do
		echo "SwitchName=east-$c Switches=p[1-2]"
		echo "SwitchName=west-$c Switches=p[3-4]"
		echo "SwitchName=south-$c Switches=p[6-7]"
	done
	for c in a b; do
		echo "SwitchName=building-$c Switches=east-a,east-b,east-c,west-a,west-b,west-c"
		echo "SwitchName=top-$c Switches=building-a,building-b,p5,south-a,south-b,south-c"
	done
}

# zones_of MAP: the switches above its pods
zones_of() {
	railyard export "$1" -f topology.conf | grep '^SwitchName=\(zone\|level\|all\)'
}

@test "zones are found again by the cables of their cores" {
	make_zones | railyard build -t - -n all -o map.json
	railyard export map.json -f plan -o cables.csv
	railyard build --plan cables.csv -n all -o back.json
	zones_of back.json > got
	diff - got <<-'END'
		SwitchName=zone3 Switches=pod[6-7]
		SwitchName=level2-zone2 Switches=pod5,zone3
		SwitchName=zone2 Switches=pod[3-4]
		SwitchName=zone1 Switches=pod[1-2]
		SwitchName=level2-zone1 Switches=zone[1-2]
		SwitchName=all Switches=level2-zone[1-2]
	END
	# a lost and a swapped cable change nothing, and neither does the order
	sed -e '/^p1,Switch,,east-a/d' -e '/^east-b,Switch,,p2/d' \
		-e '/^\(p1\|east-a\),.*,\(p1\|east-a\),/d' cables.csv > lost.csv
	(head -n 1 lost.csv; tail -n +2 lost.csv | sort -r) > odd.csv
	! cmp -s <(sort cables.csv) <(sort odd.csv)
	railyard build --plan odd.csv -n all -o odd.json
	zones_of odd.json | diff got -
}

@test "where all pods have the same cores there is no zone" {
	railyard synth clos --pods=4 --islands=2 --nodes=4 -f map -o map.json
	! grep -q zones map.json
	railyard export map.json -f plan -o cables.csv
	! railyard build --plan cables.csv | grep -q zones
}

# cables_of_plan: as map_cables.py shows them
cables_of_plan() {
	awk -F, 'NR > 1 && $2 == "Host" { print $1 "," $3 "," $4 "," $6 }
		NR > 1 && $2 == "Switch" {
			a = $1 "," $3
			b = $4 "," $6
			print a < b ? a "," b : b "," a
		}'
}

# Its only guide is the manual page.
reads_as_the_manual_says() {
	python3 "$here/map_cables.py" map.json | sort > want
	[ -s want ]
	railyard export map.json -f plan 2> /dev/null | cables_of_plan | sort |
		diff want - > differs
}

@test "railyard-map(5) is enough to read a map by" {
	command -v python3 > /dev/null || skip "python3 is not installed"
	export LC_ALL=C
	each reads_as_the_manual_says
	for preset in hpn7 frontier lingjun:; do
		railyard synth ${preset/lingjun:/lingjun \
			--csv=$here/../fixtures/synth/hosts.csv} \
			-f map -o map.json
		reads_as_the_manual_says
	done
	cp "$here/../fixtures/export/small.json" map.json
	reads_as_the_manual_says
	for seed in 1 2 3; do
		railyard synth clos --pods=5 --islands=3 --nodes=6 --zones=2 \
			--planes=2 --rails=4 --radix=64 -f map -o map.json \
			--fail=links=9,swaps=3,plane-swaps=2,leafs=1,wrong-islands=2,uplinks=7,extra-uplinks=2,slow-links=2 \
			--seed=$seed 2> /dev/null
		reads_as_the_manual_says
	done
}
