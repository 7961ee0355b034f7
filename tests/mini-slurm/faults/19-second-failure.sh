#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A second node fails during the restart: one plan for both.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

second_failure() {
	fault_job two -N3 --rail=best --rail-within=pod
	fault
	node_kill gpu02
	sleep 3
	node_kill gpu03
	phase_down gpu02
	phases_back two 3 1
	only_moved two 1 gpu02 gpu03
	is "the new nodes" "$new" "gpu04 gpu05"
	restarts_are "$id" 1
	journal_of "$id" start 2
}

row "a second node fails during the restart" second_failure
