/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a check found: kinds and their names, findings and their order. */
#include <stdlib.h>
#include <string.h>

#include "check_parts.h"

static const struct kind {
	enum check_severity severity;
	const char *name;
	const char *title;
} kinds[N_CHECK_KINDS] = {
	[CHECK_SWAPPED_RAILS] = { CHECK_ERROR, "swapped-rails",
		"rails swapped within a node" },
	[CHECK_SWAPPED_PLANES] = { CHECK_ERROR, "swapped-planes",
		"ports of a NIC swapped between planes" },
	[CHECK_SWAPPED_NODES] = { CHECK_ERROR, "swapped-nodes",
		"cables swapped between nodes of an island" },
	[CHECK_SWAPPED_ISLANDS] = { CHECK_ERROR, "swapped-islands",
		"cables swapped between islands" },
	[CHECK_WRONG_LEAF] = { CHECK_ERROR, "wrong-leaf",
		"NICs on a wrong leaf of their island" },
	[CHECK_WRONG_ISLAND] = { CHECK_ERROR, "wrong-island",
		"NICs in a wrong island" },
	[CHECK_WRONG_SWITCH] = { CHECK_ERROR, "wrong-switch",
		"NICs on a switch of no island" },
	[CHECK_MISSING_LINK] = { CHECK_ERROR, "missing-link",
		"links not seen" },
	[CHECK_EXTRA_LINK] = { CHECK_WARNING, "extra-link",
		"links too many" },
	[CHECK_DARK_LEAF] = { CHECK_ERROR, "dark-leaf",
		"rails that no node of an island has" },
	[CHECK_DARK_NODE] = { CHECK_ERROR, "dark-node",
		"nodes not seen" },
	[CHECK_MIXED_LEAF] = { CHECK_ERROR, "mixed-leaf",
		"leafs with several nodes' NICs of another rail" },
	[CHECK_STORAGE_NIC] = { CHECK_WARNING, "storage-nic",
		"NICs of no rail on leafs, unlike their peers" },
	[CHECK_ODD_NODE] = { CHECK_WARNING, "odd-node",
		"nodes of another kind than their island" },
	[CHECK_DUPLICATE_GUID] = { CHECK_ERROR, "duplicate-guid",
		"NICs with the GUID of another one" },
	[CHECK_DUPLICATE_NAME] = { CHECK_ERROR, "duplicate-name",
		"nodes with the name of another one" },
	[CHECK_MIXED_SPEEDS] = { CHECK_WARNING, "mixed-speeds",
		"links at another speed than their peers" },
	[CHECK_SWAPPED_UPLINKS] = { CHECK_ERROR, "swapped-uplinks",
		"cables swapped between switches" },
	[CHECK_WRONG_UPLINK] = { CHECK_ERROR, "wrong-uplink",
		"cables to a wrong switch" },
	[CHECK_MISSING_UPLINK] = { CHECK_WARNING, "missing-uplink",
		"uplinks missing" },
	[CHECK_EXTRA_UPLINK] = { CHECK_WARNING, "extra-uplink",
		"uplinks too many" },
	[CHECK_UNEVEN_UPLINKS] = { CHECK_WARNING, "uneven-uplinks",
		"switches with more or fewer uplinks than their peers" },
	[CHECK_PORT_ORDER] = { CHECK_NOTE, "port-order",
		"ports exchanged on a leaf" },
	[CHECK_PLAN_SWAPPED] = { CHECK_ERROR, "plan-swapped",
		"cables swapped, by the plan" },
	[CHECK_PLAN_ELSEWHERE] = { CHECK_ERROR, "plan-elsewhere",
		"cables that go elsewhere than in the plan" },
	[CHECK_PLAN_MISSING_CABLE] = { CHECK_ERROR, "plan-missing-cable",
		"cables of the plan that were not seen" },
	[CHECK_PLAN_EXTRA_CABLE] = { CHECK_WARNING, "plan-extra-cable",
		"cables that are not in the plan" },
	[CHECK_PLAN_MISSING_NODE] = { CHECK_ERROR, "plan-missing-node",
		"nodes of the plan that were not seen" },
	[CHECK_PLAN_EXTRA_NODE] = { CHECK_WARNING, "plan-extra-node",
		"nodes that are not in the plan" },
	[CHECK_PLAN_OTHER_NODE] = { CHECK_WARNING, "plan-other-node",
		"nodes in the place of others" },
	[CHECK_PLAN_MISSING_SWITCH] = { CHECK_ERROR, "plan-missing-switch",
		"switches of the plan that were not seen" },
	[CHECK_PLAN_EXTRA_SWITCH] = { CHECK_WARNING, "plan-extra-switch",
		"switches that are not in the plan" },
	[CHECK_PLAN_OTHER_SWITCH] = { CHECK_WARNING, "plan-other-switch",
		"switches in the place of others" },
	[CHECK_PLAN_NAMES] = { CHECK_WARNING, "plan-names",
		"names in the plan that do not tell what is meant" },
};

const char *check_kind_name(enum check_kind kind)
{
	return kinds[kind].name;
}

const char *check_kind_title(enum check_kind kind)
{
	return kinds[kind].title;
}

const char *check_severity_name(enum check_severity severity)
{
	static const char *const names[] = { "error", "warning", "note" };

	return names[severity];
}

void *check_alloc(struct check *c, size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size);

	if (!p)
		rail_error_nomem(c->err);
	return p;
}

/* Room for one more after COUNT; doubles at each power of two. */
static int grow(struct check *c, void **array, int count, size_t size)
{
	void *bigger;

	if (count & (count - 1))
		return 0;
	bigger = count <= INT_MAX / 2 ?
		 realloc(*array, (count ? (size_t)count * 2 : 1) * size) : NULL;
	if (!bigger)
		return rail_error_nomem(c->err);
	*array = bigger;
	return 0;
}

struct check_finding *check_add(struct check *c, enum check_kind kind,
				char *what, char *todo)
{
	struct check_report *r = c->r;
	struct check_finding *f;

	if (!what) {
		rail_error_nomem(c->err);
		goto fail;
	}
	if (grow(c, (void **)&r->findings, r->n_findings, sizeof(*f)) < 0)
		goto fail;
	f = &r->findings[r->n_findings];
	*f = (struct check_finding){
		.kind = kind, .severity = kinds[kind].severity,
		.pod = -1, .island = -1, .node = -1, .leaf = -1,
		.first_cable = r->n_cables, .serial = r->n_findings,
		.what = what, .todo = todo,
	};
	r->n_findings++;
	return f;
fail:
	free(what);
	free(todo);
	return NULL;
}

int check_add_cable(struct check *c, const struct check_cable *cable)
{
	struct check_report *r = c->r;

	if (grow(c, (void **)&r->cables, r->n_cables, sizeof(*cable)) < 0)
		return -1;
	r->cables[r->n_cables++] = *cable;
	r->findings[r->n_findings - 1].n_cables++;
	return 0;
}

void check_place_at_island(struct check *c, int island)
{
	struct check_finding *f = &c->r->findings[c->r->n_findings - 1];

	f->island = island;
	f->pod = c->f->islands[island].pod;
}

void check_place_at_node(struct check *c, int node)
{
	check_place_at_island(c, c->f->nodes[node].island);
	c->r->findings[c->r->n_findings - 1].node = node;
}

void check_place_at_switch(struct check *c, int sw)
{
	const struct fabric *f = c->f;

	if (sw < f->n_leafs) {
		check_place_at_island(c, f->leafs[sw].island);
		c->r->findings[c->r->n_findings - 1].leaf = sw;
	} else if (sw < f->n_leafs + f->n_spines) {
		c->r->findings[c->r->n_findings - 1].pod =
			f->spines[sw - f->n_leafs].pod;
	}
}

struct check_cable check_nic_cable(const struct check *c, int node, int slot)
{
	const struct fabric_node *n = &c->f->nodes[node];
	const struct fabric_nic *nic = &n->nics[slot];
	struct check_place place = { nic->leaf, nic->port };

	return (struct check_cable){
		.node = node, .host = n->name, .guid = nic->guid,
		.rail = check_rail(c, slot), .plane = check_plane(c, slot),
		.nic = c->f->shapes[n->shape].nic_names[check_rail(c, slot)],
		.fixed.sw = -1, .at = place, .home = place,
		.speed = nic->speed,
	};
}

/* -1, for "all of it", comes last. */
static int by_number(int a, int b)
{
	unsigned int x = (unsigned int)a, y = (unsigned int)b;

	return (x > y) - (x < y);
}

static int by_place(const void *x, const void *y)
{
	const struct check_finding *a = x, *b = y;
	int diff = by_number(a->pod, b->pod);

	if (!diff)
		diff = by_number(a->island, b->island);
	if (!diff)
		diff = by_number(a->node, b->node);
	if (!diff)
		diff = (int)a->kind - (int)b->kind;
	return diff ? diff : a->serial - b->serial;
}

void check_report_finish(struct check *c)
{
	struct check_report *r = c->r;

	if (r->n_findings)
		qsort(r->findings, (size_t)r->n_findings,
		      sizeof(*r->findings), by_place);
	for (int i = 0; i < r->n_findings; i++)
		r->count[r->findings[i].severity]++;
}

void check_report_destroy(struct check_report *r)
{
	if (!r)
		return;
	for (int i = 0; i < r->n_findings; i++) {
		free(r->findings[i].what);
		free(r->findings[i].todo);
	}
	free(r->findings);
	free(r->cables);
	free(r);
}
