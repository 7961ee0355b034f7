#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Options of ours with Slurm's own kinds of jobs: arrays, het jobs, --exclusive.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"

# submit OPTION...: a job that lasts; prints its number.
submit() {
	user sbatch --parsable -o /dev/null "$@" --wrap 'sleep 600'
}

runs() {
	job_wait "$1" RUNNING
	is_spread "$@"
}

tasks_of_an_array_in_segments() {
	local j i

	mini_reset
	j=$(submit -a 0-2 -N4 --gres=gpu:8 --rail-segment=4)
	wait_until 30 mini_idle 4
	for i in 0 1 2; do
		is_spread "${j}_$i" 4 1 1
	done
}

# One pod has room for seven in groups: the second task waits for it.
an_array_waits_task_by_task() {
	local j

	mini_reset
	j=$(submit -a 0-2 -N7 --gres=gpu:8 --rail-within=pod --rail-segment=3)
	wait_until 30 mini_idle 2
	is_spread "${j}_0" 7 2 1
	is_spread "${j}_1" 7 2 1
	wait_until 30 says "${j}_2" "7 nodes asked for, 2 free"
	on ctl scancel "${j}_0"
	runs "${j}_2" 7 2 1
}

spares_of_an_array() {
	local j i

	mini_reset
	j=$(submit -a 0-1 -N5 --gres=gpu:8 --rail-spares=1 --no-kill)
	wait_until 30 mini_idle 6
	for i in 0 1; do
		is_spread "${j}_$i" 5 2 1
		like "the comment" "$(job_comment "${j}_$i")" '1 spare; slots'
	done
}

components_with_bounds_of_their_own() {
	local j

	mini_reset
	on ctl scontrol update nodename=gpu01,gpu09 state=drain reason=test
	j=$(submit -N6 --gres=gpu:8 --rail-segment=2 : \
		-N4 --gres=gpu:8 --rail-within=island : \
		-N2 --gres=gpu:8 --rail-uniform)
	runs "$((j + 1))" 4 1 1
	runs "$((j + 2))" 2 1 1
	like "the first" "$(job_comment "$j+0")" '6 nodes, 2 islands, 1 pod'
}

# The whole het job waits for the one that lacks room, and says for what.
a_component_that_cannot_start() {
	local j

	mini_reset
	on ctl scontrol update nodename=gpu01,gpu05,gpu09,gpu13 state=drain \
		reason=test
	j=$(submit -N2 --gres=gpu:8 --rail=best : \
		-N4 --gres=gpu:8 --rail-within=island)
	wait_until 30 says "$((j + 1))" "no one island has 4 free nodes"
	is "states" "$(job_get "$j" %T | xargs)" "PENDING PENDING"
	on ctl scontrol update nodename=gpu13 state=resume
	runs "$((j + 1))" 4 1 1
	like "the first" "$(job_comment "$j+0")" '2 nodes, 1 island, 1 pod'
}

# With half of the GPUs and all of the node nobody else gets the rest.
exclusive_nodes() {
	local a b c

	mini_reset
	a=$(submit -N4 --gres=gpu:4 --exclusive --rail=best)
	runs "$a" 4 1 1
	b=$(submit -N4 --gres=gpu:4 --exclusive=user --rail=strict)
	runs "$b" 4 1 1
	c=$(submit -N3 --exclusive --rail-segment=3)
	runs "$c" 3 1 1
	is "nodes of all three" "$(for j in "$a" "$b" "$c"; do
		job_nodes "$j"
	done | sort -u | wc -l)" 11
}

# Its nodes count as idle, and its GPUs are not free.
beside_a_suspended_job() {
	local a b

	mini_reset
	a=$(submit -N4 --gres=gpu:8 --rail=best)
	runs "$a" 4 1 1
	on ctl scontrol suspend "$a"
	b=$(submit -N4 --gres=gpu:8 --rail=strict)
	runs "$b" 4 1 1
	on ctl scancel "$b"
	b=$(submit -N3 --gres=gpu:4 --rail-within=island)
	runs "$b" 3 1 1
	is "nodes of both" "$({ job_nodes "$a"; job_nodes "$b"; } |
		sort -u | wc -l)" 7
}

tap "an array: each task in segments of its own" tasks_of_an_array_in_segments
tap "an array: its tasks wait for their bounds one by one" \
	an_array_waits_task_by_task
tap "an array: each task has its spare" spares_of_an_array
tap "a het job: segments, an island, one kind" \
	components_with_bounds_of_their_own
tap "a het job waits for the component that lacks room" \
	a_component_that_cannot_start
tap "--exclusive, of the system and of the user" exclusive_nodes
tap "beside a suspended job" beside_a_suspended_job
mini_reset >/dev/null 2>&1
tap_end
