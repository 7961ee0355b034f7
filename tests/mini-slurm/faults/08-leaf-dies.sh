#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A leaf dies, one rail of a whole island: one event for it, no full-rail job
# gets on the island, and no node is drained.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	health_mend
}

leaf_dies() {
	fault_job stays -N2 --rail=best
	fault
	on ctl railyard health set leaf pod1-island1-leaf2 --source=feed
	# one says so: each node counts by what it says of itself
	sleep 1
	health_lists 'leaf pod1-island1-leaf2 is suspect'
	health_says gpu01 lost=mlx5_4:down
	health_says gpu02 lost=mlx5_4:down
	phase_until detect 5 health_lists '4 of 16 nodes take no job that asks for all rails: gpu\[01-04\]'
	full=$(job full -N2 --rail-within=island)
	phase decide 20 "railyard: JobId=$full: "
	# shellcheck disable=SC2046 # names
	on_island 1 $(job_nodes "$full")
	seven=$(job seven -N2 --rail-min=7 --rail-within=island -w gpu03)
	job_wait "$seven" RUNNING
	one=$(user sbatch --parsable -N1 -w gpu01 -o /dev/null --wrap 'sleep 600')
	job_wait "$one" RUNNING
	stays stays 0 2 3
	restarts_are "$id" 0
	is "nodes out of service" "$(on ctl sinfo -h -N -t down,drain,fail)" ""
	is "lines about the leaf" "$(fault_log 'railyard: .* [1-9] dead lea' | wc -l)" 1
}

row "a leaf dies: one rail of a whole island" leaf_dies
