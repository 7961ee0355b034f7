#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# make install: what goes where, that a plugin in use is replaced and never
# written to, and that make uninstall takes all of it away.

# shellcheck source=SCRIPTDIR/tap.sh
. "${srcdir:-.}/tests/tap.sh"
work=$(mktemp -d) || exit 1
tap_log=$work/log
trap 'rm -rf "$work"' EXIT
cd "${builddir:-.}" || exit 1
if [ ! -f config.status ]; then
	echo "Bail out! no build in $PWD"
	exit 1
fi

run() {
	"${MAKE:-make}" "$1" DESTDIR="$work/dest" >"$work/log" 2>&1
}

# Where a file of that name was installed.
installed() {
	find "$work/dest" -name "$1"
}

# The new one is there, and the old one, which we hold a link to, untouched.
was_replaced() {
	cmp -s "$1" "$(installed "${1##*/}")" &&
		[ "$(tail -c 7 "$work/${1##*/}")" = "in use" ]
}

check "make install" run install
built=$(find plugin -name "*.so" 2>/dev/null)
if [ -n "$built" ] && grep -q 'with sanitizers' "$work/log"; then
	check "plugins with sanitizers are not installed" \
		[ -z "$(installed '*.so')" ]
	built=
fi
for so in $built; do
	path=$(installed "${so##*/}")
	check "${so##*/} is installed" cmp -s "$so" "$path"
	ln "$path" "$work/${so##*/}"
	echo "in use" >>"$work/${so##*/}"
done
case $built in
*select_cons_tres.so*)
	# PluginDir must not make Slurm look at the SPANK plugin as its own.
	check "the select plugin has a folder of its own" \
		[ "$(ls "$(dirname "$(installed select_cons_tres.so)")")" = \
		select_cons_tres.so ]
	;;
esac

check "make install again" run install
for so in $built; do
	check "${so##*/} is replaced, the one in use not written to" \
		was_replaced "$so"
done
check "nothing is installed that nobody needs" \
	[ -z "$(installed '*.la')$(installed '*.a')$(installed '*.new')" ]

check "make uninstall" run uninstall
check "nothing is left" [ -z "$(find "$work/dest" -type f)" ]
tap_end
