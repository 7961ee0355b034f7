/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a map as map_format() does not: any order, nothing left out. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "otherwise.h"
#include "random.h"

/* --- lists of texts, and their order ------------------------------------- */

struct list {
	char **texts;
	int count;
};

static void *sure(void *p)
{
	if (!p)
		abort();
	return p;
}

__attribute__((format(printf, 2, 3)))
static void add(struct list *l, const char *fmt, ...)
{
	va_list ap;

	l->texts = sure(realloc(l->texts, (size_t)(l->count + 1) *
						  sizeof(*l->texts)));
	va_start(ap, fmt);
	if (vasprintf(&l->texts[l->count++], fmt, ap) < 0)
		abort();
	va_end(ap);
}

/* The numbers from FIRST on, in random order. */
static int *shuffled(int first, int count)
{
	int *v = sure(malloc(((size_t)count + 1) * sizeof(*v)));

	for (int i = 0; i < count; i++) {
		int j = random_int(0, i);

		v[i] = v[j];
		v[j] = first + i;
	}
	return v;
}

/* All of them between two brackets; the list is empty then. */
static char *join(struct list *l, const char *brackets, bool shuffle)
{
	int *order = shuffled(0, l->count);
	char *text = NULL;
	size_t size;
	FILE *out = sure(open_memstream(&text, &size));

	fputc(brackets[0], out);
	for (int i = 0; i < l->count; i++)
		fprintf(out, "%s%s", i ? " ,\n" : "",
			l->texts[shuffle ? order[i] : i]);
	fputc(brackets[1], out);
	fclose(out);
	for (int i = 0; i < l->count; i++)
		free(l->texts[i]);
	free(l->texts);
	free(order);
	*l = (struct list){ 0 };
	return sure(text);
}

/* A member of an object, whose value is freed. */
static void member(struct list *object, const char *key, char *value)
{
	add(object, "\"%s\": %s", key, value);
	free(value);
}

static char *object(struct list *members)
{
	return join(members, "{}", true);
}

static char *array(struct list *elements)
{
	return join(elements, "[]", false);
}

static void element(struct list *array, char *value)
{
	add(array, "%s", value);
	free(value);
}

/* --- values --------------------------------------------------------------- */

static char *number(int n)
{
	struct list l = { 0 };

	add(&l, "%d", n);
	return join(&l, "  ", false);
}

static char *text(const char *s)
{
	struct list l = { 0 };

	if (s)
		add(&l, "\"%s\"", s);
	else
		add(&l, "null");
	return join(&l, "  ", false);
}

static char *guid(uint64_t g)
{
	char digits[20];

	snprintf(digits, sizeof(digits),
		 random_one_in(2) ? "%016" PRIX64 : "%016" PRIx64, g);
	return text(g ? digits : NULL);
}

/* How the file's order differs from the fabric's: old number -> new. */
struct saying {
	const struct fabric *f;
	int *speed_order, *speeds;
	int *shape_order, *shapes;
	int *switches, n_switches;	/* so far, of the tier in work */
	int *in_island;		/* a leaf's number in its island */
};

static char *speed(const struct saying *s, int n)
{
	return n < 0 ? text(NULL) : number(s->speeds[n]);
}

static int *inverse(const int *order, int count)
{
	int *v = sure(malloc(((size_t)count + 1) * sizeof(*v)));

	for (int i = 0; i < count; i++)
		v[order[i]] = i;
	return v;
}

/* --- nodes ---------------------------------------------------------------- */

static char *leaf_of(const struct saying *s, const struct fabric_node *node,
		     const struct fabric_nic *nic)
{
	if (nic->leaf < 0)
		return text(NULL);
	if (s->f->leafs[nic->leaf].island != node->island || random_one_in(3))
		return text(s->f->leafs[nic->leaf].name);
	return number(s->in_island[nic->leaf]);
}

enum what { GUIDS, LEAFS, PORTS, SPEEDS };

static char *of_nic(const struct saying *s, const struct fabric_node *node,
		    const struct fabric_nic *nic, enum what what)
{
	switch (what) {
	case GUIDS:
		return guid(nic->guid);
	case LEAFS:
		return leaf_of(s, node, nic);
	case PORTS:
		return number(nic->port);
	case SPEEDS:
	default:
		return speed(s, nic->speed);
	}
}

static char *of_nics(const struct saying *s, const struct fabric_node *node,
		     enum what what)
{
	const struct fabric *f = s->f;
	struct list planes = { 0 }, rails = { 0 };

	for (int p = 0; p < f->n_planes; p++) {
		for (int r = 0; r < f->n_rails; r++)
			element(&rails,
				of_nic(s, node, &node->nics[p * f->n_rails + r],
				       what));
		if (f->n_planes == 1)
			return array(&rails);
		element(&planes, array(&rails));
	}
	return array(&planes);
}

static char *node(const struct saying *s, int n)
{
	const struct fabric_node *node = &s->f->nodes[n];
	struct list l = { 0 };

	member(&l, "name", text(node->name));
	if (node->called)
		member(&l, "called", text(node->called));
	member(&l, "shape", number(s->shapes[node->shape]));
	member(&l, "guids", of_nics(s, node, GUIDS));
	member(&l, "leafs", of_nics(s, node, LEAFS));
	member(&l, "ports", of_nics(s, node, PORTS));
	member(&l, "speeds", of_nics(s, node, SPEEDS));
	return object(&l);
}

/* --- the tree ------------------------------------------------------------- */

static char *a_switch(struct saying *s, int sw)
{
	const struct fabric_leaf *leaf = &s->f->leafs[sw];
	struct list l = { 0 };

	s->switches[sw] = s->n_switches++;
	member(&l, "name", text(fabric_switch_name(s->f, sw)));
	member(&l, "guid", guid(fabric_switch_guid(s->f, sw)));
	if (sw < s->f->n_leafs && leaf->rail >= 0)
		member(&l, "rail", number(leaf->rail));
	if (sw < s->f->n_leafs && leaf->plane >= 0)
		member(&l, "plane", number(leaf->plane));
	return object(&l);
}

static char *switches(struct saying *s, int first, int count)
{
	int *order = shuffled(first, count);
	struct list l = { 0 };

	for (int i = 0; i < count; i++) {
		if (order[i] < s->f->n_leafs)
			s->in_island[order[i]] = i;
		element(&l, a_switch(s, order[i]));
	}
	free(order);
	return array(&l);
}

static char *island(struct saying *s, int n)
{
	const struct fabric_island *island = &s->f->islands[n];
	int *order = shuffled(island->first_node, island->n_nodes);
	struct list l = { 0 }, nodes = { 0 };

	member(&l, "name", text(island->name));
	member(&l, "leafs", switches(s, island->first_leaf, island->n_leafs));
	for (int i = 0; i < island->n_nodes; i++)
		element(&nodes, node(s, order[i]));
	member(&l, "nodes", array(&nodes));
	free(order);
	return object(&l);
}

static char *islands(struct saying *s, const struct fabric_pod *pod)
{
	int *order = shuffled(pod->first_island, pod->n_islands);
	struct list l = { 0 };

	for (int i = 0; i < pod->n_islands; i++)
		element(&l, island(s, order[i]));
	free(order);
	return array(&l);
}

/* Each tier is counted by itself. */
struct counts {
	int leafs, spines, cores;
};

static char *pods(struct saying *s, int component, int zone, struct counts *n)
{
	int *order = shuffled(0, s->f->n_pods);
	struct list l = { 0 }, all = { 0 };

	for (int i = 0; i < s->f->n_pods; i++) {
		const struct fabric_pod *pod = &s->f->pods[order[i]];

		if (pod->component != component || pod->zone != zone)
			continue;
		member(&l, "name", text(pod->name));
		s->n_switches = n->spines;
		member(&l, "spines",
		       switches(s, s->f->n_leafs + pod->first_spine,
				pod->n_spines));
		n->spines = s->n_switches;
		s->n_switches = n->leafs;
		member(&l, "islands", islands(s, pod));
		n->leafs = s->n_switches;
		element(&all, object(&l));
	}
	free(order);
	return array(&all);
}

static char *cores(struct saying *s, int component, int zone, struct counts *n)
{
	const struct fabric *f = s->f;
	int first = 0, count = 0;
	char *said;

	while (first < f->n_cores && (f->cores[first].component != component ||
				      f->cores[first].zone != zone))
		first++;
	while (first + count < f->n_cores &&
	       f->cores[first + count].component == component &&
	       f->cores[first + count].zone == zone)
		count++;
	s->n_switches = n->cores;
	said = switches(s, f->n_leafs + f->n_spines + first, count);
	n->cores = s->n_switches;
	return said;
}

/* The members of a component, or a zone. */
static void parts(struct saying *s, struct list *l, int component, int zone,
		  struct counts *n)
{
	int *order = shuffled(0, s->f->n_zones);
	struct list inner = { 0 }, all = { 0 };

	member(l, "cores", cores(s, component, zone, n));
	member(l, "pods", pods(s, component, zone, n));
	for (int i = 0; i < s->f->n_zones; i++) {
		const struct fabric_zone *z = &s->f->zones[order[i]];

		if (z->component != component || z->parent != zone)
			continue;
		member(&inner, "name", text(z->name));
		parts(s, &inner, component, order[i], n);
		element(&all, object(&inner));
	}
	free(order);
	member(l, "zones", array(&all));
}

static char *components(struct saying *s)
{
	const struct fabric *f = s->f;
	int *order = shuffled(0, f->n_components);
	struct counts n = { 0, f->n_leafs, f->n_leafs + f->n_spines };
	struct list l = { 0 }, all = { 0 };

	for (int i = 0; i < f->n_components; i++) {
		parts(s, &l, order[i], -1, &n);
		element(&all, object(&l));
	}
	free(order);
	return array(&all);
}

/* --- the rest ------------------------------------------------------------- */

static char *shapes(const struct saying *s)
{
	struct list all = { 0 }, l = { 0 }, nics = { 0 };

	for (int i = 0; i < s->f->n_shapes; i++) {
		const struct fabric_shape *shape =
			&s->f->shapes[s->shape_order[i]];
		char *hardware = NULL;
		size_t size;
		FILE *out;

		for (int r = 0; r < s->f->n_rails; r++)
			element(&nics, text(shape->nic_names[r]));
		member(&l, "nics", array(&nics));
		if (shape->hardware) {
			out = sure(open_memstream(&hardware, &size));
			hardware_format(out, shape->hardware);
			fclose(out);
			member(&l, "hardware", hardware);
		}
		element(&all, object(&l));
	}
	return array(&all);
}

static char *trunks(const struct saying *s)
{
	struct list all = { 0 }, l = { 0 };

	for (int i = 0; i < s->f->n_trunks; i++) {
		const struct fabric_trunk *t = &s->f->trunks[i];
		bool turn = random_one_in(2);

		add(&l, "%d,%d", s->switches[turn ? t->b : t->a],
		    turn ? t->port_b : t->port_a);
		add(&l, "%d,%d", s->switches[turn ? t->a : t->b],
		    turn ? t->port_a : t->port_b);
		element(&l, speed(s, t->speed));
		element(&all, array(&l));
	}
	return join(&all, "[]", true);
}

static char *others(const struct saying *s)
{
	static const char *const tiers[] = { "leaf", "spine", "core" };
	struct list all = { 0 }, l = { 0 };

	for (int i = 0; i < s->f->n_others; i++) {
		const struct fabric_other *o = &s->f->others[i];

		member(&l, "host", text(o->host));
		if (o->nic)
			member(&l, "nic", text(o->nic));
		member(&l, "guid", guid(o->guid));
		member(&l, tiers[fabric_switch_tier(s->f, o->sw)],
		       text(fabric_switch_name(s->f, o->sw)));
		member(&l, "port", number(o->port));
		member(&l, "speed", speed(s, o->speed));
		element(&all, object(&l));
	}
	return join(&all, "[]", true);
}

static char *texts(const char **all, const int *order, int count)
{
	struct list l = { 0 };

	for (int i = 0; i < count; i++)
		element(&l, text(all[order ? order[i] : i]));
	return array(&l);
}

char *otherwise_format(const struct fabric *f)
{
	struct saying s = { .f = f };
	struct list l = { 0 };

	s.speed_order = shuffled(0, f->n_speeds);
	s.speeds = inverse(s.speed_order, f->n_speeds);
	s.shape_order = shuffled(0, f->n_shapes);
	s.shapes = inverse(s.shape_order, f->n_shapes);
	s.switches = sure(calloc((size_t)fabric_n_switches(f) + 1,
				 sizeof(int)));
	s.in_island = sure(calloc((size_t)f->n_leafs + 1, sizeof(int)));
	member(&l, "format", text("railyard-map"));
	member(&l, "version", number(1));
	member(&l, "name", text(f->name));
	member(&l, "rails", number(f->n_rails));
	member(&l, "planes", number(f->n_planes));
	member(&l, "speeds", texts(f->speeds, s.speed_order, f->n_speeds));
	if (f->n_port_names)
		member(&l, "port_names", texts(f->port_names, NULL,
					       f->n_port_names));
	member(&l, "shapes", shapes(&s));
	member(&l, "components", components(&s));
	member(&l, "trunks", trunks(&s));
	member(&l, "others", others(&s));
	free(s.speed_order);
	free(s.speeds);
	free(s.shape_order);
	free(s.shapes);
	free(s.switches);
	free(s.in_island);
	return object(&l);
}
