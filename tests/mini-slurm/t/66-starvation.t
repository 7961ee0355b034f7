#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A stream of small jobs does not starve a large one: it starts when backfill
# said, and small ones run meanwhile where that does it no harm.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"

# sleeper NAME SECONDS OPTION...: a job that lasts so long; prints its number.
sleeper() {
	user sbatch --parsable -J "$1" --ntasks-per-node=1 --gres=gpu:8 \
		-o /dev/null --wrap "sleep $2" "${@:3}"
}

# A time of JOB's in seconds, as squeue's format has it.
seconds() {
	date -u -d "$(on ctl squeue -h -t all -j "$1" -o "$2")" +%s
}

planned() {
	[[ $(on ctl squeue --start -h -j "$1" -o %S) == 20* ]]
}

# Three nodes of each pod are idle; the first pod is free in a minute, the
# other in ten.  Whatever is small and starts now would last longer than that.
a_pod_is_planned() {
	local large

	mini_reset
	sleeper busy 56 -N5 -w 'gpu[01-05]' -t 1 >/dev/null
	sleeper busy 600 -N5 -w 'gpu[09-13]' -t 10 >/dev/null
	wait_until 30 mini_idle 6
	large=$(sleeper large 60 -N8 "$1" -t 1)
	echo "$large" >"$state/large"
	wait_until 20 planned "$large"
	seconds "$large" %S >"$state/planned"
	is "the planned nodes" "$(on ctl scontrol show job "$large" |
		sed -n 's/.*SchedNodeList=//p')" 'gpu[01-08]'
}

# Until it starts: two jobs every three seconds or so, one with a rail request;
# more than the three nodes can do in that time on a busy machine, too.
stream() {
	local large until

	large=$(cat "$state/large")
	until=$(($(cat "$state/planned") + 40))
	while job_is "$large" PENDING && [ "$(date +%s)" -lt "$until" ]; do
		sleeper small-rail 8 -N1 --rail=best -t 1 >/dev/null
		sleeper small 8 -N1 -t 1 >/dev/null
		sleep 3
	done
	job_is "$large" RUNNING
}

it_starts_when_it_was_planned() {
	local late

	stream
	late=$(($(seconds "$(cat "$state/large")" %S) -
		$(cat "$state/planned")))
	echo "it starts $late s after the planned time"
	[ $late -ge -15 ]
}

# started_before SECONDS NAME: nodes of those jobs that had started by then; jobs
# of that name in other files, which Slurm may still know, are older than large.
started_before() {
	on ctl squeue -h -t all -n "$2" -o '%A %S %N' |
		while read -r id start nodes; do
			[ "$id" -gt "$(cat "$state/large")" ] || continue
			[[ $start == 20* && $nodes == gpu* ]] || continue
			[ "$(date -u -d "$start" +%s)" -ge "$1" ] ||
				echo "$nodes"
		done
}

# The idle nodes of the other pod were for both kinds of small jobs.
small_ones_ran_beside_it() {
	local start name nodes

	start=$(seconds "$(cat "$state/large")" %S)
	for name in small small-rail; do
		nodes=$(started_before "$start" $name)
		echo "$name ran before it on: ${nodes//$'\n'/ }"
		[ "$(wc -l <<<"$nodes")" -ge 3 ]
		is "of these, on what was planned for it" \
			"$(grep -c 'gpu0[1-8]' <<<"$nodes" || true)" 0
	done
	on ctl squeue -h -t pending -n small -o %A | grep -q . || {
		echo "no small job waits: there were too few to starve it"
		return 1
	}
}

state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
tap "a pod is planned, for when it is free" a_pod_is_planned --rail-within=pod
tap "in a stream of small jobs it starts at that time" \
	it_starts_when_it_was_planned
tap "small jobs of both kinds ran beside it" small_ones_ran_beside_it
mini_reset >/dev/null 2>&1
tap_end
