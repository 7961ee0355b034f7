/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The nodes of a map, as text.  What is the same for all NICs is said once,
 * what is usual not at all: it is most of a map.
 */
#include "map_write.h"

/* Where the NICs of one node are by default (railyard-map(5), NODES). */
struct plain {
	int leafs[FABRIC_MAX_PLANES * FABRIC_MAX_RAILS];
};

/* The leaf that a NIC of an island has when nothing is said, or -1. */
static int plain_leaf(const struct fabric *f, const struct fabric_island *isl,
		      int rail, int plane)
{
	int vague = -1;

	for (int i = isl->first_leaf; i < isl->first_leaf + isl->n_leafs; i++) {
		const struct fabric_leaf *leaf = &f->leafs[i];

		if (leaf->rail == rail && leaf->plane == plane)
			return i;
		if ((leaf->rail == rail || leaf->rail < 0) &&
		    (leaf->plane == plane || leaf->plane < 0) && vague < 0)
			vague = i;
	}
	return vague;
}

/* One node that is being written. */
struct writing {
	FILE *out;
	const struct fabric *f;
	const struct fabric_node *node;
	const struct plain *plain;
};

/* What every NIC has one of. */
struct per_nic {
	const char *key;
	/* The value of a NIC; NONE is said of NICs without a leaf. */
	int (*get)(const struct fabric_nic *nic);
	int none;
	void (*put)(FILE *out, int value);
};

static int get_port(const struct fabric_nic *nic)
{
	return nic->port;
}

static void put_port(FILE *out, int port)
{
	fprintf(out, "%d", port);
}

static int get_speed(const struct fabric_nic *nic)
{
	return nic->speed;
}

static const struct per_nic ports = { "ports", get_port, 0, put_port };
static const struct per_nic speeds = { "speeds", get_speed, -1,
				       map_put_speed };

/* Whether one value says it of N NICs; it is in *VALUE, which is UNSEEN if
 * no NIC has a leaf. */
static bool all_same(const struct fabric_nic *nics, int n,
		     const struct per_nic *what, int unseen, int *value)
{
	bool seen = false;

	*value = unseen;
	for (int i = 0; i < n; i++) {
		int v = what->get(&nics[i]);

		if (nics[i].leaf < 0 ? v != what->none : seen && v != *value)
			return false;
		if (nics[i].leaf >= 0) {
			*value = v;
			seen = true;
		}
	}
	return true;
}

/* Whether one value says it for the whole of one plane, or all planes. */
static void put_values(const struct writing *w, const struct per_nic *what,
		       int usual)
{
	const struct fabric *f = w->f;
	int value;

	if (all_same(w->node->nics, f->n_planes * f->n_rails, what, usual,
		     &value)) {
		if (value == usual)
			return;
		fprintf(w->out, ", \"%s\": ", what->key);
		what->put(w->out, value);
		return;
	}
	fprintf(w->out, ", \"%s\": [", what->key);
	for (int p = 0; p < f->n_planes; p++) {
		const struct fabric_nic *nics = w->node->nics + p * f->n_rails;

		fputs(p ? "," : "", w->out);
		if (f->n_planes > 1 &&
		    all_same(nics, f->n_rails, what, usual, &value)) {
			what->put(w->out, value);
			continue;
		}
		fputs(f->n_planes > 1 ? "[" : "", w->out);
		for (int i = 0; i < f->n_rails; i++) {
			fputs(i ? "," : "", w->out);
			what->put(w->out, what->get(&nics[i]));
		}
		fputs(f->n_planes > 1 ? "]" : "", w->out);
	}
	fputc(']', w->out);
}

static bool has_guid(const struct fabric_nic *nics, int n)
{
	for (int i = 0; i < n; i++)
		if (nics[i].guid)
			return true;
	return false;
}

static void put_guids(const struct writing *w)
{
	const struct fabric *f = w->f;

	if (!has_guid(w->node->nics, f->n_planes * f->n_rails))
		return;
	fputs(f->n_planes > 1 ? ", \"guids\": [" : ", \"guids\": ", w->out);
	for (int p = 0; p < f->n_planes; p++) {
		const struct fabric_nic *nics = w->node->nics + p * f->n_rails;

		fputs(p ? "," : "", w->out);
		if (!has_guid(nics, f->n_rails)) {
			fputs("null", w->out);
			continue;
		}
		for (int i = 0; i < f->n_rails; i++) {
			fputc(i ? ',' : '[', w->out);
			map_put_guid(w->out, nics[i].guid);
		}
		fputc(']', w->out);
	}
	fputs(f->n_planes > 1 ? "]" : "", w->out);
}

static void put_leaf(const struct writing *w, int leaf)
{
	const struct fabric *f = w->f;

	if (leaf < 0)
		fputs("null", w->out);
	else if (f->leafs[leaf].island == w->node->island)
		fprintf(w->out, "%d",
			leaf - f->islands[w->node->island].first_leaf);
	else
		map_put_text(w->out, f->leafs[leaf].name);
}

static void put_leafs(const struct writing *w)
{
	const struct fabric *f = w->f;
	const struct fabric_nic *nics = w->node->nics;
	bool same = true;

	for (int i = 0; i < f->n_planes * f->n_rails; i++)
		same = same && nics[i].leaf == w->plain->leafs[i];
	if (same)
		return;
	fputs(f->n_planes > 1 ? ", \"leafs\": [" : ", \"leafs\": ", w->out);
	for (int p = 0; p < f->n_planes; p++, nics += f->n_rails) {
		bool seen = f->n_planes == 1;

		for (int i = 0; i < f->n_rails; i++)
			seen = seen || nics[i].leaf >= 0;
		fputs(p ? "," : "", w->out);
		for (int i = 0; i < f->n_rails && seen; i++) {
			fputc(i ? ',' : '[', w->out);
			put_leaf(w, nics[i].leaf);
		}
		fputs(seen ? "]" : "null", w->out);
	}
	fputs(f->n_planes > 1 ? "]" : "", w->out);
}

static void put_node(const struct writing *w)
{
	const struct fabric_node *node = w->node;

	fprintf(w->out, "{\"name\": \"%s\"", node->name);
	if (node->called)
		fprintf(w->out, ", \"called\": \"%s\"", node->called);
	if (node->shape)
		fprintf(w->out, ", \"shape\": %d", node->shape);
	put_guids(w);
	put_leafs(w);
	put_values(w, &ports, 0);
	if (w->f->n_speeds)
		put_values(w, &speeds, 0);
	fputc('}', w->out);
}

void map_put_nodes(FILE *out, const struct fabric *f,
		   const struct fabric_island *island, const char *indent)
{
	struct plain plain;

	for (int i = 0; i < f->n_planes * f->n_rails; i++)
		plain.leafs[i] = plain_leaf(f, island, i % f->n_rails,
					    i / f->n_rails);
	for (int i = 0; i < island->n_nodes; i++) {
		const struct writing w = {
			.out = out, .f = f, .plain = &plain,
			.node = &f->nodes[island->first_node + i],
		};

		map_put_next(out, i, indent);
		put_node(&w);
	}
}
