# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Requests that must not get through: typed wrongly, or forged.  For the
# tests in t/.
# shellcheck disable=SC2016 # variables of the user's shell

# last_job: the number of the job submitted last.
last_job() {
	on ctl squeue -h -t all -o %A | sort -n | tail -n 1
}

# refused OPTIONS MESSAGE: by all three, before anything is submitted.
refused() {
	local out command options last words

	last=$(last_job)
	# an empty value is a word too
	read -r -a options <<<"$1"
	for command in "sbatch --wrap true" "salloc true" "srun true"; do
		read -r -a words <<<"$command"
		if out=$(user "${words[0]}" "${options[@]}" "${words[@]:1}" \
			2>&1); then
			echo "${words[0]} takes $1"
			return 1
		fi
		like "${words[0]}'s answer to $1" "$out" "$2"
	done
	is "the last job" "$(last_job)" "$last"
}

# A user with a slurm.conf of his own gets past our SPANK plugin.
forge_prepare() {
	user sh -c 'mkdir -p forge && cp /etc/slurm/*.conf forge &&
		echo "required /usr/local/lib/forge_spank.so" >forge/plugstack.conf &&
		sed -i "s|^PlugStackConfig=.*|PlugStackConfig=$PWD/forge/plugstack.conf|" \
			forge/slurm.conf'
}

# forge REQUEST OPTION...: submits a job with that request; prints its number.
forge() {
	docker exec -i -u user -w /home/user \
		-e SLURM_CONF=/home/user/forge/slurm.conf \
		-e "FORGED_REQUEST=$1" "$mini_name-ctl" \
		sbatch --parsable -o /dev/null --wrap true "${@:2}"
}

# forged REQUEST NAME: a job with that request runs as without one, and its
# comment says so.
forged() {
	local id

	id=$(forge "$1" -J "$2" -N1)
	like "the job's number" "$id" '^[0-9]+$'
	wait_until 30 job_is_over "$id"
	like "the comment" "$(job_comment "$id")" '^railyard: ignored: '
	is "the job" "$(on ctl squeue -h -t all -j "$id" -o %T)" COMPLETED
}

job_is_over() {
	[ -z "$(on ctl squeue -h -j "$1")" ]
}
