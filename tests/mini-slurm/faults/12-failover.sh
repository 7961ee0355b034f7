#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The controller fails over: the decisions survive, and only the one in charge
# acts.  The backup is one more container, which shares the state's volume.
# shellcheck source=SCRIPTDIR/../lib/faults.sh
. "$(dirname "$0")/../lib/faults.sh"

fault_cleanup() {
	docker rm -f "$mini_name-ctl2" >/dev/null 2>&1
	conf_all_back
}

backup_up() {
	# shellcheck disable=SC2046 # an option a word
	docker run -d --init --name "$mini_name-ctl2" --hostname ctl2 \
		--network "${mini_name}_net" --ip "$mini_net.252" \
		$(on ctl awk '/gpu|fabric|ctl/ { print "--add-host", $2 ":" $1 }' /etc/hosts) \
		--add-host "ctl2:$mini_net.252" \
		--volumes-from "$mini_name-ctl" --entrypoint sleep \
		"$mini_name-mini" infinity >/dev/null
	# what may be newer there than in the image
	docker cp "$mini_name-ctl:/usr/lib/railyard" - |
		docker cp - "$mini_name-ctl2:/usr/lib"
	docker cp "$mini_name-ctl:/etc/slurm" - |
		docker cp - "$mini_name-ctl2:/etc"
	on ctl2 sh -c 'install -d -o munge -g munge /run/munge
		runuser -u munge -- munged
		install -d -o slurm -g slurm /var/log/slurm; slurmctld'
}

# In place, as the engine mounts the file.
know_ctl2() {
	local host

	for host in ctl $mini_nodes; do
		on "$host" sh -c "grep -q ctl2 /etc/hosts ||
			echo '$mini_net.252 ctl2' >>/etc/hosts" &
	done
	wait
}

ctl2_rules() {
	on ctl2 grep -q 'Running as primary controller' $log
}

failover() {
	mini_net=$(on ctl awk '$2 == "ctl" { sub(/\.[0-9]+$/, "", $1); print $1; exit }' /etc/hosts)
	know_ctl2
	# one that takes over has to hear from all nodes before SlurmdTimeout
	conf_all 's/^SlurmctldHost=ctl/&\nSlurmctldHost=ctl2\nSlurmctldTimeout=10/
		s/^SlurmdTimeout=.*/SlurmdTimeout=30/'
	backup_up
	fault_job over -N3 --rail=best
	ctld_saved
	is "what the backup says of Railyard" \
		"$(on ctl2 grep -c 'railyard:' $log || true)" 0
	fault
	ctl_line=$(($(on ctl sh -c "wc -l <$log") + 1))
	ctld_kill
	phase_until detect 90 ctl2_rules
	fault_host=ctl2
	fault
	node_kill gpu02
	phase_down gpu02
	phases_back over 3 1
	only_moved over 1 gpu02
	is "the new node" "$new" gpu04
	restarts_are "$id" 1
	journal_of "$id" start 2
	# the first comes back, and takes over with what the backup knew
	on ctl slurmctld
	wait_until 90 is_primary
	fault_host=ctl
	stays over 1 3 5
	node_kill gpu03
	wait_until 90 job_again "$id" 2
	tasks_wait over 2 3
	only_moved over 2 gpu03
	journal_of "$id" start 3
}

is_primary() {
	on ctl sh -c "tail -n +$ctl_line $log" | grep -q 'Running as primary'
}

row "controller fails over" failover
