# SPDX-License-Identifier: GPL-2.0-or-later
# railyard build: several sources make one map, whatever their order.

load common

# subnets FILE...: the mini fabric in as many files, leafs and NICs of some
# rails in each, as a rail-only fabric is so many subnets: without spines.
subnets() {
	local n=$# i=0 file
	for file; do
		awk -v RS= -v ORS='\n\n' -v n="$n" -v mine="$i" '
			function rail(name) {
				if (match(name, /leaf[0-7]/))
					return substr(name, RSTART + 4, 1)
				match(name, /mlx5_[0-9]+/)
				return of[substr(name, RSTART, RLENGTH)]
			}
			BEGIN {
				split("0 3 4 5 6 9 10 11", nics, " ")
				for (i = 1; i <= 8; i++)
					of["mlx5_" nics[i]] = i - 1
			}
			!/\n(Switch|Ca)\t/ { print; next }
			/\nSwitch[^\n]*"[^"]*(spine|core)/ { next }
			{
				match($0, /\n(Switch|Ca)\t[^\n]*/)
				if (rail(substr($0, RSTART, RLENGTH)) % n != mine)
					next
				gsub(/\n\[[0-9]+\][^\n]*"[^"]*spine[^\n]*/, "")
				print
			}' "$fixtures/mini.ibnetdiscover" > "$file"
		i=$((i + 1))
	done
}

@test "eight subnets, a file each, are one map; the order does not count" {
	subnets s0 s1 s2 s3 s4 s5 s6 s7
	[ "$(grep -h ^Ca s? | wc -l)" = 128 ]
	[ "$(grep -c ^Ca s3)" = 16 ]
	subnets whole
	railyard build -i whole -n mini -o whole.json
	expect_output "" railyard build -i s0 -i s1 -i s2 -i s3 -i s4 -i s5 \
		-i s6 -i s7 -n mini -o map.json
	cmp whole.json map.json
	expect_output "" railyard build --ib=s7 --ib=s2 --ib=s0 --ib=s5 \
		--ib=s4 --ib=s1 --ib=s6 -i s3 -n mini -o other.json
	cmp map.json other.json
	grep -c '"rail":' map.json
	# one of them from stdin
	railyard build -i - -i s1 -i s2 -i s3 -i s4 -i s5 -i s6 -i s7 -n mini \
		< s0 | cmp map.json
}

@test "one subnet of eight: a rail alone" {
	subnets s0 s1 s2 s3 s4 s5 s6 s7
	expect_output "" railyard build -i s5 -n mini -o map.json
	grep -q '\["mlx5_9"\]' map.json
	grep -q pod1-island1-leaf5 map.json
}

@test "a file given twice is read once, and said" {
	make_map
	cp "$fixtures/mini.ibnetdiscover" a
	ln -s a b
	expect_error 0 "railyard build: warning: --ib=b: it is given twice, and read once" \
		railyard build -i b -i a -n mini -o twice.json
	cmp map.json twice.json
	# a copy says the same again
	cp a c
	expect_output "" railyard build -i c -i a -n mini -o twice.json
	cmp map.json twice.json
}

@test "stdin can be read once" {
	expect_error 2 'railyard build: "-" is given 2 times, and stdin can be read once; see railyard build --help' \
		railyard build -i - --lldp=-
}

@test "two files that contradict each other on a port: both places are named" {
	cp "$fixtures/mini.ibnetdiscover" a
	# two cables swapped between one discovery and the next
	sed -e 's/^\[1\]\(\t"H-5241494c10000000"\)/[2]\1/; t' \
		-e 's/^\[2\]\(\t"H-5241494c10000100"\)/[1]\1/; t' \
		-e '/^\[1\](5241494c10000001)/s/"\[1\]/"[2]/' \
		-e '/^\[1\](5241494c10000101)/s/"\[2\]/"[1]/' a > b
	[ "$(diff a b | grep -c '^>')" = 4 ]
	railyard build -i b > /dev/null
	at=$(grep -n '^\[1\]	"H-5241494c10000000"' a | cut -d: -f1)
	expect_error 3 "railyard build: b:$at: port 2 of \"pod1-island1-leaf0\" has two cables; the other one is in a:$((at + 1))" \
		railyard build -i b -i a
}

@test "every source alone and no source" {
	expect_error 2 'railyard build: --ib, --lldp, --plan or --topology is missing; see railyard build --help' \
		railyard build
	expect_error 2 'railyard build: --node says what nodes have, and knows no cable: --ib, --lldp or --plan is missing; see railyard build --help' \
		railyard build --node=x
}

# lldp_host FOLDER HOST "PORT SWITCH SWITCHPORT"...: what lldpcli says there
lldp_host() {
	local folder=$1 host=$2 port switch far gap=
	mkdir -p "$folder"
	shift 2
	{
		printf '{"lldp": {"interface": ['
		for link; do
			read -r port switch far <<<"$link"
			printf '%s\n{"%s": {"via": "LLDP", "chassis": {"%s": {"id": {"type": "local", "value": "%s"}, "capability": [{"type": "Bridge", "enabled": true}]}}, "port": {"id": {"type": "ifname", "value": "%s"}, "ttl": "120"}}}' \
				"$gap" "$port" "$switch" "$switch" "$far"
			gap=,
		done
		printf ']}}\n'
	} > "$folder/$host.json"
}

# Two islands of two nodes of two rails, RoCE: leaf1 and leaf2, leaf3 and leaf4.
roce() {
	for i in 1 2 3 4; do
		leaf=$(((i - 1) / 2 * 2 + 1)) port=$(((i - 1) % 2 + 1))
		lldp_host "$1" gpu$i "eth0 leaf$leaf swp$port" \
			"eth1 leaf$((leaf + 1)) swp$port"
	done
}

@test "LLDP alone: a folder, its files in any order" {
	roce lldp
	expect_output "" railyard build --lldp=lldp -n roce -o map.json
	[ "$(grep -c '"rail": ' map.json)" = 4 ]
	grep -q '\["eth0","eth1"\]' map.json
	railyard build -l lldp/gpu4.json -l lldp/gpu1.json -l lldp/gpu3.json \
		-l lldp/gpu2.json -n roce | cmp map.json
	# once more, by the folder and by name
	railyard build -l lldp/gpu4.json -l lldp -n roce | cmp map.json
}

@test "InfiniBand and RoCE in one map, in any order" {
	roce lldp
	railyard build -i "$fixtures/mini.ibnetdiscover" -l lldp -n both \
		-o map.json 2> warnings
	railyard build -l lldp -i "$fixtures/mini.ibnetdiscover" -n both |
		cmp map.json
	grep -q '"leaf1"' map.json
	grep -q '"pod1-island1-leaf0"' map.json
}

@test "a plan in capitals, or with domains, is of the same machines" {
	make_map
	railyard export map.json -f plan -o plan.csv
	railyard build -i "$fixtures/mini.ibnetdiscover" --plan=plan.csv \
		-n mini | cmp map.json
	sed 's/gpu[0-9]*/\U&/g' plan.csv > upper.csv
	grep -q '^GPU01,' upper.csv
	sed -E 's/gpu[0-9]+/&.dc.Example.org/g; s/pod1-island1-leaf[0-9]/&.sw/g' \
		plan.csv > domains.csv
	sed -E 's/pod[^,]*|core[^,]*/\U&/g' upper.csv > all.csv
	grep -q POD1-ISLAND1-LEAF0 all.csv
	for plan in upper.csv domains.csv all.csv; do
		echo "$plan"
		expect_output "" railyard build --plan=$plan -n mini \
			-i "$fixtures/mini.ibnetdiscover" -o mixed.json
		cmp map.json mixed.json
	done
}

@test "two switches of one discovery whose names differ in case are two" {
	sed -E 's/pod1-island1-leaf1/POD1-ISLAND1-LEAF0/g' \
		"$fixtures/mini.ibnetdiscover" > odd
	railyard build -i odd -o map.json
	grep -q '"POD1-ISLAND1-LEAF0"' map.json
	grep -q '"pod1-island1-leaf0"' map.json
}

@test "nodes that say their names in capitals are called as they were seen" {
	make_map
	mkdir nodes
	for i in 01 02 16; do
		echo '{"format": "railyard-node", "version": 1,
			"host": "GPU'$i'.dc.example.org",
			"hardware": {"gpus": [{"model": "h100"}]},
			"nics": []}' > nodes/$i.json
	done
	railyard build -i "$fixtures/mini.ibnetdiscover" --node=nodes -n mini \
		-o said.json
	refute grep -q GPU said.json
	railyard export said.json -f gres.conf -o gres.conf
	grep -q 'NodeName=gpu\[01-02,16\] .*Type=h100' gres.conf
}
