#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Groups of slots that stay together, and nodes of one kind.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"
# shellcheck source=SCRIPTDIR/../lib/request.sh
. "$here/lib/request.sh"

conf=/etc/slurm/railyard.conf

# busy NODE...: an hour's job on each.
busy() {
	local node id

	for node in "$@"; do
		id=$(job "busy-$node" -N1 -w "$node" --rail=off)
		job_wait "$id" RUNNING
	done
}

# start_job NAME NODES OPTION...: it runs and its tasks have said where; sets
# $id.
start_job() {
	user rm -f "$1.out"
	id=$(job "$1" "-N$2" "${@:3}")
	job_wait "$id" RUNNING
	tasks_wait "$1" 0 "$2"
}

# together NAME RUN NODES SIZE [pod]: in that run of the job, every SIZE
# consecutive slots are inside one island, or pod: by RAIL_ISLAND, and by
# what the node is called.
together() {
	local said

	said=$(tasks "$1" "$2")
	is "slots of $1" "$(cut -d' ' -f1 <<<"$said" | xargs)" \
		"$(seq -s ' ' 0 $(($3 - 1)))"
	awk -v size="$4" -v pod="${5:+1}" '
	{
		n = substr($2, 4) - 1
		home = pod ? int(n / 8) : int(n / 4)
		island = "pod" int(n / 8) + 1 "-island" int(n / 4) % 2 + 1
		s = int($1 / size)
		if ($3 != island || (s in at && at[s] != home)) {
			print "slot " $1 " on " $2 ", RAIL_ISLAND=" $3
			wrong = 1
		}
		at[s] = home
	}
	END { exit wrong }' <<<"$said" || {
		echo "not in groups of $4: $said"
		return 1
	}
}

# stay NAME RUN FIRST LAST: these slots are where they were in the run before.
stay() {
	is "slots $3 to $4 of $1" \
		"$(tasks "$1" "$2" | sed -n "$(($3 + 1)),$(($4 + 1))p")" \
		"$(tasks "$1" $(($2 - 1)) | sed -n "$(($3 + 1)),$(($4 + 1))p")"
}

# comes_back NAME NODES [RUN]
comes_back() {
	wait_until 90 job_again "$id" "${3:-1}" || {
		echo "job $id did not start again: $(job_comment "$id")"
		return 1
	}
	tasks_wait "$1" "${3:-1}" "$2"
}

# Three nodes of either island would do for 6, but not for 3 pairs.
pairs() {
	mini_reset
	busy gpu01 gpu05
	start_job pairs 6 --rail-segment=2
	is_spread "$id" 6 2 1
	together pairs 0 6 2
	is "the pod" "$(job_nodes "$id" | grep -c 'gpu09\|gpu1' || true)" 6
	# without segments those would be taken
	start_job plain 6 --rail=best
	is_spread "$id" 6 2 1
}

fours() {
	mini_reset
	busy gpu01 gpu09
	start_job fours 6 --rail-segment=4
	is_spread "$id" 6 2 1
	together fours 0 6 4
	on ctl scancel "$id"
	wait_until 30 mini_idle 14
	start_job eight 8 --rail-segment=4
	is_spread "$id" 8 2 2
	together eight 0 8 4
}

# 6 are more than an island has.  Without segments 12 nodes are 8 and 4.
by_pod() {
	mini_reset
	start_job bypod 12 --rail-segment=6
	is_spread "$id" 12 4 2
	together bypod 0 12 6 pod
	on ctl scancel "$id"
	wait_until 30 mini_idle 16
	start_job noseg 12 --rail=best
	is_spread "$id" 12 3 2
}

not_a_multiple() {
	mini_reset
	start_job seven 7 --rail-segment=3
	is_spread "$id" 7 2 1
	together seven 0 7 3
	start_job five 5 --rail-segment=3
	is_spread "$id" 5 2 1
	together five 0 5 3
	mini_reset
	# fewer nodes than a segment has: one island
	busy gpu01 gpu02 gpu05
	start_job three 3 --rail-segment=4
	is_spread "$id" 3 1 1
}

# Twelve nodes are free, three in every island: four pairs and four single.
waits_for_a_group() {
	local wide

	mini_reset
	busy gpu01 gpu05 gpu09 gpu13
	wide=$(job wide -N10 --rail-segment=2)
	waits "$wide" "no 10 free nodes in groups of 2 that are each inside one island"
	on ctl scancel -n busy-gpu05
	job_wait "$wide" RUNNING 40
	is_spread "$wide" 10 4 2
	tasks_wait wide 0 10
	together wide 0 10 2
}

with_strict_and_within() {
	local strict pod range

	mini_reset
	busy gpu01 gpu09
	strict=$(job strict -N8 --rail=strict --rail-segment=4)
	waits "$strict" "strict: free nodes give 2 islands in 2 pods, an empty fabric 2 in 1"
	pod=$(job pod -N8 --rail-segment=4 --rail-within=pod)
	waits "$pod" "no one pod has 8 free nodes in groups of 4 that are each inside one island"
	on ctl scancel -n busy-gpu01
	job_wait "$strict" RUNNING 40
	is_spread "$strict" 8 2 1
	mini_reset
	range=$(job range -N2-7 --rail-segment=4 --rail-within=island)
	job_wait "$range" RUNNING
	is_spread "$range" 4 1 1
}

# never REASON OPTION...: sbatch's no, and the reason in the job's record.
never() {
	local out id

	out=$(must_fail job never "${@:2}")
	like "sbatch's answer" "$out" \
		"Requested node configuration is not available"
	id=$(last_job)
	is "job $id" "$(on ctl squeue -h -t failed -j "$id" -o %j)" never
	is "its comment" "$(job_comment "$id" | sed "s/ *\$//")" \
		"railyard: refused: $1"
}

impossible() {
	mini_reset
	never "even an empty fabric has no 9 nodes in groups of 9 that are each inside one pod" \
		-N9 --rail-segment=9
	never "even an empty fabric has no 16 nodes in groups of 3 that are each inside one island" \
		-N16 --rail-segment=3
	never "no one pod has 8 nodes in groups of 3 that are each inside one island that suit the job" \
		-N8 --rail-segment=3 --rail-within=pod
	never "even an empty fabric has no 4 nodes in groups of 4 that are each inside one island with those that the job must have" \
		-N4 --rail-segment=4 -w gpu01,gpu05
}

wrong_values() {
	local value

	mini_reset
	for value in 0 -1 '' x 2x 02 1.5 99999999 1048577 0x4; do
		refused "--rail-segment=$value" \
			"error: --rail-segment=\"$value\": expected a number of nodes from 1 to 1048576"
	done
	refused --rail-uniform=yes "doesn't allow an argument"
}

against_off() {
	mini_reset
	refused '--rail=off --rail-segment=2' \
		'error: --rail-segment=2 contradicts --rail=off'
	refused '--rail-segment=2 --rail=off' \
		'error: --rail-segment=2 contradicts --rail=off'
	refused '--rail=off --rail-uniform' \
		'error: --rail-uniform contradicts --rail=off'
	refused '--rail-uniform --rail=off' \
		'error: --rail-uniform contradicts --rail=off'
}

forged_segments() {
	local value before id n=0

	mini_reset
	forge_prepare
	before=$(on ctl pidof slurmctld)
	for value in rail=best,segment={0,-2,02,,2x,4294967298,1048577} \
		segment=2 uniform rail=off,segment=2 rail=off,uniform \
		rail=best,segment=2,segment=4 rail=best,uniform,uniform \
		rail=best,uniform=1 rail=best,segments=2; do
		n=$((n + 1))
		forged "$value" "forged-seg$n"
	done
	is "forged requests" $n 15
	is "slurmctld's process" "$(on ctl pidof slurmctld)" "$before"
	# what is well formed is a request like any other
	id=$(must_fail forge rail=best,segment=9 -N9)
	like "sbatch's answer" "$id" \
		"Requested node configuration is not available"
}

script_lines() {
	local id

	mini_reset
	user rm -f outer.out inner.out
	id=$(user sbatch --parsable -o outer.out <<-'EOF'
		#!/bin/sh
		#SBATCH -N6 --rail-segment=3
		#SBATCH --rail-uniform
		echo "$SLURM_SPANK_RAIL"
		sbatch -W -Q -N1 -o inner.out --wrap \
			'echo "inner: $SLURM_SPANK_RAIL$RAIL_SLOT"'
	EOF
	)
	wait_until 30 mini_no_jobs
	like "the comment" "$(job_comment "$id")" '6 nodes, 2 islands, 1 pod'
	is "what the job asked for" "$(user cat outer.out)" \
		"rail=best,segment=3,uniform"
	# a job inside it inherits nothing
	is "what the inner one asked for" "$(user cat inner.out)" "inner: "
}

# --- a job that comes back ---------------------------------------------------
# Of 7 nodes and fewer: of a larger one Slurm's steps report through each other,
# and a dead node in between costs it a minute.

slot_goes_to_the_island() {
	mini_reset
	start_job pairback 6 --rail-segment=3
	together pairback 0 6 3
	node_kill gpu02
	comes_back pairback 6
	together pairback 1 6 3
	is "slots that moved" "$(diff <(tasks pairback 0) <(tasks pairback 1) |
		grep -c '^>')" 1
	like "the comment" "$(job_comment "$id")" '5 of 6 slots stay, 1 get'
}

# No node is left in its island, and no island has three: the job waits for one
# that has, and then three slots move and the other three stay.
a_segment_moves() {
	mini_reset
	busy gpu04 gpu08 gpu09 gpu10 gpu13 gpu14
	start_job moves 6 --rail-segment=3
	is "nodes" "$(job_nodes "$id" | xargs)" "$(echo gpu0{1,2,3,5,6,7})"
	node_kill gpu02
	wait_until 90 says "$id" \
		"no 6 free nodes in groups of 3 that are each inside one island"
	job_is "$id" PENDING
	on ctl scancel -n busy-gpu10
	comes_back moves 6
	together moves 1 6 3
	stay moves 1 3 5
	like "the comment" "$(job_comment "$id")" '3 of 6 slots stay, 3 get'
}

# A smaller last group may go elsewhere when the others have to move.
a_rest_comes_back() {
	mini_reset
	start_job restback 6 --rail-segment=4
	node_kill "$(tasks restback 0 | awk '$1 == 1 { print $2 }')"
	comes_back restback 6
	together restback 1 6 4
	node_kill "$(tasks restback 1 | awk '$1 == 5 { print $2 }')"
	comes_back restback 6 2
	together restback 2 6 4
	stay restback 2 0 3
}

a_pod_fills_its_segment() {
	mini_reset
	start_job podback 6 --rail-segment=6
	is "nodes" "$(job_nodes "$id" | xargs)" "$(echo gpu0{1..6})"
	node_kill gpu03
	comes_back podback 6
	together podback 1 6 6 pod
	like "the comment" "$(job_comment "$id")" '5 of 6 slots stay, 1 get'
}

requeued_by_hand() {
	mini_reset
	start_job handback 7 --rail-segment=3
	on ctl scontrol requeue "$id"
	comes_back handback 7
	together handback 1 7 3
	stay handback 1 0 6
}

# --- one kind ----------------------------------------------------------------

# Nodes with an even number get another product.
map_of_two_kinds() {
	ctld_stop
	on ctl sh -c "[ -e $conf.good ] || cp $conf $conf.good
		sed -E -e 's/^    (\[\"mlx5.*\])\],\$/    {\"nics\": \1, \"hardware\": {\"product\": \"a\"}},\n    {\"nics\": \1, \"hardware\": {\"product\": \"b\"}}],/' \
			-e 's/\{\"name\": \"gpu[0-9]*[02468]\"/&, \"shape\": 1/' \
			/fabric/map.json >/tmp/two.json
		sed 's|^Map=.*|Map=/tmp/two.json|' $conf.good >$conf"
	ctld_start
	wait_until 60 mini_idle 16
	is "nodes of the other kind" \
		"$(on ctl grep -c '"shape": 1' /tmp/two.json)" 8
	is "errors of ours" \
		"$(ctld_log 'error: railyard:.*two.json' || true)" ""
}

# After the last case, whose jobs still run.
map_as_it_was() {
	mini_reset
	ctld_stop
	on ctl sh -c "cp $conf.good $conf"
	ctld_start
	wait_until 60 mini_idle 16
}

# kinds JOB: how many of its nodes have an odd number, and how many an even.
kinds() {
	job_nodes "$1" | awk '{ n[substr($1, 4) % 2]++ }
		END { print n[1] + 0, n[0] + 0 }'
}

one_kind() {
	mini_reset
	map_of_two_kinds
	start_job mixed 4 --rail=best
	is_spread "$id" 4 1 1
	is "odd and even" "$(kinds "$id")" "2 2"
	on ctl scancel "$id"
	wait_until 30 mini_idle 16
	start_job uniform 4 --rail-uniform
	is_spread "$id" 4 2 1
	is "odd and even" "$(kinds "$id")" "4 0"
	# either pod would do: of equals the kind that has fewer left
	start_job more 4 --rail-uniform
	is_spread "$id" 4 2 1
	is "odd and even" "$(kinds "$id")" "4 0"
	start_job other 4 --rail-uniform
	is_spread "$id" 4 2 1
	is "odd and even" "$(kinds "$id")" "0 4"
	start_job named 2 --rail-uniform -w gpu10 --rail-within=island
	is "nodes" "$(job_nodes "$id" | xargs)" "gpu10 gpu12"
}

# Six of the first kind are free, but they are two pairs and two single ones.
one_kind_in_pairs() {
	mini_reset
	busy gpu01 gpu05
	start_job unipairs 6 --rail-uniform --rail-segment=2
	together unipairs 0 6 2
	is "odd and even" "$(kinds "$id")" "0 6"
}

one_kind_waits() {
	local eight

	mini_reset
	busy gpu01 gpu02
	eight=$(job eight -N8 --rail-uniform)
	waits "$eight" "no 8 free nodes of one kind"
	on ctl scancel -n busy-gpu02
	job_wait "$eight" RUNNING 40
	is "odd and even" "$(kinds "$eight")" "0 8"
}

one_kind_impossible() {
	mini_reset
	never "even an empty fabric has no 9 nodes of one kind" -N9 --rail-uniform
	never "even an empty fabric has no 6 nodes of one kind, in groups of 3 that are each inside one island" \
		-N6 --rail-uniform --rail-segment=3
	never "no one island has 3 nodes of one kind that suit the job" \
		-N3 --rail-uniform --rail-within=island
	never "even an empty fabric has no 2 nodes of one kind with those that the job must have" \
		-N2 --rail-uniform -w gpu01,gpu02
}

# Its island has a free node, but of the other kind; and that kind, of which
# less is left, is what a job that starts anew would get.
one_kind_comes_back() {
	mini_reset
	start_job uniback 3 --rail-uniform
	is "nodes" "$(job_nodes "$id" | xargs)" "gpu01 gpu03 gpu05"
	busy gpu10 gpu12
	node_kill gpu03
	comes_back uniback 3
	is "odd and even" "$(kinds "$id")" "3 0"
	stay uniback 1 0 0
	stay uniback 1 2 2
	like "the comment" "$(job_comment "$id")" '2 of 3 slots stay, 1 get'
}

mini_reset >/dev/null 2>&1
tap "--rail-segment=2: pairs that an island each holds" pairs
tap "--rail-segment=4: whole islands" fours
tap "segments larger than an island stay inside a pod" by_pod
tap "a count of nodes that is no multiple" not_a_multiple
tap "a job waits for room in whole groups, and says so" waits_for_a_group
tap "segments with strict, with a bound, with a range" with_strict_and_within
tap "what can never be is refused at submit, with its reason" impossible
tap "wrong values are refused where they are typed" wrong_values
tap "--rail=off with them too" against_off
tap "forged segments are ignored, and slurmctld lives" forged_segments
tap "#SBATCH lines, and nothing for a job inside the job" script_lines
tap "a dead node's slot goes to a node of its segment's island" \
	slot_goes_to_the_island
tap "the island is full: its segment waits for another, and moves" \
	a_segment_moves
tap "a smaller last group comes back" a_rest_comes_back
tap "a segment of a pod keeps its other slots" a_pod_fills_its_segment
tap "scontrol requeue brings every slot back" requeued_by_hand
tap "--rail-uniform: nodes of one kind" one_kind
tap "--rail-uniform with segments" one_kind_in_pairs
tap "--rail-uniform waits, and says so" one_kind_waits
tap "--rail-uniform that can never be" one_kind_impossible
tap "a job of one kind comes back on it" one_kind_comes_back
map_as_it_was >/dev/null 2>&1
tap_end
