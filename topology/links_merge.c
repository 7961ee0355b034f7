/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adds what one discovery saw to what another one saw. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "links.h"

struct merge {
	struct links *to;
	struct links *from;
	int *by_guid;	/* devices of TO by kind, GUID, host, name */
	int *by_name;	/* ... by kind, host, name */
	int n;		/* how many those are */
	int *place;	/* device of FROM -> of TO */
	int *port;	/* number of a port of FROM -> of TO; NULL: the same */
	int n_ports;
	int first_source;
	struct rail_error *err;
};

/* --- which device is which ----------------------------------------------- */

static int compare_names(const struct links_device *x,
			 const struct links_device *y)
{
	int diff = strcmp(x->host ? x->host : "", y->host ? y->host : "");

	return diff ? diff : strcmp(x->name, y->name);
}

static int compare_guids(const struct links_device *x,
			 const struct links_device *y)
{
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return (x->guid > y->guid) - (x->guid < y->guid);
}

static int by_guid(const void *a, const void *b, void *arg)
{
	const struct links_device *devices = arg;
	const struct links_device *x = &devices[*(const int *)a];
	const struct links_device *y = &devices[*(const int *)b];
	int diff = compare_guids(x, y);

	if (!diff)
		diff = compare_names(x, y);
	return diff ? diff : *(const int *)a - *(const int *)b;
}

static int by_name(const void *a, const void *b, void *arg)
{
	const struct links_device *devices = arg;
	const struct links_device *x = &devices[*(const int *)a];
	const struct links_device *y = &devices[*(const int *)b];
	int diff = (int)x->kind - (int)y->kind;

	if (!diff)
		diff = compare_names(x, y);
	return diff ? diff : *(const int *)a - *(const int *)b;
}

static int sort_devices(struct merge *m)
{
	struct links *to = m->to;

	m->n = to->n_devices;
	m->by_guid = calloc((size_t)m->n + 1, sizeof(int));
	m->by_name = calloc((size_t)m->n + 1, sizeof(int));
	if (!m->by_guid || !m->by_name)
		return rail_error_nomem(m->err);
	for (int i = 0; i < m->n; i++)
		m->by_guid[i] = m->by_name[i] = i;
	qsort_r(m->by_guid, (size_t)m->n, sizeof(int), by_guid, to->devices);
	qsort_r(m->by_name, (size_t)m->n, sizeof(int), by_name, to->devices);
	return 0;
}

/* Whether D names no node: its source could not tell. */
static bool is_nobodys(const struct links_device *d)
{
	return d->kind == LINKS_NIC && !*d->host;
}

/*
 * The device of TO with D's GUID and names.  A NIC of no node is any one of its
 * GUID, whichever of the two it is.
 */
static int find_guid(const struct merge *m, const struct links_device *d)
{
	const struct links_device *devices = m->to->devices;
	int low = 0, high = m->n;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (compare_guids(&devices[m->by_guid[middle]], d) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < m->n; low++) {
		const struct links_device *x = &devices[m->by_guid[low]];

		if (compare_guids(x, d))
			break;
		if (!compare_names(x, d) || is_nobodys(x) || is_nobodys(d))
			return m->by_guid[low];
	}
	return -1;
}

static bool same_name(const struct merge *m, int at,
		      const struct links_device *d)
{
	const struct links_device *x;

	if (at >= m->n)
		return false;
	x = &m->to->devices[m->by_name[at]];
	return x->kind == d->kind && !compare_names(x, d);
}

/* The only device of TO with D's names, where a GUID is not known. */
static int find_name(const struct merge *m, const struct links_device *d)
{
	const struct links_device *devices = m->to->devices, *x;
	int low = 0, high = m->n;

	if (!*d->name || is_nobodys(d))
		return -1;
	while (low < high) {
		int middle = low + (high - low) / 2;

		x = &devices[m->by_name[middle]];
		if (x->kind < d->kind ||
		    (x->kind == d->kind && compare_names(x, d) < 0))
			low = middle + 1;
		else
			high = middle;
	}
	if (!same_name(m, low, d) || same_name(m, low + 1, d))
		return -1;
	x = &devices[m->by_name[low]];
	return x->guid && d->guid ? -1 : m->by_name[low];
}

/* --- devices ------------------------------------------------------------- */

/* Completes device AT of TO by what D, which is the same, knows. */
static int complete(struct merge *m, int at, const struct links_device *d)
{
	struct links_device *x = &m->to->devices[at];

	if (is_nobodys(x) && *d->host) {
		char *name = strdup(d->name), *host = strdup(d->host);

		if (!name || !host) {
			free(name);
			free(host);
			return rail_error_nomem(m->err);
		}
		free(x->name);
		free(x->host);
		x->name = name;
		x->host = host;
		x->line = d->line;
		x->source = m->first_source + d->source;
	}
	x->guid = x->guid ? x->guid : d->guid;
	x->port_guid = x->port_guid ? x->port_guid : d->port_guid;
	x->board = x->board ? x->board : d->board;
	x->mac = x->mac ? x->mac : d->mac;
	x->aside |= d->aside;
	return 0;
}

static int add_device(struct merge *m, int i)
{
	const struct links_device *d = &m->from->devices[i];
	struct links_device *new;

	m->place[i] = d->guid ? find_guid(m, d) : -1;
	if (m->place[i] < 0)
		m->place[i] = find_name(m, d);
	if (m->place[i] >= 0)
		return complete(m, m->place[i], d);
	m->place[i] = links_add_device(m->to, d->kind, d->guid, d->name,
				       d->host, d->line, m->err);
	if (m->place[i] < 0)
		return -1;
	new = &m->to->devices[m->place[i]];
	new->source = m->first_source + d->source;
	new->port_guid = d->port_guid;
	new->board = d->board;
	new->mac = d->mac;
	new->aside = d->aside;
	return 0;
}

static int add_devices(struct merge *m)
{
	m->place = calloc((size_t)m->from->n_devices + 1, sizeof(int));
	if (!m->place)
		return rail_error_nomem(m->err);
	for (int i = 0; i < m->from->n_devices; i++)
		if (add_device(m, i) < 0)
			return -1;
	return 0;
}

/* --- ports --------------------------------------------------------------- */

/* The number of a port that L calls by numbers, in the names of M->to. */
static int number_port(struct merge *m, int port)
{
	char name[16];

	snprintf(name, sizeof(name), "%d", port);
	return links_port(m->to, name, m->err);
}

/* Turns numbers of ports of TO's switches into names. */
static int name_ports(struct merge *m)
{
	struct links *to = m->to;

	for (int i = 0; i < to->n_cables; i++) {
		struct links_cable *c = &to->cables[i];
		int *port[2] = { &c->port_a, &c->port_b };
		int device[2] = { c->a, c->b };

		for (int end = 0; end < 2; end++) {
			if (to->devices[device[end]].kind != LINKS_SWITCH ||
			    !*port[end])
				continue;
			*port[end] = number_port(m, *port[end]);
			if (*port[end] < 0)
				return -1;
		}
	}
	if (links_index_ports(to) < 0)
		return rail_error_nomem(m->err);
	return 0;
}

/* Makes port[] where FROM calls ports by names. */
static int translate_names(struct merge *m)
{
	struct links *from = m->from;

	m->n_ports = from->n_port_names;
	m->port = calloc((size_t)m->n_ports + 1, sizeof(int));
	if (!m->port)
		return rail_error_nomem(m->err);
	for (int i = 0; i < m->n_ports; i++) {
		m->port[i + 1] = links_port(m->to, from->port_names[i],
					    m->err);
		if (m->port[i + 1] < 0)
			return -1;
	}
	return 0;
}

static int match_ports(struct merge *m)
{
	if (!m->from->n_port_names)
		return 0;
	if (!m->to->n_port_names && name_ports(m) < 0)
		return -1;
	return translate_names(m);
}

static int port_of(struct merge *m, int device, int port)
{
	if (m->from->devices[device].kind != LINKS_SWITCH || !port ||
	    !m->to->n_port_names)
		return port;
	if (m->port)
		return port <= m->n_ports ? m->port[port] : port;
	return number_port(m, port);
}

/* --- cables -------------------------------------------------------------- */

static int add_cable(struct merge *m, const struct links_cable *cable)
{
	struct links_cable c = *cable;
	int before = m->to->n_cables;

	c.a = m->place[cable->a];
	c.b = m->place[cable->b];
	c.port_a = port_of(m, cable->a, cable->port_a);
	c.port_b = port_of(m, cable->b, cable->port_b);
	c.source = m->first_source + cable->source;
	if (c.port_a < 0 || c.port_b < 0 ||
	    links_add_cable(m->to, &c, m->err) < 0)
		return -1;
	if (m->to->n_cables > before)
		m->to->cables[before].ends = cable->ends;
	return 0;
}

static int add_sources(struct merge *m)
{
	struct links *to = m->to, *from = m->from;
	char **bigger = realloc(to->sources, sizeof(*bigger) *
				(size_t)(to->n_sources + from->n_sources));

	if (!bigger)
		return rail_error_nomem(m->err);
	to->sources = bigger;
	m->first_source = to->n_sources;
	for (int i = 0; i < from->n_sources; i++) {
		to->sources[to->n_sources++] = from->sources[i];
		from->sources[i] = NULL;	/* it has moved */
	}
	return 0;
}

static int merge(struct merge *m)
{
	if (add_sources(m) < 0 || sort_devices(m) < 0 || match_ports(m) < 0 ||
	    add_devices(m) < 0)
		return -1;
	for (int i = 0; i < m->from->n_cables; i++)
		if (add_cable(m, &m->from->cables[i]) < 0)
			return -1;
	for (int i = 0; i < m->from->n_hosts; i++)
		if (links_set_hardware(m->to, m->from->hosts[i].name,
				       m->from->hosts[i].hardware, m->err) < 0)
			return -1;
	return 0;
}

int links_merge(struct links *l, struct links *other, struct rail_error *err)
{
	struct merge m = { .to = l, .from = other, .err = err };
	int rc = merge(&m);

	free(m.by_guid);
	free(m.by_name);
	free(m.place);
	free(m.port);
	links_destroy(other);
	return rc;
}
