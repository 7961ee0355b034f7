#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A spare fails: the next one is taken, then a requeue.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

spare_fails() {
	run_job spare -N5 --rail=best --rail-spares=2
	wait_until 20 run_slots_are spare "gpu01 gpu02 gpu03"
	fault
	on ctl scontrol update nodename=gpu04 state=down reason=test
	sleep 5
	run_starts spare 3
	node_kill gpu02
	on ctl scontrol update nodename=gpu02 state=down reason=test
	phase detect 20 'update_node: node gpu02 .*DOWN'
	run_again spare "gpu01 gpu05 gpu03"
	restarts_are "$id" 0
	fault
	node_kill gpu03
	on ctl scontrol update nodename=gpu03 state=down reason=test
	phase detect 20 'update_node: node gpu03 .*DOWN'
	phase decide 60 "[Rr]equeu.*JobId=$id"
	wait_until 60 job_again "$id" 1
	wait_until 30 run_slots_are spare "gpu01 gpu05 gpu06"
}

row "a spare fails" spare_fails
