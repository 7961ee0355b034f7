#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A node comes back after it was replaced: it does not join its job again, and
# what still runs on it is killed.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	docker unpause "$mini_name-gpu02" >/dev/null 2>&1 || true
	conf_all_back
}

no_tasks_on() {
	! on "$1" pgrep slurmstepd >/dev/null
}

comes_back() {
	hang_timeout
	fault_job back -N3 --rail=best
	fault
	docker pause "$mini_name-gpu02" >/dev/null
	phase_down gpu02
	phases_back back 3 1
	only_moved back 1 gpu02
	docker unpause "$mini_name-gpu02" >/dev/null
	on gpu02 pgrep slurmstepd >/dev/null	# its task was only frozen
	wait_until 60 node_is gpu02 idle
	wait_until 30 no_tasks_on gpu02
	stays back 1 3 5
	restarts_are "$id" 1
}

row "a node comes back after it was replaced" comes_back
