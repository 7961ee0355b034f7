/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is who: files and neighbours -> systems, each a node or a switch.
 *
 * One system appears under several identities: as the file of a host, and as
 * a neighbour with a name, with or without its domain, and a chassis id.
 * Those of one chassis id (a MAC) are one system, and so are those of one
 * name; but of switches, two that share a name and differ in their MACs stay
 * two, since such a name is a mistake of configuration that must show.  A
 * node's MAC is that of whichever interface came first: there the name counts.
 */
#include <stdlib.h>
#include <string.h>

#include "source_lldp_names.h"
#include "source_lldp_parts.h"
#include "topology/hostlist.h"

struct identity {
	int name;
	uint64_t mac;
	int id;			/* the chassis id, of who has no name */
	bool file;		/* a host that has a file */
	int switch_ports, nic_ports;	/* ports that are called so */
	unsigned char caps;
	int source, line;
	int set;		/* a lower identity of the same system */
};

struct systems {
	struct lldp *d;
	struct identity *list;
	int n, capacity;
	int *order;
	int *of_seen;		/* seen -> identity */
};

/* --- identities ---------------------------------------------------------- */

static int compare_int(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_identity(const void *a, const void *b, void *arg)
{
	const struct lldp_seen *seen = ((struct lldp *)arg)->seen;
	const struct lldp_seen *x = &seen[*(const int *)a];
	const struct lldp_seen *y = &seen[*(const int *)b];
	int diff = compare_int((uint64_t)x->name, (uint64_t)y->name);

	if (!diff)
		diff = compare_int(x->id_mac, y->id_mac);
	if (!diff && !x->name)
		diff = compare_int((uint64_t)x->id, (uint64_t)y->id);
	return diff ? diff : *(const int *)a - *(const int *)b;
}

static struct identity *add_identity(struct systems *s,
				     const struct identity *it)
{
	if (lldp_grow(s->d, &s->list, s->n, &s->capacity,
		      sizeof(*s->list)) < 0)
		return NULL;
	s->list[s->n] = *it;
	s->list[s->n].set = s->n;
	return &s->list[s->n++];
}

static void count_port(const struct lldp *d, struct identity *it, int port)
{
	const char *text = lldp_text(d, port);

	it->switch_ports += lldp_is_switch_port(text);
	it->nic_ports += lldp_is_nic(text);
}

/* A file is one identity, and what the host calls itself in it another. */
static int list_tellers(struct systems *s)
{
	struct lldp *d = s->d;

	for (int i = 0; i < d->n_tellers; i++) {
		struct lldp_teller *t = &d->tellers[i];
		struct identity it = {
			.name = t->name, .mac = t->own_mac, .file = true,
			.source = t->source, .line = t->line,
		};

		t->system = s->n;
		if (!add_identity(s, &it))
			return -1;
		if (!t->own_name || t->own_name == t->name)
			continue;
		it.name = t->own_name;
		it.file = false;
		if (!add_identity(s, &it))
			return -1;
		s->list[s->n - 1].set = s->n - 2;
	}
	for (int i = 0; i < d->n_seen; i++)
		count_port(d, &s->list[d->tellers[d->seen[i].teller].system],
			   d->seen[i].port);
	for (int i = 0; i < d->n_own; i++)
		count_port(d, &s->list[d->tellers[d->own[i].teller].system],
			   d->own[i].port);
	return 0;
}

static int list_neighbours(struct systems *s)
{
	struct lldp *d = s->d;
	struct identity *it = NULL;
	const struct lldp_seen *last = NULL;

	for (int i = 0; i < d->n_seen; i++)
		s->order[i] = i;
	qsort_r(s->order, (size_t)d->n_seen, sizeof(int), by_identity, d);
	for (int i = 0; i < d->n_seen; i++) {
		const struct lldp_seen *seen = &d->seen[s->order[i]];

		if (!last || seen->name != last->name ||
		    seen->id_mac != last->id_mac ||
		    (!seen->name && seen->id != last->id)) {
			it = add_identity(s, &(struct identity){
				.name = seen->name, .mac = seen->id_mac,
				.id = seen->name ? 0 : seen->id,
				.source = d->tellers[seen->teller].source,
				.line = seen->line,
			});
			if (!it)
				return -1;
		}
		last = seen;
		s->of_seen[s->order[i]] = s->n - 1;
		count_port(d, it, lldp_port_name(d, seen));
		it->caps |= seen->caps;
	}
	return 0;
}

/* --- which of them are one ----------------------------------------------- */

static int find_set(struct systems *s, int i)
{
	while (s->list[i].set != i)
		i = s->list[i].set = s->list[s->list[i].set].set;
	return i;
}

static void join(struct systems *s, int a, int b)
{
	a = find_set(s, a);
	b = find_set(s, b);
	if (a < b)
		s->list[b].set = a;
	else
		s->list[a].set = b;
}

static int by_mac(const void *a, const void *b, void *arg)
{
	const struct identity *list = arg;

	return compare_int(list[*(const int *)a].mac,
			   list[*(const int *)b].mac);
}

static void join_macs(struct systems *s, int *order)
{
	qsort_r(order, (size_t)s->n, sizeof(int), by_mac, s->list);
	for (int i = 1; i < s->n; i++)
		if (s->list[order[i]].mac &&
		    s->list[order[i]].mac == s->list[order[i - 1]].mac)
			join(s, order[i], order[i - 1]);
}

static int by_name(const void *a, const void *b, void *arg)
{
	const struct systems *s = arg;
	const struct identity *x = &s->list[*(const int *)a];
	const struct identity *y = &s->list[*(const int *)b];
	int diff = lldp_compare_names(s->d, x->name, y->name);

	if (!diff)
		diff = compare_int(x->mac, y->mac);
	return diff ? diff : *(const int *)a - *(const int *)b;
}

static enum lldp_kind judge(int switch_ports, int nic_ports,
			    unsigned char caps)
{
	if (switch_ports != nic_ports)
		return switch_ports > nic_ports ? LLDP_SWITCH : LLDP_NODE;
	return caps & LLDP_CAP_STATION ? LLDP_NODE : LLDP_UNKNOWN;
}

/* N identities of one name, those without a MAC first. */
static void join_named(struct systems *s, const int *order, int n)
{
	int switch_ports = 0, nic_ports = 0;
	unsigned char caps = 0;
	bool is_node;

	for (int i = 0; i < n; i++) {
		const struct identity *it = &s->list[order[i]];

		switch_ports += it->switch_ports;
		nic_ports += it->nic_ports;
		caps |= it->caps;
	}
	is_node = judge(switch_ports, nic_ports, caps) == LLDP_NODE;
	for (int i = 1; i < n; i++)
		if (is_node || !s->list[order[i - 1]].mac)
			join(s, order[i], order[i - 1]);
}

/* N identities that differ in their domains at most; sorted by name. */
static void join_short(struct systems *s, int *order, int n)
{
	const struct lldp *d = s->d;
	int domains = 0, full = 0;

	for (int i = 0; i < n; i++) {
		int name = s->list[order[i]].name;
		const char *text = lldp_text(d, name);

		if (text[lldp_short_length(text)] && name != full) {
			full = name;
			domains++;
		}
	}
	if (domains <= 1) {
		/* By MAC now, whatever they are called. */
		qsort_r(order, (size_t)n, sizeof(int), by_mac, s->list);
		join_named(s, order, n);
		return;
	}
	for (int i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && s->list[order[k]].name ==
					 s->list[order[i]].name; k++)
			;
		join_named(s, &order[i], k - i);
	}
}

static void join_names(struct systems *s, int *order)
{
	qsort_r(order, (size_t)s->n, sizeof(int), by_name, s);
	for (int i = 0, k; i < s->n; i = k) {
		int name = s->list[order[i]].name;

		for (k = i + 1; k < s->n && name &&
				lldp_same_short(s->d, s->list[order[k]].name,
						name);
		     k++)
			;
		if (name)
			join_short(s, &order[i], k - i);
	}
}

/* --- systems ------------------------------------------------------------- */

/* Whether A is a better name than B: that of a file, then by natural order. */
static bool is_better(const struct systems *s, const struct identity *a,
		      const struct identity *b)
{
	if (!a->name || !b->name)
		return a->name != 0;
	if (a->file != b->file)
		return a->file;
	return hostlist_natural_cmp(lldp_text(s->d, a->name),
				    lldp_text(s->d, b->name)) < 0;
}

static int make_systems(struct systems *s, int *system_of)
{
	struct lldp *d = s->d;
	struct identity *list = s->list;

	d->systems = lldp_alloc(d, (size_t)s->n, sizeof(*d->systems));
	if (!d->systems)
		return -1;
	for (int i = 0; i < s->n; i++) {
		int root = find_set(s, i);
		struct lldp_system *sys;

		if (root == i)
			system_of[i] = d->n_systems++;
		else
			system_of[i] = system_of[root];
		sys = &d->systems[system_of[i]];
		if (list[i].mac && (!sys->mac || list[i].mac < sys->mac))
			sys->mac = list[i].mac;
		if (root == i) {
			sys->source = list[i].source;
			sys->line = list[i].line;
			continue;
		}
		list[root].switch_ports += list[i].switch_ports;
		list[root].nic_ports += list[i].nic_ports;
		list[root].caps |= list[i].caps;
		if (is_better(s, &list[i], &list[root])) {
			list[root].name = list[i].name;
			list[root].file = list[i].file;
		}
		if (!list[root].id)
			list[root].id = list[i].id;
	}
	for (int i = 0; i < s->n; i++) {
		struct lldp_system *sys = &d->systems[system_of[i]];

		if (list[i].set != i)
			continue;
		sys->kind = judge(list[i].switch_ports, list[i].nic_ports,
				  list[i].caps);
		sys->name = list[i].name;
		sys->id = list[i].id;
	}
	return 0;
}

/*
 * Whose ports' names say nothing: at the other end of a node is a switch, at
 * the other end of a switch a node; else a file is a node's.
 */
static int guess_kinds(struct lldp *d)
{
	bool *by_node, *by_switch;
	int rc = -1;

	by_node = lldp_alloc(d, (size_t)d->n_systems, sizeof(bool));
	by_switch = lldp_alloc(d, (size_t)d->n_systems, sizeof(bool));
	if (!by_node || !by_switch)
		goto out;
	for (int i = 0; i < d->n_seen; i++) {
		int a = d->tellers[d->seen[i].teller].system;
		int b = d->seen[i].system;

		by_node[a] |= d->systems[b].kind == LLDP_NODE;
		by_node[b] |= d->systems[a].kind == LLDP_NODE;
		by_switch[a] |= d->systems[b].kind == LLDP_SWITCH;
		by_switch[b] |= d->systems[a].kind == LLDP_SWITCH;
	}
	for (int i = 0; i < d->n_tellers; i++)
		if (!by_node[d->tellers[i].system])
			by_switch[d->tellers[i].system] = true;
	for (int i = 0; i < d->n_systems; i++) {
		struct lldp_system *sys = &d->systems[i];

		if (sys->kind == LLDP_UNKNOWN)
			sys->kind = by_node[i] || !by_switch[i] ? LLDP_SWITCH :
								  LLDP_NODE;
		/* A switch without a name goes by its chassis id. */
		if (!sys->name && sys->kind == LLDP_SWITCH)
			sys->name = sys->id;
	}
	rc = 0;
out:
	free(by_node);
	free(by_switch);
	return rc;
}

int lldp_find_systems(struct lldp *d)
{
	struct systems s = { .d = d };
	int *order = NULL, *system_of = NULL;
	int rc = -1;

	s.order = lldp_alloc(d, (size_t)d->n_seen, sizeof(int));
	s.of_seen = lldp_alloc(d, (size_t)d->n_seen, sizeof(int));
	if (!s.order || !s.of_seen || list_tellers(&s) < 0 ||
	    list_neighbours(&s) < 0)
		goto out;
	order = lldp_alloc(d, (size_t)s.n, sizeof(int));
	system_of = lldp_alloc(d, (size_t)s.n, sizeof(int));
	if (!order || !system_of)
		goto out;
	for (int i = 0; i < s.n; i++)
		order[i] = i;
	join_macs(&s, order);
	join_names(&s, order);
	if (make_systems(&s, system_of) < 0)
		goto out;
	for (int i = 0; i < d->n_tellers; i++)
		d->tellers[i].system = system_of[d->tellers[i].system];
	for (int i = 0; i < d->n_seen; i++)
		d->seen[i].system = system_of[s.of_seen[i]];
	rc = guess_kinds(d) < 0 || lldp_call_systems(d) < 0 ? -1 : 0;
out:
	free(s.list);
	free(s.order);
	free(s.of_seen);
	free(order);
	free(system_of);
	return rc;
}
