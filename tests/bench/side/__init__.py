# SPDX-License-Identifier: GPL-2.0-or-later
"""Real slurmctlds side by side: the parts of tests/bench/place.py.

Nothing here shares a line with the engine that it measures.
"""
