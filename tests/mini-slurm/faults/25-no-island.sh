#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# No island fits: the job waits as long as it said, and squeue says for what;
# then it gets the best that it allows.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

no_island() {
	local bound

	one_of_every_island
	fault
	id=$(job fits -N4 --rail-wait=1 -t 60)
	bound=$(job bound -N4 --rail-wait=1 --rail-within=island -t 60)
	phase_until decide 20 says "$id" 'strict: .*best will do from 20'
	wait_until 20 says "$bound" 'best will do from 20'
	# all that time it stays so
	sleep 30
	waits "$id" 'strict: .*best will do from 20'
	phase place 120 "$(starts_of "$id")"
	echo "it started $(seconds "$id" EligibleTime StartTime) s after it" \
		"was eligible"
	[ "$(seconds "$id" EligibleTime StartTime)" -ge 60 ]
	phase_tasks fits 4 0
	is_spread "$id" 4 2 1
	restarts_are "$id" 0
	# one that allows no second island says so, and gets none
	waits "$bound" 'no one island has 4 free nodes'
	on ctl scancel "$id"
	on ctl scancel -n one-gpu12
	job_wait "$bound" RUNNING
	is_spread "$bound" 4 1 1
}

row "no island fits" no_island
