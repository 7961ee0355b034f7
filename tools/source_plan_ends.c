/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the ends of the cables of a plan, which are devices and ports. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source_plan_parts.h"

enum { MAX_OWN_PORT = 10 };

/* "FILE:LINE:COLUMN: A-Port: "TEXT": WHAT" */
static int complain(struct plan_reader *r, int column, const char *what)
{
	int at = r->columns.at[column];
	const struct csv *c = &r->csv;
	int line = c->fields[0].line, col = 0;
	const char *text = "";

	if (at < c->n_fields) {
		line = c->fields[at].line;
		col = c->fields[at].column;
		text = c->fields[at].text;
	}
	return rail_error_at(r->err, r->label, line, col, "%s \"%.64s\": %s",
			     plan_column_name(column), text, what);
}

static const char *field(const struct plan_reader *r, int column)
{
	int at = r->columns.at[column];

	return at < r->csv.n_fields ? r->csv.fields[at].text : "";
}

/* --- hosts and switches -------------------------------------------------- */

/* The word of NAME; people are not strict about capital letters. */
static int put_name(struct plan_reader *r, const char *name)
{
	char small[FABRIC_TEXT_MAX + 1];
	size_t n = 0;

	for (; *name && n < FABRIC_TEXT_MAX; name++)
		small[n++] = (char)tolower((unsigned char)*name);
	small[n] = '\0';
	return words_put(r->names, small);
}

/* The word of what COLUMN names, which is a switch or not. */
static int take_name(struct plan_reader *r, int column, bool is_switch)
{
	const char *text = field(r, column);
	int word = put_name(r, text);
	int line = r->csv.fields[r->columns.at[column]].line;
	char what[96];
	struct plan_named *n;

	if (word < 0)
		return rail_error_nomem(r->err);
	if (word > r->n_named) {
		if (plan_reserve(r, &r->named, r->n_named, sizeof(*n)) < 0)
			return -1;
		n = &r->named[r->n_named++];
		*n = (struct plan_named){
			.name = strdup(text), .sw = -1, .line = line,
			.nameless = -1,
		};
		if (!n->name)
			return rail_error_nomem(r->err);
		if (!is_switch)
			return word;
		n->sw = links_add_device(r->l, LINKS_SWITCH, 0, text, NULL,
					 line, r->err);
		return n->sw < 0 ? -1 : word;
	}
	n = &r->named[word - 1];
	if ((n->sw >= 0) == is_switch)
		return word;
	snprintf(what, sizeof(what), "a %s here, and a %s in line %d",
		 is_switch ? "switch" : "host", is_switch ? "host" : "switch",
		 n->line);
	return complain(r, column, what);
}

static bool printable(const char *text, size_t max)
{
	size_t len = strlen(text);

	if (len > max)
		return false;
	for (; *text; text++)
		if (*text < ' ' || *text > '~' || *text == '"' ||
		    *text == '\\')
			return false;
	return true;
}

/* --- NICs ---------------------------------------------------------------- */

/*
 * Cuts "/2", "/P2" or " P2" off NAME, and returns that number; 1 where there is
 * none.
 */
static int cut_own_port(char *name)
{
	size_t len = strlen(name), digits = len, tail;
	int port;

	while (digits && isdigit((unsigned char)name[digits - 1]))
		digits--;
	if (digits == len || len - digits > 2)
		return 1;
	port = atoi(name + digits);
	tail = digits;
	if (tail && (name[tail - 1] == 'P' || name[tail - 1] == 'p')) {
		tail--;
		if (!tail || (name[tail - 1] != '/' && name[tail - 1] != ' '))
			return 1;
	} else if (!tail || name[tail - 1] != '/') {
		return 1;
	}
	if (port < 1 || port > MAX_OWN_PORT)
		return 1;
	name[tail - 1] = '\0';
	return port;
}

/* '-' for what no name has. */
static void clean_nic(char *name)
{
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && !strchr("._-", *name))
			*name = '-';
}

static int add_nic(struct plan_reader *r, const char *host, const char *name,
		   int line, bool aside)
{
	int device = links_add_device(r->l, LINKS_NIC, 0, name, host, line,
				      r->err);

	if (device >= 0)
		r->l->devices[device].aside = aside;
	return device;
}

/* Port PORT of a NIC without a name: of the last one, if that lacks it. */
static int nameless_nic(struct plan_reader *r, int host, struct plan_end *end,
			bool aside)
{
	struct plan_named *n = &r->named[host - 1];

	if (n->nameless < 0 || end->port <= n->nameless_port)
		n->nameless = add_nic(r, r->named[host - 1].name, "",
				      end->line, aside);
	n->nameless_port = end->port;
	return end->device = n->nameless;
}

static int named_nic(struct plan_reader *r, int host, const char *name,
		     struct plan_end *end, bool aside)
{
	char key[FABRIC_NAME_MAX + 24];
	int word;

	snprintf(key, sizeof(key), "%d %s", host, name);
	word = words_put(r->nics, key);
	if (word < 0)
		return rail_error_nomem(r->err);
	if (word > r->n_nics) {
		if (plan_reserve(r, &r->nic_devices, r->n_nics, sizeof(int)) < 0)
			return -1;
		r->nic_devices[r->n_nics] =
			add_nic(r, r->named[host - 1].name, name, end->line,
				aside);
		if (r->nic_devices[r->n_nics] < 0)
			return -1;
		r->n_nics++;
	}
	return end->device = r->nic_devices[word - 1];
}

static int take_host(struct plan_reader *r, int first, struct plan_end *end,
		     bool aside)
{
	char name[FABRIC_NAME_MAX + 1];
	int host;

	if (aside ? !printable(field(r, first), FABRIC_TEXT_MAX) :
		    !fabric_name_ok(field(r, first)))
		return complain(r, first, aside ?
				"up to 256 printable ASCII characters but "
				"'\"' and '\\' were expected" :
				"no name of a node: letters, digits, '.', '_' "
				"and '-' were expected");
	if (!printable(field(r, first + 2), FABRIC_NAME_MAX))
		return complain(r, first + 2, "up to 128 printable ASCII "
				"characters but '\"' and '\\' were expected");
	host = take_name(r, first, false);
	if (host < 0)
		return -1;
	snprintf(name, sizeof(name), "%s", field(r, first + 2));
	end->port = cut_own_port(name);
	if (!*name)
		return nameless_nic(r, host, end, aside);
	clean_nic(name);
	if (*name == '.' || *name == '-')
		return complain(r, first + 2, "no name of a NIC, or of its "
				"port: it begins with neither a letter nor "
				"a digit");
	return named_nic(r, host, name, end, aside);
}

/* --- either -------------------------------------------------------------- */

static int take_switch(struct plan_reader *r, int first, struct plan_end *end)
{
	const char *port = field(r, first + 2);
	int word;

	if (!printable(field(r, first), FABRIC_TEXT_MAX))
		return complain(r, first, "up to 256 printable ASCII "
				"characters but '\"' and '\\' were expected");
	if (!printable(port, FABRIC_PORT_TEXT - 1))
		return complain(r, first + 2, "up to 63 printable ASCII "
				"characters but '\"' and '\\' were expected");
	word = take_name(r, first, true);
	if (word < 0)
		return -1;
	end->device = r->named[word - 1].sw;
	if (!*port)
		return 0;
	end->port = words_put(r->ports, port);
	return end->port < 0 ? rail_error_nomem(r->err) : 0;
}

int plan_take_end(struct plan_reader *r, int first, struct plan_end *end)
{
	enum plan_type type = plan_type(field(r, first + 1));
	int at = r->columns.at[first + 2];

	if (!*field(r, first))
		return complain(r, first, "a name was expected");
	if (type == PLAN_NO_TYPE)
		return complain(r, first + 1, "a host (server, compute, node, "
				"GPU, storage ...) or a switch (leaf, ToR, "
				"spine, core ...) was expected");
	*end = (struct plan_end){ .line = r->csv.fields[0].line };
	if (at < r->csv.n_fields) {
		end->line = r->csv.fields[at].line;
		end->column = r->csv.fields[at].column;
	}
	return type == PLAN_SWITCH ? take_switch(r, first, end) :
				     take_host(r, first, end,
					       type == PLAN_ASIDE);
}
