/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Failures by node; scores and quarantine. */
#include "failures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where NODE is, or would be. */
static int find_index(const struct failures *f, const char *node)
{
	int low = 0, high = f->count;

	while (low < high) {
		int mid = (low + high) / 2;

		if (strcmp(f->nodes[mid].name, node) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct failed_node *failures_find(const struct failures *f,
					const char *node)
{
	int i = find_index(f, node);

	return i < f->count && !strcmp(f->nodes[i].name, node) ? &f->nodes[i]
							       : NULL;
}

static struct failed_node *insert(struct failures *f, int i, const char *node)
{
	struct failed_node new = { 0 };

	if (f->count == f->capacity) {
		int capacity = f->capacity ? 2 * f->capacity : 16;
		struct failed_node *grown =
			realloc(f->nodes, (size_t)capacity * sizeof(*grown));

		if (!grown)
			return NULL;
		f->nodes = grown;
		f->capacity = capacity;
	}
	new.failures = calloc(FAILURES_KEPT, sizeof(*new.failures));
	new.name = strdup(node);
	if (!new.failures || !new.name) {
		free(new.failures);
		free(new.name);
		return NULL;
	}
	memmove(&f->nodes[i + 1], &f->nodes[i],
		(size_t)(f->count - i) * sizeof(*f->nodes));
	f->nodes[i] = new;
	f->count++;
	return &f->nodes[i];
}

static bool has(const struct failed_node *n, const struct failure *new)
{
	for (int i = 0; i < n->count; i++)
		if (n->failures[i].when == new->when &&
		    n->failures[i].job == new->job)
			return true;
	return false;
}

int failures_add(struct failures *f, const char *node,
		 const struct failure *new)
{
	int i = find_index(f, node), at;
	struct failed_node *n = i < f->count &&
						!strcmp(f->nodes[i].name, node)
					? &f->nodes[i]
					: insert(f, i, node);

	if (!n)
		return -1;
	if (has(n, new))
		return 0;
	if (n->count == FAILURES_KEPT) {
		if (new->when < n->failures[0].when)
			return 0;
		memmove(n->failures, n->failures + 1,
			(size_t)--n->count * sizeof(*n->failures));
	}
	for (at = n->count; at && n->failures[at - 1].when > new->when; at--)
		n->failures[at] = n->failures[at - 1];
	n->failures[at] = *new;
	n->count++;
	f->changes++;
	return 0;
}

static void free_node(struct failed_node *n)
{
	free(n->failures);
	free(n->name);
}

void failures_forget(struct failures *f, time_t oldest)
{
	int kept = 0;

	for (int i = 0; i < f->count; i++) {
		struct failed_node *n = &f->nodes[i];
		int old = 0;

		while (old < n->count && n->failures[old].when < oldest)
			old++;
		n->count -= old;
		memmove(n->failures, n->failures + old,
			(size_t)n->count * sizeof(*n->failures));
		if (n->count)
			f->nodes[kept++] = *n;
		else
			free_node(n);
		f->changes += old > 0;
	}
	f->count = kept;
}

void failures_clear(struct failures *f)
{
	for (int i = 0; i < f->count; i++)
		free_node(&f->nodes[i]);
	free(f->nodes);
	memset(f, 0, sizeof(*f));
}

/* Times of N's failures that count, of those that are one the first; returns
 * how many. */
static int that_count(const struct failed_node *n,
		      const struct failures_rule *rule,
		      time_t times[FAILURES_KEPT])
{
	int count = 0;

	for (int i = 0; i < n->count; i++) {
		time_t when = n->failures[i].when;

		if (rule->pardoned && rule->pardoned(rule->arg, n->name, when))
			continue;
		if (!count || when - times[count - 1] >= FAILURES_ONE)
			times[count++] = when;
	}
	return count;
}

double failures_score(const struct failed_node *n,
		      const struct failures_rule *rule, time_t now)
{
	time_t times[FAILURES_KEPT];
	int count = that_count(n, rule, times);
	double score = 0;

	for (int i = 0; i < count; i++) {
		double age = now > times[i] ? (double)(now - times[i]) : 0;

		score += exp2(-age / rule->half_life);
	}
	return score;
}

time_t failures_quarantine(const struct failed_node *n,
			   const struct failures_rule *rule, time_t now)
{
	time_t times[FAILURES_KEPT], until = 0;
	int count = that_count(n, rule, times);

	for (int i = rule->after - 1; rule->after && i < count; i++)
		if (times[i] - times[i - rule->after + 1] < FAILURES_DAY)
			until = times[i] + rule->lasts;
	return until > now ? until : 0;
}
