# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Where jobs are, counted from node names alone: in the mini-Slurm an island
# is four nodes and a pod eight, gpu01 to gpu16.  For the tests in t/.

# island_of NODE: 0 to 3.
island_of() {
	echo $(((10#${1#gpu} - 1) / 4))
}

# count_islands NODE..., count_pods NODE...: how many the nodes touch.
count_islands() {
	local node

	for node in "$@"; do
		island_of "$node"
	done | sort -u | wc -l
}

count_pods() {
	local node

	for node in "$@"; do
		echo $(($(island_of "$node") / 2))
	done | sort -u | wc -l
}

# is_spread JOB NODES ISLANDS PODS: JOB runs on so many of each.
is_spread() {
	local nodes

	# shellcheck disable=SC2046 # names without spaces
	set -- "$1" "$2" "$3" "$4" $(job_nodes "$1")
	nodes=("${@:5}")
	is "nodes of job $1" ${#nodes[@]} "$2"
	is "islands of ${nodes[*]}" "$(count_islands "${nodes[@]}")" "$3"
	is "pods of ${nodes[*]}" "$(count_pods "${nodes[@]}")" "$4"
}

# tasks NAME RESTART: "SLOT NODE ISLAND" of job NAME's tasks, by slot; the last of
# each, as a slurmctld that is killed counts a restart twice.
tasks() {
	user awk -v r="$2" '$1 == r { task[$2] = $2 " " $3 " " $4 }
		END { for (slot in task) print task[slot] }' "$1.out" | sort -n
}

tasks_are() {
	[ "$(tasks "$1" "$2" | wc -l)" -eq "$3" ]
}

# tasks_wait NAME RESTART COUNT: until that many tasks have said where.
tasks_wait() {
	wait_until 30 tasks_are "$1" "$2" "$3" && return
	echo "not $3 tasks in run $2 of $1:"
	user cat "$1.out"
	return 1
}

# waits JOB PATTERN: JOB stays pending and both its Reason and its comment
# say so within some seconds.
waits() {
	wait_until 30 says "$1" "$2" || {
		echo "job $1 does not say $2: $(job_get "$1" '%T %r');" \
			"$(job_comment "$1")"
		return 1
	}
	job_is "$1" PENDING
}

says() {
	[[ $(job_get "$1" %r) =~ $2 && $(job_comment "$1") =~ $2 ]]
}

# one_of_every_island: is busy for an hour; three of each are free.
one_of_every_island() {
	local node

	for node in gpu04 gpu08 gpu12 gpu16; do
		job "one-$node" -N1 -w $node --rail=best -t 60
	done >/dev/null
	wait_until 30 mini_idle 12
}

# seconds JOB FIELD [FIELD]: scontrol's time, or how long between the two.
seconds() {
	local at

	at=$(date -u -d "$(on ctl scontrol show job "$1" |
		grep -oE "(^| )$2=[^ ]+" | cut -d= -f2)" +%s)
	[ -z "${3-}" ] || at=$(($(seconds "$1" "$3") - at))
	echo "$at"
}

# must_fail COMMAND...: prints what it says; a success is a failure.
must_fail() {
	local said

	if said=$("$@" 2>&1); then
		echo "succeeded: $* ($said)" >&2
		return 1
	fi
	printf '%s\n' "$said"
}
