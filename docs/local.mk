# SPDX-License-Identifier: GPL-2.0-or-later
# The manual.

# Add a page here; tests/man.t lints every docs/*.[1-9].
dist_man_MANS += \
	docs/railyard-health.5 \
	docs/railyard-map.5 \
	docs/railyard-node.5 \
	docs/railyard.1 \
	docs/railyard.conf.5 \
	docs/railyard-slurm.7

EXTRA_DIST += docs/admin-guide.md docs/checks.md docs/faults.md \
	docs/placement.md docs/examples/panic-feed.sh
