/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds a fabric from a file of its hosts, each with the switch above it, the
 * one above that, and the one on top: as in Alibaba's Lingjun dataset, whose
 * columns ip, ASW, PSW and DSW are these.
 */
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "synth_parts.h"
#include "topology/fabric.h"
#include "topology/hostlist.h"
#include "topology/wholefile.h"

enum {
	MOST_BYTES = 256 << 20,
	UPLINKS = 4,	/* from each switch to the one above: assumed */
	WIDTH = 64,	/* of a name in the file, with its NUL */
};

/* By their column in the file. */
enum place { HOST, LEAF, SPINE, CORE, N_PLACES };

static const char *const columns[N_PLACES] = {
	[HOST] = "ip", [LEAF] = "ASW", [SPINE] = "PSW", [CORE] = "DSW",
};

struct row {
	char *names[N_PLACES];
	int number;	/* from 0, as they come */
	int line;
};

/* A switch, when it is the one that the rows have just come to. */
struct level {
	int device;	/* -1: none yet */
	int used;	/* ports */
};

struct hosts {
	struct synth s;
	const char *label;	/* the file, for messages */
	struct row *rows;
	int n_rows;
	int at[N_PLACES];	/* fields of a record */
	bool named;		/* hosts are called as in the file */
	int islands, n_of[N_PLACES];
};

/* --- the file ------------------------------------------------------------ */

static int read_header(struct hosts *h, struct csv *c)
{
	int rc = csv_next(c);

	if (rc < 0)
		return -1;
	for (int i = 0; i < N_PLACES; i++) {
		h->at[i] = -1;
		for (int k = 0; rc > 0 && k < c->n_fields; k++)
			if (!strcmp(c->fields[k].text, columns[i]))
				h->at[i] = k;
		if (h->at[i] < 0)
			return rail_error_at(h->s.err, h->label, 1, 0,
					     "no column \"%s\": a first line "
					     "with ip, DSW, PSW and ASW was "
					     "expected", columns[i]);
	}
	return 0;
}

static int add_row(struct hosts *h, int line)
{
	struct row *bigger = h->rows;
	int n = h->n_rows;

	if (n == FABRIC_MAX_NODES)
		return rail_error_at(h->s.err, h->label, line, 0,
				     "at most %d hosts were expected",
				     FABRIC_MAX_NODES);
	if (!(n & (n - 1)))
		bigger = realloc(bigger, sizeof(*bigger) *
				 (n ? (size_t)n * 2 : 1));
	if (!bigger)
		return rail_error_nomem(h->s.err);
	h->rows = bigger;
	h->rows[h->n_rows++] = (struct row){ .number = n, .line = line };
	return 0;
}

/* Switches' names become parts of longer ones. */
static int check_field(const struct hosts *h, const struct csv_field *f,
		       int place)
{
	bool ok = *f->text && (place == HOST ||
			       (fabric_name_ok(f->text) &&
				strlen(f->text) < WIDTH / 2));

	if (ok)
		return 0;
	return rail_error_at(h->s.err, h->label, f->line, f->column,
			     "%s \"%.64s\": %s", columns[place], f->text,
			     place == HOST ? "a name was expected" :
			     "1 to 31 letters, digits, '.', '_', '-' were "
			     "expected");
}

static int read_row(struct hosts *h, const struct csv *c)
{
	struct row *row;

	if (add_row(h, c->fields[0].line) < 0)
		return -1;
	row = &h->rows[h->n_rows - 1];
	for (int i = 0; i < N_PLACES; i++) {
		const struct csv_field *f = &c->fields[h->at[i]];

		if (h->at[i] >= c->n_fields)
			return rail_error_at(h->s.err, h->label, row->line, 0,
					     "no %s: as many fields as in the "
					     "first line were expected",
					     columns[i]);
		if (check_field(h, f, i) < 0)
			return -1;
		if (!fabric_name_ok(f->text) || strlen(f->text) >= WIDTH)
			h->named = false;
		row->names[i] = strdup(f->text);
		if (!row->names[i])
			return rail_error_nomem(h->s.err);
	}
	return 0;
}

static int read_hosts(struct hosts *h, const char *text, size_t len)
{
	struct csv c = { .fields = NULL };
	int rc = -1;

	h->named = true;
	if (csv_open(&c, text, len, ',', h->label, h->s.err) == 0 &&
	    read_header(h, &c) == 0)
		while ((rc = csv_next(&c)) > 0)
			if (read_row(h, &c) < 0) {
				rc = -1;
				break;
			}
	if (rc == 0 && !h->n_rows)
		rc = rail_error_at(h->s.err, h->label, 0, 0,
				   "no hosts: a line for each was expected");
	csv_close(&c);
	return rc;
}

/* --- order --------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	for (int i = CORE; i >= LEAF; i--) {
		int diff = hostlist_natural_cmp(x->names[i], y->names[i]);

		if (diff)
			return diff;
	}
	return x->number - y->number;
}

static int by_name(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a;
	const struct row *y = *(struct row *const *)b;
	int diff = strcmp(x->names[HOST], y->names[HOST]);

	return diff ? diff : x->number - y->number;
}

static int refuse_twins(struct hosts *h)
{
	struct row **list = calloc((size_t)h->n_rows, sizeof(*list));
	int rc = 0;

	if (!list)
		return rail_error_nomem(h->s.err);
	for (int i = 0; i < h->n_rows; i++)
		list[i] = &h->rows[i];
	qsort(list, (size_t)h->n_rows, sizeof(*list), by_name);
	for (int i = 1; i < h->n_rows && rc == 0; i++)
		if (!strcmp(list[i - 1]->names[HOST], list[i]->names[HOST]))
			rc = rail_error_at(h->s.err,
					   h->label,
					   list[i]->line, 0, "host \"%.64s\" "
					   "comes twice; the other one is in "
					   "line %d", list[i]->names[HOST],
					   list[i - 1]->line);
	free(list);
	return rc;
}

/* --- the fabric ---------------------------------------------------------- */

static bool is_new(const struct hosts *h, int row, int place)
{
	return row == 0 ||
	       strcmp(h->rows[row].names[place], h->rows[row - 1].names[place]);
}

/* Names in the file are unique below the same switch alone. */
static int add_switch(struct hosts *h, const struct row *row, int place)
{
	static const enum synth_guid types[N_PLACES] = {
		[LEAF] = SYNTH_LEAF, [SPINE] = SYNTH_SPINE,
		[CORE] = SYNTH_CORE,
	};
	int number = h->n_of[place]++;

	if (place == CORE)
		return synth_switch(&h->s, types[place], number, "%.31s",
				    row->names[CORE]);
	if (place == SPINE)
		return synth_switch(&h->s, types[place], number, "%.31s-%.31s",
				    row->names[CORE], row->names[SPINE]);
	return synth_switch(&h->s, types[place], number, "%.31s-%.31s-%.31s",
			    row->names[CORE], row->names[SPINE],
			    row->names[LEAF]);
}

/* Both have their uplinks above what is below. */
static int connect(struct hosts *h, struct level *low, struct level *high)
{
	for (int i = 0; i < UPLINKS; i++)
		if (synth_trunk(&h->s, low->device, ++low->used, high->device,
				++high->used) < 0)
			return -1;
	return 0;
}

static int add_host(struct hosts *h, const struct row *row, struct level *leaf)
{
	const struct synth_spec *spec = h->s.spec;
	struct synth_plug plugs[SYNTH_MAX_LANES];

	for (int r = 0; r < spec->rails; r++)
		plugs[r] = (struct synth_plug){ leaf->device, ++leaf->used };
	return synth_named_node(&h->s, row->number, h->islands - 1,
				h->named ? row->names[HOST] : NULL, plugs);
}

static int add_all(struct hosts *h)
{
	struct level levels[N_PLACES] = { { .device = -1 } };

	for (int i = 0; i < h->n_rows; i++) {
		bool new = false;

		for (int place = CORE; place >= LEAF; place--) {
			new |= is_new(h, i, place);
			if (!new)
				continue;
			levels[place] = (struct level){
				add_switch(h, &h->rows[i], place), 0,
			};
			if (levels[place].device < 0 ||
			    (place < CORE && connect(h, &levels[place],
						     &levels[place + 1]) < 0))
				return -1;
			h->islands += place == LEAF;
		}
		if (add_host(h, &h->rows[i], &levels[LEAF]) < 0)
			return -1;
	}
	return 0;
}

struct links *synth_parse_hosts(const struct synth_spec *spec,
				const char *text, size_t len,
				const char *label, struct rail_error *err)
{
	struct hosts h = { .s = { .err = err }, .label = label };
	struct synth_spec sized = *spec;
	struct links *l = NULL;

	if (read_hosts(&h, text, len) == 0 && refuse_twins(&h) == 0) {
		int rc;

		qsort(h.rows, (size_t)h.n_rows, sizeof(*h.rows), by_place);
		sized.nodes = h.n_rows;
		rc = synth_begin(&h.s, &sized, err);
		if (rc == 0)
			rc = add_all(&h);
		l = synth_end(&h.s, rc);
	}
	for (int i = 0; i < h.n_rows; i++)
		for (int k = 0; k < N_PLACES; k++)
			free(h.rows[i].names[k]);
	free(h.rows);
	return l;
}

struct links *synth_build_hosts(const struct synth_spec *spec,
				struct rail_error *err)
{
	size_t len;
	char *text = wholefile_read(spec->csv, MOST_BYTES, &len, err);
	struct links *l;

	if (!text)
		return NULL;
	l = synth_parse_hosts(spec, text, len, wholefile_label(spec->csv), err);
	free(text);
	return l;
}
