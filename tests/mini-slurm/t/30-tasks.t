#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The options where they are typed, and what tasks find.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck disable=SC2016 # variables of the tasks
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"
# shellcheck source=SCRIPTDIR/../lib/request.sh
. "$here/lib/request.sh"

tell='echo $SLURMD_NODENAME $RAIL_SLOT $RAIL_RANK $RAIL_ISLAND'

steps_know_their_place() {
	local out

	mini_reset
	out=$(user srun -N3 --ntasks-per-node=2 --rail=best sh -c "$tell" | sort)
	is "what tasks say" "$out" "gpu01 0 0 pod1-island1
gpu01 0 1 pod1-island1
gpu02 1 2 pod1-island1
gpu02 1 3 pod1-island1
gpu03 2 4 pod1-island1
gpu03 2 5 pod1-island1"
}

salloc_and_its_steps() {
	local out

	out=$(user salloc -Q -N3 --rail=best srun -n3 sh -c "$tell" | sort)
	is "what tasks say" "$out" "gpu01 0 0 pod1-island1
gpu02 1 1 pod1-island1
gpu03 2 2 pod1-island1"
	# a step on some of the nodes: slots of the job, ranks of the step
	out=$(user salloc -Q -N3 --rail=best srun -N1 -n1 -w gpu02 sh -c "$tell")
	is "what the task says" "$out" "gpu02 1 0 pod1-island1"
}

export_none() {
	local out

	out=$(user srun --export=NONE -N2 --rail=best /bin/sh -c "$tell" | sort)
	is "what tasks say" "$out" "gpu01 0 0 pod1-island1
gpu02 1 1 pod1-island1"
}

the_file_of_slots() {
	local out file

	out=$(user srun -N5 -n5 --rail=best sh -c \
		'[ $SLURM_PROCID = 4 ] && echo $RAIL_SLOTS_FILE && cat $RAIL_SLOTS_FILE; true')
	file=$(head -n 1 <<<"$out")
	like "its name" "$file" '^/run/railyard/[0-9]+\.0\.4\.slots$'
	is "the file" "$(tail -n +2 <<<"$out")" "0 gpu01 pod1-island1
1 gpu02 pod1-island1
2 gpu03 pod1-island1
3 gpu04 pod1-island1
4 gpu05 pod1-island2"
	wait_until 10 is_gone "$file"
}

is_gone() {
	[ -z "$(on gpu05 sh -c "ls $1 2>/dev/null")" ]
}

batch_scripts() {
	local id

	user rm -f batch.out
	id=$(user sbatch --parsable -N2 --rail=best -o batch.out --wrap \
		'echo $SLURM_RAIL_LAYOUT; srun sh -c "echo \$RAIL_SLOT"')
	wait_until 30 mini_no_jobs
	is "what it prints" "$(user sort batch.out | xargs)" \
		"0 1 pod1-island1:gpu[01-02]"
	like "the comment" "$(job_comment "$id")" \
		'^railyard: 2 nodes, 1 island, 1 pod; slots pod1-island1:gpu\[01-02\]'
}

# A job that asks for nothing finds nothing.
others_find_nothing() {
	local out

	out=$(user srun -N2 sh -c 'env | grep -c -e ^RAIL_ -e RAIL_LAYOUT' || true)
	is "variables" "$(echo "$out" | xargs)" "0 0"
}

wrong_values() {
	refused --rail=bset 'error: --rail="bset": expected best, strict or off'
	refused --rail= 'expected best, strict or off'
	refused --rail-within=rack \
		'error: --rail-within="rack": expected island, pod, zone, zone2 to zone8 or fabric'
	refused "--rail=$(printf 'a%.0s' {1..5000})" 'expected best, strict or off'
}

contradictions() {
	local out

	out=$(must_fail user sbatch --rail=off --rail-within=pod --wrap true)
	like "sbatch's answer" "$out" "contradicts --rail=off"
}

script_options() {
	local id

	id=$(printf '#!/bin/sh\n#SBATCH --rail=best\n#SBATCH --rail-within=pod\n#SBATCH -N2\nsleep 1\n' |
		user sbatch --parsable -o /dev/null)
	wait_until 30 mini_no_jobs
	like "the comment" "$(job_comment "$id")" '2 nodes, 1 island'
}

forged_requests() {
	local value before n=0

	forge_prepare
	before=$(on ctl pidof slurmctld)
	for value in 'rail=best,within=galaxy' '' 'rail=' ',,,' \
		'rail=best,rail=best' 'within=pod' '%n%n%s%s' \
		$'rail=best\nx\e[31m' "$(printf 'rail=best,%.0s' {1..2000})"; do
		n=$((n + 1))
		forged "$value" "forged$n"
	done
	is "slurmctld's process" "$(on ctl pidof slurmctld)" "$before"
	like "the first comment" \
		"$(job_comment "$(on ctl squeue -h -t all -n forged1 -o %A)")" \
		'railyard: ignored: --rail-within="galaxy": expected island, pod, zone, zone2 to zone8 or fabric'
	is "control characters in the log" \
		"$(on ctl grep -c $'\e' /var/log/slurm/slurmctld.log || true)" 0
}

inside_an_allocation() {
	local out

	out=$(user salloc -Q -N1 srun --rail=strict true 2>&1)
	like "srun's answer" "$out" "no effect inside an allocation"
	is "srun of a rail job" "$(user salloc -Q -N1 --rail=best srun true 2>&1)" ""
}

# What a job asked for is not for the jobs that it submits.
nested_jobs() {
	user rm -f inner.out
	user sbatch -W -N2 --rail-within=pod -o outer.out --wrap \
		'sbatch -W --rail=off -N1 -o inner.out --wrap "env | grep -c \
			-e ^RAIL_ -e RAIL_LAYOUT -e SPANK_RAIL=rail=best; true"' >/dev/null
	is "variables of the inner job" "$(user cat inner.out)" 0
}

help_texts() {
	local command

	for command in sbatch salloc srun; do
		like "$command --help" "$(on ctl $command --help)" \
			'--rail=best\|strict\|off'
	done
}

tap "tasks of a step: slot, rank, island" steps_know_their_place
tap "salloc, and steps on some of its nodes" salloc_and_its_steps
tap "srun --export=NONE" export_none
tap "the file of slots, and nothing left behind" the_file_of_slots
tap "batch scripts, and the job's comment" batch_scripts
tap "jobs that ask for nothing find nothing" others_find_nothing
tap "wrong values are refused where they are typed" wrong_values
tap "contradictions too" contradictions
tap "#SBATCH lines" script_options
tap "forged requests are ignored, and slurmctld lives" forged_requests
tap "--rail inside an allocation" inside_an_allocation
tap "a job inside a job inherits nothing" nested_jobs
tap "--help of sbatch, salloc, srun" help_texts
mini_reset >/dev/null 2>&1
tap_end
