/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What systems are called, once it is known who is who. */
#include <stdlib.h>
#include <string.h>

#include "source_lldp_names.h"
#include "source_lldp_parts.h"
#include "topology/hostlist.h"

int lldp_compare_names(const struct lldp *d, int a, int b)
{
	const char *x = lldp_text(d, a), *y = lldp_text(d, b);
	size_t n = lldp_short_length(x), m = lldp_short_length(y);
	int diff = strncmp(x, y, n < m ? n : m);

	if (!diff)
		diff = n < m ? -1 : n > m;
	return diff ? diff : strcmp(x, y);
}

bool lldp_same_short(const struct lldp *d, int a, int b)
{
	const char *x = lldp_text(d, a), *y = lldp_text(d, b);
	size_t n = lldp_short_length(x);

	return n == lldp_short_length(y) && !strncmp(x, y, n);
}

static int by_system_name(const void *a, const void *b, void *arg)
{
	const struct lldp *d = arg;

	return lldp_compare_names(d, d->systems[*(const int *)a].name,
				  d->systems[*(const int *)b].name);
}

/* Without its domain, unless that would give two systems one name. */
static int shorten_names(struct lldp *d)
{
	int *order = lldp_alloc(d, (size_t)d->n_systems, sizeof(int));
	int rc = 0;

	if (!order)
		return -1;
	for (int i = 0; i < d->n_systems; i++)
		order[i] = i;
	qsort_r(order, (size_t)d->n_systems, sizeof(int), by_system_name, d);
	for (int i = 0, k; i < d->n_systems && rc == 0; i = k) {
		struct lldp_system *first = &d->systems[order[i]];
		char *cut;

		for (k = i + 1; k < d->n_systems && first->name &&
				lldp_same_short(d, first->name,
					   d->systems[order[k]].name); k++)
			;
		if (k > i + 1 || !first->name)
			continue;
		cut = strndup(lldp_text(d, first->name),
			      lldp_short_length(lldp_text(d, first->name)));
		first->name = cut ? words_put(d->words, cut) : -1;
		rc = first->name < 0 ? rail_error_nomem(d->err) : 0;
		free(cut);
	}
	free(order);
	return rc;
}

static int by_final_name(const void *a, const void *b, void *arg)
{
	const struct lldp *d = arg;
	int x = *(const int *)a, y = *(const int *)b;
	int diff = hostlist_natural_cmp(lldp_text(d, d->systems[x].name),
					lldp_text(d, d->systems[y].name));

	if (!diff)
		diff = (d->systems[x].mac > d->systems[y].mac) -
		       (d->systems[x].mac < d->systems[y].mac);
	return diff ? diff : x - y;
}

/* In order of names, so that the order of files counts for nothing. */
static int sort_systems(struct lldp *d)
{
	size_t n = (size_t)d->n_systems;
	struct lldp_system *sorted = lldp_alloc(d, n, sizeof(*sorted));
	int *order = lldp_alloc(d, n, sizeof(int));
	int *place = lldp_alloc(d, n, sizeof(int));

	if (!sorted || !order || !place) {
		free(sorted);
		free(order);
		free(place);
		return -1;
	}
	for (int i = 0; i < d->n_systems; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(int), by_final_name, d);
	for (int i = 0; i < d->n_systems; i++) {
		sorted[i] = d->systems[order[i]];
		place[order[i]] = i;
	}
	for (int i = 0; i < d->n_tellers; i++)
		d->tellers[i].system = place[d->tellers[i].system];
	for (int i = 0; i < d->n_seen; i++)
		d->seen[i].system = place[d->seen[i].system];
	free(d->systems);
	d->systems = sorted;
	free(order);
	free(place);
	return 0;
}

/* Files that hold what another host printed. */
static int note_other_names(struct lldp *d)
{
	const struct lldp_teller *first = NULL;
	int n = 0;

	for (int i = 0; i < d->n_tellers; i++) {
		const struct lldp_teller *t = &d->tellers[i];

		if (!t->own_name || lldp_same_short(d, t->own_name, t->name))
			continue;
		if (!n++)
			first = t;
	}
	if (!n)
		return 0;
	return lldp_note(d, "%s: this is called \"%s\", and calls itself "
			 "\"%s\"%s", d->sources[first->source],
			 lldp_text(d, first->name),
			 lldp_text(d, first->own_name),
			 n > 1 ? "; so do others" : "");
}

int lldp_call_systems(struct lldp *d)
{
	return shorten_names(d) < 0 || sort_systems(d) < 0 ||
	       note_other_names(d) < 0 ? -1 : 0;
}
