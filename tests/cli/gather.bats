# SPDX-License-Identifier: GPL-2.0-or-later
# railyard gather: over fake hosts, which may be slow, dead, mad or endless.

load common

# A PATH with ssh, pdsh and srun that run things here, and what hosts have.
setup() {
	here=$(dirname "$BATS_TEST_FILENAME")
	fixtures=$(cd "$here/../fixtures/ib" && pwd)
	export fixtures
	export LC_ALL=C.UTF-8 TERM=dumb
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work"
	tools=$(cd "${builddir:-$here/../..}/tools" && pwd)
	mkdir bin remote
	export remote=$PWD/remote log=$PWD/log
	# seconds, so odd that these sleeps are nobody else's
	export nap=$((100000 + $$))
	PATH=$PWD/bin:$tools:$PATH
	make_hosts
	make_ssh
	make_pdsh
	make_srun
}

script() {
	cat > "$1"
	chmod +x "$1"
}

make_hosts() {
	script remote/lldpcli <<-'END'
	#!/bin/sh
	if [ "$4" = neighbors ]; then
		echo '{"lldp": [{"interface": [{"name": "eth0", "chassis": [{"name": [{"value": "leaf1"}]}], "port": [{"id": [{"type": "ifname", "value": "swp1"}]}]}]}]}'
	else
		echo '{"lldp": [{}]}'
	fi
	END
	script remote/railyard <<-'END'
	#!/bin/sh
	[ "$*" = "discover --json" ] || exit 2
	printf '{"format": "railyard-node", "version": 1, "host": "%s", "hardware": {}, "nics": []}\n' "${alias:-$host}"
	END
	script remote/ibnetdiscover <<-'END'
	#!/bin/sh
	[ "$*" = "" ] || [ "$*" = "-C mlx5_0" ] || [ "$*" = "-C mlx5_1" ] || exit 2
	cat "$fixtures/mini.ibnetdiscover"
	END
}

# What a host does is in its name.
make_ssh() {
	script bin/ssh <<-'END'
	#!/bin/bash
	host=${@: -2:1} command=${@: -1}
	export host
	[ "${@: -3:1}" = -- ] || exit 99
	echo "$host" >> "$log"
	case $host in
	dead*)	echo "Warning: some banner" >&2
		printf 'ssh: connect to host %s port 22: \033[1mNo route\n\n' "$host" >&2
		exit 255 ;;
	flaky*)	[ "$(grep -c "^$host$" "$log")" -gt 2 ] || exit 7 ;;
	hang*)	exec sleep $nap ;;
	deaf*)	trap '' TERM; sleep $nap & sleep $nap ;;
	slow*)	sleep 0.7 ;;
	mad*)	echo "Welcome to $host"; exit 0 ;;
	half*)	printf '{"lldp": [{"interface": ['; exit 0 ;;
	huge*)	exec yes 'the same line again and again and again and again' ;;
	mute*)	exit 0 ;;
	killed*) kill -9 $$ ;;
	loud*)	head -c 3000000 /dev/zero | tr '\0' x >&2; exit 1 ;;
	alias*)	export alias=other ;;
	shared*) sleep 2 & ;;	# as ControlPersist: it keeps our pipes open
	left*)	setsid -f true; sleep $nap & ;;
	esac
	PATH=$remote:$PATH exec sh -c "$command"
	END
}

# gpu[01-03,07],x1 -> words
make_pdsh() {
	script bin/expand <<-'END'
	#!/bin/bash
	while [[ $1 =~ ^,?([^,[]+)(\[([^]]*)\])?(.*)$ ]]; do
		prefix=${BASH_REMATCH[1]} list=${BASH_REMATCH[3]}
		set -- "${BASH_REMATCH[4]}"
		[ -n "$list" ] || echo "$prefix"
		for range in ${list//,/ }; do
			eval "printf '%s\n' $prefix{${range/-*}..${range/*-}}"
		done
	done
	END
	script bin/pdsh <<-'END'
	#!/bin/bash
	while getopts f:t:u:w: o; do [ $o != w ] || hosts=$OPTARG; done
	shift $((OPTIND - 1))
	echo "$hosts" >> "$log"
	for host in $(expand "$hosts"); do
		label=${host%%.*}
		case $host in
		dead*)	echo "pdsh@admin: $host: ssh exited with exit code 255" >&2
			continue ;;
		hang*)	hang=1; continue ;;
		cut*)	echo "$label: cmFpbHlhcmQK"; continue ;;
		esac
		export host
		PATH=$remote:$PATH bash -c "$*" 2> >(sed -u "s/^/$label: /" >&2) |
			sed -u "s/^/$label: /" &
	done
	[ -z "$hang" ] || exec sleep $nap
	wait
	END
}

make_srun() {
	script bin/srun <<-'END'
	#!/bin/bash
	n=0
	while [[ $1 == --* ]]; do
		case $1 in
		--nodelist=*) hosts=${1#*=} ;;
		--ntasks=*) n=${1#*=} ;;
		esac
		shift
	done
	echo "$hosts" >> "$log"
	case $hosts in
	*down*) echo "srun: error: Required node not available (down, drained or reserved)" >&2; exit 1 ;;
	esac
	# tasks are not in the order in which hosts were named
	for host in $(expand "$hosts"); do
		n=$((n - 1))
		label=$(printf '%2d' $n)
		case $host in
		gone*) echo "srun: error: $host: task $n: Killed" >&2; continue ;;
		esac
		export host
		SLURMD_NODENAME=$host PATH=$remote:$PATH "$@" \
			2> >(sed -u "s/^/$label: /" >&2) |
			sed -u "s/^/$label: /" &
	done
	wait
	END
}

# status_is STATUS COMMAND...
status_is() {
	local wanted=$1
	shift
	run --separate-stderr "$@"
	if [ "$status" != "$wanted" ]; then
		echo "command: $*"
		echo "status:  $status, expected $wanted"
		echo "stdout:  $output"
		echo "stderr:  $stderr"
		return 1
	fi
}

# wait_for COMMAND...: until it is true, but not for ever
wait_for() {
	for _ in {1..400}; do
		if "$@"; then
			return 0
		fi
		sleep 0.05
	done
	echo "it never came true: $*"
	return 1
}

# answers_are N FOLDER: it has at least so many
answers_are() {
	[ "$(ls "$2" 2> /dev/null | wc -l)" -ge "$1" ]
}

asked() {
	sort "$log" | uniq
	: > "$log"
}

@test "answers are kept as build reads them, and the next command is the right one" {
	status_is 0 railyard gather -o d --all -w 'gpu[01-04]' --ib gpu01
	[ "$output" = "lldp: 4 of 4 done
node: 4 of 4 done
ib: 1 of 1 done
Next:
  railyard build --ib=d/ib/gpu01.txt --lldp=d/lldp --node=d/node -o map.json" ]
	[ -z "$stderr" ]
	[ "$(cd d && echo */*)" = "ib/gpu01.txt lldp/gpu01.json lldp/gpu02.json lldp/gpu03.json lldp/gpu04.json node/gpu01.json node/gpu02.json node/gpu03.json node/gpu04.json" ]
	grep -q '"host": "gpu03"' d/node/gpu03.json
	[ "$(grep -c lldp d/lldp/gpu02.json)" = 2 ]
	cmp d/ib/gpu01.txt "$fixtures/mini.ibnetdiscover"
	rm -r d
	status_is 0 railyard gather --ib gpu01 -o d
	eval "${lines[-1]/map.json/got.json} -n mini"
	make_map
	cmp got.json map.json
}

@test "a host on several subnets: a file a NIC" {
	status_is 0 railyard gather -o d -i 'gpu01:mlx5_[0-1]' -i gpu01:mlx5_0
	[ "$(ls d/ib)" = "gpu01.mlx5_0.txt
gpu01.mlx5_1.txt" ]
	[[ "${lines[-1]}" == *"--ib=d/ib/gpu01.mlx5_0.txt --ib=d/ib/gpu01.mlx5_1.txt -o"* ]]
}

@test "each way to fail is told, by reason, with a host list" {
	status_is 1 railyard gather -o d --lldp -t 2 -w 'gpu[1-3],dead[01-03,07],hang[1-2],mad1,half1,huge1,mute1,killed1,loud1'
	[ "$output" = "lldp: 3 of 15 done, 12 failed
  dead[01-03,07]: status 255: ssh: connect to host HOST port 22: ?[1mNo route
  hang[1-2]: no answer in 2 s
  mute1: it printed nothing
  mad1: its answer:1:1: this is not JSON
  half1: its answer:1:26: the text ends too early
  killed1: killed by signal 9
  huge1: more than 16 MiB came
  loud1: status 1: $(printf 'x%.0s' {1..300})
What they said: d/failed
Again, for what is missing:
  railyard gather -o d --lldp -t 2 -w 'gpu[1-3],dead[01-03,07],hang[1-2],mad1,half1,huge1,mute1,killed1,loud1'
Or go on with what is there:
  railyard build --lldp=d/lldp -o map.json" ] || { echo "$output"; false; }
	[ "$(ls d/lldp)" = "gpu1.json
gpu2.json
gpu3.json" ]
	[ "$(cat d/failed/lldp/mad1.out)" = "Welcome to mad1" ]
	grep -q '^railyard gather: status 255: ' d/failed/lldp/dead07.err
	grep -q '^Warning: some banner$' d/failed/lldp/dead07.err
	# neither of these fills the disk
	[ "$(stat -c %s d/failed/lldp/huge1.out)" = 1048576 ]
	[ "$(stat -c %s d/failed/lldp/loud1.err)" -lt 70000 ]
}

@test "the same command again asks only those that failed or are missing" {
	status_is 1 railyard gather -o d --lldp -w 'gpu[1-3],flaky1'
	asked > /dev/null
	status_is 1 railyard gather -o d --lldp -w 'gpu[1-4],flaky1'
	[ "$(asked)" = "flaky1
gpu4" ]
	[ "${lines[0]}" = "lldp: 4 of 5 done (3 before), 1 failed" ]
	[ -e d/failed/lldp/flaky1.err ]
	printf 'flaky1\nflaky1\n' > "$log"
	status_is 0 railyard gather -o d --lldp -w 'gpu[1-4],flaky1'
	[ "${lines[0]}" = "lldp: 5 of 5 done (4 before)" ]
	[ ! -e d/failed/lldp/flaky1.err ]
	[ ! -e d/failed/lldp/flaky1.out ]
	: > "$log"
	status_is 0 railyard gather -o d --lldp -w 'gpu[1-4],flaky1'
	[ -z "$(asked)" ]
}

@test "an empty file is no answer; what was half written goes" {
	railyard gather -o d -q --lldp -w 'gpu[1-2]'
	: > d/lldp/gpu1.json
	echo '{' > d/lldp/gpu2.json.AbCdEf
	echo 'mine' > d/lldp/notes
	asked > /dev/null
	status_is 0 railyard gather -o d --lldp -w 'gpu[1-2]'
	[ "$(asked)" = gpu1 ]
	[ "$(ls d/lldp)" = "gpu1.json
gpu2.json
notes" ]
}

@test "--force forgets these hosts' answers, and no others" {
	railyard gather -o d -q --lldp -w 'gpu[1-3]'
	asked > /dev/null
	echo broken > d/lldp/gpu2.json
	status_is 1 railyard gather -o d --lldp -w 'gpu2,dead1' --force
	[ "$(asked)" = "dead1
gpu2" ]
	grep -q lldp d/lldp/gpu2.json
	# ... and what comes next does not begin again
	grep -qx '  railyard gather -o d --lldp -w gpu2,dead1' <<<"$output"
}

@test "--retry tries again, so many times" {
	status_is 1 railyard gather -o d --lldp -w 'flaky1,dead1' --retry 1
	[ "$(sort "$log" | uniq -c | awk '{ print $1 $2 }')" = "2dead1
2flaky1" ]
	rm -r d "$log"
	status_is 0 railyard gather -o d --lldp -w flaky1 --retry 2
	[ -z "$(ls d/failed/lldp)" ]
}

@test "hosts: lists, files, stdin, remarks, doubles, exclusions" {
	printf '# all of them\n\n  gpu[3-4]  # two\r\ngpu1,gpu1\nout[1-9]\n' > hosts
	status_is 0 railyard gather -o d -q --lldp -w gpu1 -w gpu2 \
		-F hosts -F - -x 'out[1-5]' -x 'out[6-9],no1' <<<"gpu5"
	[ "$(cat "$log" | sort)" = "gpu1
gpu2
gpu3
gpu4
gpu5" ]
	echo '  gpu1' | railyard gather -o e --lldp -F - -w dead1 > said || true
	grep -qx '  railyard gather -o e --lldp -F - -w dead1   (with the same hosts on stdin)' said
	printf '# none yet\n' > none
	expect_error 3 'railyard gather: none: no host is in it: lines of host names were expected' \
		railyard gather -o f --lldp -F none
}

@test "names that a shell or ssh would misread are refused" {
	for name in '-oProxyCommand=x' 'a;b' 'a b' '../x' '.x' 'a$b' '' 'a`b`' "a'b"; do
		status_is 2 railyard gather -o d --lldp "--hosts=$name"
		[[ "$stderr" == "railyard gather: --hosts: "* ]]
	done
	status_is 2 railyard gather -o d --ib 'gpu1:mlx5_0;x'
	status_is 2 railyard gather -o d --ib 'gpu1:'
	expect_error 2 'railyard gather: --hosts: host list "-x", column 1: no name starts like this; see railyard gather --help' \
		railyard gather -o d --lldp -w -x
	printf 'gpu1\ngpu2 gpu3\n' > hosts
	expect_error 3 'railyard gather: hosts:2: host list "gpu2 gpu3", column 5: a character that no name has' \
		railyard gather -o d --lldp -F hosts
	printf 'gpu1\0\n' > hosts
	expect_error 3 'railyard gather: hosts: a NUL byte is in it: lines of host names were expected' \
		railyard gather -o d --lldp -F hosts
	[ ! -e d ]
	[ ! -e "$log" ]
}

@test "options that make no sense together are told" {
	while IFS='|' read -r words line; do
		expect_error 2 "railyard gather: $line; see railyard gather --help" \
			railyard gather $words
	done <<-'END'
	--lldp -w a|--output=DIR is missing
	-o d -w a|what to gather is missing: --lldp, --node, --all or --ib=HOSTS
	-o d --lldp|--hosts=LIST or --hosts-file=FILE is missing
	-o d --ib a -w b|--ib has its own hosts: --hosts needs --lldp, --node or --all
	-o d --all -w a -c true|--command is for one of --lldp, --node and --ib
	-o d --lldp -w a b|"b" is one word too many
	-o d --lldp -w a -x a|--exclude leaves no host
	-o d --lldp -w a -j 0|--jobs: "0" is no number from 1 to 400
	-o d --lldp -w a -j 4x|--jobs: "4x" is no number from 1 to 400
	-o d --lldp -w a -t -1|--timeout: "-1" is no number from 1 to 86400
	-o d --lldp -w a -r 101|--retry: "101" is no number from 0 to 100
	-o d --lldp -w a -o e|--output is given twice
	-o d --lldp -w a --via rsh|--via: "rsh" is neither ssh, pdsh, srun nor a command with %h where the host belongs
	-o d --lldp -w a --via %x%h|--via: "%x%h": only %h, %c and %% may follow a '%'
	END
	expect_error 2 "railyard gather: --via: \"ssh '%h\": a quotation mark that ends was expected; see railyard gather --help" \
		railyard gather -o d --lldp -w a --via "ssh '%h"
	expect_error 2 'railyard gather: --output: "" names no folder; see railyard gather --help' \
		railyard gather -o '' --lldp -w a
}

@test "a folder of something else, a file, another version: refused, untouched" {
	mkdir d && echo x > d/mine
	expect_error 3 'railyard gather: d: is no folder of railyard gather: a new or an empty one was expected' \
		railyard gather -o d --lldp -w a
	[ "$(ls -A d)" = mine ]
	expect_error 3 'railyard gather: d/mine: is a file: a folder was expected' \
		railyard gather -o d/mine --lldp -w a
	expect_error 3 'railyard gather: no/such: cannot make it: No such file or directory' \
		railyard gather -o no/such --lldp -w a
	mkdir e && echo 'railyard gather 2' > e/.railyard-gather
	expect_error 3 'railyard gather: e: is of another version of railyard gather: "railyard gather 1" was expected in its .railyard-gather' \
		railyard gather -o e --lldp -w a
	[ ! -e "$log" ]
	mkdir empty
	railyard gather -o empty -q --lldp -w a
}

@test "two gathers in one folder: the second is refused" {
	railyard gather -o d -q --lldp -w slow1 &
	first=$!
	wait_for test -s "$log"
	expect_error 3 'railyard gather: d: another railyard gather is at work in it' \
		railyard gather -o d --lldp -w gpu1
	wait $first
	railyard gather -o d -q --lldp -w gpu1
}

@test "what it started does not keep the lock" {
	railyard gather -o d -q --lldp -w shared1
	railyard gather -o d -q --lldp -w gpu1
}

@test "a command that leaves something behind with our pipes is not waited for" {
	start=$(date +%s%N)
	railyard gather -o d -q --lldp -w 'shared[1-4],left1' -t 30
	[ $((($(date +%s%N) - start) / 1000000)) -lt 1900 ]
	# ... and what is left in its process group is ended
	refute pgrep -f "^sleep $nap\$"
}

@test "a host that hangs is ended with all that it started" {
	status_is 1 railyard gather -o d --lldp -w 'hang1,deaf1' -t 1
	[ "${lines[1]}" = "  deaf1,hang1: no answer in 1 s" ]
	refute pgrep -f "^sleep $nap\$"
}

@test "SIGINT and SIGTERM end it and its children, and keep what is done" {
	for signal in INT TERM HUP; do
		rm -rf d "$log"
		# a shell that is not interactive has its children ignore INT
		env --default-signal=INT railyard gather -o d --lldp \
			-w 'gpu[1-3],hang[1-3]' > said &
		pid=$!
		wait_for test -e d/lldp/gpu3.json
		wait_for answers_are 3 d/lldp
		wait_for grep -q hang3 "$log"
		kill -$signal $pid
		status=0
		wait $pid || status=$?
		[ "$status" = $((128 + $(kill -l $signal))) ]
		refute pgrep -f "^sleep $nap\$"
		[ "$(head -n 2 said)" = "lldp: 3 of 6 done, 3 left
Interrupted; what is done is kept." ]
		[ "$(ls d/lldp | wc -l)" = 3 ]
	done
	: > "$log"
	status_is 1 railyard gather -o d --lldp -w 'gpu[1-3],hang[1-3]' -t 1
	[ "$(asked)" = "hang1
hang2
hang3" ]
}

@test "killed with SIGKILL in the middle: what is there is whole, the rest is asked again" {
	railyard gather -o d -q --lldp -j 4 -w 'gpu[001-400]' &
	pid=$!
	wait_for answers_are 20 d/lldp
	kill -9 $pid
	wait $pid || true
	n=$(ls d/lldp/*.json | wc -l)
	[ "$n" -lt 400 ]
	sleep 0.2
	: > "$log"
	status_is 0 railyard gather -o d --lldp -w 'gpu[001-400]'
	[ "${lines[0]}" = "lldp: 400 of 400 done ($n before)" ]
	[ "$(wc -l < "$log")" = $((400 - n)) ]
	[ "$(cat d/lldp/*.json | sort | uniq -c | awk '{ print $1 }' | sort -u)" = 400 ]
}

@test "no more than --jobs at once, and never more than the system has room for" {
	script bin/ssh <<-'END'
	#!/bin/sh
	mkdir "$log.$$"
	ls -d "$log".* | wc -l >> "$log"
	sleep 0.1
	rmdir "$log.$$"
	echo '{"lldp": [{}]}'
	END
	railyard gather -o d -q --lldp -w 'gpu[01-30]' -j 5
	[ "$(sort -n "$log" | tail -n 1)" -le 5 ]
	[ "$(sort -n "$log" | tail -n 1)" -ge 3 ]
	(ulimit -n 40 && railyard gather -o e -q --lldp -w 'gpu[01-60]' -j 60)
	[ "$(ls e/lldp | wc -l)" = 60 ]
}

@test "a program that is not there is told once" {
	rm bin/ssh
	run --separate-stderr env PATH="$PWD/bin:$tools" \
		railyard gather -o d --lldp -w 'gpu[1-100]'
	echo "$output $stderr"
	[ "$status" = 3 ]
	[ "$stderr" = "railyard gather: ssh: cannot run it: No such file or directory" ]
	[ "${lines[0]}" = "lldp: 0 of 100 done, 100 left" ]
}

@test "a folder that cannot be written ends it" {
	railyard gather -o d -q --lldp -w gpu1
	rm -r d/lldp
	railyard gather -o d -q --node -w gpu1
	touch d/lldp
	expect_error 3 'railyard gather: d/lldp: is a file: a folder was expected' \
		railyard gather -o d -q --lldp -w gpu1
}

@test "--via: any command, its words as a shell has them, %h and %c" {
	script bin/hop <<-'END'
	#!/bin/bash
	printf '<%s>' "$@" >> "$log"
	host=h PATH=$remote:$PATH exec sh -c "${@: -1}"
	END
	railyard gather -o d -q --node -w gpu1 \
		--via "hop -J 'a b' \"c\\\"d\" \$x x%%%h.example e\\ f"
	[ "$(cat "$log")" = '<-J><a b><c"d><$x><x%gpu1.example><e f><railyard discover --json>' ]
	rm "$log"
	railyard gather -o e -q --node -w gpu1 --via 'hop %h sh -c "%c"'
	[ "$(cat "$log")" = '<gpu1><sh><-c><railyard discover --json>' ]
	# here, on this machine
	railyard gather -o f -q --ib localhost --via 'sh -c %c' \
		-c 'cat "$fixtures/mini.ibnetdiscover"'
}

@test "--command goes to the host as it is" {
	status_is 0 railyard gather -o d --lldp -w 'sonic1' \
		-c "echo '{\"lldp\": [{}]}' | cat; : \"done\""
	[ "$(cat d/lldp/sonic1.json)" = '{"lldp": [{}]}' ]
	status_is 0 railyard gather -o e --lldp -w 'sonic1' --via pdsh \
		-c "echo '{\"lldp\": [{}]}' | cat; : \"done\""
	cmp d/lldp/sonic1.json e/lldp/sonic1.json
}

@test "pdsh: one process, each host's answer as ssh has it" {
	railyard gather -o d -q --all -w 'gpu[01-12],far1.example.org'
	rm "$log"
	status_is 0 railyard gather -o e --all -w 'gpu[01-12],far1.example.org' --via pdsh
	diff -r d e
	[ "$(cat "$log")" = "gpu[01-12],far1.example.org
gpu[01-12],far1.example.org" ]
}

@test "pdsh: hosts of one name in two domains are asked one after the other" {
	status_is 0 railyard gather -o e --node -w 'a.x,b.x,a.y' --via pdsh
	[ "$(cat "$log")" = "a.x,b.x
a.y" ]
	grep -q '"a.y"' e/node/a.y.json
}

@test "pdsh: dead hosts, failing commands, cut answers" {
	script remote/lldpcli <<-'END'
	#!/bin/sh
	case $host in
	bad*) echo "[WARN] unable to connect to socket" >&2; exit 3 ;;
	mad*) echo nonsense ;;
	*) echo '{"lldp": [{}]}' ;;
	esac
	END
	status_is 1 railyard gather -o d --lldp -w 'gpu[1-3],dead1,bad[1-2],mad1,cut1' --via pdsh
	[ "$(head -n 5 <<<"$output")" = "lldp: 3 of 8 done, 5 failed
  bad[1-2]: status 3: [WARN] unable to connect to socket
  mad1: its answer:1:2: this is not JSON
  cut1: no whole answer
  dead1: no whole answer: pdsh@admin: HOST: ssh exited with exit code 255" ]
	[ "$(head -n 1 d/failed/lldp/mad1.out)" = nonsense ]
}

@test "srun: tasks are hosts by what they say, not by their number" {
	railyard gather -o d -q --all -w 'gpu[01-12]'
	status_is 0 railyard gather -o e --all -w 'gpu[01-12]' --via srun
	diff -r d e
	status_is 1 railyard gather -o f --node -w 'gpu[01-03],gone1' --via srun
	[ "${lines[1]}" = "  gone1: no whole answer: srun: error: HOST: task 0: Killed" ]
	status_is 1 railyard gather -o g --node -w 'gpu1,down1' --via srun
	[ "${lines[1]}" = "  down1,gpu1: status 1: srun: error: Required node not available (down, drained or reserved)" ]
}

@test "--dry-run prints commands that a shell can run, and makes nothing" {
	status_is 0 railyard gather -o d --lldp -w 'gpu[1-2]' -n
	[ "$output" = "ssh -nTx -oBatchMode=yes -oConnectTimeout=10 -oLogLevel=ERROR -- gpu1 'lldpcli -f json0 show neighbors && lldpcli -f json0 show interfaces'
ssh -nTx -oBatchMode=yes -oConnectTimeout=10 -oLogLevel=ERROR -- gpu2 'lldpcli -f json0 show neighbors && lldpcli -f json0 show interfaces'" ]
	[ ! -e d ]
	[ ! -e "$log" ]
	eval "${lines[0]}" | grep -q leaf1
	railyard gather -o d -q --lldp -w gpu1
	status_is 0 railyard gather -o d --lldp -w 'gpu[1-2]' -n -t 5 --via pdsh
	[[ "$output" == "pdsh -f32 -t5 -u5 -w gpu2 'sh -c "* ]]
	[ "$(eval "$output" | head -n 1)" = "gpu2: cmFpbHlhcmQgCnsibGxkcCI6IFt7ImludGVyZmFjZSI6IFt7Im5hbWUiOiAiZXRoMCIsICJjaGFz" ]
	status_is 0 railyard gather -o d --lldp -w 'gpu[1-2]' -n --force
	[ "${#lines[@]}" = 2 ]
	[ -s d/lldp/gpu1.json ]
}

@test "--json: the summary" {
	status_is 1 railyard gather -o d --lldp -w 'gpu1,dead[1-2]' --json
	[ "$(sed 's/"seconds":[0-9]*/"seconds":0/' <<<"$output")" = '{
  "version":1,
  "folder":"d",
  "interrupted":false,
  "seconds":0,
  "kinds":[
    {
      "kind":"lldp",
      "asked":3,
      "before":0,
      "done":1,
      "failed":2,
      "left":0,
      "failures":[
        {
          "hosts":"dead[1-2]",
          "count":2,
          "reason":"status 255: ssh: connect to host HOST port 22: ?[1mNo route"
        }
      ]
    }
  ],
  "again":"railyard gather -o d --lldp -w '"'gpu1,dead[1-2]'"' --json",
  "next":"railyard build --lldp=d/lldp -o map.json"
}' ]
	[ -z "$stderr" ]
}

@test "a host that calls itself otherwise is told" {
	expect_error 0 'railyard gather: warning: 2 hosts call themselves otherwise, as alias1: "other"' \
		railyard gather -o d -q --node -w 'alias1,gpu1.example.org,alias2' -j 1
}

@test "closed files, and a reader that is gone, harm nothing" {
	status=0
	railyard gather -o d --lldp -w 'gpu[1-3]' <&- >&- 2> said || status=$?
	[ "$status" = 3 ]
	[ "$(cat said)" = "railyard: stdout: cannot write it: Bad file descriptor" ]
	[ "$(cat d/.railyard-gather)" = "railyard gather 1" ]
	railyard gather -o d --lldp -w 'gpu[4-6]' 2>&-
	[ "$(cat d/lldp/*.json | sort | uniq -c | awk '{ print $1 }' | sort -u)" = 6 ]
}

@test "progress on a terminal: one line, and failures above it" {
	command -v script > /dev/null || skip "script(1) is not installed"
	unset -f script
	TERM=xterm script -qec "railyard gather -o d --lldp -w 'slow[1-2],dead1'" \
		/dev/null < /dev/null > said || true
	sed 's/\x1b\[K//g' said | tr '\r' '\n' > lines
	grep -q '^lldp dead1: status 255: ssh: connect to host dead1' lines
	grep -Eq '0 done, 1 failed, 2 running, 2 left, [0-9.]+/s, 0:00:0[0-9] to go' lines
	grep -q '^lldp: 2 of 3 done, 1 failed' lines
}
