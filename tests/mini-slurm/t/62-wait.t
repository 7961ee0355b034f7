#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --rail-wait: strict for so many minutes, then best.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"
# shellcheck source=SCRIPTDIR/../lib/request.sh
. "$here/lib/request.sh"

# In time for the minute to pass behind the other cases.
it_waits_and_says_until_when() {
	local until

	mini_reset
	one_of_every_island
	id=$(job minute -N4 --rail-wait=1 -t 60)
	echo "$id" >"$state/minute"
	waits "$id" 'strict: free nodes give 2 islands in 1 pod, an empty fabric 1 in 1; best will do from 20[0-9T:-]+'
	until=$(job_comment "$id" | grep -oE '20[0-9T:-]+' | tail -n 1)
	is "from eligible until then" \
		$(($(date -u -d "$until" +%s) - $(seconds "$id" EligibleTime))) 60
}

# Backfill has the idle nodes for it, from then on.
it_is_planned_for_then() {
	local id long beside start

	id=$(cat "$state/minute")
	wait_until 20 planned "$id"
	start=$(date -u -d "$(on ctl squeue -h -j "$id" -o %S)" +%s)
	is "from eligible to the planned start" \
		$((start - $(seconds "$id" EligibleTime))) 60
	long=$(job long -N12 --rail=best -t 60)
	waits "$long" '12 nodes asked for, 8 free'
	on ctl scancel "$long"
	beside=$(job beside -N2 --rail=best -t 60)
	job_wait "$beside" RUNNING
	on ctl scancel "$beside"
}

planned() {
	[[ $(on ctl squeue -h -j "$1" -o %S) == 20* ]]
}

wrong_values() {
	local value

	for value in 0 -1 1h 0:30 525601 99999999999999999999 unlimited; do
		refused "--rail-wait=$value" "error: --rail-wait=\"$value\": expected a number of minutes from 1 to 525600"
	done
	refused '--rail-wait=' 'expected a number of minutes'
	refused '--rail=best --rail-wait=5' \
		'--rail-wait=5 contradicts --rail=best'
	refused '--rail-wait=5 --rail=best' \
		'--rail-wait=5 contradicts --rail=best'
	refused '--rail=off --rail-wait=5' \
		'--rail-wait=5 contradicts --rail=off'
	like "--help" "$(user sbatch --help)" '--rail-wait=minutes'
}

forged_waits() {
	local n=0 value

	for value in wait=5 rail=best,wait=5 rail=off,wait=5 \
		rail=strict,wait=0 rail=strict,wait=-1 \
		rail=strict,wait=525601 rail=strict,wait=5,wait=6; do
		n=$((n + 1))
		forged "$value" "forged-wait$n"
	done
}

# What a bound says holds after the wait, too.
starts_when_the_minute_is_over() {
	local id bound

	bound=$(job bound -N4 --rail-wait=1 --rail-within=island -t 60)
	id=$(cat "$state/minute")
	job_wait "$id" RUNNING 120
	echo "it started $(seconds "$id" EligibleTime StartTime) s after it" \
		"was eligible"
	[ "$(seconds "$id" EligibleTime StartTime)" -ge 60 ]
	is_spread "$id" 4 2 1
	waits "$bound" 'no one island has 4 free nodes'
	on ctl scancel "$bound"
}

# Its slots come first, and it does not hold out again.
a_restart_does_not_wait() {
	local id

	id=$(cat "$state/minute")
	on ctl scontrol requeue "$id"
	wait_until 60 job_again "$id" 1
	is_spread "$id" 4 2 1
}

holds_out() {
	[[ $(job_comment "$1") =~ 'best will do from' ]]
}

strict_while_it_lasts() {
	local id

	mini_reset
	one_of_every_island
	id=$(job hour -N4 --rail=strict --rail-wait=60 -t 10)
	wait_until 30 holds_out "$id"
	on ctl scancel -n one-gpu08
	job_wait "$id" RUNNING
	is "its nodes" "$(job_nodes "$id" | xargs)" "gpu05 gpu06 gpu07 gpu08"
}

state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
forge_prepare
tap "it waits, and says until when" it_waits_and_says_until_when
tap "backfill plans it for then, others run meanwhile" it_is_planned_for_then
tap "wrong values and contradictions are refused where they are typed" \
	wrong_values
tap "forged waits are ignored" forged_waits
tap "it starts when the time is over; bounds hold on" \
	starts_when_the_minute_is_over
tap "a job that comes back does not wait again" a_restart_does_not_wait
tap "until then it starts as soon as strict can be had" strict_while_it_lasts
mini_reset >/dev/null 2>&1
tap_end
