#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The program itself fails again and again: it is started so often as the user
# said and no more, and no node is blamed.  A site that has jobs come back by
# their exit code can have Slurm hold them instead.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	conf_all_back
}

nobody_is_blamed() {
	journal_of "$id" fail 0
	like "railyard ledger" "$(on ctl railyard ledger)" "no node has failed"
	is "nodes out of service" "$(on ctl sinfo -h -N -t down,drain,fail)" ""
}

program_fails() {
	fault
	RUN="--restart-failed=2" PROGRAM="exit 3" run_job fails -N3 --rail=best --rail-spares=1
	wait_until 60 job_over
	phase_ends decide "$(now)"
	is "how often its tasks were started" "$(user grep -c '^slot ' fails.out)" 6
	like "the job" "$(on ctl scontrol show job "$id")" 'JobState=FAILED.*'
	restarts_are "$id" 0
	nobody_is_blamed
	conf_all 's/^JobRequeue=1/&\nRequeueExitHold=4/'
	PROGRAM="sleep 5; exit 4" run_job held -N3 --rail=best --rail-spares=1
	job_wait "$id" SPECIAL_EXIT
	sleep 5
	is "the job" "$(job_get "$id" '%T %r')" "SPECIAL_EXIT JobHeldUser"
	is "how often its tasks were started" "$(user grep -c '^slot ' held.out)" 2
	nobody_is_blamed
}

job_over() {
	[ -z "$(job_get "$id" %T)" ]
}

row "the program itself fails again and again" program_fails
