# SPDX-License-Identifier: GPL-2.0-or-later
# railyard ledger: what slurmctld remembers, from a file.

load common

setup_file() {
	export TZ=UTC
}

# ledger WORD...: on files of its own
ledger() {
	railyard ledger -m map.json -f health.json "$@"
}

# record FIELDS: a record of before there were checksums
record() {
	printf '{%s}\n' "$1" >>book
}

make_book() {
	local now

	now=$(date +%s)
	make_map
	echo '{"railyard-ledger":1}' >book
	record '"op":"start","time":'$((now - 900))',"job":7,"restarts":1,"slots":"gpu[01-04]"'
	record '"op":"fail","time":'$((now - 600))',"job":7,"node":"gpu02","restarts":1,"rails":"2"'
	record '"op":"past","time":'$((now - 800))',"job":3,"node":"gpu02"'
	record '"op":"past","time":'$((now - 1000))',"job":2,"node":"gpu02"'
	record '"op":"past","time":'$((now - 400000))',"job":1,"node":"gpu09"'
}

@test "nodes with their scores, leafs, and jobs with their slots" {
	make_book
	run --separate-stderr ledger book
	[ "$status" = 0 ]
	[ -z "$stderr" ]
	[[ "${lines[0]}" == "NODE "*"FAILURES LAST "*"JOB SCORE STATE" ]]
	[[ "${lines[1]}" == "gpu02 3 "*" 7 "*" 2.9"*" quarantined until "* ]]
	[[ "${lines[2]}" == "gpu09 1 "*" 1 "*" 0.04"* ]]
	[[ "${lines[3]}" == "leaf "*": 1 failure of 1 node" ]]
	[[ "$output" == *"waits "*"gpu[01-04]"* ]]
	# a blank line between the three, none behind the last
	ledger book >out
	[ "$(grep -c '^$' out)" = 2 ]
	[[ "$(sed -n 4p out)$(sed -n 6p out)" == "" ]]
	[ -n "$(tail -n 1 out)" ]
}

@test "the same as JSON" {
	make_book
	ledger --json book | python3 -c '
import json, sys
b = json.load(sys.stdin)
assert b["version"] == 1
assert [n["node"] for n in b["nodes"]] == ["gpu02", "gpu09"]
assert b["nodes"][0]["quarantined_until"] and not b["nodes"][1]["quarantined_until"]
assert b["nodes"][0]["failures"][2]["rails"] == [1]
assert b["jobs"][0]["slots"] == ["gpu01", "gpu02", "gpu03", "gpu04"]'
}

@test "who is forgiven is not quarantined" {
	make_book
	railyard health clear --failures gpu02 -m map.json -f health.json
	run ledger book
	[[ "${lines[1]}" == "gpu02 3 "*" 7 "*" 0.00"* ]]
}

@test "railyard.conf says how failures are judged" {
	make_book
	printf 'Map=map.json\nQuarantineAfter=4\nPowerDomain=rack1 Nodes=gpu[01-04]\n' >railyard.conf
	run railyard ledger -c railyard.conf -f health.json book
	[[ "${lines[1]}" == "gpu02 "*" used last" ]]
	[[ "$output" == *"domain rack1: 3 failures of 1 node"* ]]
}

@test "an empty ledger, a torn one, a foreign one, none" {
	make_map
	echo '{"railyard-ledger":1}' >book
	expect_output $'no node has failed\nno job has slots' ledger book
	printf '{"op":"fai' >>book
	run --separate-stderr ledger book
	[ "$status" = 0 ]
	[ "$stderr" = "railyard ledger: warning: book:2: 1 record is torn, damaged or unknown: left out" ]
	printf '\177ELF\0\n' >book
	expect_error 3 "railyard ledger: book: this is no ledger of version 1" \
		ledger book
	expect_error 3 "railyard ledger: none: cannot open it: No such file or directory" \
		ledger none
	run ledger book more
	[ "$status" = 2 ]
}
