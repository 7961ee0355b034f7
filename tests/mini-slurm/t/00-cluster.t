#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The mini-Slurm itself: nodes, GPUs, fabric, and what can be broken in it.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"

all_idle() {
	mini_reset
	is "nodes" "$(on ctl sinfo -h -t idle -o %N)" "gpu[01-16]"
}

plugins_loaded() {
	ctld_log 'railyard: map mini: 16 nodes, 4 islands, 2 pods, 8 rails'
	like "PluginDir" "$(on ctl scontrol show config | grep PluginDir)" \
		'railyard/slurm:.*slurm'
	user sbatch --help | grep -q -e --rail=
	user sbatch --help | grep -q -e '--rail-within=island|pod|zone\[2-8\]|fabric'
}

job_sees_gpus() {
	local id

	id=$(job gpus -N16)
	job_wait "$id" RUNNING
	wait_until 30 eval '[ $(user cat gpus.out | wc -l) -eq 16 ]'
	is "hosts" "$(user awk '{ print $(NF - 3) }' gpus.out | sort -u | wc -l)" 16
	is "devices" "$(user awk '{ print $(NF - 1) }' gpus.out | sort -u)" \
		0,1,2,3,4,5,6,7
	mini_reset
}

port_state() {
	docker exec -e SIM_HOST="$1 $2" "$mini_name-$1" \
		timeout -s KILL 10 ibsim-run ibstat 2>/dev/null |
		sed -n 's/^[[:space:]]*State: //p'
}

port_is() {
	[ "$(port_state "$1" "$2")" = "$3" ]
}

nic_of_node() {
	is "gpu02's mlx5_3" "$(port_state gpu02 mlx5_3)" Active
	is "gpu16's mlx5_11" "$(port_state gpu16 mlx5_11)" Active
}

cable() {
	cable_cut gpu02 mlx5_3
	wait_until 10 port_is gpu02 mlx5_3 Down
	is "its neighbour" "$(port_state gpu02 mlx5_0)" Active
	cable_mend_all
	wait_until 10 port_is gpu02 mlx5_3 Active
}

dead_node() {
	local id victim

	id=$(job dead -N2)
	job_wait "$id" RUNNING
	victim=$(job_nodes "$id" | tail -n 1)
	node_kill "$victim"
	wait_until 40 node_is "$victim" down
	is "what is down" "$(on ctl sinfo -h -t down -o %N)" "$victim"
	wait_until 40 job_again "$id" 1
	! job_nodes "$id" | grep -qx "$victim"
	node_start "$victim"
	wait_until 20 node_is "$victim" idle
	mini_reset
}

controller_dies() {
	local id

	id=$(job survives -N4)
	job_wait "$id" RUNNING
	ctld_saved
	ctld_kill
	ctld_start
	job_is "$id" RUNNING
	is "restarts" "$(on ctl scontrol show job "$id" |
		grep -o 'Restarts=[0-9]*')" Restarts=0
	mini_reset
}

tap "16 nodes are idle" all_idle
tap "slurmctld and sbatch have loaded Railyard" plugins_loaded
tap "a job on 16 nodes has eight GPUs on each" job_sees_gpus
tap "a node's NIC is a port of the simulated fabric" nic_of_node
tap "a cut cable takes the port down, a mended one brings it back" cable
tap "a killed node, and no other, is noticed; it returns by itself" dead_node
tap "a job outlives slurmctld's kill -9" controller_dies
tap_end
