#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The batch host dies: requeue, the same slots, one node replaced.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

batch_host() {
	fault_job batch -N3 --rail=best
	is "the batch host" "$(job_get "$id" %B)" gpu01
	fault
	node_kill gpu01
	phase_down gpu01
	phases_back batch 3 1
	only_moved batch 1 gpu01
	is "the new node" "$new" gpu04
	restarts_are "$id" 1
	journal_of "$id" fail 1
}

row "batch host fails" batch_host
