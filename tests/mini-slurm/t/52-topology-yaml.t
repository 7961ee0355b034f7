#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Slurm has its topology from topology.yaml, as it can from 25.05 on.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"

is_in_force() {
	mini_reset
	topology_yaml
	like "topologies" "$(on ctl scontrol show topology)" \
		'SwitchName=pod1-island1 .*Nodes=gpu\[01-04\]'
	like "blocks" "$(on ctl scontrol show topology block)" \
		'BlockName=pod1-island1 .*Nodes=gpu\[01-04\]'
}

# partition_on TOPOLOGY: its nodes are chosen by that one.
partition_on() {
	on ctl scontrol update partitionname=train "topology=$1"
}

places_well() {
	local small large

	mini_reset
	partition_on "$1"
	small=$(job small -N1 --rail=best)
	job_wait "$small" RUNNING
	large=$(job large -N8 --rail=best)
	job_wait "$large" RUNNING
	is_spread "$large" 8 2 1
}

stays_within() {
	local id

	mini_reset
	partition_on "$1"
	id=$(job whole -N5 --rail-within=pod)
	job_wait "$id" RUNNING
	is_spread "$id" 5 2 1
}

if slurm_since 25.05; then
	tap "topology.yaml is in force" is_in_force
	for topology in tree block flat; do
		tap "$topology: a job gets the pod that is whole" \
			places_well $topology
		tap "$topology: a job stays within a pod" \
			stays_within $topology
	done
	partition_on tree
	mini_reset >/dev/null 2>&1
	topology_conf >/dev/null 2>&1
else
	tap_skip "topology.yaml" "Slurm $(slurm_release) reads none"
fi
tap_end
