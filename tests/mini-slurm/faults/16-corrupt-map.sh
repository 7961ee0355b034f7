#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The map is truncated, garbage, empty, half written: the last good one stays,
# one alarm a time, nothing is drained.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	conf_back
}

corrupt() {
	fault_job good -N4 --rail=best
	for how in 'head -c 2000' 'head -c 0' 'tail -c +500' 'tr "{" "\0"'; do
		fault
		map_is "$how"
		phase detect 20 'railyard: /tmp/map.json.*the last good map stays in force'
		wait_until 20 ctld_answers
		is "alarms of: $how" "$(fault_log 'error: railyard:' | wc -l)" 1
		is "nodes out of service" "$(on ctl sinfo -h -N -t down,drain,fail)" ""
		job_is "$id" RUNNING
	done
	stays good 0 4 4
	restarts_are "$id" 0
	two=$(job two -N4 --rail=best)
	job_wait "$two" RUNNING
	is_spread "$two" 4 1 1
}

row "health or map file is corrupt" corrupt
