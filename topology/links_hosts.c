/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps what nodes said about themselves beside what was seen of them. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "links.h"

/* The first host whose name is not below NAME; they are sorted. */
static int find(const struct links *l, const char *name)
{
	int low = 0, high = l->n_hosts;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (strcmp(l->hosts[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Makes room at AT; there is always room for a power of two of them. */
static int insert(struct links *l, int at, const char *name)
{
	struct links_host *bigger;
	char *copy;

	if (!(l->n_hosts & (l->n_hosts - 1))) {
		bigger = realloc(l->hosts, sizeof(*bigger) *
				 (l->n_hosts ? (size_t)l->n_hosts * 2 : 1));
		if (!bigger)
			return -1;
		l->hosts = bigger;
	}
	copy = strdup(name);
	if (!copy)
		return -1;
	memmove(&l->hosts[at + 1], &l->hosts[at],
		sizeof(*l->hosts) * (size_t)(l->n_hosts - at));
	l->hosts[at] = (struct links_host){ .name = copy };
	l->n_hosts++;
	return 0;
}

int links_set_hardware(struct links *l, const char *host,
		       const struct hardware *hw, struct rail_error *err)
{
	int at = find(l, host);
	bool known = at < l->n_hosts && !strcmp(l->hosts[at].name, host);
	struct hardware *copy = hardware_copy(hw);

	if (!copy || (!known && insert(l, at, host) < 0)) {
		hardware_destroy(copy);
		return rail_error_nomem(err);
	}
	hardware_destroy(l->hosts[at].hardware);
	l->hosts[at].hardware = copy;
	return 0;
}

const struct links_host *links_find_host(const struct links *l,
					 const char *host)
{
	int at = find(l, host);

	return at < l->n_hosts && !strcmp(l->hosts[at].name, host) ?
		       &l->hosts[at] : NULL;
}
