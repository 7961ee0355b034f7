/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: machines that call themselves alike, told apart. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_parts.h"

/*
 * Two machines of one name show in a name that several of their NICs have.
 * What belongs to one machine is plugged into leafs that other nodes share,
 * and mostly into the same port of each.
 */
struct card {
	int device;
	int leaf;	/* what its leaf is connected to by nodes; -1: none */
	int port;	/* of the leaf */
};

struct names {
	struct infer *in;
	struct card *cards;	/* NICs by host, then name */
	int n_cards;
	int *switches;		/* device -> set of leafs joined by nodes */
	int *sw_of;		/* device of a NIC -> the switch, or -1 */
	int *port_of;
};

static const struct links_device *dev(const struct names *n, int card)
{
	return &n->in->links->devices[n->cards[card].device];
}

static int by_host(const void *a, const void *b, void *arg)
{
	const struct links_device *devices = arg;
	const struct card *x = a, *y = b;
	int diff = hostlist_natural_cmp(devices[x->device].host,
					devices[y->device].host);

	if (!diff)
		diff = infer_device_cmp(&devices[x->device],
					&devices[y->device]);
	return diff ? diff : x->device - y->device;
}

static int collect(struct names *n)
{
	struct infer *in = n->in;
	const struct links *l = in->links;
	int own_port, sw, port;

	n->cards = infer_alloc(in, l->n_devices, sizeof(*n->cards));
	n->switches = infer_alloc(in, l->n_devices, sizeof(int));
	n->sw_of = infer_alloc(in, l->n_devices, sizeof(int));
	n->port_of = infer_alloc(in, l->n_devices, sizeof(int));
	if (!n->cards || !n->switches || !n->sw_of || !n->port_of)
		return -1;
	for (int i = 0; i < l->n_devices; i++) {
		n->switches[i] = i;
		n->sw_of[i] = -1;
		if (l->devices[i].kind == LINKS_NIC)
			n->cards[n->n_cards++] = (struct card){ .device = i };
	}
	for (int i = 0; i < l->n_cables; i++) {
		int nic = infer_nic_end(in, &l->cables[i], &own_port, &sw,
					&port);

		if (nic < 0 || (n->sw_of[nic] >= 0 && own_port > 1))
			continue;
		n->sw_of[nic] = sw;
		n->port_of[nic] = port;
	}
	qsort_r(n->cards, n->n_cards, sizeof(*n->cards), by_host,
		(void *)l->devices);
	return 0;
}

static bool same_host(const struct names *n, int a, int b)
{
	return !strcmp(dev(n, a)->host, dev(n, b)->host);
}

static int end_of_host(const struct names *n, int first)
{
	int end = first + 1;

	while (end < n->n_cards && same_host(n, first, end))
		end++;
	return end;
}

/* How many machines it takes for each NIC name to be there once. */
static int count_machines(const struct names *n, int first, int end)
{
	int most = 1, run = 1;

	for (int i = first + 1; i < end; i++) {
		run = *dev(n, i)->name &&
		      !strcmp(dev(n, i - 1)->name, dev(n, i)->name) ? run + 1 :
								      1;
		if (run > most)
			most = run;
	}
	return most;
}

/* The leafs of a node belong together; those of several nodes do not tell. */
static void join_leafs(struct names *n)
{
	for (int i = 0, end; i < n->n_cards; i = end) {
		int first = -1;

		end = end_of_host(n, i);
		if (count_machines(n, i, end) > 1)
			continue;
		for (int k = i; k < end; k++) {
			int sw = n->sw_of[n->cards[k].device];

			if (sw >= 0 && first >= 0)
				infer_set_join(n->switches, first, sw);
			first = sw >= 0 ? sw : first;
		}
	}
}

/* --- one name, several machines ------------------------------------------ */

static bool together(const struct card *a, const struct card *b)
{
	return a->leaf == b->leaf && a->port == b->port;
}

/*
 * Gives each NIC from FIRST to END the number of a machine, 0 up: by place,
 * when that leaves no name twice in one machine, else by GUID.
 */
static void deal(struct names *n, int first, int end, int machines, int *number)
{
	int found = 0, run = 0;
	bool clear = true;

	for (int i = first; i < end; i++) {
		struct card *c = &n->cards[i];

		c->leaf = n->sw_of[c->device] < 0 ? -1 :
			  infer_set_find(n->switches, n->sw_of[c->device]);
		c->port = n->port_of[c->device];
		number[i - first] = -1;
		for (int k = first; k < i && number[i - first] < 0; k++)
			if (together(&n->cards[k], c))
				number[i - first] = number[k - first];
		if (number[i - first] < 0)
			number[i - first] = found++;
	}
	for (int i = first; i < end && clear; i++)
		for (int k = i + 1; k < end && clear; k++)
			clear = number[i - first] != number[k - first] ||
				strcmp(dev(n, i)->name, dev(n, k)->name) != 0;
	if (clear && found == machines)
		return;
	for (int i = first; i < end; i++) {
		run = i > first && !strcmp(dev(n, i - 1)->name,
					   dev(n, i)->name) ? run + 1 : 0;
		number[i - first] = run;
	}
}

static bool name_taken(const struct names *n, const char *name)
{
	for (int i = 0; i < n->n_cards; i++)
		if (!strcmp(dev(n, i)->host, name))
			return true;
	return false;
}

/* "gpu03.2", or the next that nobody has. */
static char *make_name(const struct names *n, const char *host, int *suffix)
{
	char *name;

	do {
		(*suffix)++;
		if (asprintf(&name, "%.*s.%d", FABRIC_NAME_MAX - 8, host,
			     *suffix) < 0)
			return NULL;
		if (!name_taken(n, name))
			return name;
		free(name);
	} while (*suffix < 1 << 20);
	return NULL;
}

/* Notes the machines but the first, which keeps the name. */
static int name_machines(struct names *n, int first, int end, int machines,
			 const int *number)
{
	struct infer *in = n->in;
	int suffix = 1;

	for (int m = 1; m < machines; m++) {
		char **bigger = realloc(in->made_hosts,
					(in->n_made_hosts + 1) *
					sizeof(*bigger));
		char *name;

		if (!bigger)
			return rail_error_nomem(in->err);
		in->made_hosts = bigger;
		name = make_name(n, dev(n, first)->host, &suffix);
		if (!name)
			return rail_error_nomem(in->err);
		in->made_hosts[in->n_made_hosts++] = name;
		for (int i = first; i < end; i++)
			if (number[i - first] == m)
				in->machine[n->cards[i].device] =
					in->n_made_hosts;
		if (infer_notes_add(in->notes, "another node calls itself "
				    "\"%s\": it goes as \"%s\"",
				    dev(n, first)->host, name) < 0)
			return rail_error_nomem(in->err);
	}
	return 0;
}

static int split_hosts(struct names *n)
{
	struct infer *in = n->in;

	for (int i = 0, end; i < n->n_cards; i = end) {
		int machines, *number, rc;

		end = end_of_host(n, i);
		machines = count_machines(n, i, end);
		if (machines == 1)
			continue;
		if (!in->machine)
			in->machine = infer_alloc(in, in->links->n_devices,
						  sizeof(int));
		number = infer_alloc(in, end - i, sizeof(int));
		if (!in->machine || !number) {
			free(number);
			return -1;
		}
		deal(n, i, end, machines, number);
		rc = name_machines(n, i, end, machines, number);
		free(number);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* --- GUIDs --------------------------------------------------------------- */

static int by_guid(const void *a, const void *b)
{
	const struct links_device *x = *(const struct links_device *const *)a;
	const struct links_device *y = *(const struct links_device *const *)b;
	int diff;

	if (x->guid != y->guid)
		return x->guid > y->guid ? 1 : -1;
	diff = hostlist_natural_cmp(x->host ? x->host : "",
				    y->host ? y->host : "");
	return diff ? diff : infer_device_cmp(x, y);
}

static int say_guid(struct infer *in, const struct links_device *a,
		    const struct links_device *b)
{
	if (a->kind == LINKS_SWITCH && b->kind == LINKS_SWITCH)
		return rail_error_at(in->err, in->links->sources[b->source],
				     b->line, 0, "two switches have the GUID "
				     "0x%016" PRIx64 ": \"%s\" and \"%s\"; "
				     "the other one is in %s:%d", b->guid,
				     a->name, b->name,
				     in->links->sources[a->source], a->line);
	if (infer_notes_add(in->notes, "\"%s%s%s\" and \"%s%s%s\" have the "
			    "same GUID 0x%016" PRIx64, a->host ? a->host : "",
			    links_gap(a), a->name, b->host ? b->host : "",
			    links_gap(b), b->name, a->guid) < 0)
		return rail_error_nomem(in->err);
	return 0;
}

static int check_guids(struct infer *in)
{
	const struct links *l = in->links;
	const struct links_device **sorted;
	int n = 0, rc = 0;

	sorted = infer_alloc(in, l->n_devices, sizeof(*sorted));
	if (!sorted)
		return -1;
	for (int i = 0; i < l->n_devices; i++)
		if (l->devices[i].guid)
			sorted[n++] = &l->devices[i];
	qsort(sorted, n, sizeof(*sorted), by_guid);
	for (int i = 1; i < n && rc == 0; i++)
		if (sorted[i]->guid == sorted[i - 1]->guid)
			rc = say_guid(in, sorted[i - 1], sorted[i]);
	free(sorted);
	return rc;
}

int infer_names(struct infer *in)
{
	struct names n = { .in = in };
	int rc = -1;

	in->aside = infer_alloc(in, in->links->n_devices, sizeof(bool));
	if (!in->aside || check_guids(in) < 0)
		return -1;
	for (int i = 0; i < in->links->n_devices; i++)
		in->aside[i] = in->links->devices[i].aside;
	if (collect(&n) == 0) {
		join_leafs(&n);
		rc = split_hosts(&n);
	}
	free(n.cards);
	free(n.switches);
	free(n.sw_of);
	free(n.port_of);
	return rc;
}
