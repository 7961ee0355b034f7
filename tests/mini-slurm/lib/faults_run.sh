# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the rows in faults/ on a running mini-Slurm, as a table.

faults_phases="detect decide drain place launch"
faults_count=27
# What ./quickstart check runs of them: what takes seconds; 20-requeue and others
# have crashes of their own.  --all runs the rest, too.
# shellcheck disable=SC2034 # for check.sh
faults_default="14 15 16"

# faults_file ROW
faults_file() {
	local file

	file=$(printf '%s/faults/%02d-*.sh' "$mini_dir" "$((10#$1))")
	# shellcheck disable=SC2086 # a pattern
	set -- $file
	[ -e "$1" ] && echo "$1"
}

# faults_rows: the numbers of all there have to be; one without a file fails.
faults_rows() {
	seq "$faults_count"
}

# faults_run DIR [ROW...]: all rows, or these; each leaves its TAP in DIR.
# 1 when one failed.
faults_run() {
	local dir=$1 row passed=0 failed=0

	shift
	# shellcheck disable=SC2046 # numbers
	[ $# -gt 0 ] || set -- $(faults_rows)
	mkdir -p "$dir"
	faults_head
	for row in "$@"; do
		faults_one "$dir" "$row"
		if faults_passed "$dir/row-$row"; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			grep -v '^1\.\.' "$dir/row-$row" | sed 's/^/       /'
		fi
	done
	faults_json "$dir" "$@" >"$dir.json"
	printf '\n%d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" -eq 0 ]
}

faults_one() {
	local file status=0

	file=$(faults_file "$2") || {
		echo "not ok 1 - there is no row $2" >"$1/row-$2"
		faults_line "$1/row-$2" "$2"
		return
	}
	timeout -k 10 300 bash "$file" >"$1/row-$2" 2>&1 || status=$?
	[ $status -eq 0 ] || echo "not ok - status $status" >>"$1/row-$2"
	faults_line "$1/row-$2" "$2"
}

faults_passed() {
	grep -q '^ok ' "$1" && ! grep -qE '^(not ok|Bail out)' "$1"
}

faults_head() {
	local phase

	printf '%3s  %-44s %-6s' row fault result
	for phase in $faults_phases all; do
		printf ' %7s' "$phase"
	done
	printf '\n'
}

# faults_line FILE ROW: its line of the table; seconds of each phase.
faults_line() {
	local result=FAIL

	! faults_passed "$1" || result=pass
	awk -v row="$2" -v result="$result" -v names="$faults_phases" '
	/^(not )?ok / && !title {
		title = $0
		sub(/^(not )?ok [0-9]* - /, "", title)
		sub(/ \([0-9]+ s\)$/, "", title)
	}
	$1 == "#" && $2 == "phase" { took[$3] += $4; seen[$3]; all += $4 }
	END {
		printf("%3d  %-44.44s %-6s", row, title, result)
		n = split(names, name)
		for (i = 1; i <= n; i++)
			printf(" %7s", name[i] in seen ? \
				sprintf("%.2f", took[name[i]]) : "-")
		printf(" %7s\n", all ? sprintf("%.2f", all) : "-")
	}' "$1"
}

# The same for programs.
faults_json() {
	local dir=$1 row sep=

	shift
	printf '{"version":1,"rows":['
	for row in "$@"; do
		printf '%s' "$sep"
		sep=,
		awk -v row="$row" '
		/^(not )?ok / && !title {
			ok = /^ok/
			title = $0
			sub(/^(not )?ok [0-9]* - /, "", title)
			sub(/ \([0-9]+ s\)$/, "", title)
			gsub(/[\\"]/, "\\\\&", title)
		}
		/^(not ok|Bail out)/ { ok = 0 }
		$1 == "#" && $2 == "phase" {
			phases = phases (phases ? "," : "") "\"" $3 "\":" $4
		}
		END {
			printf("\n{\"row\":%d,\"fault\":\"%s\",\"passed\":%s,\"seconds\":{%s}}",
				row, title, ok ? "true" : "false", phases)
		}' "$dir/row-$row"
	done
	printf '\n]}\n'
}
