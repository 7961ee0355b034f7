/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One host, or switch, is called in one way: without domain, in one case. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host_names.h"

/* How long NAME is without its domain; an address has none. */
static size_t short_length(const char *name)
{
	size_t n = strcspn(name, ".");

	return strspn(name, "0123456789") == n ? strlen(name) : n;
}

bool host_names_same(const char *x, const char *y)
{
	size_t n = short_length(x);

	return n == short_length(y) && !strncasecmp(x, y, n);
}

struct called {
	char *name;
	enum links_kind kind;
	bool seen;	/* the machine said it, rather than people in a plan */
	int source;
};

/* In any case without domain, then as a whole. */
static int by_name(const void *a, const void *b)
{
	const struct called *x = a, *y = b;
	size_t n = short_length(x->name), m = short_length(y->name);
	int diff = (int)x->kind - (int)y->kind;

	if (!diff)
		diff = strncasecmp(x->name, y->name, n < m ? n : m);
	if (diff)
		return diff;
	return n != m ? (n > m) - (n < m) : strcmp(x->name, y->name);
}

/*
 * The N names from FIRST on differ in upper and lower case at most, and become
 * one: as the machine itself says rather than as people write it in a plan, and
 * of several such, the one with lower case first.
 */
static void settle_case(const struct called *first, int n)
{
	const struct called *best = first;
	size_t length = short_length(first->name);

	for (int i = 1; i < n; i++)
		if (first[i].seen != best->seen ?
			    first[i].seen :
			    strncmp(first[i].name, best->name, length) > 0)
			best = &first[i];
	for (int i = 0; i < n; i++)
		memmove(first[i].name, best->name, length);
}

/*
 * The N names from FIRST on are one's, as far as their domains go.  A dot in the
 * name of a switch may be any: there must be one without.
 */
static void shorten(const struct called *first, int n)
{
	const char *domain = NULL;
	bool bare = first->kind == LINKS_NIC;

	for (int i = 0; i < n; i++) {
		const char *found = first[i].name + short_length(first[i].name);

		bare |= !*found;
		if (!*found)
			continue;
		if (domain && strcasecmp(domain, found))
			return;
		domain = found;
	}
	for (int i = 0; i < n && bare; i++)
		first[i].name[short_length(first[i].name)] = '\0';
}

/* Whether one source has two of the N names, which so are two switches. */
static bool are_several(const struct called *first, int n)
{
	if (first->kind == LINKS_NIC)
		return false;
	for (int i = 0; i < n; i++)
		for (int k = 0; k < i; k++)
			if (first[i].source == first[k].source)
				return true;
	return false;
}

static bool are_one(const struct called *x, const struct called *y)
{
	return x->kind == y->kind && host_names_same(x->name, y->name);
}

static struct called call(const struct links_device *d, int source)
{
	return (struct called){
		.name = d->kind == LINKS_NIC ? d->host : d->name,
		.kind = d->kind,
		.seen = d->guid || d->port_guid || d->mac,
		.source = source,
	};
}

int host_names_shorten(struct links *const *list, int n, struct rail_error *err)
{
	struct called *names;
	int used = 0, count = 1;

	for (int i = 0; i < n; i++)
		count += list[i]->n_devices;
	names = calloc((size_t)count, sizeof(*names));
	if (!names)
		return rail_error_nomem(err);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < list[i]->n_devices; k++) {
			names[used] = call(&list[i]->devices[k], i);
			used += *names[used].name != '\0';
		}
	qsort(names, (size_t)used, sizeof(*names), by_name);
	for (int i = 0, end; i < used; i = end) {
		for (end = i + 1;
		     end < used && are_one(&names[i], &names[end]); end++)
			;
		if (are_several(&names[i], end - i))
			continue;
		settle_case(&names[i], end - i);
		shorten(&names[i], end - i);
	}
	free(names);
	return 0;
}
