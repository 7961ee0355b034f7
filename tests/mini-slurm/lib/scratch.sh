# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A slurmctld of its own, beside the mini-Slurm, for files that it may die of:
# see ../scratch.sh, which runs inside of the container.

# shellcheck disable=SC2034 # for the tests
scratch_awk=$mini_dir/exports.awk

# scratch_up NAME IMAGE: an empty container with that and the fixtures in it.
scratch_up() {
	docker run -d --rm --name "$mini_name-$1" --hostname ctl --init \
		--entrypoint sleep "$2" 600 >/dev/null
	tar -c -C "$mini_dir" scratch.sh -C "$mini_dir/../fixtures" topology export |
		docker exec -i "$mini_name-$1" tar -x -C /usr/local/lib
}

scratch_down() {
	docker rm -f "$mini_name-$1" >/dev/null 2>&1 || true
}

# scratch NAME COMMAND...: scratch.sh's command in that container.
scratch() {
	local name=$1

	shift
	docker exec "$mini_name-$name" bash /usr/local/lib/scratch.sh "$@"
}

# scratch_ask NAME COMMAND...: a client of the slurmctld that runs in there.
scratch_ask() {
	local name=$1

	shift
	docker exec -e SLURM_CONF=/tmp/etc/slurm.conf "$mini_name-$name" "$@"
}

# The image of a Slurm that reads topology.yaml, from Debian's next release;
# in 20 to 30 s, with what this machine's own sources of Debian have.
newer_image() {
	local context

	! docker image inspect "$mini_name-newer" >/dev/null 2>&1 || return 0
	context=$(mktemp -d)
	cat >"$context/Dockerfile" <<-'END'
		FROM railyard-base:trixie
		RUN sed -i 's/trixie/forky/' /etc/apt/sources.list.d/*.sources && \
			apt-get update && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y --no-install-recommends \
			slurmctld slurm-client procps && \
			slurmctld -V
	END
	docker_for 300 build --network host -t "$mini_name-newer" "$context" ||
		{ rm -r "$context"; return 1; }
	rm -r "$context"
}
