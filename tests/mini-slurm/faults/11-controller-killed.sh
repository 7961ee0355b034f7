#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# slurmctld is killed while a job waits to be started again: the journal
# replays; nothing happens twice, nothing is lost.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

# Kills it as soon as the requeue is on disk, its own state and the journal; from
# inside, as the job runs again within two seconds, which a busy engine may need
# for one command.
ctld_killed_mid_requeue() {
	# shellcheck disable=SC2016 # for the shell there
	on ctl timeout 90 sh -c 'cd /tmp
		touch -d "1 hour ago" before
		while touch looked; ! tail -n "+$1" "$2" | grep -q "$3"; do
			mv looked before
			sleep 0.05
		done
		until [ /var/spool/slurmctld/job_state -nt before ] &&
			grep -q "$4" "$5"; do
			sleep 0.05
		done
		kill -KILL $(pidof slurmctld)' sh "$fault_line" $log \
		"requeue job JobId=$id " "\"op\":\"fail\",.*\"job\":$id," $ledger
	wait_until 10 eval '! ctld_alive'
}

controller_killed() {
	fault_job ctld -N3 --rail=best
	other=$(job other -N2 --rail=best -x gpu[01-04])
	job_wait "$other" RUNNING
	ctld_saved
	fault
	node_kill gpu02
	ctld_killed_mid_requeue
	phase_down gpu02
	phase decide 20 "requeue job JobId=$id "
	ctld_start
	phase drain 60 "Requeuing JobId=$id|Running as primary controller"
	phase place 90 "$(starts_of "$id")"
	phase_tasks ctld 3 1
	only_moved ctld 1 gpu02
	restarts_are "$id" 1
	journal_of "$id" start 2
	journal "\"op\":\"fail\",.*\"job\":$id,\"node\":\"gpu02\"" 1
	journal_of "$other" start 1
	is "runs of the other" "$(job_get "$other" %T) $(tasks other 1)" "RUNNING "
}

row "slurmctld is killed mid-requeue" controller_killed
