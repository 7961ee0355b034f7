/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fills page.html with its style, its script and the fabric's data. */
#include <stdlib.h>
#include <string.h>

#include "draw_html.h"
#include "draw_layout.h"
#include "draw_summary.h"
#include "nic_state.h"

/* page.html, page.css and page.js, as strings. */
static const char page[] =
#include "tools/page_html.inc"
	;
static const char style[] =
#include "tools/page_css.inc"
	;
static const char script[] =
#include "tools/page_js.inc"
	;

struct html {
	const struct fabric *f;
	const struct draw_layout *l;
	const struct nic_states *s;
	FILE *out;
};

/* A JSON string that no HTML parser takes for a tag. */
static void put_text(FILE *out, const char *s)
{
	fputc('"', out);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < ' ' || c == '"' || c == '\\' || c == '<' || c == '&')
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void put_box(FILE *out, const struct draw_box *b)
{
	fprintf(out, "\"box\":[%d,%d,%d,%d]", b->x, b->y, b->w, b->h);
}

/* --- the data ------------------------------------------------------------ */

static void put_pods(const struct html *h)
{
	const struct fabric *f = h->f;

	fputs("\"pods\":[", h->out);
	for (int i = 0; i < f->n_pods; i++) {
		const struct fabric_pod *p = &f->pods[i];

		fputs(i ? ",\n{\"name\":" : "{\"name\":", h->out);
		put_text(h->out, p->name);
		fputc(',', h->out);
		put_box(h->out, &h->l->pods[i]);
		if (p->zone >= 0) {
			fputs(",\"zone\":\"", h->out);
			draw_zones(f, i, h->out);
			fputc('"', h->out);
		}
		fprintf(h->out, ",\"component\":%d,\"first\":%d,\"count\":%d,"
			"\"spines\":[", p->component, p->first_island,
			p->n_islands);
		for (int k = 0; k < p->n_spines; k++) {
			fputs(k ? "," : "", h->out);
			put_text(h->out, f->spines[p->first_spine + k].name);
		}
		fputs("]}", h->out);
	}
	fputs("],\n", h->out);
}

/* The rails that no node of an island was seen on. */
static void put_dark(const struct html *h, const struct fabric_island *is)
{
	const char *gap = "";

	fputs(",\"dark\":[", h->out);
	for (int r = 0; r < h->f->n_rails; r++) {
		bool dark = true;

		for (int n = is->first_node;
		     dark && n < is->first_node + is->n_nodes; n++)
			dark = nic_state(h->s, n, r) == NIC_CUT;
		if (dark) {
			fprintf(h->out, "%s%d", gap, r);
			gap = ",";
		}
	}
	fputc(']', h->out);
}

static void put_island(const struct html *h, int i, const int *uplinks)
{
	const struct fabric_island *is = &h->f->islands[i];

	fputs("{\"name\":", h->out);
	put_text(h->out, is->name);
	fputc(',', h->out);
	put_box(h->out, &h->l->islands[i]);
	fprintf(h->out, ",\"rows\":%d,\"first\":%d,\"count\":%d,\"leafs\":[",
		h->l->rows[i], is->first_node, is->n_nodes);
	for (int k = is->first_leaf; k < is->first_leaf + is->n_leafs; k++) {
		const struct fabric_leaf *leaf = &h->f->leafs[k];

		fputs(k > is->first_leaf ? ",{\"name\":" : "{\"name\":",
		      h->out);
		put_text(h->out, leaf->name);
		fprintf(h->out, ",\"rail\":%d,\"uplinks\":%d}", leaf->rail,
			uplinks[k]);
	}
	fputc(']', h->out);
	put_dark(h, is);
	fputc('}', h->out);
}

static int put_islands(const struct html *h)
{
	const struct fabric *f = h->f;
	int *uplinks = calloc((size_t)f->n_leafs + 1, sizeof(*uplinks));

	if (!uplinks)
		return -1;
	for (int i = 0; i < f->n_trunks; i++) {
		if (f->trunks[i].a < f->n_leafs)
			uplinks[f->trunks[i].a]++;
		if (f->trunks[i].b < f->n_leafs)
			uplinks[f->trunks[i].b]++;
	}
	fputs("\"islands\":[", h->out);
	for (int i = 0; i < f->n_islands; i++) {
		fputs(i ? ",\n" : "", h->out);
		put_island(h, i, uplinks);
	}
	fputs("],\n", h->out);
	free(uplinks);
	return 0;
}

/* One number when all NICs seen have that port, else one a rail. */
static void put_port(const struct html *h, int node)
{
	const struct fabric *f = h->f;
	int port = 0;
	bool same = true;

	for (int r = 0; r < f->n_rails; r++) {
		int other = fabric_nic(f, node, r, 0)->port;

		same &= !port || !other || other == port;
		port = other ? other : port;
	}
	if (same) {
		fprintf(h->out, "%d", port);
		return;
	}
	for (int r = 0; r < f->n_rails; r++)
		fprintf(h->out, r ? ",%d" : "[%d",
			fabric_nic(f, node, r, 0)->port);
	fputc(']', h->out);
}

static void put_nodes(const struct html *h)
{
	static const char letters[] = {
		[NIC_NONE] = ' ', [NIC_SEEN] = 'o', [NIC_SLOW] = 's',
		[NIC_PARTLY] = 'p', [NIC_ASTRAY] = 'a', [NIC_CUT] = 'x',
	};
	const struct fabric *f = h->f;

	fputs("\"nodes\":[", h->out);
	for (int i = 0; i < f->n_nodes; i++) {
		fputs(i ? i % 16 ? "," : ",\n" : "", h->out);
		put_text(h->out, f->nodes[i].name);
	}
	fputs("],\n\"states\":\"", h->out);
	for (int i = 0; i < f->n_nodes; i++)
		for (int r = 0; r < f->n_rails; r++)
			fputc(letters[nic_state(h->s, i, r)], h->out);
	fputs("\",\n\"ports\":[", h->out);
	for (int i = 0; i < f->n_nodes; i++) {
		fputs(i ? i % 32 ? "," : ",\n" : "", h->out);
		put_port(h, i);
	}
	fputs("],\n", h->out);
}

/* What NICs are called, by kind of node; and the kinds, when there are two. */
static void put_nics(const struct html *h)
{
	const struct fabric *f = h->f;

	fputs("\"nics\":[", h->out);
	for (int i = 0; i < f->n_shapes; i++) {
		fputs(i ? ",[" : "[", h->out);
		for (int r = 0; r < f->n_rails; r++) {
			const char *name = f->shapes[i].nic_names[r];

			fputs(r ? "," : "", h->out);
			put_text(h->out, name ? name : "");
		}
		fputc(']', h->out);
	}
	fputs("],\n", h->out);
	if (f->n_shapes < 2)
		return;
	fputs("\"shapes\":[", h->out);
	for (int i = 0; i < f->n_nodes; i++)
		fprintf(h->out, "%s%d", i ? i % 32 ? "," : ",\n" : "",
			f->nodes[i].shape);
	fputs("],\n", h->out);
}

static void put_port_names(const struct html *h)
{
	const struct fabric *f = h->f;

	if (!f->n_port_names)
		return;
	for (int i = 0; i < f->n_port_names; i++) {
		fputs(i ? "," : "\"portNames\":[", h->out);
		put_text(h->out, f->port_names[i]);
	}
	fputs("],\n", h->out);
}

static int put_odd(const struct html *h)
{
	const char *gap = "";

	fputs("\"odd\":[", h->out);
	for (int n = 0; n < h->f->n_nodes; n++) {
		for (int r = 0; r < h->f->n_rails; r++) {
			char *text;

			if (nic_state(h->s, n, r) <= NIC_SEEN)
				continue;
			text = nic_state_text(h->s, n, r);
			if (!text)
				return -1;
			fprintf(h->out, "%s[%d,%d,", gap, n, r);
			put_text(h->out, text);
			fputc(']', h->out);
			gap = ",\n";
			free(text);
		}
	}
	fputs("],\n", h->out);
	return 0;
}

static int put_data(const struct html *h)
{
	const struct fabric *f = h->f;
	char *summary = draw_summary(f);

	if (!summary)
		return -1;
	fputs("<script type=\"application/json\" id=\"fabric\">\n{\"name\":",
	      h->out);
	put_text(h->out, f->name);
	fputs(",\"summary\":", h->out);
	put_text(h->out, summary);
	free(summary);
	fprintf(h->out, ",\"rails\":%d,\"components\":%d,\"width\":%d,"
		"\"height\":%d,\n\"nameWidth\":%d,\"nodeWidth\":%d,"
		"\"spinesARow\":%d,\"size\":{\"cell\":%d,\"cellGap\":%d,"
		"\"row\":%d,\"title\":%d,\"islandTitle\":%d,\"leafs\":%d,\"podTitle\":%d,"
		"\"spine\":%d,\"spines\":%d,\"pad\":%d},\n",
		f->n_rails, f->n_components, h->l->width, h->l->height,
		h->l->name_width, h->l->node_width, h->l->spines_a_row,
		DRAW_CELL, DRAW_CELL_GAP, DRAW_ROW, DRAW_TITLE,
		DRAW_ISLAND_TITLE,
		DRAW_LEAFS, DRAW_POD_TITLE, DRAW_SPINE,
		DRAW_SPINES, DRAW_PAD);
	put_pods(h);
	if (put_islands(h) < 0)
		return -1;
	put_nodes(h);
	put_nics(h);
	put_port_names(h);
	if (put_odd(h) < 0)
		return -1;
	fputs("\"version\":1}\n</script>\n", h->out);
	return 0;
}

/* --- the page ------------------------------------------------------------ */

/* What stands for each @MARK@ of the page. */
static int put_part(const struct html *h, const char *mark, size_t len)
{
	if (!strncmp(mark, "TITLE", len)) {
		/* Of a name, nothing needs escaping. */
		fprintf(h->out, "<title>%s</title>", h->f->name);
	} else if (!strncmp(mark, "STYLE", len)) {
		fprintf(h->out, "<style>\n%s</style>", style);
	} else if (!strncmp(mark, "SCRIPT", len)) {
		fprintf(h->out, "<script>\n%s</script>", script);
	} else {
		return put_data(h);
	}
	return 0;
}

static int put_page(const struct html *h)
{
	const char *at = page, *mark, *end;

	while ((mark = strstr(at, "\n@")) && (end = strchr(mark + 2, '@'))) {
		fwrite(at, 1, (size_t)(mark + 1 - at), h->out);
		if (put_part(h, mark + 2, (size_t)(end - mark - 2)) < 0)
			return -1;
		at = end + 1;
	}
	fputs(at, h->out);
	return 0;
}

int draw_html(const struct fabric *f, FILE *out)
{
	struct draw_layout *l = draw_layout_create(f);
	struct nic_states *s = nic_states_create(f);
	struct html h = { .f = f, .l = l, .s = s, .out = out };
	int rc = l && s ? put_page(&h) : -1;

	draw_layout_destroy(l);
	nic_states_destroy(s);
	return rc;
}
