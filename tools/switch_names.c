/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes "MF0;NAME:MODEL/PLACE" apart, and names each chip of a switch. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "switch_names.h"

/* A chip; its texts point into the description. */
struct chip {
	struct links_device *device;
	const char *name, *place;	/* "leaf1", "L01/U1" */
	int name_len;
};

static const char prefix[] = "MF0;";

static bool take_apart(struct links_device *d, struct chip *chip)
{
	const char *name = d->name + strlen(prefix), *colon, *slash;

	if (d->kind != LINKS_SWITCH ||
	    strncmp(d->name, prefix, strlen(prefix)))
		return false;
	colon = strchr(name, ':');
	slash = colon ? strchr(colon, '/') : NULL;
	if (!colon || colon == name)
		return false;
	*chip = (struct chip){
		.device = d, .name = name, .name_len = (int)(colon - name),
		.place = slash ? slash + 1 : "",
	};
	return true;
}

static int compare_names(const struct chip *x, const struct chip *y)
{
	int n = x->name_len < y->name_len ? x->name_len : y->name_len;
	int diff = memcmp(x->name, y->name, (size_t)n);

	return diff ? diff : x->name_len - y->name_len;
}

static int by_name(const void *a, const void *b)
{
	return compare_names(a, b);
}

static int rename_chip(const struct chip *chip, bool with_place)
{
	char *name;

	if (with_place && *chip->place) {
		if (asprintf(&name, "%.*s-%s", chip->name_len, chip->name,
			     chip->place) < 0)
			return -1;
		for (char *p = name + chip->name_len; *p; p++)
			if (*p == '/')
				*p = '-';
	} else {
		name = strndup(chip->name, (size_t)chip->name_len);
		if (!name)
			return -1;
	}
	free(chip->device->name);
	chip->device->name = name;
	return 0;
}

/* The N chips from FIRST on are of one name. */
static int rename_chips(const struct chip *first, int n)
{
	bool several = false;

	for (int i = 1; i < n; i++)
		several |= strcmp(first[0].place, first[i].place) != 0;
	for (int i = 0; i < n; i++)
		if (rename_chip(&first[i], several) < 0)
			return -1;
	return 0;
}

int switch_names_shorten(struct links *const *list, int n,
			 struct rail_error *err)
{
	struct chip *chips;
	size_t count = 1;
	int used = 0, rc = 0;

	for (int i = 0; i < n; i++)
		count += (size_t)list[i]->n_devices;
	chips = calloc(count, sizeof(*chips));
	if (!chips)
		return rail_error_nomem(err);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < list[i]->n_devices; k++)
			used += take_apart(&list[i]->devices[k], &chips[used]);
	qsort(chips, (size_t)used, sizeof(*chips), by_name);
	for (int i = 0, end; i < used && rc == 0; i = end) {
		for (end = i + 1; end < used &&
		     !compare_names(&chips[i], &chips[end]); end++)
			;
		rc = rename_chips(&chips[i], end - i);
	}
	free(chips);
	return rc < 0 ? rail_error_nomem(err) : 0;
}
