#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A power domain dies: one requeue a job, and nodes from another domain; also
# where nobody says that it is the domain.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	health_mend
	conf_back
}

power_domain() {
	conf_more "PowerDomain=rack1 Nodes=gpu[03-04]
PowerDomain=rack2 Nodes=gpu[05-06]
PowerDomain=rack3 Nodes=gpu[11-14]"
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
	unsaid
}

unsaid() {
	fault_job unsaid -N4 --rail=best -x 'gpu[01-08]'
	fault
	on ctl scontrol update 'nodename=gpu[11-12]' state=down reason=test
	phase detect 10 'update_node: node gpu12 .*DOWN'
	phases_back unsaid 4 1
	only_moved unsaid 1 gpu11 gpu12
	is "the new nodes" "$new" "gpu15 gpu16"
	restarts_are "$id" 1
	journal_of "$id" fail 2
}

row "a rack or power domain dies" power_domain
