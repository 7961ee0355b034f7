#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The prolog fails on a node: that is a failure of the node, and the job comes
# back without it as after any other, on its slots; it is not the job's failure.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	on gpu02 rm -f /etc/slurm/prolog
	conf_all_back
}

prolog() {
	conf_all 's/^KillWait=.*/&\nPrologFlags=Alloc/
		s/^SchedulerParameters=.*/&,nohold_on_prolog_fail/
		s/^AuthInfo=.*/AuthInfo=cred_expire=60/'
	on gpu02 sh -c 'printf "#!/bin/sh\nexit 0\n" >/etc/slurm/prolog
		chmod 755 /etc/slurm/prolog
		echo Prolog=/etc/slurm/prolog >>/etc/slurm/slurm.conf
		kill -HUP $(pidof slurmd)'
	# whoever had the node just before has nothing to do with it
	before=$(job before -N2 --rail=best -w gpu02 -x gpu01)
	job_wait "$before" RUNNING
	on ctl scancel "$before"
	wait_until 20 mini_no_jobs
	on gpu02 sh -c 'printf "#!/bin/sh\nexit 1\n" >/etc/slurm/prolog'
	fault
	id=$(job prolog -N3 --rail=best)
	phase detect 30 "JobId=$id could not be started on gpu02 \(Prolog error\)"
	# held, it would wait for its cred_expire
	phase decide 50 "JobId=$id may run again .* before cred_expire is over"
	phase place 50 "JobId=$id: 2 of 3 slots stay, 1 gets another node"
	phase_tasks prolog 3 1
	is "its nodes by slot" "$(tasks prolog 1 | awk '{ print $2 }' | xargs)" \
		"gpu01 gpu04 gpu03"
	like "gpu02" "$(on ctl sinfo -h -n gpu02 -o '%T %E')" 'drain.*[Pp]rolog'
	like "railyard ledger" "$(on ctl railyard ledger)" "gpu02 +1 .*used last"
	journal_of "$id" fail 1
	restarts_are "$id" 1
}

row "prolog or launch fails on a node" prolog
