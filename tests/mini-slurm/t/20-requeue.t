#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A node dies: the job comes back with every surviving slot where it was.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

# start_job NAME OPTION...: it runs and its tasks have said where; sets $id.
start_job() {
	local name=$1 count=${2#-N}

	user rm -f "$name.out"
	id=$(job "$@")
	job_wait "$id" RUNNING
	tasks_wait "$name" 0 "$count"
}

# comes_back NAME NODES VICTIM [RESTART]: after VICTIM died, the job runs
# again; every slot but VICTIM's is where it was.  Prints the new node.
comes_back() {
	local restart=${4:-1} changed

	wait_until 90 job_again "$id" "$restart" || {
		echo "job $id did not start again: $(job_comment "$id")" >&2
		return 1
	}
	tasks_wait "$1" "$restart" "$2" >&2
	changed=$(diff <(tasks "$1" $((restart - 1)) | cut -d' ' -f1,2) \
		<(tasks "$1" "$restart" | cut -d' ' -f1,2) |
		sed -n 's/^[<>] //p' | xargs)
	# "SLOT OLD SLOT NEW"
	# shellcheck disable=SC2086 # words
	set -- $changed "$3"
	[ $# -eq 5 ] && [ "$1" = "$3" ] && [ "$2" = "$5" ] || {
		echo "changed: $changed; expected only the slot of ${*: -1}" >&2
		return 1
	}
	echo "$4"
}

# Where it does not matter how Slurm comes to know: sooner.
set_down() {
	on ctl scontrol update "nodename=$1" state=down reason=test
}

same_island() {
	local new

	mini_reset
	start_job island -N3 --rail=best
	is "nodes" "$(job_nodes "$id" | xargs)" "gpu01 gpu02 gpu03"
	node_kill gpu02
	new=$(comes_back island 3 gpu02)
	is "the new node" "$new" gpu04
	like "the ledger" "$(on ctl cat $ledger)" '"op":"fail","time":[0-9]+,"job":'"$id"',"node":"gpu02"'
}

same_pod() {
	local new

	mini_reset
	start_job pod -N4 --rail=best
	node_kill gpu03
	new=$(comes_back pod 4 gpu03)
	is "the island of $new" "$(island_of "$new")" 1
}

batch_host() {
	local new

	mini_reset
	start_job batch -N3 --rail=best
	node_kill gpu01
	new=$(comes_back batch 3 gpu01)
	is "the new node" "$new" gpu04
}

twice() {
	local new

	mini_reset
	start_job twice -N2 --rail=best
	node_kill gpu01
	new=$(comes_back twice 2 gpu01)
	is "the new node" "$new" gpu03
	node_kill gpu02
	new=$(comes_back twice 2 gpu02 2)
	is "the new node" "$new" gpu04
}

# Slurm alone takes 80 s: slurmstepds wait for a dead one below them, and
# drain their nodes, and the job waits for cred_expire.
many_nodes() {
	local new start

	mini_reset
	start_job many -N10 --rail=best
	node_kill gpu04
	wait_until 60 node_is gpu04 down
	start=$SECONDS
	wait_until 40 job_again "$id" 1
	echo "# $((SECONDS - start)) s until it ran again" >&3
	new=$(comes_back many 10 gpu04)
	# the job has pod 1 whole: next to the two nodes that it has in pod 2
	is "the island of $new" "$(count_islands "$new" gpu09 gpu10)" 1
	is "drained nodes" "$(on ctl sinfo -h -t drain -o %N)" ""
	like "the log" "$(ctld_log "JobId=$id may run again")" "cred_expire"
}

# Slurm itself waits for nothing then: four seconds after it knows of the
# node's death, at most, all tasks run.
expedited() {
	local new

	mini_reset
	start_job soon -N3 --rail=best --requeue=expedite
	fault
	node_kill gpu02
	phase_down gpu02
	phases_back soon 3 1
	new=$(comes_back soon 3 gpu02)
	is "the new node" "$new" gpu04
	# four on a quiet machine; stock Slurm waits for cred_expire, 120
	sed 's/^/# /' "$fault_times" >&3
	awk '$1 != "detect" { all += $2 } END { exit all > 60 }' "$fault_times"
}

# While the job waits to come back, its survivors are idle.  A job that wants
# just these nodes must not get them.
survivors_are_held() {
	local new other

	mini_reset
	start_job held -N4 --rail=best
	other=$(job other -N3 --rail-within=island -x gpu[05-16])
	waits "$other" "3 nodes asked for, 0 free"
	node_kill gpu04
	new=$(comes_back held 4 gpu04)
	is "the island of $new" "$(island_of "$new")" 1
	job_is "$other" PENDING
}

killed_controller() {
	local new

	mini_reset
	start_job ctld -N3 --rail=best
	node_kill gpu02
	wait_until 60 node_is gpu02 down
	ctld_kill
	sleep 2
	ctld_start
	new=$(comes_back ctld 3 gpu02)
	is "the new node" "$new" gpu04
}

killed_before_the_failure() {
	local new

	mini_reset
	start_job before -N3 --rail=best
	ctld_saved
	ctld_kill
	node_kill gpu02
	ctld_start
	new=$(comes_back before 3 gpu02)
	is "the new node" "$new" gpu04
}

torn_ledger() {
	local new

	mini_reset
	start_job torn -N3 --rail=best
	ctld_saved
	ctld_kill
	on ctl sh -c "printf '{\"op\":\"start\",\"ti' >>$ledger"
	ctld_start
	like "the log" "$(ctld_log railyard | tail -n 4)" \
		'railyard-ledger:[0-9]+: a torn record is left out'
	set_down gpu02
	new=$(comes_back torn 3 gpu02)
	is "the new node" "$new" gpu04
	is "torn lines" "$(on ctl grep -c '"ti$' $ledger || true)" 0
}

# What it says of jobs is then what slurmctld itself has saved of them.
foreign_ledger() {
	local new

	mini_reset
	start_job foreign -N3 --rail=best
	ctld_saved
	ctld_kill
	on ctl sh -c "head -c 3000 /bin/ls >$ledger"
	ctld_start
	like "the log" "$(ctld_log railyard | tail -n 5)" \
		'is no ledger of version 1: put aside'
	is "the ledger's first line" "$(on ctl head -n 1 $ledger)" \
		'{"railyard-ledger":1}'
	set_down gpu02
	new=$(comes_back foreign 3 gpu02)
	is "the new node" "$new" gpu04
}

reconfigured() {
	local new

	mini_reset
	start_job reconf -N3 --rail=best
	on ctl scontrol reconfigure
	wait_until 20 ctld_answers
	set_down gpu02
	new=$(comes_back reconf 3 gpu02)
	is "the new node" "$new" gpu04
}

exec 3>&1
tap "the dead node's slot goes to a node of the same island" same_island
tap "the island is full: a node of the same pod" same_pod
tap "the batch host dies: the same" batch_host
tap "a second node dies later: the other slot stays" twice
tap "one of ten nodes dies: no slurmstepd waits for another, it runs again" many_nodes
if slurm_since 25.11; then
	tap "--requeue=expedite: no cred_expire is waited for" expedited
else
	tap_skip "--requeue=expedite" "Slurm $(slurm_release) has none"
fi
tap "the survivors are held while the job waits" survivors_are_held
tap "slurmctld is killed between failure and restart" killed_controller
tap "slurmctld is killed before the failure" killed_before_the_failure
tap "scontrol reconfigure in between" reconfigured
tap "a torn ledger loses one record and says so" torn_ledger
tap "a foreign ledger is put aside, and jobs keep their slots" foreign_ledger
mini_reset >/dev/null 2>&1
tap_end
