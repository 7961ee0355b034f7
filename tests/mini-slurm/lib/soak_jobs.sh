# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The jobs of the soak: rail jobs that last, of sizes that leave four of the
# sixteen nodes free, so that there is always something to replace with.

soak_sizes=(4 3 3 2)
soak_ids=()			# by place in soak_sizes; the job that has it
soak_next=1

# What a careful user writes: a launch that failed because a node just died is
# tried again.  Slurm requeues the job when it finds that out.
soak_submit() {
	user sbatch --parsable -J "soak$soak_next" -N"$1" --ntasks-per-node=1 \
		--gres=gpu:8 --requeue --open-mode=append --rail=best \
		-o /dev/null <<-'END'
			#!/bin/sh
			until srun sleep 36000; do sleep 2; done
		END
}

# soak_fill: every size has a job.
soak_fill() {
	local i

	for i in "${!soak_sizes[@]}"; do
		[ -z "${soak_ids[$i]-}" ] || continue
		soak_ids[i]=$(soak_submit "${soak_sizes[$i]}") || {
			soak_ids[i]=
			continue
		}
		soak_next=$((soak_next + 1))
	done
}

soak_running() {
	[ "$(on ctl squeue -h -t running -o %A 2>/dev/null | wc -l)" \
		-ge ${#soak_sizes[@]} ]
}

soak_begin() {
	soak_fill
	wait_until 60 soak_running
	# shellcheck disable=SC2034 # for the verdict
	soak_line=$(($(on ctl sh -c 'wc -l </var/log/slurm/slurmctld.log') + 1))
}

# soak_ease: some seconds for the cluster to deal with it; more while jobs wait.
soak_ease() {
	sleep $((RANDOM % 4 + 2))
	wait_until 25 soak_running
}
