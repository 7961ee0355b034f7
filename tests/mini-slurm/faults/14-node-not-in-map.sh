#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The map lacks a node: that node takes no rail jobs, and is reported; other
# jobs may use it.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	conf_back
}

not_in_map() {
	fault
	map_is 'sed "s/\"gpu03\"/\"gpu99\"/"'
	phase detect 20 'railyard: 1 node not in the map, which take no rail jobs: gpu03'
	fault_job without -N15 --rail=best
	is "gpu03 is in the job" "$(job_nodes "$id" | grep -c gpu03 || true)" 0
	plain=$(user sbatch --parsable -w gpu03 -o /dev/null --wrap 'sleep 600')
	job_wait "$plain" RUNNING
}

row "the map lacks a node" not_in_map
