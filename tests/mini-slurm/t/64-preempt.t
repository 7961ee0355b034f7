#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Jobs that may preempt others end as few as they can, and large ones are not
# starved by small ones.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"

# A partition whose jobs requeue those of another, beside that of everybody.
preempting() {
	ctld_stop
	on ctl sh -c 'cp /etc/slurm/slurm.conf /tmp/slurm.conf.good
		printf "%s\n" PreemptType=preempt/partition_prio \
			PreemptMode=REQUEUE \
			"PartitionName=low Nodes=gpu[01-16] PriorityTier=1 MaxTime=INFINITE" \
			"PartitionName=fixed Nodes=gpu[01-16] PriorityTier=1 PreemptMode=OFF MaxTime=INFINITE" \
			"PartitionName=high Nodes=gpu[01-16] PriorityTier=9 MaxTime=INFINITE" \
			>>/etc/slurm/slurm.conf'
	ctld_start
}

as_it_was() {
	ctld_stop || true
	on ctl sh -c 'cat /tmp/slurm.conf.good >/etc/slurm/slurm.conf'
	ctld_start
}

# lasting NAME OPTION...: a job that says nothing; prints its number.
lasting() {
	user sbatch --parsable -J "$1" --ntasks-per-node=1 --gres=gpu:8 \
		--requeue -o /dev/null -t 60 --wrap 'sleep 3600' "${@:2}"
}

all_run() {
	[ -z "$(on ctl squeue -h -t pending -o %A)" ]
}

# restarted: names of the jobs that were preempted, in order.
restarted() {
	local id

	for id in $(on ctl squeue -h -o %A); do
		on ctl scontrol show job "$id"
	done | awk '/JobName=/ { sub(/.*JobName=/, ""); name = $0 }
		/ Restarts=[1-9]/ { print name }' | sort | xargs
}

# Four jobs of a node each on the first island, one of four on the second;
# nobody may end what runs on the others.
islands_filled() {
	local node

	mini_reset
	for node in gpu01 gpu02 gpu03 gpu04; do
		lasting "small-$node" -p low -N1 -w "$node"
	done
	lasting four -p low -N4 -w 'gpu[05-08]'
	lasting beyond -p fixed -N8 -w 'gpu[09-16]'
	wait_until 60 all_run
} >/dev/null

one_job_makes_way() {
	local id

	islands_filled
	id=$(lasting high -p high -N4 --rail-within=island)
	job_wait "$id" RUNNING 60
	is "its nodes" "$(job_nodes "$id" | xargs)" "gpu05 gpu06 gpu07 gpu08"
	is "jobs that were preempted" "$(restarted)" four
	is "jobs that run on" "$(on ctl squeue -h -t running -n \
		small-gpu01,small-gpu02,small-gpu03,small-gpu04,beyond | wc -l)" 5
}

# Of a second job of one node, too, no more than one.
one_node_is_one_job() {
	local id

	id=$(lasting high1 -p high -N1 --rail=best)
	job_wait "$id" RUNNING 60
	is "preempted in all" "$(restarted | wc -w)" 2
	like "preempted" "$(restarted)" '^four small-gpu0[1-4]$'
}

# gpu05 has a job beside that nobody may end: the island of small jobs it is.
a_shared_node_is_not_counted_on() {
	local id node

	mini_reset
	for node in gpu01 gpu02 gpu03 gpu04; do
		lasting "small-$node" -p low -N1 -w "$node"
	done >/dev/null
	lasting beside -p fixed -N1 -w gpu05 --gres=gpu:2 >/dev/null
	lasting four -p low -N4 -w 'gpu[05-08]' --gres=gpu:4 >/dev/null
	lasting beyond -p fixed -N8 -w 'gpu[09-16]' >/dev/null
	wait_until 60 all_run
	id=$(lasting high -p high -N4 --rail=strict)
	job_wait "$id" RUNNING 60
	is "its nodes" "$(job_nodes "$id" | xargs)" "gpu01 gpu02 gpu03 gpu04"
	is "jobs that were preempted" "$(restarted)" \
		"small-gpu01 small-gpu02 small-gpu03 small-gpu04"
	on ctl scancel "$id"
	wait_until 60 all_run
	# and where what the others leave is enough, it is
	id=$(lasting six -p high -N4 --gres=gpu:6 -w gpu05 \
		--rail-within=island)
	job_wait "$id" RUNNING 60
	is "its nodes" "$(job_nodes "$id" | xargs)" "gpu05 gpu06 gpu07 gpu08"
	like "jobs that were preempted" "$(restarted)" '^four small'
}

tap "a partition that preempts" preempting
tap "one job of four nodes makes way, not four of one" one_job_makes_way
tap "one of them does for a job of one node" one_node_is_one_job
tap "a node that a job stays on is not counted on" \
	a_shared_node_is_not_counted_on
mini_reset >/dev/null 2>&1
tap "without preemption again" as_it_was
mini_reset >/dev/null 2>&1
tap_end
