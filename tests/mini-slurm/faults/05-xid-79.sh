#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A GPU falls off the bus: the node's own check fails it at once, and a spare
# takes its slot.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	on gpu02 rm -f /run/kmsg /run/railyard-health.json
	on ctl scontrol update nodename=gpu02 state=resume
	health_mend
}

xid_79() {
	run_job xid -N4 --rail=best --rail-spares=1
	wait_until 20 run_slots_are xid "gpu01 gpu02 gpu03"
	on gpu02 sh -c 'echo "6,1,2,-;NVRM: Xid (PCI:0000:3b:00): 79, pid=1, GPU has fallen off the bus." >/run/kmsg'
	fault
	KMSG=/run/kmsg node_check gpu02 --report --when-sick=fail || true
	phase detect 10 'update_node: node gpu02 .*FAIL'
	run_again xid "gpu01 gpu04 gpu03"
	restarts_are "$id" 0
	like "gpu02" "$(on ctl sinfo -h -n gpu02 -o '%T %E')" 'fail.* railyard: xid79'
}

row "GPU falls off the bus (Xid 79)" xid_79
