#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a container of the mini-Slurm runs: `role.sh fabric|ctl|node`.
# Each starts its daemons, then shows their logs for as long as it lives.
set -eu

fabric=/fabric			# a volume: netlist, discovery, map, topology.conf
ready=$fabric/ready

die() {
	echo "role.sh: $*" >&2
	exit 1
}

# Waits until COMMAND succeeds, at most SECONDS.
wait_for() {
	local left=$(($1 * 10))

	shift
	until "$@"; do
		[ $((left--)) -gt 0 ] || die "gave up waiting for: $*"
		sleep 0.1
	done
}

# The fabric: ibsim with a netlist of ours, a subnet manager once so that the
# ports become active, then the map of what the real ibnetdiscover sees.
role_fabric() {
	local fifo=/run/ibsim.fifo

	rm -f "$ready" "$fifo"
	cd "$fabric"
	railyard synth mini --format ibsim >netlist
	mkfifo "$fifo"
	# Open for both: ibsim must not see an end of file between commands.
	exec 3<>"$fifo"
	ibsim -r -s netlist <&3 >/var/log/ibsim.log 2>&1 &

	wait_for 30 grep -q 'simulator ready' /var/log/ibsim.log
	OSM_TMP_DIR=/tmp OSM_CACHE_DIR=/tmp \
		timeout -s KILL 60 ibsim-run opensm -o -f /var/log/opensm.log ||
		die "opensm failed: see /var/log/opensm.log"
	timeout -s KILL 60 ibsim-run ibnetdiscover >ibnetdiscover.txt
	railyard build --name mini --ib ibnetdiscover.txt -o map.json
	railyard export map.json --format topology.conf >topology.conf
	touch "$ready"
	exec tail -n +1 -F /var/log/ibsim.log
}

start_munged() {
	install -d -o munge -g munge /run/munge
	runuser -u munge -- munged
}

# A container that is killed sends no farewell, and for up to 45 s the kernel
# keeps sending to the address it had.  slurmctld would wait for that, and a
# ping of all nodes that takes as long as SlurmdTimeout makes it take live
# nodes for dead ones.
forget_the_dead() {
	ip ntable change name arp_cache dev eth0 \
		base_reachable 1000 retrans 300 delay_probe 300 ||
		echo "role.sh: a dead node will be noticed late" >&2
}

role_ctl() {
	start_munged
	forget_the_dead
	install -d -o slurm -g slurm /var/log/slurm /var/spool/slurmctld
	wait_for 90 test -e "$ready"
	slurmctld
	exec tail -n +1 -F /var/log/slurm/slurmctld.log
}

role_node() {
	local i

	start_munged
	install -d /var/log/slurm /var/spool/slurmd
	# slurmd wants device nodes; /dev/null's number is one any engine allows.
	for i in 0 1 2 3 4 5 6 7; do
		[ -e /dev/nvidia$i ] || mknod /dev/nvidia$i c 1 3
	done
	wait_for 90 test -e "$ready"
	slurmd
	exec tail -n +1 -F /var/log/slurm/slurmd.log
}

case ${1-} in
fabric | ctl | node) "role_$1" ;;
*) die "usage: role.sh fabric|ctl|node" ;;
esac
