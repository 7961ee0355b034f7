/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed: kinds with their names, changes, the steps that find them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff_parts.h"

static const struct {
	const char *name, *title;
} kinds[N_DIFF_KINDS] = {
	[DIFF_FABRIC_RENAMED] = { "fabric-renamed", "the fabric" },
	[DIFF_SHAPE] = { "shape", "rails and planes" },
	[DIFF_ZONE_ADDED] = { "zone-added", "zones added" },
	[DIFF_ZONE_REMOVED] = { "zone-removed", "zones removed" },
	[DIFF_ZONE_RENAMED] = { "zone-renamed", "zones renamed" },
	[DIFF_ZONE_MOVED] = { "zone-moved", "zones in another zone" },
	[DIFF_POD_ADDED] = { "pod-added", "pods added" },
	[DIFF_POD_REMOVED] = { "pod-removed", "pods removed" },
	[DIFF_POD_RENAMED] = { "pod-renamed", "pods renamed" },
	[DIFF_POD_MOVED] = { "pod-moved", "pods in another zone" },
	[DIFF_ISLAND_ADDED] = { "island-added", "islands added" },
	[DIFF_ISLAND_REMOVED] = { "island-removed", "islands removed" },
	[DIFF_ISLAND_RENAMED] = { "island-renamed", "islands renamed" },
	[DIFF_ISLAND_MOVED] = { "island-moved", "islands in another pod" },
	[DIFF_NODE_ADDED] = { "node-added", "nodes added" },
	[DIFF_NODE_REMOVED] = { "node-removed", "nodes not seen any more" },
	[DIFF_NODE_RENAMED] = { "node-renamed", "nodes renamed" },
	[DIFF_NODE_MOVED] = { "node-moved", "nodes in another island" },
	[DIFF_HARDWARE] = { "hardware", "nodes of other hardware" },
	[DIFF_NIC_NAME] = { "nic-name", "NICs called otherwise" },
	[DIFF_NIC_REPLACED] = { "nic-replaced", "NICs replaced" },
	[DIFF_LINK_LOST] = { "link-lost", "links lost" },
	[DIFF_LINK_FOUND] = { "link-found", "links that came up" },
	[DIFF_LEAF] = { "leaf", "NICs on another switch" },
	[DIFF_PORT] = { "port", "NICs on another port" },
	[DIFF_SPEED] = { "speed", "links at another speed" },
	[DIFF_SWITCH_ADDED] = { "switch-added", "switches added" },
	[DIFF_SWITCH_REMOVED] = { "switch-removed",
		"switches not seen any more" },
	[DIFF_SWITCH_RENAMED] = { "switch-renamed", "switches renamed" },
	[DIFF_SWITCH_REPLACED] = { "switch-replaced", "switches replaced" },
	[DIFF_UPLINK_LOST] = { "uplink-lost", "cables between switches lost" },
	[DIFF_UPLINK_FOUND] = { "uplink-found",
		"cables between switches that came up" },
	[DIFF_UPLINK_SPEED] = { "uplink-speed",
		"cables between switches at another speed" },
	[DIFF_OTHER_LOST] = { "other-lost", "other cables lost" },
	[DIFF_OTHER_FOUND] = { "other-found", "other cables that came up" },
};

const char *diff_kind_name(enum diff_kind kind)
{
	return kinds[kind].name;
}

const char *diff_kind_title(enum diff_kind kind)
{
	return kinds[kind].title;
}

void *diff_alloc(size_t count, size_t size, struct rail_error *err)
{
	void *p = calloc(count ? count : 1, size);

	if (!p)
		rail_error_nomem(err);
	return p;
}

struct diff_change *diff_add(struct diff_report *r, enum diff_kind kind,
			     char *what, char *nodes, struct rail_error *err)
{
	int n = r->n_changes;
	struct diff_change *bigger = r->changes;

	/* Room for a power of two of them. */
	if (what && !(n & (n - 1)))
		bigger = realloc(r->changes, (n ? (size_t)n * 2 : 1) *
				 sizeof(*bigger));
	if (!what || !bigger) {
		free(what);
		free(nodes);
		rail_error_nomem(err);
		return NULL;
	}
	r->changes = bigger;
	r->changes[n] = (struct diff_change){
		.kind = kind, .what = what, .nodes = nodes,
	};
	return &r->changes[r->n_changes++];
}

/* --- all of it ----------------------------------------------------------- */

static int diff_shape(struct diff_report *r, struct rail_error *err)
{
	const struct fabric *was = r->was, *is = r->is;

	if (strcmp(was->name, is->name) &&
	    !diff_add(r, DIFF_FABRIC_RENAMED,
		      text_format("%s is called %s now", was->name, is->name),
		      NULL, err))
		return -1;
	if (was->n_rails != is->n_rails &&
	    !diff_add(r, DIFF_SHAPE, text_format("%d rails instead of %d",
						 is->n_rails, was->n_rails),
		      NULL, err))
		return -1;
	if (was->n_planes != is->n_planes &&
	    !diff_add(r, DIFF_SHAPE, text_format("%d planes instead of %d",
						 is->n_planes, was->n_planes),
		      NULL, err))
		return -1;
	return 0;
}

static int (*const steps[])(struct diff_report *r, struct rail_error *err) = {
	diff_match, diff_shape, diff_groups, diff_nodes, diff_nics,
	diff_switches, diff_cables, NULL,
};

/* By kind; what was found first comes first. */
static int sort_changes(struct diff_report *r, struct rail_error *err)
{
	struct diff_change *sorted = diff_alloc((size_t)r->n_changes,
						sizeof(*sorted), err);
	int n = 0;

	if (!sorted)
		return -1;
	for (int k = 0; k < N_DIFF_KINDS; k++)
		for (int i = 0; i < r->n_changes; i++)
			if ((int)r->changes[i].kind == k)
				sorted[n++] = r->changes[i];
	free(r->changes);
	r->changes = sorted;
	return 0;
}

struct diff_report *diff_fabrics(const struct fabric *was,
				 const struct fabric *is,
				 struct rail_error *err)
{
	struct diff_report *r = diff_alloc(1, sizeof(*r), err);
	int rc = r ? 0 : -1;

	if (!r)
		return NULL;
	r->was = was;
	r->is = is;
	for (int i = 0; rc == 0 && steps[i]; i++)
		rc = steps[i](r, err);
	if (rc == 0)
		rc = sort_changes(r, err);
	if (rc == 0)
		return r;
	diff_report_destroy(r);
	return NULL;
}

void diff_report_destroy(struct diff_report *r)
{
	if (!r)
		return;
	for (int i = 0; i < r->n_changes; i++) {
		free(r->changes[i].what);
		free(r->changes[i].nodes);
	}
	free(r->changes);
	free(r->node_to);
	free(r->node_from);
	free(r->switch_to);
	free(r->switch_from);
	free(r->island_to);
	free(r->island_from);
	free(r->pod_to);
	free(r->pod_from);
	free(r->zone_to);
	free(r->zone_from);
	free(r);
}
