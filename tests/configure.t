#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./configure and Slurm: what it finds, and what it says to do when it cannot.

configure=$(cd "${srcdir:-.}" && pwd)/configure
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
if [ ! -x "$configure" ]; then
	echo "Bail out! no $configure"
	exit 1
fi
cd "$work" || exit 1

count=0
failed=0
report() {	# STATUS NAME
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' out
		failed=1
	fi
}

# Runs configure with $@; its status is in $status, its words in ./out.
try() {
	"$configure" -q --cache-file=cache --disable-tools "$@" >out 2>&1
	status=$?
}

# try $3..., which must end with status $1 and say $2.
says() {
	want=$1
	words=$2
	shift 2
	try "$@"
	[ "$status" = "$want" ] && tr -s ' ' <out | grep -qF -- "$words"
}

says 1 'there is no such folder' --with-slurm-src="$work/none"
report $? "a folder that is not there is an error"

mkdir other
says 1 'is no source of Slurm' --with-slurm-src=other
report $? "a folder that is no source of Slurm is an error"

mkdir -p slurm/src/slurmctld
: >slurm/src/slurmctld/slurmctld.h
says 1 'run ./configure there' --with-slurm-src=slurm
report $? "a source that is not configured is an error, with what to do"
grep -q 'exact version' out
report $? "... and with the question for the exact version"

mkdir slurm/slurm
: >slurm/config.h
: >slurm/slurm/slurm_version.h
says 1 'has no SLURM_VERSION_NUMBER' --with-slurm-src=slurm
report $? "a source without a version is an error"

echo '#define SLURM_VERSION_NUMBER 0x180b05' >slurm/slurm/slurm_version.h
says 0 "select plugin for Slurm 24.11.5 exactly ($work/slurm)" \
	--with-slurm-src=slurm
report $? "a configured source is found, with its version"
grep -qF "SPANK plugin     for Slurm 24.11.5" out
report $? "... and its spank.h is used"

says 1 'needs a folder' --with-slurm-src
report $? "--with-slurm-src needs a folder"

says 0 'select plugin no: say --with-slurm-src=DIR'
report $? "without a source the rest is built, and the summary says so"

says 0 'select plugin not asked for (--disable-plugins)' --disable-plugins
report $? "--disable-plugins asks for no Slurm"

echo "1..$count"
exit $failed
