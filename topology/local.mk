# SPDX-License-Identifier: GPL-2.0-or-later
# The model, without Slurm: one archive for the tools, the plugins, the tests.

noinst_LIBRARIES += topology/libtopology.a
# -fPIC: it goes into the plugins; hidden: nothing of it is seen from outside.
topology_libtopology_a_CFLAGS = $(AM_CFLAGS) -fPIC -fvisibility=hidden
topology_libtopology_a_CPPFLAGS = $(JSONC_CFLAGS)
# What whoever links the archive needs.
TOPOLOGY_LIBS = topology/libtopology.a $(JSONC_LIBS)

# A module a line; add yours here.
topology_libtopology_a_SOURCES = \
	topology/book.c topology/book.h \
	topology/cables.c topology/cables.h \
	topology/check.c topology/check.h topology/check_parts.h \
	topology/check_alone.c \
	topology/check_cluster.c \
	topology/check_compare.c \
	topology/check_dark.c \
	topology/check_duplicate.c \
	topology/check_expect.c \
	topology/check_groups.c topology/check_groups.h \
	topology/check_groups_tell.c \
	topology/check_mixed.c \
	topology/check_nodeless.c \
	topology/check_norm.c \
	topology/check_port.c \
	topology/check_port_used.c \
	topology/check_odd.c \
	topology/check_order.c \
	topology/check_plan.c topology/check_plan.h \
	topology/check_plan_cables.c \
	topology/check_plan_match.c \
	topology/check_plan_names.c \
	topology/check_plan_nics.c \
	topology/check_plan_pattern.c \
	topology/check_plan_ports.c \
	topology/check_plan_rename.c \
	topology/check_plan_rest.c \
	topology/check_plan_swap.c \
	topology/check_plan_text.c \
	topology/check_plan_things.c \
	topology/check_report.c \
	topology/check_shape.c \
	topology/check_speed.c \
	topology/check_storage.c \
	topology/check_stray.c \
	topology/check_swap.c \
	topology/check_text.c \
	topology/check_trunk.c topology/check_trunk.h \
	topology/check_trunk_port.c \
	topology/check_trunk_speed.c \
	topology/check_uneven.c \
	topology/check_uplink.c \
	topology/crc32.c topology/crc32.h \
	topology/diff.c topology/diff.h topology/diff_parts.h \
	topology/diff_cables.c \
	topology/diff_facts.c \
	topology/diff_groups.c \
	topology/diff_match.c \
	topology/diff_nics.c \
	topology/diff_nodes.c \
	topology/conf.c topology/conf.h \
	topology/domains.c topology/domains.h \
	topology/failed_domains.c topology/failed_domains.h \
	topology/error.c topology/error.h \
	topology/fabric.c topology/fabric.h \
	topology/fabric_arena.c \
	topology/fabric_build.c \
	topology/fabric_finish.c \
	topology/fabric_index.c \
	topology/fabric_order.c topology/fabric_order.h \
	topology/fabric_private.h \
	topology/fabric_wiring.c \
	topology/fabric_zones.c \
	topology/failures.c topology/failures.h \
	topology/hardware.c topology/hardware.h \
	topology/hardware_json.c \
	topology/health.c topology/health.h \
	topology/health_file.c \
	topology/health_report.c topology/health_report.h \
	topology/health_view.c topology/health_view.h \
	topology/health_view_sets.c \
	topology/hostlist.c topology/hostlist.h \
	topology/job_table.c topology/job_table.h \
	topology/jsontext.c topology/jsontext.h \
	topology/jsontext_scan.c topology/jsontext_scan.h \
	topology/map.c topology/map.h \
	topology/map_file.c \
	topology/map_format.c topology/map_write.h \
	topology/map_format_node.c \
	topology/map_format_wiring.c \
	topology/map_node.c topology/map_read.h \
	topology/map_runs.c topology/map_runs.h \
	topology/map_shape.c \
	topology/map_tree.c \
	topology/map_wiring.c \
	topology/machine_words.c topology/machine_words.h \
	topology/names.c topology/names.h \
	topology/netdev.c topology/netdev.h \
	topology/netenv.c topology/netenv.h \
	topology/nodeset.c topology/nodeset.h \
	topology/infer.c topology/infer.h \
	topology/infer_build.c \
	topology/infer_build.h \
	topology/infer_build_cables.c \
	topology/infer_connected.c \
	topology/infer_deal.c \
	topology/infer_groups.c \
	topology/infer_hosts.c \
	topology/infer_islands.c \
	topology/infer_kinds.c \
	topology/infer_lane_count.c \
	topology/infer_lanes.c \
	topology/infer_leafs.c \
	topology/infer_machines.c \
	topology/infer_names.c \
	topology/infer_near.c \
	topology/infer_others.c \
	topology/infer_parts.h \
	topology/infer_nics.c \
	topology/infer_pods.c \
	topology/infer_remarks.c \
	topology/infer_storage.c \
	topology/infer_switches.c \
	topology/infer_zones.c \
	topology/links.c topology/links.h \
	topology/links_hosts.c \
	topology/links_merge.c \
	topology/links_names.c \
	topology/links_speed.c \
	topology/layout.c topology/layout.h \
	topology/optimum.c topology/optimum.h \
	topology/optimum_divide.c \
	topology/optimum_parts.h \
	topology/optimum_price.c \
	topology/optimum_table.c \
	topology/optimum_take.c \
	topology/optimum_tie.c \
	topology/optimum_zones.c topology/optimum_zones_fronts.c \
	topology/optimum_zones_parts.h topology/optimum_zones_steps.c \
	topology/place.c topology/place.h \
	topology/place_answer.c topology/place_answer.h \
	topology/place_gpus.c topology/place_gpus.h \
	topology/place_health.c topology/place_health.h \
	topology/place_kinds.c topology/place_kinds.h \
	topology/place_range.c topology/place_range.h \
	topology/place_spares.c topology/place_spares.h \
	topology/place_text.c topology/place_text.h \
	topology/ranks.c topology/ranks.h \
	topology/ranks_assign.c \
	topology/record.c topology/record.h \
	topology/room.c topology/room.h \
	topology/room_rest.c topology/room_rest.h \
	topology/spares.c topology/spares.h \
	topology/spares_divide.c topology/spares_divide.h \
	topology/spares_refill.c \
	topology/text.c topology/text.h \
	topology/victims.c topology/victims.h topology/victims_parts.h \
	topology/victims_part.c \
	topology/wholefile.c topology/wholefile.h
