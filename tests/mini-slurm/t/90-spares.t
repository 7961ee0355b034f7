#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Spares in the allocation: the same slots, one node replaced, in seconds.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck disable=SC2016 # variables of the tasks
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"
# shellcheck source=SCRIPTDIR/../lib/request.sh
. "$here/lib/request.sh"
# shellcheck source=SCRIPTDIR/../lib/run.sh
. "$here/lib/run.sh"

spares_have_no_slot() {
	local id

	mini_reset
	user rm -f plain.out
	id=$(user sbatch --parsable -W -N6 --rail-spares=2 --no-kill -o plain.out \
		--wrap 'echo $RAIL_SPARES $RAIL_MASTER_ADDR; cat $RAIL_SLOTS_FILE
			srun sh -c "echo rank \$RAIL_RANK \$SLURMD_NODENAME \$RAIL_SLOT" |
				sort -k 2n')
	is "what the script finds" "$(user cat plain.out)" "gpu[05-06] gpu01
0 gpu01 pod1-island1
1 gpu02 pod1-island1
2 gpu03 pod1-island1
3 gpu04 pod1-island1
rank 0 gpu01 0
rank 1 gpu02 1
rank 2 gpu03 2
rank 3 gpu04 3
rank 4 gpu05
rank 5 gpu06"
	like "the comment" "$(job_comment "$id")" \
		'^railyard: 6 nodes, 2 islands, 1 pod; 2 spares; slots pod1-island1:gpu\[01-04\];\+pod1-island2:gpu\[05-06\] *$'
	id=$(user sbatch --parsable -W -N3 --rail-spares=1 --wrap true -o /dev/null)
	like "without --no-kill" "$(job_comment "$id")" \
		'; 1 spare, of no use without --no-kill; slots pod1-island1:gpu\[01-02\];\+pod1-island1:gpu03'
}

wrong_spares() {
	local out

	refused --rail-spares=none 'error: --rail-spares="none": expected a number of nodes from 1 to 1048576'
	refused --rail-spares=0 'expected a number of nodes'
	refused --rail-ranks=node 'error: --rail-ranks="node": expected slot or slurm'
	out=$(must_fail user sbatch -N2 --rail-spares=2 --wrap true)
	like "no slot left" "$out" 'Requested node configuration is not available'
	like "its comment" "$(job_comment "$(last_job)")" \
		'railyard: refused: more nodes than --rail-spares are needed'
	forge_prepare
	forged 'rail=best,spares=-1' forged-spares
	forged 'rail=best,segment=2,spares=1,spares=1' forged-both
}

# SLURM_PROCID by slot where Slurm counts otherwise: a host list in reverse.
ranks_by_slot() {
	local tell='echo $RAIL_RANK $SLURM_PROCID $SLURM_NODEID $RAIL_SLOT'
	local layout='pod1-island1:gpu[03,02,01]'

	is "by slot" "$(user salloc -Q -N3 --ntasks-per-node=2 --rail=best \
		env SLURM_RAIL_LAYOUT="$layout" srun --rail-ranks=slot sh -c "$tell" |
		sort -n | xargs)" "0 0 0 0 1 1 0 0 2 2 1 1 3 3 1 1 4 4 2 2 5 5 2 2"
	is "by Slurm" "$(user salloc -Q -N3 --rail=best env SLURM_RAIL_LAYOUT="$layout" \
		srun sh -c "$tell" | sort -n | xargs)" "0 2 2 0 1 1 1 1 2 0 0 2"
	is "from sbatch" "$(user sbatch -W -N2 --rail=best --rail-ranks=slot \
		-o ranks.out --wrap "SLURM_RAIL_LAYOUT=pod1-island1:gpu[02,01] \
			srun sh -c '$tell'" >/dev/null; user sort -n ranks.out |
		xargs)" "0 0 0 0 1 1 1 1"
}

two_nodes_at_once() {
	local id slots

	mini_reset
	id=$(ring_job ring -N6 --rail-spares=2 --no-kill)
	wait_until 40 ring_runs ring 1
	is "slots at first" "$(ring_slots ring)" "gpu01 gpu02 gpu03 gpu04"
	ring_order ring 8
	node_kill gpu02
	node_kill gpu04
	wait_until 40 ring_runs ring 2
	# which of them gets which is up to what slurmctld heard of first
	slots=$(ring_slots ring)
	like "slots then" "$slots" '^gpu01 (gpu05 gpu03 gpu06|gpu06 gpu03 gpu05)$'
	is "as slurmctld has them" "$(job_comment "$id" |
		sed 's/.*; slots //; s/;+.*//; s/[^;]*://g; s/;/ /g')" "$slots"
	ring_order ring 8
	like "what is said" "$(ring_out ring)" \
		'railyard run: 2 of 4 slots stay; 0 spares left'
	ring_phases ring
	is "restarts of the job" "$(on ctl scontrol show job "$id" |
		grep -o 'Restarts=[0-9]*')" Restarts=0
}

# Two pairs and their spares: a spare of the island keeps a pair inside it; the
# next has to come from elsewhere, which is said; requeued, all are whole again.
pairs_and_spares() {
	local id

	mini_reset
	id=$(ring_job pairs -N6 --rail-spares=2 --rail-segment=2 --no-kill)
	wait_until 40 ring_runs pairs 1
	like "the comment" "$(job_comment "$id")" \
		'; 2 spares; 4 of 4 slots have one in their island; slots pod1-island1:gpu\[01-02\];pod1-island2:gpu\[05-06\];\+pod1-island1:gpu03;\+pod1-island2:gpu07 *$'
	node_kill gpu06
	wait_until 40 ring_runs pairs 2
	is "the pair stays" "$(ring_slots pairs)" "gpu01 gpu02 gpu05 gpu07"
	is "nothing is said" "$(ring_out pairs | grep -c 'a segment' || true)" 0
	node_kill gpu07
	wait_until 40 ring_runs pairs 3
	is "the other spare" "$(ring_slots pairs)" "gpu01 gpu02 gpu05 gpu03"
	like "what is said" "$(ring_out pairs)" \
		'slots 2 to 3, a segment, are no longer inside one island: no spare in pod1-island2 is left'
	user scontrol requeue "$id"
	wait_until 60 job_again "$id" 1
	wait_until 30 ring_runs pairs 4
	is "whole again" "$(ring_slots pairs)" "gpu01 gpu02 gpu05 gpu08"
	ring_order pairs 8
	user scancel "$id"
	node_start gpu06
	node_start gpu07
}

# A node that is back is not rejoined; out of spares, Slurm starts the job anew,
# and who has a slot keeps it.
out_of_spares() {
	local id third fourth

	id=$(on ctl squeue -h -n ring -o %A)
	node_start gpu02
	node_start gpu04
	wait_until 30 eval '[ "$(on ctl sinfo -h -n gpu02,gpu04 -o %T | sort -u)" = idle ]'
	is "the job's nodes" "$(job_get "$id" %N)" "gpu[01,03,05-06]"
	read -r _ third _ fourth <<<"$(ring_slots ring)"
	node_kill "$third"
	wait_until 60 job_again "$id" 1
	wait_until 30 ring_runs ring 3
	like "what is said" "$(ring_out ring)" \
		'there are not enough spares: the job is requeued'
	like "its slots" "$(ring_slots ring)" "^gpu01 gpu(07|08) gpu03 $fourth\$"
	ring_order ring 8
	like "its spares" "$(job_comment "$id")" '; 2 spares; '
	user scancel "$id"
	node_start "$third"
}

a_spare_dies() {
	local id

	mini_reset
	id=$(ring_job spare -N4 --rail-spares=1 --no-kill)
	wait_until 40 ring_runs spare 1
	node_kill gpu04
	wait_until 40 ring_said spare 'gpu04, a spare, is lost'
	is "rings" "$(ring_out spare | grep -c '^ring: round 1 ')" 1
	user scancel "$id"
	node_start gpu04
}

# The health check's word: the machine lives, its tasks are ended.
a_node_fails_by_word() {
	local id

	mini_reset
	id=$(ring_job word -N3 --rail-spares=1 --no-kill)
	wait_until 40 ring_runs word 1
	on ctl scontrol update nodename=gpu02 state=fail reason='Xid 79'
	wait_until 30 ring_runs word 2
	is "slots" "$(ring_slots word)" "gpu01 gpu03"
	ring_order word 4
	like "what is said" "$(ring_out word)" 'gpu02, slot 1, is lost: .*FAIL.*: Xid 79'
	is "rings left on gpu02" "$(on gpu02 pgrep -c ring || true)" 0
	ring_phases word
	user scancel "$id"
	wait_until 30 mini_no_jobs
	on ctl scontrol update nodename=gpu02 state=resume
}

# The recipe of railyard-slurm(7), with a torchrun that tells how it was called;
# slot 0, which is the master, moves.
torchrun_by_slot() {
	local id

	mini_reset
	user sh -c 'rm -f torch.out; mkdir -p bin; cat >bin/torchrun; chmod +x bin/torchrun' <<-'END'
		#!/bin/sh
		echo "$RAIL_RESTARTS $SLURMD_NODENAME $*"
		exec sleep 600
	END
	id=$(user sbatch --parsable -N3 --ntasks-per-node=1 --gpus-per-node=8 \
		--rail-spares=1 --no-kill -o torch.out <<-'END'
			#!/bin/bash
			PATH=$HOME/bin:$PATH
			exec railyard run -- srun bash -c 'exec torchrun \
				--nnodes="$SLURM_NNODES" --node-rank="$RAIL_SLOT" \
				--nproc-per-node=8 --master-addr="$RAIL_MASTER_ADDR" \
				--master-port=29500 train.py'
		END
	)
	wait_until 30 torchruns 2
	on ctl scontrol update nodename=gpu01 state=fail reason='Xid 79'
	wait_until 30 torchruns 4
	is "how torchrun was called" "$(user grep -e --nnodes torch.out | sort)" \
		"0 gpu01 --nnodes=2 --node-rank=0 --nproc-per-node=8 --master-addr=gpu01 --master-port=29500 train.py
0 gpu02 --nnodes=2 --node-rank=1 --nproc-per-node=8 --master-addr=gpu01 --master-port=29500 train.py
1 gpu02 --nnodes=2 --node-rank=1 --nproc-per-node=8 --master-addr=gpu03 --master-port=29500 train.py
1 gpu03 --nnodes=2 --node-rank=0 --nproc-per-node=8 --master-addr=gpu03 --master-port=29500 train.py"
	user scancel "$id"
	wait_until 30 mini_no_jobs
	on ctl scontrol update nodename=gpu01 state=resume
}

torchruns() {
	[ "$(user grep -c -e --nnodes torch.out)" = "$1" ]
}

# Nothing of the job is left to put a spare anywhere; with --no-kill alone it
# would hold its nodes for good.
the_batch_host_dies() {
	local id

	mini_reset
	id=$(ring_job batch -N4 --rail-spares=1 --no-kill)
	wait_until 40 ring_runs batch 1
	node_kill gpu01
	wait_until 60 job_again "$id" 1
	wait_until 30 ring_runs batch 2
	is "slots" "$(ring_slots batch)" "gpu04 gpu02 gpu03"
	ring_order batch 6
	user scancel "$id"
	node_start gpu01
}

tap "spares are in the allocation, and have no slot" spares_have_no_slot
tap "wrong and forged requests for spares" wrong_spares
tap "--rail-ranks=slot: SLURM_PROCID and SLURM_NODEID by slot" ranks_by_slot
tap "two nodes die at once: a ring over TCP goes on in its order" two_nodes_at_once
tap "a third dies: requeued, and nobody else moves" out_of_spares
tap "segments and spares: a pair stays in its island, as long as it can" pairs_and_spares
tap "a spare dies: the program is left alone" a_spare_dies
tap "FAIL by a health check: replaced, nothing left on the node" a_node_fails_by_word
tap "torchrun: node rank and master by slot, before and after" torchrun_by_slot
tap "the node of the batch script dies: requeued, the spare takes its slot" the_batch_host_dies
mini_reset >/dev/null 2>&1
tap_end
