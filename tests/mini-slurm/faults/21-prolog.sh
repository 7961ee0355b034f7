#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The prolog fails on a node: the node is left out, the job tried again, and
# it is not the job's failure.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	on gpu02 rm -f /etc/slurm/prolog
	conf_all_back
}

prolog() {
	conf_all 's/^KillWait=.*/&\nPrologFlags=Alloc/
		s/^SchedulerParameters=.*/&,nohold_on_prolog_fail/'
	on gpu02 sh -c 'printf "#!/bin/sh\nexit 1\n" >/etc/slurm/prolog
		chmod 755 /etc/slurm/prolog
		echo Prolog=/etc/slurm/prolog >>/etc/slurm/slurm.conf
		kill -HUP $(pidof slurmd)'
	sleep 1
	fault
	id=$(job prolog -N3 --rail=best)
	phase detect 30 'drain.*gpu02|gpu02.*(drain|[Pp]rolog)|[Pp]rolog.*gpu02'
	phase decide 20 "[Rr]equeu.*JobId=$id"
	phase_until place 90 job_again "$id" 1
	tasks_wait prolog 1 3
	is "its nodes" "$(job_nodes "$id" | xargs)" "gpu01 gpu03 gpu04"
	like "gpu02" "$(on ctl sinfo -h -n gpu02 -o '%T %E')" 'drain.*[Pp]rolog'
	restarts_are "$id" 1
}

row "prolog or launch fails on a node" prolog
