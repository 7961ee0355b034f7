# SPDX-License-Identifier: GPL-2.0-or-later
# Tests that need no cluster.

# Once, and under no condition: automake warns of a second one.
.PHONY: bench bench-map bench-place check-live check-slow

# The command line, in bats.
TESTS += tests/cli/cli.t
# Not the folder: the logs of a build inside the tree are in it.
EXTRA_DIST += tests/cli/cli.t tests/cli/common.bash tests/cli/expected \
	tests/cli/map_cables.py \
	tests/cli/ibsim.bash \
	tests/cli/bad_input.bats \
	tests/cli/build.bats \
	tests/cli/check.bats \
	tests/cli/dialects.bats \
	tests/cli/discover.bats \
	tests/cli/diff.bats \
	tests/cli/export.bats \
	tests/cli/feed.bats \
	tests/cli/gather.bats \
	tests/cli/doctor.bats \
	tests/cli/health.bats \
	tests/cli/ledger.bats \
	tests/cli/live.bats \
	tests/cli/mix.bats \
	tests/cli/page.bats \
	tests/cli/place.bats \
	tests/cli/plan.bats \
	tests/cli/rules.bats \
	tests/cli/run.bats \
	tests/cli/round_trip.bats \
	tests/cli/show.bats \
	tests/cli/synth.bats \
	tests/cli/topology.bats \
	tests/cli/usage.bats

# Real programs on fabrics of a size, and in network namespaces: not in check.
LIVE_TESTS = tests/live/ibsim.bats tests/live/lldpd.bats
EXTRA_DIST += $(LIVE_TESTS)
check-live: all
	builddir='$(abs_top_builddir)' bats --tap \
		$(LIVE_TESTS:%=$(srcdir)/%)

AM_CPPFLAGS = -I$(top_srcdir) $(CMOCKA_CFLAGS)

# Allocations that fail: what is linked with these flags calls nomem.c.
NOMEM_SOURCES = tests/unit/nomem.c tests/unit/nomem.h
NOMEM_WRAP = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup \
	-Wl,--wrap=strndup,--wrap=asprintf,--wrap=vasprintf

# What a node says of itself.
NODE_SOURCES = tools/node.c tools/node_parse.c tools/node_write.c
HWLOC_SOURCES = \
	tools/hwloc_board.c \
	tools/hwloc_gpus.c \
	tools/hwloc_nics.c \
	tools/hwloc_open.c \
	tools/hwloc_path.c \
	tools/node_pair.c \
	tools/node_roles.c \
	tools/node_sysfs.c \
	tools/node_text.c \
	tools/pci_names.c \
	tools/source_hwloc.c \
	$(NODE_SOURCES)
LLDP_SOURCES = \
	tools/guid_table.c \
	tools/json_files.c \
	tools/source_lldp.c \
	tools/source_lldp_called.c \
	tools/source_lldp_ends.c \
	tools/source_lldp_filter.c \
	tools/source_lldp_json.c \
	tools/source_lldp_links.c \
	tools/source_lldp_names.c \
	tools/source_lldp_settle.c \
	tools/source_lldp_systems.c \
	tools/source_lldp_values.c \
	tools/words.c

PLAN_SOURCES = \
	tools/csv.c \
	tools/plan_columns.c \
	tools/source_plan.c \
	tools/source_plan_ends.c \
	tools/words.c

IBNET_SOURCES = \
	tools/description.c \
	tools/guid_table.c \
	tools/ibnet_device.c \
	tools/ibnet_line.c \
	tools/ibnet_ports.c \
	tools/scan.c \
	tools/source_ibnetdiscover.c

TOPOLOGY_FILE_SOURCES = \
	tools/scan.c \
	tools/source_topology.c \
	tools/source_topology_conf.c \
	tools/source_topology_fabric.c \
	tools/source_topology_tree.c \
	tools/source_topology_missing.c \
	tools/source_topology_units.c \
	tools/source_topology_yaml.c

# And tools/csv.c, which others have as well.
SYNTH_SOURCES = \
	tools/random64.c \
	tools/synth.c \
	tools/synth_clos.c \
	tools/synth_dragonfly.c \
	tools/synth_fail.c \
	tools/synth_fail_odd.c \
	tools/synth_fail_off.c \
	tools/synth_fail_spec.c \
	tools/synth_fail_trunk.c \
	tools/synth_fail_view.c \
	tools/synth_fail_wrong.c \
	tools/synth_fit.c \
	tools/synth_hosts.c \
	tools/synth_kinds.c \
	tools/synth_presets.c

# --- units: one program a module, tests/unit/test_MODULE.c

# Fabrics of known truth.
MODEL_SOURCES = \
	tests/unit/model.c tests/unit/model.h \
	tests/unit/model_fault.c \
	tests/unit/model_links.c

if HAVE_CMOCKA
noinst_LIBRARIES += tests/unit/librandom.a
tests_unit_librandom_a_SOURCES = \
	tests/unit/random.c tests/unit/random.h tests/unit/unit.h

UNIT_LIBS = tests/unit/librandom.a $(TOPOLOGY_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS = \
	tests/unit/test_check \
	tests/unit/test_check_plan \
	tests/unit/test_check_random \
	tests/unit/test_check_trunk \
	tests/unit/test_conf \
	tests/unit/test_diff \
	tests/unit/test_error \
	tests/unit/test_fabric \
	tests/unit/test_fabric_links \
	tests/unit/test_gather \
	tests/unit/test_health \
	tests/unit/test_health_report \
	tests/unit/test_health_view \
	tests/unit/test_health_watch \
	tests/unit/test_hostlist \
	tests/unit/test_infer \
	tests/unit/test_infer_small \
	tests/unit/test_machine_words \
	tests/unit/test_journal \
	tests/unit/test_jsontext \
	tests/unit/test_failed_domains \
	tests/unit/test_failures \
	tests/unit/test_ledger \
	tests/unit/test_links \
	tests/unit/test_links_merge \
	tests/unit/test_map \
	tests/unit/test_nic_rules \
	tests/unit/test_node \
	tests/unit/test_node_check \
	tests/unit/test_node_roles \
	tests/unit/test_node_text \
	tests/unit/test_map_large \
	tests/unit/test_nodeset \
	tests/unit/test_nomem \
	tests/unit/test_options \
	tests/unit/test_pci_names \
	tests/unit/test_place \
	tests/unit/test_place_health \
	tests/unit/test_place_gpus \
	tests/unit/test_place_large \
	tests/unit/test_place_spares \
	tests/unit/test_place_tie \
	tests/unit/test_program \
	tests/unit/test_ranks \
	tests/unit/test_run \
	tests/unit/test_slurm_units \
	tests/unit/test_source_hwloc \
	tests/unit/test_source_ibnetdiscover \
	tests/unit/test_source_lldp \
	tests/unit/test_source_node \
	tests/unit/test_source_plan \
	tests/unit/test_spares \
	tests/unit/test_synth \
	tests/unit/test_synth_fail \
	tests/unit/test_task_place \
	tests/unit/test_victims \
	tests/unit/test_wiring
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
# what of the plugin needs no Slurm
tests_unit_test_failed_domains_LDADD = $(UNIT_LIBS) -lm
tests_unit_test_failures_LDADD = $(UNIT_LIBS) -lm
tests_unit_test_ledger_LDADD = $(UNIT_LIBS) -lpthread -lm
tests_unit_test_ledger_SOURCES = tests/unit/test_ledger.c plugin/ledger.c \
	plugin/journal.c plugin/thread.c
tests_unit_test_ledger_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS)
tests_unit_test_options_LDADD = $(UNIT_LIBS)
tests_unit_test_options_SOURCES = tests/unit/test_options.c plugin/options.c
tests_unit_test_task_place_LDADD = $(UNIT_LIBS)
tests_unit_test_task_place_SOURCES = tests/unit/test_task_place.c \
	plugin/task_place.c
tests_unit_test_check_LDADD = $(UNIT_LIBS)
tests_unit_test_check_random_LDADD = $(UNIT_LIBS)
tests_unit_test_check_random_SOURCES = tests/unit/test_check_random.c \
	tests/unit/defect.c tests/unit/defect.h \
	tests/unit/defect_is.c \
	tests/unit/defect_part.c \
	tests/unit/defect_uplink.c \
	$(MODEL_SOURCES)
tests_unit_test_wiring_LDADD = $(UNIT_LIBS)
tests_unit_test_check_plan_LDADD = $(UNIT_LIBS)
tests_unit_test_check_plan_SOURCES = tests/unit/test_check_plan.c \
	$(SYNTH_SOURCES) tools/csv.c
tests_unit_test_check_trunk_LDADD = $(UNIT_LIBS)
tests_unit_test_diff_LDADD = $(UNIT_LIBS)
tests_unit_test_diff_SOURCES = tests/unit/test_diff.c \
	tools/diff_files.c tools/shape_groups.c tools/slurm_blocks.c \
	tools/slurm_hardware.c tools/slurm_units.c tools/slurm_units_check.c \
	tools/write_gres_conf.c tools/write_slurm_conf.c \
	tools/write_topology_conf.c tools/write_topology_yaml.c \
	$(SYNTH_SOURCES) tools/csv.c
tests_unit_test_conf_LDADD = $(UNIT_LIBS)
tests_unit_test_error_LDADD = $(UNIT_LIBS)
tests_unit_test_fabric_LDADD = $(UNIT_LIBS)
tests_unit_test_node_check_LDADD = $(UNIT_LIBS)
tests_unit_test_node_check_SOURCES = tests/unit/test_node_check.c \
	tools/node_check.c tools/node_memory.c tools/xid.c $(NODE_SOURCES)
tests_unit_test_place_health_LDADD = $(UNIT_LIBS)
tests_unit_test_place_health_SOURCES = tests/unit/test_place_health.c \
	tests/unit/brute.c tests/unit/brute.h
tests_unit_test_health_LDADD = $(UNIT_LIBS)
tests_unit_test_health_report_LDADD = $(UNIT_LIBS)
tests_unit_test_health_view_LDADD = $(UNIT_LIBS)
tests_unit_test_program_LDADD = $(UNIT_LIBS)
tests_unit_test_program_SOURCES = tests/unit/test_program.c tools/program.c
tests_unit_test_health_watch_LDADD = $(UNIT_LIBS) -lpthread
tests_unit_test_health_watch_SOURCES = tests/unit/test_health_watch.c \
	plugin/health_watch.c plugin/thread.c
tests_unit_test_hostlist_LDADD = $(UNIT_LIBS)
tests_unit_test_journal_LDADD = $(UNIT_LIBS) -lpthread
tests_unit_test_journal_SOURCES = tests/unit/test_journal.c \
	plugin/journal.c plugin/thread.c
tests_unit_test_infer_LDADD = $(UNIT_LIBS)
tests_unit_test_infer_SOURCES = tests/unit/test_infer.c \
	$(MODEL_SOURCES)
tests_unit_test_infer_small_LDADD = $(UNIT_LIBS)

tests_unit_test_machine_words_LDADD = $(UNIT_LIBS)
tests_unit_test_jsontext_LDADD = $(UNIT_LIBS)
tests_unit_test_jsontext_CPPFLAGS = $(AM_CPPFLAGS) $(JSONC_CFLAGS)
tests_unit_test_links_LDADD = $(UNIT_LIBS)
tests_unit_test_links_merge_LDADD = $(UNIT_LIBS)
tests_unit_test_map_LDADD = $(UNIT_LIBS)
tests_unit_test_nic_rules_LDADD = $(UNIT_LIBS)
tests_unit_test_nic_rules_SOURCES = tests/unit/test_nic_rules.c \
	tools/host_names.c tools/nic_rules.c
tests_unit_test_node_LDADD = $(UNIT_LIBS)
tests_unit_test_node_SOURCES = tests/unit/test_node.c $(NODE_SOURCES)
tests_unit_test_node_roles_LDADD = $(UNIT_LIBS)
tests_unit_test_node_roles_SOURCES = tests/unit/test_node_roles.c \
	tools/node_pair.c tools/node_roles.c tools/node_text.c $(NODE_SOURCES)
tests_unit_test_node_text_LDADD = $(UNIT_LIBS)
tests_unit_test_node_text_SOURCES = tests/unit/test_node_text.c \
	tools/node_text.c
tests_unit_test_map_SOURCES = tests/unit/test_map.c \
	tests/unit/otherwise.c tests/unit/otherwise.h
tests_unit_test_map_large_LDADD = $(UNIT_LIBS)
tests_unit_test_nodeset_LDADD = $(UNIT_LIBS)
tests_unit_test_nomem_LDADD = $(UNIT_LIBS)
tests_unit_test_nomem_LDFLAGS = $(AM_LDFLAGS) \
	$(NOMEM_WRAP)
tests_unit_test_nomem_SOURCES = tests/unit/test_nomem.c $(NOMEM_SOURCES) \
	$(MODEL_SOURCES)
tests_unit_test_pci_names_LDADD = $(UNIT_LIBS)
tests_unit_test_pci_names_SOURCES = tests/unit/test_pci_names.c \
	tools/pci_names.c
tests_unit_test_place_LDADD = $(UNIT_LIBS)
tests_unit_test_place_SOURCES = tests/unit/test_place.c \
	tests/unit/brute.c tests/unit/brute.h
tests_unit_test_place_gpus_LDADD = $(UNIT_LIBS)
tests_unit_test_place_gpus_SOURCES = tests/unit/test_place_gpus.c \
	tests/unit/brute.c tests/unit/brute.h
tests_unit_test_place_large_LDADD = $(UNIT_LIBS)
tests_unit_test_place_spares_LDADD = $(UNIT_LIBS)
tests_unit_test_place_spares_SOURCES = tests/unit/test_place_spares.c \
	tests/unit/brute.c tests/unit/brute.h
tests_unit_test_place_tie_LDADD = $(UNIT_LIBS)
tests_unit_test_run_LDADD = $(UNIT_LIBS)
tests_unit_test_run_SOURCES = tests/unit/test_run.c tools/run_parse.c \
	tools/run_table.c
tests_unit_test_spares_LDADD = $(UNIT_LIBS)
tests_unit_test_victims_LDADD = $(UNIT_LIBS)
tests_unit_test_ranks_LDADD = $(UNIT_LIBS)
tests_unit_test_ranks_SOURCES = tests/unit/test_ranks.c \
	tests/unit/brute.c tests/unit/brute.h
tests_unit_test_gather_LDADD = $(UNIT_LIBS)
tests_unit_test_gather_SOURCES = tests/unit/test_gather.c \
	tools/gather_bytes.c \
	tools/gather_groups.c \
	tools/gather_hosts.c \
	tools/gather_progress.c \
	tools/gather_split.c \
	tools/gather_tasks.c \
	tools/gather_via.c \
	tools/gather_words.c
tests_unit_test_fabric_links_LDADD = $(UNIT_LIBS)
tests_unit_test_fabric_links_SOURCES = tests/unit/test_fabric_links.c \
	tools/fabric_links.c
tests_unit_test_slurm_units_LDADD = $(UNIT_LIBS)
tests_unit_test_slurm_units_SOURCES = tests/unit/test_slurm_units.c \
	tools/slurm_blocks.c tools/slurm_units.c tools/slurm_units_check.c
tests_unit_test_synth_LDADD = $(UNIT_LIBS)
tests_unit_test_synth_SOURCES = tests/unit/test_synth.c \
	$(SYNTH_SOURCES) tools/csv.c
tests_unit_test_synth_fail_LDADD = $(UNIT_LIBS)
tests_unit_test_synth_fail_SOURCES = tests/unit/test_synth_fail.c \
	$(SYNTH_SOURCES) tools/csv.c
tests_unit_test_source_hwloc_LDADD = $(UNIT_LIBS) $(HWLOC_LIBS)
tests_unit_test_source_hwloc_SOURCES = tests/unit/test_source_hwloc.c \
	$(HWLOC_SOURCES)
tests_unit_test_source_hwloc_CPPFLAGS = $(AM_CPPFLAGS) $(HWLOC_CFLAGS)
tests_unit_test_source_lldp_LDADD = $(UNIT_LIBS)
tests_unit_test_source_lldp_SOURCES = tests/unit/test_source_lldp.c \
	$(LLDP_SOURCES)
tests_unit_test_source_ibnetdiscover_LDADD = $(UNIT_LIBS)
tests_unit_test_source_ibnetdiscover_SOURCES = \
	tests/unit/test_source_ibnetdiscover.c $(IBNET_SOURCES)
tests_unit_test_source_node_LDADD = $(UNIT_LIBS)
tests_unit_test_source_node_SOURCES = tests/unit/test_source_node.c \
	tools/host_names.c tools/json_files.c tools/links_join.c \
	tools/nic_rules.c tools/node_claims.c tools/source_node.c \
	$(NODE_SOURCES)
tests_unit_test_source_plan_LDADD = $(UNIT_LIBS)
tests_unit_test_source_plan_SOURCES = tests/unit/test_source_plan.c \
	tools/write_plan.c $(PLAN_SOURCES) $(SYNTH_SOURCES)
# libyaml is looked for with the tools
if BUILD_TOOLS
UNIT_TESTS += tests/unit/test_source_topology
tests_unit_test_source_topology_SOURCES = tests/unit/test_source_topology.c \
	$(NOMEM_SOURCES) \
	tools/slurm_blocks.c tools/slurm_units.c tools/slurm_units_check.c \
	tools/write_topology_conf.c tools/write_topology_yaml.c \
	$(TOPOLOGY_FILE_SOURCES)
tests_unit_test_source_topology_CPPFLAGS = $(AM_CPPFLAGS) $(YAML_CFLAGS)
tests_unit_test_source_topology_LDADD = $(UNIT_LIBS) $(YAML_LIBS)
tests_unit_test_source_topology_LDFLAGS = $(AM_LDFLAGS) \
	$(NOMEM_WRAP)
endif
else
TESTS += tests/unit/without-cmocka.t
endif
EXTRA_DIST += tests/unit/without-cmocka.t
EXTRA_DIST += tests/fixtures tests/mini-slurm

# Each kind of fault in 1,000 random fabrics, and the table of docs/checks.md.
check-slow: tests/unit/test_check_random
	RAILYARD_CASES=$${RAILYARD_CASES:-1000} RAILYARD_TABLE=check-table.md \
		tests/unit/test_check_random
	cat check-table.md
CLEANFILES += check-table.md

# --- benches: what takes long, and small forms of it as tests

check_PROGRAMS += tests/bench/trace
tests_bench_trace_SOURCES = \
	tests/bench/crossing.c tests/bench/crossing.h \
	tests/bench/stock_block.c tests/bench/stock_block.h \
	tests/bench/stock_tree.c tests/bench/stock_tree.h \
	tests/bench/stream.c tests/bench/stream.h \
	tests/bench/trace.c \
	tests/unit/random.c tests/unit/random.h
tests_bench_trace_LDADD = $(TOPOLOGY_LIBS) -lm
TESTS += tests/bench/trace.t tests/bench/side.t
EXTRA_DIST += tests/bench/trace.t tests/bench/side.t tests/bench/side_test.py

# --- rules that the tree keeps

TREE_TESTS = tests/arrows.t tests/configure.t tests/globals.t \
	tests/install.t tests/man.t tests/readme.t
TESTS += $(TREE_TESTS)
EXTRA_DIST += $(TREE_TESTS) tests/tap.sh

# --- figures: seconds and memory, never asserted

EXTRA_PROGRAMS = tests/bench/bench_map tests/bench/stock_models
tests_bench_stock_models_SOURCES = \
	tests/bench/stock_block.c tests/bench/stock_block.h \
	tests/bench/stock_models.c \
	tests/bench/stock_tree.c tests/bench/stock_tree.h
tests_bench_stock_models_LDADD = $(TOPOLOGY_LIBS)
tests_bench_bench_map_SOURCES = tests/bench/bench_map.c $(IBNET_SOURCES)
tests_bench_bench_map_LDADD = $(TOPOLOGY_LIBS)
EXTRA_DIST += tests/bench/map.py tests/bench/place.py \
	tests/bench/side/__init__.py \
	tests/bench/side/calls.py \
	tests/bench/side/count.py \
	tests/bench/side/daemons.py \
	tests/bench/side/fabric.py \
	tests/bench/side/hostlist.py \
	tests/bench/side/models.py \
	tests/bench/side/optimum.py \
	tests/bench/side/plot.py \
	tests/bench/side/setup.py \
	tests/bench/side/snapshots.py \
	tests/bench/side/speed.py \
	tests/bench/side/states.py \
	tests/bench/side/table.py
CLEANFILES += bench-map.json tests/bench/bench_map$(EXEEXT)

# Slurm with and without Railyard: two layers that time what a plugin does.
bench_layers =
if HAVE_SLURM_SRC
bench_layers += tests/bench/outer/select_cons_tres.so \
	tests/bench/inner/select_cons_tres.so
endif
EXTRA_PROGRAMS += $(bench_layers)
EXTRA_DIST += tests/bench/timing_layer.c
tests_bench_outer_select_cons_tres_so_SOURCES = tests/bench/timing_layer.c
tests_bench_outer_select_cons_tres_so_CPPFLAGS = $(SLURM_CPPFLAGS) -DLAYER_OUTER
tests_bench_outer_select_cons_tres_so_CFLAGS = $(AM_CFLAGS) -fPIC
tests_bench_outer_select_cons_tres_so_LDFLAGS = $(AM_LDFLAGS) -shared \
	-Wl,--version-script=$(srcdir)/plugin/select_rail.lds
tests_bench_outer_select_cons_tres_so_LDADD = -ldl
tests_bench_inner_select_cons_tres_so_SOURCES = tests/bench/timing_layer.c
tests_bench_inner_select_cons_tres_so_CPPFLAGS = $(SLURM_CPPFLAGS)
tests_bench_inner_select_cons_tres_so_CFLAGS = $(AM_CFLAGS) -fPIC
tests_bench_inner_select_cons_tres_so_LDFLAGS = $(AM_LDFLAGS) -shared \
	-Wl,--version-script=$(srcdir)/plugin/select_rail.lds
tests_bench_inner_select_cons_tres_so_LDADD = -ldl
CLEANFILES += bench-place.json bench-place.svg $(bench_layers)

bench: bench-map bench-place
bench-map: all tests/bench/bench_map
	$(srcdir)/tests/bench/map.py $(BENCH) .
bench-place: all tests/bench/stock_models $(bench_layers)
	$(srcdir)/tests/bench/place.py $(BENCH) .

# --- fuzz targets: replayed over their seeds here, let loose by libFuzzer
# --- where ./configure CC=clang --enable-fuzzers

FUZZ_REPLAYS = \
	tests/fuzz/replay_health \
	tests/fuzz/replay_hostlist \
	tests/fuzz/replay_hwloc \
	tests/fuzz/replay_ibnetdiscover \
	tests/fuzz/replay_layout \
	tests/fuzz/replay_scontrol \
	tests/fuzz/replay_ledger \
	tests/fuzz/replay_lldp \
	tests/fuzz/replay_map \
	tests/fuzz/replay_node \
	tests/fuzz/replay_plan \
	tests/fuzz/replay_synth
FUZZ_COMMON = tests/fuzz/fuzz.c tests/fuzz/fuzz.h
FUZZ_REPLAY = tests/fuzz/replay.c $(FUZZ_COMMON)
check_PROGRAMS += $(FUZZ_REPLAYS)
TESTS += $(FUZZ_REPLAYS)
tests_fuzz_replay_health_SOURCES = tests/fuzz/fuzz_health.c $(FUZZ_REPLAY)
tests_fuzz_replay_health_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_replay_hostlist_SOURCES = tests/fuzz/fuzz_hostlist.c $(FUZZ_REPLAY)
tests_fuzz_replay_hostlist_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_replay_hwloc_SOURCES = tests/fuzz/fuzz_hwloc.c $(HWLOC_SOURCES) \
	$(FUZZ_REPLAY)
tests_fuzz_replay_hwloc_CPPFLAGS = $(AM_CPPFLAGS) $(HWLOC_CFLAGS)
tests_fuzz_replay_hwloc_LDADD = $(TOPOLOGY_LIBS) $(HWLOC_LIBS)
tests_fuzz_replay_ibnetdiscover_SOURCES = \
	tests/fuzz/fuzz_ibnetdiscover.c $(IBNET_SOURCES) \
	tools/links_join.c tools/links_nobody.c $(FUZZ_REPLAY)
tests_fuzz_replay_ibnetdiscover_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_replay_layout_SOURCES = tests/fuzz/fuzz_layout.c $(FUZZ_REPLAY)
tests_fuzz_replay_layout_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_replay_scontrol_SOURCES = tests/fuzz/fuzz_scontrol.c \
	tools/run_parse.c $(FUZZ_REPLAY)
tests_fuzz_replay_scontrol_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_replay_ledger_SOURCES = tests/fuzz/fuzz_ledger.c $(FUZZ_REPLAY)
tests_fuzz_replay_ledger_LDADD = $(TOPOLOGY_LIBS) -lm
tests_fuzz_replay_lldp_SOURCES = tests/fuzz/fuzz_lldp.c $(LLDP_SOURCES) \
	$(FUZZ_REPLAY)
tests_fuzz_replay_lldp_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_replay_map_SOURCES = tests/fuzz/fuzz_map.c $(FUZZ_REPLAY)
tests_fuzz_replay_map_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_replay_node_SOURCES = tests/fuzz/fuzz_node.c $(NODE_SOURCES) \
	$(FUZZ_REPLAY)
tests_fuzz_replay_node_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_replay_plan_SOURCES = tests/fuzz/fuzz_plan.c $(PLAN_SOURCES) \
	$(FUZZ_REPLAY)
tests_fuzz_replay_plan_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_replay_synth_SOURCES = tests/fuzz/fuzz_synth.c $(SYNTH_SOURCES) \
	tools/csv.c $(FUZZ_REPLAY)
tests_fuzz_replay_synth_LDADD = $(TOPOLOGY_LIBS)
# libyaml is looked for with the tools
if BUILD_TOOLS
FUZZ_REPLAYS += tests/fuzz/replay_topology
tests_fuzz_replay_topology_SOURCES = tests/fuzz/fuzz_topology.c \
	$(TOPOLOGY_FILE_SOURCES) $(FUZZ_REPLAY)
tests_fuzz_replay_topology_CPPFLAGS = $(AM_CPPFLAGS) $(YAML_CFLAGS)
tests_fuzz_replay_topology_LDADD = $(TOPOLOGY_LIBS) $(YAML_LIBS)
endif

if BUILD_FUZZERS
noinst_PROGRAMS += \
	tests/fuzz/fuzz_health \
	tests/fuzz/fuzz_hostlist \
	tests/fuzz/fuzz_hwloc \
	tests/fuzz/fuzz_ibnetdiscover \
	tests/fuzz/fuzz_layout \
	tests/fuzz/fuzz_scontrol \
	tests/fuzz/fuzz_ledger \
	tests/fuzz/fuzz_lldp \
	tests/fuzz/fuzz_map \
	tests/fuzz/fuzz_node \
	tests/fuzz/fuzz_plan \
	tests/fuzz/fuzz_synth
FUZZ_LINK = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_health_SOURCES = tests/fuzz/fuzz_health.c $(FUZZ_COMMON)
tests_fuzz_fuzz_health_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_fuzz_health_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_hostlist_SOURCES = tests/fuzz/fuzz_hostlist.c $(FUZZ_COMMON)
tests_fuzz_fuzz_hostlist_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_fuzz_hostlist_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_hwloc_SOURCES = tests/fuzz/fuzz_hwloc.c $(HWLOC_SOURCES) \
	$(FUZZ_COMMON)
tests_fuzz_fuzz_hwloc_CPPFLAGS = $(AM_CPPFLAGS) $(HWLOC_CFLAGS)
tests_fuzz_fuzz_hwloc_LDADD = $(TOPOLOGY_LIBS) $(HWLOC_LIBS)
tests_fuzz_fuzz_hwloc_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_ibnetdiscover_SOURCES = \
	tests/fuzz/fuzz_ibnetdiscover.c $(IBNET_SOURCES) \
	tools/links_join.c tools/links_nobody.c $(FUZZ_COMMON)
tests_fuzz_fuzz_ibnetdiscover_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_fuzz_ibnetdiscover_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_layout_SOURCES = tests/fuzz/fuzz_layout.c $(FUZZ_COMMON)
tests_fuzz_fuzz_layout_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_fuzz_layout_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_scontrol_SOURCES = tests/fuzz/fuzz_scontrol.c \
	tools/run_parse.c $(FUZZ_COMMON)
tests_fuzz_fuzz_scontrol_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_fuzz_scontrol_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_ledger_SOURCES = tests/fuzz/fuzz_ledger.c $(FUZZ_COMMON)
tests_fuzz_fuzz_ledger_LDADD = $(TOPOLOGY_LIBS) -lm
tests_fuzz_fuzz_ledger_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_lldp_SOURCES = tests/fuzz/fuzz_lldp.c $(LLDP_SOURCES) \
	$(FUZZ_COMMON)
tests_fuzz_fuzz_lldp_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_fuzz_lldp_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_map_SOURCES = tests/fuzz/fuzz_map.c $(FUZZ_COMMON)
tests_fuzz_fuzz_map_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_fuzz_map_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_node_SOURCES = tests/fuzz/fuzz_node.c $(NODE_SOURCES) \
	$(FUZZ_COMMON)
tests_fuzz_fuzz_node_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_fuzz_node_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_plan_SOURCES = tests/fuzz/fuzz_plan.c $(PLAN_SOURCES) \
	$(FUZZ_COMMON)
tests_fuzz_fuzz_plan_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_fuzz_plan_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_synth_SOURCES = tests/fuzz/fuzz_synth.c $(SYNTH_SOURCES) \
	tools/csv.c $(FUZZ_COMMON)
tests_fuzz_fuzz_synth_LDADD = $(TOPOLOGY_LIBS)
tests_fuzz_fuzz_synth_LDFLAGS = $(FUZZ_LINK)
if BUILD_TOOLS
noinst_PROGRAMS += tests/fuzz/fuzz_topology
tests_fuzz_fuzz_topology_SOURCES = tests/fuzz/fuzz_topology.c \
	$(TOPOLOGY_FILE_SOURCES) $(FUZZ_COMMON)
tests_fuzz_fuzz_topology_CPPFLAGS = $(AM_CPPFLAGS) $(YAML_CFLAGS)
tests_fuzz_fuzz_topology_LDADD = $(TOPOLOGY_LIBS) $(YAML_LIBS)
tests_fuzz_fuzz_topology_LDFLAGS = $(FUZZ_LINK)
endif
endif
EXTRA_DIST += tests/fuzz/seeds
