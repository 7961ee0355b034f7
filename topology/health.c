/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sorted set of entries about what is broken. */
#include "health.h"

#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "hostlist.h"

static const char *const kinds[] = {
	[HEALTH_NODE] = "node", [HEALTH_RAIL] = "rail", [HEALTH_LEAF] = "leaf",
	[HEALTH_SPINE] = "spine", [HEALTH_DOMAIN] = "domain",
};

static const char *const states[] = {
	[HEALTH_DOWN] = "down", [HEALTH_PARDONED] = "pardoned",
};

static int find_word(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(words[i], word))
			return (int)i;
	return -1;
}

const char *health_kind_name(enum health_kind kind)
{
	return kinds[kind];
}

int health_kind_find(const char *word)
{
	return find_word(kinds, sizeof(kinds) / sizeof(*kinds), word);
}

const char *health_state_name(enum health_state state)
{
	return states[state];
}

int health_state_find(const char *word)
{
	return find_word(states, sizeof(states) / sizeof(*states), word);
}

bool health_text_ok(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return len <= HEALTH_TEXT_MAX;
}

struct health *health_create(void)
{
	return calloc(1, sizeof(struct health));
}

static void free_entry(struct health_entry *e)
{
	free((char *)(uintptr_t)e->name);
	free((char *)(uintptr_t)e->reason);
	free((char *)(uintptr_t)e->source);
}

void health_destroy(struct health *h)
{
	if (!h)
		return;
	for (int i = 0; i < h->count; i++)
		free_entry(&h->entries[i]);
	free(h->entries);
	free(h);
}

static int compare(const struct health_entry *a, const struct health_entry *b)
{
	int order = (int)a->kind - (int)b->kind;

	if (!order)
		order = hostlist_natural_cmp(a->name, b->name);
	if (!order && a->kind == HEALTH_RAIL)
		order = a->rail - b->rail;
	return order ? order : (int)a->state - (int)b->state;
}

/* The first entry that does not come before E. */
static int lower_bound(const struct health *h, const struct health_entry *e)
{
	int low = 0, high = h->count;

	while (low < high) {
		int mid = low + (high - low) / 2;

		if (compare(&h->entries[mid], e) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int find(const struct health *h, const struct health_entry *e)
{
	int i = lower_bound(h, e);

	return i < h->count && !compare(&h->entries[i], e) ? i : -1;
}

const struct health_entry *health_find(const struct health *h,
				       const struct health_entry *e)
{
	int i = find(h, e);

	return i < 0 ? NULL : &h->entries[i];
}

static int check(const struct health_entry *e, struct rail_error *err)
{
	if (!fabric_name_ok(e->name))
		return rail_error_set(err, "\"%.128s\" is no name of a %s",
				      e->name, kinds[e->kind]);
	if (e->kind == HEALTH_RAIL &&
	    (e->rail < 0 || e->rail >= FABRIC_MAX_RAILS))
		return rail_error_set(err, "rail %d, a number from 0 to %d was "
				      "expected", e->rail,
				      FABRIC_MAX_RAILS - 1);
	if (e->state == HEALTH_PARDONED && e->kind != HEALTH_NODE)
		return rail_error_set(err, "a %s is \"pardoned\", which only a "
				      "node can be", kinds[e->kind]);
	if (!health_text_ok(e->reason) || !health_text_ok(e->source))
		return rail_error_set(err, "\"%.64s\", up to %d printable "
				      "ASCII characters were expected",
				      health_text_ok(e->reason) ? e->source :
								  e->reason,
				      HEALTH_TEXT_MAX);
	if (e->since < 0 || e->until < 0)
		return rail_error_set(err, "a time before 1970");
	return 0;
}

static int copy(struct health_entry *to, const struct health_entry *from)
{
	*to = *from;
	if (to->kind != HEALTH_RAIL)
		to->rail = -1;
	to->name = strdup(from->name);
	to->reason = strdup(from->reason);
	to->source = strdup(from->source);
	if (to->name && to->reason && to->source)
		return 0;
	free_entry(to);
	return -1;
}

static bool is_power_of_two(int n)
{
	return n && !(n & (n - 1));
}

/* Room for one entry more: the array has that of the next power of two. */
static int grow(struct health *h)
{
	struct health_entry *more;
	size_t room = h->count ? (size_t)h->count * 2 : 1;

	if (h->count && !is_power_of_two(h->count))
		return 0;
	more = realloc(h->entries, room * sizeof(*more));
	if (!more)
		return -1;
	h->entries = more;
	return 0;
}

int health_set(struct health *h, const struct health_entry *e,
	       struct rail_error *err)
{
	struct health_entry new;
	int at = lower_bound(h, e);

	if (check(e, err) < 0)
		return -1;
	if (copy(&new, e) < 0)
		return rail_error_nomem(err);
	if (at < h->count && !compare(&h->entries[at], e)) {
		free_entry(&h->entries[at]);
		h->entries[at] = new;
		return 0;
	}
	if (h->count == HEALTH_MAX_ENTRIES || grow(h) < 0) {
		free_entry(&new);
		return h->count == HEALTH_MAX_ENTRIES ?
			       rail_error_set(err, "more than %d entries",
					      HEALTH_MAX_ENTRIES) :
			       rail_error_nomem(err);
	}
	memmove(&h->entries[at + 1], &h->entries[at],
		(size_t)(h->count - at) * sizeof(new));
	h->entries[at] = new;
	h->count++;
	return 0;
}

static void take_out(struct health *h, int at)
{
	free_entry(&h->entries[at]);
	h->count--;
	memmove(&h->entries[at], &h->entries[at + 1],
		(size_t)(h->count - at) * sizeof(*h->entries));
}

bool health_clear(struct health *h, const struct health_entry *e)
{
	int at = find(h, e);

	if (at < 0)
		return false;
	take_out(h, at);
	return true;
}

int health_expire(struct health *h, int64_t now)
{
	int before = h->count, kept = 0;

	for (int i = 0; i < before; i++) {
		struct health_entry *e = &h->entries[i];

		if (e->until && e->until <= now)
			free_entry(e);
		else
			h->entries[kept++] = *e;
	}
	h->count = kept;
	return before - kept;
}

int health_clamp(struct health *h, int64_t now)
{
	int n = 0;

	for (int i = 0; i < h->count; i++) {
		if (h->entries[i].since <= now)
			continue;
		h->entries[i].since = now;
		n++;
	}
	return n;
}

int64_t health_next_end(const struct health *h, int64_t now)
{
	int64_t next = 0;

	for (int i = 0; i < h->count; i++) {
		int64_t until = h->entries[i].until;

		if (until > now && (!next || until < next))
			next = until;
	}
	return next;
}

bool health_pardoned(const struct health *h, const char *node, int64_t when)
{
	const struct health_entry like = { .kind = HEALTH_NODE,
					   .state = HEALTH_PARDONED,
					   .name = node };
	const struct health_entry *e = h ? health_find(h, &like) : NULL;

	return e && when <= e->since;
}
