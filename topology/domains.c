/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Power domains, one a line of railyard.conf. */
#include "domains.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fabric.h"

int domains_find(const struct domains *d, const char *name)
{
	for (int i = 0; i < d->count; i++)
		if (!strcmp(d->all[i].name, name))
			return i;
	return -1;
}

static void free_domain(struct domain *d)
{
	free(d->name);
	hostlist_destroy(d->nodes);
}

/* Takes NEW. */
static int append(struct domains *d, struct domain *new,
		  struct rail_error *err)
{
	struct domain *more;

	more = realloc(d->all, ((size_t)d->count + 1) * sizeof(*more));
	if (!more) {
		free_domain(new);
		return rail_error_nomem(err);
	}
	d->all = more;
	d->all[d->count++] = *new;
	return 0;
}

int domains_add(struct domains *d, const char *text, struct rail_error *err)
{
	size_t len = strcspn(text, " \t");
	const char *rest = text + len + strspn(text + len, " \t");
	struct domain new = { .name = strndup(text, len) };
	struct rail_error why;

	if (!new.name)
		return rail_error_nomem(err);
	if (!fabric_name_ok(new.name) || strncasecmp(rest, "Nodes=", 6) ||
	    strpbrk(rest, " \t"))
		rail_error_set(err, "\"%.64s\": expected NAME Nodes=HOSTS, as "
			       "rack1 Nodes=gpu[01-04]", text);
	else if (domains_find(d, new.name) >= 0)
		rail_error_set(err, "domain %s comes twice", new.name);
	else if (!(new.nodes = hostlist_parse(rest + 6, FABRIC_MAX_NODES,
					      &why)))
		rail_error_set(err, "%s", why.text);
	else if (!new.nodes->count)
		rail_error_set(err, "domain %s has no nodes", new.name);
	else
		return append(d, &new, err);
	free_domain(&new);
	return -1;
}

int *domains_index(const struct domains *d, const struct fabric *f,
		   struct rail_error *note)
{
	int *by_node = malloc(((size_t)f->n_nodes + 1) * sizeof(*by_node));

	note->text[0] = '\0';
	for (int n = 0; by_node && n < f->n_nodes; n++)
		by_node[n] = -1;
	for (int i = 0; by_node && i < d->count; i++)
		for (int k = 0; k < d->all[i].nodes->count; k++) {
			const char *name = d->all[i].nodes->names[k];
			int n = fabric_find_node(f, name);

			if (n < 0)
				continue;
			if (by_node[n] < 0)
				by_node[n] = i;
			else if (by_node[n] != i && !note->text[0])
				rail_error_set(note, "node %s is in power "
					       "domain %s and in %s: it counts "
					       "for the first", name,
					       d->all[by_node[n]].name,
					       d->all[i].name);
		}
	return by_node;
}

void domains_clear(struct domains *d)
{
	for (int i = 0; i < d->count; i++)
		free_domain(&d->all[i]);
	free(d->all);
	*d = (struct domains){ 0 };
}
