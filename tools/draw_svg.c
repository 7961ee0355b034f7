/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Draws pods, islands, nodes and rails as SVG. */
#include <stdlib.h>
#include <string.h>

#include "draw_layout.h"
#include "draw_summary.h"
#include "draw_svg.h"
#include "nic_state.h"

struct svg {
	const struct fabric *f;
	const struct draw_layout *l;
	const struct nic_states *s;
	FILE *out;
};

/* Class, mark and meaning; by enum nic_state. */
static const struct {
	const char *class, *mark, *text;
} looks[] = {
	[NIC_NONE] = { "none", "", "no NIC" },
	[NIC_SEEN] = { "seen", "", "seen" },
	[NIC_SLOW] = { "slow", "\u2193", "slower than most" },
	[NIC_PARTLY] = { "partly", "\u00bd", "not on every plane" },
	[NIC_ASTRAY] = { "astray", "\u2260", "on a wrong leaf" },
	[NIC_CUT] = { "cut", "\u2715", "no cable seen" },
};

static const char style[] =
	"<style>\n"
	"text{font-family:system-ui,'DejaVu Sans',sans-serif;fill:#1c2430}\n"
	".page{fill:#f6f7f9}.pod{fill:#fff;stroke:#d3d9e2}\n"
	".island{fill:#eef2f7;stroke:#d3d9e2}\n"
	".faint{fill:#66707f}.seen{fill:#3d7fc1}.none{fill:#dde3ea}\n"
	".leaf{fill:#24507f}.white{fill:#fff}\n"
	".odd{fill:#fff;stroke-width:1.5}\n"
	"text.slow{fill:#b08900}rect.slow{stroke:#b08900}\n"
	"text.partly{fill:#c86a00}rect.partly{stroke:#c86a00}\n"
	"text.astray{fill:#e0651a}rect.astray{stroke:#e0651a}\n"
	"text.cut{fill:#d11f3a}rect.cut{stroke:#d11f3a}.dark{fill:#d11f3a}\n"
	".t{font-size:20px;font-weight:600}.p{font-size:14px;font-weight:600}\n"
	".i{font-size:11px;font-weight:600}.n{font-size:10px}\n"
	".l{font-size:8px;font-weight:600;text-anchor:middle}\n"
	".m{font-size:9px;font-weight:700;text-anchor:middle}\n"
	"</style>\n";

/* Text between tags. */
static void put_text(FILE *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '<')
			fputs("&lt;", out);
		else if (*s == '&')
			fputs("&amp;", out);
		else
			fputc(*s, out);
	}
}

static void put_box(const struct svg *v, const char *class, int radius,
		    const struct draw_box *b)
{
	fprintf(v->out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" "
		"height=\"%d\" rx=\"%d\"/>\n", class, b->x, b->y, b->w, b->h,
		radius);
}

static void put_words(const struct svg *v, const char *class, int x, int y,
		      const char *words)
{
	fprintf(v->out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y);
	put_text(v->out, words);
	fputs("</text>\n", v->out);
}

/* --- islands ------------------------------------------------------------- */

/* All cells of one look in one path: a large fabric has 100,000 of them. */
static void put_plain_cells(const struct svg *v,
			    const struct fabric_island *is,
			    enum nic_state state)
{
	bool any = false;

	for (int n = is->first_node; n < is->first_node + is->n_nodes; n++) {
		struct draw_box row = draw_layout_node(v->f, v->l, n);

		for (int r = 0; r < v->f->n_rails; r++) {
			if (nic_state(v->s, n, r) != state)
				continue;
			if (!any)
				fprintf(v->out, "<path class=\"%s\" d=\"",
					looks[state].class);
			any = true;
			fprintf(v->out, "M%d %dh%dv%dh-%dz",
				row.x + draw_layout_rail(v->l, r), row.y + 2,
				DRAW_CELL, DRAW_ROW - 4, DRAW_CELL);
		}
	}
	if (any)
		fputs("\"/>\n", v->out);
}

static int put_odd_cell(const struct svg *v, int node, int rail)
{
	struct draw_box row = draw_layout_node(v->f, v->l, node);
	enum nic_state state = nic_state(v->s, node, rail);
	int x = row.x + draw_layout_rail(v->l, rail);
	char *text = nic_state_text(v->s, node, rail);

	if (!text)
		return -1;
	fprintf(v->out, "<g><title>%s rail %d: ", v->f->nodes[node].name,
		rail);
	put_text(v->out, text);
	free(text);
	fprintf(v->out, "</title><rect class=\"odd %s\" x=\"%d.75\" "
		"y=\"%d.75\" width=\"%d.5\" height=\"%d.5\"/>"
		"<text class=\"m %s\" x=\"%d\" y=\"%d\">%s</text></g>\n",
		looks[state].class, x, row.y + 2, DRAW_CELL - 2,
		DRAW_ROW - 6, looks[state].class, x + DRAW_CELL / 2,
		row.y + DRAW_ROW - 4, looks[state].mark);
	return 0;
}

static int put_nodes(const struct svg *v, const struct fabric_island *is)
{
	int most = v->l->name_width / DRAW_LETTER;

	put_plain_cells(v, is, NIC_SEEN);
	put_plain_cells(v, is, NIC_NONE);
	for (int n = is->first_node; n < is->first_node + is->n_nodes; n++) {
		struct draw_box row = draw_layout_node(v->f, v->l, n);
		const char *name = v->f->nodes[n].name;

		fprintf(v->out, "<text class=\"n\" x=\"%d\" y=\"%d\">%.*s%s"
			"</text>\n", row.x, row.y + DRAW_ROW - 4,
			(int)strlen(name) > most ? most - 1 : most, name,
			(int)strlen(name) > most ? "\u2026" : "");
		for (int r = 0; r < v->f->n_rails; r++)
			if (nic_state(v->s, n, r) > NIC_SEEN &&
			    put_odd_cell(v, n, r) < 0)
				return -1;
	}
	return 0;
}

static bool is_dark(const struct svg *v, const struct fabric_island *is,
		    int rail)
{
	for (int n = is->first_node; n < is->first_node + is->n_nodes; n++)
		if (nic_state(v->s, n, rail) != NIC_CUT)
			return false;
	return true;
}

/* The names of the leafs that carry RAIL, for who points there. */
static void put_leaf_names(const struct svg *v, const struct fabric_island *is,
			   int rail)
{
	const char *gap = "";

	fprintf(v->out, "<title>rail %d: ", rail);
	for (int i = is->first_leaf; i < is->first_leaf + is->n_leafs; i++) {
		const struct fabric_leaf *leaf = &v->f->leafs[i];

		if (leaf->rail >= 0 && leaf->rail != rail)
			continue;
		fprintf(v->out, "%s%s", gap, leaf->name);
		gap = ", ";
	}
	fputs("</title>", v->out);
}

static void put_leafs(const struct svg *v, int island)
{
	const struct fabric_island *is = &v->f->islands[island];
	const struct draw_box *box = &v->l->islands[island];
	int columns = draw_layout_columns(v->f, v->l, island);
	int y = box->y + DRAW_ISLAND_TITLE;

	for (int c = 0; c < columns; c++) {
		int left = box->x + DRAW_PAD +
			   c * (v->l->node_width + DRAW_PAD);

		put_words(v, "n faint", left, y + DRAW_LEAFS - 5, "leafs");
		for (int r = 0; r < v->f->n_rails; r++) {
			int x = left + draw_layout_rail(v->l, r);

			fputs("<g>", v->out);
			put_leaf_names(v, is, r);
			fprintf(v->out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" "
				"width=\"%d\" height=\"%d\"/><text class=\"l "
				"white\" x=\"%d\" y=\"%d\">%d</text></g>\n",
				is_dark(v, is, r) ? "dark" : "leaf", x, y + 1,
				DRAW_CELL, DRAW_LEAFS - 4, x + DRAW_CELL / 2,
				y + DRAW_LEAFS - 6, r);
		}
	}
}

static int put_island(const struct svg *v, int island)
{
	const struct fabric_island *is = &v->f->islands[island];
	const struct draw_box *box = &v->l->islands[island];

	put_box(v, "island", 4, box);
	put_words(v, "i", box->x + DRAW_PAD, box->y + DRAW_ISLAND_TITLE - 5,
		  is->name);
	put_leafs(v, island);
	return put_nodes(v, is);
}

/* --- the whole ----------------------------------------------------------- */

static int put_pod(const struct svg *v, int pod)
{
	const struct fabric_pod *p = &v->f->pods[pod];
	const struct draw_box *box = &v->l->pods[pod];

	put_box(v, "pod", 6, box);
	fprintf(v->out, "<text class=\"p\" x=\"%d\" y=\"%d\">%s",
		box->x + DRAW_PAD, box->y + DRAW_POD_TITLE - 8, p->name);
	if (p->zone >= 0) {
		fputc(' ', v->out);
		draw_zones(v->f, pod, v->out);
	}
	if (v->f->n_components > 1)
		fprintf(v->out, " (part %d)", p->component + 1);
	fputs("</text>\n", v->out);
	if (p->n_spines)
		put_words(v, "n faint", box->x + DRAW_PAD,
			  box->y + DRAW_POD_TITLE + DRAW_SPINE - 4, "spines");
	for (int i = 0; i < p->n_spines; i++) {
		struct draw_box spine = draw_layout_spine(v->l, pod, i);

		fprintf(v->out, "<rect class=\"leaf\" x=\"%d\" y=\"%d\" "
			"width=\"%d\" height=\"%d\"><title>spine %s</title>"
			"</rect>\n", spine.x, spine.y, spine.w, spine.h - 2,
			v->f->spines[p->first_spine + i].name);
	}
	for (int i = p->first_island; i < p->first_island + p->n_islands; i++)
		if (put_island(v, i) < 0)
			return -1;
	return 0;
}

/* Only what is there, and what a reader may look for. */
static void put_legend(const struct svg *v)
{
	int x = DRAW_MARGIN, y = v->l->height - 2;

	for (int i = NIC_SEEN; i <= NIC_CUT; i++) {
		if (!v->s->count[i] && i != NIC_CUT)
			continue;
		if (i == NIC_SEEN)
			fprintf(v->out, "<rect class=\"seen\" x=\"%d\" "
				"y=\"%d\" width=\"%d\" height=\"%d\"/>", x,
				y - 9, DRAW_CELL, DRAW_ROW - 4);
		else
			fprintf(v->out, "<rect class=\"odd %s\" x=\"%d.75\" "
				"y=\"%d.75\" width=\"%d.5\" height=\"%d.5\"/>"
				"<text class=\"m %s\" x=\"%d\" y=\"%d\">%s"
				"</text>", looks[i].class, x, y - 9,
				DRAW_CELL - 2, DRAW_ROW - 6, looks[i].class,
				x + DRAW_CELL / 2, y - 1, looks[i].mark);
		put_words(v, "n", x + DRAW_CELL + 5, y, looks[i].text);
		x += DRAW_CELL + 20 + (int)strlen(looks[i].text) * 6;
	}
}

static int put_all(const struct svg *v)
{
	const struct fabric *f = v->f;
	int height = v->l->height + DRAW_MARGIN;
	char *summary = draw_summary(f);

	if (!summary)
		return -1;
	fprintf(v->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		"width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n"
		"<title>%s: %s</title>\n%s<rect class=\"page\" width=\"%d\" "
		"height=\"%d\"/>\n", v->l->width, height, v->l->width, height,
		f->name, summary, style, v->l->width, height);
	put_words(v, "t", DRAW_MARGIN, DRAW_MARGIN + 8, f->name);
	put_words(v, "n faint", DRAW_MARGIN, DRAW_MARGIN + 24, summary);
	free(summary);
	for (int i = 0; i < f->n_pods; i++)
		if (put_pod(v, i) < 0)
			return -1;
	put_legend(v);
	fputs("</svg>\n", v->out);
	return 0;
}

int draw_svg(const struct fabric *f, FILE *out)
{
	struct draw_layout *l = draw_layout_create(f);
	struct nic_states *s = nic_states_create(f);
	struct svg v = { .f = f, .l = l, .s = s, .out = out };
	int rc = l && s ? put_all(&v) : -1;

	draw_layout_destroy(l);
	nic_states_destroy(s);
	return rc;
}
