#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The same node fails three times: no job for rails gets it until its time is
# over or somebody forgives it; other jobs do.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	conf_back
}

# it_fails COUNT: under its job, and comes back.
it_fails() {
	fault
	node_kill gpu02
	on ctl scontrol update nodename=gpu02 state=down reason=test
	failed_at=$(now)
	phase detect 10 'update_node: node gpu02 .*DOWN'
	phase decide 20 "requeue job JobId=$id |Requeuing JobId=$id"
	phase drain 60 "Requeuing JobId=$id"
	node_start gpu02
	on ctl scontrol update nodename=gpu02 state=resume
	wait_until 60 node_is gpu02 idle
	waits "$id" "1 node failed too often"
	like "railyard ledger" "$(on ctl railyard ledger)" \
		"gpu02 +$1 .*quarantined until"
}

starts_again() {
	phase place "$2" "$(starts_of "$id")"
	phase_tasks thrice 4 "$1"
}

quarantined() {
	local plain

	conf_more QuarantineTime=60
	# what is within a minute counts as one
	node_failed gpu02 900 600
	# its island is all that there is: the job cannot do without it
	fault_job thrice -N4 --rail=strict -x 'gpu[05-16]'
	it_fails 3
	plain=$(job plain -N1 -w gpu02)
	job_wait "$plain" RUNNING
	on ctl scancel "$plain"
	starts_again 1 90
	only_moved thrice 1
	awk "BEGIN { exit !($fault_last - $failed_at >= 59) }"
	# once more; now somebody knows better
	it_fails 4
	on ctl railyard health clear --failures gpu02
	starts_again 2 30
	only_moved thrice 2
	restarts_are "$id" 2
}

row "the same node fails three times" quarantined
