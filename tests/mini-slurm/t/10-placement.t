#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Where rail jobs land, and what they say when they wait.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"
# shellcheck source=SCRIPTDIR/../lib/scratch.sh
. "$here/lib/scratch.sh"

four_fill_an_island() {
	local j

	j=$(job four -N4 --rail=best)
	job_wait "$j" RUNNING
	is_spread "$j" 4 1 1
}

six_take_two_islands_of_one_pod() {
	local j

	j=$(job six -N6 --rail=best)
	job_wait "$j" RUNNING
	is_spread "$j" 6 2 1
}

# After the six and the four before: two nodes are left of one island, four of
# another.  Two must go where they leave a whole island whole.
best_fit_takes_the_broken_island() {
	local j

	j=$(job two -N2 --rail=best)
	job_wait "$j" RUNNING
	is_spread "$j" 2 1 1
	j=$(job four-more -N4 --rail=best)
	job_wait "$j" RUNNING
	is_spread "$j" 4 1 1
}

strict_waits_and_says_why() {
	local a b c

	mini_reset
	a=$(job a -N3 --rail=best --rail-within=island -w gpu01)
	b=$(job b -N3 --rail=best --rail-within=island -w gpu09)
	job_wait "$a" RUNNING
	job_wait "$b" RUNNING
	# a whole island is free in either pod, but an empty fabric has two in one
	c=$(job c -N8 --rail=strict)
	waits "$c" "strict: free nodes give 2 islands in 2 pods, an empty fabric 2 in 1"
	on ctl scancel "$a"
	job_wait "$c" RUNNING 40
	is_spread "$c" 8 2 1
}

within_waits_for_an_island() {
	local node c

	mini_reset
	for node in gpu02 gpu06 gpu10 gpu14; do
		job "one-$node" -N1 -w $node --rail=best >/dev/null
	done
	wait_until 30 mini_idle 12
	c=$(job c -N4 --rail-within=island)
	waits "$c" "no one island has 4 free nodes \(most: 3\)"
	c=$(job d -N6 --rail-within=pod)
	job_wait "$c" RUNNING
	is_spread "$c" 6 2 1
}

what_can_never_be_is_refused_at_submit() {
	local out

	out=$(must_fail job never -N5 --rail-within=island)
	like "sbatch's answer" "$out" "Requested node configuration is not available"
	is "jobs of that name" "$(on ctl squeue -h -n never)" ""
}

required_and_excluded_nodes_count() {
	local j

	mini_reset
	j=$(job with -N4 --rail=best -w gpu07)
	job_wait "$j" RUNNING
	is "nodes" "$(job_nodes "$j" | xargs)" "gpu05 gpu06 gpu07 gpu08"
	j=$(job without -N4 --rail=strict -x gpu01,gpu09)
	job_wait "$j" RUNNING
	is "nodes" "$(job_nodes "$j" | xargs)" "gpu13 gpu14 gpu15 gpu16"
}

a_range_of_nodes_takes_what_the_bound_allows() {
	local j

	mini_reset
	j=$(job range -N2-6 --rail-within=island)
	job_wait "$j" RUNNING
	is_spread "$j" 4 1 1
}

a_drained_node_is_left_out() {
	local j

	mini_reset
	on ctl scontrol update nodename=gpu03 state=drain reason=test
	j=$(job drained -N4 --rail=strict)
	job_wait "$j" RUNNING
	is_spread "$j" 4 1 1
	is "lines with gpu03" "$(job_nodes "$j" | grep -c gpu03 || true)" 0
}

# Slurm's Weight comes before pods and islands, but no bound is broken for it.
nodes_of_less_weight_come_first() {
	local j

	mini_reset
	on ctl scontrol update nodename=gpu[01-08] weight=9
	j=$(job light -N4 --rail=best)
	job_wait "$j" RUNNING
	is "of less weight" "$(job_get "$j" %N)" "gpu[09-12]"
	on ctl scontrol update nodename=gpu[14-15] state=drain reason=test
	j=$(job apart -N2 --rail=best)
	job_wait "$j" RUNNING
	is "of two that are left" "$(job_get "$j" %N)" "gpu[13,16]"
	on ctl scancel "$j"
	wait_until 20 is_gone "$j"
	j=$(job bound -N3 --rail-within=island)
	job_wait "$j" RUNNING
	is "within an island" "$(job_get "$j" %N)" "gpu[01-03]"
	j=$(job both -N3 --rail=best)
	job_wait "$j" RUNNING
	is "of both" "$(job_get "$j" %N)" "gpu[05-07]"
}

weights_are_back() {
	on ctl scontrol update nodename=gpu[01-16] weight=1
}

# Half a node each: eight such jobs share four nodes of one island.
gpus_of_a_node_are_shared() {
	local j k

	mini_reset
	j=$(user sbatch --parsable -N4 --gres=gpu:4 -n4 -c1 --rail=strict \
		--mem=1 --wrap "sleep 600" -o /dev/null)
	k=$(user sbatch --parsable -N4 --gres=gpu:4 -n4 -c1 --rail=strict \
		--mem=1 --wrap "sleep 600" -o /dev/null)
	job_wait "$j" RUNNING
	job_wait "$k" RUNNING
	is_spread "$j" 4 1 1
	is_spread "$k" 4 1 1
}

# All GPUs are free everywhere, but two nodes of the first island have no CPU.
nodes_without_cpus_are_not_waited_for() {
	local j

	mini_reset
	on ctl scontrol update nodename=gpu[09-16] state=drain reason=test
	j=$(user sbatch --parsable -N2 -w "gpu[01-02]" -n2 -c16 --mem=1 \
		--wrap "sleep 600" -o /dev/null)
	job_wait "$j" RUNNING
	j=$(user sbatch --parsable -N6 -w "gpu[03-08]" -n6 -c1 --mem=1 \
		--wrap "sleep 600" -o /dev/null)
	job_wait "$j" RUNNING
	j=$(user sbatch --parsable -N4 -n4 -c1 --mem=1 --gres=gpu:8 \
		--rail-within=island --wrap "sleep 600" -o /dev/null)
	job_wait "$j" RUNNING
	is "its nodes" "$(job_get "$j" %N)" "gpu[05-08]"
}

# some NAME NODES GPUS OPTION...: a job of so many GPUs of each node, of which
# each task writes which they are.
some() {
	local name=$1 count=$2 gpus=$3

	shift 3
	job "$name" -N"$count" --gres=gpu:"$gpus" -c1 "$@"
}

# gpus_are NAME TASKS GPUS: those that so many tasks have, the same for all.
gpus_are() {
	[ "$(user awk '{ print $6 }' "$1.out" | sort | uniq -c | xargs)" = \
		"$2 $3" ]
}

# In a slurmctld of its own, where gres.conf has neither Type nor Cores: Slurm
# only counts GPUs then, and takes the lowest of each node.
untyped_gpus_are_the_same() {
	local j

	scratch_up untyped "$mini_name-mini"
	docker exec "$mini_name-untyped" sh -c '
		mkdir /x && cd /x
		for i in 0 1 2 3 4 5 6 7; do
			mknod -m 666 /dev/nvidia$i c 1 3
		done
		railyard synth mini -f map -o map.json
		railyard export map.json -f topology.conf -o topology.conf
		echo "Map=map.json" >railyard.conf
		cp /etc/slurm/plugstack.conf .
		echo "Name=gpu File=/dev/nvidia[0-7]" >gres.conf
		echo "NodeName=gpu[01-16] CPUs=16 Gres=gpu:8" >slurm.conf
		grep ^PluginDir= /etc/slurm/slurm.conf >>slurm.conf
		printf "%s\n" PlugStackConfig=/tmp/etc/plugstack.conf \
			SelectTypeParameters=CR_Core ResumeTimeout=600 \
			>>slurm.conf'
	is "slurmctld" "$(scratch untyped start tree /x)" runs
	untyped_job -N1 -w gpu01 --rail=off >/dev/null
	j=$(untyped_job -N2 -w "gpu[01-02]" --rail=best)
	like "the comment" "$(scratch_ask untyped scontrol show job "$j")" \
		'1 pod, GPUs 2-3 of each'
	is "GPUs" "$(scratch_ask untyped scontrol show job -d "$j" |
		grep -o 'IDX:[^)]*' | sort -u)" IDX:2-3
}

# untyped_job OPTION...: a job of two GPUs a node, once it has nodes.
untyped_job() {
	local j

	j=$(scratch_ask untyped sbatch --parsable --gres=gpu:2 -c1 \
		-o /dev/null "$@" --wrap true)
	wait_until 20 untyped_has_nodes "$j"
	echo "$j"
}

untyped_has_nodes() {
	[ -n "$(scratch_ask untyped squeue -h -j "$1" -o %N)" ]
}

is_gone() {
	[ -z "$(job_get "$1" %i)" ]
}

busy_nodes_give_the_same_gpus() {
	local j

	mini_reset
	j=$(some four 4 2 --rail=best)
	job_wait "$j" RUNNING
	like "the first" "$(job_comment "$j")" 'GPUs 0-1 of each'
	j=$(some alone 1 4 -w gpu01 --rail=off)
	job_wait "$j" RUNNING
	# Slurm by itself would give GPUs 2-3 of all but gpu01
	j=$(some again 4 2 --rail=strict -w 'gpu[01-04]')
	job_wait "$j" RUNNING
	is_spread "$j" 4 1 1
	like "the second" "$(job_comment "$j")" 'GPUs 6-7 of each'
	wait_until 30 gpus_are again 4 6,7
	is "what Slurm counts of gpu02" "$(on ctl scontrol show node -d gpu02 |
		sed -n 's/ *GresUsed=//p')" 'gpu:h100:4(IDX:0-1,6-7)'
	# and another island where no two are free together on this one
	j=$(some more 4 4 --rail=strict)
	job_wait "$j" RUNNING
	is_spread "$j" 4 1 1
	wait_until 30 gpus_are more 4 0,1,2,3
}

# gpu01 has its last two GPUs free, gpu02 its first two.
different_gpus_are_told_and_strict_waits() {
	local j k

	mini_reset
	j=$(some a 1 6 -w gpu01 --rail=off)
	job_wait "$j" RUNNING
	j=$(some b 1 2 -w gpu02 --rail=off)
	job_wait "$j" RUNNING
	k=$(some c 1 6 -w gpu02 --rail=off)
	job_wait "$k" RUNNING
	on ctl scancel "$j"
	wait_until 30 is_gone "$j"
	j=$(some strict 2 2 --rail=strict -w 'gpu[01-02]')
	waits "$j" "no 2 of 8 GPUs are free on all nodes that it must have"
	k=$(some best 2 2 --rail=best -w 'gpu[01-02]')
	job_wait "$k" RUNNING
	like "the comment" "$(job_comment "$k")" \
		'not the same GPUs of each \(in common: none\), as no set'
	on ctl scancel "$k" "$(on ctl squeue -h -n c -o %i)"
	job_wait "$j" RUNNING 30
	like "the comment" "$(job_comment "$j")" 'GPUs 6-7 of each'
}

an_array_and_a_job_by_tasks() {
	local j

	mini_reset
	j=$(user sbatch --parsable --array=1-2 -N4 --gres=gpu:8 --rail=strict \
		--wrap "sleep 600" -o /dev/null)
	wait_until 30 mini_idle 8
	is_spread "${j}_1" 4 1 1
	is_spread "${j}_2" 4 1 1
	# 4 nodes are needed, though nobody said so
	j=$(user sbatch --parsable -n 32 --gpus=32 --gpus-per-task=1 \
		--rail=best --wrap "sleep 600" -o /dev/null)
	job_wait "$j" RUNNING
	is_spread "$j" 4 1 1
}

# What Slurm tests in parts, or beyond a reservation, is not ours to refuse.
feature_counts_and_flex_reservations() {
	local j

	mini_reset
	on ctl scontrol update nodename=gpu[01-02] \
		availablefeatures=a activefeatures=a
	on ctl scontrol update nodename=gpu[05-06] \
		availablefeatures=b activefeatures=b
	j=$(job counts -N4 -C '[a*2&b*2]' --rail-within=pod)
	job_wait "$j" RUNNING
	is "nodes" "$(job_nodes "$j" | xargs)" "gpu01 gpu02 gpu05 gpu06"
	on ctl scontrol update nodename=gpu[01-16] \
		availablefeatures= activefeatures=
	mini_reset
	on ctl scontrol create reservation reservationname=flex \
		nodes=gpu[01-02] users=user starttime=now duration=60 flags=flex
	j=$(job flex -N4 --reservation=flex --rail=best)
	job_wait "$j" RUNNING
	is_spread "$j" 4 1 1
	on ctl scancel "$j"
	wait_until 30 mini_no_jobs
	on ctl scontrol delete reservationname=flex
}

het_components_ask_for_themselves() {
	local j

	mini_reset
	j=$(user sbatch --parsable -N2 --rail=strict : -N2 --rail=off \
		--wrap 'sleep 600' -o /dev/null)
	wait_until 30 mini_idle 12
	like "the first" "$(job_comment "$j+0")" 'railyard: 2 nodes, 1 island'
	is "the second" "$(job_comment "$j+1")" ""
	mini_reset
	# sbatch hands options on: what is typed takes the place of these
	j=$(user sbatch --parsable -N2 --rail-within=island --rail-segment=2 : \
		-N2 --rail=off : -N2 --rail-within=pod : -N2 \
		--wrap 'sleep 600' -o /dev/null)
	wait_until 30 mini_idle 8
	is "off" "$(job_comment "$j+1")" ""
	like "within again" "$(job_comment "$j+2")" 'railyard: 2 nodes, '
	like "handed on" "$(job_comment "$j+3")" 'railyard: 2 nodes, '
}

mini_reset >/dev/null 2>&1
tap "--rail=best: 4 nodes fill one island" four_fill_an_island
tap "--rail=best: 6 nodes take two islands of one pod" \
	six_take_two_islands_of_one_pod
tap "best fit: small jobs go to the broken island" \
	best_fit_takes_the_broken_island
tap "--rail=strict waits, says why, and starts in place" \
	strict_waits_and_says_why
tap "--rail-within is a hard bound" within_waits_for_an_island
tap "what no fabric could give is refused at submit" \
	what_can_never_be_is_refused_at_submit
tap "-w and -x are kept" required_and_excluded_nodes_count
tap "-N2-6 within an island takes 4" \
	a_range_of_nodes_takes_what_the_bound_allows
tap "a drained node is left out" a_drained_node_is_left_out
tap "nodes of less weight come first, bounds before them" \
	nodes_of_less_weight_come_first
weights_are_back
tap "jobs of half a node share an island" gpus_of_a_node_are_shared
tap "nodes that have the GPUs, but no CPUs, are not waited for" \
	nodes_without_cpus_are_not_waited_for
tap "a job of some GPUs gets the same on all nodes" \
	busy_nodes_give_the_same_gpus
tap "and so it does where gres.conf says no more than files" \
	untyped_gpus_are_the_same
scratch_down untyped
tap "where there are none in common, strict waits and best says so" \
	different_gpus_are_told_and_strict_waits
tap "arrays, and jobs that name no count of nodes" \
	an_array_and_a_job_by_tasks
tap "feature counts, FLEX reservations" feature_counts_and_flex_reservations
tap "components of a het job ask for themselves" \
	het_components_ask_for_themselves
mini_reset >/dev/null 2>&1
tap_end
