# SPDX-License-Identifier: GPL-2.0-or-later
# railyard health: what is broken, in a file and by what nodes say.

load common

# health WORD...: on files of its own
health() {
	railyard health "$1" -m map.json -f health.json "${@:2}"
}

setup_file() {
	export TZ=UTC
}

@test "nothing is down where nothing was said" {
	make_map
	expect_output "nothing is down" health list
	[ ! -e health.json ]
}

@test "set says it, list shows it with what follows, clear takes it back" {
	make_map
	expect_output "" health set node gpu05 --reason="it smokes" -s anna
	expect_output "" health set rail "gpu[01-02]:mlx5_4" -s feed --for=2h
	run --separate-stderr health list
	[ "$status" = 0 ]
	[ -z "$stderr" ]
	[[ "${lines[0]}" == "WHAT NAME "*"STATE SINCE "*"UNTIL "*"SOURCE REASON" ]]
	[[ "${lines[1]}" == "node gpu05 "*"down "*" anna   it smokes" ]]
	[[ "${lines[2]}" == "rail gpu01:2 (mlx5_4) down  "*" feed"* ]]
	[[ "${lines[3]}" == "rail gpu02:2 (mlx5_4) down  "*" feed"* ]]
	[ "${lines[4]}" = "down: gpu05" ]
	[ "${lines[5]}" = "3 of 16 nodes take no job that asks for all rails: gpu[01-02,05]" ]
	expect_output "" health clear rail gpu01:2 gpu02:2
	expect_output "" health clear node gpu05
	expect_output "nothing is down" health list
}

@test "who says so is who runs it, where nobody is named" {
	make_map
	health set node gpu05
	grep -q "\"source\": \"$(id -un)@$(hostname)\"" health.json
}

@test "an unknown name is refused, with what is known, and changes nothing" {
	make_map
	expect_error 2 'railyard health set: the map has no node "gpu17", it has 16, gpu01 to gpu16; see railyard health set --help' \
		health set node gpu16 gpu17
	expect_error 2 'railyard health set: node gpu01 has no rail "8", it has 0 to 7, which are mlx5_0 mlx5_3 mlx5_4 mlx5_5 mlx5_6 mlx5_9 mlx5_10 mlx5_11; see railyard health set --help' \
		health set rail gpu01:8
	expect_error 2 'railyard health set: the map has no leaf "pod1", it has 32, pod1-island1-leaf0 to pod2-island2-leaf7; see railyard health set --help' \
		health set leaf pod1
	expect_error 2 'railyard health set: the map has no spine "x", it has 8, pod1-spine1 to pod2-spine4; see railyard health set --help' \
		health set spine x
	expect_error 2 'railyard health set: railyard.conf has no PowerDomain "x", it has none; see railyard health set --help' \
		health set domain x
	[ ! -e health.json ]
}

@test "wrong usage is named" {
	make_map
	expect_error 2 "railyard health: a verb is missing: check, list, set or clear; see railyard health --help" \
		railyard health
	expect_error 2 'railyard health: unknown verb "lst"; see railyard health --help' \
		railyard health lst
	expect_error 2 "railyard health set: KIND is missing: node, rail, leaf, spine or domain; see railyard health set --help" \
		railyard health set
	expect_error 2 'railyard health set: "rack" is neither node, rail, leaf, spine nor domain; see railyard health set --help' \
		railyard health set rack r1
	expect_error 2 "railyard health set: NAME is missing; see railyard health set --help" \
		railyard health set node
	expect_error 2 'railyard health set: "gpu01" is not HOSTS:RAIL, as gpu02:3 or gpu02:mlx5_3; see railyard health set --help' \
		health set rail gpu01
	for time in 0 x 2w -1 2hh ""; do
		expect_error 2 "railyard health set: --for: \"$time\" is not a time, as 90 (seconds), 30m, 2h or 7d; see railyard health set --help" \
			health set node gpu01 --for="$time"
	done
	expect_error 2 'railyard health set: --reason: "a?b" is not up to 256 printable ASCII characters; see railyard health set --help' \
		health set node gpu01 --reason=$'a\nb'
	expect_error 2 'railyard health list: "x" is one word too many; see railyard health list --help' \
		health list x
	for word in check list set clear; do
		run --separate-stderr railyard health $word --help
		[ "$status" = 0 ]
		[[ "$output" == "Usage: railyard health $word "* ]]
		[ -z "$(awk 'length > 80' <<<"$output")" ]
	done
}

@test "clear of what nobody said is a finding, and clears the rest" {
	make_map
	health set node gpu01 gpu02
	expect_error 1 "railyard health clear: nothing was said of node gpu03" \
		health clear node gpu03 gpu01
	run --separate-stderr health list
	[[ "$output" == *"down: gpu02"* ]]
}

@test "what has ended is gone" {
	make_map
	health set node gpu01 --for=1
	health set node gpu02
	for i in $(seq 1 30); do
		health list | grep -q gpu01 || break
		sleep 0.1
	done
	[[ "$(health list)" == *"down: gpu02"* ]]
}

@test "failures are forgiven until now" {
	make_map
	health clear --failures "gpu[03-04]" --reason="new board"
	run --separate-stderr health list
	[[ "${lines[1]}" == "node gpu03 pardoned "*"new board" ]]
	[[ "$(health list)" != *"asks for all rails"* ]]
}

@test "a power domain of railyard.conf takes its nodes down" {
	make_map
	printf 'Map=map.json\nHealthFile=h.json\nFreezeShare=50\nPowerDomain=rack1 Nodes=gpu[01-04]\nPowerDomain=rack2 Nodes=gpu[05-06]\n' > railyard.conf
	expect_output "" railyard health set -c railyard.conf domain rack2
	run --separate-stderr railyard health list -c railyard.conf -e /dev/null
	[[ "$output" == *"down: gpu[05-06]"* ]]
	expect_error 2 'railyard health set: railyard.conf has no PowerDomain "rack3", it has 2, rack1 to rack2; see railyard health set --help' \
		railyard health set -c railyard.conf domain rack3
	[ -e h.json ]
	# past the share nothing is acted on, and that is said
	railyard health set -c railyard.conf node "gpu[08-14]"
	run --separate-stderr railyard health list -c railyard.conf -e /dev/null
	[[ "$output" == *"FROZEN: 9 of 16 nodes are affected, more than FreezeShare=50 percent: nothing new is acted on" ]]
}

@test "what nodes say of themselves; what is no report is told and left out" {
	make_map
	cat > extra <<-'END'
		gpu09  rack 7 railyard=1;node=gpu09;rails=8;lost=mlx5_3:down@1000
		gpu10  railyard=1;node=gpu10;rails=8;lost=mlx5_3:down@1010;sick=xid79@1020
		gpu11  railyard=1;node=gpu12;rails=8;lost=mlx5_3:down@1010
		gpu12  railyard=2;node=gpu12
		gpu13  (null)
		login1 railyard=1
	END
	run --separate-stderr health list --extra=extra
	[ "$status" = 0 ]
	[ "$stderr" = 'railyard health list: warning: node gpu11: its report is ignored: it is about node "gpu12"
railyard health list: warning: node gpu12: its report is ignored: version 2, this railyard reads 1' ]
	[[ "$output" == *"rail gpu09:1 (mlx5_3) "*"itself    down"* ]]
	[[ "$output" == *"node gpu10 "*"itself    xid79"* ]]
	[[ "$output" == *"leaf pod2-island1-leaf1 suspect"*"its nodes several lost it at once"* ]]
	[[ "$output" == *"2 of 16 nodes take no job that asks for all rails: gpu[09-10]" ]]
	# with the word of another it is dead, for all of its nodes
	health set leaf pod2-island1-leaf1
	run --separate-stderr health list --extra=extra
	[[ "$output" == *"leaf pod2-island1-leaf1 is dead: island pod2-island1 lacks it"* ]]
	[[ "$output" == *"4 of 16 nodes take no job that asks for all rails: gpu[09-12]" ]]
	run --separate-stderr health list
	[[ "$output" == *"leaf pod2-island1-leaf1 is suspect: its nodes do not say so: it is not counted as dead"* ]]
}

@test "--json has all of it" {
	command -v python3 > /dev/null || skip "python3 is not installed"
	make_map
	health set rail gpu02:1 -r cable
	run --separate-stderr health list --json
	[ "$status" = 0 ]
	[ "$(python3 -c 'import json, sys
d = json.load(sys.stdin); e = d["entries"][0]
print(d["version"], d["nodes"], d["affected"], d["frozen"], e["kind"],
      e["name"], e["rail"], e["nic"], e["state"], e["until"], e["reason"],
      d["not_whole"])' <<<"$output")" = \
		"1 16 1 False rail gpu02 1 mlx5_3 down None cable [{'node': 'gpu02', 'down': False, 'rails_up': '0,2-7'}]" ]
}

@test "a bad health file is an error with its place, and is not written over" {
	make_map
	printf '{"format": "railyard-health", "version": 9}' > health.json
	cp health.json before
	expect_error 3 "railyard health list: health.json:1:42: version 9, this railyard reads 1" \
		health list
	expect_error 3 "railyard health set: health.json:1:42: version 9, this railyard reads 1" \
		health set node gpu01
	cmp health.json before
	: > health.json
	run --separate-stderr health list
	[ "$status" = 3 ]
	[[ "$stderr" == "railyard health list: health.json: empty"* ]]
}

@test "a clock ahead is as of now" {
	make_map
	printf '{"format": "railyard-health", "version": 1, "entries": [{"kind": "node", "name": "gpu01", "state": "down", "since": 99999999999}]}' > health.json
	[[ "$(health list)" == *"node gpu01 down  $(date +%Y)-"* ]]
	rm health.json
	echo "gpu02 railyard=1;node=gpu02;rails=8;lost=mlx5_3:down@9999999999;sick=xid79@9999999999" >said
	run health list --extra=said
	[[ "$output" == *"node gpu02 "*"down  $(date +%Y)-"* ]]
	[[ "$output" == *"rail gpu02:1 (mlx5_3) down  $(date +%Y)-"* ]]
}

@test "an Extra that was cut short is no report" {
	make_map
	printf 'gpu02 {"railyard":"1;node=gpu02;rails=8;lost=mlx5_3:down@17641' >said
	run --separate-stderr health list --extra=said
	[ "$output" = "nothing is down" ]
	[ "$stderr" = "railyard health list: warning: node gpu02: its report is ignored: it has no end" ]
}

@test "through a pipe: no lock is left behind" {
	make_map
	echo '{"format": "railyard-health", "version": 1, "entries": []}' |
		railyard health set node gpu01 -m map.json -f - >new
	grep -q '"name": "gpu01"' new
	[ ! -e ./-.lock ]
}

@test "what root has locked its folder's owner can lock as well" {
	[ "$(id -u)" = 0 ] || skip "only root can try"
	make_map
	mkdir state
	chown 65534 state
	railyard health set node gpu01 -m map.json -f state/health.json
	[ "$(stat -c %u state/health.json.lock)" = 65534 ]
}

@test "who is not in the map cannot be forgiven" {
	make_map
	expect_error 2 'railyard health clear: the map has no node "node", it has 16, gpu01 to gpu16; see railyard health clear --help' \
		health clear --failures gpu05 node
	[ ! -e health.json ]
}

@test "the one that is known is named once" {
	make_map
	printf 'Map=map.json\nPowerDomain=rack1 Nodes=gpu01\n' >railyard.conf
	expect_error 2 'railyard health set: railyard.conf has no PowerDomain "x", it has 1, rack1; see railyard health set --help' \
		railyard health set domain x -c railyard.conf -f health.json
}

@test "many at once lose nothing" {
	make_map
	for i in $(seq -w 1 16); do
		health set node gpu$i &
	done
	wait
	[[ "$(health list)" == *"16 of 16 nodes take no job"* ]]
}

# a /sys with gpu02's NICs, as the map has them, and a /dev with 8 GPUs
make_node() {
	local nic guid d
	make_map
	for nic in "$@"; do
		d=sys/class/infiniband/$nic/ports/1
		mkdir -p "$d"
		echo "4: ACTIVE" > "$d/state"
		echo "200 Gb/sec (4X HDR)" > "$d/rate"
		echo InfiniBand > "$d/link_layer"
	done
	mkdir -p dev
	touch dev/nvidia{0,1,2,3,4,5,6,7} dev/nvidiactl dev/nvidia-uvm
	: > kmsg
}

nics="mlx5_0 mlx5_3 mlx5_4 mlx5_5 mlx5_6 mlx5_9 mlx5_10 mlx5_11"

check() {
	railyard health check map.json --host=gpu02 --sysfs=sys --dev=dev \
		--kmsg="${kmsg-kmsg}" --gpus=8 "$@"
}

@test "check: a node as it should be" {
	make_node $nics
	expect_output "node gpu02: 8 of 8 rails up, 8 of 8 GPUs, 0 fatal Xids" \
		check
}

@test "check: NICs that are missing, down or slow" {
	make_node $nics
	rm -r sys/class/infiniband/mlx5_0
	echo "1: DOWN" > sys/class/infiniband/mlx5_3/ports/1/state
	echo "100 Gb/sec (4X EDR)" > sys/class/infiniband/mlx5_4/ports/1/rate
	run --separate-stderr check
	[ "$status" = 1 ]
	[ -z "$stderr" ]
	[ "$output" = "node gpu02: 5 of 8 rails up, 8 of 8 GPUs, 0 fatal Xids
rail 0, mlx5_0: there is no such device
rail 1, mlx5_3: port 1 is down
rail 2, mlx5_4: port 1 runs at 4xEDR, expected 4xHDR" ]
}

@test "check: GPUs and Xids" {
	make_node $nics
	rm dev/nvidia3
	run --separate-stderr check
	[ "$status" = 1 ]
	[ "${lines[1]}" = "sick: gpus-7-of-8" ]
	touch dev/nvidia3
	echo "6,1,2,-;NVRM: Xid (PCI:0000:3b:00): 13, pid=1" > kmsg
	expect_output "node gpu02: 8 of 8 rails up, 8 of 8 GPUs, 0 fatal Xids
Xid 13 of 0000:3b:00, 1 time" check
	echo "6,1,2,-;NVRM: Xid (PCI:0000:3b:00): 79, pid=1" >> kmsg
	run --separate-stderr check
	[ "$status" = 1 ]
	[ "${lines[0]}" = "node gpu02: 8 of 8 rails up, 8 of 8 GPUs, 1 fatal Xid" ]
	[ "${lines[2]}" = "Xid 79 of 0000:3b:00, 1 time: fatal" ]
	[ "${lines[3]}" = "sick: xid79" ]
	run --separate-stderr check --fatal-xids=13
	[ "${lines[3]}" = "sick: xid13" ]
	kmsg='' run --separate-stderr check
	[ "$status" = 0 ]
	kmsg=nowhere run --separate-stderr check
	[ "$status" = 0 ]
	[ "$stderr" = "railyard health check: warning: Xids are not looked for: nowhere: No such file or directory" ]
}

@test "check: a link that was lost is held" {
	make_node $nics
	port=sys/class/infiniband/mlx5_3/ports/1/state
	echo "1: DOWN" > $port
	run --separate-stderr check --state=memory
	[ "$status" = 1 ]
	echo "4: ACTIVE" > $port
	run --separate-stderr check --state=memory
	[ "$status" = 1 ]
	[ "${lines[1]}" = "rail 1, mlx5_3: it is back, and held until it has stayed" ]
	run --separate-stderr check --state=memory --hold=0
	[ "$status" = 0 ]
	echo '{' > memory
	run --separate-stderr check --state=memory
	[ "$status" = 0 ]
	[[ "$stderr" == "railyard health check: warning: begun anew: memory"* ]]
	run --separate-stderr check --state=memory
	[ -z "$stderr" ]
}

@test "check: by what the node said when it was well" {
	make_node mlx5_0
	echo '{"format": "railyard-node", "version": 1, "host": "gpu02", "hardware": {"gpus": [{"nic": "mlx5_0"}]}, "nics": [{"name": "mlx5_0", "role": "rail"}, {"name": "mlx5_1", "role": "storage"}]}' > node.json
	rm dev/nvidia[1-7]
	expect_output "node gpu02: 1 of 1 rails up, 1 of 1 GPUs, 0 fatal Xids" \
		railyard health check --node=node.json --host=gpu02 \
		--sysfs=sys --dev=dev --kmsg=kmsg
	expect_error 3 'railyard health check: node.json: it is about node "gpu02", this is "gpu03" (--host)' \
		railyard health check --node=node.json --host=gpu03 \
		--sysfs=sys --dev=dev --kmsg=kmsg
}

@test "check: JSON, an unknown node, wrong usage" {
	make_node $nics
	rm dev/nvidia3
	run --separate-stderr check --json
	[ "$status" = 1 ]
	[[ "$output" == '{"version":1,"node":"gpu02","rails":8,"rails_up":8,"lost":[],"gpus":8,"gpus_found":7,"xids":[],"sick":"gpus-7-of-8"}' ]]
	expect_error 3 'railyard health check: the map has no node "login1"' \
		railyard health check map.json --host=login1 --kmsg=
	expect_error 2 "railyard health check: MAP is missing; see railyard health check --help" \
		railyard health check
	expect_error 2 "railyard health check: MAP and --node=FILE: expected one; see railyard health check --help" \
		railyard health check map.json --node=x
	expect_error 2 "railyard health check: --when-sick matters only with --report; see railyard health check --help" \
		check --when-sick=drain
	expect_error 2 'railyard health check: --when-sick: "down" is neither drain nor fail; see railyard health check --help' \
		check --when-sick=down
	expect_error 2 'railyard health check: --fatal-xids: "x" is no list of numbers, as 48,79,119-120; see railyard health check --help' \
		check --fatal-xids=x
	expect_error 2 'railyard health check: --hold: "2h" is not a time up to 1h, as 60 (seconds) or 5m; see railyard health check --help' \
		check --hold=2h
	for n in -1 65 x ""; do
		expect_error 2 "railyard health check: --gpus: \"$n\" is not a number from 0 to 64; see railyard health check --help" \
			railyard health check map.json --gpus="$n"
	done
}

# scontrol and sinfo of a made-up Slurm: what was sent is in the file sent
fake_slurm() {
	mkdir -p bin
	printf '#!/bin/sh\ncat extra 2>/dev/null || echo "(null)"\n' > bin/sinfo
	cat > bin/scontrol <<-'END2'
		#!/bin/sh
		printf '%s\n' "$*" >> sent
		for word; do case $word in Extra=*) echo "${word#Extra=}" > extra ;; esac; done
	END2
	chmod +x bin/*
	PATH=$PWD/bin:$PATH
}

@test "check --report tells slurmctld what changed, and no more" {
	make_node $nics
	fake_slurm
	echo "rack 7   " > extra
	check --report --state=memory
	[ "$(cat sent)" = "update NodeName=gpu02 Extra=rack 7 railyard=1;node=gpu02;rails=8" ]
	check --report --state=memory
	[ "$(wc -l < sent)" = 1 ]
	rm -r sys/class/infiniband/mlx5_0
	run check --report --state=memory
	[[ "$(tail -n 1 sent)" == "update NodeName=gpu02 Extra=rack 7 railyard=1;node=gpu02;rails=8;lost=mlx5_0:missing@"* ]]
	run check --report --state=memory
	[ "$(wc -l < sent)" = 2 ]
	rm dev/nvidia3
	run check --report --state=memory --when-sick=drain
	[ "$(wc -l < sent)" = 4 ]
	[ "$(tail -n 1 sent)" = "update NodeName=gpu02 State=DRAIN Reason=railyard: gpus-7-of-8" ]
	run check --report --state=memory --when-sick=drain
	[ "$(wc -l < sent)" = 4 ]
}

@test "check --report: a Slurm that does not answer is an error, and is told again" {
	make_node $nics
	fake_slurm
	printf '#!/bin/sh\necho "slurm_update error: Invalid user" >&2\nexit 1\n' > bin/scontrol
	run --separate-stderr check --report --state=memory
	[ "$status" = 3 ]
	[ "$stderr" = "railyard health check: scontrol: slurm_update error: Invalid user" ]
	rm bin/scontrol
	fake_slurm
	check --report --state=memory
	[ -s sent ]
}

@test "place --health leaves out what is down, and --rail-min makes do" {
	make_map
	health set rail gpu02:1 gpu05:1 gpu07:2
	health set spine pod2-spine1
	run --separate-stderr railyard place map.json -N 4 --health=health.json
	[ "$status" = 0 ]
	[ "$stderr" = "railyard place: 3 nodes are left out: rails are down" ]
	[[ "$output" == *"0-3   pod2-island1 gpu[09-12]"* ]]
	# five nodes have all rails: six have seven in common
	run --separate-stderr railyard place map.json -N 5 --health=health.json \
		-m 7 -b "gpu[09-16]"
	[[ "$output" == *"gpu[01,03-04]"*"gpu[06,08]"* ]]
	run --separate-stderr railyard place map.json -N 6 --health=health.json \
		-m 7 -b "gpu[09-16]"
	[ "$status" = 0 ]
	[[ "$output" == *"gpu[01-04]"* ]]
	run --separate-stderr railyard place map.json -N 8 --health=health.json \
		--rail-min=7 -b "gpu[09-16]"
	[ "$status" = 1 ]
	run --separate-stderr railyard place map.json -N 8 --health=health.json \
		--rail-min=6 -b "gpu[09-16]"
	[ "$status" = 0 ]
	expect_error 2 "railyard place: --rail-min matters only with --health; see railyard place --help" \
		railyard place map.json -N 4 --rail-min=7
	for n in 0 65 x ""; do
		expect_error 2 "railyard place: --rail-min: \"$n\" is not a number from 1 to 64; see railyard place --help" \
			railyard place map.json -N 1 --rail-min="$n"
	done
	expect_error 3 "railyard place: nowhere: cannot open it: No such file or directory" \
		railyard place map.json -N 4 --health=nowhere
}
