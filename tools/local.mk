# SPDX-License-Identifier: GPL-2.0-or-later
# railyard(1).

# Add source files to tools_railyard_SOURCES, one module a line.  Files that
# need hwloc go under HAVE_HWLOC; the code asks #ifdef HAVE_HWLOC.
tools_railyard_SOURCES =
tools_railyard_CPPFLAGS = $(JSONC_CFLAGS) $(SMARTCOLS_CFLAGS)
tools_railyard_LDADD = $(TOPOLOGY_LIBS) $(SMARTCOLS_LIBS)

if HAVE_HWLOC
tools_railyard_CPPFLAGS += -DHAVE_HWLOC=1 $(HWLOC_CFLAGS)
tools_railyard_LDADD += $(HWLOC_LIBS)
endif

if BUILD_TOOLS
# With the first source file: bin_PROGRAMS += tools/railyard
endif
