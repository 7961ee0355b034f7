#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What place.py counts by: optimum, worth of nodes, names, states.
# python3-minimal lacks half of the library
python3 -c 'import shutil, tempfile, unittest' 2>/dev/null || {
	echo "1..0 # SKIP no python3, or not all of it"
	exit 0
}
PYTHONDONTWRITEBYTECODE=1 exec python3 "${srcdir:-.}/tests/bench/side_test.py"
