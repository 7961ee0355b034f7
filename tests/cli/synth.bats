# SPDX-License-Identifier: GPL-2.0-or-later
# railyard synth: presets as netlists and maps.

load common

@test "--list and -l show the presets" {
	run --separate-stderr railyard synth --list
	[ "$status" = 0 ]
	grep -E '^PRESET +SIZES +GPUS +NODES +RAILS +PODS +ISLANDS +NETWORK +FROM' \
		<<<"$output"
	grep -E '^mini +one +128 +16 +8 +2 +4 ' <<<"$output"
	grep -E '^superpod-h100 +1-64 SUs +1024 +128 +8 +1 +4 ' <<<"$output"
	grep -E '^colossus-100k +1-196 arrays +100000 +12500 +8 +25 +196 ' \
		<<<"$output"
	grep -E '^b200-300k +one +300000 +37500 ' <<<"$output"
	grep -E '^meta-24k +one +24576 +3072 +8 +8 +1536 ' <<<"$output"
	grep -E '^frontier +one +37888 +9472 +4 +74 +592 ' <<<"$output"
	grep -E '^aurora +one +63744 +10624 +8 +166 +1328 ' <<<"$output"
	grep -E '^lingjun +of its file +4 +RoCE ' <<<"$output"
	[ "$(railyard synth -l)" = "$output" ]
	# --list says what the manual has
	sed -n '/^\.Sh PRESETS/,/^\.Sh ENV/p' "$here/../../docs/railyard.1" |
		sed -n 's/^\.It Cm //p' > manual
	awk 'NR > 1 { print $1 }' <<<"$output" > listed
	diff manual listed
}

@test "units behind a colon, as many as there are" {
	railyard synth superpod-h100:2 > net
	[ "$(grep -c '^Ca' net)" = $((64 * 8)) ]
	[ "$(grep -c '^Switch.*leaf' net)" = 16 ]
	[ "$(grep -c '^Switch.*spine' net)" = 8 ]
	for n in 0 x -1 1.5 "" 2x 99999999999; do
		expect_error 2 "railyard synth: superpod-h100: \"$n\": a number from 1 on was expected behind ':'; see railyard synth --help" \
			railyard synth superpod-h100:$n
	done
	expect_error 2 'railyard synth: superpod-h100: "65": 1 to 64 SUs were expected; see railyard synth --help' \
		railyard synth superpod-h100:65
	expect_error 2 'railyard synth: mini: "2": it comes in one size; see railyard synth --help' \
		railyard synth mini:2
	railyard synth nvl72:3 -f map | railyard show - | head -1 > line
	diff - line <<-EOF
	nvl72: 54 nodes, 4 rails, 3 islands, 1 pod; 12 leafs, 6 spines
	EOF
}

@test "every preset goes through show, check, place and export" {
	for preset in $(railyard synth -l | awk 'NR > 1 { print $1 }'); do
		[ "$preset" != lingjun ] || preset="lingjun
			--csv=$here/../fixtures/synth/hosts.csv"
		# shellcheck disable=SC2086
		railyard synth $preset -f map -o map.json
		railyard check map.json > found
		grep -q ': nothing found$' found
		nodes=$(sed -n 's/.*: \([0-9]*\) nodes,.*/\1/p' found)
		railyard show --pods map.json > shown
		grep -q "$nodes nodes" shown
		railyard show map.json --format html -o page.html
		railyard show map.json --format svg -o picture.svg
		railyard place map.json -N $((nodes * 2 / 3)) > placed
		grep -q "^$((nodes * 2 / 3)) nodes on " placed
		for format in topology.conf topology.yaml slurm.conf plan dot; do
			railyard export map.json -f $format -o exported \
				2> warnings
			[ -s exported ]
		done
		case $preset in
		frontier | aurora) # Slingshot's NICs are no RDMA devices
			expect_error 1 "railyard export: no node's NICs go by an RDMA device's name in the map" \
				railyard export map.json -f env ;;
		*)
			railyard export map.json -f env > exported
			[ -s exported ] ;;
		esac
	done
}

@test "--speed for any preset, as an older ibsim wants it" {
	railyard synth nvl72:1 --speed 4xHDR > net
	[ "$(grep -c 4xHDR net)" = $((2 * (72 + 72))) ]
	! grep -q NDR net
}

# --- lingjun ---------------------------------------------------------------

@test "lingjun: a ToR a host, by the switches of a file" {
	railyard synth lingjun --csv "$here/../fixtures/synth/hosts.csv" \
		-f map -o map.json
	LC_ALL=C railyard show map.json > shown
	diff - shown <<-EOF
	lingjun: 8 nodes, 4 rails, 5 islands, 3 pods; 5 leafs, 3 spines, 1 core

	pod1: 3 nodes in 2 islands under 1 spine
	  island        nodes  rail 0 1 2 3  hosts
	  pod1-island1      2       # # # #  db[01-02]
	  pod1-island2      1       # # # #  db07

	pod2: 4 nodes in 2 islands under 1 spine
	  island        nodes  rail 0 1 2 3  hosts
	  pod2-island1      3       # # # #  db[03-05]
	  pod2-island2      1       # # # #  db06

	pod3: 1 node in 1 island under 1 spine
	  island        nodes  rail 0 1 2 3  hosts
	  pod3-island1      1       # # # #  db08

	No node lacks a rail.
	EOF
	grep -q '"name": "G1-P10-S1"' map.json
	# from stdin; names that are none become the numbers of their lines
	{
		echo 'ASW,ip,PSW,DSW'
		printf 'S1,%064d,P1,G1\n' 1 2 3
	} | railyard synth lingjun --csv=- | grep -o '"host0[0-9] mlx5_3"' |
		sort -u > hosts
	diff - hosts <<-EOF
	"host01 mlx5_3"
	"host02 mlx5_3"
	"host03 mlx5_3"
	EOF
}

@test "lingjun: the dataset itself, where it is at hand" {
	data=$here/../../../shared/data/lingjun-topo.csv
	[ -e "$data" ] || skip "no $data"
	railyard synth lingjun --csv "$data" -f map -o map.json
	railyard show --pods map.json | head -1 > line
	diff - line <<-EOF
	lingjun: 847 nodes, 4 rails, 119 islands, 3 pods; 119 leafs, 3 spines, 1 core
	EOF
	railyard check map.json
}

@test "lingjun: a file that is none is refused where it is wrong" {
	expect_error 2 'railyard synth: preset "lingjun": a file of hosts was expected, --csv=FILE; see railyard synth --help' \
		railyard synth lingjun
	expect_error 2 'railyard synth: --csv has no use with the preset "mini"; see railyard synth --help' \
		railyard synth mini --csv x
	expect_error 3 'railyard synth: x.csv: cannot open it: No such file or directory' \
		railyard synth lingjun --csv x.csv
	printf 'ip,DSW,ASW\n' > x.csv
	expect_error 3 'railyard synth: x.csv:1: no column "PSW": a first line with ip, DSW, PSW and ASW was expected' \
		railyard synth lingjun --csv x.csv
	printf 'ip,DSW,PSW,ASW\n' > x.csv
	expect_error 3 'railyard synth: x.csv: no hosts: a line for each was expected' \
		railyard synth lingjun --csv x.csv
	printf 'ip,DSW,PSW,ASW\na,G,P,S\nb,G,P\n' > x.csv
	expect_error 3 'railyard synth: x.csv:3: no ASW: as many fields as in the first line were expected' \
		railyard synth lingjun --csv x.csv
	printf 'ip,DSW,PSW,ASW\na,G,P,S\nb,G,P 1,S\n' > x.csv
	expect_error 3 "railyard synth: x.csv:3:5: PSW \"P 1\": 1 to 31 letters, digits, '.', '_', '-' were expected" \
		railyard synth lingjun --csv x.csv
	printf 'ip,DSW,PSW,ASW\na,G,P,S\nb,G,P,S\na,G,P,T\n' > x.csv
	expect_error 3 'railyard synth: x.csv:4: host "a" comes twice; the other one is in line 2' \
		railyard synth lingjun --csv x.csv
}

# --- faults ----------------------------------------------------------------

@test "--fail: what is broken is told, and found" {
	run --separate-stderr railyard synth mini -f map -o map.json \
		--fail links=2,nodes=1,leafs=1,swaps=1 --seed 5
	[ "$status" = 0 ]
	[ -z "$output" ]
	# shellcheck disable=SC2154
	[ "${stderr%%$'\n'*}" = "railyard synth: seed 5: nodes 1 of 16, leafs 1 of 32, swaps 1 of 16, links 2 of 128" ]
	[ "$(grep -c . <<<"$stderr")" = 6 ]
	run railyard check map.json
	[ "$status" = 1 ]
	grep -q 'missing-link' <<<"$output"
	grep -q 'dark-leaf, 1' <<<"$output"
	grep -q 'swapped-rails, 1' <<<"$output"
	# nobody sees the node that is off
	off=$(sed -n 's/.*nodes: \(gpu[0-9]*\) is off/\1/p' <<<"$stderr")
	! grep -q "\"$off\"" map.json
	swapped=$(sed -n 's/.*swaps: \(gpu[0-9]*\) .*/\1/p' <<<"$stderr")
	grep -q "$swapped .* is on .*leaf.*, $swapped .* on " <<<"$output"
}

@test "--fail-list: the same faults that check finds, as JSON" {
	railyard synth superpod-h100 -f map -o map.json --fail-list list.json \
		--fail swaps=3%,island-swaps=3,uplinks=2,slow-links=0.2% \
		2> told
	[ "$(wc -l < told)" = 12 ]
	[ "$(head -1 list.json)" = '{"version":1,"fabric":"superpod-h100","seed":1,"faults":[' ]
	sed -n 's/.*"finding":"\([^"]*\)".*/\1/p' list.json | sort > made
	[ "$(wc -l < made)" = 11 ]
	run --separate-stderr railyard check --json map.json
	sed -n 's/^{"kind":"\([^"]*\)".*/\1/p' <<<"$output" | sort > found
	diff made found
	# the first node of each swap
	sed -n '/"swaps"/s/.*"nodes":\["\([^"]*\)".*/\1/p' list.json |
		sort > made
	sed -n '/swapped-rails/s/.*"node":"\([^"]*\)".*/\1/p' <<<"$output" |
		sort > found
	[ "$(wc -l < made)" = 4 ]
	diff made found
}

@test "--fail: a seed is always the same, and the netlist has the same faults" {
	faults=nodes=1,links=1.5%,leafs=1,swaps=1,uplinks=1,spines=1
	for seed in 1 2 3; do
		railyard synth mini --fail $faults --seed $seed > net 2> told
		railyard synth mini --fail $faults --seed $seed > again \
			2> told_again
		cmp net again
		cmp told told_again
		railyard synth mini --fail $faults --seed $seed -f map \
			> map.json 2> told_again
		cmp told told_again
		railyard build --ib net --name mini > built.json
		cmp map.json built.json
	done
	railyard synth mini --fail $faults > one 2> told
	! cmp -s one net
	railyard synth mini --fail $faults --seed 1 > two 2> told
	cmp one two
	# written down once: no machine has other ones
	diff - told <<-EOF
	railyard synth: seed 1: nodes 1 of 16, leafs 1 of 32, spines 1 of 8, swaps 1 of 16, links 2 of 128, uplinks 1 of 144
	railyard synth: nodes: gpu04 is off
	railyard synth: leafs: pod2-island1-leaf7 is off
	railyard synth: spines: pod2-spine3 is off
	railyard synth: swaps: gpu05 mlx5_0 and gpu05 mlx5_3 are in each other's place on pod1-island2-leaf1 and pod1-island2-leaf0
	railyard synth: links: gpu06 mlx5_3 to pod1-island2-leaf1 is cut
	railyard synth: links: gpu07 mlx5_9 to pod1-island2-leaf5 is cut
	railyard synth: uplinks: pod1-island2-leaf0 to pod1-spine1 is cut
	EOF
}

@test "--fail: what cannot be is refused, and nothing is written" {
	while IFS='|' read -r faults why; do
		expect_error 2 "railyard synth: --fail: $why; see railyard synth --help" \
			railyard synth mini --fail "$faults" -o net
	done <<-'EOF'
	links|"links": FAULT=COUNT or FAULT=SHARE% was expected
	links=|"": a count, or a share from 0% to 100%, was expected
	links=101%|"101%": a count, or a share from 0% to 100%, was expected
	nodes=-1|"-1": a count, or a share from 0% to 100%, was expected
	links=1,links=2|"links=2": links are asked for twice
	nodes=17|nodes=17: this fabric takes 16 of them: each needs parts without another fault, and what is moved or added a free port
	planes=1|planes: the fabric has nothing of the kind
	EOF
	run railyard synth mini --fail lnks=1 -o net
	[ "$status" = 2 ]
	[[ $output == 'railyard synth: --fail: "lnks" is no fault: expected one of nodes, leafs, '* ]]
	for seed in "" x -1 1.5 18446744073709551616; do
		expect_error 2 "railyard synth: --seed=\"$seed\": a number from 0 to 2^64 - 1 was expected; see railyard synth --help" \
			railyard synth mini --fail links=1 --seed "$seed" -o net
	done
	railyard synth mini --fail links=1 --seed 18446744073709551615 \
		> /dev/null
	expect_error 2 'railyard synth: --seed has no use without --fail; see railyard synth --help' \
		railyard synth mini --seed 1 -o net
	expect_error 2 'railyard synth: --fail-list has no use without --fail; see railyard synth --help' \
		railyard synth mini --fail-list x -o net
	expect_error 2 'railyard synth: --fail-list=-: the fabric goes to stdout already; see railyard synth --help' \
		railyard synth mini --fail links=1 --fail-list -
	expect_error 2 'railyard synth: --fail-list=net: the fabric goes there already; see railyard synth --help' \
		railyard synth mini --fail links=1 --fail-list net -o net
	expect_error 3 'railyard synth: nowhere/x: cannot write it: No such file or directory' \
		railyard synth mini --fail links=1 --fail-list nowhere/x -o net
	[ ! -e net ]
	railyard synth mini --fail links=1 --fail-list - -o net 2> told |
		grep -q '"fault":"links"'
}

@test "clos: any size, and what no switches can do" {
	railyard synth clos --pods 2 --islands 3 --nodes=2 --rails 4 \
		--spines 2 --prefix n --speed 400G -f map -o map.json
	railyard show map.json | head -1 > line
	diff - line <<-EOF
	clos: 12 nodes, 4 rails, 6 islands, 2 pods; 24 leafs, 4 spines, 1 core
	EOF
	grep -q '"speeds": \["400G"\]' map.json
	grep -q '"name": "n12"' map.json
	railyard check map.json
	railyard synth clos --tor --islands 2 --nodes 2 --planes 2 -f map > map.json
	[ "$(grep -c '"plane": 1' map.json)" = 4 ]
	expect_error 2 'railyard synth: clos: switches of 48 ports cannot connect 2 pods of 4 islands of 48 nodes so; see railyard synth --help' \
		railyard synth clos --nodes 48 --radix 48
	expect_error 2 'railyard synth: --pods="0": 1 to 1048576 was expected; see railyard synth --help' \
		railyard synth clos --pods 0
	expect_error 2 'railyard synth: --rails="65": 1 to 64 was expected; see railyard synth --help' \
		railyard synth clos --rails 65
	expect_error 2 'railyard synth: --nodes="": 1 to 1048576 was expected; see railyard synth --help' \
		railyard synth clos --nodes=
	expect_error 2 'railyard synth: 1048576 pods of 1048576 islands of 1048576 nodes are more than the 1048576 nodes that a fabric can have; see railyard synth --help' \
		railyard synth clos --pods 1048576 --islands 1048576 --nodes 1048576
	expect_error 2 'railyard synth: --speed="fast!": one as 4xNDR or 400G was expected; see railyard synth --help' \
		railyard synth clos --speed 'fast!'
	expect_error 2 "railyard synth: --prefix=\"a b\": 1 to 32 letters, digits, '.', '_', '-' were expected; see railyard synth --help" \
		railyard synth clos --prefix 'a b'
	expect_error 2 'railyard synth: --pods has no use with the preset "mini"; see railyard synth --help' \
		railyard synth mini --pods 2
}

@test "colossus-100k: two vendors, ports by name, nothing to find" {
	railyard synth colossus-100k:16 -f map -o map.json
	railyard show --pods map.json | head -1 > line
	diff - line <<-EOF
	colossus-100k: 1024 nodes, 8 rails, 16 islands, 2 pods; 128 leafs, 128 spines, 64 cores
	EOF
	grep -q '"vendor": "Supermicro"' map.json
	grep -q '"vendor": "Dell Inc."' map.json
	grep -q '"swp1s0","swp1s1","swp2s0"' map.json
	railyard check map.json
}

@test "mini: 128 HCAs, 32 leafs, 8 spines, 2 cores" {
	railyard synth mini > net
	[ "$(grep -c '^Ca' net)" = 128 ]
	[ "$(grep -c '^Switch.*leaf' net)" = 32 ]
	[ "$(grep -c '^Switch.*spine' net)" = 8 ]
	[ "$(grep -c '^Switch.*core' net)" = 2 ]
	# 128 NICs, 32 leafs x 4 spines, 8 spines x 2 cores, both ends of each
	[ "$(grep -c '^\[' net)" = $((2 * (128 + 128 + 16))) ]
	grep -q '"gpu01 mlx5_0"' net
	grep -q '"gpu16 mlx5_11"' net
}

@test "no GUID comes twice, ports' GUIDs included" {
	railyard synth mini > net
	{
		sed -n 's/^switchguid=0x\([0-9a-f]*\).*/\1/p' net
		sed -n 's/^caguid=0x\([0-9a-f]*\).*/\1/p' net
		sed -n 's/^\[1\](\([0-9a-f]*\)).*/\1/p' net
	} | sort > guids
	[ "$(wc -l < guids)" = $((42 + 128 + 128)) ]
	[ -z "$(uniq -d guids)" ]
}

@test "the netlist is the same each time, on stdout, -o - and -o FILE" {
	railyard synth mini > a
	railyard synth mini -f ibsim -o b
	railyard synth --format=ibsim --output=- mini > c
	cmp a b
	cmp a c
}

@test "-f map is the map that the discovery of the netlist gives" {
	make_map
	railyard synth mini --format map > synth.json
	railyard synth mini -f map -o synth2.json
	cmp map.json synth.json
	cmp map.json synth2.json
}

@test "the netlist can be read like a discovery" {
	make_map
	railyard synth mini | railyard build --ib - --name mini > direct.json
	cmp map.json direct.json
}

@test "an unknown preset or format is named" {
	expect_error 2 'railyard synth: unknown preset "maxi" (railyard synth --list shows them); see railyard synth --help' \
		railyard synth maxi
	expect_error 2 'railyard synth: unknown preset "superpod": did you mean "superpod-h100"? (railyard synth --list shows them); see railyard synth --help' \
		railyard synth superpod
	expect_error 2 'railyard synth: unknown format "svg": expected ibsim or map; see railyard synth --help' \
		railyard synth mini -f svg
}

@test "a file that cannot be written is an error, and nothing stays" {
	expect_error 3 "railyard synth: nowhere/net: cannot write it: No such file or directory" \
		railyard synth mini -o nowhere/net
	expect_error 3 "railyard synth: .: cannot write it: Is a directory" \
		railyard synth mini -o .
	[ -z "$(ls -A)" ]
}

@test "writing to a device writes to it, and does not replace it" {
	railyard synth mini -o /dev/null
	[ -c /dev/null ]
}

@test "a file that is there keeps its permissions and its owner" {
	touch map new
	chmod 640 map
	[ "$(id -u)" != 0 ] || chown 65534:65533 map
	owner=$(stat -c %u:%g map)
	railyard synth mini -f map -o map
	railyard show map > text
	[ "$(stat -c %a:%u:%g map)" = "640:$owner" ]
	rm new
	(umask 027 && railyard synth mini -o new)
	[ "$(stat -c %a new)" = 640 ]
	(umask 077 && railyard synth mini -o new)
	[ "$(stat -c %a new)" = 640 ]
	# other users' programs read maps
	(umask 077 && railyard synth mini -f map -o another)
	[ "$(stat -c %a another)" = 644 ]
}

@test "writing through a symbolic link keeps the link" {
	touch real
	ln -s real link
	railyard synth mini -o link
	[ -L link ]
	[ -s real ]
}

@test "clos --zones: pods with cores of their own, which discovery finds" {
	railyard synth clos --pods=8 --islands=2 --nodes=4 --zones=3 \
		--planes=2 --rails=4 -f map -o map.json
	railyard export map.json -f topology.conf |
		grep '^SwitchName=\(zone\|clos\)' | sort | diff - <(
		echo 'SwitchName=clos Switches=zone[1-3]'
		echo 'SwitchName=zone1 Switches=pod[1-3]'
		echo 'SwitchName=zone2 Switches=pod[4-6]'
		echo 'SwitchName=zone3 Switches=pod[7-8]')
	railyard check map.json | grep -q ': nothing found$'
	# lost and swapped cables of cores make and hide no zone
	railyard synth clos --pods=8 --islands=2 --nodes=4 --zones=3 \
		--planes=2 --rails=4 -f map -o odd.json --seed=7 \
		--fail=uplinks=12,uplink-swaps=3,wrong-uplinks=4,extra-uplinks=3
	! cmp -s map.json odd.json
	diff <(railyard export map.json -f topology.conf) \
		<(railyard export odd.json -f topology.conf)
	railyard synth clos --pods=8 --islands=8 --nodes=16 --zones=4 -f map |
		railyard show - | grep -q ' 8 pods, 4 zones; '
	expect_error 2 'railyard synth: --zones=3: 2 pods cannot be in so many; see railyard synth --help' \
		railyard synth clos --zones=3
}
