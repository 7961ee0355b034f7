/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a cable plan: each line into two ends, then ends into cables. */
#include <stdlib.h>
#include <string.h>

#include "source_plan.h"
#include "source_plan_parts.h"
#include "topology/text.h"
#include "topology/wholefile.h"

enum { MAX_PLAN = 1 << 30 };

int plan_reserve(struct plan_reader *r, void *array, int n, size_t size)
{
	void **p = array, *bigger;

	if (n & (n - 1))
		return 0;
	bigger = n > INT32_MAX / 2 ? NULL :
		 realloc(*p, (n ? (size_t)n * 2 : 1) * size);
	if (!bigger)
		return rail_error_nomem(r->err);
	*p = bigger;
	return 0;
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* --- lines --------------------------------------------------------------- */

static bool is_empty(const struct csv *c)
{
	for (int i = 0; i < c->n_fields; i++)
		if (*c->fields[i].text)
			return false;
	return true;
}

static bool is_switch(const struct plan_reader *r, const struct plan_end *end)
{
	return r->l->devices[end->device].kind == LINKS_SWITCH;
}

static int take_row(struct plan_reader *r)
{
	struct plan_row row;

	if (is_empty(&r->csv))
		return 0;
	if (plan_take_end(r, PLAN_A_NODE, &row.end[0]) < 0 ||
	    plan_take_end(r, PLAN_Z_NODE, &row.end[1]) < 0)
		return -1;
	if (!is_switch(r, &row.end[0]) && !is_switch(r, &row.end[1])) {
		if (!r->between_hosts++)
			r->first_between_hosts = row.end[0].line;
		return 0;
	}
	if (plan_reserve(r, &r->rows, r->n_rows, sizeof(row)) < 0)
		return -1;
	r->rows[r->n_rows++] = row;
	return 0;
}

/* --- ports of switches --------------------------------------------------- */

static int port_number(const char *text)
{
	int n = is_number(text) && strlen(text) < 9 ? atoi(text) : 0;

	return n <= FABRIC_MAX_PORT ? n : 0;
}

/* Turns words of ports into numbers, or into names. */
static int settle_ports(struct plan_reader *r)
{
	int n = words_count(r->ports), *number;
	bool numbers = true;
	int rc = 0;

	number = calloc((size_t)n + 1, sizeof(*number));
	if (!number)
		return rail_error_nomem(r->err);
	for (int i = 1; i <= n; i++) {
		number[i] = port_number(words_text(r->ports, i));
		numbers &= number[i] > 0;
	}
	for (int i = 1; !numbers && i <= n && rc >= 0; i++)
		rc = number[i] = links_port(r->l, words_text(r->ports, i),
					    r->err);
	for (int i = 0; i < r->n_rows; i++)
		for (int k = 0; k < 2; k++)
			if (is_switch(r, &r->rows[i].end[k]))
				r->rows[i].end[k].port =
					number[r->rows[i].end[k].port];
	free(number);
	return rc < 0 ? -1 : 0;
}

/* --- a port, two cables -------------------------------------------------- */

/* An end of a row whose port is known. */
struct use {
	const struct plan_row *row;
	int k;
};

static int compare_ends(const struct plan_end *x, const struct plan_end *y)
{
	return x->device != y->device ? (x->device > y->device) * 2 - 1 :
	       (x->port > y->port) - (x->port < y->port);
}

static int by_end(const void *a, const void *b)
{
	const struct use *x = a, *y = b;
	int diff = compare_ends(&x->row->end[x->k], &y->row->end[y->k]);

	return diff ? diff : (x->row > y->row) - (x->row < y->row);
}

static int tell_twice(struct plan_reader *r, const struct use *one,
		      const struct use *two)
{
	const struct plan_end *end = &two->row->end[two->k];
	const struct links_device *d = &r->l->devices[end->device];
	char port[FABRIC_PORT_TEXT];

	snprintf(port, sizeof(port), "%d", end->port);
	return rail_error_at(r->err, r->label, end->line, end->column,
			     "port %s of \"%.64s%s%.64s\" has a cable already, "
			     "in line %d",
			     d->kind == LINKS_SWITCH && r->l->n_port_names ?
				     r->l->port_names[end->port - 1] : port,
			     d->host ? d->host : "", links_gap(d), d->name,
			     one->row->end[one->k].line);
}

/* The first line that gives a port another cable than an earlier one did. */
static int check_ports(struct plan_reader *r)
{
	struct use *uses = calloc(2 * (size_t)r->n_rows + 1, sizeof(*uses));
	const struct use *one = NULL, *two = NULL;
	int n = 0;

	if (!uses)
		return rail_error_nomem(r->err);
	for (int i = 0; i < 2 * r->n_rows; i++)
		if (r->rows[i / 2].end[i % 2].port)
			uses[n++] = (struct use){ &r->rows[i / 2], i % 2 };
	qsort(uses, (size_t)n, sizeof(*uses), by_end);
	for (int i = 1; i < n; i++) {
		const struct use *x = &uses[i - 1], *y = &uses[i];

		if (compare_ends(&x->row->end[x->k], &y->row->end[y->k]) ||
		    (x->row != y->row && !compare_ends(&x->row->end[!x->k],
						       &y->row->end[!y->k])))
			continue;
		if (!two || y->row < two->row) {
			one = x;
			two = y;
		}
	}
	if (two)
		tell_twice(r, one, two);
	free(uses);
	return two ? -1 : 0;
}

/* --- the whole ----------------------------------------------------------- */

static int add_cables(struct plan_reader *r)
{
	for (int i = 0; i < r->n_rows; i++) {
		const struct plan_end *end = r->rows[i].end;
		const struct links_cable c = {
			.a = end[0].device, .port_a = end[0].port,
			.b = end[1].device, .port_b = end[1].port,
			.line = end[0].line,
		};

		if (links_add_cable(r->l, &c, r->err) < 0)
			return -1;
	}
	return 0;
}

static int add_notes(struct plan_reader *r)
{
	int n = r->between_hosts;

	if (n && infer_notes_add(r->notes, "%s: %d cable%s between two hosts: "
				 "left out (the first in line %d)", r->label,
				 n, text_plural(n), r->first_between_hosts) < 0)
		return rail_error_nomem(r->err);
	return 0;
}

static int read_rows(struct plan_reader *r, const char *text, size_t len)
{
	int rc;

	if (plan_open(&r->csv, &r->columns, text, len, r->label, r->err) < 0)
		return -1;
	while ((rc = csv_next(&r->csv)) == 1)
		if (take_row(r) < 0)
			return -1;
	if (rc == 0 && !r->n_rows)
		return rail_error_at(r->err, r->label, r->csv.line, 0,
				     "no cable in it: a line for each was "
				     "expected behind the header");
	return rc;
}

struct links *source_plan_parse(const char *text, size_t len,
				const char *label, struct infer_notes *notes,
				struct rail_error *err)
{
	struct plan_reader r = {
		.label = label, .notes = notes, .err = err,
		.l = links_create(label), .names = words_create(),
		.nics = words_create(), .ports = words_create(),
	};
	int rc;

	if (!r.l || !r.names || !r.nics || !r.ports)
		rc = rail_error_nomem(err);
	else
		rc = read_rows(&r, text, len) || settle_ports(&r) ||
		     check_ports(&r) || add_cables(&r) || add_notes(&r);
	csv_close(&r.csv);
	words_destroy(r.names);
	words_destroy(r.nics);
	words_destroy(r.ports);
	for (int i = 0; i < r.n_named; i++)
		free(r.named[i].name);
	free(r.named);
	free(r.nic_devices);
	free(r.rows);
	if (!rc)
		return r.l;
	links_destroy(r.l);
	return NULL;
}

struct links *source_plan_read(const char *path, struct infer_notes *notes,
			       struct rail_error *err)
{
	struct links *l;
	size_t len;
	char *text = wholefile_read(path, MAX_PLAN, &len, err);

	if (!text)
		return NULL;
	l = source_plan_parse(text, len, wholefile_label(path), notes, err);
	free(text);
	return l;
}

struct links *source_plan_discover(const char *path, struct infer_notes *notes,
				   struct rail_error *err)
{
	struct links *l = source_plan_read(path, notes, err);
	bool numbered = false;

	for (int i = 0; l && i < l->n_devices; i++) {
		const struct links_device *d = &l->devices[i];

		numbered |= d->kind == LINKS_NIC && !d->aside &&
			    is_number(d->name);
	}
	if (!numbered ||
	    infer_notes_add(notes, "%s: NICs go by numbers there: what the "
			    "nodes call them is not known",
			    wholefile_label(path)) == 0)
		return l;
	rail_error_nomem(err);
	links_destroy(l);
	return NULL;
}
