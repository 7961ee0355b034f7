#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A cluster whose nodes have GPUs of two types: Slurm notes a job's by type, be it
# that the job asked for none.  It has a slurmctld of its own, and nobody boots
# its nodes.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"

folder=/tmp/gpu-types

# there COMMAND...: on the controller, of that cluster.
there() {
	on ctl env SLURM_CONF=$folder/slurm.conf "$@"
}

answers() {
	there scontrol ping 2>/dev/null | grep -q 'is UP'
}

# t[01-04] have H100s, t[05-08] A100s, an island each.
start() {
	on ctl sh -ec "
		rm -rf $folder
		mkdir -p $folder/state
		cd $folder
		railyard synth clos --pods=1 --islands=2 --nodes=4 --prefix=t \
			-f map -o map.json
		echo 'Map = map.json' >railyard.conf
		cat >gres.conf <<-END
			NodeName=t[01-04] Name=gpu Type=h100 Count=8
			NodeName=t[05-08] Name=gpu Type=a100 Count=8
		END
		cat >slurm.conf <<-END
			ClusterName=types
			SlurmctldHost=localhost(127.0.0.1)
			SlurmctldPort=6907
			SlurmUser=slurm
			AuthType=auth/munge
			CredType=cred/munge
			StateSaveLocation=$folder/state
			SlurmctldPidFile=$folder/pid
			SlurmctldLogFile=$folder/log
			ProctrackType=proctrack/linuxproc
			PlugStackConfig=/etc/slurm/plugstack.conf
			\$(grep ^PluginDir= /etc/slurm/slurm.conf)
			SelectType=select/cons_tres
			SelectTypeParameters=CR_Core
			SuspendProgram=/bin/true
			ResumeProgram=/bin/true
			SuspendTime=-1
			ResumeTimeout=60000
			GresTypes=gpu
			NodeName=t[01-04] CPUs=8 State=CLOUD Gres=gpu:h100:8
			NodeName=t[05-08] CPUs=8 State=CLOUD Gres=gpu:a100:8
			PartitionName=p Nodes=ALL Default=YES State=UP
		END
		chown -R slurm: .
		slurmctld -f $folder/slurm.conf"
	wait_until 30 answers
}

stop() {
	there scontrol shutdown slurmctld >/dev/null 2>&1 || true
	wait_until 30 on ctl test ! -e $folder/pid
}

# submit OPTION...
submit() {
	there sbatch -Q --parsable -o /dev/null "$@" --wrap true
}

running_are() {
	[ "$(there squeue -h -t R,CF -o %A | wc -l)" = "$1" ]
}

# starts_in LOW HIGH OPTION...: minutes from now, as sbatch --test-only says.
starts_in() {
	local said at minutes

	said=$(there sbatch --test-only "${@:3}" --wrap true 2>&1)
	at=$(sed -n 's/.* to start at \([^ ]*\) .*/\1/p' <<<"$said")
	minutes=$((($(date -u -d "$at" +%s) - $(date -u +%s)) / 60))
	[ -n "$at" ] && [ $minutes -ge "$1" ] && [ $minutes -le "$2" ] || {
		echo "in $minutes minutes, expected $1 to $2: $said"
		return 1
	}
}

# Two jobs on all nodes: in half an hour one leaves six GPUs on each.
both_types_free_up() {
	start
	trap stop EXIT
	submit -N8 --gres=gpu:6 -t 30
	submit -N8 --gres=gpu:2 -t 900
	wait_until 30 running_are 2
	starts_in 28 31 -N4 --gres=gpu:6 --rail=best -t 10
	starts_in 28 31 -N6 --gres=gpu:6 --rail=best -t 10
	starts_in 898 901 -N6 --gres=gpu:8 --rail=best -t 10
}

tap "GPUs of two types are planned as a job's end frees both" \
	both_types_free_up
tap_end
