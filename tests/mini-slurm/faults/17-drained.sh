#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A node is drained while its job runs: the job keeps it; a replacement never
# lands on it.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

drained() {
	fault_job kept -N2 --rail=best
	one=$id
	fault_job neighbour -N1 -w gpu03 --rail=best
	two=$id
	id=$one
	fault
	on ctl scontrol update nodename=gpu03 state=drain reason=test
	on ctl scontrol update nodename=gpu01 state=drain reason=test
	stays kept 0 2 5
	job_is "$two" RUNNING
	restarts_are "$two" 0
	on ctl scontrol update nodename=gpu01 state=resume
	on ctl scancel "$two"
	wait_until 20 node_is gpu03 drained
	fault
	node_kill gpu02
	phase_down gpu02
	phases_back kept 2 1
	only_moved kept 1 gpu02
	is "the new node" "$new" gpu04
	restarts_are "$id" 1
}

row "a node is drained while its job runs" drained
