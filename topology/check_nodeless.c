/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Part of a check: switches that look like cores, but are leafs: those that no
 * node was seen on, of which their islands' findings tell enough, and those of
 * storage and other machines.  Their cables are compared with nothing.
 */
#include <stdlib.h>

#include "check_trunk.h"

/* What a switch has to the spines of one pod. */
struct wires {
	int pod;	/* NONE, or SEVERAL: to something else as well */
	int count;
	uint64_t key;	/* a sum: the same for the same cables */
};

enum { NONE = -1, SEVERAL = -2 };

static uint64_t stir(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static void add_wire(const struct fabric *f, struct wires *w, int to)
{
	int pod = trunks_pod(f, to);

	if (fabric_switch_tier(f, to) != FABRIC_SPINE ||
	    (w->pod != NONE && w->pod != pod))
		pod = SEVERAL;
	w->pod = w->pod == SEVERAL ? SEVERAL : pod;
	w->count++;
	w->key += stir((uint64_t)to + 1);
}

static struct wires *list_wires(const struct trunks *t)
{
	const struct fabric *f = t->c->f;
	int n = fabric_n_switches(f);
	struct wires *w = check_alloc(t->c, (size_t)n, sizeof(*w));

	for (int i = 0; w && i < n; i++)
		w[i].pod = NONE;
	for (int i = 0; w && i < f->n_trunks; i++) {
		add_wire(f, &w[f->trunks[i].a], f->trunks[i].b);
		add_wire(f, &w[f->trunks[i].b], f->trunks[i].a);
	}
	return w;
}

/* Whether an island of POD has no leaf for one of its rails. */
static bool lacks_leaf(const struct check *c, int pod)
{
	const struct fabric_pod *p = &c->f->pods[pod];

	for (int i = p->first_island; i < p->first_island + p->n_islands; i++)
		for (int s = 0; s < c->n_slots; s++)
			if (c->home[(size_t)i * c->n_slots + s] < 0)
				return true;
	return false;
}

/*
 * Whether a leaf of POD has the same cables upwards as W; where each rail has
 * spines of its own, as many.
 */
static bool is_like_a_leaf(const struct fabric *f, const struct wires *all,
			   const struct wires *w)
{
	const struct fabric_pod *p = &f->pods[w->pod];
	int last = p->first_island + p->n_islands - 1;
	int end = f->islands[last].first_leaf + f->islands[last].n_leafs;

	for (int i = f->islands[p->first_island].first_leaf; i < end; i++)
		if (all[i].count == w->count &&
		    (all[i].key == w->key || f->n_rails > 1))
			return true;
	return false;
}

/*
 * Whether cores of its component connect POD with others.  A switch that goes
 * to this one alone then is none of them, but a leaf whose nodes are off.
 */
static bool has_real_cores(const struct fabric *f, const struct wires *all,
			   int pod)
{
	int first = f->n_leafs + f->n_spines;

	for (int i = 0; i < f->n_cores; i++)
		if (all[first + i].pod == SEVERAL &&
		    f->cores[i].component == f->pods[pod].component)
			return true;
	return false;
}

static bool is_bare_leaf(const struct check *c, const struct wires *all,
			 const struct wires *w)
{
	return w->pod >= 0 && is_like_a_leaf(c->f, all, w) &&
	       (lacks_leaf(c, w->pod) || has_real_cores(c->f, all, w->pod));
}

int trunks_nodeless(struct trunks *t)
{
	const struct fabric *f = t->c->f;
	int first = f->n_leafs + f->n_spines;
	struct wires *w = list_wires(t);

	t->nodeless = check_alloc(t->c, (size_t)fabric_n_switches(f),
				  sizeof(bool));
	for (int i = first; w && t->nodeless && i < fabric_n_switches(f); i++)
		t->nodeless[i] = fabric_switch_is_others(f, i) ||
				 is_bare_leaf(t->c, w, &w[i]);
	free(w);
	return w && t->nodeless ? 0 : -1;
}
