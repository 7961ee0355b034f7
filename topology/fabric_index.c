/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hash tables of a fabric: open addressing, at most half full. */
#include <stdlib.h>
#include <string.h>

#include "fabric_private.h"

enum { FIRST_SLOTS = 64 };

struct fabric_names_slot {
	const char *name;	/* NULL: free */
	uint32_t hash;
	int value;
};

struct fabric_guids_slot {
	uint64_t guid;	/* 0: free */
	int value;
};

/* The finalizer of a multiplicative hash: every bit reaches the low ones. */
static uint64_t mix(uint64_t x)
{
	x ^= x >> 32;
	x *= UINT64_C(0xd6e8feb86659fd93);
	x ^= x >> 32;
	return x;
}

static uint32_t hash_name(const char *s)
{
	uint64_t h = 0;

	while (*s)
		h = h * 31 + (unsigned char)*s++;
	return (uint32_t)mix(h);
}

/* --- names -------------------------------------------------------------- */

/* The slot of NAME, or the free one where it belongs. */
static struct fabric_names_slot *names_slot(const struct fabric_names *t,
					    const char *name, uint32_t hash)
{
	uint32_t mask = t->n_slots - 1, i = hash & mask;

	while (t->slots[i].name && (t->slots[i].hash != hash ||
				    strcmp(t->slots[i].name, name) != 0))
		i = (i + 1) & mask;
	return &t->slots[i];
}

static int names_grow(struct fabric_names *t)
{
	struct fabric_names bigger = { .n_used = t->n_used };

	bigger.n_slots = t->n_slots ? t->n_slots * 2 : FIRST_SLOTS;
	bigger.slots = calloc(bigger.n_slots, sizeof(*bigger.slots));
	if (!bigger.slots)
		return -1;
	for (uint32_t i = 0; i < t->n_slots; i++)
		if (t->slots[i].name)
			*names_slot(&bigger, t->slots[i].name,
				    t->slots[i].hash) = t->slots[i];
	free(t->slots);
	*t = bigger;
	return 0;
}

int fabric_names_find(const struct fabric_names *t, const char *name)
{
	const struct fabric_names_slot *slot;

	if (!t->n_slots)
		return -1;
	slot = names_slot(t, name, hash_name(name));
	return slot->name ? slot->value : -1;
}

int fabric_names_add(struct fabric_names *t, const char *name, int value)
{
	uint32_t hash = hash_name(name);

	if (t->n_used >= t->n_slots / 2 && names_grow(t))
		return -1;
	*names_slot(t, name, hash) = (struct fabric_names_slot){
		.name = name,
		.hash = hash,
		.value = value,
	};
	t->n_used++;
	return 0;
}

void fabric_names_renumber(struct fabric_names *t, const int *new_value)
{
	for (uint32_t i = 0; i < t->n_slots; i++)
		if (t->slots[i].name)
			t->slots[i].value = new_value[t->slots[i].value];
}

void fabric_names_free(struct fabric_names *t)
{
	free(t->slots);
	*t = (struct fabric_names){ 0 };
}

/* --- GUIDs -------------------------------------------------------------- */

static struct fabric_guids_slot *guids_slot(const struct fabric_guids *t,
					    uint64_t guid)
{
	uint32_t mask = t->n_slots - 1, i = (uint32_t)mix(guid) & mask;

	while (t->slots[i].guid && t->slots[i].guid != guid)
		i = (i + 1) & mask;
	return &t->slots[i];
}

static int guids_grow(struct fabric_guids *t)
{
	struct fabric_guids bigger = { .n_used = t->n_used };

	bigger.n_slots = t->n_slots ? t->n_slots * 2 : FIRST_SLOTS;
	bigger.slots = calloc(bigger.n_slots, sizeof(*bigger.slots));
	if (!bigger.slots)
		return -1;
	for (uint32_t i = 0; i < t->n_slots; i++)
		if (t->slots[i].guid)
			*guids_slot(&bigger, t->slots[i].guid) = t->slots[i];
	free(t->slots);
	*t = bigger;
	return 0;
}

int fabric_guids_put(struct fabric_guids *t, uint64_t guid, int value)
{
	struct fabric_guids_slot *slot;

	if (t->n_used >= t->n_slots / 2 && guids_grow(t))
		return -1;
	slot = guids_slot(t, guid);
	if (!slot->guid) {
		slot->guid = guid;
		slot->value = value;
		t->n_used++;
	}
	return slot->value;
}

void fabric_guids_free(struct fabric_guids *t)
{
	free(t->slots);
	*t = (struct fabric_guids){ 0 };
}
