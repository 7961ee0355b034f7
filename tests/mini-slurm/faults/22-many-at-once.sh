#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The controller loses sight of many nodes at once: beyond FreezeShare nothing
# new is acted on, and that is said.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	health_mend
}

many_at_once() {
	fault_job before -N2 --rail=best
	fault
	on ctl railyard health set node 'gpu[01-10]' --source=feed
	phase_until detect 5 health_lists '[Nn]othing (new )?is acted on'
	full=$(job full -N14 --rail=best)
	phase decide 20 "$(starts_of "$full")"
	is "what is said" "$(fault_log 'railyard: .*(FreezeShare|acted on)' | wc -l)" 1
	is "nodes out of service" "$(on ctl sinfo -h -N -t down,drain,fail)" ""
	stays before 0 2 3
	restarts_are "$id" 0
}

row "the controller loses sight of many nodes" many_at_once
