#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel panic that a feed of consoles or BMCs reports: as a crash, without
# waiting for SlurmdTimeout.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

panic() {
	fault_job panic -N3 --rail=best
	fault
	node_kill gpu02
	on ctl scontrol update nodename=gpu02 state=down reason=panic
	phase detect 5 "due to failure of node gpu02|gpu02.*DOWN|requeue job JobId=$id"
	phases_back panic 3 1
	only_moved panic 1 gpu02
	is "the new node" "$new" gpu04
	restarts_are "$id" 1
	journal_of "$id" fail 1
}

row "kernel panic while a job runs" panic
