#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A power domain dies: one requeue a job, and nodes from another domain.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	health_mend
	conf_back
}

power_domain() {
	conf_more "PowerDomain=rack1 Nodes=gpu[03-04]
PowerDomain=rack2 Nodes=gpu[05-06]"
	wait_until 20 ctld_answers
	fault_job rack -N4 --rail=best
	fault
	on ctl railyard health set domain rack1 --source=pdu
	on ctl railyard health set domain rack2 --source=pdu
	node_kill gpu03
	node_kill gpu04
	phase_down gpu03
	phases_back rack 4 1
	only_moved rack 1 gpu03 gpu04
	is "the new nodes" "$new" "gpu07 gpu08"
	restarts_are "$id" 1
	journal_of "$id" start 2
}

row "a rack or power domain dies" power_domain
