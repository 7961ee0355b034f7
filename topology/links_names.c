/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers the names of ports: a hash into the list of them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "links.h"

enum { FIRST_PLACES = 64 };

/* An open hash: places hold numbers of names, 0 where empty. */
struct links_names {
	int *places;
	size_t size;	/* a power of two, at least twice the names */
};

static size_t hash(const char *name)
{
	uint64_t h = 0xcbf29ce484222325u;	/* FNV-1a */

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 0x100000001b3u;
	return (size_t)(h ^ h >> 32);
}

static int *find(const struct links *l, const char *name)
{
	const struct links_names *n = l->names;
	size_t i = hash(name) & (n->size - 1);

	while (n->places[i] && strcmp(l->port_names[n->places[i] - 1], name))
		i = (i + 1) & (n->size - 1);
	return &n->places[i];
}

/* Makes room for one more, here and in the list. */
static int reserve(struct links *l)
{
	size_t size = l->names ? l->names->size : 0;
	char **names;
	int *places;

	if (!l->names && !(l->names = calloc(1, sizeof(*l->names))))
		return -1;
	if (((size_t)l->n_port_names + 1) * 2 <= size)
		return 0;
	size = size ? size * 2 : FIRST_PLACES;
	names = realloc(l->port_names, size / 2 * sizeof(*names));
	if (!names)
		return -1;
	l->port_names = names;
	places = calloc(size, sizeof(*places));
	if (!places)
		return -1;
	free(l->names->places);
	l->names->places = places;
	l->names->size = size;
	for (int i = 0; i < l->n_port_names; i++)
		*find(l, names[i]) = i + 1;
	return 0;
}

static int check(const char *name, struct rail_error *err)
{
	if (!*name)
		return rail_error_set(err, "a port has an empty name");
	for (const char *p = name; *p; p++)
		if (*p < ' ' || *p > '~' || *p == '"' || *p == '\\')
			return rail_error_set(err, "\"%s\" cannot name a "
					      "port: printable ASCII but '\"' "
					      "and '\\' was expected", name);
	return 0;
}

int links_port(struct links *l, const char *name, struct rail_error *err)
{
	char *copy;
	int *place;

	if (check(name, err) < 0)
		return -1;
	if (reserve(l) < 0)
		return rail_error_nomem(err);
	place = find(l, name);
	if (*place)
		return *place;
	if (l->n_port_names == FABRIC_MAX_PORT)
		return rail_error_set(err, "port \"%s\": there are %d names "
				      "of ports already, which is the most",
				      name, l->n_port_names);
	copy = strdup(name);
	if (!copy)
		return rail_error_nomem(err);
	l->port_names[l->n_port_names++] = copy;
	return *place = l->n_port_names;
}

void links_names_free(struct links *l)
{
	for (int i = 0; i < l->n_port_names; i++)
		free(l->port_names[i]);
	free(l->port_names);
	if (l->names)
		free(l->names->places);
	free(l->names);
}
