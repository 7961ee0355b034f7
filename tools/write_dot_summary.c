/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a graph for Graphviz: a large fabric by its pods. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/cables.h"
#include "topology/names.h"
#include "topology/text.h"
#include "write_dot.h"

enum { PODS_APART = 8 };	/* more than that: pods alike are one */

/* What is told of an island; alike when all of it is. */
struct island_facts {
	int nodes, leafs;
	int up;		/* cables from its leafs to the spines of its pod */
	int elsewhere;	/* ... to any other switch */
	int astray;	/* NICs of its nodes on another island's leafs */
	int missing;	/* rails of its nodes without a cable */
	int others;	/* what is no node's rail on its leafs */
};

struct pod_facts {
	int to_cores;		/* cables from its switches */
	int to_pods;		/* ... to those of other pods */
	char *rows;		/* of its table, without its name */
};

struct summary {
	const struct fabric *f;
	struct island_facts *islands;
	struct pod_facts *pods;
	bool merged;	/* pods alike are one */
};

/* The pod of switch SW, or -1. */
static int pod_of(const struct fabric *f, int sw)
{
	switch (fabric_switch_tier(f, sw)) {
	case FABRIC_LEAF:
		return f->islands[f->leafs[sw].island].pod;
	case FABRIC_SPINE:
		return f->spines[sw - f->n_leafs].pod;
	case FABRIC_CORE:
	default:
		return -1;
	}
}

static void count_trunk(struct summary *s, const struct cable *c)
{
	const struct fabric *f = s->f;
	int ends[] = { c->a_switch, c->z_switch };
	int pods[] = { pod_of(f, ends[0]), pod_of(f, ends[1]) };
	bool up = pods[0] == pods[1] &&
		  fabric_switch_tier(f, ends[1]) == FABRIC_SPINE;

	for (int i = 0; i < 2; i++) {
		if (fabric_switch_tier(f, ends[i]) == FABRIC_LEAF) {
			struct island_facts *is =
				&s->islands[f->leafs[ends[i]].island];

			if (up)
				is->up++;
			else
				is->elsewhere++;
		}
		if (pods[i] >= 0 && pods[!i] < 0)
			s->pods[pods[i]].to_cores++;
		else if (pods[i] >= 0 && pods[i] != pods[!i])
			s->pods[pods[i]].to_pods++;
	}
}

static void count_all(struct summary *s)
{
	const struct fabric *f = s->f;
	struct cables at = { 0 };
	struct cable c;

	for (int i = 0; i < f->n_islands; i++) {
		const struct fabric_island *is = &f->islands[i];

		s->islands[i].nodes = is->n_nodes;
		s->islands[i].leafs = is->n_leafs;
		for (int n = 0; n < is->n_nodes; n++)
			s->islands[i].missing +=
				fabric_missing_rails(f, is->first_node + n);
	}
	while (cables_next(f, &at, &c)) {
		if (c.kind == CABLE_TRUNK)
			count_trunk(s, &c);
		else if (c.kind == CABLE_NIC)
			s->islands[f->nodes[c.node].island].astray +=
				f->leafs[c.z_switch].island !=
				f->nodes[c.node].island;
		else if (fabric_switch_tier(f, c.z_switch) == FABRIC_LEAF)
			s->islands[f->leafs[c.z_switch].island].others++;
	}
}

static void put_count(FILE *out, int n, const char *what, const char *colour)
{
	if (n == 0)
		return;
	fputs("<BR/>", out);
	if (colour)
		fprintf(out, "<FONT COLOR=\"%s\">", colour);
	fprintf(out, "%d %s", n, what);
	if (colour)
		fputs("</FONT>", out);
}

/* A row for COUNT islands from FIRST on, which are alike. */
static int put_row(const struct summary *s, FILE *out, int first, int count)
{
	const struct island_facts *is = &s->islands[first];
	char *names = NULL;

	fputs("<TR><TD ALIGN=\"LEFT\" BGCOLOR=\"#eef2f7\">", out);
	if (!s->merged) {
		names = names_format(&s->f->islands[first],
				     sizeof(*s->f->islands), NULL, count);
		if (!names)
			return -1;
		dot_text(out, names, true);
		free(names);
		fputs("<BR/>", out);
	}
	if (count > 1)
		fprintf(out, "<B>%d</B> islands, each of ", count);
	else if (s->merged)
		fputs("an island of ", out);
	fprintf(out, "<B>%d</B> node%s, %d leaf%s", is->nodes,
		text_plural(is->nodes), is->leafs, text_plural(is->leafs));
	put_count(out, is->up, "cables to the spines", NULL);
	put_count(out, is->elsewhere, "cables to other switches", NULL);
	put_count(out, is->others, "others plugged in", NULL);
	put_count(out, is->missing, "rails of nodes without a cable", "red");
	put_count(out, is->astray, "cables to other islands", "red");
	fputs("</TD></TR>\n", out);
	return 0;
}

static int put_rows(const struct summary *s, const struct fabric_pod *pod,
		    FILE *out)
{
	int end = pod->first_island + pod->n_islands;

	for (int i = pod->first_island, next; i < end; i = next) {
		for (next = i + 1; next < end &&
		     !memcmp(&s->islands[i], &s->islands[next],
			     sizeof(*s->islands)); next++)
			;
		if (put_row(s, out, i, next - i) < 0)
			return -1;
	}
	return 0;
}

/* Everything in a pod's table but its name. */
static char *make_rows(const struct summary *s, int pod)
{
	const struct fabric_pod *p = &s->f->pods[pod];
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	bool failed;

	if (!out)
		return NULL;
	fprintf(out, "<TR><TD>%d node%s, %d spine%s", p->n_nodes,
		text_plural(p->n_nodes), p->n_spines,
		text_plural(p->n_spines));
	put_count(out, s->pods[pod].to_cores, "cables to cores", NULL);
	put_count(out, s->pods[pod].to_pods, "cables to other pods", NULL);
	fputs("</TD></TR>\n", out);
	failed = put_rows(s, p, out) < 0 || ferror(out);
	if (fclose(out) == EOF || failed) {
		free(text);
		return NULL;
	}
	return text;
}

/* Pods FIRST to FIRST + COUNT - 1, which are alike, and their cores. */
static int put_pods(const struct summary *s, FILE *out, int first, int count)
{
	const struct fabric *f = s->f;
	char *names = names_format(&f->pods[first], sizeof(*f->pods), NULL,
				   count);

	if (!names)
		return -1;
	fprintf(out, "  p%d [label=<<TABLE BORDER=\"1\" CELLBORDER=\"0\" "
		"CELLSPACING=\"4\" CELLPADDING=\"4\">\n<TR><TD><B>", first);
	dot_text(out, names, true);
	fputs("</B>", out);
	if (count > 1)
		fprintf(out, "<BR/><B>%d</B> pods, each of", count);
	fprintf(out, "</TD></TR>\n%s</TABLE>>];\n", s->pods[first].rows);
	free(names);
	if (s->pods[first].to_cores && count > 1)
		fprintf(out, "  c%d -- p%d [label=\"%d x %d\"];\n",
			f->pods[first].component, first, count,
			s->pods[first].to_cores);
	else if (s->pods[first].to_cores)
		fprintf(out, "  c%d -- p%d [label=\"%d\"];\n",
			f->pods[first].component, first,
			s->pods[first].to_cores);
	return 0;
}

static void put_cores(const struct fabric *f, FILE *out)
{
	for (int i = 0, end; i < f->n_cores; i = end) {
		for (end = i; end < f->n_cores && f->cores[end].component ==
						  f->cores[i].component; end++)
			;
		fprintf(out, "  c%d [shape=box, style=rounded, label=\"%d core "
			"switch%s\"];\n", f->cores[i].component, end - i,
			end - i == 1 ? "" : "es");
	}
}

static bool alike(const struct summary *s, int a, int b)
{
	return s->f->pods[a].component == s->f->pods[b].component &&
	       !strcmp(s->pods[a].rows, s->pods[b].rows);
}

static int put_all(struct summary *s, FILE *out)
{
	const struct fabric *f = s->f;

	count_all(s);
	for (int i = 0; i < f->n_pods; i++) {
		s->pods[i].rows = make_rows(s, i);
		if (!s->pods[i].rows)
			return -1;
	}
	fputs("  graph [ranksep=1];\n  node [shape=plain];\n", out);
	put_cores(f, out);
	for (int i = 0, end; i < f->n_pods; i = end) {
		for (end = i + 1; s->merged && end < f->n_pods &&
		     alike(s, i, end); end++)
			;
		if (put_pods(s, out, i, end - i) < 0)
			return -1;
	}
	return 0;
}

int dot_summary(const struct fabric *f, FILE *out)
{
	struct summary s = { .f = f, .merged = f->n_pods > PODS_APART };
	int rc = -1;

	s.islands = calloc((size_t)f->n_islands + 1, sizeof(*s.islands));
	s.pods = calloc((size_t)f->n_pods + 1, sizeof(*s.pods));
	if (s.islands && s.pods)
		rc = put_all(&s, out);
	for (int i = 0; s.pods && i < f->n_pods; i++)
		free(s.pods[i].rows);
	free(s.pods);
	free(s.islands);
	return rc;
}
