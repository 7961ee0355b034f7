# SPDX-License-Identifier: GPL-2.0-or-later
# Cable plans: railyard build --plan.

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
