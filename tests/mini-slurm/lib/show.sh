# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What ./quickstart shows on the running mini-Slurm.  Each part says what to
# look at, and ends the run when it is not so.

show_all() {
	local one two three

	show_fabric
	show_map
	show_first
	show_second
	show_strict
	show_crash
	show_by_hand
}

title() {
	printf '\n%s\n%s\n' "$1" "${1//?/-}"
}

look() {
	printf '\n  Look at: %s\n' "$*"
}

# miss WHAT: it was not so; ends the run with what there is to read.
miss() {
	printf '\nquickstart: %s; the mini-Slurm says:\n' "$1"
	mini_state 2>&1 | indented
	mini_logs "$logs/containers"
	printf 'The logs of its containers: %s\n' "$logs/containers"
	exit 1
}

indented() {
	sed 's/^/    /'
}

show_fabric() {
	title "1. The fabric, as ibnetdiscover sees it from node gpu01"
	on gpu01 ibsim-run ibnetdiscover 2>/dev/null >"$logs/ibnetdiscover.txt"
	awk '/^Switch/ { switches++ } /^Ca/ { nics++ }
		END { printf "    %d switches, %d NICs\n", switches, nics }' \
		"$logs/ibnetdiscover.txt"
	echo "    What the leaf of gpu01's mlx5_3 is plugged to:"
	awk 'BEGIN { RS = ""; FS = "\n" }
		/Switch/ && /"gpu01 mlx5_3"/ {
			for (i = 1; i <= NF; i++)
				if ($i ~ /^\[/) {
					split($i, part, "\"")
					printf "      port %-5s %s\n", \
						substr($i, 1, index($i, "]")), \
						part[4]
				}
		}' "$logs/ibnetdiscover.txt"
	look "mlx5_3 of four nodes shares one leaf, and with it a rail. A" \
		"NIC's number is not its rail: that leaf carries rail 1."
}

show_map() {
	title "2. The map: railyard build --ib FILE, then railyard show"
	on ctl railyard show /fabric/map.json | indented
	look "four islands of four nodes; every leaf carries one rail."
}

# show_jobs: the queue, with what Railyard says.
show_jobs() {
	on ctl squeue -S i -O jobid:6,name:9,statecompact:4,numnodes:7,nodelist:14,reason:70 |
		sed 's/ *$//' | indented
}

# show_slots NAME RESTARTS: what the tasks of that run of a job saw, by slot.
show_slots() {
	user sort -n "$1.out" | awk -v run="$2" '$1 == run'
}

tasks_ran() {
	[ "$(show_slots "$1" "$2" | wc -l)" -eq "$3" ]
}

show_first() {
	title "3. sbatch -N4 --rail=best: a job that fills one island"
	one=$(job first -N4 --rail=best)
	job_wait "$one" RUNNING || miss "it does not start"
	wait_until 20 tasks_ran first 0 4 || miss "its tasks did not start"
	show_table first
	look "four slots, one island; each task has its eight GPUs."
	[ "$(show_slots first 0 | awk '{ print $4 }' | sort -u | wc -l)" = 1 ] ||
		miss "the job is not on one island"
}

show_table() {
	{
		echo "slot node island GPUs"
		show_slots "$1" 0 | awk '{ print $2, $3, $4, $6 }'
	} | awk '{ printf "    %-5s %-7s %-14s %s\n", $1, $2, $3, $4 }'
}

show_second() {
	title "4. sbatch -N6 --rail=best: two islands of one pod"
	two=$(job second -N6 --rail=best)
	job_wait "$two" RUNNING || miss "it does not start"
	wait_until 20 tasks_ran second 0 6 || miss "its tasks did not start"
	show_table second
	look "two islands, both of the other pod: no traffic crosses the core," \
		"and the rest of the first pod stays whole."
	[ "$(show_slots second 0 | awk '{ sub(/-.*/, "", $4); print $4 }' |
		sort -u | wc -l)" = 1 ] || miss "the job is not in one pod"
}

show_strict() {
	title "5. sbatch -N5 --rail=strict: a job that waits, and says why"
	three=$(job third -N5 --rail=strict)
	wait_until 30 strict_says_why || miss "the job does not say why it waits"
	show_jobs
	printf '\n    scontrol show job %s:\n' "$three"
	printf '      SystemComment=%s\n' "$(job_comment "$three")"
	look "six nodes are idle, but they lie in two pods: strict waits" \
		"rather than spread. (It is cancelled now.)"
	job_is "$three" PENDING || miss "the strict job does not wait"
	on ctl scancel "$three"
}

strict_says_why() {
	[[ $(job_get "$three" %r) == *strict* ]]
}

show_crash() {
	local victim start=$SECONDS

	victim=$(show_slots first 0 | awk '$2 == 1 { print $3 }')
	title "6. docker kill $mini_name-$victim: slot 1 of the first job dies"
	node_kill "$victim"
	printf '    %3d s  killed\n' 0
	wait_until 60 node_is "$victim" down ||
		miss "slurmctld did not notice that $victim is dead"
	printf '    %3d s  slurmctld has noticed; the job is requeued\n' \
		$((SECONDS - start))
	wait_until 60 job_again "$one" 1 ||
		miss "the job did not start again: $(job_comment "$one")"
	wait_until 20 tasks_ran first 1 4 || miss "its tasks did not start"
	printf '    %3d s  it runs again\n\n' $((SECONDS - start))
	show_slots first 0 | awk '{ print $2, $3, $4 }' >"$logs/before"
	show_slots first 1 | awk '{ print $2, $3, $4 }' >"$logs/after"
	printf '    %-5s %-25s %s\n' slot before after
	join "$logs/before" "$logs/after" |
		awk '{ printf "    %-5s %-7s %-17s %-7s %-14s %s\n", $1, $2, $3,
			$4, $5, ($2 == $4 ? "" : "<- changed") }'
	look "one slot has another node, the other three ranks are where they" \
		"were. The island had no node left, so the pod gave one."
	[ "$(join "$logs/before" "$logs/after" |
		awk '$2 != $4' | wc -l)" = 1 ] ||
		miss "not exactly one slot has changed"
}

show_by_hand() {
	local docker=docker

	engine_access
	[ -z "$docker_as" ] || docker="sudo docker"
	title "7. By hand"
	# the names that the reader is to type
	indented <<-END
		$docker exec -it -u user -w /home/user $mini_name-ctl bash
		  sinfo; squeue; scontrol show job 1
		  sbatch -N2 --gres=gpu:8 --rail=best --rail-within=island \\
		      --wrap 'srun sh -c "env | grep RAIL_"'
		  railyard place /fabric/map.json -N 6 --down gpu02
		$docker start $mini_name-gpu02     # the dead node comes back
		$docker exec -e SIM_HOST='gpu03 mlx5_3' $mini_name-gpu03 ibsim-run ibstat
		${mini_env}tests/mini-slurm/mini help      # cut a cable, kill slurmctld, ...
	END
}
