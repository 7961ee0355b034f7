# SPDX-License-Identifier: GPL-2.0-or-later
# railyard check: what is wrong with the wiring, in words and in JSON.

load common

# swap_cables NIC NIC < DISCOVERY: the two change places at their leafs
swap_cables() {
	awk -v a="\"$1\"" -v b="\"$2\"" '
		{ line[NR] = $0 }
		/^\[/ && /"H-/ {	# a switch and its port
			if (index($0, a)) at_a = NR
			if (index($0, b)) at_b = NR
		}
		/^Ca/ { nic = index($0, a) ? 1 : index($0, b) ? 2 : 0 }
		/^\[/ && /"S-/ && nic { own[nic] = NR; nic = 0 }
		END {
			split(line[at_a], x, "]")
			split(line[at_b], y, "]")
			tail_a = substr(line[at_a], length(x[1]) + 1)
			tail_b = substr(line[at_b], length(y[1]) + 1)
			line[at_a] = x[1] tail_b
			line[at_b] = y[1] tail_a
			split(line[own[1]], x, "\t")
			split(line[own[2]], y, "\t")
			line[own[1]] = x[1] "\t" y[2] "\t" y[3]
			line[own[2]] = y[1] "\t" x[2] "\t" x[3]
			for (i = 1; i <= NR; i++)
				print line[i]
		}'
}

# cut_cable NIC < DISCOVERY: it is on, and nothing is plugged into it
cut_cable() {
	awk -v a="\"$1\"" '
		/^\[/ && /"H-/ && index($0, a) { next }
		/^Ca/ { nic = index($0, a) }
		/^\[/ && /"S-/ && nic { nic = 0; next }
		{ print }'
}

# expect_findings TEXT MAP: that on stdout, status 1, and the same if quiet
expect_findings() {
	run --separate-stderr railyard check "$2"
	if [ "$status" != 1 ] || [ -n "$stderr" ] || [ "$output" != "$1" ]; then
		echo "status:  $status"
		echo "stderr:  $stderr"
		diff <(echo "$1") <(echo "$output")
		return 1
	fi
	run railyard check -q "$2"
	[ "$status" = 1 ]
	[ -z "$output" ]
}

healthy="mini: 16 nodes, 8 rails, 4 islands"

@test "a healthy fabric: nothing found, status 0" {
	make_map
	run --separate-stderr railyard check map.json
	[ "$status" = 0 ]
	[ -z "$stderr" ]
	[[ "$output" == "$healthy, "*" cables: nothing found" ]]
	[ "$(railyard check - < map.json)" = "$output" ]
	[ -z "$(railyard check -q map.json)" ]
	[ "$(railyard check --json map.json | tail -n 1)" = "]}" ]
}

@test "two swapped cables of a node: both named, and what to do" {
	swap_cables "gpu03 mlx5_0" "gpu03 mlx5_5" \
		< "$fixtures/mini.ibnetdiscover" > swapped
	railyard build -i swapped -n mini -o map.json
	cables=$(railyard check map.json | grep -om1 '[0-9]\+ cables')
	expect_findings "$healthy, $cables: 1 error

error: rails swapped within a node (swapped-rails, 1)
  gpu03 mlx5_0 is on pod1-island1-leaf3 port 3, gpu03 mlx5_5 on pod1-island1-leaf0 port 3
    -> swap the two cables at the leafs" map.json
}

@test "a cable that is cut: where it was" {
	cut_cable "gpu07 mlx5_4" < "$fixtures/mini.ibnetdiscover" > cut
	railyard build -i cut -n mini -o map.json
	cables=$(railyard check map.json | grep -om1 '[0-9]\+ cables')
	expect_findings "$healthy, $cables: 1 error

error: links not seen (missing-link, 1)
  gpu07: rail 2 (mlx5_4) not seen
    -> look at the cable to pod1-island2-leaf2 port 3, its NIC and its port" \
		map.json
}

@test "--only and --ignore choose kinds, and the status goes by these" {
	cut_cable "gpu07 mlx5_4" < "$fixtures/mini.ibnetdiscover" |
		swap_cables "gpu03 mlx5_0" "gpu03 mlx5_5" > both
	railyard build -i both -n mini -o map.json
	run railyard check map.json
	[ "$status" = 1 ]
	[[ "$output" == *": 2 errors"* ]]
	run railyard check --only=missing-link map.json
	[ "$status" = 1 ]
	[[ "$output" == *": 1 error"*"(missing-link, 1)"* ]]
	[[ "$output" != *swapped* ]]
	run railyard check --ignore=missing-link,swapped-rails map.json
	[ "$status" = 0 ]
	[[ "$output" == *": nothing found" ]]
	run railyard check -i missing-link -i swapped-rails map.json
	[ "$status" = 0 ]
	run railyard check -o missing-link -o swapped-rails map.json
	[[ "$output" == *": 2 errors"* ]]
}

@test "--json: every finding, with its cables and where they belong" {
	command -v python3 > /dev/null || skip "python3 is not installed"
	swap_cables "gpu03 mlx5_0" "gpu03 mlx5_5" \
		< "$fixtures/mini.ibnetdiscover" > swapped
	railyard build -i swapped -n mini -o map.json
	run --separate-stderr railyard check --json map.json
	[ "$status" = 1 ]
	[ -z "$stderr" ]
	python3 - "$output" <<-'END'
		import json, sys
		o = json.loads(sys.argv[1])
		assert o["version"] == 1 and o["fabric"] == "mini"
		assert (o["errors"], o["warnings"], o["notes"]) == (1, 0, 0)
		f, = o["findings"]
		assert f["kind"] == "swapped-rails" and f["severity"] == "error"
		assert (f["pod"], f["island"], f["node"]) == \
			("pod1", "pod1-island1", "gpu03")
		a, b = f["cables"]
		assert (a["host"], a["nic"], a["rail"]) == ("gpu03", "mlx5_0", 0)
		assert a["is_at"] == {"switch": "pod1-island1-leaf3", "port": "3"}
		assert a["belongs_at"] == b["is_at"]
		assert b["belongs_at"] == a["is_at"]
	END
}

@test "misuse and bad input" {
	expect_error 2 'railyard check: MAP is missing; see railyard check --help' \
		railyard check
	expect_error 2 'railyard check: "y" is one word too many; see railyard check --help' \
		railyard check x y
	expect_error 2 'railyard check: --only: "swaped" is no kind of finding; see railyard check --help' \
		railyard check --only=missing-link,swaped x
	expect_error 2 'railyard check: --ignore: "" is no kind of finding; see railyard check --help' \
		railyard check --ignore= x
	expect_error 2 'railyard check: --only and --ignore exclude each other; see railyard check --help' \
		railyard check -o missing-link -i missing-link x
	run --separate-stderr railyard check nowhere.json
	[ "$status" = 3 ]
	[ -z "$output" ]
	[[ "$stderr" == "railyard check: nowhere.json: "* ]]
}
