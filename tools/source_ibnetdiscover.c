/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line scanner for the output of ibnetdiscover(8). */
#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "guid_table.h"
#include "source_ibnetdiscover.h"

/*
 * The file is a section a device: lines of "key=value", then a header
 *   Switch  64 "S-<guid>"  # "description" base port 0 lid 3 lmc 0
 *   Ca      1 "H-<guid>"   # "description"
 * then a line for each of its ports that has a cable:
 *   [port]  "<id>"[port](portguid)  # "description" lid 4 4xHDR
 * so each cable is told twice, and each device named in a port's line has a
 * section: whatever has none was cut off.
 */

enum {
	LEFT_OUT = -1,		/* a device that is none of ours */
	WORD_SHOWN = 24,	/* bytes of a foreign line in a message */
	MAX_PORT = 255,
	BINARY_PROBE = 1024,
};

/* A port's line, kept until all devices are known. */
struct end {
	uint64_t guid;		/* of the other end */
	const char *id;		/* where that is written */
	int device;		/* whose section it is in */
	int port, other_port;
	int lanes;
	char speed[8];
	int line;
};

struct scan {
	const char *text, *text_end;
	const char *line, *line_end;	/* the current line */
	const char *p;
	int line_number;
	const char *label;

	struct links *links;
	struct infer_notes *notes;
	struct rail_error *err;
	struct guid_table *devices;	/* GUID -> device, or LEFT_OUT */
	struct end *ends;
	size_t n_ends, end_capacity;
	int section;		/* the device whose section this is */
	bool in_section;
	bool in_preamble;	/* key=value lines without their header yet */
	int n_sections;
};

/* --- messages -------------------------------------------------------------- */

static int complain(struct scan *s, const char *at, const char *what)
{
	return rail_error_at(s->err, s->label, s->line_number,
			     (int)(at - s->line) + 1, "%s", what);
}

static int is_foreign(struct scan *s)
{
	int n = 0;

	while (s->line + n < s->line_end && n < WORD_SHOWN &&
	       !isspace((unsigned char)s->line[n]))
		n++;
	return rail_error_at(s->err, s->label, s->line_number, 1,
			     "\"%.*s\" begins no line of ibnetdiscover's "
			     "output", n, s->line);
}

/* --- pieces of a line ------------------------------------------------------ */

static void skip_blanks(struct scan *s)
{
	while (s->p < s->line_end && (*s->p == ' ' || *s->p == '\t'))
		s->p++;
}

static bool take(struct scan *s, char c)
{
	if (s->p >= s->line_end || *s->p != c)
		return false;
	s->p++;
	return true;
}

static bool take_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->line_end - s->p) < n || memcmp(s->p, word, n))
		return false;
	s->p += n;
	return true;
}

/* -1: no number from 0 to MAX. */
static int take_number(struct scan *s, int max)
{
	int n = -1;

	while (s->p < s->line_end && *s->p >= '0' && *s->p <= '9') {
		n = (n < 0 ? 0 : n) * 10 + (*s->p++ - '0');
		if (n > max)
			return -1;
	}
	return n;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "S-5000c0ffee000001" with its quotes; *KIND is the letter. */
static int take_id(struct scan *s, char *kind, uint64_t *guid)
{
	const char *start = s->p;
	int digits = 0;

	*guid = 0;
	if (!take(s, '"') || s->p + 1 >= s->line_end ||
	    !strchr("SHR", *s->p) || s->p[1] != '-')
		goto bad;
	*kind = *s->p;
	for (s->p += 2; s->p < s->line_end && hex_digit(*s->p) >= 0; s->p++) {
		*guid = *guid << 4 | (uint64_t)hex_digit(*s->p);
		digits++;
	}
	if (digits && digits <= 16 && *guid && take(s, '"'))
		return 0;
bad:
	return complain(s, start, "expected a device, as \"S-\" or \"H-\" and "
			"a GUID in hexadecimal");
}

/* "[12]" */
static int take_port(struct scan *s)
{
	const char *start = s->p;
	int port = -1;

	if (take(s, '['))
		port = take_number(s, MAX_PORT);
	if (port >= 0 && take(s, ']'))
		return port;
	return complain(s, start, "expected a port from 0 to 255 in brackets");
}

/* What the comment quotes: from its first quotation mark to its last. */
static char *copy_description(const struct scan *s)
{
	const char *first, *last;

	first = memchr(s->p, '#', (size_t)(s->line_end - s->p));
	if (first)
		first = memchr(first, '"', (size_t)(s->line_end - first));
	if (!first)
		return strdup("");
	last = memrchr(s->line, '"', (size_t)(s->line_end - s->line));
	if (last == first)
		last = s->line_end;
	return strndup(first + 1, (size_t)(last - first - 1));
}

/* --- sections -------------------------------------------------------------- */

/* Cuts a description into its words; more than MAX count as MAX + 1. */
static int split(char *text, char **words, int max)
{
	char *save = NULL;
	int n = 0;

	for (char *w = strtok_r(text, " \t", &save); w;
	     w = strtok_r(NULL, " \t", &save)) {
		if (n < max)
			words[n] = w;
		if (n <= max)
			n++;
	}
	return n;
}

/* The NIC's index, or LEFT_OUT; -2: no memory. */
static int add_nic(struct scan *s, uint64_t guid, char *description)
{
	char own[24], *words[2];
	char *shown = strdup(description);
	int n, device = -2;

	if (!shown)
		goto out;
	n = split(description, words, 2);
	if (n == 1) {
		snprintf(own, sizeof(own), "0x%016" PRIx64, guid);
		words[1] = own;
		n = 2;
	}
	if (n == 2 && fabric_name_ok(words[0]) && fabric_name_ok(words[1])) {
		device = links_add_device(s->links, LINKS_NIC, guid, words[1],
					  words[0], s->line_number, NULL);
		if (device < 0)
			device = -2;
	} else if (!strcmp(shown, "Mellanox Technologies Aggregation Node") ||
		   infer_notes_add(s->notes, "%s:%d: NIC 0x%016" PRIx64 " is "
				   "left out: \"%s\" is no node's name and a "
				   "NIC's", s->label, s->line_number, guid,
				   shown) == 0) {
		device = LEFT_OUT;
	}
out:
	free(shown);
	return device;
}

static int is_repeated(struct scan *s, uint64_t guid, int first)
{
	if (first == LEFT_OUT)
		return 0;
	return rail_error_at(s->err, s->label, s->line_number, 0,
			     "two devices have the GUID 0x%016" PRIx64 "; the "
			     "other one is in line %d", guid,
			     s->links->devices[first].line);
}

static int begin_section(struct scan *s, char expected)
{
	char *description;
	char kind;
	uint64_t guid;
	int first;

	skip_blanks(s);
	if (take_number(s, 1 << 16) < 0)
		return complain(s, s->p, "expected the number of ports");
	skip_blanks(s);
	if (take_id(s, &kind, &guid) < 0)
		return -1;
	if (kind != expected)
		return complain(s, s->p, "the device is of another type than "
				"its section");
	if (guid_table_get(s->devices, guid, &first) &&
	    is_repeated(s, guid, first) < 0)
		return -1;
	description = copy_description(s);
	if (!description)
		return rail_error_nomem(s->err);
	if (kind == 'S')
		s->section = links_add_device(s->links, LINKS_SWITCH, guid,
					      description, NULL,
					      s->line_number, NULL);
	else
		s->section = kind == 'H' ? add_nic(s, guid, description) :
					   LEFT_OUT;
	free(description);
	if ((kind == 'S' && s->section < 0) || s->section == -2 ||
	    guid_table_put(s->devices, guid, s->section) < 0)
		return rail_error_nomem(s->err);
	s->in_section = true;
	s->in_preamble = false;
	s->n_sections++;
	return 0;
}

/* "4xHDR" after the last quotation mark, when there is one. */
static void read_speed(const struct scan *s, struct end *e)
{
	const char *p = memrchr(s->line, '"', (size_t)(s->line_end - s->line));
	size_t n = 0;

	/* A port's line has at least the quotation marks of its device. */
	for (p++; p < s->line_end; p++) {
		const char *x = p;
		int lanes = 0;

		if (!isdigit((unsigned char)*p) || !strchr(" \t", p[-1]))
			continue;
		while (isdigit((unsigned char)*x) && lanes < 100)
			lanes = lanes * 10 + (*x++ - '0');
		if (*x++ != 'x')
			continue;
		while (x + n < s->line_end && n < sizeof(e->speed) - 1 &&
		       isalnum((unsigned char)x[n]))
			n++;
		memcpy(e->speed, x, n);
		e->lanes = lanes;
		return;
	}
}

static int keep_end(struct scan *s, const struct end *e)
{
	struct end *bigger;

	if (s->n_ends == s->end_capacity) {
		s->end_capacity = s->end_capacity ? s->end_capacity * 2 : 1024;
		bigger = realloc(s->ends, s->end_capacity * sizeof(*bigger));
		if (!bigger)
			return rail_error_nomem(s->err);
		s->ends = bigger;
	}
	s->ends[s->n_ends++] = *e;
	return 0;
}

/* "(5000c0ffee000001)" after a port of a NIC, "[ext 7]" of a chassis. */
static void skip_extras(struct scan *s)
{
	const char *close;

	while (s->p < s->line_end && (*s->p == '(' || *s->p == '[')) {
		close = memchr(s->p, *s->p == '(' ? ')' : ']',
			       (size_t)(s->line_end - s->p));
		if (!close)
			return;
		s->p = close + 1;
	}
	skip_blanks(s);
}

static int read_port(struct scan *s)
{
	struct end e = { .device = s->section, .line = s->line_number };
	char kind;

	if (!s->in_section)
		return complain(s, s->p, "a port without a device: expected "
				"Switch or Ca before it");
	e.port = take_port(s);
	if (e.port < 0)
		return -1;
	skip_extras(s);
	e.id = s->p;
	if (take_id(s, &kind, &e.guid) < 0)
		return -1;
	e.other_port = take_port(s);
	if (e.other_port < 0)
		return -1;
	read_speed(s, &e);
	return keep_end(s, &e);
}

/* --- lines ----------------------------------------------------------------- */

static bool is_setting(const struct scan *s)
{
	const char *p = s->p;

	while (p < s->line_end && (islower((unsigned char)*p) || *p == '_'))
		p++;
	return p > s->p && p < s->line_end && *p == '=';
}

static int read_line(struct scan *s)
{
	s->p = s->line;
	skip_blanks(s);
	if (s->p == s->line_end || *s->p == '#' || *s->p == '\r')
		return 0;
	if (*s->p == '[')
		return read_port(s);
	if (is_setting(s)) {
		s->in_section = false;
		s->in_preamble = true;
		return 0;
	}
	if (take_word(s, "Switch"))
		return begin_section(s, 'S');
	if (take_word(s, "Ca") || take_word(s, "Hca"))
		return begin_section(s, 'H');
	if (take_word(s, "Rt"))
		return begin_section(s, 'R');
	if (take_word(s, "Chassis ") || take_word(s, "Non-Chassis Nodes")) {
		s->in_section = false;
		return 0;
	}
	return is_foreign(s);
}

/* A program or a picture tells itself within its first bytes. */
static bool is_binary(const struct scan *s)
{
	const char *p = s->text;

	for (; p < s->text_end && p < s->text + BINARY_PROBE; p++)
		if ((unsigned char)*p < ' ' && *p != '\t' && *p != '\r' &&
		    *p != '\n')
			return true;
	return false;
}

static int read_lines(struct scan *s)
{
	const char *next = s->text;

	if (s->text == s->text_end)
		return rail_error_at(s->err, s->label, 0, 0, "is empty: "
				     "expected the output of ibnetdiscover");
	if (is_binary(s))
		return rail_error_at(s->err, s->label, 0, 0, "is not text: "
				     "expected the output of ibnetdiscover");
	while (next < s->text_end) {
		s->line = next;
		s->line_end = memchr(next, '\n',
				     (size_t)(s->text_end - next));
		s->line_number++;
		if (!s->line_end)
			s->line_end = s->text_end;
		next = s->line_end + 1;
		if (read_line(s) < 0)
			return -1;
	}
	return 0;
}

/* --- the whole ------------------------------------------------------------- */

static int is_cut(struct scan *s, const char *how)
{
	return rail_error_at(s->err, s->label, s->line_number, 0,
			     "the file is cut short: it ends %s", how);
}

static int check_end(struct scan *s)
{
	if (s->text_end[-1] != '\n')
		return is_cut(s, "inside a line");
	if (s->in_preamble)
		return is_cut(s, "inside a section");
	if (!s->n_sections)
		return rail_error_at(s->err, s->label, 0, 0, "has no device: "
				     "expected the output of ibnetdiscover");
	return 0;
}

static int lacks_section(struct scan *s, const struct end *e)
{
	const char *line = e->id;

	while (line > s->text && line[-1] != '\n')
		line--;
	return rail_error_at(s->err, s->label, e->line,
			     (int)(e->id - line) + 1, "%.*s has no section: "
			     "the file is cut short", (int)(strchr(e->id + 1,
			     '"') - e->id + 1), e->id);
}

static int join_ends(struct scan *s)
{
	for (size_t i = 0; i < s->n_ends; i++) {
		const struct end *e = &s->ends[i];
		struct links_cable c = {
			.a = e->device, .port_a = e->port,
			.port_b = e->other_port,
			.lanes = e->lanes, .line = e->line,
		};

		if (!guid_table_get(s->devices, e->guid, &c.b))
			return lacks_section(s, e);
		if (c.a == LEFT_OUT || c.b == LEFT_OUT)
			continue;
		memcpy(c.speed, e->speed, sizeof(c.speed));
		if (links_add_cable(s->links, &c, s->err) < 0)
			return -1;
	}
	return 0;
}

/* A cable that only one end tells of is used; the file may be edited. */
static int note_halves(struct scan *s)
{
	const struct links *l = s->links;

	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];
		const struct links_device *a = &l->devices[c->a];
		const struct links_device *b = &l->devices[c->b];

		if (c->ends == 2)
			continue;
		if (infer_notes_add(s->notes, "%s:%d: only one end tells of "
				    "the cable between \"%s%s%s\" port %d and "
				    "\"%s%s%s\" port %d", s->label, c->line,
				    a->host ? a->host : "", a->host ? " " : "",
				    a->name, c->port_a,
				    b->host ? b->host : "", b->host ? " " : "",
				    b->name, c->port_b) < 0)
			return rail_error_nomem(s->err);
	}
	return 0;
}

struct links *source_ibnetdiscover_parse(const char *text, size_t len,
					 const char *label,
					 struct infer_notes *notes,
					 struct rail_error *err)
{
	struct scan s = {
		.text = text, .text_end = text + len, .label = label,
		.notes = notes, .err = err,
	};
	struct links *l = NULL;

	s.links = links_create(label);
	s.devices = guid_table_create();
	if (!s.links || !s.devices) {
		rail_error_nomem(err);
		goto out;
	}
	if (read_lines(&s) < 0 || check_end(&s) < 0 || join_ends(&s) < 0 ||
	    note_halves(&s) < 0)
		goto out;
	l = s.links;
	s.links = NULL;
out:
	links_destroy(s.links);
	guid_table_destroy(s.devices);
	free(s.ends);
	return l;
}

struct links *source_ibnetdiscover_read(const char *path,
					struct infer_notes *notes,
					struct rail_error *err)
{
	struct links *l;
	size_t len;
	char *text = file_read(path, &len, err);

	if (!text)
		return NULL;
	l = source_ibnetdiscover_parse(text, len, file_label(path), notes,
				       err);
	free(text);
	return l;
}
