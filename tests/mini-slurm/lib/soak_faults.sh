# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The faults of the soak.  Each draws as many random numbers as any other, so
# that a seed gives the same faults whatever becomes of them; a fault that
# cannot be had now mends the oldest one instead.

# What is broken: "KIND NODE" each, the oldest first.
soak_broken=()
# Kinds, as often as they are to come.
soak_kinds=(kill kill kill return hang restart drain drain down leave
	controller reconfigure health leaf garbage cancel requeue program cable)
# Of the node that a fault was drawn for.
soak_most_broken=2

# soak_note NODE bad|good WHY: for the verdict; the controller knows by now.
soak_note() {
	echo "$(date +%s.%3N) $*" >>"$soak_dir/events"
}

soak_fault() {
	local n=$1 kind node job line start=$SECONDS

	kind=${soak_kinds[$((RANDOM % ${#soak_kinds[@]}))]}
	node=$(printf 'gpu%02d' $((RANDOM % 16 + 1)))
	job=$((RANDOM % ${#soak_sizes[@]}))
	# Memory is compared within one process, and when it has seen
	# everything: from three fifths on none is ended, from four it counts.
	case $kind in
	controller | reconfigure)
		[ $((n * 5)) -lt $((soak_count * 3)) ] || kind=drain
		;;
	esac
	[ "$n" -ne $((soak_count * 4 / 5)) ] || soak_memory_quiet before
	soak_memory now || true
	cat "$soak_dir/memory.now" >>"$soak_dir/memory.all"
	soak_what=
	case $kind in
	kill | drain | down | health | leaf | cable)
		if [ ${#soak_broken[@]} -ge $soak_most_broken ] ||
			[[ " ${soak_broken[*]} " == *" $node "* ]]; then
			kind="return"
		fi
		;;
	esac
	"soak_$kind" "$node" "$job" >>"$soak_dir/out" 2>&1 ||
		soak_what="$soak_what (status $?)"
	line=$(printf '%4d  %-11s %-34s' "$n" "$kind" "$soak_what")
	echo "$kind" >>"$soak_dir/kinds"
	printf '%s %3d s  down: %s\n' "$line" $((SECONDS - start)) \
		"${soak_broken[*]:-nothing}"
}

soak_tally() {
	sort "$soak_dir/kinds" | uniq -c |
		awk '{ printf("%s%d %s", sep, $1, $2); sep = ", " }'
}

# --- what stays broken for a while ------------------------------------------

soak_break() {
	soak_broken+=("$1 $2")
	soak_what=$2
}

soak_kill() {
	node_kill "$1"
	soak_note "$1" bad kill
	soak_break kill "$1"
}

soak_drain() {
	on ctl scontrol update "nodename=$1" state=drain reason=soak
	soak_note "$1" bad drain
	soak_break drain "$1"
}

soak_down() {
	# before: the job is requeued inside of the call
	soak_note "$1" bad down
	on ctl scontrol update "nodename=$1" state=down reason=soak
	soak_break down "$1"
}

soak_health() {
	on ctl railyard health set node "$1" --reason=soak
	soak_note "$1" bad health
	soak_break health "$1"
}

# A rail of a node, which is what a leaf's port is.
soak_leaf() {
	on ctl railyard health set rail "$1:3" --reason=soak
	soak_note "$1" bad rail
	soak_break leaf "$1"
}

soak_cable() {
	cable_cut "$1" mlx5_4
	on ctl railyard health set rail "$1:mlx5_4" --reason=cut
	soak_note "$1" bad cable
	soak_break cable "$1"
}

# --- and is mended ----------------------------------------------------------

soak_return() {
	local kind node

	[ ${#soak_broken[@]} -gt 0 ] || {
		soak_what="nothing to mend"
		return 0
	}
	read -r kind node <<<"${soak_broken[0]}"
	soak_broken=("${soak_broken[@]:1}")
	soak_what="$node after $kind"
	soak_mend "$kind" "$node"
}

soak_mend() {
	local kind=$1 node=$2

	# no placement is wrong from here on
	soak_note "$node" good "$kind"
	case $kind in
	kill) node_start "$node" ;;
	health) on ctl railyard health clear node "$node" ;;
	leaf) on ctl railyard health clear rail "$node:3" ;;
	cable)
		cable_mend "$node" mlx5_4
		on ctl railyard health clear rail "$node:mlx5_4"
		;;
	esac
	case $kind in
	drain | down)
		wait_until 10 ctld_answers
		on ctl scontrol update "nodename=$node" state=resume
		;;
	esac
}

# Another word for it: kinds that mend are as frequent as those that break.
soak_leave() {
	soak_return
}

soak_mend_all() {
	while [ ${#soak_broken[@]} -gt 0 ]; do
		soak_return
	done >>"$soak_dir/out" 2>&1
	wait_until 60 soak_no_bad_nodes
	soak_fill
	wait_until 120 soak_running
}

soak_no_bad_nodes() {
	local node

	for node in $(on ctl sinfo -h -N -o %N -t down,drain,fail); do
		on ctl scontrol update "nodename=$node" state=resume
	done >>"$soak_dir/out" 2>&1
	[ -z "$(on ctl sinfo -h -N -o %N -t down,drain,fail)" ]
}

# --- what is over at once -----------------------------------------------------

# Suspect, not dead: nothing may come of it.
soak_hang() {
	soak_what=$1
	on "$1" sh -c 'kill -STOP $(pidof slurmd); sleep 4
		kill -CONT $(pidof slurmd)'
}

soak_restart() {
	soak_what=$1
	on "$1" sh -c 'kill -KILL $(pidof slurmd); sleep 1; slurmd'
}

# A start that slurmctld has not saved yet is made again when it comes back, by
# Slurm itself; the nodes refuse the second (Duplicate jobid), and it is held.
soak_controller() {
	soak_what=slurmctld
	ctld_saved
	ctld_kill
	ctld_start
}

soak_reconfigure() {
	soak_what=slurmctld
	on ctl scontrol reconfigure
	wait_until 20 ctld_answers
}

# The health file is garbage for some seconds.
soak_garbage() {
	soak_what="health file"
	on ctl sh -c 'f=/var/spool/slurmctld/railyard-health.json
		[ -e $f ] || exit 0
		cp -p $f $f.good; head -c 30 $f.good >$f; sleep 3; mv $f.good $f'
}

soak_cancel() {
	local id=${soak_ids[$2]}

	soak_what="job $id"
	echo "$id" >>"$soak_dir/ended"
	on ctl scancel "$id"
	soak_ids[$2]=
}

soak_requeue() {
	soak_what="job ${soak_ids[$2]}"
	on ctl scontrol requeue "${soak_ids[$2]}"
}

# A program that fails by itself is nobody else's fault.
soak_program() {
	local id

	id=$(user sbatch --parsable -N1 --rail=best -o /dev/null --wrap \
		'srun false')
	soak_what="job $id fails by itself"
	echo "$id" >>"$soak_dir/ended"
	echo "$id" >>"$soak_dir/own"
}
