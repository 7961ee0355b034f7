#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A cluster whose nodes have GPUs of two types: Slurm notes a job's by type, be it
# that the job asked for none.  It has a slurmctld of its own, and nobody boots
# its nodes.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/scratch.sh
. "$here/lib/scratch.sh"

# t[01-04] have H100s, t[05-08] A100s, an island each.
start() {
	scratch_up types "$mini_name-mini"
	# shellcheck disable=SC2016 # for the shell there
	docker exec "$mini_name-types" sh -ec '
		mkdir /tmp/types
		cd /tmp/types
		railyard synth clos --pods=1 --islands=2 --nodes=4 --prefix=t \
			-f map -o map.json
		railyard export map.json -f topology.conf -o topology.conf
		echo "Map = map.json" >railyard.conf
		cp /etc/slurm/plugstack.conf .
		cat >gres.conf <<-END
			NodeName=t[01-04] Name=gpu Type=h100 Count=8
			NodeName=t[05-08] Name=gpu Type=a100 Count=8
		END
		cat >slurm.conf <<-END
			$(grep ^PluginDir= /etc/slurm/slurm.conf)
			SelectTypeParameters=CR_Core
			NodeName=t[01-04] CPUs=8 Gres=gpu:h100:8
			NodeName=t[05-08] CPUs=8 Gres=gpu:a100:8
		END'
	is "its slurmctld" "$(scratch types start tree /tmp/types)" runs
	like "its log" "$(docker exec "$mini_name-types" cat /tmp/etc/log)" \
		'railyard: map .*: 8 nodes'
}

# submit OPTION...
submit() {
	scratch_ask types sbatch -Q --parsable -o /dev/null "$@" --wrap true
}

running_are() {
	[ "$(scratch_ask types squeue -h -t R,CF -o %A | wc -l)" = "$1" ]
}

# starts_in LOW HIGH OPTION...: minutes from now, as sbatch --test-only says.
starts_in() {
	local said at minutes

	said=$(scratch_ask types sbatch --test-only "${@:3}" --wrap true 2>&1)
	at=$(sed -n 's/.* to start at \([^ ]*\) .*/\1/p' <<<"$said")
	minutes=$((($(date -u -d "$at" +%s) - $(date -u +%s)) / 60))
	[ -n "$at" ] && [ $minutes -ge "$1" ] && [ $minutes -le "$2" ] || {
		echo "in $minutes minutes, expected $1 to $2: $said"
		return 1
	}
}

# Two jobs on all nodes: in half an hour one leaves six GPUs on each.
both_types_free_up() {
	trap 'scratch_down types' EXIT
	start
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
