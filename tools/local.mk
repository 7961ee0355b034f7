# SPDX-License-Identifier: GPL-2.0-or-later
# railyard(1).

# A module a line; add yours here.
tools_railyard_SOURCES = \
	tools/cli.c tools/cli.h \
	tools/cmd_build.c \
	tools/cmd_check.c \
	tools/cmd_discover.c \
	tools/cmd_diff.c \
	tools/cmd_doctor.c \
	tools/cmd_export.c \
	tools/cmd_gather.c \
	tools/cmd_health.c \
	tools/cmd_ledger.c \
	tools/cmd_place.c \
	tools/place_options.c tools/place_options.h \
	tools/cmd_run.c \
	tools/cmd_show.c \
	tools/cmd_synth.c \
	tools/csv.c tools/csv.h \
	tools/description.c tools/description.h \
	tools/diff_files.c tools/diff_files.h \
	tools/doctor.h \
	tools/doctor_facts.c \
	tools/doctor_file.c \
	tools/doctor_file.h \
	tools/doctor_find.c \
	tools/doctor_gres.c \
	tools/doctor_look.c \
	tools/doctor_plugins.c \
	tools/draw_html.c tools/draw_html.h \
	tools/draw_layout.c tools/draw_layout.h \
	tools/draw_summary.c tools/draw_summary.h \
	tools/draw_svg.c tools/draw_svg.h \
	tools/draw_text.c tools/draw_text.h \
	tools/draw_text_parts.h tools/draw_text_pods.c \
	tools/draw_text_title.c \
	tools/export.h \
	tools/fabric_links.c tools/fabric_links.h \
	tools/file.c tools/file.h \
	tools/gather.h \
	tools/gather_bytes.c tools/gather_bytes.h \
	tools/gather_dir.c tools/gather_dir.h \
	tools/gather_groups.c \
	tools/gather_hosts.c \
	tools/gather_kind.c tools/gather_kind.h \
	tools/gather_procs.c tools/gather_procs.h \
	tools/gather_progress.c tools/gather_progress.h \
	tools/gather_report.c tools/gather_report.h \
	tools/gather_report_json.c \
	tools/gather_split.c tools/gather_split.h \
	tools/gather_tasks.c \
	tools/gather_via.c tools/gather_via.h \
	tools/gather_words.c tools/gather_words.h \
	tools/gather_work.c tools/gather_work.h \
	tools/guid_table.c tools/guid_table.h \
	tools/health_check.c \
	tools/health_edit.c tools/health_edit.h tools/health_edit_word.c \
	tools/health_list.c \
	tools/health_nodes.c tools/health_nodes.h \
	tools/health_parts.c tools/health_parts.h \
	tools/health_place.c tools/health_place.h \
	tools/host_names.c tools/host_names.h \
	tools/hwloc_board.c \
	tools/hwloc_compat.h \
	tools/hwloc_gpus.c \
	tools/hwloc_nics.c \
	tools/hwloc_open.c tools/hwloc_open.h \
	tools/hwloc_path.c \
	tools/ibnet_device.c tools/ibnet_device.h \
	tools/ibnet_line.c tools/ibnet_line.h \
	tools/ibnet_ports.c tools/ibnet_ports.h \
	tools/json_files.c tools/json_files.h \
	tools/json_out.c tools/json_out.h \
	tools/links_join.c tools/links_join.h \
	tools/links_nobody.c tools/links_nobody.h \
	tools/nic_rules.c tools/nic_rules.h \
	tools/nic_state.c tools/nic_state.h \
	tools/node.c tools/node.h \
	tools/node_check.c tools/node_check.h \
	tools/node_claims.c tools/node_claims.h \
	tools/node_memory.c tools/node_memory.h \
	tools/node_pair.c \
	tools/node_parse.c \
	tools/node_report.c tools/node_report.h \
	tools/node_roles.c tools/node_roles.h \
	tools/node_sysfs.c tools/node_sysfs.h \
	tools/node_table.c tools/node_table.h \
	tools/node_text.c tools/node_text.h \
	tools/node_write.c \
	tools/pci_names.c tools/pci_names.h \
	tools/plan_columns.c tools/plan_columns.h \
	tools/program.c tools/program.h \
	tools/railyard.c \
	tools/random64.c tools/random64.h \
	tools/run_env.c tools/run_env.h \
	tools/run_events.c tools/run_events.h \
	tools/run_loop.c tools/run_loop.h \
	tools/run_news.c \
	tools/run_parse.c tools/run_parse.h \
	tools/run_probe.c tools/run_probe.h \
	tools/run_slurm.c tools/run_slurm.h \
	tools/run_stop.c \
	tools/run_table.c tools/run_table.h \
	tools/scan.c tools/scan.h \
	tools/shape_groups.c tools/shape_groups.h \
	tools/slurm_ask.c tools/slurm_ask.h \
	tools/slurm_blocks.c tools/slurm_blocks.h \
	tools/slurm_hardware.c tools/slurm_hardware.h \
	tools/slurm_units.c tools/slurm_units.h tools/slurm_units_check.c \
	tools/source_hwloc.c tools/source_hwloc.h tools/source_hwloc_parts.h \
	tools/source_ibnetdiscover.c tools/source_ibnetdiscover.h \
	tools/source_lldp.c tools/source_lldp.h tools/source_lldp_parts.h \
	tools/source_lldp_called.c \
	tools/source_lldp_ends.c \
	tools/source_lldp_filter.c \
	tools/source_lldp_json.c \
	tools/source_lldp_links.c \
	tools/source_lldp_names.c tools/source_lldp_names.h \
	tools/source_lldp_settle.c \
	tools/source_lldp_systems.c \
	tools/source_lldp_values.c tools/source_lldp_values.h \
	tools/source_node.c tools/source_node.h \
	tools/source_plan.c tools/source_plan.h tools/source_plan_parts.h \
	tools/source_plan_ends.c \
	tools/source_topology.c tools/source_topology.h \
	tools/source_topology_parts.h \
	tools/source_topology_conf.c \
	tools/source_topology_fabric.c \
	tools/source_topology_tree.c \
	tools/source_topology_missing.c \
	tools/source_topology_units.c \
	tools/source_topology_yaml.c \
	tools/sources.c tools/sources.h tools/sources_parts.h \
	tools/sources_read.c \
	tools/switch_names.c tools/switch_names.h \
	tools/synth.c tools/synth.h tools/synth_parts.h \
	tools/synth_clos.c \
	tools/synth_dragonfly.c \
	tools/synth_fail.c tools/synth_fail.h tools/synth_fail_parts.h \
	tools/synth_fail_odd.c \
	tools/synth_fail_off.c \
	tools/synth_fail_spec.c \
	tools/synth_fail_trunk.c \
	tools/synth_fail_view.c \
	tools/synth_fail_wrong.c \
	tools/synth_fit.c tools/synth_fit.h \
	tools/synth_hosts.c \
	tools/synth_kinds.c tools/synth_kinds.h \
	tools/synth_presets.c \
	tools/synth_shape.c tools/synth_shape.h \
	tools/words.c tools/words.h \
	tools/write_choice.c tools/write_choice.h \
	tools/write_findings.c tools/write_findings.h \
	tools/write_findings_json.c \
	tools/write_diff.c tools/write_diff.h \
	tools/write_dot.c tools/write_dot.h tools/write_dot_summary.c \
	tools/write_env.c tools/write_env.h \
	tools/write_failures.c tools/write_failures.h \
	tools/write_gres_conf.c tools/write_gres_conf.h \
	tools/write_ibsim.c tools/write_ibsim.h \
	tools/write_health.c tools/write_health.h \
	tools/write_ledger.c tools/write_ledger.h \
	tools/write_matrix.c tools/write_matrix.h \
	tools/write_netlist.c tools/write_netlist.h \
	tools/write_node.c tools/write_node.h \
	tools/write_node_health.c tools/write_node_health.h \
	tools/write_plan.c tools/write_plan.h \
	tools/write_presets.c tools/write_presets.h \
	tools/write_slurm_conf.c tools/write_slurm_conf.h \
	tools/write_topology_conf.c tools/write_topology_conf.h \
	tools/write_topology_yaml.c tools/write_topology_yaml.h \
	tools/xid.c tools/xid.h
tools_railyard_CPPFLAGS = $(JSONC_CFLAGS) $(SMARTCOLS_CFLAGS) $(YAML_CFLAGS) \
	$(HWLOC_CFLAGS)
tools_railyard_LDADD = $(TOPOLOGY_LIBS) $(SMARTCOLS_LIBS) $(YAML_LIBS) \
	$(HWLOC_LIBS) -lm -ldl

# The parts of the page that draw_html.c fills in, as C strings.
page_parts = tools/page.html tools/page.css tools/page.js
page_strings = tools/page_html.inc tools/page_css.inc tools/page_js.inc
BUILT_SOURCES += $(page_strings)
CLEANFILES += $(page_strings)
EXTRA_DIST += $(page_parts)
as_c_string = $(AM_V_GEN)$(MKDIR_P) tools && \
	sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' >$@.new <$? && mv $@.new $@

tools/page_html.inc: $(srcdir)/tools/page.html
	$(as_c_string)
tools/page_css.inc: $(srcdir)/tools/page.css
	$(as_c_string)
tools/page_js.inc: $(srcdir)/tools/page.js
	$(as_c_string)

if BUILD_TOOLS
bin_PROGRAMS += tools/railyard
endif
