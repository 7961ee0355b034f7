# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# For the rows in faults/: one fault each, its phases timed, in TAP.

# shellcheck source=SCRIPTDIR/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/tap.sh"
# shellcheck source=SCRIPTDIR/where.sh
. "$here/lib/where.sh"

ledger=$mini_ledger
log=/var/log/slurm/slurmctld.log
fault_times=$(mktemp)
fault_host=ctl			# who has the log
trap 'rm -f "$fault_times"*' EXIT

# row TITLE FUNCTION: the one case of this file.
row() {
	mini_reset >/dev/null 2>&1
	tap "$1" row_case "$2"
	# tap leaves it on, and whatever fails from here on is no verdict
	set +e
	sed 's/^/# phase /' "$fault_times"
	mini_reset >/dev/null 2>&1
	tap_end
}

# The clean-up comes first: mini_reset may need it.
row_case() {
	trap 'status=$?; set +e; fault_cleanup >/dev/null 2>&1; exit $status' EXIT
	"$@"
}

# What a row has to put back whatever became of it: it defines this anew.
fault_cleanup() {
	:
}

# --- phases ----------------------------------------------------------------
#
# detect  from the fault until somebody knows who acts on it
# decide  until it is settled what becomes of the job
# drain   until nothing of its old run is left
# place   until it has nodes again (Slurm's wait for the old credential is
#         in it)
# launch  until the last of its tasks runs
#
# Moments come from slurmctld's log and from the tasks themselves, to the
# millisecond, and not from our looking.

now() {
	date +%s.%3N
}

# fault: the clock starts.  Just before what breaks something; in a row with
# several, their phases add up.
fault() {
	fault_line=$(($(on $fault_host sh -c "wc -l <$log") + 1))
	fault_last=$(now)
}

# phase NAME SECONDS PATTERN: ends with the first line of slurmctld's log since
# the fault that matches; fails when there is none within so many seconds.
phase() {
	wait_until "$2" fault_logged "$3" || {
		echo "$1: nothing in the log like \"$3\" within $2 s"
		return 1
	}
	phase_ends "$1" "$(fault_stamp "$3")"
}

# phase_until NAME SECONDS COMMAND...: ends when COMMAND succeeds.
phase_until() {
	wait_until "$2" "${@:3}" || {
		echo "$1: not within $2 s: ${*:3}"
		return 1
	}
	phase_ends "$1" "$(now)"
}

# phase_ends NAME MOMENT
phase_ends() {
	awk -v name="$1" -v from="$fault_last" -v to="$2" 'BEGIN {
		printf("%s %.2f\n", name, (to > from ? to - from : 0)) }' \
		>>"$fault_times"
	fault_last=$2
}

# fault_log PATTERN: lines of slurmctld's log since the fault.
fault_log() {
	on $fault_host tail -n "+$fault_line" $log | grep -E -- "$1"
}

fault_logged() {
	fault_log "$1" >/dev/null
}

fault_stamp() {
	local first

	first=$(fault_log "$1" | head -n 1)
	# "[2026-11-26T11:50:38.004] ...", of the container's clock and zone
	on ctl date -d "$(sed 's/^\[\([^]]*\)\].*/\1/; s/T/ /' <<<"$first")" \
		+%s.%3N
}

# phase_down NODE: slurmctld finds it dead.
phase_down() {
	phase detect 60 "Nodes? [^ ]*$1.* not responding, setting DOWN|due to failure of node $1"
}

# starts_of JOB: the lines of its starts.  From 26.05 on backfill logs none,
# and those of jobs with slots are Railyard's.
starts_of() {
	echo "(Allocate|Started) JobId=$1 |railyard: JobId=$1: .*; slots "
}

# phases_back NAME COUNT RUN: job $id, called NAME, is requeued, its old run
# ends, it gets nodes, and all of its COUNT tasks run for the RUN-th time.
phases_back() {
	phase decide 20 "requeue job JobId=$id |Requeuing JobId=$id"
	phase drain 60 "Requeuing JobId=$id"
	phase place 90 "$(starts_of "$id")"
	phase_tasks "$1" "$2" "$3"
}

phase_tasks() {
	tasks_wait "$1" "$3" "$2"
	phase_ends launch "$(user awk -v r="$3" '$1 == r { print $NF }' \
		"$1.out" | sort -n | tail -n 1)"
}

# --- what must be so -------------------------------------------------------

# fault_job NAME OPTION...: it runs and its tasks have said where; sets $id.
# The first option is -N and the count.
fault_job() {
	id=$(job "$@")
	job_wait "$id" RUNNING
	tasks_wait "$1" 0 "${2#-N}"
}

# moved NAME RUN: "SLOT OLD NEW" of the slots that have another node than in
# the run before.
moved() {
	join <(tasks "$1" $(($2 - 1))) <(tasks "$1" "$2") |
		awk '$2 != $4 { print $1, $2, $4 }'
}

# only_moved NAME RUN OLD...: the slots of these nodes have another node now,
# and no others; $new is where they went.
only_moved() {
	local name=$1 run=$2

	shift 2
	# shellcheck disable=SC2034 # for the row
	new=$(moved "$name" "$run" | awk '{ print $3 }' | xargs)
	is "nodes whose slots moved" "$(moved "$name" "$run" |
		awk '{ print $2 }' | sort | xargs)" "$*"
}

# on_island ISLAND NODE...: 0 to 3.
on_island() {
	local node want=$1

	shift
	for node in "$@"; do
		is "the island of $node" "$(island_of "$node")" "$want"
	done
}

restarts_are() {
	is "restarts of job $1" "$(on ctl scontrol show job "$1" |
		sed -n 's/.*Restarts=\([0-9]*\).*/\1/p')" "$2"
}

# journal PATTERN COUNT: so many records of the ledger are like that.
journal() {
	is "records like $1" "$(on ctl grep -cE -- "$1" $ledger || true)" "$2"
}

# journal_of JOB OP COUNT
journal_of() {
	journal "\"op\":\"$2\",.*\"job\":$1[,}]" "$3"
}

# stays NAME RUN COUNT SECONDS: for so long nothing happens to the job.
stays() {
	local before

	before=$(job_get "$id" '%T %N'; tasks "$1" "$2")
	sleep "$4"
	is "the job" "$(job_get "$id" '%T %N'; tasks "$1" "$2")" "$before"
	is "its tasks" "$(tasks "$1" "$2" | wc -l)" "$3"
}

# --- jobs of railyard run ---------------------------------------------------

# run_job NAME OPTION...: a program on the slots that tells where it is and
# lasts; sets $id.  RUN in the environment are options of railyard run.
run_job() {
	local name=$1

	shift
	user rm -f "$name.out"
	id=$(user sbatch --parsable -J "$name" --ntasks-per-node=1 \
		--gres=gpu:8 --requeue --no-kill --open-mode=append \
		-o "/home/user/$name.out" "$@" <<-END
			#!/bin/sh
			railyard run ${RUN-} -- srun sh -c 'echo "slot \$RAIL_SLOT \$(hostname) \$(date +%s.%3N)"; ${PROGRAM-sleep 3600}'
		END
	)
	job_wait "$id" RUNNING
}

# run_slots NAME: the nodes by slot, as the program last said.
run_slots() {
	user awk '$1 == "slot" { node[$2] = $3 }
		END { for (s = 0; s in node; s++) printf("%s%s", s ? " " : "", node[s]) }' \
		"$1.out"
}

run_slots_are() {
	[ "$(run_slots "$1")" = "$2" ]
}

# run_starts NAME COUNT: so many tasks were started in all.
run_starts() {
	[ "$(user grep -c '^slot ' "$1.out")" = "$2" ]
}

# run_again NAME NODES [SECONDS]: railyard run has the program on NODES again;
# the time is that of the task that was last.
run_again() {
	wait_until "${3:-90}" run_slots_are "$1" "$2" || {
		echo "$1 is on $(run_slots "$1"), expected $2:"
		user cat "$1.out"
		return 1
	}
	sleep 1
	phase_ends launch "$(user awk '$1 == "slot" { print $NF }' "$1.out" |
		sort -n | tail -n 1)"
}

# --- health ----------------------------------------------------------------

# health_says NODE WHAT: what the node's own check would report, now.
health_says() {
	on ctl scontrol update "nodename=$1" \
		"extra=railyard=1;node=$1;rails=8;$2@$(date +%s)"
}

# health_lists PATTERN
health_lists() {
	on ctl railyard health list 2>&1 | grep -qE -- "$1"
}

# No report, no entry.
health_mend() {
	local node

	on ctl rm -f /var/spool/slurmctld/railyard-health.json
	for node in $(on ctl sinfo -h -N -O "NodeList:20,Extra:20" |
		awk '$2 ~ /^railyard/ { print $1 }'); do
		on ctl scontrol update "nodename=$node" extra=
	done
	on ctl railyard health list
}

# --- files of the controller, and of all hosts -----------------------------

# shellcheck disable=SC2034 # for the rows
kept_map=/var/spool/slurmctld/railyard-map.json

# map_is FILTER: slurmctld reads what FILTER makes of the good map.
map_is() {
	on ctl sh -c "c=/etc/slurm/railyard.conf
		[ -e \$c.good ] || cp -p \$c \$c.good
		$1 </fabric/map.json >/tmp/map.json
		sed 's|^Map=.*|Map=/tmp/map.json|' \$c.good >\$c"
	on ctl scontrol reconfigure
}

# conf_more LINE: slurmctld reads a railyard.conf with one more line.
conf_more() {
	on ctl sh -c "c=/etc/slurm/railyard.conf
		[ -e \$c.good ] || cp -p \$c \$c.good
		echo '$1' >>\$c"
	on ctl scontrol reconfigure
}

conf_back() {
	on ctl sh -c 'c=/etc/slurm/railyard.conf
		[ ! -e $c.good ] || mv $c.good $c'
	on ctl scontrol reconfigure
	wait_until 20 ctld_answers
}

# conf_all SED: slurm.conf of all hosts, and read again.
conf_all() {
	local host

	for host in ctl $mini_nodes; do
		on "$host" sh -c 'c=/etc/slurm/slurm.conf
			[ -e $c.good ] || cp -p $c $c.good
			sed "$1" $c.good >$c' sh "$1" &
	done
	wait
	conf_all_read
}

# A ping of all nodes ends with its slowest answer.  One that hangs and is not
# gone makes it as long as SlurmdTimeout here, and Slurm then takes others for
# dead as well.
hang_timeout() {
	conf_all 's/^SlurmdTimeout=.*/SlurmdTimeout=30/'
}

# Also of nodes that are dead: they will come back with what they have.
conf_all_back() {
	local host good=/etc/slurm/slurm.conf back

	back="[ ! -e $good.good ] || mv $good.good $good"
	on ctl sh -c "$back"
	on ctl cat $good >"$fault_times.conf"
	for host in $mini_nodes; do
		on "$host" sh -c "$back" 2>/dev/null ||
			docker cp "$fault_times.conf" "$mini_name-$host:$good" &
	done
	wait
	conf_all_read
}

conf_all_read() {
	on ctl scontrol reconfigure
	wait_until 20 ctld_answers
	sleep 1
}
