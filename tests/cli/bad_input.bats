# SPDX-License-Identifier: GPL-2.0-or-later
# What is no map and no discovery, or an odd one: one clear line each.

load common

# The line of the first match in the file.
line_of() {
	grep -n -m 1 -- "$1" "$2" | cut -d: -f1
}

@test "build: a missing file, a folder" {
	expect_error 3 "railyard build: none.ib: cannot open it: No such file or directory" \
		railyard build -i none.ib
	expect_error 3 "railyard build: .: cannot read it: Is a directory" \
		railyard build -i .
}

@test "build: a folder of answers, one of them a pipe that nobody fills" {
	mkdir answers
	mkfifo answers/gpu01.json
	expect_error 3 "railyard build: answers/gpu01.json: is no regular file" \
		timeout 10 railyard build --lldp answers
}

@test "a file without a name" {
	for command in "build -i" "show" "place -N 1" "export -f topology.conf" \
		       "synth mini -o"; do
		expect_error 3 "railyard ${command%% *}: \"\" names no file: expected a path or \"-\"" \
			railyard $command ""
	done
}

@test "build: an empty file, one with comments alone" {
	: > file
	expect_error 3 "railyard build: file: the input is empty: expected the output of ibnetdiscover" \
		railyard build -i file
	echo '# nothing' > file
	expect_error 3 "railyard build: file: the input has no device: expected the output of ibnetdiscover" \
		railyard build -i file
	expect_error 3 "railyard build: stdin: the input is empty: expected the output of ibnetdiscover" \
		railyard build -i - < /dev/null
}

@test "build: a program, a picture, JSON, a map" {
	expect_error 3 "railyard build: /bin/sh: the input is not text: expected the output of ibnetdiscover" \
		railyard build -i /bin/sh
	printf '\211PNG\r\n\032\n' > file
	expect_error 3 "railyard build: file: the input is not text: expected the output of ibnetdiscover" \
		railyard build -i file
	echo '{"nodes": [' > file
	expect_error 3 "railyard build: file:1:1: \"{\"nodes\":\" begins no line of ibnetdiscover's output" \
		railyard build -i file
	make_map
	expect_error 3 "railyard build: map.json:1:1: \"{\" begins no line of ibnetdiscover's output" \
		railyard build -i map.json
}

@test "build: terminal escapes in a file do not reach the terminal" {
	printf 'Switch 64 "\033[31m"\n' > file
	expect_error 3 "railyard build: file: the input is not text: expected the output of ibnetdiscover" \
		railyard build -i file
	{
		head -c 2000 /dev/zero | tr '\0' '#'
		printf '\nx\033[31m\n'
	} > file
	expect_error 3 "railyard build: file:2:1: \"x?[31m\" begins no line of ibnetdiscover's output" \
		railyard build -i file
}

@test "build: cut inside a line, inside a section, between sections" {
	head -c 30000 "$fixtures/mini.ibnetdiscover" > file
	expect_error 3 "railyard build: file:$(awk 'END { print NR }' file): the file is cut short: it ends inside a line" \
		railyard build -i file
	head -n 1565 "$fixtures/mini.ibnetdiscover" > file
	expect_error 3 "railyard build: file:1565: the file is cut short: it ends inside a section" \
		railyard build -i file
	head -n 700 "$fixtures/mini.ibnetdiscover" > file
	run --separate-stderr railyard build -i file
	[ "$status" = 3 ]
	[[ "$stderr" =~ ^railyard\ build:\ file:[0-9]+:5:\ \"[HS]-[0-9a-f]{16}\"\ has\ no\ section:\ the\ file\ is\ cut\ short$ ]]
}

@test "build: a file cut anywhere is refused, or gives the whole map" {
	railyard build -i "$fixtures/mini.ibnetdiscover" -n mini -o whole.json
	size=$(stat -c %s "$fixtures/mini.ibnetdiscover")
	for i in $(seq 1 60); do
		at=$((size * i / 60 - 1 - i % 7))
		head -c $at "$fixtures/mini.ibnetdiscover" > file
		run --separate-stderr railyard build -i file -n mini -o cut.json
		if [ "$status" = 0 ]; then
			cmp whole.json cut.json
		else
			[ "$status" = 3 ]
			[ "${#stderr_lines[@]}" = 1 ]
		fi
	done
}

@test "build: what stands where a device, a port or a count should" {
	printf 'Switch\t64 "X-1"\n' > file
	expect_error 3 'railyard build: file:1:11: expected a device, as "S-" or "H-" and a GUID in hexadecimal' \
		railyard build -i file
	printf 'Switch\t64 "S-0"\n' > file
	expect_error 3 'railyard build: file:1:11: expected a device, as "S-" or "H-" and a GUID in hexadecimal' \
		railyard build -i file
	printf 'Switch\tmany "S-1"\n' > file
	expect_error 3 'railyard build: file:1:8: expected the number of ports' \
		railyard build -i file
	printf '[1]\t"S-1"[1]\n' > file
	expect_error 3 'railyard build: file:1:1: a port without a device: expected Switch or Ca before it' \
		railyard build -i file
	printf 'Switch\t64 "S-1"\n[256]\t"S-2"[1]\n' > file
	expect_error 3 'railyard build: file:2:1: expected a port from 0 to 255 in brackets' \
		railyard build -i file
	printf 'Switch\t64 "S-1"\n[1]\t"S-2"\n' > file
	expect_error 3 'railyard build: file:2:10: expected a port from 0 to 255 in brackets' \
		railyard build -i file
	printf 'Ca\t1 "S-1"\n' > file
	expect_error 3 'railyard build: file:1:11: the device is of another type than its section' \
		railyard build -i file
}

@test "build: a cut link is a warning; the node keeps its island, the rail is not seen" {
	# What ibnetdiscover prints once that NIC is not there.
	awk -v RS= -v ORS='\n\n' '!/\nCa[^\n]*"gpu07 mlx5_4"/' \
		"$fixtures/mini.ibnetdiscover" | grep -v '"gpu07 mlx5_4"' |
		sed '$d' > file
	expect_error 0 'railyard build: warning: node "gpu07": rail 2 (mlx5_4) not seen' \
		railyard build -i file -n mini -o cut.json
	railyard export cut.json -f topology.conf | grep -v '^#' > cut.conf
	make_map
	railyard export map.json -f topology.conf | grep -v '^#' > map.conf
	cmp cut.conf map.conf
}

@test "build: a link that one end tells of is used, and said" {
	line=$(line_of '^Ca.*"gpu07 mlx5_4"' "$fixtures/mini.ibnetdiscover")
	awk '!(/^\[/ && /"gpu07 mlx5_4"/)' "$fixtures/mini.ibnetdiscover" > file
	expect_error 0 "railyard build: warning: file:$line: only one end tells of the cable between \"pod1-island2-leaf2\" port 3 and \"gpu07 mlx5_4\" port 1" \
		railyard build -i file -n mini -o half.json
	make_map
	cmp map.json half.json
}

@test "build: two nodes of one name are told apart, and said" {
	sed 's/"gpu08 /"gpu07 /' "$fixtures/mini.ibnetdiscover" > file
	run --separate-stderr railyard build -i file -n mini -o map.json
	[ "$status" = 0 ]
	[ "$stderr" = 'railyard build: warning: another node calls itself "gpu07": it goes as "gpu07.2"' ]
	make_map_as() { railyard build -i "$fixtures/mini.ibnetdiscover" -n mini; }
	# but for the name, it is the map of the healthy fabric
	diff <(sed 's/"gpu07.2", "called": "gpu07"/"gpu08"/' map.json) \
		<(make_map_as)
}

@test "build: two devices of one GUID" {
	{
		cat "$fixtures/mini.ibnetdiscover"
		printf '\nSwitch\t8 "S-5241494c20000001"\t\t# "twin"\n'
	} > file
	first=$(line_of '^Switch.*"S-5241494c20000001"' file)
	expect_error 3 "railyard build: file:$(awk 'END { print NR }' file): two devices have the GUID 0x5241494c20000001; the other one is in line $first" \
		railyard build -i file
}

@test "build: two NICs of one GUID are a warning, and check names both" {
	sed 's/5241494c10000706\b/5241494c10000604/g
		s/5241494c10000707\b/5241494c10000605/g' \
		"$fixtures/mini.ibnetdiscover" > file
	railyard build -i file -o map.json
	run --separate-stderr railyard check map.json
	[ "$status" = 1 ]
	[[ "$output" == *": 1 error"* ]]
	[[ "$output" == *"duplicate-guid"* ]]
	[[ "$output" == *"gpu07"*"gpu08"* ]]
}

@test "build: ... also when the first of them names no node" {
	{
		cat "$fixtures/mini.ibnetdiscover"
		printf '\nCa\t1 "H-00000000000000b1"\t\t# "ConnectX7 of no node"\n'
		printf '\nCa\t1 "H-00000000000000b1"\t\t# "gpu99 mlx5_0"\n'
	} > file
	n=$(awk 'END { print NR }' file)
	expect_error 3 "railyard build: file:$n: two devices have the GUID 0x00000000000000b1; the other one is in line $((n - 2))" \
		railyard build -i file
}

@test "build: a byte order mark is named" {
	{
		printf '\357\273\277'
		cat "$fixtures/mini.ibnetdiscover"
	} > file
	expect_error 3 'railyard build: file:1:1: a byte order mark: an editor wrote it, ibnetdiscover does not' \
		railyard build -i file
}

@test "build: what ibnetdiscover complained of is said, and no error" {
	{
		echo 'src/query_smp.c:199; umad (DR path slid 0; dlid 0; 0,1 Attr 0x11:0) bad status 110; Connection timed out'
		cat "$fixtures/mini.ibnetdiscover"
		echo 'ibwarn: [321] _do_madrpc: recv failed'
	} > file
	expect_error 0 'railyard build: warning: file:1: ibnetdiscover may not have seen everything: "src/query_smp.c:199; umad (DR path slid 0; dlid 0; 0,1 Attr 0x11:0) bad status 110; Connection timed out", and 1 more' \
		railyard build -i file -o map.json -n mini
	railyard build -i "$fixtures/mini.ibnetdiscover" -n mini | cmp map.json
	echo "ibpanic: [7] main: can't open UMAD port" > file
	expect_error 3 "railyard build: warning: file:1: ibnetdiscover may not have seen everything: \"ibpanic: [7] main: can't open UMAD port\"
railyard build: file: the input has no device: expected the output of ibnetdiscover" \
		railyard build -i file
}

@test "build: when no NIC names its node, that is the error" {
	sed 's/"gpu[0-9]* mlx5_[0-9]*"/"MT4129 ConnectX7 Mellanox Technologies"/' \
		"$fixtures/mini.ibnetdiscover" > file
	first=$(grep -n '^Ca' file | head -n 1 | cut -d: -f1)
	expect_error 3 "railyard build: file:$first: none of 128 NICs has a description of the form NODE NIC, this one's is \"MT4129 ConnectX7 Mellanox Technologies\"; --node=PATH can tell whose they are" \
		railyard build -i file
}

@test "build: a port with two cables" {
	printf 'Switch\t64 "S-1"\t# "a"\n[1]\t"S-2"[1]\n[1]\t"S-2"[2]\n\nSwitch\t64 "S-2"\t# "b"\n' > file
	expect_error 3 'railyard build: file:3: port 1 of "a" has two cables; the other one is in line 2' \
		railyard build -i file
}

@test "build: a switch that no node reaches is a warning" {
	{
		cat "$fixtures/mini.ibnetdiscover"
		printf '\nSwitch\t64 "S-0000000000000099"\t\t# "lonely" base port 0 lid 0 lmc 0\n'
	} > file
	expect_error 0 'railyard build: warning: switch "lonely" (0x0000000000000099): no node reaches it' \
		railyard build -i file -n mini -o spare.json
	make_map
	cmp map.json spare.json
}

@test "build: switches without nodes, nodes without switches" {
	printf 'Switch\t64 "S-1"\t# "a"\n' > file
	expect_error 3 'railyard build: file: no node was seen: nothing to make a map of' \
		railyard build -i file
	printf 'Ca\t1 "H-1"\t# "gpu01 mlx5_0"\n' > file
	expect_error 3 'railyard build: file: no NIC is cabled to a switch: nothing to make a map of' \
		railyard build -i file
}

@test "show, place, export: a missing, empty, truncated, foreign map" {
	make_map
	: > empty.json
	head -c 500 map.json > cut.json
	for verb in show "place -N 1" "export -f topology.conf"; do
		v=${verb%% *}
		expect_error 3 "railyard $v: none.json: cannot open it: No such file or directory" \
			railyard $verb none.json
		for file in empty.json cut.json /bin/sh \
			    "$fixtures/mini.ibnetdiscover"; do
			run --separate-stderr railyard $verb $file
			[ "$status" = 3 ]
			[ -z "$output" ]
			[ "${#stderr_lines[@]}" = 1 ]
			[[ "$stderr" == "railyard $v: $file:"* ]]
		done
	done
}

@test "a packed file is known for one, whatever is read of it" {
	make_map
	gzip -c map.json > map.json.gz
	expect_error 3 'railyard show: map.json.gz: packed by gzip: expected text, as zcat prints it' \
		railyard show map.json.gz
	printf '\x28\xb5\x2f\xfd\x04\x00\x01' > dump.zst
	expect_error 3 'railyard build: dump.zst: packed by zstd: expected text, as zstdcat prints it' \
		railyard build -i dump.zst
	printf '\xfd7zXZ\x00\x00\x04' > plan.xz
	expect_error 3 'railyard build: plan.xz: packed by xz: expected text, as xzcat prints it' \
		railyard build --plan=plan.xz
	printf 'BZh91AY&SY...' > topology.bz2
	expect_error 3 'railyard build: topology.bz2: packed by bzip2: expected text, as bzcat prints it' \
		railyard build -t topology.bz2
	zcat map.json.gz > same.json
	railyard show same.json
}
