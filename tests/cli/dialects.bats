# SPDX-License-Identifier: GPL-2.0-or-later
# railyard build --ib: what real switches and NICs call themselves.

load common

# A cable a line, "HOST NIC PORT SWITCH SWPORT SPEED" or "= SWITCH PORT SWITCH
# PORT SPEED", as ibnetdiscover prints them; '|' stands for a blank in names.
ibnetdiscover_of() {
	awk '
	function guid(name) {
		if (!(name in guids))
			guids[name] = sprintf("%016x", 4096 + 16 * ++n_guids)
		return guids[name]
	}
	function text(name) { gsub(/\|/, " ", name); return name }
	function device(name, kind) {
		if (!(name in kinds))
			order[++n] = name
		kinds[name] = kind
		guid(name)
	}
	function port(name, own, far, far_port, speed) {
		ports[name] = ports[name] sprintf("[%d]%s\t\"%s-%s\"[%d]%s\t\t# %s\"%s\" lid 7 %s\n",
			own, kinds[name] == "H" ? "(" guid(name) ") " : "",
			kinds[far], guid(far), far_port,
			kinds[far] == "H" ? "(" guid(far) ") " : "",
			kinds[name] == "H" ? "lid 9 lmc 0 " : "",
			text(far), speed)
	}
	function cable(a, kind, pa, b, pb, speed) {
		device(a, kind); device(b, "S")
		port(a, pa, b, pb, speed); port(b, pb, a, pa, speed)
	}
	$1 == "=" { cable($2, "S", $3, $4, $5, $6); next }
	{ cable($1 "|" $2, "H", $3, $4, $5, $6) }
	END {
		print "#\n# Topology file: generated on a day\n#"
		for (i = 1; i <= n; i++) {
			name = order[i]
			nic = kinds[name] == "H"
			printf "\nvendid=0x2c9\n%s\t%d \"%s-%s\"\t\t# \"%s\"%s\n%s",
				nic ? "Ca" : "Switch", nic ? 4 : 145,
				kinds[name], guid(name), text(name),
				nic ? "" : " enhanced port 0 lid 7 lmc 0",
				ports[name]
		}
	}'
}

@test "Quantum-X800: each of four chips of a switch is a plane of its rail" {
	for node in 1 2 3 4; do
		island=$(((node + 1) / 2))
		for rail in 0 1; do
			for chip in 1 2 3 4; do
				echo "gpu0$node mlx5_$rail $chip MF0;leaf$island$rail:Q3400_RA/U$chip $node 1xXDR"
			done
		done
	done | ibnetdiscover_of > x800
	expect_output "" railyard build -i x800 -o map.json
	for chip in 1 2 3 4; do
		grep -q "\"leaf21-U$chip\"" map.json
	done
	[ "$(grep -c '"plane": 3' map.json)" = 4 ]
	[ "$(grep -c '"rail": 1' map.json)" = 8 ]
	railyard check -q map.json
	# a file a chip, as its planes may be subnets of their own
	for chip in 1 2 3 4; do
		for node in 1 2 3 4; do
			island=$(((node + 1) / 2))
			for rail in 0 1; do
				echo "gpu0$node mlx5_$rail $chip MF0;leaf$island$rail:Q3400_RA/U$chip $node 1xXDR"
			done
		done | ibnetdiscover_of > plane$chip
		# other chips have other GUIDs, NICs the same
		sed -i "/Switch/s/-00000000000010/-0000000000$chip$chip/
			/^\[/s/\"S-00000000000010/\"S-0000000000$chip$chip/" plane$chip
	done
	expect_output "" railyard build -i plane1 -i plane2 -i plane3 -i plane4 \
		-o planes.json
	diff <(sed 's/"[0-9a-f]\{16\}"/GUID/g' map.json) \
		<(sed 's/"[0-9a-f]\{16\}"/GUID/g' planes.json)
}

@test "a director: its leafs and spines are called by their places" {
	for node in 1 2 3 4; do
		island=$(((node + 1) / 2))
		for rail in 0 1; do
			echo "gpu0$node mlx5_$rail 1 MF0;core:MCS9500/L$island$rail/U1 $node 4xNDR"
		done
	done > cables
	for leaf in 10 11 20 21; do
		for spine in 1 2; do
			echo "= MF0;core:MCS9500/L$leaf/U1 $((40 + spine)) MF0;core:MCS9500/S0$spine/U1 $leaf 4xNDR"
		done
	done >> cables
	ibnetdiscover_of < cables > director
	expect_output "" railyard build -i director -o map.json
	for place in L10-U1 L21-U1 S01-U1 S02-U1; do
		grep -q "\"core-$place\"" map.json
	done
	railyard check -q map.json
}

@test "NDR ports split in two and in four: each is a port" {
	for node in 1 2; do
		echo "gpu0$node mlx5_0 1 MF0;leaf0:MQM9700/U1 $((126 + node)) 2xNDR"
		echo "gpu0$node mlx5_1 1 MF0;leaf1:MQM9790/U1 $((98 + node)) 1xNDR"
	done | ibnetdiscover_of > split
	expect_output "" railyard build -i split -o map.json
	grep -q '"leaf0"' map.json
	grep -q '200G\|2xNDR' map.json
	railyard check -q map.json
}

@test "switches that do not say who they are go by their GUIDs" {
	for node in 1 2; do
		echo "gpu0$node mlx5_0 1 Quantum|Mellanox|Technologies $node 4xHDR"
		echo "gpu0$node mlx5_1 1 SwitchX|-||Mellanox|Technologies|Leaf/L01/U1 $node 4xHDR"
	done | ibnetdiscover_of > bare
	expect_output "" railyard build -i bare -o map.json
	grep -q '"Quantum-Mellanox-Technologies"' map.json
	grep -q '"SwitchX----Mellanox-Technologies-Leaf-L01-U1"' map.json
}

@test "SHARP, routers, odd characters in descriptions" {
	{
		for node in 1 2 3; do
			for rail in 0 1; do
				echo "gpu0$node.example rocep2${rail}s0|| 1 MF0;leaf$rail:MQM9700/U1 $node 4xNDR"
			done
		done
		echo "Mellanox Technologies|Aggregation|Node 1 MF0;leaf0:MQM9700/U1 65 4xHDR"
		echo 'a"b#c; d 1 MF0;leaf1:MQM9700/U1 9 4xHDR'
	} | ibnetdiscover_of > odd
	expect_error 0 "railyard build: warning: odd:$(grep -n '^Ca.*a"b#c;' odd | cut -d: -f1): NIC 0x00000000000010a0 is left out: \"a\"b#c; d\" is not of the form NODE NIC" \
		railyard build -i odd -o map.json
	grep -q '\["rocep20s0","rocep21s0"\]' map.json
	grep -q '"name": "gpu03"' map.json
	refute grep -q Aggregation map.json
}

@test "a plan calls switches as people do: it and what was seen are one" {
	for node in 1 2; do
		for rail in 0 1; do
			echo "gpu0$node mlx5_$rail 1 MF0;leaf$rail:MQM9700/U1 $node 4xNDR"
		done
	done | ibnetdiscover_of > seen
	railyard build -i seen -o map.json
	railyard export --format=plan -o plan.csv map.json
	expect_output "" railyard build --plan=plan.csv -i seen -o both.json
	cmp map.json both.json
	railyard build -i seen --plan=plan.csv | cmp map.json
}

@test "two switches of one GUID in two files: both are named" {
	echo "gpu01 mlx5_0 1 MF0;leaf0:MQM9700/U1 1 4xNDR" | ibnetdiscover_of > a
	sed 's/MF0;leaf0:/MF0;leaf9:/; s/1010/1050/g; s/gpu01/gpu02/' a > b
	run --separate-stderr railyard build -i b -i a
	[ "$status" = 3 ]
	echo "$stderr"
	[[ "${stderr_lines[-1]}" =~ ^railyard\ build:\ [ab]:[0-9]+: ]]
	[[ "${stderr_lines[-1]}" == *" in a:"* ]]
}
