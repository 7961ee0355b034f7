# SPDX-License-Identifier: GPL-2.0-or-later
# railyard run, with a Slurm made of files: what it does when a node is lost,
# when the program fails, when it is told to end.  (The real one is in
# tests/mini-slurm.)

load common

# job, nodes, steps, info: what Slurm would say; log: what it was told to do.
setup() {
	here=$(dirname "$BATS_TEST_FILENAME")
	export LC_ALL=C.UTF-8 TERM=dumb TZ=UTC
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work"
	tools=$(cd "${builddir:-$here/../..}/tools" && pwd)
	mkdir bin tmp
	export slurm=$PWD TMPDIR=$PWD/tmp
	PATH=$PWD/bin:$tools:$PATH
	unset SLURM_RESTART_COUNT SLURM_NO_KILL SLURM_NTASKS_PER_NODE
	export SLURM_JOB_ID=7 SLURM_JOB_NODELIST='n[1-6]' SLURM_NNODES=6
	export SLURM_TASKS_PER_NODE='2(x6)' SLURM_SPANK_RAIL=rail=best,spares=2
	export SLURM_RAIL_LAYOUT='a:n[1-4];+a:n5;+b:n6'
	echo RUNNING >job
	echo 'n[1-6]' >nodes
	echo 'railyard: 6 nodes; 2 spares' >comment
	: >steps; : >info; : >log
	make_slurm
	make_program
}

script() {
	cat >"$1"
	chmod +x "$1"
}

make_slurm() {
	script bin/squeue <<-'END'
	#!/bin/bash
	cd "$slurm"
	[ ! -e mute ] || { echo "squeue: error: no controller" >&2; exit 1; }
	case " $* " in
	*" -s "*) cat steps ;;
	*" -O "*) cat comment ;;
	*) echo "$(cat job) $(cat nodes)" ;;
	esac
	END
	script bin/scontrol <<-'END'
	#!/bin/bash
	cd "$slurm"
	case $* in
	"-o show node "*) cat info ;;
	"show config") echo "SlurmdPort = 1" ;;
	*)	echo "scontrol $*" >>log
		[ ! -e norequeue ] || { echo "Requested operation is presently disabled" >&2; exit 1; }
		# as Slurm does: the script gets SIGTERM
		[ ! -e run.pid ] || kill "$(cat run.pid)" ;;
	esac
	END
	script bin/scancel <<-'END'
	#!/bin/bash
	cd "$slurm"
	echo "scancel $*" >>log
	[ -e immortal ] || : >steps
	END
}

# Counts its starts, says where it runs, then does its part number that: a
# word of $plan, the last one for good.
make_program() {
	script bin/program <<-'END'
	#!/bin/bash
	echo start >>starts
	n=$(wc -l <starts)
	echo "$n: $RAIL_RESTARTS $(uniq "$SLURM_HOSTFILE" | xargs) $SLURM_NTASKS"
	echo 7.$n >steps
	echo $PPID >run.pid
	set -- $plan
	[ $# -ge "$n" ] || n=$#
	case ${!n} in
	lose:*)	lost=${!n#lose:}
		echo "${lost%%/*}" >nodes
		case $lost in */*) exit "${lost#*/}" ;; esac
		exec sleep 60 ;;
	back:*)	echo "${!n#back:}" >steps; exit 1 ;;
	exit:*)	echo -n >steps; exit "${!n#exit:}" ;;
	kill:*)	kill -"${!n#kill:}" $$ ;;
	wait)	exec sleep 60 ;;
	trap)	trap 'echo USR1 >>got' USR1
		trap 'echo TERM >>got; exit 5' TERM
		echo ready >ready
		while :; do sleep 0.1; done ;;
	esac
	END
}

# go PLAN OPTION...: the status; stdout and stderr as run has them
go() {
	export plan=$1
	shift
	run --separate-stderr timeout 40 railyard run --settle=0 --no-probe \
		"$@" -- program
}

@test "a program that ends well: its status, and nothing is touched" {
	go exit:0
	[ "$status" = 0 ]
	[ "$output" = "1: 0 n1 n2 n3 n4 8" ]
	[ -z "$stderr" ]
	[ ! -s log ]
	[ -z "$(ls tmp)" ]
}

@test "status and signal of a program that fails are passed on" {
	go exit:3
	[ "$status" = 3 ]
	[ "$(wc -l <starts)" = 1 ]
	[ ! -s log ]
	rm starts
	go kill:KILL
	[ "$status" = 137 ]
}

@test "a program that fails is started again only when asked to, and bounded" {
	go exit:3 --restart-failed=2
	[ "$status" = 3 ]
	[ "$(wc -l <starts)" = 3 ]
	[[ $stderr == *"the program has failed with status 3, no node is lost: try 1 of 2"* ]]
	[ ! -s log ]
	rm starts
	go exit:3 --restart-failed=100 --max-restarts=1
	[ "$status" = 3 ]
	[ "$(wc -l <starts)" = 2 ]
	[[ $stderr == *"no restart: there were 1"* ]]
}

@test "a lost node: the spare of its island has the slot, the others stay" {
	go "lose:n[1,3-6] exit:0"
	[ "$status" = 0 ]
	[ "$output" = "1: 0 n1 n2 n3 n4 8
2: 1 n1 n5 n3 n4 8" ]
	[[ $stderr == *"n2, slot 1, is lost: Slurm has taken it from the job"* ]]
	[[ $stderr == *"slot 1: n5 in the place of n2"* ]]
	[[ $stderr == *"3 of 4 slots stay; 1 spare left"* ]]
	[[ $stderr == *"running again, restart 1: detect "* ]]
	[ "$(cat log)" = "scancel -s KILL 7.1" ]
}

@test "a program that fails as its node is lost is started again as well" {
	go "lose:n[1,3-6]/9 exit:0"
	[ "$status" = 0 ]
	[ "$(wc -l <starts)" = 2 ]
}

@test "two at once: one restart" {
	go "lose:n[1,3,5-6] exit:0"
	[ "$status" = 0 ]
	[ "$(tail -n 1 <<<"$output")" = "2: 1 n1 n5 n3 n6 8" ]
}

@test "a lost spare is told, and nothing is started again" {
	export plan=wait
	railyard run --no-probe -- program 2>err >out &
	pid=$!
	for _ in {1..50}; do [ ! -s steps ] || break; sleep 0.1; done
	echo 'n[1-5]' >nodes
	for _ in {1..50}; do [ ! -s err ] || break; sleep 0.1; done
	kill -TERM $pid
	wait $pid || status=$?
	[ "$status" = 143 ]
	[ "$(cat err)" = "railyard run: n6, a spare, is lost: Slurm has taken it from the job" ]
	[ "$(wc -l <starts)" = 1 ]
}

@test "out of spares: the job is requeued" {
	go "lose:n[1,3-6] lose:n[1,3-4,6] lose:n[1,3-4]"
	[ "$status" != 0 ]
	[ "$(wc -l <starts)" = 3 ]
	[[ $stderr == *"there are not enough spares: the job is requeued"* ]]
	[ "$(tail -n 1 log)" = "scontrol requeue 7" ]
}

@test "a requeue that Slurm refuses, or that was had too often" {
	touch norequeue
	go "lose:n1/9"
	[ "$status" = 9 ]
	[[ $stderr == *"no requeue: scontrol: Requested operation is presently disabled"* ]]
	rm starts log
	echo 'n[1-6]' >nodes
	export SLURM_RESTART_COUNT=3
	go "lose:n1/9" --max-requeues=3
	[ "$status" = 9 ]
	[[ $stderr == *"no requeue: the job was restarted 3 times"* ]]
	refute grep requeue log
}

@test "nodes that are gone before it begins get no slot" {
	echo 'n[2-6]' >nodes
	go exit:0
	[ "$output" = "1: 0 n5 n2 n3 n4 8" ]
}

@test "FAIL counts as lost, a drain does not" {
	echo 'NodeName=n1 State=MIXED+DRAIN Reason=later [root@2026-11-26T11:55:32]' >info
	go exit:4
	[ "$status" = 4 ]
	[ "$(wc -l <starts)" = 1 ]
	rm starts
	echo 'NodeName=n1 State=FAILING Reason=Xid 79 [root@2026-11-26T11:55:32]' >info
	go exit:0
	[ "$output" = "1: 0 n5 n2 n3 n4 8" ]
	[[ $stderr == *"n1, slot 0, is lost: FAILING: Xid 79"* ]]
}

@test "steps that were there before are left alone" {
	echo 7.99 >steps
	cat >bin/program <<-'END'
	#!/bin/bash
	echo start >>starts
	[ "$(wc -l <starts)" = 1 ] || exit 0
	printf '7.99\n7.0\n' >steps
	echo 'n[1,3-6]' >nodes
	exec sleep 60
	END
	script bin/scancel <<-'END'
	#!/bin/bash
	echo "scancel $*" >>log
	echo 7.99 >steps
	END
	go x
	[ "$status" = 0 ]
	[ "$(cat log)" = "scancel -s KILL 7.0" ]
}

@test "a step that cannot be killed: nothing is swapped, the job is requeued" {
	touch immortal
	go "lose:n[1,3-6]" --kill-wait=1
	[ "$(wc -l <starts)" = 1 ]
	[[ $stderr == *"step 7.1 cannot be killed within 1 s"* ]]
	[ "$(tail -n 1 log)" = "scontrol requeue 7" ]
}

# A slurmctld that is killed has steps again whose end it had not saved.
@test "an ended step that is back is ended again before anything is started" {
	script bin/fence <<-'END'
	#!/bin/bash
	echo "fence $*" >>log
	[ -e asked ] || { touch asked mute; (sleep 1; rm mute) & }
	echo 7.1 >steps
	END
	export plan="lose:n[1,3-6] exit:0"
	run --separate-stderr timeout 40 railyard run --settle=0 \
		--fence=fence -- program
	[ "$status" = 0 ]
	[ "$(xargs <log)" = "scancel -s KILL 7.1 fence n2 scancel -s KILL 7.1" ]
	[ "$(wc -l <starts)" = 2 ]
}

@test "a program that fails for an ended step that is back is started again" {
	go "lose:n[1,3-6] back:7.1 exit:0"
	[ "$status" = 0 ]
	[[ $stderr == *"failed with status 1: Slurm has step 7.1 again, which had ended"* ]]
	[ "$(wc -l <starts)" = 3 ]
	rm starts
	echo 'n[1-6]' >nodes
	go "lose:n[1,3-6] back:7.2 exit:0"
	[ "$status" = 1 ]
	[ "$(wc -l <starts)" = 2 ]
}

@test "a machine that answers may run tasks: nothing is swapped" {
	export plan="lose:n[1,3-6]"
	for n in 1 2 3 4 5 6; do
		echo "NodeName=n$n NodeAddr=127.0.0.1 Port=1 State=MIXED*"
	done >info
	touch norequeue
	run --separate-stderr timeout 40 railyard run --settle=0 \
		--kill-wait=1 -- program
	[ "$(wc -l <starts)" = 1 ]
	[[ $stderr == *"tasks may still run on n2, which answers: after 1 s no spare takes its slot"* ]]
}

@test "the fence has the last word" {
	script bin/fence <<-'END'
	#!/bin/bash
	echo "fence $*" >>log
	[ -e off ] || { touch off; echo "still on"; exit 1; }
	END
	export plan="lose:n[1,3-6] exit:0"
	run --separate-stderr timeout 40 railyard run --settle=0 \
		--fence=fence -- program
	[ "$status" = 0 ]
	[ "$(grep -c '^fence n2$' log)" = 2 ]
	[[ $stderr == *"n2 may not be off: fence: still on"* ]]
	[ "$(tail -n 1 <<<"$output")" = "2: 1 n1 n5 n3 n4 8" ]
}

@test "Slurm that does not answer: the program goes on, and that is said once" {
	export plan=wait
	railyard run --no-probe -- program 2>err >out &
	pid=$!
	for _ in {1..50}; do [ ! -s steps ] || break; sleep 0.1; done
	touch mute
	for _ in {1..50}; do [ ! -s err ] || break; sleep 0.1; done
	rm mute
	for _ in {1..50}; do ! grep -q again err || break; sleep 0.1; done
	kill -TERM $pid
	wait $pid || true
	[ "$(cat err)" = "railyard run: Slurm cannot be asked, nothing is done until it can: squeue: error: no controller
railyard run: Slurm answers again" ]
	[ "$(wc -l <starts)" = 1 ]
}

@test "signals are passed on; after SIGTERM nothing is started again" {
	export plan=trap
	railyard run --no-probe -- program 2>err >out &
	pid=$!
	for _ in {1..50}; do [ ! -e ready ] || break; sleep 0.1; done
	kill -USR1 $pid
	for _ in {1..50}; do [ ! -e got ] || break; sleep 0.1; done
	echo 'n[1,3-6]' >nodes.new
	kill -TERM $pid
	wait $pid || status=$?
	[ "$status" = 5 ]
	[ "$(xargs <got)" = "USR1 TERM" ]
	[ "$(wc -l <starts)" = 1 ]
}

@test "a job that is over: nothing is started again" {
	echo COMPLETING >job
	go exit:6
	[ "$status" = 6 ]
	[ "$(wc -l <starts)" = 1 ]
}

@test "tasks per node: an option, the job's, or one" {
	go exit:0 --tasks-per-node=3
	[ "$output" = "1: 0 n1 n2 n3 n4 12" ]
	rm starts
	SLURM_NTASKS_PER_NODE=4 go exit:0
	[ "$output" = "1: 0 n1 n2 n3 n4 16" ]
	rm starts
	unset SLURM_TASKS_PER_NODE
	go exit:0
	[ "$output" = "1: 0 n1 n2 n3 n4 4" ]
}

@test "what a program finds in its environment" {
	script bin/program <<-'END'
	#!/bin/bash
	echo "$SLURM_NNODES $SLURM_JOB_NUM_NODES $SLURM_JOB_NODELIST $SLURM_TASKS_PER_NODE"
	echo "$RAIL_SPARES $RAIL_MASTER_ADDR $SLURM_RAIL_LAYOUT $SLURM_DISTRIBUTION"
	cat "$RAIL_SLOTS_FILE"
	END
	echo 'n[2-6]' >nodes
	go x
	[ "$output" = "4 4 n[5,2-4] 2(x4)
n[1,6] n5 a:n[5,2-4];+a:n1;+b:n6 arbitrary
0 n5 a
1 n2 a
2 n3 a
3 n4 a" ]
}

@test "without Railyard in slurmctld Slurm's order counts; warnings" {
	unset SLURM_RAIL_LAYOUT
	go exit:0
	[ "$status" = 0 ]
	[ "$output" = "1: 0 n1 n2 n3 n4 8" ]
	[ "$stderr" = "railyard run: warning: the job has no slots of Railyard's: they go by Slurm's order of nodes" ]
	rm starts
	export SLURM_RAIL_LAYOUT='a:n[1-6]'
	go exit:0
	[ "$stderr" = "railyard run: warning: the job has no spares: see --rail-spares in railyard-slurm(7)" ]
	rm starts
	export SLURM_RAIL_LAYOUT='a:n[1-4];+a:n[5-6]'
	echo 'railyard: 2 spares, of no use without --no-kill' >comment
	go exit:0
	[[ $stderr == *"was submitted without --no-kill"* ]]
}

@test "bad input" {
	hint="; see railyard run --help"
	expect_error 2 "railyard run: the program is missing$hint" railyard run
	expect_error 2 "railyard run: --poll: \"0\" is no number from 1 to 86400$hint" \
		railyard run --poll=0 true
	expect_error 2 "railyard run: --max-restarts: \"many\" is no number from 0 to 1000000$hint" \
		railyard run --max-restarts=many true
	expect_error 2 "railyard run: unknown option \"--spare\"$hint" \
		railyard run --spare true
	SLURM_RAIL_LAYOUT='a;b' expect_error 3 \
		'railyard run: layout: column 1: "a", expected ISLAND:HOSTLIST' \
		railyard run true
	expect_error 3 "railyard run: \"$PWD/none\" cannot be started: No such file or directory" \
		railyard run "$PWD/none"
	TMPDIR=/nowhere expect_error 3 \
		"railyard run: /nowhere: no folder can be made there: No such file or directory" \
		railyard run true
	unset SLURM_JOB_ID
	expect_error 3 "railyard run: SLURM_JOB_ID is not set: this is for the script of a job" \
		railyard run true
}

@test "options of the program are the program's" {
	run --separate-stderr railyard run --no-probe sh -c 'exit 8' --poll=0
	[ "$status" = 8 ]
}

@test "a Slurm that is not installed is named" {
	mkdir none
	for tool in squeue scontrol; do
		rm -f "bin/$tool"
	done
	run --separate-stderr env PATH="$PWD/none" "$(command -v railyard)" run --no-probe -- /bin/true
	[[ "$stderr" == *"squeue: No such file or directory"* ]]
}
