#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Whatever happens to our plugin file, the stock plugin serves; and jobs that
# ask for nothing see no difference between the two.
# shellcheck disable=SC2317,SC2329 # cases are called by name
# shellcheck source=SCRIPTDIR/../lib/tap.sh
. "$(dirname "$0")/../lib/tap.sh"
# shellcheck source=SCRIPTDIR/../lib/where.sh
. "$here/lib/where.sh"

ours=/usr/lib/railyard/slurm/select_cons_tres.so
log=/var/log/slurm/slurmctld.log

# with_file COMMAND: slurmctld starts anew after COMMAND has been run on the
# plugin, in $f; its log starts empty.
with_file() {
	ctld_stop
	on ctl sh -c "[ -e $ours.good ] || cp $ours $ours.good
		f=$ours; rm -f \$f; $1; : >$log"
	ctld_start
	wait_until 60 mini_idle 16
}

as_it_was() {
	with_file "cp $ours.good \$f.new && mv \$f.new \$f"
}

# A job with a request runs where stock Slurm puts it, and gets no slots.
stock_serves() {
	local id

	id=$(job stock -N2 --rail=best)
	job_wait "$id" RUNNING
	is "what Railyard says of the job" "$(job_comment "$id")" ""
	on ctl scancel "$id"
	wait_until 30 mini_no_jobs
}

# Clients on the controller's host load select plugins too in 24.11.
clients_say_nothing_more() {
	local command

	for command in sinfo squeue "scontrol show nodes" "srun -N1 true"; do
		# shellcheck disable=SC2086 # words
		is "$command says on stderr" "$(on ctl $command 2>&1 >/dev/null)" ""
	done
}

missing() {
	with_file true
	is "lines of ours in the log" "$(on ctl grep -c railyard: $log || true)" 0
	clients_say_nothing_more
	stock_serves
}

garbage() {
	with_file 'head -c 100000 /dev/urandom >$f'
	like "the log" "$(on ctl cat $log)" 'invalid ELF header|file too short'
	stock_serves
}

empty() {
	with_file ': >$f'
	stock_serves
}

# The plugin says that it is of the next one.
other_micro_version() {
	local major minor micro

	IFS=. read -r major minor micro <<<"$(slurm_release)"
	with_file "export v=$((major << 16 | minor << 8 | micro))"'
		perl -0pe "s/\\Q\${\\pack q(V), \$ENV{v}}/
			pack q(V), \$ENV{v} + 1/egx" '"$ours.good"' >$f
		! cmp -s '"$ours.good"' $f'
	like "the log" "$(on ctl cat $log)" \
		"[Ii]ncompatible.*$major\.$minor\.$((micro + 1))"
	stock_serves
}

init_fails() {
	as_it_was
	ctld_stop
	on ctl sh -c ": >$log; LD_PRELOAD=/usr/local/lib/break_dlopen.so slurmctld"
	wait_until 30 ctld_answers
	wait_until 60 mini_idle 16
	like "the log" "$(on ctl grep railyard: $log)" \
		'the stock plugin takes over'
	is "lines of ours in the log" "$(on ctl grep -c railyard: $log)" 1
	stock_serves
}

# What is found at once is taken; a job that is granted nothing waits, and
# starts when there is something; a plan is some time that will do.
no_time_to_decide() {
	local first range strict

	as_it_was
	user rm -f first.out range.out strict.out
	ctld_stop
	on ctl sh -c ": >$log; LD_PRELOAD=/usr/local/lib/slow_clock.so slurmctld"
	wait_until 30 ctld_answers
	wait_until 60 mini_idle 16
	first=$(job first -N4 --rail=best)
	job_wait "$first" RUNNING
	is "its nodes" "$(job_nodes "$first" | xargs)" "gpu01 gpu02 gpu03 gpu04"
	range=$(job range -N2-6 --rail=strict)
	job_wait "$range" RUNNING
	tasks_wait first 0 4
	tasks_wait range 0 6
	strict=$(job strict -N6 --rail=strict)
	wait_until 30 on ctl grep -q "JobId=$strict: no decision" $log
	is "its state" "$(job_get "$strict" %T)" PENDING
	like "a plan" "$(user sbatch --test-only -N8 --rail=strict \
		--gres=gpu:8 --wrap true 2>&1)" "to start at .* on nodes gpu"
	on ctl scancel "$range"
	job_wait "$strict" RUNNING
	tasks_wait strict 0 6
	is "lines of what took too long" \
		"$(on ctl grep -c 'no decision within DecisionLimit=50 ms' $log)" 1
	on ctl scancel -u user
	wait_until 60 mini_no_jobs
}

# Two copies in PluginDir must not take each other for the stock plugin.
twice_in_the_path() {
	ctld_stop
	on ctl sh -c "mkdir -p /usr/lib/railyard/copy
		cp $ours.good /usr/lib/railyard/copy/select_cons_tres.so
		cp /etc/slurm/slurm.conf /tmp/slurm.conf.good
		sed -i 's|^PluginDir=|&/usr/lib/railyard/copy:|' \
			/etc/slurm/slurm.conf; : >$log"
	ctld_start
	like "the log" "$(on ctl grep railyard: $log)" 'map mini: 16 nodes'
	ctld_stop
	on ctl sh -c 'cat /tmp/slurm.conf.good >/etc/slurm/slurm.conf'
	ctld_start
}

clients_beside_ours() {
	as_it_was
	like "the log" "$(on ctl grep railyard: $log)" 'map mini: 16 nodes'
	clients_say_nothing_more
}

# place_plain: nodes of a fixed series of jobs that ask for nothing.
place_plain() {
	local ids='' id

	for n in 3 1 6 2 4; do
		id=$(user sbatch --parsable -N$n --gres=gpu:8 \
			--wrap 'sleep 600' -o /dev/null)
		job_wait "$id" RUNNING
		ids="$ids $id"
	done
	for id in $ids; do
		job_nodes "$id" | xargs
	done
	for id in $ids; do
		on ctl scancel "$id"
	done
	wait_until 60 mini_idle 16
}

same_nodes_as_stock() {
	local with without

	mini_reset
	with=$(place_plain)
	with_file true
	without=$(place_plain)
	as_it_was
	is "nodes of plain jobs" "$with" "$without"
}

same_with_topology_yaml() {
	mini_reset
	topology_yaml
	same_nodes_as_stock
}

# Lazy binding would hide it until it is called: then slurmctld dies.
every_symbol_is_found() {
	# shellcheck disable=SC2016 # for the shell there
	on ctl sh -c 'LD_BIND_NOW=1 ldd -r '$ours' 2>&1 |
		sed -n "s/^undefined symbol: \([a-z_A-Z0-9]*\).*/\1/p" |
		sort -u >/tmp/wanted
		full=$(find /usr/lib -name libslurmfull.so | head -n 1)
		perl -e "
			local \$/; open F, q(<), shift; \$s = <F>;
			open F, q(<), shift; \$s .= <F>; open F, q(<), shift;
			for (split /\n/, <F>) { print qq(\$_\n)
				if index(\$s, qq(\$_\0)) < 0 }" \
			"$(readlink -f /usr/sbin/slurmctld)" "$full" \
			/tmp/wanted >/tmp/lost; cat /tmp/lost; test -s /tmp/wanted &&
		! test -s /tmp/lost'
}

mini_reset >/dev/null 2>&1
tap "every symbol that the plugin wants is slurmctld's" every_symbol_is_found
tap "the file is missing" missing
tap "the file is garbage" garbage
tap "the file is empty" empty
tap "the file is of another micro version" other_micro_version
tap "our init() fails" init_fails
tap "no decision is within DecisionLimit" no_time_to_decide
tap "two copies in PluginDir" twice_in_the_path
tap "clients on the controller's host see no extra line" clients_beside_ours
tap "jobs that ask for nothing get the nodes that stock gives" \
	same_nodes_as_stock
if slurm_since 25.05; then
	tap "and so with topology.yaml" same_with_topology_yaml
	topology_conf >/dev/null 2>&1
else
	tap_skip "and so with topology.yaml" \
		"Slurm $(slurm_release) reads none"
fi
as_it_was >/dev/null 2>&1
mini_reset >/dev/null 2>&1
tap_end
