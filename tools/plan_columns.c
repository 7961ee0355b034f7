/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the header of a cable plan; knows what people call types. */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "plan_columns.h"

enum { MAX_BEFORE_HEADER = 20, MAX_WORD = 32 };

/* --- columns ------------------------------------------------------------- */

/* By letters and digits alone; those of the validation tool's newer sheets
 * leave out "Name". */
static const struct {
	const char *name;
	const char *plain, *other;
} columns_known[N_PLAN_COLUMNS] = {
	[PLAN_A_NODE] = { "A-Node Name", "anodename", "anode" },
	[PLAN_A_TYPE] = { "A-Type", "atype", "anodetype" },
	[PLAN_A_PORT] = { "A-Port", "aport", "aportname" },
	[PLAN_Z_NODE] = { "Z-Node Name", "znodename", "znode" },
	[PLAN_Z_TYPE] = { "Z-Type", "ztype", "znodetype" },
	[PLAN_Z_PORT] = { "Z-Port", "zport", "zportname" },
};

const char *plan_column_name(enum plan_column column)
{
	return columns_known[column].name;
}

/* "A-Node Name" as "anodename". */
static void plain(const char *text, char word[MAX_WORD])
{
	size_t n = 0;

	for (; *text && n + 1 < MAX_WORD; text++)
		if (isalnum((unsigned char)*text))
			word[n++] = (char)tolower((unsigned char)*text);
	word[*text ? 0 : n] = '\0';
}

static int column_of(const char *text)
{
	char word[MAX_WORD];

	plain(text, word);
	for (int i = 0; i < N_PLAN_COLUMNS; i++)
		if (!strcmp(word, columns_known[i].plain) ||
		    !strcmp(word, columns_known[i].other))
			return i;
	return -1;
}

/* The first column there is at all makes a record the header. */
static bool is_header(const struct csv *c)
{
	for (int i = 0; i < c->n_fields; i++)
		if (column_of(c->fields[i].text) == PLAN_A_NODE)
			return true;
	return false;
}

static int take_header(struct csv *c, struct plan_columns *columns)
{
	memset(columns->at, 0xff, sizeof(columns->at));
	for (int i = 0; i < c->n_fields; i++) {
		const struct csv_field *f = &c->fields[i];
		int k = column_of(f->text);

		if (k < 0)
			continue;
		if (columns->at[k] >= 0)
			return rail_error_at(c->err, c->label, f->line,
					     f->column, "a second column "
					     "\"%s\"; the first is in column "
					     "%d", f->text,
					     c->fields[columns->at[k]].column);
		columns->at[k] = i;
	}
	for (int k = 0; k < N_PLAN_COLUMNS; k++)
		if (columns->at[k] < 0)
			return rail_error_at(c->err, c->label,
					     c->fields[0].line, 0,
					     "column \"%s\" is missing",
					     plan_column_name(k));
	return 0;
}

static bool find_header(struct csv *c)
{
	for (int n = 0; n <= MAX_BEFORE_HEADER && csv_next(c) == 1; n++)
		if (is_header(c))
			return true;
	return false;
}

int plan_open(struct csv *c, struct plan_columns *columns, const char *text,
	      size_t len, const char *label, struct rail_error *err)
{
	static const char separators[] = ";\t,";

	/* The last one is what is told about where none shows a header. */
	for (const char *s = separators; *s; s++) {
		if (csv_open(c, text, len, *s, label, err) < 0)
			return -1;
		*err->text = '\0';
		if (find_header(c))
			return take_header(c, columns);
		if (s[1])
			csv_close(c);
	}
	if (*err->text)
		return -1;
	return rail_error_at(err, label, 1, 0, "no header: a line with the "
			     "columns A-Node Name, A-Type, A-Port, Z-Node "
			     "Name, Z-Type and Z-Port was expected");
}

/* --- types --------------------------------------------------------------- */

static const char *const switches[] = {
	"access", "agg", "aggregation", "core", "fabric", "leaf", "leafs",
	"leaves", "router", "spine", "spines", "superspine", "sw", "switch",
	"switches", "tor", NULL,
};

/* What is before the number in a switch's model: QM9700, MSN4700, DCS-7060X. */
static const char *const switch_models[] = {
	"dcs", "mqm", "msb", "msn", "nexus", "qfx", "qm", "quantum", "sb", "sn",
	"spectrum", NULL,
};

static const char *const asides[] = {
	"admin", "filer", "gateway", "head", "headnode", "login", "management",
	"mgmt", "nas", "nfs", "storage", "ufm", NULL,
};

static const char *const hosts[] = {
	"accelerator", "adapter", "ca", "client", "compute", "cpu", "dgx",
	"gpu", "hca", "hgx", "host", "hosts", "machine", "nic", "node",
	"nodes", "server", "servers", "worker", NULL,
};

/* Whether WORD, with a number at TAIL behind it, begins a switch's model. */
static bool is_model(const char *word, const char *tail)
{
	tail += *tail == '-' || *tail == ' ';
	for (int i = 0; switch_models[i]; i++)
		if (!strcmp(switch_models[i], word))
			return isdigit((unsigned char)*tail);
	return false;
}

/* Whether WORD is in LIST, be it with "switch", "node" or "server" behind. */
static bool is_in(const char *const *list, const char *word)
{
	static const char *const tails[] = { "switch", "node", "server",
					     "host" };
	size_t len = strlen(word);

	for (; *list; list++) {
		size_t n = strlen(*list);

		if (strncmp(*list, word, n))
			continue;
		if (n == len)
			return true;
		for (int i = 0; i < 4; i++)
			if (!strcmp(word + n, tails[i]))
				return true;
	}
	return false;
}

enum plan_type plan_type(const char *text)
{
	bool aside = false, host = false, sw = false;

	while (*text) {
		char word[MAX_WORD];
		size_t n = 0;

		while (*text && !isalpha((unsigned char)*text))
			text++;
		for (; isalpha((unsigned char)*text); text++)
			if (n + 1 < MAX_WORD)
				word[n++] = (char)tolower((unsigned char)*text);
		word[n] = '\0';
		sw |= is_in(switches, word) || is_model(word, text) ||
		      (n > 6 && !strcmp(word + n - 6, "switch"));
		aside |= is_in(asides, word);
		host |= is_in(hosts, word);
	}
	return sw ? PLAN_SWITCH : aside ? PLAN_ASIDE :
	       host ? PLAN_HOST : PLAN_NO_TYPE;
}
