#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Time: backfill plans rail jobs for when islands free up, and neither pushes
# them away nor lets later jobs into their place.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"

# Each island has one idle node; the others are free in 10, 20, 30, 40 min.
three_of_every_island() {
	local minutes=10 node

	for node in gpu01 gpu05 gpu09 gpu13; do
		job "m$minutes" -N3 -w $node --rail-within=island -t $minutes
		minutes=$((minutes + 10))
	done >/dev/null
	wait_until 30 mini_idle 4
}

# starts_in JOB LOW HIGH: its planned start is so many minutes away.
starts_in() {
	local at minutes

	wait_until 20 planned "$1"
	at=$(on ctl squeue -h -j "$1" -o %S)
	minutes=$((($(date -u -d "$at" +%s) - $(date -u +%s)) / 60))
	[ $minutes -ge "$2" ] && [ $minutes -le "$3" ] || {
		echo "job $1 starts in $minutes min ($at), expected $2 to $3"
		return 1
	}
}

planned() {
	[[ $(on ctl squeue -h -j "$1" -o %S) == 20* ]]
}

planned_nodes() {
	on ctl scontrol show hostnames "$(on ctl scontrol show job "$1" |
		sed -n 's/.*SchedNodeList=//p')"
}

strict_is_planned_in_place() {
	local nodes strict

	mini_reset
	three_of_every_island
	strict=$(job strict -N4 --rail=strict -t 10)
	waits "$strict" "4 islands|strict"
	starts_in "$strict" 8 11
	nodes=$(planned_nodes "$strict" | xargs)
	is "the planned nodes" "$nodes" "gpu01 gpu02 gpu03 gpu04"
}

a_pod_is_planned_later() {
	local eight

	eight=$(job eight -N8 --rail-within=pod -t 10)
	starts_in "$eight" 18 31
}

short_jobs_slip_in_long_ones_do_not() {
	local short long

	long=$(job long -N1 --rail=best -t 60 -x gpu09,gpu10,gpu11,gpu12,gpu13,gpu14,gpu15,gpu16)
	sleep 8
	job_is "$long" PENDING
	short=$(job short -N1 --rail=best -t 5)
	job_wait "$short" RUNNING
	on ctl scancel "$long" "$short"
}

strict_starts_where_it_was_planned() {
	local strict

	strict=$(on ctl squeue -h -n strict -o %A)
	on ctl scancel -n m10
	job_wait "$strict" RUNNING
	is "the nodes" "$(job_nodes "$strict" | xargs)" \
		"gpu01 gpu02 gpu03 gpu04"
}

best_is_not_pushed_away() {
	local six

	mini_reset
	three_of_every_island
	six=$(job six -N6 --rail=best -t 10)
	starts_in "$six" 8 11
	on ctl scancel "$six"
}

# A node with free GPUs but no free CPU: Slurm would plan the job onto it for
# tomorrow, though others are idle.
full_nodes_are_not_waited_for() {
	local small

	mini_reset
	user sbatch -Q -N1 -w gpu01 -n16 --gres=gpu:1 -t 1-0 -o /dev/null \
		--wrap 'sleep 600'
	user sbatch -Q -N1 -w gpu09 --gres=gpu:8 -t 1-0 -o /dev/null \
		--wrap 'sleep 600'
	wait_until 30 mini_idle 14
	# blocks the queue, so that what follows is backfill's
	job all -N16 --exclusive -t 10 >/dev/null
	small=$(user sbatch --parsable -N1 -n1 --gres=gpu:1 --rail=best -t 5 \
		-o /dev/null --wrap 'sleep 60')
	job_wait "$small" RUNNING 20
	is "nodes of it that are gpu01" \
		"$(job_nodes "$small" | grep -c gpu01 || true)" 0
}

half_of() {
	user sbatch --parsable --ntasks-per-node=1 --gres=gpu:4 \
		-o /dev/null --wrap 'sleep 600' "$@"
}

all_of() {
	half_of --gres=gpu:8 "$@"
}

# Half of every node is taken for an hour, the other half of the first island's
# for ten minutes, of the others for thirty: no node is idle before the hour.
gpus_are_planned_as_they_free_up() {
	local half

	mini_reset
	half_of -N16 -t 60 >/dev/null
	half_of -N4 -w 'gpu[01-04]' -t 10 >/dev/null
	half_of -N12 -x 'gpu[01-04]' -t 30 >/dev/null
	wait_until 30 running_are 3
	half=$(half_of -N4 --rail=strict -t 10)
	starts_in "$half" 8 11
	is "the planned nodes" "$(planned_nodes "$half" | xargs)" \
		"gpu01 gpu02 gpu03 gpu04"
}

# A job without GPUs is on every node for an hour, all GPUs of the first island are
# taken for ten minutes, the others for thirty.
jobs_without_gpus_are_not_waited_for() {
	local all

	mini_reset
	user sbatch -Q -N16 --ntasks-per-node=1 -t 60 -o /dev/null \
		--wrap 'sleep 600'
	all_of -N4 -w 'gpu[01-04]' -t 10 >/dev/null
	all_of -N12 -x 'gpu[01-04]' -t 30 >/dev/null
	wait_until 30 running_are 3
	all=$(all_of -N4 --rail=strict -t 10)
	starts_in "$all" 8 11
	is "the planned nodes" "$(planned_nodes "$all" | xargs)" \
		"gpu01 gpu02 gpu03 gpu04"
}

# Two nodes have GPUs free now, but no CPU for an hour; the others in half an hour.
nodes_without_cpus_are_not_planned() {
	local half

	mini_reset
	user sbatch -Q -N2 -w 'gpu[01-02]' --ntasks-per-node=16 -t 60 \
		-o /dev/null --wrap 'sleep 600'
	user sbatch -Q -N14 -x 'gpu[01-02]' --gres=gpu:8 -t 30 -o /dev/null \
		--wrap 'sleep 600'
	wait_until 30 running_are 2
	half=$(half_of -N2 --rail=best -t 10)
	starts_in "$half" 28 31
}

running_are() {
	[ "$(on ctl squeue -h -t R -o %A | wc -l)" = "$1" ]
}

# In ten minutes each node of the first island has four GPUs free, but gpu01 others
# than gpu02: strict is planned for when they are the same, best does at once.
strict_is_planned_for_the_same_gpus() {
	local strict best

	mini_reset
	on ctl scontrol create reservation reservationname=rest starttime=now \
		duration=120 nodes='gpu[03-16]' users=root flags=ignore_jobs
	trap 'mini_reset; on ctl scontrol delete reservationname=rest' EXIT
	half_of -N1 -w gpu01 -t 10 >/dev/null
	wait_until 30 running_are 1
	half_of -N1 -w gpu02 -t 60 >/dev/null
	wait_until 30 running_are 2
	half_of -N1 -w gpu01 -t 30 >/dev/null
	half_of -N1 -w gpu02 -t 10 >/dev/null
	wait_until 30 running_are 4
	strict=$(half_of -N2 --rail=strict -t 10)
	starts_in "$strict" 28 31
	on ctl scancel "$strict"
	best=$(half_of -N2 --rail=best -t 10)
	starts_in "$best" 8 11
}

test_only() {
	local out

	out=$(user sbatch --test-only -N4 --rail=strict -t 10 --wrap true 2>&1)
	like "sbatch --test-only" "$out" 'on nodes gpu\[01-04\]'
	out=$(must_fail user sbatch --test-only -N5 --rail-within=island --wrap true)
	like "sbatch --test-only" "$out" 'Requested node configuration'
}

tap "a strict job is planned onto one island" strict_is_planned_in_place
tap "a job of a pod behind it is planned too" a_pod_is_planned_later
tap "short jobs slip in, long ones do not" short_jobs_slip_in_long_ones_do_not
tap "the strict job starts where it was planned" \
	strict_starts_where_it_was_planned
tap "a best job is not pushed away" best_is_not_pushed_away
tap "sbatch --test-only" test_only
tap "a full node is not waited for while others are idle" \
	full_nodes_are_not_waited_for
tap "GPUs of nodes that others keep on using are planned as they free up" \
	gpus_are_planned_as_they_free_up
tap "all GPUs of nodes that jobs without any keep on using, too" \
	jobs_without_gpus_are_not_waited_for
tap "nodes that have the GPUs, but no CPUs, are not planned" \
	nodes_without_cpus_are_not_planned
tap "strict is planned for when the same ones are free" \
	strict_is_planned_for_the_same_gpus
mini_reset >/dev/null 2>&1
tap_end
