#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every page of the manual is clean mdoc, and its examples of files are such
# files.

top=${srcdir:-.}
if [ -z "$MANDOC" ]; then
	echo "1..0 # SKIP mandoc is not installed (apt install mandoc)"
	exit 0
fi
set -- "$top"/docs/*.[1-9]
if [ ! -e "$1" ]; then
	echo "Bail out! no manual in $top/docs"
	exit 1
fi
echo "1..$(($# + 3))"
n=0
status=0
for page; do
	n=$((n + 1))
	# Links to pages of other packages cannot be looked up everywhere.
	said=$("$MANDOC" -Tlint -Wwarning "$page" 2>&1)
	if [ -z "$said" ]; then
		echo "ok $n - ${page##*/} is clean"
	else
		echo "not ok $n - ${page##*/} is clean"
		echo "$said" | sed 's/^/# /'
		status=1
	fi
done
railyard=${builddir:-.}/tools/railyard

# example PAGE: the first literal text of its EXAMPLES
example() {
	awk '/^\.Sh EXAMPLES/ { here = 1 }
	     /^\.Ed/ && text { exit }
	     text
	     here && /^\.Bd/ { text = 1 }' "$top/docs/$1"
}

# reads PAGE WHAT COMMAND...: COMMAND takes PAGE's example from stdin
reads() {
	page=$1
	name="the example of $1 is $2"
	shift 2
	n=$((n + 1))
	if [ ! -x "$railyard" ]; then
		echo "ok $n - $name # SKIP railyard(1) is not built"
	elif example "$page" | "$railyard" "$@" >/dev/null; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		status=1
	fi
}

reads railyard-map.5 "a map" show -
reads railyard-node.5 "what a node says" \
	build --ib="$top/tests/fixtures/ib/mini.ibnetdiscover" --node=-
map=${TMPDIR:-/tmp}/railyard-man-$$.json
"$railyard" build --ib="$top/tests/fixtures/ib/mini.ibnetdiscover" \
	-o "$map" 2>/dev/null
reads railyard-health.5 "a health file" health list -m "$map" -f -
rm -f "$map"
exit $status
