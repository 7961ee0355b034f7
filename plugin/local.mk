# SPDX-License-Identifier: GPL-2.0-or-later
# What slurmctld, srun and slurmstepd load.

# Where they go: the select plugin needs a folder of its own, as slurm.conf's
# PluginDir names it (PluginDir=$(selectdir):STOCK).
selectdir = $(libdir)/railyard/slurm
spankdir = $(libdir)/railyard

select_so =
spank_so =
if HAVE_SLURM_SRC
select_so += plugin/select_cons_tres.so
endif
if HAVE_SPANK
spank_so += plugin/spank_rail.so
endif
noinst_PROGRAMS += $(select_so) $(spank_so)

# No -z now and no -z defs: slurmctld's own globals are resolved when used.
plugin_select_cons_tres_so_SOURCES = \
	plugin/base.c plugin/base.h \
	plugin/blame.c plugin/blame.h \
	plugin/candidates.c plugin/candidates.h \
	plugin/cost.c plugin/cost.h \
	plugin/decide.c plugin/decide.h \
	plugin/decision.c plugin/decision.h \
	plugin/decision_choose.c \
	plugin/forgotten.c plugin/forgotten.h \
	plugin/free_gpus.c plugin/free_gpus.h \
	plugin/gpus.c plugin/gpus.h \
	plugin/gpus_records.c plugin/gpus_records.h \
	plugin/health_now.c plugin/health_now.h \
	plugin/health_watch.c plugin/health_watch.h \
	plugin/journal.c plugin/journal.h \
	plugin/later.c plugin/later.h \
	plugin/ledger.c plugin/ledger.h \
	plugin/missed.c plugin/missed.h \
	plugin/options.c plugin/options.h \
	plugin/mirror.c plugin/mirror.h \
	plugin/preempt.c plugin/preempt.h \
	plugin/regain.c plugin/regain.h \
	plugin/request.c plugin/request.h \
	plugin/orphans.c plugin/orphans.h \
	plugin/restart.c plugin/restart.h \
	plugin/select_rail.c \
	plugin/send.c plugin/send.h \
	plugin/seats.c plugin/seats.h \
	plugin/slots.c plugin/slots.h \
	plugin/slurm_compat.h \
	plugin/snapshot.c plugin/snapshot.h \
	plugin/strays.c plugin/strays.h \
	plugin/tell.c plugin/tell.h \
	plugin/thread.c plugin/thread.h \
	plugin/times.c plugin/times.h \
	plugin/weights.c plugin/weights.h \
	plugin/workspace.c plugin/workspace.h \
	plugin/wire.h
plugin_select_cons_tres_so_CPPFLAGS = $(SLURM_CPPFLAGS) $(JSONC_CFLAGS)
plugin_select_cons_tres_so_CFLAGS = $(AM_CFLAGS) -fPIC
plugin_select_cons_tres_so_LDFLAGS = $(AM_LDFLAGS) -shared \
	-Wl,--version-script=$(srcdir)/plugin/select_rail.lds
plugin_select_cons_tres_so_LDADD = $(TOPOLOGY_LIBS) -ldl -lm
EXTRA_plugin_select_cons_tres_so_DEPENDENCIES = plugin/select_rail.lds

plugin_spank_rail_so_SOURCES = \
	plugin/options.c plugin/options.h \
	plugin/spank_alloc.c plugin/spank_alloc.h \
	plugin/spank_compat.h \
	plugin/spank_env.c plugin/spank_env.h \
	plugin/spank_rail.c \
	plugin/task_place.c plugin/task_place.h \
	plugin/wire.h
plugin_spank_rail_so_CPPFLAGS = $(SPANK_CPPFLAGS)
plugin_spank_rail_so_CFLAGS = $(AM_CFLAGS) -fPIC
plugin_spank_rail_so_LDFLAGS = $(AM_LDFLAGS) -shared \
	-Wl,--version-script=$(srcdir)/plugin/spank_rail.lds
plugin_spank_rail_so_LDADD = $(TOPOLOGY_LIBS)
EXTRA_plugin_spank_rail_so_DEPENDENCIES = plugin/spank_rail.lds

EXTRA_DIST += plugin/select_rail.lds plugin/spank_rail.lds

# By write and rename: slurmctld dies of a plugin that it meets half written.
# An instrumented plugin cannot be loaded by Slurm and stays here.
install-exec-local: $(select_so) $(spank_so)
if SANITIZED
	@echo 'railyard: the plugins are built with sanitizers: not installed'
else
	@set -e; \
	put() { \
		$(MKDIR_P) "$(DESTDIR)$$2"; \
		t="$(DESTDIR)$$2/.$${1##*/}.new"; \
		echo " install $$1 in $(DESTDIR)$$2"; \
		$(INSTALL_DATA) "$$1" "$$t"; \
		mv -f "$$t" "$(DESTDIR)$$2/$${1##*/}"; \
	}; \
	for f in $(select_so); do put "$$f" "$(selectdir)"; done; \
	for f in $(spank_so); do put "$$f" "$(spankdir)"; done
endif

uninstall-local:
	-rm -f "$(DESTDIR)$(selectdir)/select_cons_tres.so" \
		"$(DESTDIR)$(spankdir)/spank_rail.so"
	-rmdir "$(DESTDIR)$(selectdir)" "$(DESTDIR)$(spankdir)" 2>/dev/null
