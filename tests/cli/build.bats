# SPDX-License-Identifier: GPL-2.0-or-later
# railyard build: what ibnetdiscover saw becomes the map.

load common

@test "the mini fabric, as ibnetdiscover saw it: no warning" {
	expect_output "" railyard build --ib="$fixtures/mini.ibnetdiscover" \
		--name=mini --output=map.json
	railyard build -i "$fixtures/mini.ibnetdiscover" -n mini -o short.json
	railyard build -i - -n mini -o - < "$fixtures/mini.ibnetdiscover" \
		> stdout.json
	cmp map.json short.json
	cmp map.json stdout.json
}

@test "the fabric's name is 'fabric' unless told" {
	railyard build -i "$fixtures/mini.ibnetdiscover" > map.json
	grep -q '"name": "fabric"' map.json
	expect_error 2 'railyard build: --name: "a b" cannot name a fabric: 1 to 128 letters, digits, '"'.', '_', '-'"' were expected; see railyard build --help' \
		railyard build -i x --name "a b"
}

# Sections, and ports inside each, in another order.
shuffle_discovery() {
	awk -v seed="$1" -v RS= -v FS='\n' '
		BEGIN { srand(seed) }
		NR == 1 { print; print ""; next }
		{
			head = ""; n = 0
			for (i = 1; i <= NF; i++)
				if ($i ~ /^\[/)
					port[++n] = $i
				else
					head = head $i "\n"
			for (i = n; i > 1; i--) {
				k = int(rand() * i) + 1
				t = port[i]; port[i] = port[k]; port[k] = t
			}
			for (i = 1; i <= n; i++)
				head = head port[i] "\n"
			section[++count] = head
		}
		END {
			for (i = count; i > 1; i--) {
				k = int(rand() * i) + 1
				t = section[i]; section[i] = section[k]
				section[k] = t
			}
			for (i = 1; i <= count; i++)
				print section[i]
		}' "$fixtures/mini.ibnetdiscover"
}

@test "the order of the discovery does not matter: same bytes" {
	make_map
	for seed in 1 2 3 4 5; do
		shuffle_discovery $seed > shuffled
		refute cmp -s shuffled "$fixtures/mini.ibnetdiscover"
		expect_output "" railyard build -i shuffled -n mini \
			-o shuffled.json
		cmp map.json shuffled.json
	done
}

@test "a NIC's number is not its rail: the leaf decides" {
	make_map
	# mlx5_9 is the sixth NIC of a DGX H100
	grep -q '"mlx5_0","mlx5_3","mlx5_4","mlx5_5","mlx5_6","mlx5_9","mlx5_10","mlx5_11"' \
		map.json
	[ "$(grep -c '"rail": 5' map.json)" = 4 ]
	grep '"rail": 5' map.json | grep -q 'pod1-island1-leaf5'
}

@test "Windows line ends, chassis headings, routers and aggregation nodes are read" {
	make_map
	{
		cat "$fixtures/mini.ibnetdiscover"
		printf '\nChassis 1 (guid 0x1)\n\nvendid=0x2c9\n'
		printf 'caguid=0xa1\nCa\t1 "H-00000000000000a1"\t\t# "Mellanox Technologies Aggregation Node"\n'
		printf '[1](a2) \t"S-5241494c20000000"[60]\t\t# lid 0 lmc 0 "leaf" lid 0 4xHDR\n'
		printf '\nNon-Chassis Nodes\n\nrtguid=0xa3\nRt\t1 "R-00000000000000a3"\t\t# "a router"\n'
		printf '[1](a4) \t"S-5241494c20000000"[61]\t\t# lid 0 lmc 0 "leaf" lid 0 4xHDR\n'
	} | sed 's/$/\r/' > odd
	expect_output "" railyard build -i odd -n mini -o odd.json
	cmp map.json odd.json
}

@test "descriptions: 'host HCA-1' is read, one word is the node" {
	sed -e 's/"gpu01 mlx5_0"/"gpu01 HCA-1"/' \
		"$fixtures/mini.ibnetdiscover" > file
	expect_output "" railyard build -i file -n mini -o map.json
	grep -q '"HCA-1"' map.json
	sed -e 's/"gpu01 mlx5_0"/"login01"/' \
		"$fixtures/mini.ibnetdiscover" > file
	run --separate-stderr railyard build -i file -n mini -o map.json
	[ "$status" = 0 ]
	# a machine of another name with one NIC is no node
	grep -q '"host": "login01"' map.json
	refute grep -q '"name": "login01"' map.json
}

@test "NICs without names go by GUID and have those of their rails: one shape" {
	make_map
	sed 's/"\(gpu[0-9]*\) mlx5_[0-9]*"/"\1"/' \
		"$fixtures/mini.ibnetdiscover" > file
	expect_output "" railyard build -i file -n mini -o bare.json
	sed 's/"mlx5_0",.*/"nic0","nic1","nic2","nic3","nic4","nic5","nic6","nic7"]],/' \
		map.json | diff - bare.json
	# said by one end only, of a NIC without a name
	line=$(grep -n -m 1 '^Ca.*"gpu07"' file | cut -d: -f1)
	awk -v ca="$line" 'NR < ca || gone || !/^\[/ { print; next }
		{ gone = 1 }' file > half
	run --separate-stderr railyard build -i half -n mini -o half.json
	[ "$status" = 0 ]
	[[ "$stderr" == *' and "gpu07" port 1' ]]
}

@test "a NIC that names no node is left out, and said" {
	sed -e 's/"gpu01 mlx5_0"/"MT4129 ConnectX7 Mellanox Technologies"/' \
		"$fixtures/mini.ibnetdiscover" > file
	line=$(grep -n '^Ca.*MT4129' file | cut -d: -f1)
	expect_error 0 "railyard build: warning: file:$line: NIC 0x5241494c10000000 is left out: \"MT4129 ConnectX7 Mellanox Technologies\" is not of the form NODE NIC
railyard build: warning: node \"gpu01\": rail 0 (mlx5_0) not seen" \
		railyard build -i file -n mini -o map.json
}

@test "NICs that name no node are one warning, and in the map" {
	sed -e 's/"gpu01 mlx5_[039]"/"MT4129 ConnectX7 Mellanox Technologies"/' \
		-e 's/"gpu02 mlx5_0"/""/' \
		"$fixtures/mini.ibnetdiscover" > file
	line=$(grep -n -m 1 '^Ca.*MT4129' file | cut -d: -f1)
	guid=$(sed -n "${line}s/.*H-\([0-9a-f]*\)\".*/\1/p" file)
	run --separate-stderr railyard build -i file -n mini -o map.json
	[ "$status" = 0 ]
	[ "$(grep -c "left out" <<<"$stderr")" = 2 ]
	[[ "$stderr" == *"file:$line: 3 NICs are left out: \"MT4129 ConnectX7 Mellanox Technologies\" is not of the form NODE NIC; the first is 0x$guid"* ]]
	# the cable is known, and its port of the leaf is taken
	grep -q "\"host\": \"unknown-$guid\", .*\"port\": 1" map.json
	[ "$(grep -c '"host": "unknown-' map.json)" = 4 ]
	railyard export -f plan map.json > plan.csv 2> talk
	railyard build --plan=plan.csv -n mini -o again.json 2> talk
	railyard export -f plan again.json 2> talk | cmp - plan.csv
	# against a plan it is what is in its place that was not seen
	railyard build -i "$fixtures/mini.ibnetdiscover" -n mini -o whole.json
	railyard export -f plan whole.json > whole.csv
	run railyard check --plan whole.csv map.json
	[[ "$output" == *"4 errors"* ]]
	refute grep -q unknown- <<<"$output"
	expect_output "" railyard check -q --plan plan.csv map.json
	# no advice to move what nobody knows
	run railyard check map.json
	refute grep -q unknown- <<<"$output"
}

@test "... also one that has no description" {
	sed -e 's/"gpu01 mlx5_0"/""/' "$fixtures/mini.ibnetdiscover" > file
	line=$(grep -n '^Ca.*""$' file | cut -d: -f1)
	expect_error 0 "railyard build: warning: file:$line: NIC 0x5241494c10000000 is left out: it has no description
railyard build: warning: node \"gpu01\": rail 0 (mlx5_0) not seen" \
		railyard build -i file -n mini -o map.json
}

@test "a map that cannot be written leaves the old one" {
	make_map
	cp map.json before.json
	expect_error 3 "railyard build: no such: cannot open it: No such file or directory" \
		railyard build -i "no such" -o map.json
	cmp map.json before.json
	[ "$(ls)" = "$(printf 'before.json\nmap.json')" ]
}

@test "a report of ports (-p) is known by itself, alone and beside a topology" {
	railyard build -i "$fixtures/small.ibnetdiscover" -o map.json
	expect_output "" railyard build -i "$fixtures/small.ports" -o ports.json
	sed 's/"guids": \[[^]]*\], //' map.json | cmp - ports.json
	expect_output "" railyard build -i "$fixtures/small.ports" \
		-i "$fixtures/small.ibnetdiscover" -o both.json
	cmp map.json both.json
	# in any order of its lines
	sort "$fixtures/small.ports" > file
	railyard build -i file | cmp ports.json
	shuf --random-source=<(yes) "$fixtures/small.ports" > file
	railyard build -i file | cmp ports.json
}

@test "a report of ports that is cut anywhere is refused, or gives a map" {
	size=$(stat -c %s "$fixtures/small.ports")
	for i in $(seq 1 40); do
		head -c $((size * i / 40 - 1 - i % 7)) "$fixtures/small.ports" > file
		run --separate-stderr railyard build -i file -o cut.json
		[ "$status" = 3 ] && [ "${#stderr_lines[@]}" = 1 ]
	done
	head -n 200 "$fixtures/small.ports" > file
	run --separate-stderr railyard build -i file
	[ "$status" = 3 ]
	[ "$stderr" = 'railyard build: file:7:41: 0x5241494c20000000 has no line of its own: the file is cut short' ] ||
		{ echo "$stderr"; false; }
}

@test "descriptions of a node's domain, of firmware, of a node without a name" {
	sed -e 's/"gpu02 mlx5_0"/"MT4129 ConnectX7 Mellanox Technologies"/' \
		-e 's/"gpu02 mlx5_1"/"localhost mlx5_1"/' \
		"$fixtures/small.ibnetdiscover" > file
	railyard build -i file -o map.json 2> warnings
	[ "$(wc -l < warnings)" = 2 ]
	grep -q '"localhost mlx5_1" is not of the form NODE NIC' warnings
}
