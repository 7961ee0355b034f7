# SPDX-License-Identifier: GPL-2.0-or-later
# Cable plans: railyard build --plan, railyard check --plan.

load common

# make_plan PRESET: PRESET.json and its plan, PRESET.csv
make_plan() {
	railyard synth --format=map -o "$1.json" "$1"
	railyard export --format=plan -o "$1.csv" "$1.json"
}

# as_a_person_would < PLAN: other columns, semicolons, CR LF, a title
as_a_person_would() {
	awk -F, -v OFS=';' '
		BEGIN { printf "\xef\xbb\xbfHall 3, cables;;;;;;\r\n\r\n" }
		NR == 1 { print "Rack", "Z PORT", "Z-Type", "z-node name",
			  "A-Port", "a-type", "A-Node", "\"Notes\"\r" }
		NR % 50 == 0 { print "# row " NR "\r"; print ";;;;;;;\r" }
		NR > 1 { sub("Host", "GPU server", $2)
			 sub("Switch", "Leaf", $2); sub("Switch", "leaf", $5)
			 print "R" NR, "\"" $6 "\"", $5, " " $4, $3, $2, $1,
			       "\"a; b \"\"c\"\"\"\r" }'
}

@test "a map's plan gives the map's plan again" {
	for preset in mini superpod-h100; do
		make_plan $preset
		railyard build --plan=$preset.csv -n $preset -o back.json
		railyard export --format=plan back.json | cmp - $preset.csv
		railyard check -q back.json
		railyard show --pods $preset.json > a
		railyard show --pods back.json > b
		cmp a b
	done
}

@test "a plan as people keep one" {
	make_plan mini
	as_a_person_would < mini.csv > sheet.csv
	grep -q 'R2;"1";leaf; pod1-island1-leaf0;mlx5_0;GPU server;gpu01;' sheet.csv
	railyard build --plan=sheet.csv -n mini -o back.json
	railyard export --format=plan back.json | cmp - mini.csv
	tr ';' '\t' < sheet.csv | railyard build --plan=- -n mini |
		cmp - back.json
}

@test "NICs that are only numbered: told, and the map is made" {
	make_plan mini
	sed -i 's/,mlx5_\([0-9]*\),/,\1,/' mini.csv
	run --separate-stderr railyard build --plan=mini.csv -n mini
	[ "$status" = 0 ]
	[ "$stderr" = "railyard build: warning: mini.csv: NICs go by numbers there: what the nodes call them is not known" ]
	[ "$(railyard show - <<<"$output" | grep -c "pod")" -ge 4 ]
}

@test "bad plans: where, and what was expected" {
	make_plan mini
	sed '7s/Host/Toaster/' mini.csv > type.csv
	expect_error 3 'railyard build: type.csv:7:7: A-Type "Toaster": a host (server, compute, node, GPU, storage ...) or a switch (leaf, ToR, spine, core ...) was expected' \
		railyard build --plan=type.csv
	{ cat mini.csv; sed -n 12p mini.csv | sed 's/gpu02/gpu99/'; } > last.csv
	expect_error 3 "railyard build: last.csv:274:45: port 2 of \"pod1-island1-leaf2\" has a cable already, in line 12" \
		railyard build --plan=last.csv
	sed '1s/A-Port/Port/' mini.csv > header.csv
	expect_error 3 'railyard build: header.csv:1: column "A-Port" is missing' \
		railyard build --plan=header.csv
	expect_error 3 'railyard build: empty.csv: cannot open it: No such file or directory' \
		railyard build --plan=empty.csv
	iconv -t UTF-16 mini.csv > wide.csv
	expect_error 3 'railyard build: wide.csv: it is UTF-16: CSV in UTF-8 was expected' \
		railyard build --plan=wide.csv
	expect_error 3 "railyard build: $fixtures/mini.ibnetdiscover:1: no header: a line with the columns A-Node Name, A-Type, A-Port, Z-Node Name, Z-Type and Z-Port was expected" \
		railyard build --plan="$fixtures/mini.ibnetdiscover"
}

# expect_findings TEXT PLAN [OPTION...]: that against mini.json, status 1
expect_findings() {
	local wanted=$1 plan=$2
	shift 2
	run --separate-stderr railyard check --plan="$plan" "$@" mini.json
	if [ "$status" != 1 ] || [ -n "$stderr" ] ||
	   [ "$output" != "$wanted" ]; then
		echo "status:  $status"
		echo "stderr:  $stderr"
		diff <(echo "$wanted") <(echo "$output")
		return 1
	fi
}

all="mini: 16 nodes, 8 rails, 4 islands, 272 cables"

@test "check --plan: a fabric that is as planned" {
	make_plan mini
	expect_output "$all: nothing found" \
		railyard check --plan=mini.csv mini.json
	[ -z "$(railyard check -q -p mini.csv mini.json)" ]
	railyard check --json -p - mini.json < mini.csv |
		grep -q '"errors":0,"warnings":0,"notes":0,"findings":\['
}

# swap_lines LINE LINE < PLAN: their Z ends
swap_lines() {
	awk -F, -v OFS=, -v x="$1" -v y="$2" '
		{ line[NR] = $0; a[NR] = $1 OFS $2 OFS $3
		  z[NR] = $4 OFS $5 OFS $6 }
		END { for (i = 1; i <= NR; i++)
			print a[i], z[i == x ? y : i == y ? x : i] }'
}

@test "check --plan: swapped cables, also between switches" {
	make_plan mini
	swap_lines 2 11 < mini.csv > plan.csv
	expect_findings "$all: 1 error

error: cables swapped, by the plan (plan-swapped, 1)
  gpu01 mlx5_0 is on pod1-island1-leaf0 port 1, gpu02 mlx5_3 on pod1-island1-leaf1 port 2
    -> swap the two cables: gpu01 mlx5_0 belongs on pod1-island1-leaf1 port 2, gpu02 mlx5_3 on pod1-island1-leaf0 port 1" plan.csv
	swap_lines 130 139 < mini.csv > plan.csv
	expect_findings "$all: 1 error

error: cables swapped, by the plan (plan-swapped, 1)
  pod1-island1-leaf0 port 33 goes to pod1-spine1 port 1, pod1-island1-leaf2 port 34 to pod1-spine2 port 3
    -> swap the two cables: pod1-island1-leaf0 port 33 belongs to pod1-spine2 port 3, pod1-island1-leaf2 port 34 to pod1-spine1 port 1" plan.csv
	run railyard check -q -p plan.csv mini.json
	[ "$status" = 1 ]
	[ -z "$output" ]
	run railyard check --ignore=plan-swapped -p plan.csv mini.json
	[ "$status" = 0 ]
	run railyard check --only=plan-missing-cable,plan-names -p plan.csv \
		mini.json
	[ "$status" = 0 ]
}

@test "check --plan: elsewhere, missing, extra; and in JSON" {
	make_plan mini
	{
		sed -e '2s/1$/31/' -e 3d mini.csv
		echo gpu02,Host,mlx5_77,pod1-island1-leaf1,Switch,30
	} > plan.csv
	expect_findings "$all: 2 errors, 1 warning

error: cables that go elsewhere than in the plan (plan-elsewhere, 1)
  gpu01 mlx5_0 is on pod1-island1-leaf0 port 1; the plan has it on pod1-island1-leaf0 port 31
    -> move its other end to pod1-island1-leaf0 port 31

error: cables of the plan that were not seen (plan-missing-cable, 1)
  gpu02 mlx5_77 to pod1-island1-leaf1 port 30: not seen
    -> plug it in; if it is, look at the cable and at both of its ports

warning: cables that are not in the plan (plan-extra-cable, 1)
  gpu01 mlx5_3 to pod1-island1-leaf1 port 1: not in the plan
    -> pull it out, or add it to the plan" plan.csv
	run railyard check --json -p plan.csv mini.json
	[ "$status" = 1 ]
	python3 -c '
import json, sys
report = json.load(sys.stdin)
assert report["errors"] == 2 and report["warnings"] == 1
cable = report["findings"][0]["cables"][0]
assert cable["host"] == "gpu01" and cable["nic"] == "mlx5_0"
assert cable["rail"] == 0
assert cable["is_at"] == {"switch": "pod1-island1-leaf0", "port": "1"}
assert cable["belongs_at"] == {"switch": "pod1-island1-leaf0", "port": "31"}
' <<<"$output"
}

@test "check --plan: nodes and switches as a whole, one finding each" {
	make_plan mini
	{
		sed -e /^gpu05,/d -e 's/gpu07/gpu77/' \
			-e 's/pod1-spine2/spine-b/' mini.csv
		echo gpu99,Host,mlx5_0,pod1-island1-leaf1,Switch,30
		echo gpu99,Host,mlx5_3,pod1-island1-leaf2,Switch,30
	} > plan.csv
	expect_findings "$all: 1 error, 3 warnings

error: nodes of the plan that were not seen (plan-missing-node, 1)
  gpu99 was not seen: the plan has it, with 2 cables
    -> see whether it is on, and whether it calls itself so

warning: nodes that are not in the plan (plan-extra-node, 1)
  gpu05 is not in the plan: it has 8 cables
    -> add it to the plan, or unplug it

warning: nodes in the place of others (plan-other-node, 1)
  gpu07 is where the plan has gpu77: by 8 of 8 cables
    -> give it the name that the plan has, or change the plan

warning: switches in the place of others (plan-other-switch, 1)
  pod1-spine2 is where the plan has spine-b: by 18 of 18 cables
    -> give it the name that the plan has, or change the plan" plan.csv
}

# other_names < PLAN: NICs GPU0 to GPU7, ports 1/1/1, 1/1/2, 1/2/1, ...
other_names() {
	awk -F, -v OFS=, '
		function port(n) {
			return "1/" int((n + 1) / 2) "/" 2 - n % 2
		}
		BEGIN { split("0 3 4 5 6 9 10 11", rails, " ")
			for (i in rails) gpu["mlx5_" rails[i]] = "GPU" i - 1 }
		NR > 1 { $3 = $2 == "Host" ? gpu[$3] : port($3)
			 $6 = port($6); $1 = toupper($1)
			 if ($2 == "Host") $1 = $1 ".hall3.example.org" }
		{ print }'
}

@test "check --plan: NICs by rails, ports by cages, names with domains" {
	make_plan mini
	other_names < mini.csv > plan.csv
	grep -qx "GPU01.hall3.example.org,Host,GPU1,pod1-island1-leaf1,Switch,1/1/1" plan.csv
	expect_output "$all: nothing found" \
		railyard check --plan=plan.csv mini.json
	swap_lines 2 11 < mini.csv | other_names > plan.csv
	run railyard check --plan=plan.csv mini.json
	[ "$status" = 1 ]
	[ "${lines[2]}" = "  gpu01 mlx5_0 is on pod1-island1-leaf0 port 1, gpu02 mlx5_3 on pod1-island1-leaf1 port 2" ]
	[ "${#lines[@]}" = 4 ]
}

@test "check --plan: names that tell nothing are said to" {
	make_plan mini
	# ports that stand for others at random: no order, no number
	awk -F, -v OFS=, 'NR > 1 { $6 = "x" ($6 * 37 % 101)
		if ($2 != "Host") $3 = "x" ($3 * 37 % 101) } { print }' \
		mini.csv > plan.csv
	expect_findings "$all: 1 warning

warning: names in the plan that do not tell what is meant (plan-names, 1)
  nothing tells which ports of switches the plan means by names like \"x37\": the map has names like \"1\"
    -> such cables are compared by their switches alone; give the ports the names or numbers that the map has" plan.csv
}

@test "check --plan: where switches have other names, cables are compared all the same" {
	make_plan mini
	sed 's/pod\([0-9]\)-\(spine\|island\)/row\1 \2/g; s/^core/top/; s/,core/,top/' \
		mini.csv > renamed.csv
	run railyard check --plan=renamed.csv mini.json
	[ "$status" = 1 ]
	[[ "$output" == *"mini: 16 nodes, 8 rails, 4 islands, 272 cables: 42 warnings"* ]]
	[[ "$output" == *"(plan-other-switch, 42)"* ]]
	sed 's/^gpu06,Host,mlx5_3,/gpu06,Host,X,/; s/^gpu07,Host,mlx5_9,/gpu06,Host,mlx5_3,/
		s/^gpu06,Host,X,/gpu07,Host,mlx5_9,/' renamed.csv > swapped.csv
	run railyard check --plan=swapped.csv mini.json
	[[ "$output" == *"272 cables: 1 error, 42 warnings"* ]]
	[[ "$output" == *"gpu06 mlx5_3 is on pod1-island2-leaf1 port 2, gpu07 mlx5_9 on pod1-island2-leaf5 port 3"* ]]
}

# the plan of mini, with a NIC for storage in each node
with_storage() {
	railyard export --format=plan mini.json
	for n in {01..16}; do
		echo "gpu$n,Host,mlx5_1,nas,Switch,$((10#$n))"
	done
}

@test "check --plan: NICs of no rail, and NICs of two nodes swapped" {
	make_plan mini
	with_storage > storage.csv
	sed 's/^gpu02,Host,mlx5_3,/gpu02,Host,X,/; s/^gpu03,Host,mlx5_0,/gpu02,Host,mlx5_3,/
		s/^gpu02,Host,X,/gpu03,Host,mlx5_0,/' storage.csv > swapped.csv
	railyard build --plan=swapped.csv --not-nic=mlx5_1 -n mini -o seen.json
	run railyard check --plan=storage.csv seen.json
	[ "$status" = 1 ]
	[[ "$output" == *": 1 error"* ]]
	[[ "$output" == *"(plan-swapped, 1)"* ]]
	railyard build --plan=storage.csv --not-nic=mlx5_1 -n mini -o seen.json
	railyard check --plan=storage.csv seen.json
}

@test "check --plan: ports of NICs by the names of their network devices" {
	mkdir lldp
	echo "A-Node Name,A-Type,A-Port,Z-Node Name,Z-Type,Z-Port" > plan.csv
	for n in 1 2 3 4; do
		for nic in 1 2; do
			for port in 0 1; do
				name=ens${nic}f${port}np$port
				echo "gpu$n,Host,$name,leaf$nic-$port,Leaf,swp$n" >> plan.csv
				printf '{"%s":{"via":"LLDP","chassis":{"leaf%s-%s":{"id":{"type":"mac","value":"0c:00:00:00:0%s:0%s"},"capability":[{"type":"Bridge","enabled":true}]}},"port":{"id":{"type":"ifname","value":"swp%s"}}}}\n' \
					$name $nic $port $nic $port "$n"
			done
		done | paste -sd, | sed 's/.*/{"lldp":{"interface":[&]}}/' > lldp/gpu$n.json
	done
	railyard build --lldp=lldp -o map.json
	railyard check --plan=plan.csv map.json
	sed -i 's/^gpu2,Host,ens1f1np1,/gpu2,Host,X,/; s/^gpu2,Host,ens2f1np1,/gpu2,Host,ens1f1np1,/
		s/^gpu2,Host,X,/gpu2,Host,ens2f1np1,/' plan.csv
	run railyard check --plan=plan.csv map.json
	[ "$status" = 1 ]
	[[ "$output" == *": 1 error"* ]]
	[[ "$output" == *"(plan-swapped, 1)"* ]]
	[[ "$output" == *"gpu2 ens1 port 2 is on leaf1-1 port swp2, gpu2 ens2 port 2 on leaf2-1 port swp2"* ]]
}

@test "check --plan: bad input" {
	make_plan mini
	expect_error 3 'railyard check: none.csv: cannot open it: No such file or directory' \
		railyard check --plan=none.csv mini.json
	expect_error 2 'railyard check: "-" is given twice, and stdin can be read once; see railyard check --help' \
		railyard check --plan=- -
	expect_error 2 'railyard check: --plan is given twice; see railyard check --help' \
		railyard check --plan=mini.csv --plan=mini.csv mini.json
	sed '5s/Switch/Swatch/' mini.csv > plan.csv
	run --separate-stderr railyard check --plan=plan.csv mini.json
	[ "$status" = 3 ]
	[[ "$stderr" == 'railyard check: plan.csv:5:38: Z-Type "Swatch": '* ]]
	[ -z "$output" ]
}
