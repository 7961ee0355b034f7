/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a graph for Graphviz: every cable of a small fabric. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "topology/cables.h"
#include "topology/text.h"
#include "write_dot.h"

/* Dark enough on white, and apart for eyes that do not see all colours
 * (Paul Tol's "muted" scheme, its grey left out). */
static const char *const rail_colours[] = {
	"#332288", "#cc6677", "#117733", "#997700",
	"#44aa99", "#882255", "#2277bb", "#aa4499",
};

enum { N_COLOURS = sizeof(rail_colours) / sizeof(*rail_colours) };

static const char *rail_colour(int rail)
{
	return rail < 0 ? "#444444" : rail_colours[rail % N_COLOURS];
}

void dot_text(FILE *out, const char *text, bool markup)
{
	for (; *text; text++) {
		if (!markup && (*text == '"' || *text == '\\'))
			fputc('\\', out);
		if (markup && *text == '&')
			fputs("&amp;", out);
		else if (markup && *text == '<')
			fputs("&lt;", out);
		else if (markup && *text == '>')
			fputs("&gt;", out);
		else
			fputc(*text, out);
	}
}

/* NAME without what all in its box begin with: the BOX's name and a hyphen. */
static const char *short_name(const char *name, const char *box)
{
	size_t len = strlen(box);

	return !strncmp(name, box, len) && name[len] == '-' && name[len + 1] ?
	       name + len + 1 : name;
}

static void begin_table(FILE *out, const char *indent, const char *id,
			int number)
{
	fprintf(out, "%s%s%d [label=<<TABLE BORDER=\"0\" CELLBORDER=\"1\" "
		"CELLSPACING=\"6\" CELLPADDING=\"4\"><TR>\n", indent, id,
		number);
}

/* A switch is a cell with the port "s" and its number. */
static void put_switch(const struct fabric *f, int sw, const char *box,
		       FILE *out)
{
	bool is_leaf = fabric_switch_tier(f, sw) == FABRIC_LEAF;
	const struct fabric_leaf *leaf = is_leaf ? &f->leafs[sw] : NULL;
	const char *colour = rail_colour(leaf ? leaf->rail : -1);

	fprintf(out, "        <TD PORT=\"s%d\" COLOR=\"%s\"><FONT "
		"COLOR=\"%s\">", sw, colour, colour);
	dot_text(out, short_name(fabric_switch_name(f, sw), box), true);
	if (leaf && leaf->rail >= 0)
		fprintf(out, "<BR/>rail %d", leaf->rail);
	if (leaf && leaf->plane >= 0 && f->n_planes > 1)
		fprintf(out, "<BR/>plane %d", leaf->plane);
	fputs("</FONT></TD>\n", out);
}

static void put_switches(const struct fabric *f, const char *indent,
			 const char *id, int number, int first, int count,
			 const char *box, FILE *out)
{
	if (!count)
		return;
	begin_table(out, indent, id, number);
	for (int i = 0; i < count; i++)
		put_switch(f, first + i, box, out);
	fprintf(out, "%s</TR></TABLE>>];\n", indent);
}

/* With the rails of which no cable was seen. */
static void put_node(const struct fabric *f, int node, FILE *out)
{
	const struct fabric_shape *shape = &f->shapes[f->nodes[node].shape];
	const char *gap = "<BR/><FONT COLOR=\"red\">no rail ";
	bool any = false;

	fprintf(out, "        <TD PORT=\"n%d\">", node);
	dot_text(out, f->nodes[node].name, true);
	for (int rail = 0; rail < f->n_rails; rail++) {
		bool seen = !shape->nic_names[rail];

		for (int plane = 0; plane < f->n_planes; plane++)
			seen |= fabric_nic(f, node, rail, plane)->leaf >= 0;
		if (seen)
			continue;
		fprintf(out, "%s%d", gap, rail);
		gap = ",";
		any = true;
	}
	fprintf(out, "%s</TD>\n", any ? "</FONT>" : "");
}

static void put_island(const struct fabric *f, int island, FILE *out)
{
	const struct fabric_island *is = &f->islands[island];

	fprintf(out, "    subgraph cluster_island%d {\n      label=<", island);
	dot_text(out, is->name, true);
	fputs(">; color=\"#8899aa\"; style=dashed; "
	      "labelloc=b;\n", out);
	put_switches(f, "      ", "leafs", island, is->first_leaf, is->n_leafs,
		     is->name, out);
	begin_table(out, "      ", "nodes", island);
	for (int i = 0; i < is->n_nodes; i++)
		put_node(f, is->first_node + i, out);
	fputs("      </TR></TABLE>>];\n    }\n", out);
}

static void put_pod(const struct fabric *f, int pod, FILE *out)
{
	const struct fabric_pod *p = &f->pods[pod];

	fprintf(out, "  subgraph cluster_pod%d {\n    label=<", pod);
	dot_text(out, p->name, true);
	fputs(">; color=\"#445566\"; fontsize=16;\n", out);
	put_switches(f, "    ", "spines", pod, f->n_leafs + p->first_spine,
		     p->n_spines, p->name, out);
	for (int i = 0; i < p->n_islands; i++)
		put_island(f, p->first_island + i, out);
	fputs("  }\n", out);
}

/* Where cables to a switch end: "leafs3:s17". */
static void put_end(const struct fabric *f, int sw, FILE *out)
{
	switch (fabric_switch_tier(f, sw)) {
	case FABRIC_LEAF:
		fprintf(out, "leafs%d:s%d", f->leafs[sw].island, sw);
		break;
	case FABRIC_SPINE:
		fprintf(out, "spines%d:s%d", f->spines[sw - f->n_leafs].pod,
			sw);
		break;
	case FABRIC_CORE:
	default:
		fprintf(out, "cores%d:s%d", f->cores[sw - f->n_leafs -
						     f->n_spines].component,
			sw);
	}
}

/* A cable that leads to another island is the one to look at. */
static void put_nic(const struct fabric *f, const struct cable *c, FILE *out)
{
	int island = f->nodes[c->node].island;
	char text[FABRIC_PORT_TEXT];

	fputs("  ", out);
	put_end(f, c->z_switch, out);
	fprintf(out, ":s -- nodes%d:n%d:n [color=\"%s\", tooltip=\"", island,
		c->node, rail_colour(c->rail));
	dot_text(out, c->a_name, false);
	if (c->a_nic) {
		fputc(' ', out);
		dot_text(out, c->a_nic, false);
	}
	fprintf(out, ", rail %d: ", c->rail);
	dot_text(out, fabric_switch_name(f, c->z_switch), false);
	fputs(" port ", out);
	dot_text(out, fabric_port_text(f, c->z_port, text), false);
	fputc('"', out);
	if (f->leafs[c->z_switch].island != island)
		fprintf(out, ", penwidth=3, constraint=false, label=\"rail %d "
			"astray\", fontcolor=red", c->rail);
	fputs("];\n", out);
}

static void put_other(const struct fabric *f, const struct cable *c, FILE *out)
{
	fprintf(out, "  other%d [shape=ellipse, label=\"", c->index);
	dot_text(out, c->a_name, false);
	if (c->a_nic) {
		fputc(' ', out);
		dot_text(out, c->a_nic, false);
	}
	fputs("\"];\n  ", out);
	put_end(f, c->z_switch, out);
	fprintf(out, ":s -- other%d [style=dotted];\n", c->index);
}

static void put_cables(const struct fabric *f, FILE *out)
{
	struct cables at = { 0 };
	struct cable c;

	while (cables_next(f, &at, &c)) {
		if (c.kind == CABLE_NIC)
			put_nic(f, &c, out);
		else if (c.kind == CABLE_OTHER)
			put_other(f, &c, out);
	}
}

static int by_switches(const void *x, const void *y)
{
	const struct fabric_trunk *a = x, *b = y;

	if (a->b != b->b)
		return a->b > b->b ? -1 : 1;
	return (a->a > b->a) - (a->a < b->a);
}

/* One line for all cables between two switches. */
static int put_trunks(const struct fabric *f, FILE *out)
{
	size_t size = sizeof(*f->trunks);
	struct fabric_trunk *sorted = calloc((size_t)f->n_trunks + 1, size);

	if (!sorted)
		return -1;
	if (f->n_trunks)
		memcpy(sorted, f->trunks, (size_t)f->n_trunks * size);
	qsort(sorted, (size_t)f->n_trunks, size, by_switches);
	for (int i = 0, end; i < f->n_trunks; i = end) {
		const struct fabric_trunk *t = &sorted[i];

		for (end = i; end < f->n_trunks && sorted[end].a == t->a &&
			      sorted[end].b == t->b; end++)
			;
		fputs("  ", out);
		put_end(f, t->b, out);
		fputs(":s -- ", out);
		put_end(f, t->a, out);
		fputs(":n [color=\"#999999\"", out);
		if (end - i > 1)
			fprintf(out, ", label=\"%d\", penwidth=2", end - i);
		fputs("];\n", out);
	}
	free(sorted);
	return 0;
}

/* What keeps the tiers apart where no cable does. */
static void put_tiers(const struct fabric *f, FILE *out)
{
	for (int i = 0; i < f->n_islands; i++) {
		const struct fabric_island *is = &f->islands[i];

		if (!is->n_leafs)
			continue;
		if (f->pods[is->pod].n_spines)
			fprintf(out, "  spines%d -- leafs%d [style=invis];\n",
				is->pod, i);
		fprintf(out, "  leafs%d -- nodes%d [style=invis];\n", i, i);
	}
}

static void put_cores(const struct fabric *f, FILE *out)
{
	for (int i = 0, end; i < f->n_cores; i = end) {
		for (end = i; end < f->n_cores && f->cores[end].component ==
						  f->cores[i].component; end++)
			;
		put_switches(f, "  ", "cores", f->cores[i].component,
			     f->n_leafs + f->n_spines + i, end - i, f->name,
			     out);
	}
}

static int write_detail(const struct fabric *f, FILE *out)
{
	fputs("  graph [splines=line, ranksep=1.4, newrank=true];\n"
	      "  node [shape=plain];\n", out);
	put_cores(f, out);
	for (int i = 0; i < f->n_pods; i++)
		put_pod(f, i, out);
	put_tiers(f, out);
	if (put_trunks(f, out) < 0)
		return -1;
	put_cables(f, out);
	return 0;
}

enum export_result write_dot(const struct export_request *r,
			     struct rail_error *err)
{
	const struct fabric *f = r->fabric;
	int rc;

	fputs("graph \"", r->out);
	dot_text(r->out, f->name, false);
	fputs("\" {\n  graph [fontname=\"Helvetica\", labelloc=t, fontsize=20, "
	      "label=\"", r->out);
	dot_text(r->out, f->name, false);
	fprintf(r->out, ": %d node%s, %d rail%s, %d island%s, %d pod%s\"];\n"
		"  node [fontname=\"Helvetica\", fontsize=11];\n"
		"  edge [fontname=\"Helvetica\", fontsize=10];\n",
		f->n_nodes, text_plural(f->n_nodes),
		f->n_rails, text_plural(f->n_rails),
		f->n_islands, text_plural(f->n_islands),
		f->n_pods, text_plural(f->n_pods));
	rc = f->n_nodes <= DOT_DETAIL_MAX ? write_detail(f, r->out) :
					    dot_summary(f, r->out);
	fputs("}\n", r->out);
	if (rc == 0)
		return EXPORT_OK;
	rail_error_nomem(err);
	return EXPORT_FAILED;
}
