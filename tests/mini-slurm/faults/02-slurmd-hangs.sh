#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# slurmd hangs while the tasks live: suspect, and nothing is swapped until the
# tasks are known to be dead.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	on gpu02 sh -c 'kill -CONT $(pidof slurmd)'
	conf_all_back
}

slurmd_hangs() {
	hang_timeout
	run_job hang -N4 --rail=best --rail-spares=1
	wait_until 20 run_slots_are hang "gpu01 gpu02 gpu03"
	# for less than SlurmdTimeout nothing comes of it
	on gpu02 sh -c 'kill -STOP $(pidof slurmd); sleep 8; kill -CONT $(pidof slurmd)'
	fault
	on gpu02 sh -c 'kill -STOP $(pidof slurmd)'
	phase detect 90 'Nodes? [^ ]*gpu02.* not responding, setting DOWN|node gpu02 .*DOWN'
	# its task lives: no other may be started for its slot
	sleep 8
	on gpu02 pgrep -x sleep >/dev/null
	run_starts hang 3
	on gpu02 sh -c 'kill -CONT $(pidof slurmd)'
	fault_last=$(now)
	run_again hang "gpu01 gpu04 gpu03"
	is "tasks left on gpu02" "$(on gpu02 pgrep -cx sleep || true)" 0
	restarts_are "$id" 0
}

row "slurmd hangs, tasks alive" slurmd_hangs
