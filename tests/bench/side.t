#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What place.py counts by: optimum, worth of nodes, names, states.
command -v python3 >/dev/null || { echo "1..0 # SKIP no python3"; exit 0; }
PYTHONDONTWRITEBYTECODE=1 exec python3 "${srcdir:-.}/tests/bench/side_test.py"
