/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a diff: the NICs of nodes that are there in both fabrics. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "diff_parts.h"
#include "text.h"

struct nics {
	struct diff_report *r;
	struct diff_facts facts;
	struct rail_error *err;
	int first;	/* of the facts about this node */
	int was, is;	/* the node */
};

/* Notes a fact about one rail, beside those of the same kind and detail. */
static int note(struct nics *n, enum diff_kind kind, int rail, int plane,
		int a, int b, int c, int d)
{
	struct diff_fact fact = {
		.kind = kind, .detail = { a, b, c, d }, .node = n->is,
		.island = n->r->is->nodes[n->is].island,
	};

	for (int i = n->first; i < n->facts.n; i++) {
		struct diff_fact *old = &n->facts.facts[i];

		if (old->kind == kind && !memcmp(old->detail, fact.detail,
						 sizeof(fact.detail))) {
			old->rails[plane] |= (uint64_t)1 << rail;
			return 0;
		}
	}
	fact.rails[plane] = (uint64_t)1 << rail;
	return diff_facts_add(&n->facts, &fact, n->err);
}

static bool other_speed(const struct diff_report *r, int was, int is)
{
	return was >= 0 && is >= 0 &&
	       strcmp(r->was->speeds[was], r->is->speeds[is]) != 0;
}

/* Whether ports WAS and IS are called alike; those not known are any. */
static bool same_port(const struct diff_report *r, int was, int is)
{
	char a[FABRIC_PORT_TEXT], b[FABRIC_PORT_TEXT];

	return !was || !is || !strcmp(fabric_port_text(r->was, was, a),
				      fabric_port_text(r->is, is, b));
}

static const char *nic_name(const struct fabric *f, int node, int rail)
{
	return f->shapes[f->nodes[node].shape].nic_names[rail];
}

/*
 * The rail that the NIC of RAIL was of: RAIL, unless it is one that the node
 * had on another rail.  That is what exchanged cables look like.
 */
static int old_rail(const struct nics *n, int rail, int plane)
{
	const struct fabric *f = n->r->was, *g = n->r->is;
	uint64_t was = fabric_nic(f, n->was, rail, plane)->guid;
	uint64_t is = fabric_nic(g, n->is, rail, plane)->guid;
	const char *name = nic_name(g, n->is, rail);

	if (was && was == is)
		return rail;
	for (int r = 0; r < f->n_rails; r++) {
		const char *old = nic_name(f, n->was, r);

		if (is && was ? fabric_nic(f, n->was, r, plane)->guid == is :
				name && old && !strcmp(name, old))
			return r;
	}
	return rail;
}

static int diff_link(struct nics *n, int rail, int plane)
{
	const struct diff_report *r = n->r;
	int from = old_rail(n, rail, plane);
	const struct fabric_nic *x = fabric_nic(r->was, n->was, from, plane);
	const struct fabric_nic *y = fabric_nic(r->is, n->is, rail, plane);
	bool moved = r->island_to[r->was->nodes[n->was].island] !=
		     r->is->nodes[n->is].island;
	int rc = 0;

	if (x->guid && y->guid && x->guid != y->guid)
		rc = note(n, DIFF_NIC_REPLACED, rail, plane, 0, 0, 0, 0);
	if (rc || (x->leaf < 0 && y->leaf < 0))
		return rc;
	if (x->leaf < 0 || y->leaf < 0)
		return note(n, y->leaf < 0 ? DIFF_LINK_LOST : DIFF_LINK_FOUND,
			    rail, plane, 0, 0, 0, 0);
	if (other_speed(r, x->speed, y->speed))
		rc = note(n, DIFF_SPEED, rail, plane, x->speed, y->speed, 0,
			  0);
	/* A node in another island has other leafs, as is told. */
	if (rc || moved)
		return rc;
	if (r->switch_to[x->leaf] != y->leaf)
		return note(n, DIFF_LEAF, rail, plane, x->leaf, x->port,
			    y->leaf, y->port);
	if (!same_port(r, x->port, y->port))
		return note(n, DIFF_PORT, rail, plane, x->port, y->port, 0,
			    0);
	return 0;
}

static int diff_name(struct nics *n, int rail)
{
	const struct fabric *f = n->r->was, *g = n->r->is;
	int was = f->nodes[n->was].shape, is = g->nodes[n->is].shape;
	const char *x = f->shapes[was].nic_names[rail];
	const char *y = g->shapes[is].nic_names[rail];

	if (!x || !y || !strcmp(x, y) || old_rail(n, rail, 0) != rail)
		return 0;
	return note(n, DIFF_NIC_NAME, rail, 0, rail, was, is, 0);
}

static int diff_node(struct nics *n)
{
	const struct fabric *f = n->r->was, *g = n->r->is;
	int rails = f->n_rails < g->n_rails ? f->n_rails : g->n_rails;
	int planes = f->n_planes < g->n_planes ? f->n_planes : g->n_planes;

	n->first = n->facts.n;
	for (int rail = 0; rail < rails; rail++) {
		if (diff_name(n, rail) < 0)
			return -1;
		for (int plane = 0; plane < planes; plane++)
			if (diff_link(n, rail, plane) < 0)
				return -1;
	}
	return 0;
}

/* --- sentences ----------------------------------------------------------- */

static char *say_guids(const struct diff_report *r,
		       const struct diff_fact *fact, const char *head)
{
	for (int p = 0; p < r->is->n_planes; p++)
		for (int rail = 0; rail < r->is->n_rails; rail++)
			if (fact->rails[p] >> rail & 1)
				return text_format(
					"%s: 0x%016" PRIx64
					" instead of 0x%016" PRIx64, head,
					fabric_nic(r->is, fact->node, rail,
						   p)->guid,
					fabric_nic(r->was, r->node_from[
						   fact->node], rail,
						   p)->guid);
	return NULL;
}

/* The name of the NIC, or its RAILS where that is not known. */
static const char *name_of(const struct diff_report *r,
			   const struct diff_fact *fact, const char *rails)
{
	for (int p = 0; p < r->is->n_planes; p++)
		for (int rail = 0; rail < r->is->n_rails; rail++)
			if (fact->rails[p] >> rail & 1) {
				const char *name = nic_name(r->is, fact->node,
							    rail);

				return name ? name : rails;
			}
	return rails;
}

/* What is said of RAILS, of NODES in words (HEAD). */
static char *say_link(const struct diff_report *r,
		      const struct diff_fact *fact, const char *rails,
		      const char *nodes, int n_nodes)
{
	const struct fabric *f = r->was, *g = r->is;
	const int *d = fact->detail;
	char a[FABRIC_PORT_TEXT], b[FABRIC_PORT_TEXT];
	char *text, *head;

	switch (fact->kind) {
	case DIFF_LINK_LOST:
		return text_format("%s lost on %s", rails, nodes);
	case DIFF_LINK_FOUND:
		return text_format("%s came up on %s", rails, nodes);
	case DIFF_SPEED:
		return text_format("%s at %s instead of %s on %s", rails,
				   g->speeds[d[1]], f->speeds[d[0]], nodes);
	case DIFF_PORT:
		return text_format("%s on port %s instead of %s: %s", rails,
				   fabric_port_text(g, d[1], b),
				   fabric_port_text(f, d[0], a), nodes);
	case DIFF_LEAF:
		return text_format("%s %s on %s port %s instead of %s port %s",
				   nodes, name_of(r, fact, rails),
				   fabric_switch_name(g, d[2]),
				   fabric_port_text(g, d[3], b),
				   fabric_switch_name(f, d[0]),
				   fabric_port_text(f, d[1], a));
	case DIFF_NIC_NAME:
		return text_format("%s called %s instead of %s on %s", rails,
				   g->shapes[d[2]].nic_names[d[0]],
				   f->shapes[d[1]].nic_names[d[0]], nodes);
	default:
		head = text_format("%s on %s", rails, nodes);
		if (n_nodes > 1 || !head || strchr(rails, ',') ||
		    !strcmp(rails, "all rails"))
			return head;
		text = say_guids(r, fact, head);
		free(head);
		return text;
	}
}

static char *say(const struct diff_report *r, const struct diff_fact *fact,
		 int n_nodes, const char *list)
{
	const struct fabric_island *island = &r->is->islands[fact->island];
	bool all = n_nodes == island->n_nodes && n_nodes > 1;
	char *rails = diff_rails_text(r, fact->rails), *of = NULL;
	char *nodes = NULL, *text = NULL;

	if (n_nodes == 1)
		nodes = strdup(list);
	else
		nodes = text_format("%s%d node%s: %s", all ? "all " : "",
				    n_nodes, text_plural(n_nodes), list);
	if (rails)
		of = text_format("%s of %s", rails, island->name);
	if (of && nodes)
		text = say_link(r, fact, n_nodes == 1 ? rails : of, nodes,
				n_nodes);
	free(rails);
	free(of);
	free(nodes);
	return text;
}

int diff_nics(struct diff_report *r, struct rail_error *err)
{
	struct nics n = { .r = r, .err = err };
	int rc = 0;

	for (n.was = 0; rc == 0 && n.was < r->was->n_nodes; n.was++) {
		n.is = r->node_to[n.was];
		if (n.is >= 0)
			rc = diff_node(&n);
	}
	if (rc == 0)
		return diff_facts_tell(r, &n.facts, say, err);
	free(n.facts.facts);
	return -1;
}
