#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Bad maps and configurations: one line in the log, and slurmctld serves.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

conf=/etc/slurm/railyard.conf
kept=$kept_map

# with_map COMMAND [keep]: slurmctld starts with the map that COMMAND writes
# to $m (a copy of the good one); without a last good one unless kept.
with_map() {
	ctld_stop
	on ctl sh -c "[ -e $conf.good ] || cp $conf $conf.good
		m=/tmp/map.json; cp /fabric/map.json \$m; $1
		[ '${2-}' = keep ] || rm -f $kept
		sed 's|^Map=.*|Map=/tmp/map.json|' $conf.good >$conf; : >$log"
	ctld_start
	wait_until 60 mini_idle 16
}

with_conf() {
	ctld_stop
	on ctl sh -c "[ -e $conf.good ] || cp $conf $conf.good
		f=$conf; $1; : >$log"
	ctld_start
	wait_until 60 mini_idle 16
}

as_it_was() {
	with_conf "cp $conf.good \$f"
}

# said PATTERN: exactly one line of ours at error level, like PATTERN, in the
# log; and then a job with a request runs as stock places it.
said() {
	local id

	like "the log" "$(on ctl grep 'error: railyard:' $log)" "$1"
	is "error lines of ours" "$(on ctl grep -c 'error: railyard:' $log)" 1
	id=$(job plain -N2 --rail=best)
	job_wait "$id" RUNNING
	is "what Railyard says of the job" "$(job_comment "$id")" ""
	on ctl scancel "$id"
	wait_until 60 mini_idle 16
}

no_map() {
	with_map 'rm $m'
	said '/tmp/map.json: cannot open it: No such file or directory; jobs are placed as without railyard'
}

empty_map() {
	with_map ': >$m'
	said '/tmp/map.json.*; jobs are placed as without railyard'
}

truncated_map() {
	with_map 'head -c 2000 /fabric/map.json >$m'
	said '/tmp/map.json:[0-9]+:[0-9]+: .*; jobs are placed as without'
}

foreign_map() {
	with_map 'cp /bin/ls $m'
	said '/tmp/map.json:1:[0-9]+: .*; jobs are placed as without railyard'
}

last_good_stays() {
	local id

	as_it_was
	with_map 'head -c 2000 /fabric/map.json >$m' keep
	like "the log" "$(on ctl grep 'error: railyard:' $log)" \
		'/tmp/map.json:[0-9]+:[0-9]+: .*; the last good map stays in force'
	id=$(job good -N4 --rail=best)
	job_wait "$id" RUNNING
	is_spread "$id" 4 1 1
	like "the comment" "$(job_comment "$id")" '4 nodes, 1 island'
	on ctl scancel "$id"
	wait_until 60 mini_idle 16
}

# gpu16 is in Slurm alone, gpu99 in the map alone.
nodes_differ() {
	local id

	with_map 'sed -i "s/\"gpu16\"/\"gpu99\"/" $m'
	like "the log" "$(on ctl grep railyard: $log)" \
		'1 node not in the map, which take no rail jobs: gpu16'
	like "the log" "$(on ctl grep railyard: $log)" \
		'1 node of the map unknown to Slurm, left out: gpu99'
	id=$(job fifteen -N15 --rail=best)
	job_wait "$id" RUNNING
	is "lines with gpu16" "$(job_nodes "$id" | grep -c gpu16 || true)" 0
	on ctl scancel "$id"
	# others may use it
	id=$(user sbatch --parsable -N1 -w gpu16 --wrap 'sleep 60' -o /dev/null)
	job_wait "$id" RUNNING
	id=$(job sixteen -N16 --rail=best 2>&1) || true
	like "the answer to all 16" "$id" \
		"Requested node configuration is not available"
	mini_reset
}

# It fitted when it was submitted: it is not held for good.
shrunk() {
	local id one

	user rm -f one.out all.out
	one=$(job one -N1 --rail=best)
	job_wait "$one" RUNNING
	tasks_wait one 0 1
	id=$(job all -N16 --rail=best)
	map_is 'sed "s/\"gpu16\"/\"gpu99\"/"'
	wait_until 20 ctld_answers
	wait_until 20 ctld_log "JobId=$id waits: 16 nodes .*, 14 free"
	sleep 1
	is "its priority" "$(job_get "$id" %Q)" "$(job_get "$one" %Q)"
	conf_back
	on ctl scancel "$one"
	job_wait "$id" RUNNING
	# a node that is told to end what it still starts takes a minute over it
	tasks_wait all 0 16
	on ctl scancel "$id"
	wait_until 60 mini_no_jobs
}

unknown_key() {
	with_conf "printf 'Map=/fabric/map.json\n  Maap=x\n' >\$f"
	said 'railyard.conf:2:3: unknown key "Maap", expected Map'
}

bad_value() {
	with_conf "printf 'Map=/fabric/map.json\nDefaultMode = bset\n' >\$f"
	said 'railyard.conf:2:15: DefaultMode="bset": expected off, best or strict'
}

no_conf() {
	with_conf "rm \$f"
	said 'railyard.conf: No such file or directory'
}

default_mode() {
	local id

	with_conf "printf 'Map=/fabric/map.json\nDefaultMode=strict # all\n' >\$f"
	id=$(job by-default -N4)
	job_wait "$id" RUNNING
	is_spread "$id" 4 1 1
	like "the comment" "$(job_comment "$id")" '4 nodes, 1 island'
	id=$(job not-me -N2 --rail=off)
	job_wait "$id" RUNNING
	is "the comment of --rail=off" "$(job_comment "$id")" ""
	mini_reset
}

mini_reset >/dev/null 2>&1
tap "a map that has too few nodes for a job that waits" shrunk
tap "no map" no_map
tap "an empty map" empty_map
tap "a truncated map" truncated_map
tap "a foreign file" foreign_map
tap "a bad map after a good one: the last good one stays" last_good_stays
tap "a node that the map lacks, and one that Slurm lacks" nodes_differ
tap "an unknown key" unknown_key
tap "a bad value" bad_value
tap "no railyard.conf" no_conf
tap "DefaultMode, and --rail=off against it" default_mode
as_it_was >/dev/null 2>&1
mini_reset >/dev/null 2>&1
tap_end
