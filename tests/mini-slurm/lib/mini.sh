# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The mini-Slurm from outside: start and stop it, break it, wait for it.
# For ./mini, for quickstart and for the tests in t/.

# A second one beside it needs another name, and another RAILYARD_NET.
mini_name=${RAILYARD_NAME:-railyard}
# What to type before a command that is about the same one.
mini_env=${RAILYARD_NAME:+"RAILYARD_NAME=$RAILYARD_NAME "}
mini_env=$mini_env${RAILYARD_NET:+"RAILYARD_NET=$RAILYARD_NET "}
mini_nodes=$(printf 'gpu%02d ' {1..16})
mini_ledger=/var/spool/slurmctld/railyard-ledger

# on HOST COMMAND...: as root in that container.
on() {
	local host=$1

	shift
	docker exec "$mini_name-$host" "$@"
}

# user COMMAND...: as an ordinary user, where jobs are submitted from.
user() {
	docker exec -i -u user -w /home/user "$mini_name-ctl" "$@"
}

# --- the whole -------------------------------------------------------------

mini_up() {
	mini_down
	compose up -d
	if ! wait_until 90 mini_idle 16; then
		echo "16 nodes did not become idle within 90 s"
		mini_state
		docker logs --tail 20 "$mini_name-fabric"
		return 1
	fi
}

mini_down() {
	compose down -v --remove-orphans
}

# mini_idle N: whether N nodes are idle.
mini_idle() {
	[ "$(on ctl sinfo -h -t idle -o %D 2>/dev/null)" = "$1" ]
}

# mini_state: what is not as it should be, the queue, the end of the log.
mini_state() {
	docker ps -a --filter name="$mini_name-" --filter status=exited \
		--format '{{.Names}}: {{.Status}}'
	on ctl sinfo -o '%T %N %E'
	on ctl squeue -o '%i %j %T %N %r'
	on ctl tail -n 15 /var/log/slurm/slurmctld.log
}

# mini_logs DIR: what every container has printed.
mini_logs() {
	local name

	mkdir -p "$1"
	for name in fabric ctl $mini_nodes; do
		docker logs "$mini_name-$name" >"$1/$name.log" 2>&1 || true
	done
}

# Everything as after mini_up, less the history: no job, no failed part.
mini_reset() {
	local node

	ctld_alive || ctld_start
	on ctl scancel -u user
	on ctl scancel -u root
	for node in $(docker ps --filter status=exited \
		--filter name="$mini_name-gpu" --format '{{.Names}}'); do
		node_start "${node#"$mini_name"-}"
	done
	cable_mend_all
	health_forget
	# a node that was still launching a job is told to end it a second time
	# after a minute or two
	wait_until 180 mini_no_jobs || return
	mini_forgive
	for node in $(on ctl sinfo -h -N -o %N -t down,drain,fail); do
		on ctl scontrol update "nodename=$node" state=resume || true
	done
	wait_until 60 mini_idle 16
}

# A node that failed is used last, and one that failed three times not at all:
# what one test did is nothing to the next.
mini_forgive() {
	on ctl grep -qs '"node"' $mini_ledger || return 0
	ctld_stop
	# its first line alone; the file stays slurmctld's
	on ctl sh -c "h=\$(head -n 1 $mini_ledger); echo \"\$h\" >$mini_ledger"
	ctld_start
}

# node_failed NODE AGE...: writes failures of so many seconds ago into the
# ledger, as a slurmctld of before there were checksums did.
node_failed() {
	local node=$1 age

	shift
	# there is one as soon as a job has had slots
	job_wait "$(job first -N1 --rail=best)" RUNNING
	on ctl scancel -u user
	wait_until 60 mini_no_jobs
	ctld_stop
	for age; do
		on ctl sh -c "echo '{\"op\":\"past\",\"time\":$(($(date +%s) - age)),\"job\":1,\"node\":\"$node\",\"restarts\":0}' >>$mini_ledger"
	done
	ctld_start
	wait_until 30 mini_idle 16
}

mini_no_jobs() {
	[ -z "$(on ctl squeue -h)" ]
}

# slurm_release: the version of its Slurm, as 24.11.5.
slurm_release() {
	on ctl slurmctld -V | sed 's/.* //; s/-.*//'
}

# slurm_since RELEASE: whether it is of that one or of a later one.
slurm_since() {
	printf '%s\n' "$1" "$(slurm_release)" | sort -CV
}

# --- nodes and the controller ----------------------------------------------

# NAME=VALUE that slurmctld is started with.
ctld_env=()

# A hard crash: every process of the node is gone at once.
node_kill() {
	docker kill "$mini_name-$1" >/dev/null
}

node_start() {
	docker start "$mini_name-$1" >/dev/null
}

# node_is NODE STATE: as sinfo's long form has it, less its marks.
node_is() {
	[ "$(on ctl sinfo -h -N -n "$1" -o %T | tr -d '*~#!%$@^-')" = "$2" ]
}

ctld_alive() {
	on ctl pidof slurmctld >/dev/null
}

# slurmctld writes its state at most 5 s after a change; one that is killed
# before that has forgotten it.
ctld_saved() {
	sleep 6
}

ctld_kill() {
	# by pidof: after a reconfigure the process is called "exe"
	on ctl sh -c 'kill -KILL $(pidof slurmctld)'
	wait_until 10 eval '! ctld_alive'
}

# An orderly end: it saves what it knows.
ctld_stop() {
	on ctl scontrol shutdown slurmctld
	wait_until 20 eval '! ctld_alive'
}

# Also the way to make slurmctld read files that were changed while it was
# down.  0 as soon as it answers.
ctld_start() {
	on ctl env "${ctld_env[@]}" slurmctld
	wait_until 30 ctld_answers
}

ctld_answers() {
	on ctl scontrol ping 2>/dev/null | grep -q 'is UP'
}

# ctld_log PATTERN: the lines of the controller's log that match.
ctld_log() {
	on ctl grep -E -- "$1" /var/log/slurm/slurmctld.log
}

# --- cables ----------------------------------------------------------------

# cable_ends NODE NIC: the NIC's and the leaf's end as ibsim names them.
cable_ends() {
	on fabric awk -v want="\"$1 $2\"" '
		/^Ca/ { nic = index($0, want) ? $3 : "" }
		nic && /^\[1\]/ {
			split($0, part, "\"")
			match($0, /"\[[0-9]+\]/)
			print nic "[1]", "\"" part[2] \
				substr($0, RSTART, RLENGTH)
			exit
		}' /fabric/ibnetdiscover.txt
}

# cable_cut NODE NIC: unplugs it; the port of the NIC goes down at once.
cable_cut() {
	local ends

	ends=$(cable_ends "$1" "$2")
	[ -n "$ends" ] || return
	on fabric sh -c "echo 'unlink ${ends% *}' >/run/ibsim.fifo;
		echo '$1 $2' >>/run/cut"
}

# cable_mend NODE NIC: plugs it in again; a subnet manager makes it active.
cable_mend() {
	on fabric sh -c "echo 'link $(cable_ends "$1" "$2")' >/run/ibsim.fifo"
	on fabric sh -c 'OSM_TMP_DIR=/tmp OSM_CACHE_DIR=/tmp timeout \
		-s KILL 30 ibsim-run opensm -o -f /var/log/opensm.log' \
		>/dev/null 2>&1
}

cable_mend_all() {
	local node nic

	on fabric sh -c 'cat /run/cut 2>/dev/null; rm -f /run/cut' |
		while read -r node nic; do
			cable_mend "$node" "$nic" </dev/null
		done
}

# --- topology --------------------------------------------------------------

# on_all SCRIPT: by a shell on the controller and all nodes.
on_all() {
	local host

	for host in ctl $mini_nodes; do
		on "$host" sh -c "$1" &
	done
	wait
}

# Slurm's topology is what the map's topology.yaml says, and then again
# topology.conf.
topology_yaml() {
	on fabric railyard export /fabric/map.json -f topology.yaml \
		-o /fabric/topology.yaml
	on_all 'ln -sf /fabric/topology.yaml /etc/slurm'
	topology_read
}

topology_conf() {
	on_all 'rm -f /etc/slurm/topology.yaml'
	topology_read
}

topology_read() {
	ctld_stop
	ctld_start
	on ctl scontrol reconfigure
	wait_until 60 mini_idle 16
}

# --- health ----------------------------------------------------------------

# node_check NODE OPTION...: its own check, of its simulated NICs.
node_check() {
	local node=$1

	shift
	docker exec -i -e "KMSG=${KMSG-}" "$mini_name-$node" bash -s -- "$@" \
		<"$(dirname "${BASH_SOURCE[0]}")/node-check.sh"
}

# health_forget: nothing is said to be down, by anybody.
health_forget() {
	on ctl sh -c 'rm -f /var/spool/slurmctld/railyard-health.*'
	on ctl scontrol update 'nodename=gpu[01-16]' extra=
}

# left_out: the nodes that take no job for all rails.
left_out() {
	on ctl railyard health list |
		sed -n 's/.*no job that asks for all rails: //p'
}

# --- jobs ------------------------------------------------------------------

# job NAME OPTION...: submits a job of one task a node that prints what each
# of its tasks sees and when, then lasts; prints its number.
job() {
	local name=$1

	shift
	user rm -f "$name.out"
	user sbatch --parsable -J "$name" --ntasks-per-node=1 --gres=gpu:8 \
		--requeue --open-mode=append -o "/home/user/$name.out" "$@" <<-'END'
			#!/bin/sh
			srun sh -c 'echo "${SLURM_RESTART_COUNT:-0}" \
				"$RAIL_SLOT $(hostname) $RAIL_ISLAND" \
				"$SLURM_PROCID $CUDA_VISIBLE_DEVICES" \
				"$(date +%s.%3N)"; sleep 3600'
		END
}

# job_get JOB FORMAT: a field of squeue's.
job_get() {
	on ctl squeue -h -j "$1" -o "$2" 2>/dev/null
}

# job_is JOB STATE
job_is() {
	[ "$(job_get "$1" %T)" = "$2" ]
}

# job_nodes JOB: its nodes, one a line, sorted.
job_nodes() {
	on ctl scontrol show hostnames "$(job_get "$1" %N)"
}

# job_wait JOB STATE [SECONDS]
job_wait() {
	wait_until "${3:-30}" job_is "$1" "$2" && return
	echo "job $1 is not $2 after ${3:-30} s:"
	on ctl scontrol show job "$1"
	return 1
}

# job_again JOB COUNT: whether it runs for the COUNT-th time after a requeue.
job_again() {
	on ctl scontrol show job "$1" |
		awk -v n="$2" '{ for (i = 1; i <= NF; i++) seen[$i] }
			END { exit !(("JobState=RUNNING" in seen) &&
				     (("Restarts=" n) in seen)) }'
}

# job_comment JOB: what Railyard says about it.
job_comment() {
	on ctl scontrol show job "$1" | sed -n 's/^ *SystemComment=//p'
}
