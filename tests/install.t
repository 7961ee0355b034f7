#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# make install: what goes where, that a plugin in use is replaced and never
# written to, and that make uninstall takes all of it away.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "${builddir:-.}" || exit 1
if [ ! -f config.status ]; then
	echo "Bail out! no build in $PWD"
	exit 1
fi

count=0
failed=0
report() {	# STATUS NAME
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' "$work/log"
		failed=1
	fi
}

run() {
	"${MAKE:-make}" "$1" DESTDIR="$work/dest" >"$work/log" 2>&1
}

# Where a file of that name was installed.
installed() {
	find "$work/dest" -name "$1"
}

run install
report $? "make install"
built=$(find plugin -name "*.so" 2>/dev/null)
if [ -n "$built" ] && grep -q 'with sanitizers' "$work/log"; then
	[ -z "$(installed '*.so')" ]
	report $? "plugins with sanitizers are not installed"
	built=
fi
for so in $built; do
	path=$(installed "${so##*/}")
	cmp -s "$so" "$path"
	report $? "${so##*/} is installed"
	ln "$path" "$work/${so##*/}"
	echo "in use" >>"$work/${so##*/}"
done
case $built in
*select_cons_tres.so*)
	# PluginDir must not make Slurm look at the SPANK plugin as its own.
	[ "$(ls "$(dirname "$(installed select_cons_tres.so)")")" = \
		select_cons_tres.so ]
	report $? "the select plugin has a folder of its own"
	;;
esac

run install
report $? "make install again"
for so in $built; do
	cmp -s "$so" "$(installed "${so##*/}")" &&
		[ "$(tail -c 7 "$work/${so##*/}")" = "in use" ]
	report $? "${so##*/} is replaced, the one in use not written to"
done
[ -z "$(installed '*.la')$(installed '*.a')$(installed '*.new')" ]
report $? "nothing is installed that nobody needs"

run uninstall
report $? "make uninstall"
[ -z "$(find "$work/dest" -type f)" ]
report $? "nothing is left"
echo "1..$count"
exit $failed
