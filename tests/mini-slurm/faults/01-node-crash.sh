#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A node crashes hard: its slot goes to a node of the same island, every other
# slot stays, and the node is remembered as bad.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

node_crash() {
	fault_job crash -N3 --rail=best
	fault
	node_kill gpu02
	phase_down gpu02
	phases_back crash 3 1
	only_moved crash 1 gpu02
	is "the new node" "$new" gpu04
	restarts_are "$id" 1
	journal "\"op\":\"fail\",.*\"job\":$id,\"node\":\"gpu02\"" 1
	journal_of "$id" start 2
}

row "node crashes hard" node_crash
