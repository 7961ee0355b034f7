/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Neighbours seen -> links between ports.  Each port keeps one neighbour; each
 * end is given the name that its own system knows it by; and what both ends
 * tell becomes one link.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guid_table.h"
#include "source_lldp_names.h"
#include "source_lldp_parts.h"
#include "topology/hostlist.h"
#include "topology/text.h"

struct ends {
	struct lldp *d;
	int *kept;		/* indices into d->seen: one a port */
	int n_kept;
	/* (system, port) -> index into d->own or d->seen of any word on it:
	 * the ports that a system has, by its own account. */
	struct guid_table *ports;
	/* (system, MAC as text) -> its port, where the system told it */
	struct guid_table *macs;
};

int lldp_port_name(const struct lldp *d, const struct lldp_seen *seen)
{
	int id, descr;

	if (seen->port_is_name || !seen->port_descr)
		return seen->port_id;
	descr = lldp_port_rank(lldp_text(d, seen->port_descr));
	if (seen->port_mac)
		return descr ? seen->port_descr : seen->port_id;
	id = seen->port_id ? lldp_port_rank(lldp_text(d, seen->port_id)) : -1;
	/* Of two numbers or words, the description may be an admin's. */
	return descr > id || (descr == id && id == 2) ? seen->port_descr :
							 seen->port_id;
}

static int teller_system(const struct lldp *d, const struct lldp_seen *seen)
{
	return d->tellers[seen->teller].system;
}

/* --- one neighbour a port ------------------------------------------------ */

static int compare_int(int a, int b)
{
	return a < b ? -1 : a > b;
}

/* On a node's port, what forwards nothing is beside the switch: the processor
 * of the NIC, which speaks for itself. */
static bool is_beside(const struct lldp *d, const struct lldp_seen *seen)
{
	return d->systems[teller_system(d, seen)].kind == LLDP_NODE &&
	       seen->caps == LLDP_CAP_STATION;
}

/* The best word on a port first; equal ones in an order of no source. */
static int by_port(const void *a, const void *b, void *arg)
{
	const struct lldp *d = arg;
	const struct lldp_seen *x = &d->seen[*(const int *)a];
	const struct lldp_seen *y = &d->seen[*(const int *)b];
	int diff = compare_int(teller_system(d, x), teller_system(d, y));

	if (!diff)
		diff = compare_int(x->port, y->port);
	/* Who says no name is often the NIC itself, beside its host. */
	if (!diff)
		diff = (x->name == 0) - (y->name == 0);
	if (!diff)
		diff = is_beside(d, x) - is_beside(d, y);
	if (!diff)
		diff = x->foreign - y->foreign;
	if (!diff)
		diff = compare_int(x->age, y->age);
	if (!diff)
		diff = compare_int(x->system, y->system);
	if (!diff)
		diff = hostlist_natural_cmp(lldp_text(d, x->port_id),
					    lldp_text(d, y->port_id));
	return diff ? diff : *(const int *)a - *(const int *)b;
}

/* Ports that see several systems that have names: the first, and how many. */
struct several {
	const struct lldp_seen *best, *other;
	int n;
};

static void count_several(struct lldp *d, const int *order, int n,
			  struct several *s)
{
	const struct lldp_seen *best = &d->seen[order[0]];

	for (int i = 1; i < n; i++) {
		const struct lldp_seen *seen = &d->seen[order[i]];

		if (seen->system == best->system || !seen->name)
			continue;
		if (!s->n++) {
			s->best = best;
			s->other = seen;
		}
		return;
	}
}

static int note_several(struct lldp *d, const struct several *s)
{
	char more[40] = "";

	if (!s->n)
		return 0;
	if (s->n > 1)
		snprintf(more, sizeof(more), "; and so do%s %d more port%s",
			 s->n > 2 ? "" : "es", s->n - 1, text_plural(s->n - 1));
	return lldp_note(d, "\"%s\" %s sees several neighbours: \"%s\"%s is "
			 "taken, and not \"%s\"%s",
			 lldp_system_name(d, teller_system(d, s->best)),
			 lldp_text(d, s->best->port),
			 lldp_system_name(d, s->best->system),
			 s->best->age <= s->other->age ? ", the newest," : "",
			 lldp_system_name(d, s->other->system), more);
}

static int keep_one_a_port(struct ends *e)
{
	struct lldp *d = e->d;
	int *order = e->kept;
	struct several several = { .n = 0 };

	for (int i = 0; i < d->n_seen; i++)
		order[i] = i;
	qsort_r(order, (size_t)d->n_seen, sizeof(int), by_port, d);
	for (int i = 0, k; i < d->n_seen; i = k) {
		const struct lldp_seen *best = &d->seen[order[i]];
		int system = teller_system(d, best);

		for (k = i + 1; k < d->n_seen; k++) {
			const struct lldp_seen *seen = &d->seen[order[k]];

			if (seen->port != best->port ||
			    teller_system(d, seen) != system)
				break;
		}
		count_several(d, &order[i], k - i, &several);
		order[e->n_kept++] = order[i];
	}
	return note_several(d, &several);
}

/* --- what ports are called ----------------------------------------------- */

static int list_ports(struct ends *e)
{
	struct lldp *d = e->d;

	e->ports = guid_table_create();
	e->macs = guid_table_create();
	if (!e->ports || !e->macs)
		return rail_error_nomem(d->err);
	for (int i = 0; i < e->n_kept; i++) {
		const struct lldp_seen *seen = &d->seen[e->kept[i]];

		if (guid_table_put(e->ports, lldp_port_key(teller_system(d, seen),
						      seen->port), -1) < 0)
			return rail_error_nomem(d->err);
	}
	for (int i = 0; i < d->n_own; i++) {
		const struct lldp_own *own = &d->own[i];
		int system = d->tellers[own->teller].system;

		if (guid_table_put(e->ports, lldp_port_key(system, own->port),
				   i) < 0 ||
		    (own->mac && guid_table_put(e->macs,
						lldp_port_key(system, own->id),
						own->port) < 0))
			return rail_error_nomem(d->err);
	}
	return 0;
}

/* Whether X, seen by one side, may mean PORT of the other. */
static bool may_be(const struct lldp_seen *x, int port)
{
	return port && (x->port_id == port || x->port_descr == port);
}

/* By teller's system, then neighbour, then port, so that what one system tells
 * of another is a range. */
static int by_pair(const void *a, const void *b, void *arg)
{
	const struct lldp *d = arg;
	const struct lldp_seen *x = &d->seen[*(const int *)a];
	const struct lldp_seen *y = &d->seen[*(const int *)b];
	int diff = compare_int(teller_system(d, x), teller_system(d, y));

	if (!diff)
		diff = compare_int(x->system, y->system);
	return diff ? diff : hostlist_natural_cmp(lldp_text(d, x->port),
						  lldp_text(d, y->port));
}

/* The first of kept[] that SYSTEM tells of NEIGHBOUR, or where it would be. */
static int first_of_pair(const struct ends *e, int system, int neighbour)
{
	const struct lldp *d = e->d;
	int low = 0, high = e->n_kept;

	while (low < high) {
		int middle = low + (high - low) / 2;
		const struct lldp_seen *seen = &d->seen[e->kept[middle]];
		int diff = compare_int(teller_system(d, seen), system);

		if (!diff)
			diff = compare_int(seen->system, neighbour);
		if (diff < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * The name of the port that SEEN is about, as its own system has it: by what
 * that system tells of the teller (the names agree; or this one cannot be
 * read, but that one names our port); by its list of ports; else as told here.
 */
static int resolve(const struct ends *e, const struct lldp_seen *seen)
{
	const struct lldp *d = e->d;
	int us = teller_system(d, seen), them = seen->system;
	int name = lldp_port_name(d, seen), told = 0, port;

	for (int i = first_of_pair(e, them, us); i < e->n_kept; i++) {
		const struct lldp_seen *back = &d->seen[e->kept[i]];

		if (teller_system(d, back) != them || back->system != us)
			break;
		if (may_be(seen, back->port))
			return back->port;
		if (!told && may_be(back, seen->port))
			told = back->port;
	}
	if (name && guid_table_get(e->ports, lldp_port_key(them, name), &port))
		return name;
	if (told)
		return told;
	if (seen->port_mac && guid_table_get(e->macs, lldp_port_key(them,
						seen->port_id), &port))
		return port;
	return name;
}

/* --- links --------------------------------------------------------------- */

static int compare_ends(const struct lldp *d, const struct lldp_end *a,
			const struct lldp_end *b)
{
	int diff = compare_int(a->system, b->system);

	return diff || a->port == b->port ? diff :
	       hostlist_natural_cmp(lldp_text(d, a->port),
				    lldp_text(d, b->port));
}

static void make_link(const struct ends *e, const struct lldp_seen *seen,
		      struct lldp_link *link)
{
	const struct lldp *d = e->d;
	struct lldp_end ours = {
		.system = teller_system(d, seen), .port = seen->port,
	};
	struct lldp_end theirs = {
		.system = seen->system, .port = resolve(e, seen),
		.mac = seen->port_mac, .bond = seen->bond,
	};
	bool swap = compare_ends(d, &ours, &theirs) > 0;
	int own;

	if (guid_table_get(e->ports, lldp_port_key(ours.system, ours.port), &own) &&
	    own >= 0) {
		ours.mac = d->own[own].mac;
		ours.bond = d->own[own].bond;
	}
	*link = (struct lldp_link){
		.end = { swap ? theirs : ours, swap ? ours : theirs },
		.told = { !swap, swap },
		.speed = seen->speed, .age = seen->age,
		.source = d->tellers[seen->teller].source, .line = seen->line,
	};
}

static int by_ends(const void *a, const void *b, void *arg)
{
	const struct lldp_link *x = a, *y = b;
	int diff = compare_ends(arg, &x->end[0], &y->end[0]);

	if (!diff)
		diff = compare_ends(arg, &x->end[1], &y->end[1]);
	if (!diff)
		diff = x->told[1] - y->told[1];
	return diff ? diff : compare_int(x->age, y->age);
}

/* Adds to LINK what OTHER, the same one, knows. */
static void add_word(struct lldp_link *link, const struct lldp_link *other)
{
	for (int i = 0; i < 2; i++) {
		link->told[i] |= other->told[i];
		if (!link->end[i].mac)
			link->end[i].mac = other->end[i].mac;
		if (!link->end[i].bond)
			link->end[i].bond = other->end[i].bond;
	}
	if (!link->speed)
		link->speed = other->speed;
	if (other->age < link->age)
		link->age = other->age;
}

/* A port that sees itself, or a neighbour without a port, is no link. */
static bool is_link(const struct lldp_link *link)
{
	return link->end[0].port && link->end[1].port &&
	       (link->end[0].system != link->end[1].system ||
		link->end[0].port != link->end[1].port);
}

static int collect(struct ends *e)
{
	struct lldp *d = e->d;
	int n = 0;

	qsort_r(e->kept, (size_t)e->n_kept, sizeof(int), by_pair, d);
	d->links = lldp_alloc(d, (size_t)e->n_kept, sizeof(*d->links));
	if (!d->links)
		return -1;
	for (int i = 0; i < e->n_kept; i++) {
		make_link(e, &d->seen[e->kept[i]], &d->links[n]);
		n += is_link(&d->links[n]);
	}
	qsort_r(d->links, (size_t)n, sizeof(*d->links), by_ends, d);
	for (int i = 0; i < n; i++) {
		struct lldp_link *last = &d->links[d->n_links - 1];

		if (d->n_links &&
		    !compare_ends(d, &last->end[0], &d->links[i].end[0]) &&
		    !compare_ends(d, &last->end[1], &d->links[i].end[1]))
			add_word(last, &d->links[i]);
		else
			d->links[d->n_links++] = d->links[i];
	}
	return 0;
}

int lldp_find_ends(struct lldp *d)
{
	struct ends e = { .d = d };
	int rc = -1;

	e.kept = lldp_alloc(d, (size_t)d->n_seen, sizeof(int));
	if (e.kept && keep_one_a_port(&e) == 0 && list_ports(&e) == 0)
		rc = collect(&e);
	guid_table_destroy(e.ports);
	guid_table_destroy(e.macs);
	free(e.kept);
	return rc;
}
