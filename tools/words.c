/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table of strings: one growing text, and an open hash into it. */
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

enum { FIRST_SIZE = 1024 };

struct words {
	char *text;		/* all of them, each with its NUL */
	size_t used, capacity;
	size_t *starts;		/* of word i + 1 */
	int count;
	int *places;		/* words by hash; 0: empty */
	size_t size;		/* a power of two, at least 2 * count */
};

struct words *words_create(void)
{
	struct words *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->size = FIRST_SIZE;
	w->places = calloc(w->size, sizeof(*w->places));
	w->starts = calloc(w->size / 2, sizeof(*w->starts));
	if (w->places && w->starts)
		return w;
	words_destroy(w);
	return NULL;
}

void words_destroy(struct words *w)
{
	if (!w)
		return;
	free(w->text);
	free(w->starts);
	free(w->places);
	free(w);
}

static size_t hash(const char *text)
{
	uint64_t h = 0xcbf29ce484222325u;	/* FNV-1a */

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3u;
	return (size_t)(h ^ h >> 32);
}

/* Where TEXT is, or the empty place where it belongs. */
static int *find(const struct words *w, const char *text)
{
	size_t i = hash(text) & (w->size - 1);

	while (w->places[i] &&
	       strcmp(w->text + w->starts[w->places[i] - 1], text))
		i = (i + 1) & (w->size - 1);
	return &w->places[i];
}

static int double_size(struct words *w)
{
	size_t size = w->size * 2;
	size_t *starts = realloc(w->starts, size / 2 * sizeof(*starts));
	int *places;

	if (!starts)
		return -1;
	w->starts = starts;
	places = calloc(size, sizeof(*places));
	if (!places)
		return -1;
	free(w->places);
	w->places = places;
	w->size = size;
	for (int i = 0; i < w->count; i++)
		*find(w, w->text + w->starts[i]) = i + 1;
	return 0;
}

static int make_room(struct words *w, size_t len)
{
	size_t capacity = w->capacity ? w->capacity : 4096;
	char *text;

	while (capacity - w->used < len)
		capacity *= 2;
	if (capacity == w->capacity)
		return 0;
	text = realloc(w->text, capacity);
	if (!text)
		return -1;
	w->text = text;
	w->capacity = capacity;
	return 0;
}

int words_put(struct words *w, const char *text)
{
	size_t len = strlen(text) + 1;
	int *place = find(w, text);

	if (*place)
		return *place;
	if (w->count == INT_MAX || make_room(w, len) < 0)
		return -1;
	if (((size_t)w->count + 1) * 2 > w->size) {
		if (double_size(w) < 0)
			return -1;
		place = find(w, text);
	}
	memcpy(w->text + w->used, text, len);
	w->starts[w->count] = w->used;
	w->used += len;
	return *place = ++w->count;
}

const char *words_text(const struct words *w, int word)
{
	return word ? w->text + w->starts[word - 1] : NULL;
}

int words_count(const struct words *w)
{
	return w->count;
}
