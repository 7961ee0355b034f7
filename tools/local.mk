# SPDX-License-Identifier: GPL-2.0-or-later
# railyard(1).

# A module a line; add yours here.
tools_railyard_SOURCES = \
	tools/cli.c tools/cli.h \
	tools/cmd_build.c \
	tools/cmd_export.c \
	tools/cmd_place.c \
	tools/cmd_show.c \
	tools/cmd_synth.c \
	tools/description.c tools/description.h \
	tools/draw_text.c tools/draw_text.h \
	tools/file.c tools/file.h \
	tools/guid_table.c tools/guid_table.h \
	tools/ibnet_line.c tools/ibnet_line.h \
	tools/names.c tools/names.h \
	tools/railyard.c \
	tools/scan.c tools/scan.h \
	tools/source_ibnetdiscover.c tools/source_ibnetdiscover.h \
	tools/synth.c tools/synth.h \
	tools/write_choice.c tools/write_choice.h \
	tools/write_ibsim.c tools/write_ibsim.h \
	tools/write_topology_conf.c tools/write_topology_conf.h
tools_railyard_CPPFLAGS = $(JSONC_CFLAGS) $(SMARTCOLS_CFLAGS)
tools_railyard_LDADD = $(TOPOLOGY_LIBS) $(SMARTCOLS_LIBS)

if BUILD_TOOLS
bin_PROGRAMS += tools/railyard
endif
