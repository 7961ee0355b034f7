#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# speed.sh: on a running mini-Slurm, how long it takes from a node's death
# until its job runs again, with stock Slurm beside it.
# shellcheck source=SCRIPTDIR/lib/faults.sh
. "$(dirname "$0")/lib/faults.sh"

ours=/usr/lib/railyard/slurm/select_cons_tres.so

# Each measure runs with -e in a shell of its own, as a case of a test.
measure() {
	: >"$fault_times"
	: >"$speed_moved"
	mini_reset >/dev/null 2>&1
	tap "$@" >"$speed_out"
	set +e
	grep -q '^ok ' "$speed_out" || cat "$speed_out"
	speed_line "$1"
}

speed_head() {
	printf '%-44s %7s %7s %7s %7s %7s %7s %6s\n' "" detect decide drain \
		place launch all moved
}

# Seconds; ALL is what comes after detect: Slurm knows, the job runs.
speed_line() {
	awk -v what="$1" -v moved="$(cat "$speed_moved")" '
	{ took[$1] += $2; seen[$1] = 1; if ($1 != "detect") all += $2 }
	END {
		printf("%-44s", what)
		n = split("detect decide drain place launch", name, " ")
		for (i = 1; i <= n; i++)
			printf(" %7s", name[i] in seen ? \
				sprintf("%.2f", took[name[i]]) : "-")
		printf(" %7s %6s\n", all ? sprintf("%.2f", all) : "-",
			moved == "" ? "-" : moved)
	}' "$fault_times"
}

# node_death OPTION...: a job of four nodes loses the second.  Its ranks are
# those that the program sees: Slurm's, or Railyard's slots.
node_death() {
	id=$(user sbatch --parsable -J speed -N4 --ntasks-per-node=1 \
		--gres=gpu:8 --requeue --open-mode=append -o speed.out "$@" \
		<<-'END'
			#!/bin/sh
			srun sh -c 'echo "${SLURM_RESTART_COUNT:-0}" \
				"${RAIL_RANK:-$SLURM_PROCID} $(hostname)" \
				"$(date +%s.%3N)"; sleep 3600'
		END
	)
	job_wait "$id" RUNNING
	tasks_wait speed 0 4
	fault
	node_kill gpu02
	phase_down gpu02
	phase decide 20 "requeue job JobId=$id |Requeuing JobId=$id"
	phase drain 60 "Requeuing JobId=$id"
	phase place 200 "$(starts_of "$id")"
	phase_tasks speed 4 1
	echo $(($(moved speed 1 | wc -l) - 1)) >"$speed_moved"
}

with_rails() {
	user rm -f speed.out
	node_death --rail=best
}

# The slot's node dies, the spare takes it, inside of the allocation.
spare_in_place() {
	run_job speed -N5 --rail=best --rail-spares=1
	wait_until 20 run_slots_are speed "gpu01 gpu02 gpu03 gpu04"
	fault
	node_kill gpu02
	phase_down gpu02
	run_again speed "gpu01 gpu05 gpu03 gpu04"
	echo 0 >"$speed_moved"
}

# The same Slurm and settings, our plugin taken away.
stock() {
	user rm -f speed.out
	ctld_stop
	on ctl mv $ours $ours.away
	ctld_start
	wait_until 60 mini_idle 16
	node_death
}

stock_defaults() {
	conf_all 's/^AuthInfo=/#&/'
	user rm -f speed.out
	wait_until 60 mini_idle 16
	node_death
}

stock_ends() {
	on ctl sh -c "[ ! -e $ours.away ] || mv $ours.away $ours"
	conf_all_back
	ctld_stop
	ctld_start
	wait_until 60 mini_idle 16
}

# From the report until the first job that is placed without the node, which
# the order of the fabric would give it.
health_report() {
	local job

	fault
	on ctl railyard health set node gpu01 --reason=speed
	for _ in {1..50}; do
		job=$(user sbatch --parsable -N1 --rail=best -o /dev/null \
			--wrap 'sleep 60')
		job_wait "$job" RUNNING
		[ "$(job_nodes "$job")" = gpu01 ] || break
		on ctl scancel "$job"
		wait_until 30 mini_idle 16
	done
	phase_ends decide "$(fault_stamp "$(starts_of "$job")")"
}

speed_moved=$(mktemp) speed_out=$(mktemp)
trap 'rm -f "$fault_times" "$speed_moved" "$speed_out"' EXIT
echo "Seconds; \"all\" is from when slurmctld knows; \"moved\": ranks on another"
echo "node beyond those of the dead one.  4 of 16 nodes, SlurmdTimeout=12."
speed_head
measure "health report -> out of placement" health_report
health_mend >/dev/null 2>&1
measure "node dead, spare in place (railyard run)" spare_in_place
measure "requeue, Railyard, cred_expire=5" with_rails
measure "requeue, stock, cred_expire=5" stock
measure "requeue, stock, cred_expire=120 (default)" stock_defaults
stock_ends >/dev/null 2>&1
mini_reset >/dev/null 2>&1
