/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collects names out of arrays of structs for hostlist_format(). */
#include <stdlib.h>

#include "hostlist.h"
#include "names.h"

char *names_format(const void *first, size_t size, const int *which, int count)
{
	const char **names = calloc((size_t)count + 1, sizeof(*names));
	const char *base = first;
	char *text;

	if (!names)
		return NULL;
	for (int i = 0; i < count; i++) {
		size_t at = (size_t)(which ? which[i] : i);

		names[i] = *(const char *const *)(base + at * size);
	}
	text = hostlist_format(names, count);
	free(names);
	return text;
}
