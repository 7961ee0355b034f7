# SPDX-License-Identifier: GPL-2.0-or-later
# railyard doctor: a good configuration, and each thing that can be bad.

load common

# A folder in which all is well; doctor looks at it.
make_good() {
	make_map
	mkdir -p etc plugins/railyard plugins/stock state
	chmod 755 state
	touch plugins/railyard/select_cons_tres.so
	cat >etc/slurm.conf <<-END
		ClusterName=good	# a comment
		SlurmctldHost=ctl
		PluginDir=$PWD/plugins/railyard:$PWD/plugins/stock
		selecttype=select/cons_tres
		SlurmdTimeout=30
		UnkillableStepTimeout=180
		StateSaveLocation=$PWD/state
		HealthCheckProgram=/usr/bin/railyard-health
		HealthCheckInterval=60
		GresTypes=gpu
		NodeName=DEFAULT RealMemory=1000
		NodeName=gpu[01-08] Gres=gpu:8
		NodeName=gpu[09-16] Gres=gpu:8
	END
	cat >etc/gres.conf <<-END
		# one line for each CPU
		Name=gpu Type=h100 File=/dev/nvidia[0-3] Cores=0-15 Links=-1,0,0,0
		Name=gpu Type=h100 File=/dev/nvidia[4-7] Cores=16-31 Links=0,-1,0,0
	END
	echo "optional /usr/lib/railyard/spank_rail.so" >etc/plugstack.conf
	echo "Map=$PWD/map.json" >etc/railyard.conf
}

# finds LEVEL CHECK: a warning or an error, and nothing else
finds() {
	run --separate-stderr railyard doctor --conf=etc
	if [ "$status" != 1 ] || [[ "${lines[0]}" != "$1: $2: "* ]] ||
	   [ "${#lines[@]}" != 3 ]; then
		echo "status $status, wanted $1: $2"
		echo "$output"
		return 1
	fi
}

# set_line KEY VALUE: in slurm.conf
set_line() {
	sed -i "/^$1=/Id" etc/slurm.conf
	echo "$1=$2" >>etc/slurm.conf
}

@test "a good configuration" {
	make_good
	expect_output "nothing to complain about" railyard doctor --conf=etc
	expect_output '{"version":1,"folder":"etc","slurmctld_answers":false,"findings":[]}' \
		railyard doctor --conf=etc --json
}

@test "what is not set is called that" {
	make_good
	sed -i "/^GresTypes=/d;/^PluginDir=/d" etc/slurm.conf
	run railyard doctor --conf=etc
	[ "$status" = 1 ]
	[ "${lines[0]}" = "error: plugin-order: PluginDir is not set" ]
	[ "${lines[3]}" = "hint: gres-types: GresTypes is not set" ]
}

@test "each bad setting is found by its name" {
	make_good
	cp -r etc good
	while read -r level check key value; do
		rm -r etc
		cp -r good etc
		set_line "$key" "$value"
		finds "$level" "$check"
	done <<-END
		error select-type SelectType select/linear
		warning topology-plugin TopologyPlugin topology/block
		warning slurmd-timeout SlurmdTimeout 300
		warning slurmd-timeout SlurmdTimeout 0
		warning message-timeout MessageTimeout 20
		warning unkillable-step-timeout UnkillableStepTimeout 60
		warning job-requeue JobRequeue 0
		warning prolog-hold Prolog /etc/slurm/prolog
		warning return-to-service ReturnToService 2
		warning health-check HealthCheckInterval 0
		warning scheduler SchedulerType sched/builtin
		error plugin-dir PluginDir $PWD/plugins/railyard:/no/such
		error plugin-order PluginDir $PWD/plugins/stock
	END
}

@test "a prolog that may fail, exit codes that make a job come back" {
	make_good
	set_line Prolog /etc/slurm/prolog
	set_line SchedulerParameters bf_interval=3,NoHold_on_prolog_fail
	set_line RequeueExitHold 3
	expect_output "nothing to complain about" railyard doctor --conf=etc
	set_line RequeueExit 1-127
	run railyard doctor --conf=etc
	[ "$status" = 0 ]
	[ "${lines[0]}" = "hint: requeue-exit: RequeueExit=1-127" ]
}

@test "defaults of Slurm's that are bad are found, too" {
	make_good
	sed -i /SlurmdTimeout/d etc/slurm.conf
	finds warning slurmd-timeout
	make_good
	sed -i /Unkillable/d etc/slurm.conf
	finds warning unkillable-step-timeout
}

@test "railyard.conf, the map, plugstack.conf, the nodes" {
	make_good
	echo Mapp=x >etc/railyard.conf
	finds error railyard-conf
	make_good
	echo "{" >map.json
	finds error map
	rm map.json
	make_good
	echo "optional other.so # spank_rail.so" >etc/plugstack.conf
	finds error spank
	echo "required spank_rail.so" >etc/plugstack.conf
	finds warning spank
	make_good
	sed -i '/gpu.09-16/d' etc/slurm.conf
	finds warning nodes-not-in-slurm
	[[ "${lines[0]}" == *": gpu[09-16]" ]]
}

@test "cred_expire matters where RestartDelay leaves it to Slurm" {
	make_good
	echo "RestartDelay=slurm" >>etc/railyard.conf
	finds warning cred-expire
	set_line AuthInfo socket=/run/munge,cred_expire=5
	expect_output "nothing to complain about" railyard doctor --conf=etc
}

@test "the state: its rights, and whether a backup controller sees it" {
	make_good
	chmod 777 state
	finds error state-rights
	chmod 755 state
	echo "SlurmctldHost=backup" >>etc/slurm.conf
	run railyard doctor --conf=etc
	case $(stat -f -c %T state) in
	ext2/ext3 | xfs | btrfs | tmpfs) [[ "$output" == *"state-shared"* ]] ;;
	esac
}

@test "a hint is no finding" {
	make_good
	echo "NodeName=login1" >>etc/slurm.conf
	run railyard doctor --conf=etc
	[ "$status" = 0 ]
	[ "${lines[0]}" = "hint: nodes-not-in-map: login1" ]
}

@test "values may be in quotes" {
	make_good
	sed -i 's/Gres=gpu:[^ ]*/Gres="&"/;s/="Gres=/="/' etc/slurm.conf
	sed -i 's/^SlurmdTimeout=\(.*\)/SlurmdTimeout="\1"/' etc/slurm.conf
	sed -i 's/File=\([^ ]*\)/File="\1"/' etc/gres.conf
	grep -q '"gpu:' etc/slurm.conf
	grep -q 'File="/dev' etc/gres.conf
	expect_output "nothing to complain about" railyard doctor --conf=etc
	set_line SlurmdTimeout '"many"'
	run --separate-stderr railyard doctor --conf=etc
	[ "${lines[0]}" = "error: number: etc/slurm.conf:13: SlurmdTimeout=many" ]
}

@test "what slurm.conf includes is read" {
	make_good
	mkdir more
	grep ^NodeName= etc/slurm.conf >etc/nodes-good.conf
	sed -i '/^NodeName=/d;/^SlurmdTimeout=/d' etc/slurm.conf
	cat >>etc/slurm.conf <<-END
		ClusterName=Good
		INCLUDE	nodes-%c.conf # not by its case
		Include $PWD/more/times.conf
	END
	echo 'SlurmdTimeout=30' >more/times.conf
	expect_output "nothing to complain about" railyard doctor --conf=etc
	printf 'Slurmd\\\nTimeout=\\\n299\n' >more/times.conf
	finds warning slurmd-timeout
	# from slurm.conf's folder, whoever includes it
	echo 'Include nodes-good.conf' >more/times.conf
	sed -i '/^INCLUDE/d' etc/slurm.conf
	finds warning slurmd-timeout
}

@test "an Include that cannot be" {
	make_good
	sed -i '/^ClusterName/d' etc/slurm.conf
	for name in nothing '*.conf' 'x-%c' slurm.conf; do
		sed -i '/^Include/d' etc/slurm.conf
		echo "Include $name" >>etc/slurm.conf
		run --separate-stderr railyard doctor --conf=etc
		[ "$status" = 1 ]
		[[ "$output" == *"error: include: etc/slurm.conf:"*": Include $name: "* ]]
	done
	[[ "$output" == *"files that include each other"* ]]
}

@test "a number that is none, with its place" {
	make_good
	for value in abc -4 30s 1e3 '""' 99999999999999999999; do
		set_line SlurmdTimeout "$value"
		run --separate-stderr railyard doctor --conf=etc
		[ "$status" = 1 ]
		[ "${lines[0]}" = "error: number: etc/slurm.conf:13: SlurmdTimeout=${value//\"/}" ]
	done
	set_line SlurmdTimeout 0x1e
	expect_output "nothing to complain about" railyard doctor --conf=etc
	mkdir more
	echo TreeWidth=wide >more/x.conf
	echo "Include $PWD/more/x.conf" >>etc/slurm.conf
	finds error number
	[ "${lines[0]}" = "error: number: $PWD/more/x.conf:1: TreeWidth=wide" ]
}

@test "gres.conf has the GPUs that slurm.conf says" {
	make_good
	sed -i 's/Links=[^ ]*//' etc/gres.conf
	run railyard doctor --conf=etc
	[ "$status" = 0 ]
	[ "${lines[0]}" = "hint: gres-near: etc/gres.conf: GPUs without Links=" ]
	echo "Name=gpu File=/dev/nvidia[0-7]" >etc/gres.conf
	run railyard doctor --conf=etc
	[ "${lines[0]}" = "hint: gres-near: etc/gres.conf: GPUs without Cores= and Links=" ]
	rm etc/gres.conf
	run railyard doctor --conf=etc
	[ "$status" = 0 ]
	[ "${lines[0]}" = "hint: gres-conf: etc/gres.conf: No such file or directory" ]
	make_good
	sed -i 's/^Name=gpu/NodeName=gpu[01-03,08-16] &/' etc/gres.conf
	finds error gres-count
	[ "${lines[0]}" = "error: gres-count: etc/gres.conf: 0 GPUs of gpu[04-07], slurm.conf says 8" ]
	echo "NodeName=gpu[04-07] AutoDetect=nvml" >>etc/gres.conf
	expect_output "nothing to complain about" railyard doctor --conf=etc
	make_good
	sed -i 's/^NodeName=gpu.09.*/NodeName=gpu[09-16] Gres=gpu:h100:4(S:0-1),nic:8/' etc/slurm.conf
	finds warning gres-count
	[ "${lines[0]}" = "warning: gres-count: etc/gres.conf: 8 GPUs of gpu[09-16], slurm.conf says 4" ]
	make_good
	# the number of DEFAULT, and one GPU without one
	sed -i 's/DEFAULT .*/DEFAULT Gres=gpu/;s/\(gpu.*\) Gres=gpu:8/\1/' etc/slurm.conf
	run railyard doctor --conf=etc
	[ "${lines[0]}" = "warning: gres-count: etc/gres.conf: 8 GPUs of gpu[01-16], slurm.conf says 1" ]
	make_good
	for bad in Count=many 'File=/dev/nvidia[0-' 'NodeName=gpu[' Count=-1; do
		echo "Name=gpu Cores=0 Links=-1 $bad" >etc/gres.conf
		run --separate-stderr railyard doctor --conf=etc
		[ "$status" = 1 ]
		[ "${lines[0]}" = "error: gres-conf: etc/gres.conf:1: $bad" ]
	done
}

@test "plugstack.conf includes files" {
	make_good
	mkdir etc/plugstack.conf.d
	mv etc/plugstack.conf etc/plugstack.conf.d/rail.conf
	echo 'include plugstack.conf.d/*.conf' >etc/plugstack.conf
	expect_output "nothing to complain about" railyard doctor --conf=etc
	sed -i 's/^optional/required/' etc/plugstack.conf.d/rail.conf
	finds warning spank
	make_good
	echo 'include nothing.d/*' >>etc/plugstack.conf
	finds warning spank-include
	[ "${lines[0]}" = "warning: spank-include: etc/plugstack.conf:2: include nothing.d/*: no such file" ]
	echo 'include plugstack.conf' >etc/plugstack.conf
	run railyard doctor --conf=etc
	[ "$status" = 1 ]
	[[ "$output" == *"files that include each other"*"no spank_rail.so"* ]]
}

@test "no slurm.conf, and misuse" {
	mkdir etc
	expect_error 3 "railyard doctor: etc/slurm.conf: No such file or directory" \
		railyard doctor --conf=etc
	run railyard doctor etc
	[ "$status" = 2 ]
}
