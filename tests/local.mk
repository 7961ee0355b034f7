# SPDX-License-Identifier: GPL-2.0-or-later
# Tests that need no cluster.

# CLI tests: add each tests/cli/*.t to TESTS and to EXTRA_DIST.

# --- units: one program a module, tests/unit/test_MODULE.c

if HAVE_CMOCKA
noinst_LIBRARIES += tests/unit/librandom.a
tests_unit_librandom_a_SOURCES = \
	tests/unit/random.c tests/unit/random.h tests/unit/unit.h

UNIT_LIBS = tests/unit/librandom.a $(TOPOLOGY_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS = \
	tests/unit/test_error \
	tests/unit/test_fabric \
	tests/unit/test_hostlist \
	tests/unit/test_map \
	tests/unit/test_nodeset \
	tests/unit/test_place \
	tests/unit/test_ranks
AM_CPPFLAGS = -I$(top_srcdir) $(CMOCKA_CFLAGS)
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
tests_unit_test_error_LDADD = $(UNIT_LIBS)
tests_unit_test_fabric_LDADD = $(UNIT_LIBS)
tests_unit_test_hostlist_LDADD = $(UNIT_LIBS)
tests_unit_test_map_LDADD = $(UNIT_LIBS)
tests_unit_test_nodeset_LDADD = $(UNIT_LIBS)
tests_unit_test_place_LDADD = $(UNIT_LIBS)
tests_unit_test_place_SOURCES = tests/unit/test_place.c \
	tests/unit/brute.c tests/unit/brute.h
tests_unit_test_ranks_LDADD = $(UNIT_LIBS)
tests_unit_test_ranks_SOURCES = tests/unit/test_ranks.c \
	tests/unit/brute.c tests/unit/brute.h
else
TESTS += tests/unit/without-cmocka.t
endif
EXTRA_DIST += tests/unit/without-cmocka.t
EXTRA_DIST += tests/fixtures/map
