/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map file: fabric -> text, always the same bytes for the same fabric. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "map.h"

/* Names are [A-Za-z0-9._-] (fabric_name_ok): nothing needs escaping. */
static void put_name(FILE *out, const char *name)
{
	if (name)
		fprintf(out, "\"%s\"", name);
	else
		fputs("null", out);
}

static void put_guid(FILE *out, uint64_t guid)
{
	if (guid)
		fprintf(out, "\"%016" PRIx64 "\"", guid);
	else
		fputs("null", out);
}

/* --- nodes -------------------------------------------------------------- */

/* The leaf that a rail of an island has when nothing is said, or -1. */
static int plain_leaf(const struct fabric *f, const struct fabric_island *isl,
		      int rail)
{
	int any = -1;

	for (int i = isl->first_leaf; i < isl->first_leaf + isl->n_leafs; i++) {
		if (f->leafs[i].rail == rail)
			return i;
		if (f->leafs[i].rail < 0 && any < 0)
			any = i;
	}
	return any;
}

static void put_guids(FILE *out, const struct fabric *f,
		      const struct fabric_node *node)
{
	bool known = false;

	for (int i = 0; i < f->n_rails; i++)
		known = known || node->nics[i].guid;
	if (!known)
		return;
	for (int i = 0; i < f->n_rails; i++) {
		fputs(i ? "," : ", \"guids\": [", out);
		put_guid(out, node->nics[i].guid);
	}
	fputc(']', out);
}

/* PLAIN: plain_leaf() of each rail of the node's island. */
static void put_leafs(FILE *out, const struct fabric *f,
		      const struct fabric_node *node, const int *plain)
{
	const struct fabric_island *island = &f->islands[node->island];
	bool same = true;

	for (int i = 0; i < f->n_rails; i++)
		same = same && node->nics[i].leaf == plain[i];
	if (same)
		return;
	for (int i = 0; i < f->n_rails; i++) {
		int leaf = node->nics[i].leaf;

		fputs(i ? "," : ", \"leafs\": [", out);
		if (leaf < 0)
			fputs("null", out);
		else if (f->leafs[leaf].island == node->island)
			fprintf(out, "%d", leaf - island->first_leaf);
		else
			put_name(out, f->leafs[leaf].name);
	}
	fputc(']', out);
}

/* One number when every NIC with a leaf has that port, the others none. */
static void put_ports(FILE *out, const struct fabric *f,
		      const struct fabric_node *node)
{
	int port = -1;
	bool same = true;

	for (int i = 0; i < f->n_rails; i++) {
		const struct fabric_nic *nic = &node->nics[i];

		if (nic->leaf < 0)
			same = same && nic->port == 0;
		else if (port < 0)
			port = nic->port;
		else
			same = same && nic->port == port;
	}
	if (same) {
		if (port > 0)
			fprintf(out, ", \"ports\": %d", port);
		return;
	}
	for (int i = 0; i < f->n_rails; i++)
		fprintf(out, i ? ",%d" : ", \"ports\": [%d",
			node->nics[i].port);
	fputc(']', out);
}

/* --- the tree ----------------------------------------------------------- */

/* What stands before element I of a list: a comma, and a new line. */
static void next(FILE *out, int i, const char *indent)
{
	fprintf(out, "%s\n%s", i ? "," : "", indent);
}

static void put_island(FILE *out, const struct fabric *f,
		       const struct fabric_island *island)
{
	int plain[FABRIC_MAX_RAILS];

	for (int i = 0; i < f->n_rails; i++)
		plain[i] = plain_leaf(f, island, i);
	fprintf(out, "{\"name\": \"%s\",\n         \"leafs\": [", island->name);
	for (int i = 0; i < island->n_leafs; i++) {
		const struct fabric_leaf *leaf =
			&f->leafs[island->first_leaf + i];

		next(out, i, "          ");
		fprintf(out, "{\"name\": \"%s\", \"guid\": ", leaf->name);
		put_guid(out, leaf->guid);
		if (leaf->rail >= 0)
			fprintf(out, ", \"rail\": %d", leaf->rail);
		fputc('}', out);
	}
	fputs("],\n         \"nodes\": [", out);
	for (int i = 0; i < island->n_nodes; i++) {
		const struct fabric_node *node =
			&f->nodes[island->first_node + i];

		next(out, i, "          ");
		fprintf(out, "{\"name\": \"%s\"", node->name);
		if (node->shape)
			fprintf(out, ", \"shape\": %d", node->shape);
		put_guids(out, f, node);
		put_leafs(out, f, node, plain);
		put_ports(out, f, node);
		fputc('}', out);
	}
	fputs("]}", out);
}

static void put_pod(FILE *out, const struct fabric *f,
		    const struct fabric_pod *pod)
{
	fprintf(out, "{\"name\": \"%s\",\n       \"spines\": [", pod->name);
	for (int i = 0; i < pod->n_spines; i++) {
		const struct fabric_spine *spine =
			&f->spines[pod->first_spine + i];

		next(out, i, "        ");
		fprintf(out, "{\"name\": \"%s\", \"guid\": ", spine->name);
		put_guid(out, spine->guid);
		fputc('}', out);
	}
	fputs("],\n       \"islands\": [", out);
	for (int i = 0; i < pod->n_islands; i++) {
		next(out, i, "        ");
		put_island(out, f, &f->islands[pod->first_island + i]);
	}
	fputs("]}", out);
}

/* The pods, which are in order of components. */
static void put_components(FILE *out, const struct fabric *f)
{
	for (int i = 0; i < f->n_pods; i++) {
		int component = f->pods[i].component;
		bool first = i == 0 || f->pods[i - 1].component != component;

		if (first) {
			fputs(i ? "]}," : "", out);
			fputs("\n    {\"pods\": [", out);
		}
		next(out, !first, "      ");
		put_pod(out, f, &f->pods[i]);
	}
	fputs("]}", out);
}

static void put_shapes(FILE *out, const struct fabric *f)
{
	for (int i = 0; i < f->n_shapes; i++) {
		next(out, i, "    ");
		for (int j = 0; j < f->n_rails; j++) {
			fputs(j ? "," : "[", out);
			put_name(out, f->shapes[i].nic_names[j]);
		}
		fputc(']', out);
	}
}

char *map_format(const struct fabric *f, size_t *len, struct rail_error *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	bool failed;

	if (!out) {
		rail_error_nomem(err);
		return NULL;
	}
	fprintf(out,
		"{\n  \"format\": \"railyard-map\",\n  \"version\": %d,\n"
		"  \"name\": \"%s\",\n  \"rails\": %d,\n  \"shapes\": [",
		MAP_VERSION, f->name, f->n_rails);
	put_shapes(out, f);
	fputs("],\n  \"components\": [", out);
	put_components(out, f);
	fputs("]\n}\n", out);
	failed = ferror(out);
	if (fclose(out) || failed) {
		free(text);
		rail_error_nomem(err);
		return NULL;
	}
	if (len)
		*len = size;
	return text;
}
