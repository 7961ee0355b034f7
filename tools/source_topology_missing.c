/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which nodes of a topology.yaml are in none of what is used of it. */
#include <stdlib.h>
#include <string.h>

#include "source_topology_parts.h"
#include "topology/hostlist.h"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The nodes of T, sorted, *N of them, into a list that the caller frees. */
static const char **list_nodes(const struct topo *t, size_t *n)
{
	const char **list = calloc((size_t)t->n_members + 1, sizeof(*list));

	*n = 0;
	for (int i = 0; list && i < t->n_units; i++) {
		const struct topo_unit *u = &t->units[i];

		for (int k = 0; u->leaf && k < u->n_members; k++)
			if (u->members[k].name)
				list[(*n)++] = u->members[k].name;
	}
	if (list)
		qsort(list, *n, sizeof(*list), by_text);
	return list;
}

/* Those of LIST that are not in USED are left in it; how many. */
static size_t subtract(const char **list, size_t n, const char **used,
		       size_t n_used)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!bsearch(&list[i], used, n_used, sizeof(*used), by_text))
			list[kept++] = list[i];
	return kept;
}

int topo_note_missing(struct topo *t, const char *used_name,
		      const struct topo *other, const char *name,
		      const struct topo_place *at)
{
	size_t n, n_used;
	const char **list = list_nodes(other, &n);
	const char **used = list_nodes(t, &n_used);
	char *text = NULL;
	int rc = list && used ? 0 : -1;

	if (rc == 0)
		n = subtract(list, n, used, n_used);
	if (rc == 0 && n) {
		text = hostlist_format(list, (int)n);
		rc = text ? topo_note(t, at, "\"%.60s\" is not used, and has "
				      "nodes that \"%.60s\" lacks: %s", name,
				      used_name, text) : -1;
	}
	free(text);
	free(list);
	free(used);
	return rc < 0 ? rail_error_nomem(t->err) : 0;
}
