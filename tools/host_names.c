/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cuts domains off the names of hosts, where they tell nothing apart. */
#include <stdlib.h>
#include <string.h>

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

	return n == short_length(y) && !strncmp(x, y, n);
}

/* By name without domain, then as a whole. */
static int by_name(const void *a, const void *b)
{
	const char *x = **(char **const *)a, *y = **(char **const *)b;
	size_t n = short_length(x), m = short_length(y);
	int diff = memcmp(x, y, n < m ? n : m);

	if (diff)
		return diff;
	return n != m ? (n > m) - (n < m) : strcmp(x, y);
}

/* The N names from FIRST on are one host's, as far as their domains go. */
static void shorten(char ***first, int n)
{
	const char *domain = NULL;

	for (int i = 0; i < n; i++) {
		const char *found = *first[i] + short_length(*first[i]);

		if (!*found)
			continue;
		if (domain && strcmp(domain, found))
			return;
		domain = found;
	}
	for (int i = 0; i < n; i++)
		(*first[i])[short_length(*first[i])] = '\0';
}

int host_names_shorten(struct links *const *list, int n, struct rail_error *err)
{
	char ***names;
	int used = 0, count = 1;

	for (int i = 0; i < n; i++)
		count += list[i]->n_devices;
	names = calloc((size_t)count, sizeof(*names));
	if (!names)
		return rail_error_nomem(err);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < list[i]->n_devices; k++)
			if (list[i]->devices[k].kind == LINKS_NIC &&
			    *list[i]->devices[k].host)
				names[used++] = &list[i]->devices[k].host;
	qsort(names, (size_t)used, sizeof(*names), by_name);
	for (int i = 0, end; i < used; i = end) {
		for (end = i + 1; end < used &&
		     host_names_same(*names[i], *names[end]); end++)
			;
		shorten(&names[i], end - i);
	}
	free(names);
	return 0;
}
