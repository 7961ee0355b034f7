/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GUID -> int, by open addressing; a GUID of 0 marks an empty place. */
#include <stdlib.h>

#include "guid_table.h"

enum { FIRST_SIZE = 1024 };

struct place {
	uint64_t guid;
	int value;
};

struct guid_table {
	struct place *places;
	size_t size;	/* a power of two, at least twice as many as used */
	size_t used;
};

struct guid_table *guid_table_create(void)
{
	struct guid_table *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->size = FIRST_SIZE;
	t->places = calloc(t->size, sizeof(*t->places));
	if (!t->places) {
		free(t);
		return NULL;
	}
	return t;
}

void guid_table_destroy(struct guid_table *t)
{
	if (!t)
		return;
	free(t->places);
	free(t);
}

/* GUIDs of one vendor differ in few bits: mix them. */
static struct place *find(const struct guid_table *t, uint64_t guid)
{
	size_t i = (guid * 0x9e3779b97f4a7c15u) >> 32;

	for (i &= t->size - 1; t->places[i].guid; i = (i + 1) & (t->size - 1))
		if (t->places[i].guid == guid)
			break;
	return &t->places[i];
}

static int double_size(struct guid_table *t)
{
	struct guid_table bigger = { .size = t->size * 2, .used = t->used };

	bigger.places = calloc(bigger.size, sizeof(*bigger.places));
	if (!bigger.places)
		return -1;
	for (size_t i = 0; i < t->size; i++)
		if (t->places[i].guid)
			*find(&bigger, t->places[i].guid) = t->places[i];
	free(t->places);
	*t = bigger;
	return 0;
}

int guid_table_put(struct guid_table *t, uint64_t guid, int value)
{
	struct place *place;

	if ((t->used + 1) * 2 > t->size && double_size(t) < 0)
		return -1;
	place = find(t, guid);
	if (place->guid)
		return 0;
	place->guid = guid;
	place->value = value;
	t->used++;
	return 0;
}

bool guid_table_get(const struct guid_table *t, uint64_t guid, int *value)
{
	const struct place *place = find(t, guid);

	if (place->guid)
		*value = place->value;
	return place->guid != 0;
}
