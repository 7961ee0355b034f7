#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A maintenance reservation lies ahead: its nodes are never taken as
# replacements, also not when the job would be over by then.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	on ctl scontrol delete reservation=ahead 2>/dev/null || true
}

maintenance() {
	on ctl scontrol create reservation=ahead nodes=gpu04 flags=maint \
		users=root starttime=now+2hours duration=60 >/dev/null
	fault_job ahead -N3 --rail=best -t 30
	fault
	node_kill gpu02
	phase_down gpu02
	phases_back ahead 3 1
	only_moved ahead 1 gpu02
	on_island 1 "$new"
	restarts_are "$id" 1
}

row "a maintenance reservation lies ahead" maintenance
