#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An example of a feed: a kernel panic on a node's console ends the node's jobs at
# once, and not after SlurmdTimeout.  Runs on the controller, as SlurmUser or
# root; reads a line "HOST MESSAGE" for each line of any console:
#
#	tail -n 0 -F /var/log/consoles | panic-feed.sh
#
# with this in rsyslog.conf, where netconsole of all nodes arrives:
#
#	template(name="console" type="string" string="%fromhost% %rawmsg%\n")
#	input(type="imudp" port="6666" ruleset="console")
#	ruleset(name="console") {
#		action(type="omfile" file="/var/log/consoles" template="console")
#	}
#
# Nothing that a user can write may get in there: what says of itself to be a
# panic is believed, and nobody looks whether the node still lives.
set -u

most=${MOST-4}		# so many nodes in so many seconds; if there are more,
within=${WITHIN-600}	# something else is wrong, and a person has to look
times=

say() {
	echo "panic-feed: $*" >&2
}

# Sets $count: nodes that were set down in the last $within seconds.
count_recent() {
	now=$(date +%s)
	count=0
	recent=
	for t in $times; do
		[ $((now - t)) -lt "$within" ] || continue
		recent="$recent $t"
		count=$((count + 1))
	done
	times=$recent
}

panicked() {
	state=$(sinfo -h -N -n "$1" -o %T) || {
		say "$1: slurmctld does not answer; its SlurmdTimeout will do"
		return
	}
	case $state in
	'')
		say "$1: no node of Slurm's"
		return
		;;
	down*) return ;;
	esac
	count_recent
	if [ "$count" -ge "$most" ]; then
		say "$1: $count others in $within s; left to you"
		return
	fi
	if scontrol update "nodename=$1" state=down "reason=kernel panic"; then
		say "$1: set down"
		times="$times $now"
	fi
}

while read -r host message; do
	case $message in
	"Kernel panic - not syncing"*) ;;
	"["*"] Kernel panic - not syncing"*) ;;	# [ 1234.567890]
	*) continue ;;
	esac
	case $host in
	# gpu[01-99] would be all of them
	-* | *[!A-Za-z0-9._-]*) say "no name of a host: $host" ;;
	*) panicked "${host%%.*}" ;;
	esac
done
