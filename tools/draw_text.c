/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Draws the picture of `railyard show` in a terminal. */
#include <stdlib.h>
#include <string.h>

#include "draw_summary.h"
#include "draw_text.h"
#include "draw_text_parts.h"
#include "nic_state.h"
#include "topology/names.h"
#include "topology/text.h"

const struct draw_text_mark draw_text_marks[] = {
	[SEEN_ALL] = { "\u25cf", "#", "\033[32m" },
	[SEEN_SOME] = { "\u25d0", "+", "\033[33m" },
	[SEEN_NONE] = { "\u25cb", "-", "\033[31m" },
	[SEEN_NEVER] = { " ", " ", "" },
};

enum { LEAST_ROOM = 12 };	/* columns for hosts that are worth cutting */

void draw_text_paint(const struct drawing *d, const char *colour)
{
	if (d->screen->colour)
		fputs(colour, d->out);
}

static void put_mark(const struct drawing *d, enum seen seen)
{
	const struct draw_text_mark *mark = &draw_text_marks[seen];

	draw_text_paint(d, mark->colour);
	fputs(d->screen->utf8 ? mark->utf8 : mark->ascii, d->out);
	draw_text_paint(d, "\033[0m");
}

static bool nic_seen(const struct fabric *f, int node, int rail)
{
	for (int plane = 0; plane < f->n_planes; plane++)
		if (fabric_nic(f, node, rail, plane)->leaf >= 0)
			return true;
	return false;
}

static bool is_unseen(const struct fabric *f, int node, int rail)
{
	return fabric_has_nic(f, node, rail) && !nic_seen(f, node, rail);
}

/* How much of RAIL was seen in IS. */
static enum seen how_seen(const struct fabric *f, const struct fabric_island *is,
			  int rail)
{
	int seen = 0, unseen = 0;

	for (int i = is->first_node; i < is->first_node + is->n_nodes; i++) {
		seen += nic_seen(f, i, rail);
		unseen += is_unseen(f, i, rail);
	}
	return !unseen ? seen ? SEEN_ALL : SEEN_NEVER :
	       seen ? SEEN_SOME : SEEN_NONE;
}

int draw_text_lacking(const struct fabric *f, int first, int count)
{
	int n = 0;

	for (int i = first; i < first + count; i++)
		n += fabric_missing_rails(f, i) > 0;
	return n;
}

int draw_text_nodes(const struct drawing *d, int first, int count, int width)
{
	char *text = names_format(&d->f->nodes[first], sizeof(*d->f->nodes),
				  NULL, count);

	if (!text)
		return -1;
	if (width > 0 && (int)strlen(text) > width)
		fprintf(d->out, "%.*s%s", width > 3 ? width - 3 : 0, text,
			"...");
	else
		fputs(text, d->out);
	free(text);
	return 0;
}

/* A row that leaves next to nothing breaks anyway: then no name is lost. */
int draw_text_room(const struct drawing *d, int used)
{
	int left = d->screen->columns - used;

	return d->screen->columns && left >= LEAST_ROOM ? left : 0;
}

/* --- islands ------------------------------------------------------------- */

static void put_heading(const struct drawing *d)
{
	draw_text_paint(d, "\033[1m");
	fprintf(d->out, "  %-*s  %*s  rail ", d->name_width, "island",
		d->count_width, "nodes");
	for (int r = 0; r < d->f->n_rails; r++)
		fprintf(d->out, "%*d ", d->rail_width, r);
	fputs(" hosts", d->out);
	draw_text_paint(d, "\033[0m");
	fputc('\n', d->out);
}

static int put_island(const struct drawing *d, const struct fabric_island *is)
{
	int used = 2 + d->name_width + 2 + d->count_width + 2 + 5 +
		   d->f->n_rails * (d->rail_width + 1) + 1;

	fprintf(d->out, "  %-*s  %*d       ", d->name_width, is->name,
		d->count_width, is->n_nodes);
	for (int r = 0; r < d->f->n_rails; r++) {
		fprintf(d->out, "%*s", d->rail_width - 1, "");
		put_mark(d, how_seen(d->f, is, r));
		fputc(' ', d->out);
	}
	fputc(' ', d->out);
	if (draw_text_nodes(d, is->first_node, is->n_nodes, draw_text_room(d, used)))
		return -1;
	fputc('\n', d->out);
	return 0;
}

static void put_rail(const struct drawing *d, const char *before, int rail,
		     const char *nic)
{
	fprintf(d->out, "%s%d", before, rail);
	if (nic)
		fprintf(d->out, " (%s)", nic);
}

/* Whether no node of an island with several was seen on RAIL. */
static bool is_dark(const struct drawing *d, const struct fabric_island *is,
		    int rail)
{
	return is->n_nodes > 1 && how_seen(d->f, is, rail) == SEEN_NONE;
}

/* "    gpu07: rail 2 (mlx5_4) not seen", or nothing; the lines: 1 or 0. */
static int put_lacking(const struct drawing *d, const bool *dark, int n,
		       bool silent)
{
	const struct fabric_node *node = &d->f->nodes[n];
	const char *before = ": rail ";

	for (int r = 0; r < d->f->n_rails; r++) {
		if (!is_unseen(d->f, n, r) || dark[r])
			continue;
		if (silent)
			return 1;
		if (*before == ':')
			fprintf(d->out, "    %s", node->name);
		put_rail(d, before, r, d->f->shapes[node->shape].nic_names[r]);
		before = ", ";
	}
	if (*before == ':')
		return 0;
	fputs(" not seen\n", d->out);
	return 1;
}

/*
 * Below an island: what the marks other than SEEN_ALL stand for.  SILENT: only
 * counts the lines that this takes.
 */
static int put_unseen(const struct drawing *d, const struct fabric_island *is,
		      bool silent)
{
	bool dark[FABRIC_MAX_RAILS];
	int lines = 0;

	for (int r = 0; r < d->f->n_rails; r++) {
		dark[r] = is_dark(d, is, r);
		lines += dark[r];
		if (dark[r] && !silent)
			fprintf(d->out, "    all %d nodes: rail %d not seen\n",
				is->n_nodes, r);
	}
	for (int n = is->first_node; n < is->first_node + is->n_nodes; n++)
		lines += put_lacking(d, dark, n, silent);
	return lines;
}

static void put_pod_title(const struct drawing *d, const struct fabric_pod *p)
{
	draw_text_paint(d, "\033[1m");
	fputs(p->name, d->out);
	draw_text_paint(d, "\033[0m");
	fprintf(d->out, ": %d node%s in %d island%s", p->n_nodes,
		text_plural(p->n_nodes), p->n_islands,
		text_plural(p->n_islands));
	if (p->n_spines)
		fprintf(d->out, " under %d spine%s", p->n_spines,
			text_plural(p->n_spines));
	if (p->zone >= 0) {
		fputc(' ', d->out);
		draw_zones(d->f, (int)(p - d->f->pods), d->out);
	}
	if (d->f->n_components > 1)
		fprintf(d->out, ", connected part %d", p->component + 1);
	fputc('\n', d->out);
}

static int put_islands(const struct drawing *d)
{
	const struct fabric *f = d->f;

	for (int i = 0; i < f->n_pods; i++) {
		const struct fabric_pod *p = &f->pods[i];

		fputc('\n', d->out);
		put_pod_title(d, p);
		put_heading(d);
		for (int k = 0; k < p->n_islands; k++) {
			const struct fabric_island *is;

			is = &f->islands[p->first_island + k];
			if (put_island(d, is))
				return -1;
			put_unseen(d, is, false);
		}
	}
	return 0;
}

/* --- the whole ----------------------------------------------------------- */

static void put_title(const struct drawing *d, const char *title)
{
	draw_text_paint(d, "\033[1m");
	fputs(d->f->name, d->out);
	draw_text_paint(d, "\033[0m");
	fprintf(d->out, "%s\n", title);
}

/* What this picture has no marks for. */
static void put_others(const struct drawing *d, const struct nic_states *s)
{
	static const struct {
		enum nic_state state;
		const char *text;
	} kinds[] = {
		{ NIC_ASTRAY, "on a wrong leaf" },
		{ NIC_PARTLY, "not on every plane" },
		{ NIC_SLOW, "slower than most" },
	};
	const char *gap = "";

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		int n = s->count[kinds[i].state];

		if (!n)
			continue;
		fprintf(d->out, "%s%d NIC%s %s", gap, n, text_plural(n),
			kinds[i].text);
		gap = ", ";
	}
	if (*gap)
		fputs(": see railyard check.\n", d->out);
}

static void put_legend(const struct drawing *d, bool islands)
{
	int n = draw_text_lacking(d->f, 0, d->f->n_nodes);

	fputc('\n', d->out);
	if (!islands && draw_text_pods_grouped(d)) {
		if (d->sharing)
			fprintf(d->out, "Pods where at most %d node%s a rail "
				"share a row; --pods shows each.\n",
				d->sharing, d->sharing > 1 ? "s lack" :
							     " lacks");
		else
			fputs("Pods that lack nothing share a row; railyard "
			      "show --pods has a row for each.\n", d->out);
	}
	if (!n) {
		fputs("No node lacks a rail.\n", d->out);
		return;
	}
	fprintf(d->out, "%d node%s lack%s a rail.", n, text_plural(n),
		n == 1 ? "s" : "");
	if (!islands)
		fputs("  railyard show --islands says which.", d->out);
	for (int i = SEEN_ALL; islands && i <= SEEN_NONE; i++) {
		fputs("  ", d->out);
		put_mark(d, i);
		fputs(i == SEEN_ALL ? " seen on all nodes" :
		      i == SEEN_SOME ? " on some" : " on none", d->out);
	}
	fputc('\n', d->out);
}

static int width_of(int n)
{
	int width = 1;

	while (n >= 10) {
		n /= 10;
		width++;
	}
	return width;
}

static void measure(struct drawing *d, bool islands)
{
	const struct fabric *f = d->f;

	d->name_width = 6;
	d->count_width = 5;
	d->rail_width = width_of(f->n_rails - 1);
	for (int i = 0; islands && i < f->n_islands; i++)
		if ((int)strlen(f->islands[i].name) > d->name_width)
			d->name_width = (int)strlen(f->islands[i].name);
}

/* Legend, prompt; three lines a pod; an island, and what it lacks. */
static bool islands_fit(const struct drawing *d)
{
	int lines = d->lines + 3 + 3 * d->f->n_pods + d->f->n_islands;

	switch (d->screen->detail) {
	case DRAW_ISLANDS:
		return true;
	case DRAW_PODS:
		return false;
	case DRAW_AUTO:
		break;
	}
	for (int i = 0; i < d->f->n_islands; i++)
		lines += put_unseen(d, &d->f->islands[i], true);
	return !d->screen->rows || lines <= d->screen->rows;
}

static int count_lines(const char *title, const struct nic_states *s)
{
	int n = 1;

	for (; *title; title++)
		n += *title == '\n';
	return n + (s->count[NIC_ASTRAY] || s->count[NIC_PARTLY] ||
		    s->count[NIC_SLOW]);
}

int draw_text(const struct fabric *f, const struct draw_screen *screen,
	      FILE *out)
{
	struct drawing d = { .f = f, .screen = screen, .out = out };
	struct nic_states *states = nic_states_create(f);
	char *title = draw_text_title(&d);
	bool islands;
	int rc = -1;

	if (!states || !title)
		goto out;
	d.lines = count_lines(title, states);
	islands = islands_fit(&d);
	measure(&d, islands);
	if (!islands)
		draw_text_pods_fit(&d);
	put_title(&d, title);
	if ((islands ? put_islands(&d) : draw_text_pods(&d)) == 0) {
		put_legend(&d, islands);
		put_others(&d, states);
		rc = 0;
	}
out:
	nic_states_destroy(states);
	free(title);
	return rc;
}
