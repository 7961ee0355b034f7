# SPDX-License-Identifier: GPL-2.0-or-later
# railyard build: what nodes say of themselves, and NICs that carry no rail.

load common

# The small fabric (gpu01 to gpu04, mlx5_0 and mlx5_1) and its storage network:
# a switch with mlx5_2 of every node.
storage() {
	printf 'switchguid=0xee(ee)\nSwitch\t40 "S-00000000000000ee"\t\t# "stor" base port 0 lid 0 lmc 0\n'
	for i in 1 2 3 4; do
		printf '[%d]\t"H-00000000000000f%d"[1](f%d) \t\t# "gpu0%d mlx5_2" lid 0 4xHDR\n' \
			$i $i $i $i
	done
	for i in 1 2 3 4; do
		printf '\ncaguid=0xf%d\nCa\t1 "H-00000000000000f%d"\t\t# "gpu0%d mlx5_2"\n' $i $i $i
		printf '[1](f%d) \t"S-00000000000000ee"[%d]\t\t# lid 0 lmc 0 "stor" lid 0 4xHDR\n' \
			$i $i
	done
}

# node HOST N ROLE: what it says; ROLE is that of mlx5_2
node() {
	local guid=5241494c10000$(($2 - 1))0
	cat <<-END
	{"format": "railyard-node", "version": 1, "host": "$1", "hardware": {}, "nics": [
	{"name": "mlx5_0", "role": "rail", "guid": "${guid}0", "board": "MT_R", "model": "ConnectX-7",
	 "ports": [{"port": 1, "layer": "InfiniBand", "gids": ["fe80::5241:494c:1000:0$(($2 - 1))01"]}]},
	{"name": "mlx5_1", "role": "rail", "guid": "${guid}2", "board": "MT_R", "model": "ConnectX-7",
	 "ports": [{"port": 1, "layer": "InfiniBand", "gids": ["fe80::5241:494c:1000:0$(($2 - 1))03"]}]},
	{"name": "mlx5_2", "role": "$3", "guid": "00000000000000f$2", "board": "MT_S", "model": "ConnectX-6 Dx",
	 "ports": [{"port": 1, "layer": "InfiniBand", "gids": ["fec0:0:0:9::f$2"]}]}]}
	END
}

# nodes FOLDER ROLE [DOMAIN]
nodes() {
	mkdir -p "$1"
	for i in 1 2 3 4; do
		node gpu0$i$3 $i "$2" > "$1/gpu0$i.json"
	done
}

# Both maps are the same but for what nodes say of their hardware, which is
# nothing here.
same_fabric() {
	for map; do
		tr -d '\n ' < "$map" |
			sed 's/{"nics":\(\[[^]]*\]\),"hardware":{}}/\1/' > "$map.plain"
	done
	cmp "$1.plain" "$2.plain"
}

# The map has two rails, and mlx5_2 of all nodes beside them.
expect_two_rails() {
	[ "$(grep -c '"rail": ' "$1")" = 4 ]
	grep -q '\["mlx5_0","mlx5_1"\]' "$1"
	[ "$(grep -c '"host": "gpu0.*"mlx5_2"' "$1")" = 4 ]
}

@test "a storage network that nothing tells is a rail" {
	storage > stor
	railyard build -i stor -i "$fixtures/small.ibnetdiscover" -o map.json
	grep -q '"mlx5_2"\]' map.json
}

@test "... by NIC name, by board, by model, by subnet, by file, by the node's word" {
	storage > stor
	nodes rail rail
	nodes word storage
	ib="-i stor -i $fixtures/small.ibnetdiscover"
	expect_error 0 'railyard build: warning: --not-nic=mlx5_bond*: no NIC is called so' \
		railyard build $ib --not-nic='mlx5_2,mlx5_bond*' -o map.json
	expect_output "" railyard build $ib --not-nic=mlx5_2 -o map.json
	expect_two_rails map.json
	expect_output "" railyard build -i "$fixtures/small.ibnetdiscover" \
		--not-ib=stor -o other.json
	run railyard show other.json
	[[ "${lines[0]}" == *' 1 switch of other machines' ]] ||
		{ echo "${lines[0]}"; false; }
	cmp map.json other.json
	for rule in --not-board=mt_s "--not-board=ConnectX-6*" \
		    --not-subnet=fec0:0:0:9:: --not-nic=mlx5_2; do
		expect_output "" railyard build $ib --node=rail "$rule" \
			-o other.json
		same_fabric map.json other.json
	done
	expect_output "" railyard build $ib --node=word -o other.json
	same_fabric map.json other.json
}

@test "rules that nothing meets, that are none, that ask for what is not there" {
	ib="-i $fixtures/small.ibnetdiscover"
	nodes rail rail
	expect_error 0 'railyard build: warning: --not-nic=eth*: no NIC is called so' \
		railyard build $ib --not-nic='eth*' -o map.json
	expect_error 0 'railyard build: warning: --not-board=MT_X: no node has such a board
railyard build: warning: --not-subnet=10.0.0.0/8: no NIC is in it' \
		railyard build $ib --node=rail --not-board=MT_X \
		--not-subnet=10.0.0.0/8 -o map.json
	expect_error 2 'railyard build: --not-nic: "" has an empty word; see railyard build --help' \
		railyard build $ib --not-nic=
	expect_error 2 'railyard build: --not-board asks for what --node tells, which is missing; see railyard build --help' \
		railyard build $ib --not-board=MT_S
	expect_error 2 'railyard build: --not-subnet: "x/y" is no subnet: an address, or ADDRESS/BITS, was expected; see railyard build --help' \
		railyard build $ib --not-subnet=x/y
	expect_error 2 'railyard build: --ib, --lldp, --plan or --topology is missing; see railyard build --help' \
		railyard build --not-ib=stor
	expect_error 2 'railyard build: --topology says which nodes share a switch, and no NIC and no cable: there is nothing that --not-nic could add to it; see railyard build --help' \
		railyard build --topology=x --not-nic=y
}

@test "nodes tell whose NICs are that have no names of their own" {
	nodes word storage
	railyard build -i "$fixtures/small.ibnetdiscover" -o map.json
	sed 's/"gpu0[1-4] mlx5_[0-9]"/"MT4129 ConnectX7 Mellanox Technologies"/' \
		"$fixtures/small.ibnetdiscover" > firmware
	expect_output "" railyard build -i firmware --node=word -o other.json
	same_fabric map.json other.json
	# by the GUIDs of their ports, too
	sed "s/'gpu0[1-4] mlx5_[0-9]'/'localhost mlx5_0'/" \
		"$fixtures/small.ports" > firmware
	expect_output "" railyard build -i firmware --node=word -o other.json
	same_fabric map.json other.json
	# but not of one that says nothing
	rm word/gpu02.json
	run --separate-stderr railyard build -i firmware --node=word -o other.json
	[ "$status" = 0 ]
	[[ "$stderr" == *': 2 NICs are left out: "localhost mlx5_0" is not of the form NODE NIC; the first is 0x'* ]]
}

@test "nodes with their domains are those without" {
	nodes long storage .cluster.example
	nodes short storage
	sed 's/"\(gpu0[1-4]\) mlx5/"\1.cluster.example mlx5/' \
		"$fixtures/small.ibnetdiscover" > domains
	railyard build -i "$fixtures/small.ibnetdiscover" -o map.json
	for ib in domains "$fixtures/small.ibnetdiscover"; do
		for node in long short; do
			expect_output "" railyard build -i "$ib" --node=$node \
				-o other.json
			same_fabric map.json other.json
		done
	done
	# in one file with, in the other without
	railyard build -i domains -i "$fixtures/small.ports" | cmp map.json
}

@test "sources in any order, each with its files in any order: the same bytes" {
	storage > stor
	nodes word rail
	set -- "--ib=$fixtures/small.ibnetdiscover" --ib=stor \
		"--ib=$fixtures/small.ports" --node=word/gpu01.json \
		--node=word/gpu02.json --node=word/gpu03.json \
		--node=word/gpu04.json --not-subnet=fec0:0:0:9::
	expect_output "" railyard build "$@" -o map.json
	expect_two_rails map.json
	for seed in 1 2 3 4 5 6; do
		mapfile -t shuffled < <(printf '%s\n' "$@" |
			awk -v s=$seed 'BEGIN { srand(s) } { print rand() "\t" $0 }' |
			sort | cut -f 2)
		expect_output "" railyard build "${shuffled[@]}" -o other.json
		cmp map.json other.json
	done
}

@test "--node and --lldp: no such file, empty, a folder of nothing, binary, cut" {
	mkdir none
	: > empty.json
	ib="-i $fixtures/small.ibnetdiscover"
	nodes word rail
	head -c 300 word/gpu01.json > cut.json
	cp /bin/sh sh.json
	for option in --node --lldp; do
		for path in none empty.json sh.json cut.json nowhere; do
			run --separate-stderr railyard build $ib $option=$path
			[ "$status" = 3 ]
			[ -z "$output" ]
			echo "$option=$path: $stderr"
			[ "${#stderr_lines[@]}" = 1 ]
			[[ "$stderr" == "railyard build: $path"* ]]
		done
	done
	expect_error 3 'railyard build: none: no file HOST.json is in it' \
		railyard build --lldp=none
	run --separate-stderr railyard build $ib --node="$fixtures/small.ports"
	[ "$status" = 3 ]
	run --separate-stderr railyard build $ib --lldp=word/gpu01.json
	[ "$status" = 3 ]
	[[ "$stderr" == "railyard build: word/gpu01.json:1:"* ]]
}
