/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Map files on disk. */
#include "map.h"

#include <stdlib.h>

#include "wholefile.h"

struct fabric *map_load(const char *path, struct rail_error *err)
{
	size_t len;
	char *text = wholefile_read(path, MAP_MAX_BYTES, &len, err);
	struct fabric *f;

	if (!text)
		return NULL;
	f = map_parse(text, len, wholefile_label(path), err);
	free(text);
	return f;
}

int map_save(const struct fabric *f, const char *path, struct rail_error *err)
{
	size_t len;
	char *text = map_format(f, &len, err);
	int rc;

	if (!text)
		return -1;
	/* everybody may read a new map: it is for other users' tools too */
	rc = wholefile_write(path, text, len, 0644 | WHOLEFILE_KEEP, err);
	free(text);
	return rc;
}
