# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The Docker engine: found, or installed and started, and stopped again.

engine_pidfile=/run/railyard-dockerd.pid

docker() {
	docker_for 120 "$@"
}

# docker_for SECONDS ARGUMENT...: docker, as root when this user may not talk
# to the engine.
docker_for() {
	local seconds=$1

	shift
	engine_access
	$docker_as env DOCKER_BUILDKIT="$docker_buildkit" \
		BUILDX_BUILDER=default \
		timeout --foreground -k 5 "$seconds" docker "$@"
}

# Finds out once how to talk to the engine: $docker_as, $docker_compose.
engine_access() {
	[ -z "${docker_buildkit-}" ] || return 0
	docker_as=
	if [ "$(id -u)" -ne 0 ] && ! env docker version >/dev/null 2>&1
	then
		docker_as=as_root
	fi
	# BuildKit needs its client; the builder in the engine needs nothing.
	docker_buildkit=0
	! env docker buildx version >/dev/null 2>&1 || docker_buildkit=1
	docker_compose=docker-compose
	! env docker compose version >/dev/null 2>&1 ||
		docker_compose="docker compose"
}

# Compose, v1 or v2, on the mini-Slurm's project.
compose() {
	engine_access
	# $docker_compose is two words or one
	# shellcheck disable=SC2086
	$docker_as env RAILYARD_NET="${RAILYARD_NET-}" \
		RAILYARD_NAME="$mini_name" \
		timeout -k 5 180 $docker_compose -p "$mini_name" \
		-f "$mini_dir/compose.yaml" "$@"
}

engine_answers() {
	type -P docker >/dev/null || return
	timeout 10 docker version >/dev/null 2>&1 ||
		as_root timeout 10 docker version >/dev/null 2>&1
}

# Installs what is missing of engine, client and compose.
engine_packages() {
	engine_answers || type -P dockerd >/dev/null || apt_need docker.io
	# Since Debian 13 the client is a package of its own.
	type -P docker >/dev/null || apt_need docker-cli
	env docker compose version >/dev/null 2>&1 ||
		type -P docker-compose >/dev/null || apt_need docker-compose
}

engine_up() {
	engine_answers && return
	if [ -d /run/systemd/system ]; then
		as_root systemctl start docker
	else
		# In a session of its own, so that it outlives this one.
		as_root sh -c "setsid dockerd --pidfile $engine_pidfile \
			>/var/log/railyard-dockerd.log 2>&1 </dev/null &"
	fi
	if ! wait_until 60 engine_answers; then
		as_root tail -n 20 /var/log/railyard-dockerd.log || true
		echo "the engine did not answer within 60 s"
		return 1
	fi
}

# Stops the engine, if it was started here and runs nothing else.
engine_down() {
	local pid

	pid=$(cat $engine_pidfile 2>/dev/null) || return 0
	[ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] || return 0
	if [ -n "$(docker ps -q)" ]; then
		echo "other containers run: the engine is left alone"
		return
	fi
	as_root sh -c "kill $pid"
	# It takes the file away last; a zombie may stay where nobody reaps.
	wait_until 30 test ! -e $engine_pidfile
}
