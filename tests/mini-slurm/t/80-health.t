#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is broken: said by nodes and by people, and what placement does with it.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"

file=/var/spool/slurmctld/railyard-health.json

now_ms() {
	date +%s%3N
}

# waits_for_rails JOB: it does not run, and says why.
waits_for_rails() {
	job_is "$1" PENDING &&
		job_comment "$1" | grep -q 'left out: rails are down'
}

# log_count PATTERN
log_count() {
	on ctl awk -v p="$1" '$0 ~ p { n++ } END { print n + 0 }' \
		/var/log/slurm/slurmctld.log
}

# logged_ms PATTERN: when the last such line was written.
logged_ms() {
	local line

	line=$(ctld_log "$1" | tail -n 1)
	line=${line%%]*}
	date -d "${line#[} $(on ctl date +%z)" +%s%3N
}

# extra_of NODE
extra_of() {
	on ctl scontrol show node "$1" | sed -n 's/^ *Extra=//p'
}

# A cable is cut, the node's check reports it: the next job is not placed there.
cut_cable() {
	local id start reported seen

	like "a sound node" "$(node_check gpu02 --report)" \
		"8 of 8 rails up, 0 fatal"
	is "its Extra" "$(extra_of gpu02)" "railyard=1;node=gpu02;rails=8"
	cable_cut gpu02 mlx5_3
	start=$(now_ms)
	node_check gpu02 --report && return 1
	reported=$(now_ms)
	id=$(job all -N16 --rail=best)
	wait_until 10 waits_for_rails "$id"
	seen=$(logged_ms "JobId=$id waits: .* left out")
	like "what it says" "$(extra_of gpu02)" \
		"^railyard=1;node=gpu02;rails=8;lost=mlx5_3:down@[0-9]+$"
	is "left out" "$(left_out)" gpu02
	# the next decision knows, and one is made as soon as a job is submitted
	echo "# check and report: $((reported - start)) ms; a job submitted then" \
		"is refused after $((seen - reported)) ms" >&3
}

# who asks for nothing uses it, and who makes do with 7 rails
others_use_it() {
	local id

	on ctl scancel -u user
	wait_until 20 mini_no_jobs
	id=$(job plain -N1 -w gpu02)
	job_wait "$id" RUNNING
	on ctl scancel "$id"
	wait_until 20 mini_no_jobs
	id=$(job seven -N4 -w gpu02 --rail-min=7)
	job_wait "$id" RUNNING
	is "its nodes" "$(job_get "$id" %N)" "gpu[01-04]"
	id=$(job eight -N4 -w gpu05 --rail-min=8)
	job_wait "$id" RUNNING
	on ctl scancel -u user
	wait_until 20 mini_no_jobs
}

# Two nodes that lack different rails have six in common.
common_rails() {
	local id

	on ctl railyard health set rail gpu03:mlx5_4
	sleep 1
	id=$(job seven -N4 --rail-min=7 -w 'gpu[02-03]')
	wait_until 10 waits_because "$id" "gpu0.*is not free|left out|required"
	on ctl scancel "$id"
	id=$(job six -N4 --rail-min=6 -w 'gpu[02-03]')
	job_wait "$id" RUNNING
	on ctl scancel -u user
	on ctl railyard health clear rail gpu03:mlx5_4
	wait_until 20 mini_no_jobs
}

# waits_because JOB PATTERN
waits_because() {
	job_is "$1" PENDING && job_comment "$1" | grep -Eq "$2"
}

# It is mended, and held until it has stayed; then the job that waits starts.
mended_and_held() {
	local id

	id=$(job all -N16 --rail=best)
	wait_until 10 waits_for_rails "$id"
	cable_mend gpu02 mlx5_3
	node_check gpu02 --report && return 1
	like "held" "$(extra_of gpu02)" "lost=mlx5_3:held@"
	job_is "$id" PENDING
	node_check gpu02 --report --hold=0
	is "its Extra" "$(extra_of gpu02)" "railyard=1;node=gpu02;rails=8"
	job_wait "$id" RUNNING 10
	mini_reset
}

# Two nodes lose the rail of a leaf, and an operator says so: one event, the
# island takes no job for all rails, and no node is drained.
leaf_dies() {
	local id

	on ctl railyard health set leaf pod1-island1-leaf1 --source=switches
	is "with one signal" "$(left_out)" ""
	cable_cut gpu01 mlx5_3
	cable_cut gpu02 mlx5_3
	node_check gpu01 --report && return 1
	node_check gpu02 --report && return 1
	is "with both" "$(left_out)" "gpu[01-04]"
	like "the list" "$(on ctl railyard health list)" \
		"leaf pod1-island1-leaf1 is dead: island pod1-island1 lacks it"
	sleep 1
	id=$(job island -N4 --rail-within=island)
	job_wait "$id" RUNNING
	is "its nodes" "$(job_get "$id" %N)" "gpu[05-08]"
	id=$(job others -N4 -w 'gpu[01-04]')
	job_wait "$id" RUNNING
	like "the log" "$(ctld_log 'health: .*1 dead leaf,' | tail -n 1)" \
		"gpu\[01-04\]"
	is "drained" "$(on ctl sinfo -h -t drain,down,fail -o %n)" ""
	mini_reset
}

# An Extra of the site's own stays, and what is no report changes nothing.
forged_extra() {
	local before

	on ctl scontrol update nodename=gpu05 'extra=rack 7'
	node_check gpu05 --report
	is "the site's and ours" "$(extra_of gpu05)" \
		"rack 7 railyard=1;node=gpu05;rails=8"
	cable_cut gpu06 mlx5_0
	node_check gpu06 --report && return 1
	job first -N1 --rail=best >/dev/null
	sleep 1
	before=$(log_count 'report of node gpu0.* is ignored')
	on ctl scontrol update nodename=gpu06 \
		'extra=railyard=1;node=gpu07;rails=8'
	on ctl scontrol update nodename=gpu07 'extra=railyard=9;?'
	on ctl scontrol update nodename=gpu08 \
		'extra=railyard=1;node=gpu05;rails=8;lost=mlx5_0:down@1'
	sleep 1
	id=$(job rest -N15 --rail=best)
	wait_until 10 waits_because "$id" '1 node is left out'
	sleep 4
	is "alarms" "$(log_count 'report of node gpu0.* is ignored')" \
		$((before + 1))
	mini_reset
}

# A file that is none leaves the last good one in force, with one line.
bad_file() {
	local id lines

	on ctl railyard health set node gpu03
	sleep 1
	lines=$(log_count 'the last good one stays')
	on ctl sh -c "head -c 60 $file >$file.new && mv $file.new $file"
	sleep 2
	on ctl sh -c "printf 'a\\0b' >$file.new && mv $file.new $file"
	sleep 1
	id=$(job all -N16 --rail=best)
	wait_until 10 waits_because "$id" '1 node is left out'
	is "alarms" "$(log_count 'the last good one stays')" $((lines + 1))
	# and over a restart
	ctld_saved
	ctld_kill
	ctld_start
	sleep 3
	job_is "$id" PENDING
	is "alarms" "$(log_count 'the last good one stays')" $((lines + 2))
	on ctl rm "$file"
	on ctl railyard health set node gpu03 --for=1
	job_wait "$id" RUNNING 15
	mini_reset
}

# What is known survives a crash of slurmctld, without a new report.
restart_keeps_it() {
	local id

	cable_cut gpu09 mlx5_11
	node_check gpu09 --report && return 1
	ctld_saved
	ctld_kill
	ctld_start
	wait_until 60 mini_idle 16
	id=$(job all -N16 --rail=best)
	wait_until 10 waits_for_rails "$id"
	mini_reset
}

# Past FreezeShare the reports are doubted, not the nodes.
mass_report() {
	local id before

	before=$(log_count 'health is frozen: 9 of 16')
	on ctl railyard health set node 'gpu[01-08]'
	sleep 1
	id=$(job nine -N9 --rail=best)
	wait_until 10 waits_because "$id" '8 nodes are left out'
	on ctl railyard health set node gpu09
	sleep 1
	like "the list" "$(on ctl railyard health list)" \
		"FROZEN: 9 of 16 nodes are affected, more than FreezeShare=50"
	# what was in force before stays: gpu09 is used
	id=$(job eight -N8 --rail=best)
	job_wait "$id" RUNNING
	is "its nodes" "$(job_get "$id" %N)" "gpu[09-16]"
	is "said" "$(log_count 'health is frozen: 9 of 16')" \
		$((before + 1))
	mini_reset
}

# A GPU that fell off the bus: the node fails at once, and once.
xid_79() {
	on gpu10 sh -c 'echo "6,1,2,-;NVRM: Xid (PCI:0000:3b:00): 79, pid=1, GPU has fallen off the bus." >/run/kmsg'
	KMSG=/run/kmsg node_check gpu10 --report --when-sick=fail && return 1
	node_is gpu10 fail
	is "why" "$(on ctl sinfo -h -n gpu10 -o %E)" "railyard: xid79"
	like "its Extra" "$(extra_of gpu10)" "rails=8;sick=xid79@"
	is "left out" "$(left_out)" gpu10
	# an admin knows better
	on ctl scontrol update nodename=gpu10 state=resume
	KMSG=/run/kmsg node_check gpu10 --report --when-sick=fail && return 1
	node_is gpu10 idle
	on gpu10 rm /run/kmsg
	node_check gpu10 --report
	is "left out" "$(left_out)" ""
}

# forget NODE...: what its checks remember.
forget() {
	local node

	for node; do
		on "$node" rm -f /run/railyard-health.json
	done
}

exec 3>&1
mini_reset
forget gpu01 gpu02 gpu05 gpu06 gpu09 gpu10
tap "a cable is cut: out of placement as soon as the node's check reports" \
	cut_cable
tap "jobs that ask for nothing, or make do with fewer rails, use the node" \
	others_use_it
tap "--rail-min counts the rails that all nodes have in common" common_rails
tap "a mended link is held, then the node is used again" mended_and_held
forget gpu01 gpu02
tap "a dead leaf is one event, by two signals" leaf_dies
tap "a forged Extra changes nothing, with one alarm" forged_extra
tap "a bad health file changes nothing, with one alarm, also over a restart" \
	bad_file
tap "health survives a crash of slurmctld" restart_keeps_it
tap "past FreezeShare nothing new is acted on, and that is said" mass_report
tap "Xid 79: the node fails at once" xid_79
mini_reset
forget gpu01 gpu02 gpu05 gpu06 gpu09 gpu10
tap_end
