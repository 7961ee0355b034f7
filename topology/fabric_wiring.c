/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The wiring above the NICs: speeds, ports' names, cores, trunks, others. */
#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "fabric_order.h"
#include "hostlist.h"

/* --- collecting ---------------------------------------------------------- */

bool fabric_text_ok(const char *s)
{
	size_t len = strnlen(s, FABRIC_TEXT_MAX + 1);

	if (len == 0 || len > FABRIC_TEXT_MAX)
		return false;
	for (; *s; s++)
		if (*s < ' ' || *s > '~' || *s == '"' || *s == '\\')
			return false;
	return true;
}

int fabric_build_speed(struct fabric_builder *b, const char *speed,
		       struct rail_error *err)
{
	int n = fabric_names_find(&b->speeds, speed);

	if (n >= 0)
		return n;
	n = b->f.n_speeds;
	if (fabric_grow(&b->f.speeds, n, sizeof(*b->f.speeds)))
		return rail_error_nomem(err);
	b->f.speeds[n] = fabric_take_name(b, &b->speeds, "speed", speed, n,
					  err);
	return b->f.speeds[n] ? b->f.n_speeds++ : -1;
}

int fabric_build_port_name(struct fabric_builder *b, const char *name,
			   struct rail_error *err)
{
	int n = b->f.n_port_names;

	if (!fabric_text_ok(name) || strlen(name) >= FABRIC_PORT_TEXT)
		return rail_error_set(err, "\"%s\" cannot name a port: 1 to %d "
				      "printable characters but '\"' and '\\' "
				      "were expected", name,
				      FABRIC_PORT_TEXT - 1);
	if (n == FABRIC_MAX_PORT)
		return rail_error_set(err, "more than %d names of ports",
				      FABRIC_MAX_PORT);
	if (fabric_grow(&b->f.port_names, n, sizeof(*b->f.port_names)))
		return rail_error_nomem(err);
	b->f.port_names[n] = fabric_arena_strdup(b->f.arena, name);
	if (!b->f.port_names[n])
		return rail_error_nomem(err);
	b->f.n_port_names++;
	return 0;
}

int fabric_build_core(struct fabric_builder *b, const char *name,
		      uint64_t guid, struct rail_error *err)
{
	int n = b->f.n_cores;

	if (fabric_grow(&b->f.cores, n, sizeof(*b->f.cores)))
		return rail_error_nomem(err);
	b->f.cores[n] = (struct fabric_core){
		.name = fabric_take_name(b, &b->cores, "core", name, n, err),
		.guid = guid,
		.component = b->n_components ? b->n_components - 1 : 0,
		.zone = b->zone,
	};
	if (!b->f.cores[n].name ||
	    fabric_take_guid(b, guid, "core", name, err))
		return -1;
	return b->f.n_cores++;
}

static int check_end(const struct fabric_builder *b,
		     const struct fabric_end *end, int speed,
		     struct rail_error *err)
{
	static const char *const tiers[] = { "leaf", "spine", "core" };
	int count = end->tier == FABRIC_LEAF  ? b->f.n_leafs :
		    end->tier == FABRIC_SPINE ? b->f.n_spines :
						b->f.n_cores;

	if (end->number < 0 || end->number >= count)
		return rail_error_set(err, "a cable to %s %d of %d",
				      tiers[end->tier], end->number, count);
	if (end->port < 0 || end->port > FABRIC_MAX_PORT)
		return rail_error_set(err, "a cable to port %d: 0 to %d were "
				      "expected", end->port, FABRIC_MAX_PORT);
	if (speed < -1 || (b->f.n_speeds && speed >= b->f.n_speeds))
		return rail_error_set(err, "a cable of speed %d of %d", speed,
				      b->f.n_speeds);
	return 0;
}

int fabric_build_trunk(struct fabric_builder *b, const struct fabric_end *one,
		       const struct fabric_end *two, int speed,
		       struct rail_error *err)
{
	int n = b->f.n_trunks;

	if (check_end(b, one, speed, err) || check_end(b, two, speed, err))
		return -1;
	if (n == FABRIC_MAX_TRUNKS)
		return rail_error_set(err, "more than %d cables between "
				      "switches", FABRIC_MAX_TRUNKS);
	if (fabric_grow(&b->trunks, n, sizeof(*b->trunks)))
		return rail_error_nomem(err);
	b->trunks[n] = (struct fabric_wire){ *one, *two, speed };
	b->f.n_trunks++;
	return 0;
}

int fabric_build_other(struct fabric_builder *b, const char *host,
		       const char *nic, uint64_t guid,
		       const struct fabric_end *end, int speed,
		       struct rail_error *err)
{
	int n = b->f.n_others;
	struct fabric_other other = { .guid = guid };

	if (check_end(b, end, speed, err))
		return -1;
	if (!fabric_text_ok(host))
		return rail_error_set(err, "\"%s\" cannot name a host", host);
	if (nic && !fabric_text_ok(nic))
		return rail_error_set(err, "\"%s\" cannot name a NIC", nic);
	if (fabric_grow(&b->f.others, n, sizeof(*b->f.others)) ||
	    fabric_grow(&b->others, n, sizeof(*b->others)))
		return rail_error_nomem(err);
	other.host = fabric_arena_strdup(b->f.arena, host);
	other.nic = nic ? fabric_arena_strdup(b->f.arena, nic) : NULL;
	if (!other.host || (nic && !other.nic))
		return rail_error_nomem(err);
	b->f.others[n] = other;
	b->others[n] = (struct fabric_wire){ .one = *end, .speed = speed };
	b->f.n_others++;
	return 0;
}

/* --- joining ------------------------------------------------------------- */

static int switch_number(const struct fabric *f, const struct fabric_orders *o,
			 const struct fabric_end *end)
{
	switch (end->tier) {
	case FABRIC_LEAF:
		return o->leafs.place[end->number];
	case FABRIC_SPINE:
		return f->n_leafs + o->spines.place[end->number];
	case FABRIC_CORE:
	default:
		return f->n_leafs + f->n_spines + o->cores.place[end->number];
	}
}

static int by_ends(const void *x, const void *y)
{
	const struct fabric_trunk *a = x, *b = y;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	if (a->port_a != b->port_a)
		return a->port_a < b->port_a ? -1 : 1;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	if (a->port_b != b->port_b)
		return a->port_b < b->port_b ? -1 : 1;
	return (a->speed > b->speed) - (a->speed < b->speed);
}

static void join_trunks(struct fabric *f, const struct fabric_builder *b,
			const struct fabric_orders *o)
{
	for (int i = 0; i < f->n_trunks; i++) {
		const struct fabric_wire *w = &b->trunks[i];
		struct fabric_trunk t = {
			.a = switch_number(f, o, &w->one),
			.b = switch_number(f, o, &w->two),
			.port_a = w->one.port, .port_b = w->two.port,
			.speed = f->n_speeds ? w->speed : -1,
		};

		if (t.a > t.b || (t.a == t.b && t.port_a > t.port_b))
			t = (struct fabric_trunk){
				.a = t.b, .port_a = t.port_b,
				.b = t.a, .port_b = t.port_a,
				.speed = t.speed,
			};
		f->trunks[i] = t;
	}
}

static int by_place(const void *x, const void *y)
{
	const struct fabric_other *a = x, *b = y;
	int diff;

	if (a->sw != b->sw)
		return a->sw < b->sw ? -1 : 1;
	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	diff = hostlist_natural_cmp(a->host, b->host);
	if (diff)
		return diff;
	diff = hostlist_natural_cmp(a->nic ? a->nic : "",
				    b->nic ? b->nic : "");
	if (diff)
		return diff;
	if (a->guid != b->guid)
		return a->guid < b->guid ? -1 : 1;
	return (a->speed > b->speed) - (a->speed < b->speed);
}

/* qsort(), unless it is sorted already: what comes from a map mostly is. */
static void sort(void *array, int count, size_t size,
		 int (*compare)(const void *, const void *))
{
	const char *at = array;

	for (int i = 1; i < count; i++, at += size) {
		if (compare(at, at + size) <= 0)
			continue;
		qsort(array, (size_t)count, size, compare);
		return;
	}
}

static void join_others(struct fabric *f, const struct fabric_builder *b,
			const struct fabric_orders *o)
{
	for (int i = 0; i < f->n_others; i++) {
		f->others[i] = b->f.others[i];
		f->others[i].sw = switch_number(f, o, &b->others[i].one);
		f->others[i].port = b->others[i].one.port;
		f->others[i].speed = f->n_speeds ? b->others[i].speed : -1;
	}
}

/* How often a speed is used, and what it is called. */
struct use {
	const char *name;
	long count;
	int old;
};

static int by_use(const void *x, const void *y)
{
	const struct use *a = x, *b = y;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return hostlist_natural_cmp(a->name, b->name);
}

static void count_speeds(const struct fabric *f, struct use *uses)
{
	for (int n = 0; n < f->n_nodes; n++)
		for (int i = 0; i < f->n_rails * f->n_planes; i++)
			if (f->nodes[n].nics[i].speed >= 0)
				uses[f->nodes[n].nics[i].speed].count++;
	for (int i = 0; i < f->n_trunks; i++)
		if (f->trunks[i].speed >= 0)
			uses[f->trunks[i].speed].count++;
	for (int i = 0; i < f->n_others; i++)
		if (f->others[i].speed >= 0)
			uses[f->others[i].speed].count++;
}

static void renumber(int *speed, const int *place)
{
	if (*speed >= 0)
		*speed = place[*speed];
}

/* The commonest first; one that nothing has any more is dropped. */
static int join_speeds(struct fabric *f, const struct fabric_builder *b,
		       struct rail_error *err)
{
	struct use *uses = calloc((size_t)f->n_speeds + 1, sizeof(*uses));
	int *place = calloc((size_t)f->n_speeds + 1, sizeof(*place));
	int count = f->n_speeds;

	if (!uses || !place) {
		free(uses);
		free(place);
		return rail_error_nomem(err);
	}
	for (int i = 0; i < count; i++)
		uses[i] = (struct use){ .name = b->f.speeds[i], .old = i };
	count_speeds(f, uses);
	qsort(uses, (size_t)count, sizeof(*uses), by_use);
	f->n_speeds = 0;
	for (int i = 0; i < count; i++) {
		place[uses[i].old] = i;
		if (uses[i].count)
			f->speeds[f->n_speeds++] = uses[i].name;
	}
	for (int n = 0; n < f->n_nodes; n++)
		for (int i = 0; i < f->n_rails * f->n_planes; i++)
			renumber(&f->nodes[n].nics[i].speed, place);
	for (int i = 0; i < f->n_trunks; i++)
		renumber(&f->trunks[i].speed, place);
	for (int i = 0; i < f->n_others; i++)
		renumber(&f->others[i].speed, place);
	free(uses);
	free(place);
	return 0;
}

int fabric_join_wiring(struct fabric *f, const struct fabric_builder *b,
		       const struct fabric_orders *o, struct rail_error *err)
{
	size_t size = (size_t)f->n_port_names * sizeof(*f->port_names);

	if (size) {
		f->port_names = fabric_arena_alloc(f->arena, size);
		if (!f->port_names)
			return rail_error_nomem(err);
		memcpy(f->port_names, b->f.port_names, size);
	}
	for (int i = 0; i < f->n_cores; i++) {
		f->cores[i] = b->f.cores[o->cores.keys[i].old];
		f->cores[i].component = o->cores.keys[i].parent;
		f->cores[i].zone = o->cores.keys[i].rank;
	}
	join_trunks(f, b, o);
	join_others(f, b, o);
	if (join_speeds(f, b, err))
		return -1;
	/* Last, since the speed tells two cables of unknown ports apart. */
	sort(f->trunks, f->n_trunks, sizeof(*f->trunks), by_ends);
	sort(f->others, f->n_others, sizeof(*f->others), by_place);
	return 0;
}
