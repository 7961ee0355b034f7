/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slurm's topology files: switches and blocks as they were said. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source_topology_parts.h"
#include "topology/hostlist.h"

void topo_free(struct topo *t)
{
	for (int i = 0; i < t->n_units; i++) {
		struct topo_unit *u = &t->units[i];

		for (int k = 0; k < u->n_members; k++)
			free(u->members[k].name);
		free(u->members);
		free(u->children);
		free(u->name);
	}
	for (int i = 0; i < t->n_files; i++)
		free(t->files[i]);
	free(t->units);
	free(t->sizes);
	free(t->files);
}

/* --- messages ------------------------------------------------------------ */

int topo_fail(struct topo *t, const struct topo_place *at, const char *fmt, ...)
{
	char text[sizeof(t->err->text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return rail_error_at(t->err, t->files[at->file], at->line, at->col,
			     "%s", text);
}

int topo_note(struct topo *t, const struct topo_place *at, const char *fmt, ...)
{
	char text[sizeof(t->err->text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (infer_notes_add(t->notes, "%s:%d:%d: %s", t->files[at->file],
			    at->line, at->col, text) < 0)
		return rail_error_nomem(t->err);
	return 0;
}

const char *topo_place_text(const struct topo *t, const struct topo_place *at,
			    char text[TOPO_PLACE_TEXT])
{
	snprintf(text, TOPO_PLACE_TEXT, "%s:%d:%d", t->files[at->file],
		 at->line, at->col);
	return text;
}

const char *topo_what(const struct topo *t)
{
	return t->kind == TOPO_BLOCK ? "block" : "switch";
}

/* --- collecting ---------------------------------------------------------- */

/* Room for one more.  The capacity is not kept: it doubles at powers of 2. */
static int grow(struct topo *t, void *array, int count, size_t size)
{
	void **p = array, *bigger;

	if (count & (count - 1))
		return 0;
	bigger = realloc(*p, (count ? (size_t)count * 2 : 1) * size);
	if (!bigger)
		return rail_error_nomem(t->err);
	*p = bigger;
	return 0;
}

int topo_add_file(struct topo *t, const char *label)
{
	if (grow(t, &t->files, t->n_files, sizeof(*t->files)))
		return -1;
	t->files[t->n_files] = strdup(label);
	if (!t->files[t->n_files])
		return rail_error_nomem(t->err);
	return t->n_files++;
}

int topo_add_unit(struct topo *t, const char *name, size_t len,
		  const struct topo_place *at)
{
	struct topo_unit u = { .at = *at, .parent = -1, .next_twin = -1 };

	if (grow(t, &t->units, t->n_units, sizeof(*t->units)))
		return -1;
	u.name = strndup(name, len);
	if (!u.name)
		return rail_error_nomem(t->err);
	u.twin = t->n_units;
	t->units[t->n_units] = u;
	if (!fabric_name_ok(u.name)) {
		free(u.name);
		return topo_fail(t, at, "\"%.*s\" cannot name a %s here: 1 to "
				 "%d letters, digits, '.', '_', '-' were "
				 "expected", (int)(len < 200 ? len : 200),
				 name, topo_what(t), FABRIC_NAME_MAX);
	}
	return t->n_units++;
}

void topo_clear_sizes(struct topo *t)
{
	free(t->sizes);
	t->sizes = NULL;
	t->n_sizes = 0;
}

int topo_add_size(struct topo *t, const struct topo_place *at, const char *text,
		  size_t len)
{
	enum { MAX_LEVEL = 15 };	/* Slurm's MAX_BLOCK_LEVELS - 1 */
	long n = 0, ratio;

	for (size_t i = 0; i < len && n <= TOPO_MAX_MEMBERS; i++)
		n = text[i] >= '0' && text[i] <= '9' ?
			    10 * n + (text[i] - '0') : TOPO_MAX_MEMBERS + 1;
	if (n < 1 || n > TOPO_MAX_MEMBERS)
		return topo_fail(t, at, "\"%.*s\" is no size of a block: 1 to "
				 "%d nodes were expected",
				 (int)(len < 200 ? len : 200), text,
				 TOPO_MAX_MEMBERS);
	if (t->n_sizes) {
		ratio = n / t->sizes[0];
		if (n % t->sizes[0] || (ratio & (ratio - 1)) ||
		    ratio >> (MAX_LEVEL + 1))
			return topo_fail(t, at, "the block size %ld is not 1, "
					 "2, 4, 8, ... times %d, the first one",
					 n, t->sizes[0]);
	}
	if (grow(t, &t->sizes, t->n_sizes, sizeof(*t->sizes)))
		return -1;
	t->sizes[t->n_sizes++] = (int)n;
	return 0;
}

/* --- host lists ---------------------------------------------------------- */

/* Takes *NAME over; a list may be long. */
static int add_member(struct topo *t, struct topo_unit *u, char **name,
		      const struct topo_place *at)
{
	if (!fabric_name_ok(*name))
		return topo_fail(t, at, "\"%s\" cannot name a %s: 1 to %d "
				 "letters, digits, '.', '_', '-' were expected",
				 *name, u->leaf ? "node" : topo_what(t),
				 FABRIC_NAME_MAX);
	if (grow(t, &u->members, u->n_members, sizeof(*u->members)))
		return -1;
	u->members[u->n_members++] = (struct topo_member){ *name, *at };
	*name = NULL;
	t->n_members++;
	return 0;
}

/* One term of a list, such as gpu[01-16]. */
static int add_term(struct topo *t, struct topo_unit *u, const char *term,
		    size_t len, const struct topo_place *at)
{
	char *copy = strndup(term, len);
	struct hostlist *names;
	struct rail_error err;
	int rc = 0;

	if (!copy)
		return rail_error_nomem(t->err);
	names = hostlist_parse(copy, TOPO_MAX_MEMBERS, &err);
	free(copy);
	if (!names)
		return topo_fail(t, at, "%s", err.text);
	if (names->count > TOPO_MAX_MEMBERS - t->n_members)
		rc = topo_fail(t, at, "more than %d names in all",
			       TOPO_MAX_MEMBERS);
	for (int i = 0; i < names->count && rc == 0; i++)
		rc = add_member(t, u, &names->names[i], at);
	hostlist_destroy(names);
	return rc;
}

int topo_set_members(struct topo *t, int unit, bool leaf,
		     const struct topo_text *list)
{
	struct topo_unit *u = &t->units[unit];
	size_t i = 0, start;
	int depth;

	for (int k = 0; k < u->n_members; k++)
		free(u->members[k].name);
	t->n_members -= u->n_members;
	free(u->members);
	u->members = NULL;
	u->n_members = 0;
	u->leaf = leaf;
	for (;;) {
		/* What Slurm's hostlist_create() takes between names. */
		while (i < list->len && strchr("\t, \n", list->text[i]))
			i++;
		if (i == list->len)
			return 0;
		start = i;
		for (depth = 0; i < list->len &&
		     (depth > 0 || !strchr("\t, \n", list->text[i])); i++)
			depth += (list->text[i] == '[') -
				 (list->text[i] == ']');
		if (add_term(t, u, list->text + start, i - start,
			     &list->at[start]) < 0)
			return -1;
	}
}
