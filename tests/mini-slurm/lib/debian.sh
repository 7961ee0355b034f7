# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's packages: those this machine lacks, and base images of a suite,
# both from the sources that this machine is set up with.

# apt_need PACKAGE...: installs those that are missing.
apt_need() {
	local p missing=()

	for p in "$@"; do
		dpkg-query -W -f '${db:Status-Status}\n' "$p" 2>/dev/null |
			grep -qx installed || missing+=("$p")
	done
	[ ${#missing[@]} -eq 0 ] && return
	echo "missing: ${missing[*]}"
	apt_get update
	apt_get install -y --no-install-recommends "${missing[@]}"
}

apt_get() {
	as_root env DEBIAN_FRONTEND=noninteractive timeout 600 \
		apt-get -o DPkg::Lock::Timeout=120 "$@"
}

# Prints "URI SUITE" for each of Debian's own entries that apt knows, whatever
# the format of its files: apt says who made an index that it has fetched.
debian_entries() {
	# apt expands these, not the shell
	# shellcheck disable=SC2016
	apt-get indextargets --format \
		'$(ORIGIN)|$(COMPONENT)|$(CODENAME)|$(REPO_URI)' \
		'Created-By: Packages' |
		awk -F'|' '$1 == "Debian" && $2 == "main" { print $4, $3 }' |
		sort -u
}

# debian_sources SUITE: those entries for another suite, sources included.
debian_sources() {
	local codename entries

	codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
	entries=$(debian_entries)
	if [ -z "$entries" ]; then
		apt_get update >&2
		entries=$(debian_entries)
	fi
	echo "$entries" | awk -v from="$codename" -v to="$1" '
		index($2, from) != 1 { next }
		{ rest = substr($2, length(from) + 1) }
		rest == "" || rest == "-updates" || rest == "-security" {
			printf "Types: deb deb-src\nURIs: %s\n", $1
			printf "Suites: %s%s\nComponents: main\n", to, rest
			printf "Signed-By: %s\n\n", keyring
			n++
		}
		END { exit !n }' \
		keyring=/usr/share/keyrings/debian-archive-keyring.gpg || {
		echo "apt on this machine has no source of Debian $codename" >&2
		return 1
	}
}

# What apt must know to reach them as this machine does.
debian_apt_conf() {
	apt-config dump |
		grep -E '^Acquire::(https?::Proxy|Check-[A-Za-z-]+|Retries) ' ||
		true
}

# base_image SUITE: makes railyard-base:SUITE, a small Debian that installs
# packages from this machine's sources.
base_image() {
	local suite=$1 context=$logs/base-$1 raw

	base_raw "$suite"
	rm -rf "$context"
	mkdir -p "$context/apt/sources.list.d" "$context/apt/apt.conf.d"
	debian_sources "$suite" >"$context/apt/sources.list.d/debian.sources"
	debian_apt_conf >"$context/apt/apt.conf.d/90railyard"
	cat >"$context/Dockerfile" <<-END
		FROM $raw
		RUN rm -rf /etc/apt/sources.list /etc/apt/sources.list.d
		COPY apt/ /etc/apt/
	END
	docker build -t "railyard-base:$suite" "$context"
}

# Puts the name of an image of a bare SUITE in $raw: Debian's own if the
# engine has it or can get it in 20 s, else one made here.
base_raw() {
	local suite=$1

	for raw in "debian:$suite-slim" "railyard-debian:$suite"; do
		! docker image inspect "$raw" >/dev/null 2>&1 || return 0
	done
	# One answer of the registry is enough to know.
	if [ ! -e "$logs/no-registry" ] &&
		docker_for 20 pull "debian:$suite-slim"; then
		raw=debian:$suite-slim
		return
	fi
	touch "$logs/no-registry"
	base_bootstrap "$suite"
}

base_bootstrap() {
	local suite=$1 dir extra=

	apt_need mmdebstrap
	dir=$(mktemp -d "${TMPDIR:-/tmp}/railyard-base.XXXXXX")
	debian_sources "$suite" | sed 's/^Types:.*/Types: deb/' >"$dir/sources"
	! grep -q 'URIs: https' "$dir/sources" ||
		extra=--include=ca-certificates
	debian_apt_conf >"$dir/apt.conf"
	# $extra is one word or none
	# shellcheck disable=SC2086
	as_root timeout 400 mmdebstrap --variant=apt $extra \
		--aptopt="$dir/apt.conf" --dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		"$suite" "$dir/root.tar" - <"$dir/sources"
	docker_for 120 import "$dir/root.tar" "railyard-debian:$suite"
	as_root rm -rf "$dir"
}
