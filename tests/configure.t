#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ./configure and Slurm: what it finds, and what it says to do when it cannot.

# shellcheck source=SCRIPTDIR/tap.sh
. "${srcdir:-.}/tests/tap.sh"
configure=$(cd "${srcdir:-.}" && pwd)/configure
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
if [ ! -x "$configure" ]; then
	echo "Bail out! no $configure"
	exit 1
fi
cd "$work" || exit 1
tap_log=out

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

check "a folder that is not there is an error" \
	says 1 'there is no such folder' --with-slurm-src="$work/none"

mkdir other
check "a folder that is no source of Slurm is an error" \
	says 1 'is no source of Slurm' --with-slurm-src=other

mkdir -p slurm/src/slurmctld
: >slurm/src/slurmctld/slurmctld.h
check "a source that is not configured is an error, with what to do" \
	says 1 'run ./configure there' --with-slurm-src=slurm
check "... and with the question for the exact version" \
	grep -q 'exact version' out

mkdir slurm/slurm
: >slurm/config.h
: >slurm/slurm/slurm_version.h
check "a source without a version is an error" \
	says 1 'has no SLURM_VERSION_NUMBER' --with-slurm-src=slurm

echo '#define SLURM_VERSION_NUMBER 0x180b05' >slurm/slurm/slurm_version.h
check "a configured source is found, with its version" \
	says 0 "select plugin for Slurm 24.11.5 exactly ($work/slurm)" \
	--with-slurm-src=slurm
check "... and its spank.h is used" \
	grep -qF "SPANK plugin     for Slurm 24.11.5" out

mkdir slurm/src/interfaces
cat >slurm/src/interfaces/select.c <<'END'
static const char *node_select_syms[] = {
	"plugin_id",
	"select_p_node_init",
	"select_p_step_pick_nodes",
	"select_p_select_nodeinfo_alloc",
};
	"select_p_of_something_else",
END
check "a Slurm that asks for no call that is not there is taken" \
	says 0 "for Slurm 24.11.5 exactly" --with-slurm-src=slurm
sed -i 's/"select_p_node_init",/&\n\t"select_p_job",/' \
	slurm/src/interfaces/select.c
check "one that asks for another is an error: it would not start" \
	says 1 'select_p_job, which this Railyard does not have' \
	--with-slurm-src=slurm
rm -r slurm/src/interfaces

check "--with-slurm-src needs a folder" says 1 'needs a folder' --with-slurm-src

check "without a source the rest is built, and the summary says so" \
	says 0 'select plugin no: say --with-slurm-src=DIR'

check "--disable-plugins asks for no Slurm" \
	says 0 'select plugin not asked for (--disable-plugins)' --disable-plugins

tap_end
