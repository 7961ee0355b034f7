/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of an inference: what switches are called in the fabric. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

#define NAME_CHARACTERS \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

/* What is no name gets '-' for each character that no name has. */
static char *make_name(const struct links_device *d)
{
	size_t len = strlen(d->name);
	char *name;

	if (!len)
		return strdup("switch");
	if (len > FABRIC_NAME_MAX)
		len = FABRIC_NAME_MAX;
	name = strndup(d->name, len);
	for (char *p = name; p && *p; p++)
		if (!strchr(NAME_CHARACTERS, *p))
			*p = '-';
	if (name && (*name == '-' || *name == '.'))
		*name = 's';
	return name;
}

struct named {
	const char *name;
	int device;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->name,
		      ((const struct named *)b)->name);
}

/* Switches of one name get their GUID behind it. */
static int add_guids(struct infer *in, char **names, struct named *list, int n)
{
	const struct links_device *devices = in->links->devices;

	for (int i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && !by_name(&list[i], &list[k]); k++)
			;
		if (k == i + 1)
			continue;
		for (int m = i; m < k; m++) {
			int device = list[m].device;
			char *name;

			if (asprintf(&name, "%.*s-%016" PRIx64,
				     FABRIC_NAME_MAX - 17, names[device],
				     devices[device].guid) < 0)
				return rail_error_nomem(in->err);
			free(names[device]);
			names[device] = name;
		}
	}
	return 0;
}

char **infer_switch_names(struct infer *in)
{
	const struct links *l = in->links;
	struct named *list = infer_alloc(in, l->n_devices, sizeof(*list));
	char **names = infer_alloc(in, l->n_devices, sizeof(*names));
	int n = 0, rc = -1;

	if (!names || !list)
		goto out;
	for (int i = 0; i < l->n_devices; i++) {
		if (l->devices[i].kind != LINKS_SWITCH)
			continue;
		names[i] = make_name(&l->devices[i]);
		if (!names[i]) {
			rail_error_nomem(in->err);
			goto out;
		}
		list[n++] = (struct named){ names[i], i };
	}
	qsort(list, n, sizeof(*list), by_name);
	rc = add_guids(in, names, list, n);
out:
	free(list);
	if (rc == 0)
		return names;
	infer_switch_names_free(in, names);
	return NULL;
}

void infer_switch_names_free(const struct infer *in, char **names)
{
	for (int i = 0; names && i < in->links->n_devices; i++)
		free(names[i]);
	free(names);
}
