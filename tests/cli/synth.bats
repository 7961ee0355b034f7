# SPDX-License-Identifier: GPL-2.0-or-later
# railyard synth: presets as netlists and maps.

load common

@test "--list and -l show the presets" {
	run --separate-stderr railyard synth --list
	[ "$status" = 0 ]
	grep -E '^PRESET +SIZES +GPUS +NODES +RAILS +SHAPE +NETWORK +FROM' <<<"$output"
	grep -E '^mini +one +128 +16 +8 +2 x 2 x 4 ' <<<"$output"
	grep -E '^superpod-h100 +1-64 SUs +1024 +128 +8 +1 x 4 x 32 ' <<<"$output"
	grep -E '^colossus-100k +1-196 arrays +100000 +12500 +8 +25 x 8 x 64 ' \
		<<<"$output"
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

@test "writing through a symbolic link keeps the link" {
	touch real
	ln -s real link
	railyard synth mini -o link
	[ -L link ]
	[ -s real ]
}
