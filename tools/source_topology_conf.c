/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * topology.conf -> switches or blocks, read as Slurm's parse_config.c does; and
 * what "scontrol show topology" makes of it.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "scan.h"
#include "source_topology_parts.h"
#include "topology/wholefile.h"

/* A line with those that continue it, without comments and escapes. */
struct line {
	char *text;
	struct topo_place *at;	/* of each byte, and of the end */
	size_t len, capacity;
};

struct conf {
	struct topo *t;
	struct scan scan;
	int file;
	struct line line;
	size_t pos;
};

struct pair {
	size_t key, key_len;
	size_t value, value_len;
};

/* --- lines --------------------------------------------------------------- */

static int put(struct conf *c, char byte, const char *where)
{
	struct line *l = &c->line;

	if (l->len + 1 >= l->capacity) {
		size_t capacity = l->capacity ? 2 * l->capacity : 256;
		char *text = realloc(l->text, capacity);
		struct topo_place *at;

		if (!text)
			return rail_error_nomem(c->t->err);
		l->text = text;
		at = realloc(l->at, capacity * sizeof(*at));
		if (!at)
			return rail_error_nomem(c->t->err);
		l->at = at;
		l->capacity = capacity;
	}
	l->text[l->len] = byte;
	l->at[l->len++] = (struct topo_place){
		.file = c->file,
		.line = c->scan.line_number,
		.col = (int)(where - c->scan.line) + 1,
	};
	return 0;
}

/* Where the line's comment begins, at a '#' that no backslash escapes. */
static const char *find_comment(const struct scan *s)
{
	bool escaped = false;

	for (const char *p = s->line; p < s->line_end; p++) {
		if (*p == '#' && !escaped)
			return p;
		escaped = *p == '\\' && !escaped;
	}
	return s->line_end;
}

/* Cuts off a last backslash that says that the next line belongs here. */
static bool is_continued(const char *start, const char **end)
{
	const char *p = *end, *last;

	while (p > start && isspace((unsigned char)p[-1]))
		p--;
	last = p;
	while (p > start && p[-1] == '\\')
		p--;
	if ((last - p) % 2 == 0)
		return false;
	*end = last - 1;
	return true;
}

/* 1: a line; 0: the end of the file; -1: no memory. */
static int next_line(struct conf *c)
{
	bool more = true;
	int n = 0;

	c->line.len = c->pos = 0;
	while (more && scan_line(&c->scan)) {
		const char *p = c->scan.line, *end = find_comment(&c->scan);

		n++;
		more = is_continued(p, &end);
		for (; p < end; p++) {
			if (*p == '\\' && ++p == end)
				break;
			if (put(c, *p, p) < 0)
				return -1;
		}
	}
	if (!n)
		return 0;
	if (put(c, '\0', c->scan.line) < 0)
		return -1;
	c->line.len--;
	return 1;
}

static void skip_blanks(struct conf *c)
{
	while (isspace((unsigned char)c->line.text[c->pos]))
		c->pos++;
}

/* --- KEY=VALUE ----------------------------------------------------------- */

static int no_pair(struct conf *c, size_t pos)
{
	size_t n = strcspn(c->line.text + pos, " \t\r");

	return topo_fail(c->t, &c->line.at[pos], "\"%.*s\": KEY=VALUE was "
			 "expected", (int)(n < 60 ? n : 60),
			 c->line.text + pos);
}

/* 1: a pair; 0: the end of the line; -1: neither. */
static int next_pair(struct conf *c, struct pair *p)
{
	const char *text = c->line.text;
	size_t start, close;

	skip_blanks(c);
	start = p->key = c->pos;
	if (!text[c->pos])
		return 0;
	while (isalnum((unsigned char)text[c->pos]) || text[c->pos] == '_' ||
	       text[c->pos] == '.')
		c->pos++;
	p->key_len = c->pos - p->key;
	skip_blanks(c);
	/* Slurm takes += and the like here, and forgets that it did. */
	if (text[c->pos] && strchr("-*+/", text[c->pos]))
		c->pos++;
	if (!p->key_len || text[c->pos] != '=')
		return no_pair(c, start);
	c->pos++;
	skip_blanks(c);
	p->value = c->pos;
	if (text[c->pos] == '"') {
		p->value++;
		close = strcspn(text + p->value, "\"") + p->value;
		if (!text[close] || (text[close + 1] &&
				     !isspace((unsigned char)text[close + 1])))
			return topo_fail(c->t, &c->line.at[c->pos], "a value "
					 "in quotes has no end, or something "
					 "behind it");
		p->value_len = close - p->value;
		c->pos = close + 1;
		return 1;
	}
	while (text[c->pos] && !isspace((unsigned char)text[c->pos]))
		c->pos++;
	p->value_len = c->pos - p->value;
	if (p->value_len)
		return 1;
	return topo_fail(c->t, &c->line.at[start], "\"%.*s\" has no value",
			 (int)(p->key_len < 60 ? p->key_len : 60),
			 text + p->key);
}

static bool key_is(const struct conf *c, const struct pair *p, const char *key)
{
	return strlen(key) == p->key_len &&
	       !strncasecmp(c->line.text + p->key, key, p->key_len);
}

static int unknown_key(struct conf *c, const struct pair *p,
		       const char *expected)
{
	return topo_fail(c->t, &c->line.at[p->key], "unknown key \"%.*s\": %s "
			 "expected", (int)(p->key_len < 60 ? p->key_len : 60),
			 c->line.text + p->key, expected);
}

static struct topo_text value_of(const struct conf *c, const struct pair *p)
{
	return (struct topo_text){
		.text = c->line.text + p->value,
		.len = p->value_len,
		.at = c->line.at + p->value,
	};
}

/* Slurm uses the latest value, and says so in its log. */
static int note_twice(struct conf *c, const struct pair *p)
{
	return topo_note(c->t, &c->line.at[p->key], "%.*s comes twice: the "
			 "last one is used", (int)p->key_len,
			 c->line.text + p->key);
}

/* --- switches and blocks ------------------------------------------------- */

static bool is_number(const struct conf *c, const struct pair *p)
{
	return strspn(c->line.text + p->value, "0123456789") == p->value_len;
}

static int check_speed(struct conf *c, const struct pair *p)
{
	const char *text = c->line.text + p->value;

	if (is_number(c, p) ||
	    (p->value_len == 8 && !strncasecmp(text, "INFINITE", 8)) ||
	    (p->value_len == 9 && !strncasecmp(text, "UNLIMITED", 9)))
		return 0;
	return topo_fail(c->t, &c->line.at[p->value], "LinkSpeed=\"%.*s\": a "
			 "number was expected",
			 (int)(p->value_len < 60 ? p->value_len : 60), text);
}

static int both(struct conf *c, int unit, const struct pair *p)
{
	return topo_fail(c->t, &c->line.at[p->key], "switch \"%s\" has Nodes "
			 "and Switches: one of them was expected",
			 c->t->units[unit].name);
}

static int take_member(struct conf *c, int unit, const struct pair *p,
		       bool leaf, bool *seen)
{
	struct topo_text list = value_of(c, p);

	if (*seen && note_twice(c, p) < 0)
		return -1;
	*seen = true;
	return topo_set_members(c->t, unit, leaf, &list);
}

/*
 * What "scontrol show topology" adds to the lines of topology.conf: levels of
 * switches (*UPPER: 1 and more, of which it lists the nodes as well), numbers of
 * blocks, and their sizes.  0: P is none of these.
 */
static int take_shown(struct conf *c, const struct pair *p, bool *upper)
{
	bool tree = c->t->kind == TOPO_TREE, known = false;
	const char *text = c->line.text + p->value;

	if (!key_is(c, p, tree ? "Level" : "BlockIndex") &&
	    (tree || !key_is(c, p, "BlockSize")))
		return 0;
	if (!is_number(c, p))
		return topo_fail(c->t, &c->line.at[p->value], "%.*s=\"%.*s\": a "
				 "number was expected", (int)p->key_len,
				 c->line.text + p->key,
				 (int)(p->value_len < 60 ? p->value_len : 60),
				 text);
	if (tree)
		*upper = strspn(text, "0") != p->value_len;
	if (tree || !key_is(c, p, "BlockSize"))
		return 1;
	for (int i = 0; i < c->t->n_sizes; i++)
		known |= c->t->sizes[i] == strtol(text, NULL, 10);
	return !known && topo_add_size(c->t, &c->line.at[p->value], text,
				       p->value_len) < 0 ? -1 : 1;
}

/* What follows the name. */
static int read_rest(struct conf *c, int unit)
{
	bool tree = c->t->kind == TOPO_TREE, nodes = false, switches = false;
	bool upper = false;
	struct pair p;
	int rc;

	c->t->units[unit].leaf = true;
	while ((rc = next_pair(c, &p)) > 0) {
		rc = take_shown(c, &p, &upper);
		if (rc)
			;
		else if (upper && key_is(c, &p, "Nodes"))
			continue;
		else if (key_is(c, &p, "Nodes"))
			rc = switches ? both(c, unit, &p) :
				take_member(c, unit, &p, true, &nodes);
		else if (tree && key_is(c, &p, "Switches"))
			rc = nodes ? both(c, unit, &p) :
				take_member(c, unit, &p, false, &switches);
		else if (tree && key_is(c, &p, "LinkSpeed"))
			rc = check_speed(c, &p);
		else
			rc = unknown_key(c, &p, tree ? "Nodes, Switches or "
					 "LinkSpeed was" : "Nodes was");
		if (rc < 0)
			return -1;
	}
	return rc;
}

static int begin_kind(struct conf *c, const struct pair *p, enum topo_kind kind)
{
	struct topo *t = c->t;
	char place[TOPO_PLACE_TEXT];

	if (t->kind == kind || !t->n_units) {
		t->kind = kind;
		return 0;
	}
	return topo_fail(t, &c->line.at[p->key], "a file is of switches or of "
			 "blocks: there is a %s in %s", topo_what(t),
			 topo_place_text(t, &t->units[0].at, place));
}

static int read_unit(struct conf *c, const struct pair *p, enum topo_kind kind)
{
	int unit;

	if (begin_kind(c, p, kind) < 0)
		return -1;
	unit = topo_add_unit(c->t, c->line.text + p->value, p->value_len,
			     &c->line.at[p->value]);
	return unit < 0 ? -1 : read_rest(c, unit);
}

/* Several blocks as one of another size, as "scontrol show topology" has it. */
static int read_aggregated(struct conf *c, const struct pair *name)
{
	bool upper;
	struct pair p;
	int rc;

	if (begin_kind(c, name, TOPO_BLOCK) < 0)
		return -1;
	while ((rc = next_pair(c, &p)) > 0) {
		rc = key_is(c, &p, "Nodes") ? 1 : take_shown(c, &p, &upper);
		if (rc == 0)
			rc = unknown_key(c, &p, "Nodes, BlockIndex or "
					 "BlockSize was");
		if (rc < 0)
			return -1;
	}
	return rc;
}

static int read_sizes(struct conf *c, const struct pair *p)
{
	size_t end = p->value + p->value_len;

	if (begin_kind(c, p, TOPO_BLOCK) < 0)
		return -1;
	if (c->t->n_sizes && note_twice(c, p) < 0)
		return -1;
	topo_clear_sizes(c->t);
	for (size_t i = p->value, n; i < end; i += n + 1) {
		n = strcspn(c->line.text + i, ",");
		if (i + n > end)
			n = end - i;
		if (topo_add_size(c->t, &c->line.at[i], c->line.text + i, n) <
		    0)
			return -1;
	}
	if (next_pair(c, &(struct pair){ 0 }) == 0)
		return 0;
	return topo_fail(c->t, &c->line.at[end], "nothing more was expected "
			 "behind BlockSizes");
}

/* --- Include ------------------------------------------------------------- */

static int read_file(struct conf *c, const struct topo_place *at,
		     const char *path)
{
	struct topo *t = c->t;
	struct rail_error err;
	size_t len;
	char *text;
	int file, rc;

	if (t->n_files == TOPO_MAX_FILES)
		return topo_fail(t, at, "more than %d files, or a file that "
				 "includes itself", TOPO_MAX_FILES);
	text = wholefile_read(path, TOPO_MAX_SIZE, &len, &err);
	if (!text)
		return topo_fail(t, at, "Include: %s", err.text);
	file = topo_add_file(t, path);
	rc = file < 0 ? -1 : topo_read_conf(t, file, text, len);
	free(text);
	return rc;
}

static int include(struct conf *c)
{
	const char *text = c->line.text, *name;
	struct topo_place at;
	char *path;
	int n, rc;

	c->pos += strlen("include");
	skip_blanks(c);
	name = text + c->pos;
	at = c->line.at[c->pos];
	n = (int)strcspn(name, " \t\r\v\f");
	if (!n)
		return topo_fail(c->t, &at, "Include has no file");
	if (name[n + strspn(name + n, " \t\r\v\f")])
		return topo_fail(c->t, &at, "nothing more was expected behind "
				 "the file that is included");
	if (memchr(name, '*', (size_t)n) || memmem(name, (size_t)n, "%c", 2))
		return topo_fail(c->t, &at, "Include %.*s: '*' is nothing that "
				 "Slurm reads, and \"%%c\" is not known here",
				 n < 200 ? n : 200, name);
	if (!c->t->folder)
		return topo_fail(c->t, &at, "Include: the folder of this file "
				 "is not known");
	if (asprintf(&path, "%s%s%.*s", *name == '/' ? "" : c->t->folder,
		     *name == '/' ? "" : "/", n, name) < 0)
		return rail_error_nomem(c->t->err);
	rc = read_file(c, &at, path);
	free(path);
	return rc;
}

static bool is_include(const struct conf *c)
{
	const char *p = c->line.text + c->pos;

	return !strncasecmp(p, "include", 7) && isspace((unsigned char)p[7]);
}

/* --- the whole ----------------------------------------------------------- */

static int read_line(struct conf *c)
{
	struct pair p;
	int rc;

	skip_blanks(c);
	if (is_include(c))
		return include(c);
	rc = next_pair(c, &p);
	if (rc <= 0)
		return rc;
	if (key_is(c, &p, "SwitchName"))
		return read_unit(c, &p, TOPO_TREE);
	if (key_is(c, &p, "BlockName"))
		return read_unit(c, &p, TOPO_BLOCK);
	if (key_is(c, &p, "BlockSizes"))
		return read_sizes(c, &p);
	if (key_is(c, &p, "AggregatedBlock"))
		return read_aggregated(c, &p);
	return unknown_key(c, &p, "SwitchName, BlockName or BlockSizes was");
}

int topo_read_conf(struct topo *t, int file, const char *text, size_t len)
{
	struct conf c = {
		.t = t,
		.file = file,
		.scan = { .text = text, .text_end = text + len },
	};
	int rc;

	while ((rc = next_line(&c)) > 0) {
		rc = read_line(&c);
		if (rc < 0)
			break;
	}
	free(c.line.text);
	free(c.line.at);
	return rc;
}
