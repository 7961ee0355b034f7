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

@test "no slurm.conf, and misuse" {
	mkdir etc
	expect_error 3 "railyard doctor: etc/slurm.conf: No such file or directory" \
		railyard doctor --conf=etc
	run railyard doctor etc
	[ "$status" = 2 ]
}
