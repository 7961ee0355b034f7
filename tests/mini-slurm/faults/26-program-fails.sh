#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The program itself fails again and again: it is started so often as the user
# said and no more, and no node is blamed.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

program_fails() {
	fault
	RUN="--restart-failed=2" PROGRAM="exit 3" run_job fails -N3 --rail=best --rail-spares=1
	wait_until 60 job_over
	phase_ends decide "$(now)"
	is "how often its tasks were started" "$(user grep -c '^slot ' fails.out)" 6
	like "the job" "$(on ctl scontrol show job "$id")" 'JobState=FAILED.*'
	restarts_are "$id" 0
	journal_of "$id" fail 0
	is "nodes out of service" "$(on ctl sinfo -h -N -t down,drain,fail)" ""
}

job_over() {
	[ -z "$(job_get "$id" %T)" ]
}

row "the program itself fails again and again" program_fails
