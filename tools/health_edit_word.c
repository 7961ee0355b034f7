/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words behind `railyard health set` and `clear` -> entries. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "health_edit.h"
#include "topology/hostlist.h"

/* An entry like that is put in or taken out.  CLI_OK, or told. */
static int apply(struct health_edit *e, struct health_entry *entry)
{
	struct rail_error err;

	entry->reason = e->reason;
	entry->source = e->source;
	entry->since = e->now;
	entry->until = e->until;
	if (e->clear && !e->failures) {
		if (health_clear(e->health, entry)) {
			e->changed++;
			return CLI_OK;
		}
		e->absent++;
		cli_complain(e->verb, "nothing was said of %s%s %s",
			     entry->kind == HEALTH_RAIL ? "that " : "",
			     health_kind_name(entry->kind), entry->name);
		return CLI_OK;
	}
	if (health_set(e->health, entry, &err))
		return cli_failed(e->verb, &err);
	e->changed++;
	return CLI_OK;
}

static int no_such(const struct health_edit *e, const char *kind, const char *name,
		   const char *known)
{
	return cli_misuse(e->verb, "the map has no %s \"%s\", it has %s", kind,
			  name, known);
}

/* The first and last of N names, each the first member of a struct. */
static void first_and_last(const void *array, size_t size, int n, char *text,
			   size_t len)
{
	const char *base = array;

	if (!n)
		snprintf(text, len, "none");
	else if (n == 1)
		snprintf(text, len, "1, %s", *(const char *const *)base);
	else
		snprintf(text, len, "%d, %s to %s", n,
			 *(const char *const *)base,
			 *(const char *const *)(base + (size_t)(n - 1) * size));
}

/* Whether one of N structs begins with the pointer to NAME. */
static bool has_name(const void *array, size_t size, int n, const char *name)
{
	const char *base = array;

	for (int i = 0; i < n; i++)
		if (!strcmp(*(const char *const *)(base + (size_t)i * size),
			    name))
			return true;
	return false;
}

/* The rail of NODE that WORD, a number or a NIC's name, is; -1. */
static int find_rail(const struct fabric *f, int node, const char *word)
{
	size_t len = strspn(word, "0123456789");

	if (len && len < 4 && !word[len])
		return atoi(word) < f->n_rails ? atoi(word) : -1;
	return fabric_find_rail(f, node, word);
}

static int no_rail(const struct health_edit *e, int node, const char *word)
{
	const struct fabric *f = e->place.fabric;
	const char **names = f->shapes[f->nodes[node].shape].nic_names;
	char known[256];
	size_t len;

	len = (size_t)snprintf(known, sizeof(known), "0 to %d, which are",
			       f->n_rails - 1);
	for (int r = 0; r < f->n_rails && len < sizeof(known); r++)
		len += (size_t)snprintf(known + len, sizeof(known) - len,
					" %s", names[r] ? names[r] : "?");
	return cli_misuse(e->verb, "node %s has no rail \"%s\", it has %s",
			  f->nodes[node].name, word, known);
}

static int apply_node(struct health_edit *e, const char *name, const char *rail)
{
	const struct fabric *f = e->place.fabric;
	struct health_entry entry = { .kind = rail ? HEALTH_RAIL : HEALTH_NODE,
				      .name = name, .rail = -1 };
	int node = fabric_find_node(f, name);
	char known[300];

	if (e->failures)
		entry.state = HEALTH_PARDONED;
	/* what left the map since must still go; to forgive it is of no use */
	if (node < 0 && (!e->clear || e->failures || rail)) {
		first_and_last(f->nodes, sizeof(*f->nodes), f->n_nodes, known,
			       sizeof(known));
		return no_such(e, "node", name, known);
	}
	if (rail) {
		entry.rail = find_rail(f, node, rail);
		if (entry.rail < 0)
			return no_rail(e, node, rail);
	}
	return apply(e, &entry);
}

static int apply_thing(struct health_edit *e, enum health_kind kind, const char *name)
{
	const struct fabric *f = e->place.fabric;
	const struct domains *d = &e->place.conf.domains;
	struct health_entry entry = { .kind = kind, .name = name, .rail = -1 };
	const void *array = kind == HEALTH_LEAF	 ? (void *)f->leafs :
			    kind == HEALTH_SPINE ? (void *)f->spines :
						   (void *)d->all;
	size_t size = kind == HEALTH_LEAF  ? sizeof(*f->leafs) :
		      kind == HEALTH_SPINE ? sizeof(*f->spines) :
					     sizeof(*d->all);
	int n = kind == HEALTH_LEAF  ? f->n_leafs :
		kind == HEALTH_SPINE ? f->n_spines :
				       d->count;
	char known[300];

	if (e->clear || has_name(array, size, n, name))
		return apply(e, &entry);
	first_and_last(array, size, n, known, sizeof(known));
	if (kind == HEALTH_DOMAIN)
		return cli_misuse(e->verb, "railyard.conf has no PowerDomain "
				  "\"%s\", it has %s", name, known);
	return no_such(e, health_kind_name(kind), name, known);
}

int health_edit_word(struct health_edit *e, enum health_kind kind, char *word)
{
	char *rail = kind == HEALTH_RAIL ? strrchr(word, ':') : NULL;
	struct rail_error err;
	struct hostlist *names;
	int status = CLI_OK;

	if (kind == HEALTH_RAIL && !rail)
		return cli_misuse(e->verb, "\"%s\" is not HOSTS:RAIL, as "
				  "gpu02:3 or gpu02:mlx5_3", word);
	if (rail)
		*rail++ = '\0';
	names = hostlist_parse(word, HEALTH_MAX_ENTRIES, &err);
	if (!names)
		return cli_misuse(e->verb, "%s", err.text);
	if (!names->count)
		status = cli_misuse(e->verb, "\"\" names nothing");
	for (int i = 0; i < names->count && status == CLI_OK; i++)
		status = kind == HEALTH_NODE || kind == HEALTH_RAIL ?
				 apply_node(e, names->names[i], rail) :
				 apply_thing(e, kind, names->names[i]);
	hostlist_destroy(names);
	return status;
}
