/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collects devices and cables; knows when a cable is told twice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "links.h"

enum { FIRST_CAPACITY = 64 };

/*
 * Which cable is plugged into a port: an open hash from (device, port) to a
 * cable, so that a cable told from both of its ends is kept once.
 */
struct links_ports {
	int *cable;		/* -1: empty */
	uint64_t *key;
	size_t size;		/* a power of two */
	size_t used;
};

struct links *links_create(const char *source)
{
	struct links *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->sources = calloc(1, sizeof(*l->sources));
	l->ports = calloc(1, sizeof(*l->ports));
	if (l->sources && (l->sources[0] = strdup(source ? source : "-")))
		l->n_sources = 1;
	if (!l->n_sources || !l->ports) {
		links_destroy(l);
		return NULL;
	}
	return l;
}

void links_destroy(struct links *l)
{
	if (!l)
		return;
	for (int i = 0; i < l->n_devices; i++) {
		free(l->devices[i].name);
		free(l->devices[i].host);
	}
	if (l->ports) {
		free(l->ports->cable);
		free(l->ports->key);
		free(l->ports);
	}
	free(l->devices);
	free(l->cables);
	for (int i = 0; i < l->n_sources; i++)
		free(l->sources[i]);
	for (int i = 0; i < l->n_hosts; i++) {
		free(l->hosts[i].name);
		hardware_destroy(l->hosts[i].hardware);
	}
	free(l->sources);
	free(l->hosts);
	links_names_free(l);
	free(l);
}

/* Makes room for one more item of SIZE bytes in *ITEMS. */
static int grow(void **items, int count, int *capacity, size_t size)
{
	int wanted = *capacity ? *capacity * 2 : FIRST_CAPACITY;
	void *bigger;

	if (count < *capacity)
		return 0;
	if (wanted <= *capacity)
		return -1;
	bigger = realloc(*items, (size_t)wanted * size);
	if (!bigger)
		return -1;
	*items = bigger;
	*capacity = wanted;
	return 0;
}

int links_add_device(struct links *l, enum links_kind kind, uint64_t guid,
		     const char *name, const char *host, int line,
		     struct rail_error *err)
{
	struct links_device *d;

	if (grow((void **)&l->devices, l->n_devices, &l->capacity_devices,
		 sizeof(*l->devices)) < 0)
		return rail_error_nomem(err);
	d = &l->devices[l->n_devices];
	d->kind = kind;
	d->guid = guid;
	d->port_guid = 0;
	d->line = line;
	d->source = 0;
	d->board = 0;
	d->mac = 0;
	d->aside = false;
	d->name = strdup(name ? name : "");
	d->host = host ? strdup(host) : NULL;
	if (!d->name || (host && !d->host)) {
		free(d->name);
		free(d->host);
		return rail_error_nomem(err);
	}
	return l->n_devices++;
}

const char *links_gap(const struct links_device *d)
{
	return d->host && *d->name ? " " : "";
}

static uint64_t port_key(int device, int port)
{
	return (uint64_t)device << 32 | (uint32_t)port;
}

/* Where KEY is, or the empty place where it belongs. */
static size_t ports_slot(const struct links_ports *p, uint64_t key)
{
	size_t i = (key * 0x9e3779b97f4a7c15u) >> 32;

	for (i &= p->size - 1; p->cable[i] >= 0; i = (i + 1) & (p->size - 1))
		if (p->key[i] == key)
			break;
	return i;
}

static int ports_find(const struct links_ports *p, uint64_t key)
{
	return p->size ? p->cable[ports_slot(p, key)] : -1;
}

static void ports_put(struct links_ports *p, uint64_t key, int cable)
{
	size_t i = ports_slot(p, key);

	p->key[i] = key;
	p->cable[i] = cable;
	p->used++;
}

/* Keeps the table at most half full, with room for the ends of a cable. */
static int ports_reserve(struct links_ports *p)
{
	struct links_ports bigger = { .size = p->size ? p->size * 2 : 256 };

	if (p->size && (p->used + 2) * 2 <= p->size)
		return 0;
	bigger.cable = malloc(bigger.size * sizeof(*bigger.cable));
	bigger.key = malloc(bigger.size * sizeof(*bigger.key));
	if (!bigger.cable || !bigger.key) {
		free(bigger.cable);
		free(bigger.key);
		return -1;
	}
	memset(bigger.cable, 0xff, bigger.size * sizeof(*bigger.cable));
	for (size_t i = 0; i < p->size; i++)
		if (p->cable[i] >= 0)
			ports_put(&bigger, p->key[i], p->cable[i]);
	free(p->cable);
	free(p->key);
	*p = bigger;
	return 0;
}

/* "port 12", or "port swp12" where ports have names. */
static void port_words(const struct links *l, int device, int port,
		       char *text, size_t size)
{
	if (l->devices[device].kind == LINKS_SWITCH && port > 0 &&
	    port <= l->n_port_names)
		snprintf(text, size, "port %s", l->port_names[port - 1]);
	else
		snprintf(text, size, "port %d", port);
}

/* A port takes one cable: says which port was given a second one. */
static int second_cable(const struct links *l, const struct links_cable *c,
			int first, bool of_a, struct rail_error *err)
{
	const struct links_cable *other = &l->cables[first];
	int device = of_a ? c->a : c->b;
	const struct links_device *d = &l->devices[device];
	bool elsewhere = other->source != c->source;
	char port[FABRIC_PORT_TEXT];

	port_words(l, device, of_a ? c->port_a : c->port_b, port,
		   sizeof(port));
	/* The links of a map come from no line. */
	if (!other->line)
		return rail_error_at(err, l->sources[c->source], c->line, 0,
				     "%s of \"%s%s%s\" has two cables", port,
				     d->host ? d->host : "", links_gap(d),
				     d->name);
	return rail_error_at(err, l->sources[c->source], c->line, 0,
			     "%s of \"%s%s%s\" has two cables; the other one "
			     "is in %s%s%d", port, d->host ? d->host : "",
			     links_gap(d), d->name,
			     elsewhere ? l->sources[other->source] : "line ",
			     elsewhere ? ":" : "", other->line);
}

/* Whether X and Y may be one cable: a port that is not known is any. */
static bool may_be_one(const struct links_cable *x,
		       const struct links_cable *y)
{
	return x->a == y->a && x->b == y->b &&
	       (!x->port_a || !y->port_a || x->port_a == y->port_a) &&
	       (!x->port_b || !y->port_b || x->port_b == y->port_b);
}

/* Cable AT is told once more, by C. */
static void complete(struct links *l, int at, const struct links_cable *c)
{
	struct links_cable *known = &l->cables[at];

	known->ends = 2;
	if (!known->port_a && c->port_a) {
		known->port_a = c->port_a;
		ports_put(l->ports, port_key(c->a, c->port_a), at);
	}
	if (!known->port_b && c->port_b) {
		known->port_b = c->port_b;
		ports_put(l->ports, port_key(c->b, c->port_b), at);
	}
	if (c->speed[0] &&
	    (!known->speed[0] || links_is_slower(c, known))) {
		memcpy(known->speed, c->speed, sizeof(known->speed));
		known->lanes = c->lanes;
	}
}

static void put_ends(struct links *l, int at)
{
	const struct links_cable *c = &l->cables[at];

	if (c->port_a)
		ports_put(l->ports, port_key(c->a, c->port_a), at);
	if (c->port_b)
		ports_put(l->ports, port_key(c->b, c->port_b), at);
}

int links_add_cable(struct links *l, const struct links_cable *cable,
		    struct rail_error *err)
{
	struct links_cable c = *cable;
	int at_a, at_b;

	if (c.a > c.b || (c.a == c.b && c.port_a > c.port_b)) {
		c.a = cable->b;
		c.b = cable->a;
		c.port_a = cable->port_b;
		c.port_b = cable->port_a;
	}
	if (ports_reserve(l->ports) < 0 ||
	    grow((void **)&l->cables, l->n_cables, &l->capacity_cables,
		 sizeof(*l->cables)) < 0)
		return rail_error_nomem(err);
	at_a = c.port_a ? ports_find(l->ports, port_key(c.a, c.port_a)) : -1;
	at_b = c.port_b ? ports_find(l->ports, port_key(c.b, c.port_b)) : -1;
	if (at_a < 0 && at_b < 0) {
		c.ends = 1;
		l->cables[l->n_cables] = c;
		put_ends(l, l->n_cables++);
		return 0;
	}
	if (at_a >= 0 && (at_b >= 0 ? at_b != at_a :
				      !may_be_one(&l->cables[at_a], &c)))
		return second_cable(l, &c, at_a, true, err);
	if (at_a < 0 && !may_be_one(&l->cables[at_b], &c))
		return second_cable(l, &c, at_b, false, err);
	complete(l, at_a >= 0 ? at_a : at_b, &c);
	return 0;
}

int links_cable_at(const struct links *l, int device, int port)
{
	return port ? ports_find(l->ports, port_key(device, port)) : -1;
}

int links_index_ports(struct links *l)
{
	struct links_ports *p = l->ports;

	if (p->cable)
		memset(p->cable, 0xff, p->size * sizeof(*p->cable));
	p->used = 0;
	for (int i = 0; i < l->n_cables; i++) {
		if (ports_reserve(p) < 0)
			return -1;
		put_ends(l, i);
	}
	return 0;
}
