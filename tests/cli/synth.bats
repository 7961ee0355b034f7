# SPDX-License-Identifier: GPL-2.0-or-later
# railyard synth: presets as netlists and maps.

load common

@test "--list and -l show the presets" {
	run --separate-stderr railyard synth --list
	[ "$status" = 0 ]
	[[ "$output" == "mini "*"16 nodes x 8 rails"* ]]
	[ "$(railyard synth -l)" = "$output" ]
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
