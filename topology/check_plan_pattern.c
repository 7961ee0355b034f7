/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of a check against a plan: what numbered names have in common. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "check_plan.h"

enum { MAX_NUMBER = 99999 };

static void take_apart(const char *text, struct plan_parts *parts)
{
	size_t used = 0;

	parts->n = 0;
	while (*text && used < FABRIC_NAME_MAX) {
		int value = 0;

		if (!isdigit((unsigned char)*text)) {
			parts->pattern[used++] = *text++;
			continue;
		}
		for (; isdigit((unsigned char)*text); text++)
			if (value <= MAX_NUMBER)
				value = value * 10 + (*text - '0');
		parts->pattern[used++] = '#';
		if (parts->n == PLAN_NUMBERS || value > MAX_NUMBER)
			parts->n = -1;
		else if (parts->n >= 0)
			parts->numbers[parts->n++] = value;
	}
	parts->pattern[used] = '\0';
}

struct item {
	struct plan_parts parts;
	int label;
};

static int by_pattern(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int diff = strcmp(x->parts.pattern, y->parts.pattern);

	return diff ? diff : x->label - y->label;
}

/* Adds ITEM to its PATTERN, which may be new. */
static void widen(struct plan_pattern *pattern, const struct plan_parts *parts,
		  bool is_new)
{
	for (int i = 0; i < parts->n; i++) {
		int value = parts->numbers[i];

		if (is_new || value < pattern->low[i])
			pattern->low[i] = value;
		if (is_new || value > pattern->high[i])
			pattern->high[i] = value;
	}
	pattern->n = is_new || parts->n < pattern->n ? parts->n : pattern->n;
}

struct plan_pattern *plan_patterns(struct check *c, const char *const *labels,
				   int n, int *of, int *n_patterns)
{
	struct item *items = check_alloc(c, (size_t)n, sizeof(*items));
	struct plan_pattern *list = check_alloc(c, (size_t)n, sizeof(*list));
	int n_items = 0;

	*n_patterns = 0;
	for (int i = 0; items && list && i < n; i++) {
		of[i] = -1;
		if (!labels[i])
			continue;
		take_apart(labels[i], &items[n_items].parts);
		items[n_items++].label = i;
	}
	if (n_items)
		qsort(items, (size_t)n_items, sizeof(*items), by_pattern);
	for (int i = 0; i < n_items; i++) {
		const struct item *item = &items[i];
		bool is_new = !i || strcmp(item[-1].parts.pattern,
					   item->parts.pattern) != 0;

		if (is_new)
			list[(*n_patterns)++].example = labels[item->label];
		widen(&list[*n_patterns - 1], &item->parts, is_new);
		of[item->label] = *n_patterns - 1;
	}
	if (!items) {
		free(list);
		list = NULL;
	}
	free(items);
	return list;
}

/* Which numbers differ among the labels of PATTERN; how many those are. */
static int list_differing(const struct plan_pattern *pattern,
			  int which[PLAN_NUMBERS])
{
	int n = 0;

	for (int i = 0; i < pattern->n; i++)
		if (pattern->low[i] != pattern->high[i])
			which[n++] = i;
	if (!n && pattern->n > 0)
		which[n++] = pattern->n - 1;
	return n;
}

/* Counted from 0 where that occurs, else from 1. */
static int first_of(const struct plan_pattern *pattern, int i)
{
	return pattern->low[i] ? 1 : 0;
}

int plan_rank(const struct plan_pattern *pattern, const char *label)
{
	struct plan_parts parts;
	int which[PLAN_NUMBERS], n = list_differing(pattern, which), a, b;

	if (n < 1 || n > 2)
		return 0;
	take_apart(label, &parts);
	a = parts.numbers[which[0]] - first_of(pattern, which[0]);
	if (n == 1)
		return a + 1;
	b = first_of(pattern, which[1]);
	return a * (pattern->high[which[1]] - b + 1) +
	       parts.numbers[which[1]] - b + 1;
}

int plan_only_number(const struct plan_pattern *pattern, const char *label,
		     int *low, int *high)
{
	struct plan_parts parts;
	int which[PLAN_NUMBERS];

	if (list_differing(pattern, which) != 1)
		return -1;
	take_apart(label, &parts);
	*low = pattern->low[which[0]];
	*high = pattern->high[which[0]];
	return parts.numbers[which[0]];
}
