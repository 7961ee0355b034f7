/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: machines that call themselves alike, told apart. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_parts.h"

/* Two machines of one name show in a name that several of their NICs have. */
struct names {
	struct infer *in;
	struct infer_card *cards;	/* NICs by host, then name */
	int n_cards;
};

static const struct links_device *dev(const struct names *n, int card)
{
	return &n->in->links->devices[n->cards[card].device];
}

static int by_host(const void *a, const void *b, void *arg)
{
	const struct links_device *devices = arg;
	const struct infer_card *x = a, *y = b;
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
	struct infer_card *by_device;
	int own_port, sw, port;

	n->cards = infer_alloc(in, l->n_devices, sizeof(*n->cards));
	by_device = infer_alloc(in, l->n_devices, sizeof(*by_device));
	if (!n->cards || !by_device) {
		free(by_device);
		return -1;
	}
	for (int i = 0; i < l->n_devices; i++)
		by_device[i] = (struct infer_card){ .device = i, .sw = -1 };
	for (int i = 0; i < l->n_cables; i++) {
		int nic = infer_nic_end(in, &l->cables[i], &own_port, &sw,
					&port);

		if (nic < 0 || (by_device[nic].sw >= 0 && own_port > 1))
			continue;
		by_device[nic].sw = sw;
		by_device[nic].port = port;
	}
	for (int i = 0; i < l->n_devices; i++)
		if (l->devices[i].kind == LINKS_NIC)
			n->cards[n->n_cards++] = by_device[i];
	free(by_device);
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

/* --- one name, several machines ------------------------------------------ */

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
		rc = infer_deal(in, n->cards, n->n_cards,
				&(struct infer_hand){ i, end, machines },
				number);
		if (rc == 0)
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
	if (collect(&n) == 0)
		rc = split_hosts(&n);
	free(n.cards);
	return rc;
}
