#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The same map is applied again: nothing happens.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

same_map() {
	local records kept

	fault_job same -N5 --rail=best
	waiting=$(job waiting -N12 --rail=strict)
	job_wait "$waiting" PENDING
	records=$(on ctl grep "\"job\":${id}[,}]" $ledger)
	kept=$(on ctl stat -c '%i %Y' $kept_map)
	fault
	on ctl scontrol reconfigure
	phase decide 20 'railyard: map mini: 16 nodes'
	wait_until 20 ctld_answers
	stays same 0 5 8
	is "the ledger" "$(on ctl grep "\"job\":${id}[,}]" $ledger)" "$records"
	is "the map that is kept" "$(on ctl stat -c '%i %Y' $kept_map)" "$kept"
	restarts_are "$id" 0
	job_is "$waiting" PENDING
	is "errors in the log" "$(fault_log 'error: railyard' || true)" ""
}

row "the same map is applied again" same_map
