/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of nodes as an array of 64-bit words. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nodeset.h"

/* Bits at and after SIZE in the last word are always 0. */
struct nodeset {
	int size;
	int n_words;
	uint64_t words[];
};

static uint64_t bit(int node)
{
	return UINT64_C(1) << (node & 63);
}

static bool inside(const struct nodeset *set, int node)
{
	return node >= 0 && node < set->size;
}

struct nodeset *nodeset_create(int size)
{
	int n_words = size > 0 ? (size - 1) / 64 + 1 : 0;
	struct nodeset *set;

	if (size < 0)
		return NULL;
	set = calloc(1, sizeof(*set) + (size_t)n_words * sizeof(uint64_t));
	if (!set)
		return NULL;
	set->size = size;
	set->n_words = n_words;
	return set;
}

struct nodeset *nodeset_copy(const struct nodeset *set)
{
	struct nodeset *copy = nodeset_create(set->size);

	if (copy)
		nodeset_assign(copy, set);
	return copy;
}

void nodeset_destroy(struct nodeset *set)
{
	free(set);
}

void nodeset_add(struct nodeset *set, int node)
{
	if (inside(set, node))
		set->words[node >> 6] |= bit(node);
}

void nodeset_remove(struct nodeset *set, int node)
{
	if (inside(set, node))
		set->words[node >> 6] &= ~bit(node);
}

bool nodeset_has(const struct nodeset *set, int node)
{
	return inside(set, node) && (set->words[node >> 6] & bit(node));
}

void nodeset_clear(struct nodeset *set)
{
	memset(set->words, 0, (size_t)set->n_words * sizeof(uint64_t));
}

void nodeset_fill(struct nodeset *set)
{
	memset(set->words, 0xff, (size_t)set->n_words * sizeof(uint64_t));
	if (set->size & 63)
		set->words[set->n_words - 1] = bit(set->size) - 1;
}

void nodeset_assign(struct nodeset *dst, const struct nodeset *src)
{
	memcpy(dst->words, src->words,
	       (size_t)dst->n_words * sizeof(uint64_t));
}

void nodeset_subtract(struct nodeset *dst, const struct nodeset *src)
{
	for (int i = 0; i < dst->n_words; i++)
		dst->words[i] &= ~src->words[i];
}

void nodeset_intersect(struct nodeset *dst, const struct nodeset *src)
{
	for (int i = 0; i < dst->n_words; i++)
		dst->words[i] &= src->words[i];
}

bool nodeset_subset(const struct nodeset *sub, const struct nodeset *super)
{
	for (int i = 0; i < sub->n_words; i++)
		if (sub->words[i] & ~super->words[i])
			return false;
	return true;
}

void nodeset_at_most(struct nodeset *dst, const struct nodeset *src,
		     const int64_t *values, int64_t most)
{
	for (int i = 0; i < dst->n_words; i++) {
		int count = dst->size - i * 64 < 64 ? dst->size - i * 64 : 64;
		uint64_t word = 0;

		for (int j = 0; src->words[i] && j < count; j++)
			word |= (uint64_t)(values[i * 64 + j] <= most) << j;
		dst->words[i] = word & src->words[i];
	}
}

int nodeset_count(const struct nodeset *set)
{
	int n = 0;

	for (int i = 0; i < set->n_words; i++)
		n += __builtin_popcountll(set->words[i]);
	return n;
}

/* The last node of [first, first + count), or -1 when it is empty. */
static int last_of(const struct nodeset *set, int first, int count)
{
	if (first < 0 || first >= set->size || count <= 0)
		return -1;
	return count > set->size - first ? set->size - 1 : first + count - 1;
}

/* Those bits of word W that are from FIRST to LAST. */
static uint64_t mask_of(int w, int first, int last)
{
	uint64_t mask = UINT64_MAX;

	if (w == first >> 6)
		mask &= ~(bit(first) - 1);
	if (w == last >> 6)
		mask &= bit(last) | (bit(last) - 1);
	return mask;
}

int nodeset_count_range(const struct nodeset *set, int first, int count)
{
	int last = last_of(set, first, count), n = 0;

	if (last < 0)
		return 0;
	for (int w = first >> 6; w <= last >> 6; w++)
		n += __builtin_popcountll(set->words[w] &
					  mask_of(w, first, last));
	return n;
}

/* The lowest COUNT bits of WORD, which has more. */
static uint64_t lowest(uint64_t word, int count)
{
	uint64_t rest = word;

	while (count-- > 0)
		rest &= rest - 1;
	return word & ~rest;
}

int nodeset_take_range(struct nodeset *dst, const struct nodeset *src,
		       const struct nodeset *among, int first, int count,
		       int most)
{
	int last = last_of(src, first, count), taken = 0;

	if (last < 0)
		return 0;
	for (int w = first >> 6; w <= last >> 6 && taken < most; w++) {
		uint64_t word = src->words[w] & ~dst->words[w] &
				mask_of(w, first, last);
		int n;

		if (among)
			word &= among->words[w];
		n = __builtin_popcountll(word);
		if (n > most - taken) {
			n = most - taken;
			word = lowest(word, n);
		}
		dst->words[w] |= word;
		taken += n;
	}
	return taken;
}

int nodeset_next(const struct nodeset *set, int from)
{
	uint64_t word;
	int w;

	if (from < 0)
		from = 0;
	if (from >= set->size)
		return -1;
	w = from >> 6;
	word = set->words[w] & ~(bit(from) - 1);
	while (!word) {
		if (++w == set->n_words)
			return -1;
		word = set->words[w];
	}
	return w * 64 + __builtin_ctzll(word);
}
