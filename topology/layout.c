/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A job's slots <-> one line of text. */
#include "layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"

static int write_run(FILE *out, const struct fabric *f, const int *slots,
		     int count)
{
	const char **names = calloc(count, sizeof(*names));
	char *hosts;

	if (!names)
		return -1;
	for (int i = 0; i < count; i++)
		names[i] = f->nodes[slots[i]].name;
	hosts = hostlist_format(names, count);
	free(names);
	if (!hosts)
		return -1;
	fprintf(out, "%s:%s", f->islands[f->nodes[slots[0]].island].name,
		hosts);
	free(hosts);
	return 0;
}

char *layout_format(const struct fabric *f, const int *slots, int count)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int rc = 0;

	if (!out)
		return NULL;
	for (int i = 0, end; i < count && !rc; i = end) {
		int island = f->nodes[slots[i]].island;

		for (end = i; end < count; end++)
			if (f->nodes[slots[end]].island != island)
				break;
		if (i)
			fputc(';', out);
		rc = write_run(out, f, slots + i, end - i);
	}
	if (fclose(out) || rc) {
		free(text);
		return NULL;
	}
	return text;
}

static int append(struct layout *l, const char *node, const char *island)
{
	struct layout_slot *slot = &l->slots[l->count];

	slot->node = strdup(node);
	slot->island = strdup(island);
	l->count++;
	return slot->node && slot->island ? 0 : -1;
}

/* One run, ISLAND:HOSTLIST, of TEXT from column COL on. */
static int parse_run(struct layout *l, char *run, int max, int col,
		     struct rail_error *err)
{
	char *colon = strchr(run, ':');
	struct hostlist *hosts = NULL;
	struct layout_slot *grown;
	int rc = -1;

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
	if (l->count >= max)
		return rail_error_at(err, "layout", 0, 0,
				     "column %d: more than %d slots", col,
				     max);
	hosts = hostlist_parse(colon + 1, max - l->count, err);
	if (!hosts)
		return -1;
	if (!hosts->count) {
		rail_error_at(err, "layout", 0, 0,
			      "column %d: island \"%.64s\" has no nodes", col,
			      run);
		goto out;
	}
	grown = realloc(l->slots,
			(l->count + hosts->count) * sizeof(*l->slots));
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
		if (append(l, hosts->names[i], run)) {
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
	const char **names = calloc(l->count, sizeof(*names));
	int rc = 0;

	if (!names)
		return rail_error_nomem(err);
	for (int i = 0; i < l->count; i++)
		names[i] = l->slots[i].node;
	qsort(names, l->count, sizeof(*names), by_name);
	for (int i = 1; i < l->count && !rc; i++)
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

void layout_destroy(struct layout *l)
{
	if (!l)
		return;
	for (int i = 0; i < l->count; i++) {
		free(l->slots[i].node);
		free(l->slots[i].island);
	}
	free(l->slots);
	free(l);
}

int layout_find(const struct layout *l, const char *node)
{
	for (int i = 0; i < l->count; i++)
		if (!strcmp(l->slots[i].node, node))
			return i;
	return -1;
}
