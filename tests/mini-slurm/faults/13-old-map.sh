#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The map is old: used and flagged, or refused beyond an age that the admin
# sets; also the copy that stands in for one that cannot be read.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	conf_back
	on ctl rm -f $kept_map
}

old_map() {
	fault_job before -N2 --rail=best
	fault
	map_is cat
	on ctl touch -d '-40 days' /tmp/map.json
	on ctl scontrol reconfigure
	phase detect 20 'railyard: the map is 40 days old, MapWarnAge=30'
	used=$(job used -N4 --rail=best)
	job_wait "$used" RUNNING
	like "its comment" "$(job_comment "$used")" '^railyard: 4 nodes, 1 island'

	fault
	conf_more 'MapMaxAge=35'
	phase decide 20 'error: railyard: the map is 40 days old, MapMaxAge=35: jobs are placed as without'
	is "alarms" "$(fault_log 'error: railyard:' | wc -l)" 1
	plain=$(job plain -N2 --rail=best)
	job_wait "$plain" RUNNING
	is "what Railyard says of it" "$(job_comment "$plain")" ""

	# the copy is as old as what it is of
	fault
	on ctl sh -c ': >/tmp/map.json'
	on ctl scontrol reconfigure
	phase decide 20 'error: railyard: the map is 40 days old, MapMaxAge=35'

	fault
	on ctl cp /fabric/map.json /tmp/map.json
	on ctl scontrol reconfigure
	wait_until 20 ctld_answers
	new=$(job new -N1 --rail=best)
	job_wait "$new" RUNNING
	like "its comment" "$(job_comment "$new")" '^railyard: 1 node'
	restarts_are "$id" 0
}

row "the map is old" old_map
