#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A step cannot be killed: the rest of the island is released.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	on gpu02 sh -c 'kill -KILL $(pgrep slurmstepd)' || true
	# what nobody ends any more
	on gpu02 pkill -KILL -x sleep || true
	conf_all_back
}

# The daemons of the steps on NODE are stopped: they can end nothing.
steps_hang() {
	on "$1" sh -c 'kill -STOP $(pgrep slurmstepd)'
}

unkillable() {
	conf_all 's/^UnkillableStepTimeout=.*/UnkillableStepTimeout=25/'
	fault_job stuck -N4 --rail=best
	fault
	steps_hang gpu02
	node_kill gpu01
	phase_down gpu01
	phase decide 20 "requeue job JobId=$id "
	other=$(job other -N2 --rail-within=island -w gpu03,gpu04)
	phase drain 120 "$(starts_of "$other")"
	is "the nodes of the other" "$(job_nodes "$other" | xargs)" "gpu03 gpu04"
	is "what the stuck job has left" "$(job_get "$id" '%T %N')" "COMPLETING gpu02"
	# and when the step is gone after all, the job is not lost
	on gpu02 sh -c 'kill -KILL $(pgrep slurmstepd)'
	phase place 90 "$(starts_of "$id")"
	phase_tasks stuck 4 1
	restarts_are "$id" 1
}

row "a step cannot be killed" unkillable
