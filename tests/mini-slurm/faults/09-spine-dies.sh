#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A spine dies: its pod is used last, and nothing is evicted.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	health_mend
}

spine_dies() {
	fault_job stays -N4 --rail=best
	fault
	on ctl railyard health set spine pod1-spine1 --source=feed
	phase_until detect 5 health_lists 'spine +pod1-spine1 +down'
	sleep 1
	other=$(job other -N4 --rail=best)
	phase decide 20 "railyard: JobId=$other: "
	is "the pod of the other" "$(job_nodes "$other" | xargs)" "gpu09 gpu10 gpu11 gpu12"
	# last, but not never
	last=$(job last -N8 --rail=best)
	job_wait "$last" RUNNING
	stays stays 0 4 3
	restarts_are "$id" 0
}

row "a spine dies" spine_dies
