# SPDX-License-Identifier: GPL-2.0-or-later
# Tests that need no cluster.

# CLI tests: add each tests/cli/*.t to TESTS and to EXTRA_DIST.
