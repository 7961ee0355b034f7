#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs inside a container of its own: a slurmctld on nodes that are not there,
# with whatever topology it is given.
#	scratch.sh start PLUGIN DIR	on DIR's slurm.conf (NodeName lines),
#					topology.conf or topology.yaml, gres.conf
#	scratch.sh stop
#	scratch.sh try PLUGIN DIR...	whether it takes DIR/input as its topology
# start and try print "runs", or "dies: " and what it said last.
set -u

etc=/tmp/etc			# of the one that runs
export SLURM_CONF=$etc/slurm.conf

# Nodes are CLOUD: nobody asks where they are.  Checks of the files are the
# same as with nodes that are there.
configure() {
	rm -rf "$etc"
	mkdir -p "$etc/state"
	cp "$2"/* "$etc/"
	sed -i '/^NodeName=/s/$/ State=CLOUD/' "$SLURM_CONF"
	cat >>"$SLURM_CONF" <<-END
		ClusterName=scratch
		SlurmctldHost=$(hostname)
		SlurmUser=root
		AuthType=auth/none
		CredType=cred/none
		StateSaveLocation=$etc/state
		SlurmctldPidFile=$etc/pid
		SlurmctldLogFile=$etc/log
		SelectType=select/cons_tres
		TopologyPlugin=topology/$1
		ProctrackType=proctrack/linuxproc
		MailProg=/bin/true
		SuspendProgram=/bin/true
		ResumeProgram=/bin/true
		SuspendTime=3600
		GresTypes=gpu
		PartitionName=all Nodes=ALL Default=YES State=UP
	END
}

is_up() {
	grep -q 'Running as primary controller' "$etc/log" 2>/dev/null &&
		scontrol ping 2>/dev/null | grep -q 'is UP'
}

start() {
	local left=500

	stop
	configure "$1" "$2"
	timeout -s KILL 300 slurmctld -D >"$etc/out" 2>&1 </dev/null &
	echo $! >"$etc/daemon"
	until is_up; do
		if ! kill -0 "$(cat "$etc/daemon")" 2>/dev/null ||
			[ $((left--)) -le 0 ]; then
			stop
			echo "dies: $(grep -hE 'fatal|rror: ' "$etc/log" \
				"$etc/out" | sed 's/^\[[^]]*\] //' | tail -n 1)"
			return
		fi
		sleep 0.05
	done
	echo runs
}

# What it would save on its way out is nobody's.
stop() {
	local pid

	pid=$(cat "$etc/daemon" 2>/dev/null) || return 0
	pkill -KILL -P "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	until ! pgrep -x slurmctld >/dev/null; do
		sleep 0.02
	done
}

try() {
	local plugin=$1 from name dir=/tmp/try

	shift
	for from; do
		rm -rf "$dir"
		mkdir "$dir"
		name=topology.conf
		[ "$plugin" != yaml ] || name=topology.yaml
		cp "$from/input" "$dir/$name"
		# names that the fixtures have
		echo 'NodeName=n[0-100],n[01-09],m,x,gpu[01-16],r1n[01-09]' \
			>"$dir/slurm.conf"
		echo "${from##*/} $(start "${plugin/yaml/flat}" "$dir")"
		stop
	done
}

"$@"
