/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is what in a made-up fabric, for those who break it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "synth_fail_parts.h"

static void *list_of(struct failing *f, int n, size_t size)
{
	void *list = calloc((size_t)n + 1, size);

	if (!list)
		rail_error_nomem(f->err);
	return list;
}

/* --- cables of each device ----------------------------------------------- */

static int list_cables(struct failing *f)
{
	const struct links *l = f->l;
	int *at;

	f->first = list_of(f, l->n_devices + 1, sizeof(int));
	f->cables_of = list_of(f, 2 * l->n_cables, sizeof(int));
	at = list_of(f, l->n_devices, sizeof(int));
	if (!f->first || !f->cables_of || !at) {
		free(at);
		return -1;
	}
	for (int i = 0; i < l->n_cables; i++) {
		f->first[l->cables[i].a + 1]++;
		f->first[l->cables[i].b + 1]++;
	}
	for (int i = 0; i < l->n_devices; i++) {
		f->first[i + 1] += f->first[i];
		at[i] = f->first[i];
	}
	for (int i = 0; i < l->n_cables; i++) {
		f->cables_of[at[l->cables[i].a]++] = i;
		f->cables_of[at[l->cables[i].b]++] = i;
	}
	free(at);
	return 0;
}

/* --- tiers --------------------------------------------------------------- */

/* What has NICs is a leaf, what has leafs beside it a spine. */
static void find_tiers(struct failing *f)
{
	const struct links *l = f->l;

	for (int i = 0; i < l->n_devices; i++)
		f->tier[i] = l->devices[i].kind == LINKS_NIC ? FAIL_NIC :
							       FABRIC_CORE;
	for (int tier = FABRIC_LEAF; tier < FABRIC_CORE; tier++)
		for (int i = 0; i < l->n_cables; i++) {
			int ends[] = { l->cables[i].a, l->cables[i].b };

			for (int k = 0; k < 2; k++)
				if (f->tier[ends[k]] == tier - 1 &&
				    f->tier[ends[1 - k]] > tier)
					f->tier[ends[1 - k]] = tier;
		}
}

/* --- hosts and islands --------------------------------------------------- */

/* NICs of a host come one behind the other. */
static int list_hosts(struct failing *f)
{
	const struct links *l = f->l;
	struct fail_host *h = NULL;

	for (int i = 0; i < l->n_devices; i++) {
		const struct links_device *d = &l->devices[i];

		f->host_of[i] = -1;
		if (d->kind != LINKS_NIC)
			continue;
		if (!h || h->first_nic + h->n_nics != i ||
		    strcmp(h->name, d->host) != 0) {
			h = &f->hosts[f->n_hosts++];
			*h = (struct fail_host){
				.name = strdup(d->host), .first_nic = i,
				.island = -1,
			};
			if (!h->name)
				return rail_error_nomem(f->err);
		}
		h->n_nics++;
		f->host_of[i] = f->n_hosts - 1;
	}
	return 0;
}

static int root_of(int *parent, int i)
{
	while (parent[i] != i) {
		parent[i] = parent[parent[i]];
		i = parent[i];
	}
	return i;
}

/* Leafs that a host joins, and their hosts. */
static int find_islands(struct failing *f)
{
	const struct links *l = f->l;
	int *parent = list_of(f, l->n_devices, sizeof(int));

	if (!parent)
		return -1;
	for (int i = 0; i < l->n_devices; i++) {
		int host = f->host_of[i];

		parent[i] = host < 0 ? i : f->hosts[host].first_nic;
		f->island[i] = -1;
	}
	for (int i = 0; i < l->n_cables; i++)
		if (fail_is_link(f, i))
			parent[root_of(parent, l->cables[i].a)] =
				root_of(parent, l->cables[i].b);
	for (int i = 0; i < l->n_devices; i++) {
		int root = root_of(parent, i);

		if (f->tier[i] > FABRIC_LEAF)
			continue;
		if (f->island[root] < 0)
			f->island[root] = f->n_islands++;
		f->island[i] = f->island[root];
		if (f->host_of[i] >= 0)
			f->hosts[f->host_of[i]].island = f->island[i];
	}
	free(parent);
	return 0;
}

/* By what is known, and the highest that has a cable. */
static void count_ports(struct failing *f, const int ports[SYNTH_TIERS])
{
	for (int i = 0; i < SYNTH_TIERS; i++)
		f->n_ports[i + 1] = ports[i];
	for (int i = 0; i < f->l->n_cables; i++) {
		const struct links_cable *c = &f->l->cables[i];
		int *a = &f->n_ports[f->tier[c->a] + 1];
		int *b = &f->n_ports[f->tier[c->b] + 1];

		if (c->port_a > *a)
			*a = c->port_a;
		if (c->port_b > *b)
			*b = c->port_b;
	}
	f->n_planes = f->n_ports[FAIL_NIC + 1];
}

int fail_view(struct failing *f, const int ports[SYNTH_TIERS])
{
	int n = f->l->n_devices;

	f->n_cables = f->l->n_cables;
	f->hosts = list_of(f, n, sizeof(*f->hosts));
	f->host_of = list_of(f, n, sizeof(int));
	f->tier = list_of(f, n, sizeof(int));
	f->island = list_of(f, n, sizeof(int));
	f->hit = list_of(f, f->l->n_cables, sizeof(bool));
	f->gone = list_of(f, f->l->n_cables, sizeof(bool));
	if (!f->hosts || !f->host_of || !f->tier || !f->island || !f->hit ||
	    !f->gone || list_cables(f) < 0)
		return -1;
	find_tiers(f);
	count_ports(f, ports);
	return list_hosts(f) < 0 ? -1 : find_islands(f);
}

void fail_view_free(struct failing *f)
{
	for (int i = 0; i < f->n_hosts; i++)
		free(f->hosts[i].name);
	free(f->hosts);
	free(f->host_of);
	free(f->tier);
	free(f->island);
	free(f->first);
	free(f->cables_of);
	free(f->hit);
	free(f->gone);
	free(f->filled);
}

/* --- ends of cables ------------------------------------------------------ */

static bool a_is_upper(const struct failing *f, const struct links_cable *c)
{
	return f->tier[c->a] > f->tier[c->b];
}

struct fail_end fail_upper(const struct failing *f, int cable)
{
	const struct links_cable *c = &f->l->cables[cable];

	return a_is_upper(f, c) ? (struct fail_end){ c->a, c->port_a } :
				  (struct fail_end){ c->b, c->port_b };
}

struct fail_end fail_lower(const struct failing *f, int cable)
{
	const struct links_cable *c = &f->l->cables[cable];

	return a_is_upper(f, c) ? (struct fail_end){ c->b, c->port_b } :
				  (struct fail_end){ c->a, c->port_a };
}

static int note_port(struct failing *f, struct fail_end end)
{
	struct fail_end *bigger = f->filled;
	int n = f->n_filled;

	if (!(n & (n - 1)))
		bigger = realloc(bigger, sizeof(*bigger) *
				 (n ? (size_t)n * 2 : 1));
	if (!bigger)
		return rail_error_nomem(f->err);
	f->filled = bigger;
	f->filled[f->n_filled++] = end;
	return 0;
}

int fail_put_upper(struct failing *f, int cable, struct fail_end end)
{
	struct links_cable *c = &f->l->cables[cable];
	struct fail_end low = fail_lower(f, cable), old = fail_upper(f, cable);
	bool first = low.device < end.device;

	if (note_port(f, old) < 0 || note_port(f, end) < 0)
		return -1;
	c->a = first ? low.device : end.device;
	c->port_a = first ? low.port : end.port;
	c->b = first ? end.device : low.device;
	c->port_b = first ? end.port : low.port;
	return 0;
}

/* Now, or before something was moved away. */
static bool was_used(const struct failing *f, struct fail_end end)
{
	for (int i = f->first[end.device]; i < f->first[end.device + 1]; i++) {
		const struct links_cable *c = &f->l->cables[f->cables_of[i]];

		if ((c->a == end.device && c->port_a == end.port) ||
		    (c->b == end.device && c->port_b == end.port))
			return true;
	}
	for (int i = 0; i < f->n_filled; i++)
		if (f->filled[i].device == end.device &&
		    f->filled[i].port == end.port)
			return true;
	return false;
}

int fail_take_port(struct failing *f, int device)
{
	struct fail_end end = { device, 1 };
	int most = f->l->n_port_names ? f->l->n_port_names :
					f->n_ports[f->tier[device] + 1];

	for (; end.port <= most; end.port++)
		if (!was_used(f, end))
			return note_port(f, end) < 0 ? -1 : end.port;
	return 0;
}

/* --- what was done ------------------------------------------------------- */

/* Hosts as they were called when the fabric was whole. */
static int copy_names(const struct failing *f, struct synth_failed *e,
		      const int devices[2])
{
	int n_hosts = 0, n_switches = 0;

	for (int i = 0; i < 2; i++) {
		const char *name;
		char **to;

		if (devices[i] < 0)
			continue;
		if (f->host_of[devices[i]] >= 0) {
			name = f->hosts[f->host_of[devices[i]]].name;
			to = &e->hosts[n_hosts++];
		} else {
			name = f->l->devices[devices[i]].name;
			to = &e->switches[n_switches++];
		}
		*to = strdup(name);
		if (!*to)
			return -1;
	}
	return 0;
}

int fail_note(struct failing *f, enum synth_fault fault, char *what, int one,
	      int two)
{
	struct synth_failures *d = f->done;
	struct synth_failed *e, *bigger = d->list;
	const int devices[2] = { one, two };

	if (!what)
		return rail_error_nomem(f->err);
	if (!(d->n & (d->n - 1)))
		bigger = realloc(bigger, sizeof(*bigger) *
				 (d->n ? (size_t)d->n * 2 : 1));
	if (!bigger) {
		free(what);
		return rail_error_nomem(f->err);
	}
	d->list = bigger;
	e = &d->list[d->n++];
	*e = (struct synth_failed){ .fault = fault, .what = what };
	return copy_names(f, e, devices) < 0 ? rail_error_nomem(f->err) : 1;
}
