# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# All tests.  Every suite leaves files of TAP, which are counted here; a suite
# without a single test, or one that ended early, counts as a failure.

passed=0
failed=0
skipped=0

check_all() {
	local t rows=$faults_default

	[ "${1-}" != --all ] || rows=$(faults_rows)
	# However the run ends, it ends with the count.
	trap check_result EXIT
	failed=1
	prepare
	failed=0
	suite units check_units
	beside_start sanitizers check_units --enable-sanitizers
	beside_start distribution check_dist
	suite "real discoveries" check_live
	suite scripts check_scripts
	suite "mini-Slurm starts" check_start
	for t in "$mini_dir"/t/*.t; do
		suite "cluster: $(basename "$t" .t)" check_cluster "$t"
	done
	# shellcheck disable=SC2086 # numbers
	suite "faults: rows ${rows//$'\n'/ }" check_faults $rows
	sed 's/^/    /' "$logs/faults.table"
	beside_join sanitizers
	beside_join distribution
	if [ "${1-}" = --all ]; then
		suite "soak of 40 faults" check_soak 40
		suite "speed beside stock" check_speed
		sed 's/^/    /' "$logs/speed.table"
	fi
	suite "mini-Slurm ends" check_stop
	suite "tools on a fresh Debian 12" check_fresh bookworm
	suite "tools on a fresh Debian 13" check_fresh trixie
}

check_result() {
	local status=$?

	beside_stop
	[ "$failed" -eq 0 ] || status=1
	printf '\n%d passed, %d failed, %d skipped\n' \
		"$passed" "$failed" "$skipped"
	exit $status
}

# suite NAME COMMAND...: COMMAND writes files of TAP to the folder $tap.
suite() {
	local name=$1 p f s

	shift
	suite_folder "$name"
	step_try "$name" suite_run "$@"
	find "$tap" -type f | sort | tap_count "$step_status" >"$tap.sum"
	read -r p f s <"$tap.sum"
	passed=$((passed + p))
	failed=$((failed + f))
	skipped=$((skipped + s))
	printf '    %d passed, %d failed, %d skipped\n' "$p" "$f" "$s"
	sed '1d; s/^/    /' "$tap.sum"
	[ "$step_status" -eq 0 ] || step_tail
}

# suite_folder NAME: where its TAP goes, $tap.
suite_folder() {
	tap=$logs/tap/${1//[^A-Za-z0-9]/-}
	mkdir -p "$tap"
}

suite_run() {
	"$@"
	! grep -rq '^not ok' "$tap"
}

# Reads the names of files of TAP; prints "PASSED FAILED SKIPPED", then a
# line for each failure and each skip.  $1 is the status of what made them.
tap_count() {
	awk -v status="$1" '
	function fail(what) { failed++; say("failed: " what) }
	function say(line) { lines = lines "\n" line }
	function read_tap(file,    line, plan, planned, seen) {
		while ((getline line <file) > 0) {
			if (line ~ /^1\.\.[0-9]+/) {
				planned = 1
				plan += substr(line, 4) + 0
				if (line ~ /^1\.\.0/) {
					skipped++
					say("skipped: " short(file) ": " line)
				}
			} else if (line ~ /^Bail out!/) {
				fail(short(file) ": " line)
			} else if (line ~ /^ok .*# *SKIP/) {
				seen++
				skipped++
				say("skipped: " line)
			} else if (line ~ /^ok( |$)/) {
				seen++
				passed++
			} else if (line ~ /^not ok( |$)/) {
				seen++
				fail(short(file) ": " line)
			}
		}
		close(file)
		if (!planned || plan != seen + 0)
			fail(short(file) ": " seen + 0 " tests of " \
				(planned ? plan : "an unknown number"))
		total += seen
	}
	function short(file) { sub(/.*\/tap\/[^\/]*\//, "", file); return file }
	{ read_tap($0) }
	END {
		if (!total && !skipped)
			fail("no test was run")
		else if (status && !failed)
			fail("status " status " though no test failed")
		print passed + 0, failed + 0, skipped + 0 lines
	}'
}

# in_build SCRIPT [OPTION...]: runs it in a fresh container that has compilers, Slurm's
# source and, as its working folder, a copy of the tree; whatever the script
# leaves in /tap becomes this suite's TAP.  OPTIONs are the engine's, as are
# $build_options.
build_options=()
in_build() {
	local script=$1 copy=$logs/tree status=0

	shift
	[ -d "$copy" ] || tree_copy "$copy"
	tar -c -C "$copy" . |
		docker_for 3600 run --rm -i --init "${build_options[@]}" "$@" \
			"$mini_name-build" \
			sh -c '
			mkdir /tap /src && cd /src && tar -x || exit
			(set -e; eval "$1") >&2
			status=$?
			tar -c -C /tap .
			exit $status' sh "$script" >"$tap.tar" || status=$?
	tar -x -C "$tap" -f "$tap.tar"
	rm -f "$tap.tar"
	return $status
}

# Random tests of one tree do the same on all machines, and of the next tree
# another thing; documents aside.
seed_of_tree='export RAILYARD_SEED=$(
	find plugin topology tools tests -type f -print0 | sort -z |
	xargs -0 cat | cksum | cut -d" " -f1)'

# make check, out of tree, with CONFIGURE's arguments.
check_units() {
	in_build "
		$seed_of_tree
		autoreconf -fi
		mkdir /b
		cd /b
		/src/configure --with-slurm-src=/usr/src/slurm \
			--enable-werror $*
		make -j\$(nproc)
		status=0
		make -j\$(nproc) check || status=\$?
		find tests -name '*.log' | while read -r f; do
			cp \$f /tap/\$(echo \$f | tr / -)
		done
		exit \$status"
}

check_dist() {
	in_build "$seed_of_tree"'
		autoreconf -fi
		mkdir /b
		cd /b
		/src/configure --with-slurm-src=/usr/src/slurm
		echo "1..1" >/tap/dist
		make -j$(nproc) distcheck && echo "ok 1 - make distcheck" \
			>>/tap/dist || echo "not ok 1 - make distcheck" >>/tap/dist'
}

# ibnetdiscover on large simulated fabrics, lldpd in network namespaces, which
# a container may make only with these rights.
check_live() {
	in_build '
		autoreconf -fi
		mkdir /b
		cd /b
		/src/configure --disable-plugins
		make -j$(nproc)
		make -s check-live >/tap/live' \
		--cap-add NET_ADMIN --cap-add SYS_ADMIN \
		--security-opt seccomp=unconfined \
		--security-opt apparmor=unconfined
}

check_scripts() {
	in_build '
		n=0
		for f in quickstart .ci/run tests/mini-slurm/mini \
			$(find tests tools docs -name "*.sh" -o -name "*.t"); do
			n=$((n + 1))
			shellcheck -x -S warning -e SC2154 "$f" || printf "not "
			echo "ok $n - shellcheck $f"
		done >/tmp/out
		grep -E "^(not )?ok " /tmp/out >/tap/scripts
		echo "1..$n" >>/tap/scripts
		cat /tmp/out'
}

check_start() {
	mini_up
	printf '1..1\nok 1 - 16 nodes are idle\n' >"$tap/start"
}

check_cluster() {
	timeout -k 10 900 bash "$1" | tee "$tap/$(basename "$1")"
}

# check_faults ROW...: a file of TAP each; the table for people.
check_faults() {
	faults_run "$tap" "$@" | tee "$logs/faults.table"
	rm -f "$logs/faults.json"
	mv "$tap.json" "$logs/faults.json"
}

check_soak() {
	bash "$mini_dir/soak.sh" "$logs/soak" "$1" 1 | tee "$logs/soak.out"
	grep -E '^(ok|not ok|1\.\.|#|Bail)' "$logs/soak.out" >"$tap/soak"
}

check_speed() {
	bash "$mini_dir/speed.sh" | tee "$logs/speed.table"
	printf '1..1\nok 1 - told, not asserted\n' >"$tap/speed"
}

# check_alone COMMAND...: on a mini-Slurm made for it, and removed again.
check_alone() {
	local status=0

	prepare
	step "start a fabric, a controller and 16 nodes" mini_up
	"$@" || status=$?
	mini_logs "$logs/containers"
	step "remove the containers" mini_down
	return $status
}

check_stop() {
	mini_logs "$logs/containers"
	mini_down
	printf '1..1\nok 1 - removed\n' >"$tap/stop"
}

# The one command for the tools, where nothing is installed.
check_fresh() {
	local suite=$1 start

	base_image "$suite"
	tree_copy "$logs/tree-$suite"
	start=$SECONDS
	tar -c -C "$logs/tree-$suite" . |
		docker_for 900 run --rm -i --init --network host \
			"railyard-base:$suite" sh -c '
			mkdir /railyard && cd /railyard && tar -x &&
			./quickstart tools /opt/railyard &&
			cd / && rm -r /railyard &&
			/opt/railyard/bin/railyard synth mini --format map >/map.json &&
			/opt/railyard/bin/railyard show /map.json'
	# How long is told, not asserted: it is this machine's, and its load's.
	printf '1..1\nok 1 - ./quickstart tools, and the tools work (%d s)\n' \
		$((SECONDS - start)) >"$tap/fresh"
}
