/* SPDX-License-Identifier: GPL-2.0-or-later */
/* NICs that nobody knows the node of are no node's, and that is said. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "links_nobody.h"
#include "topology/fabric.h"
#include "topology/text.h"

/* NICs of one description in one file: of a rack that has not booted, say. */
struct alike {
	const struct links_device *first;
	int n;
};

static bool is_nobodys(const struct links_device *d)
{
	return d->kind == LINKS_NIC && !*d->host;
}

/* What tells it from others. */
static uint64_t number_of(const struct links_device *d)
{
	return d->guid ? d->guid : d->port_guid ? d->port_guid : d->mac;
}

static int by_name(const void *a, const void *b)
{
	const struct links_device *x = ((const struct alike *)a)->first;
	const struct links_device *y = ((const struct alike *)b)->first;
	int diff = x->source - y->source;

	if (!diff)
		diff = strcmp(x->name, y->name);
	return diff ? diff : x->line - y->line;
}

static int by_line(const void *a, const void *b)
{
	const struct links_device *x = ((const struct alike *)a)->first;
	const struct links_device *y = ((const struct alike *)b)->first;

	return x->source != y->source ? x->source - y->source :
					x->line - y->line;
}

/* LIST, N of one each, by description; how many there are. */
static int group(struct alike *list, int n)
{
	int kept = 0;

	qsort(list, (size_t)n, sizeof(*list), by_name);
	for (int i = 0; i < n; i++) {
		struct alike *last = &list[kept - 1];

		if (kept && last->first->source == list[i].first->source &&
		    !strcmp(last->first->name, list[i].first->name))
			last->n++;
		else
			list[kept++] = list[i];
	}
	qsort(list, (size_t)kept, sizeof(*list), by_line);
	return kept;
}

static int note(const struct links *l, const struct alike *a,
		struct infer_notes *notes)
{
	const struct links_device *d = a->first;
	const char *quote = *d->name ? "\"" : "";
	char one[32] = "", many[40] = "", first[48] = "";

	if (a->n == 1) {
		snprintf(one, sizeof(one), "NIC 0x%016" PRIx64 " is",
			 number_of(d));
	} else {
		snprintf(many, sizeof(many), "%d NICs are", a->n);
		snprintf(first, sizeof(first), "; the first is 0x%016" PRIx64,
			 number_of(d));
	}
	return infer_notes_add(notes, "%s:%d: %s%s left out: %s%s%s%s%s",
			       l->sources[d->source], d->line, one, many,
			       quote, d->name, quote, *d->name ?
			       " is not of the form NODE NIC" : a->n == 1 ?
			       "it has no description" :
			       "they have no description", first);
}

/* Not a single NIC is left. */
static int none_left(const struct links *l, const struct links_device *first,
		     int n, struct rail_error *err)
{
	return rail_error_at(err, l->sources[first->source], first->line, 0,
			     "none of %d NIC%s has a description of the form "
			     "NODE NIC, this one's is \"%.64s\"; "
			     "--node=PATH can tell whose they are", n, text_plural(n),
			     first->name);
}

/* What it is plugged into stays in use; a name that no other has. */
static int set_aside(struct links_device *d)
{
	char *host, *name = strdup("");

	if (asprintf(&host, FABRIC_UNKNOWN_HOST "%016" PRIx64,
		     number_of(d)) < 0)
		host = NULL;
	if (!host || !name) {
		free(host);
		free(name);
		return -1;
	}
	free(d->host);
	free(d->name);
	d->host = host;
	d->name = name;
	d->aside = true;
	return 0;
}

int links_leave_out_nobodys(struct links *l, struct infer_notes *notes,
			    struct rail_error *err)
{
	struct alike *list = calloc((size_t)l->n_devices + 1, sizeof(*list));
	int n = 0, others = 0, groups, rc = 0;

	if (!list)
		return rail_error_nomem(err);
	for (int i = 0; i < l->n_devices; i++) {
		const struct links_device *d = &l->devices[i];

		others += d->kind == LINKS_NIC && *d->host;
		if (is_nobodys(d))
			list[n++] = (struct alike){ d, 1 };
	}
	if (n && !others)
		rc = none_left(l, list[0].first, n, err);
	groups = rc == 0 ? group(list, n) : 0;
	for (int i = 0; i < groups && rc == 0; i++)
		if (note(l, &list[i], notes) < 0)
			rc = rail_error_nomem(err);
	free(list);
	for (int i = 0; i < l->n_devices && rc == 0; i++)
		if (is_nobodys(&l->devices[i]) && set_aside(&l->devices[i]) < 0)
			rc = rail_error_nomem(err);
	return rc;
}
