/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Draws a fabric pod by pod, for one that is too large for a row an island. */
#include <stdlib.h>
#include <string.h>

#include "draw_text_parts.h"
#include "topology/names.h"

/* A line, heading; a line, two of the legend, prompt. */
enum { OTHER_LINES = 6 };

static int lacking(const struct fabric *f, const struct fabric_pod *p)
{
	return draw_text_lacking(f, p->first_node, p->n_nodes);
}

/* Whether B, which comes behind A, may share its row. */
static bool share(const struct drawing *d, const struct fabric_pod *a,
		  const struct fabric_pod *b)
{
	return a->zone == b->zone && a->component == b->component &&
	       lacking(d->f, a) <= d->sharing && lacking(d->f, b) <= d->sharing;
}

/* Of all pods from FIRST on, how many share its row. */
static int count_row(const struct drawing *d, int first)
{
	const struct fabric *f = d->f;
	int n = 1;

	while (d->sharing >= 0 && first + n < f->n_pods &&
	       share(d, &f->pods[first], &f->pods[first + n]))
		n++;
	return n;
}

static bool fits(const struct drawing *d)
{
	int lines = d->lines + OTHER_LINES;

	for (int i = 0; i < d->f->n_pods; i += count_row(d, i))
		lines++;
	return lines <= d->screen->rows;
}

/* The least that fits; if nothing does, that with the fewest rows. */
void draw_text_pods_fit(struct drawing *d)
{
	int low = 0, high = 0;

	d->sharing = -1;
	if (d->screen->detail != DRAW_AUTO || !d->screen->rows || fits(d))
		return;
	for (int i = 0; i < d->f->n_pods; i++) {
		int n = lacking(d->f, &d->f->pods[i]);

		high = n > high ? n : high;
	}
	while (low < high) {
		d->sharing = low + (high - low) / 2;
		if (fits(d))
			high = d->sharing;
		else
			low = d->sharing + 1;
	}
	d->sharing = low;
}

bool draw_text_pods_grouped(const struct drawing *d)
{
	for (int i = 0; i < d->f->n_pods; i++)
		if (count_row(d, i) > 1)
			return true;
	return false;
}

/* "pod[1-24]"; where that is long, the first and the last; or NULL. */
static char *row_name(const struct fabric *f, int first, int count)
{
	enum { LONG = 30 };
	char *name = names_format(&f->pods[first], sizeof(*f->pods), NULL,
				  count);

	if (!name || strlen(name) <= LONG || count == 1)
		return name;
	free(name);
	if (asprintf(&name, "%s - %s", f->pods[first].name,
		     f->pods[first + count - 1].name) < 0)
		return NULL;
	return name;
}

static int put_row(const struct drawing *d, int first, int count, bool grouped)
{
	const struct fabric *f = d->f;
	const struct fabric_pod *p = &f->pods[first];
	int used = 2 + d->name_width + 2 + 7 + 2 + 5 + 2 + 7 + 2 +
		   (grouped ? 6 : 0);
	int islands = p[count - 1].first_island + p[count - 1].n_islands -
		      p->first_island;
	int nodes = p[count - 1].first_node + p[count - 1].n_nodes -
		    p->first_node;
	int n = draw_text_lacking(f, p->first_node, nodes);
	char *name = row_name(f, first, count);

	if (!name)
		return -1;
	fprintf(d->out, "  %-*s  ", d->name_width, name);
	free(name);
	if (grouped)
		fprintf(d->out, "%4d  ", count);
	fprintf(d->out, "%7d  %5d  ", islands, nodes);
	draw_text_paint(d, n ? draw_text_marks[SEEN_SOME].colour : "");
	fprintf(d->out, "%7d", n);
	draw_text_paint(d, n ? "\033[0m" : "");
	fputs("  ", d->out);
	if (draw_text_nodes(d, p->first_node, nodes,
			    draw_text_room(d, used)))
		return -1;
	fputc('\n', d->out);
	return 0;
}

static int measure(struct drawing *d)
{
	for (int i = 0, n; i < d->f->n_pods; i += n) {
		char *name;

		n = count_row(d, i);
		name = row_name(d->f, i, n);
		if (!name)
			return -1;
		if ((int)strlen(name) > d->name_width)
			d->name_width = (int)strlen(name);
		free(name);
	}
	return 0;
}

int draw_text_pods(struct drawing *d)
{
	bool grouped = draw_text_pods_grouped(d);

	if (measure(d) < 0)
		return -1;
	fputc('\n', d->out);
	draw_text_paint(d, "\033[1m");
	fprintf(d->out, "  %-*s  %sislands  nodes  lacking  hosts",
		d->name_width, "pod", grouped ? "pods  " : "");
	draw_text_paint(d, "\033[0m");
	fputc('\n', d->out);
	for (int i = 0, n; i < d->f->n_pods; i += n) {
		n = count_row(d, i);
		if (put_row(d, i, n, grouped))
			return -1;
	}
	return 0;
}
