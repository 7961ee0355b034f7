#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the CLI tests (bats) and speaks TAP.

if ! test -x "$builddir/tools/railyard"; then
	echo "1..0 # SKIP railyard(1) is not built (--disable-tools)"
elif ! command -v bats > /dev/null; then
	echo "1..0 # SKIP bats is not installed"
else
	exec bats --tap "$srcdir"/tests/cli/*.bats
fi
