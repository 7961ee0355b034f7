#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One port of one NIC is down: the node leaves full-rail placement at once.  A
# job that needs the rail no longer gets it, one that does not is left alone.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	health_mend
}

port_down() {
	fault_job stays -N2 --rail=best
	fault
	cable_cut gpu03 mlx5_4
	health_says gpu03 lost=mlx5_4:down
	phase_until detect 5 health_lists '1 of 16 nodes takes? no job that asks for all rails: gpu03'
	full=$(job full -N2 --rail=best)
	phase decide 20 "railyard: JobId=$full: "
	is "gpu03 in the job for all rails" \
		"$(job_nodes "$full" | grep -c gpu03 || true)" 0
	seven=$(job seven -N2 --rail-min=7 -w gpu03)
	job_wait "$seven" RUNNING
	is "the nodes of one for seven" "$(job_nodes "$seven" | xargs)" "gpu03 gpu04"
	stays stays 0 2 3
	restarts_are "$id" 0
	is "nodes out of service" "$(on ctl sinfo -h -N -t down,drain,fail)" ""
}

row "one NIC port down" port_down
