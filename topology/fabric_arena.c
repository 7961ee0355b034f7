/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory of one fabric: blocks that are filled and freed together. */
#include <stdlib.h>
#include <string.h>

#include "fabric_private.h"

enum {
	BLOCK_SIZE = 256 << 10,
	ALIGN = 16,
};

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(ALIGN) char data[];
};

struct fabric_arena {
	struct block *blocks;	/* the first is the one being filled */
};

struct fabric_arena *fabric_arena_create(void)
{
	return calloc(1, sizeof(struct fabric_arena));
}

void fabric_arena_destroy(struct fabric_arena *arena)
{
	struct block *b, *next;

	if (!arena)
		return;
	for (b = arena->blocks; b; b = next) {
		next = b->next;
		free(b);
	}
	free(arena);
}

static void *allocate(struct fabric_arena *arena, size_t size, size_t align)
{
	struct block *b = arena->blocks;
	size_t start = b ? (b->used + align - 1) & ~(align - 1) : 0;

	if (!b || start > b->size || size > b->size - start) {
		size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;

		b = calloc(1, sizeof(*b) + room);
		if (!b)
			return NULL;
		b->size = room;
		b->next = arena->blocks;
		arena->blocks = b;
		start = 0;
	}
	b->used = start + size;
	return b->data + start;
}

void *fabric_arena_alloc(struct fabric_arena *arena, size_t size)
{
	return allocate(arena, size, ALIGN);
}

char *fabric_arena_strdup(struct fabric_arena *arena, const char *s)
{
	size_t size = strlen(s) + 1;
	char *copy = allocate(arena, size, 1);

	if (copy)
		memcpy(copy, s, size);
	return copy;
}
