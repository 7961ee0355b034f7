/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A job's slots <-> one line of text. */
#include "layout.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "spares.h"

static int write_run(FILE *out, const struct layout_slot *slots, int count)
{
	const char **names = calloc(count, sizeof(*names));
	char *hosts;

	if (!names)
		return -1;
	for (int i = 0; i < count; i++)
		names[i] = slots[i].node;
	hosts = hostlist_format(names, count);
	free(names);
	if (!hosts)
		return -1;
	fprintf(out, "%s:%s", slots[0].island, hosts);
	free(hosts);
	return 0;
}

/* Runs of COUNT slots, each with MARK in front. */
static int write_runs(FILE *out, const struct layout_slot *slots, int count,
		      const char *mark)
{
	int rc = 0;

	for (int i = 0, end; i < count && !rc; i = end) {
		for (end = i; end < count; end++)
			if (strcmp(slots[end].island, slots[i].island) != 0)
				break;
		if (i)
			fputc(';', out);
		fputs(mark, out);
		rc = write_run(out, slots + i, end - i);
	}
	return rc;
}

char *layout_text(const struct layout *l)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int rc;

	if (!out)
		return NULL;
	rc = write_runs(out, l->slots, l->count, "");
	if (l->n_spares)
		fputc(';', out);
	if (!rc)
		rc = write_runs(out, l->slots + l->count, l->n_spares, "+");
	if (fclose(out) || rc) {
		free(text);
		return NULL;
	}
	return text;
}

char *layout_format(const struct fabric *f, const int *slots, int count,
		    int n_spares)
{
	struct layout l = { .count = count, .n_spares = n_spares };
	char *text;

	l.slots = calloc((size_t)count + n_spares + 1, sizeof(*l.slots));
	if (!l.slots)
		return NULL;
	for (int i = 0; i < count + n_spares; i++) {
		const struct fabric_node *node = &f->nodes[slots[i]];

		/* they are only read */
		l.slots[i].node = (char *)(uintptr_t)node->name;
		l.slots[i].island =
			(char *)(uintptr_t)f->islands[node->island].name;
	}
	text = layout_text(&l);
	free(l.slots);
	return text;
}

static int total(const struct layout *l)
{
	return l->count + l->n_spares;
}

static int append(struct layout *l, const char *node, const char *island,
		  bool spare)
{
	struct layout_slot *slot = &l->slots[total(l)];

	slot->node = strdup(node);
	slot->island = strdup(island);
	*(spare ? &l->n_spares : &l->count) += 1;
	return slot->node && slot->island ? 0 : -1;
}

/* One run, ISLAND:HOSTLIST, of TEXT from column COL on. */
static int parse_run(struct layout *l, char *run, int max, int col,
		     struct rail_error *err)
{
	bool spare = *run == '+';
	char *colon = strchr(run, ':');
	struct hostlist *hosts = NULL;
	struct layout_slot *grown;
	int rc = -1;

	if (spare ? !l->count : l->n_spares)
		return rail_error_at(err, "layout", 0, 0,
				     "column %d: \"%.64s\", expected spares "
				     "behind the slots", col, run);
	run += spare;
	col += spare;

	if (!colon)
		return rail_error_at(err, "layout", 0, 0,
				     "column %d: \"%.64s\", expected "
				     "ISLAND:HOSTLIST", col, run);
	*colon = '\0';
	if (!fabric_name_ok(run))
		return rail_error_at(err, "layout", 0, 0,
				     "column %d: \"%.64s\" is no island name",
				     col, run);
	/* hostlist_parse() would take a 0 for its own, large maximum */
	if (total(l) >= max)
		return rail_error_at(err, "layout", 0, 0,
				     "column %d: more than %d slots", col,
				     max);
	hosts = hostlist_parse(colon + 1, max - total(l), err);
	if (!hosts)
		return -1;
	if (!hosts->count) {
		rail_error_at(err, "layout", 0, 0,
			      "column %d: island \"%.64s\" has no nodes", col,
			      run);
		goto out;
	}
	grown = realloc(l->slots,
			(total(l) + hosts->count) * sizeof(*l->slots));
	if (!grown) {
		rail_error_nomem(err);
		goto out;
	}
	l->slots = grown;
	for (int i = 0; i < hosts->count; i++) {
		if (!fabric_name_ok(hosts->names[i])) {
			rail_error_at(err, "layout", 0, 0,
				      "column %d: \"%.64s\" is no node name",
				      col, hosts->names[i]);
			goto out;
		}
		if (append(l, hosts->names[i], run, spare)) {
			rail_error_nomem(err);
			goto out;
		}
	}
	rc = 0;
out:
	hostlist_destroy(hosts);
	return rc;
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

static int refuse_twins(const struct layout *l, struct rail_error *err)
{
	const char **names = calloc(total(l) + 1, sizeof(*names));
	int rc = 0;

	if (!names)
		return rail_error_nomem(err);
	for (int i = 0; i < total(l); i++)
		names[i] = l->slots[i].node;
	qsort(names, total(l), sizeof(*names), by_name);
	for (int i = 1; i < total(l) && !rc; i++)
		if (!strcmp(names[i - 1], names[i]))
			rc = rail_error_at(err, "layout", 0, 0,
					   "node \"%.64s\" has two slots",
					   names[i]);
	free(names);
	return rc;
}

struct layout *layout_parse(const char *text, int max, struct rail_error *err)
{
	struct layout *l = calloc(1, sizeof(*l));
	char *copy = strdup(text), *run = copy;
	int rc = -1;

	if (!l || !copy) {
		rail_error_nomem(err);
		goto out;
	}
	for (char *end = run; end; run = end + 1) {
		end = strchr(run, ';');
		if (end)
			*end = '\0';
		if (parse_run(l, run, max, (int)(run - copy) + 1, err))
			goto out;
		if (!end)
			break;
	}
	rc = refuse_twins(l, err);
out:
	free(copy);
	if (rc) {
		layout_destroy(l);
		return NULL;
	}
	return l;
}

struct layout *layout_in_comment(const char *comment, int max)
{
	const char *slots = comment ? strstr(comment, LAYOUT_COMMENT_SLOTS) :
				      NULL;
	struct layout *l;
	char *text;

	if (!slots || strncmp(comment, LAYOUT_COMMENT, strlen(LAYOUT_COMMENT)))
		return NULL;
	/* others may have added to the comment */
	slots += strlen(LAYOUT_COMMENT_SLOTS);
	text = strndup(slots, strcspn(slots, " \t\n"));
	l = text ? layout_parse(text, max, NULL) : NULL;
	free(text);
	return l;
}

void layout_destroy(struct layout *l)
{
	if (!l)
		return;
	for (int i = 0; i < total(l); i++) {
		free(l->slots[i].node);
		free(l->slots[i].island);
	}
	free(l->slots);
	free(l);
}

static int find(const struct layout *l, const char *node, int n)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(l->slots[i].node, node))
			return i;
	return -1;
}

int layout_find(const struct layout *l, const char *node)
{
	return find(l, node, l->count);
}

int layout_find_any(const struct layout *l, const char *node)
{
	return find(l, node, total(l));
}

struct choosing {
	const struct layout *l;
	bool (*usable)(void *arg, int place);
	void *arg;
};

static bool same(const struct layout *l, int place, int other)
{
	return !strcmp(l->slots[place].island, l->slots[other].island);
}

static bool same_island(void *arg, int place, int other)
{
	const struct choosing *c = arg;

	return same(c->l, place, other);
}

static bool is_usable(void *arg, int place)
{
	const struct choosing *c = arg;

	return c->usable(c->arg, place);
}

int layout_spare_for(const struct layout *l, int slot,
		     bool (*usable)(void *arg, int place), void *arg)
{
	struct choosing c = { .l = l, .usable = usable, .arg = arg };
	const struct spares_places places = {
		.count = l->count, .all = total(l), .segment = l->segment,
		.same = same_island, .usable = is_usable, .arg = &c,
	};

	return spares_pick(&places, slot);
}

bool layout_breaks_segment(const struct layout *l, int slot, int place,
			   int *first, int *last)
{
	if (l->segment < 2)
		return false;
	*first = slot - slot % l->segment;
	*last = *first + l->segment - 1;
	if (*last >= l->count)
		*last = l->count - 1;
	if (*first == *last || same(l, slot, place))
		return false;
	for (int s = *first; s <= *last; s++)
		if (!same(l, s, slot))
			return false;
	return true;
}

void layout_swap(struct layout *l, int slot, int place)
{
	struct layout_slot held = l->slots[slot];

	l->slots[slot] = l->slots[place];
	l->slots[place] = held;
}
