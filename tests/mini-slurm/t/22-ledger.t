#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is remembered of nodes that failed, and what follows.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"

used_last() {
	local id

	mini_reset
	node_failed gpu02 300
	id=$(job three -N3 --rail=best)
	# a node that is still launching when its job ends is asked again to end
	# it only minutes later
	tasks_wait three 0 3
	is "nodes" "$(job_nodes "$id" | xargs)" "gpu01 gpu03 gpu04"
	on ctl scancel "$id"
	wait_until 60 mini_no_jobs
	id=$(job four -N4 --rail=best)
	job_wait "$id" RUNNING
	is "nodes" "$(job_nodes "$id" | xargs)" "gpu01 gpu02 gpu03 gpu04"
}

quarantined() {
	local id

	mini_reset
	node_failed gpu02 900 600 300
	like "railyard ledger" "$(on ctl railyard ledger)" \
		'gpu02 +3 .*quarantined until'
	id=$(job alone -N16 --rail=best)
	waits "$id" "1 node failed too often"
	on ctl scancel "$id"
	id=$(job plain -N16)
	tasks_wait plain 0 16
	on ctl scancel "$id"
	wait_until 60 mini_no_jobs
	on ctl railyard health clear --failures gpu02
	id=$(job again -N16 --rail=best)
	job_wait "$id" RUNNING
	on ctl railyard health list
	on ctl rm -f /var/spool/slurmctld/railyard-health.json
}

# What makes most nodes fail is none of them.
too_many() {
	local id

	mini_reset
	node_failed gpu01 900 600 300
	ctld_stop
	on ctl sh -c "l=$mini_ledger; for n in 02 03 04 05 06 07 08 09; do
		grep past \$l | sed s/gpu01/gpu\$n/; done >/tmp/more
		cat /tmp/more >>\$l"
	ctld_start
	is "nodes quarantined" "$(on ctl railyard ledger |
		grep -c 'quarantined until')" 9
	id=$(job all -N16 --rail=best)
	job_wait "$id" RUNNING
	ctld_log '9 of 16 nodes have failed too often, FreezeShare=50'
}

# A program that fails is no failure of its nodes, nor is scancel.
not_blamed() {
	local id

	mini_reset
	id=$(user sbatch --parsable -J own -N2 --rail=best --wrap 'srun false')
	wait_until 30 eval '[ -z "$(job_get '"$id"' %T)" ] ||
		job_is '"$id"' FAILED'
	id=$(job cancelled -N2 --rail=best)
	job_wait "$id" RUNNING
	on ctl scancel "$id"
	like "railyard ledger" "$(on ctl railyard ledger)" "no node has failed"
}

# Killed before it saved that a job has started, slurmctld takes it for one that
# waits; its nodes would refuse it a second time, and be drained.
start_not_saved() {
	local id state=/var/spool/slurmctld/job_state

	mini_reset
	on ctl scontrol update partitionname=train state=down
	trap 'on ctl scontrol update partitionname=train state=up' EXIT
	id=$(job unsaved -N2 --rail=best)
	on ctl touch /tmp/submitted
	wait_until 20 on ctl test $state -nt /tmp/submitted
	on ctl cp -p $state /tmp/job_state.before
	on ctl scontrol update partitionname=train state=up
	job_wait "$id" RUNNING
	tasks_wait unsaved 0 2
	ctld_kill
	on ctl cp -p /tmp/job_state.before $state
	on ctl sh -c 'rm -f /var/spool/slurmctld/job_state.old; : >/var/log/slurm/slurmctld.log'
	user sh -c ': >unsaved.out'
	ctld_start
	ctld_log "JobId=$id has started before slurmctld was ended"
	job_wait "$id" RUNNING 60
	tasks_wait unsaved 0 2
	is "nodes that are drained" "$(on ctl sinfo -h -N -t drain -o %N)" ""
	ctld_log 'Duplicate jobid' && return 1
	return 0
}

# The mini-Slurm is set up well; a setting that is not gets its own finding.
doctor() {
	local bad

	mini_reset
	on ctl railyard doctor
	bad=$(on ctl sh -c "mkdir -p /tmp/etc && cp -r /etc/slurm/. /tmp/etc &&
		sed -i 's/^SlurmdTimeout=.*/SlurmdTimeout=300/' /tmp/etc/slurm.conf &&
		railyard doctor --conf=/tmp/etc || true")
	like "the finding" "$bad" "^warning: slurmd-timeout: SlurmdTimeout=300"
	is "findings" "$(grep -c '^warning' <<<"$bad")" 1
}

tap "doctor has nothing to complain about; a bad setting is found" doctor
tap "a node that failed is used last" used_last
tap "one that failed three times is quarantined, shown and forgiven" quarantined
tap "but not most of the cluster" too_many
tap "a program that fails by itself is nobody's failure" not_blamed
tap "a start that slurmctld had not saved is ended on its nodes, and made again" \
	start_not_saved
mini_reset >/dev/null 2>&1
tap_end
