/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check against a plan: which port of a switch is which. */
#include <stdlib.h>
#include <string.h>

#include "check_plan.h"

/*
 * A plan and a discovery may call ports differently: 3, swp2s0, 1/2/1.  What
 * is said in the same words is the same.  Else the order of the numbers in a
 * pattern ("swp#s#") says which port is which, if most cables then are where
 * they should be; else nothing does.
 */
enum way {
	BY_NAME,
	BY_RANK,
	BY_NOTHING,
};

/* What ports are called on one side: names by number, from 1. */
struct calling {
	const char **names;	/* [0] is NULL */
	int *pattern;		/* by number; -1: not in use */
	int *rank;		/* 0: nothing tells */
	struct plan_pattern *patterns;
	int n, n_patterns;
	char (*numbers)[8];	/* backs names where there are none */
};

struct plan_ports {
	struct calling map, plan;
	enum way *way;		/* by pattern of the plan */
	int *same;		/* plan's number -> the map's of that name */
	int *by_rank;		/* the map's numbers, by rank */
};

/* What a pattern would agree with. */
struct evidence {
	int labels, named;	/* of its labels, those that the map has */
	int cables, by_rank;	/* of its cables, those that fit */
};

const char *plan_label(const struct plan *p, int label,
		       char text[FABRIC_PORT_TEXT])
{
	if (p->links->n_port_names)
		return p->links->port_names[label - 1];
	snprintf(text, FABRIC_PORT_TEXT, "%d", label);
	return text;
}

/* --- what ports are called ----------------------------------------------- */

/* NAMES: of numbers from 1, or NULL; USED: by number. */
static int take_names(struct plan *p, struct calling *c, char *const *names,
		      const bool *used, int n)
{
	size_t size = (size_t)n + 1;

	c->n = n;
	c->names = check_alloc(&p->c, size, sizeof(*c->names));
	c->pattern = check_alloc(&p->c, size, sizeof(*c->pattern));
	c->rank = check_alloc(&p->c, size, sizeof(*c->rank));
	c->numbers = check_alloc(&p->c, names ? 1 : size, sizeof(*c->numbers));
	if (!c->names || !c->pattern || !c->rank || !c->numbers)
		return -1;
	for (int i = 1; i <= n; i++) {
		if (!used[i])
			continue;
		if (!names)
			snprintf(c->numbers[i], sizeof(*c->numbers), "%d", i);
		c->names[i] = names ? names[i - 1] : c->numbers[i];
	}
	c->patterns = plan_patterns(&p->c, c->names, n + 1, c->pattern,
				    &c->n_patterns);
	if (!c->patterns)
		return -1;
	for (int i = 1; i <= n; i++)
		if (c->names[i])
			c->rank[i] = names ? plan_rank(&c->patterns[
					     c->pattern[i]], c->names[i]) : i;
	return 0;
}

static int take_map(struct plan *p, struct calling *c)
{
	const struct fabric *f = p->c.f;
	int n = f->port_names ? f->n_port_names : FABRIC_MAX_PORT, rc;
	bool *used = check_alloc(&p->c, (size_t)n + 1, sizeof(*used));

	if (!used)
		return -1;
	for (int i = 0; i < p->n_ports; i++)
		if (p->things[p->ports[i].thing].is_switch)
			used[p->ports[i].number] = true;
	while (n && !used[n])
		n--;
	rc = take_names(p, c, (char *const *)f->port_names, used, n);
	free(used);
	return rc;
}

/* The switch at END of C and the number of its port; -1: none is known. */
static int switch_end(const struct plan *p, const struct links_cable *c,
		      int end, int *label)
{
	int device = end ? c->b : c->a;

	*label = end ? c->port_b : c->port_a;
	if (p->links->devices[device].kind != LINKS_SWITCH || !*label)
		return -1;
	return p->thing_of_device[device];
}

static int take_plan(struct plan *p, struct calling *c)
{
	const struct links *l = p->links;
	int n = l->port_names ? l->n_port_names : FABRIC_MAX_PORT, rc, label;
	bool *used = check_alloc(&p->c, (size_t)n + 1, sizeof(*used));

	if (!used)
		return -1;
	for (int i = 0; i < 2 * l->n_cables; i++)
		if (switch_end(p, &l->cables[i / 2], i % 2, &label) >= 0)
			used[label] = true;
	while (n && !used[n])
		n--;
	rc = take_names(p, c, l->port_names, used, n);
	free(used);
	return rc;
}

/* --- names, ranks -------------------------------------------------------- */

static int by_name(const void *a, const void *b, void *arg)
{
	const char **names = arg;
	const char *x = names[*(const int *)a], *y = names[*(const int *)b];

	return strcmp(x ? x : "", y ? y : "");
}

static int by_rank(const void *a, const void *b, void *arg)
{
	const int *rank = arg;
	int x = *(const int *)a, y = *(const int *)b;

	return rank[x] != rank[y] ? rank[x] - rank[y] : x - y;
}

/* Fills same[] and by_rank[]. */
static int find_same(struct plan *p, struct plan_ports *t)
{
	int n = t->map.n, m = t->plan.n;
	int *maps = check_alloc(&p->c, (size_t)n + 1, sizeof(int));
	int *plans = check_alloc(&p->c, (size_t)m + 1, sizeof(int));

	t->same = check_alloc(&p->c, (size_t)m + 1, sizeof(int));
	t->by_rank = check_alloc(&p->c, (size_t)n + 1, sizeof(int));
	if (!maps || !plans || !t->same || !t->by_rank) {
		free(maps);
		free(plans);
		return -1;
	}
	for (int i = 0; i <= n; i++)
		maps[i] = t->by_rank[i] = i;
	for (int i = 0; i <= m; i++)
		plans[i] = i;
	qsort_r(maps, (size_t)n + 1, sizeof(int), by_name, t->map.names);
	qsort_r(plans, (size_t)m + 1, sizeof(int), by_name, t->plan.names);
	qsort_r(t->by_rank, (size_t)n + 1, sizeof(int), by_rank, t->map.rank);
	for (int i = 0, k = 0; i <= m; i++) {
		const char *name = t->plan.names[plans[i]], *at;

		if (!name)
			continue;
		while (k < n && strcmp((at = t->map.names[maps[k]]) ? at : "",
				       name) < 0)
			k++;
		at = t->map.names[maps[k]];
		if (at && !strcmp(at, name))
			t->same[plans[i]] = maps[k];
	}
	free(maps);
	free(plans);
	return 0;
}

/* The port of SW that is RANK among those of its pattern; 0: not in use, or
 * there are several. */
static int find_rank(const struct plan *p, const struct plan_ports *t, int sw,
		     int rank)
{
	const struct calling *c = &t->map;
	int low = 0, high = c->n + 1, found = 0;

	/* Numbers are ports, also where nothing is plugged in. */
	if (!p->c.f->port_names)
		return rank <= FABRIC_MAX_PORT ? rank : 0;
	while (rank > 0 && low < high) {
		int middle = low + (high - low) / 2;

		if (c->rank[t->by_rank[middle]] < rank)
			low = middle + 1;
		else
			high = middle;
	}
	for (; rank > 0 && low <= c->n && c->rank[t->by_rank[low]] == rank;
	     low++) {
		int number = t->by_rank[low];

		if (plan_find_port(p, sw, plan_key_number(number)) < 0)
			continue;
		if (found)
			return 0;
		found = number;
	}
	return found;
}

/* --- which way ----------------------------------------------------------- */

/* Whether port NUMBER of SW has, in the map, a cable to thing FAR. */
static bool goes_to(const struct plan *p, int sw, int number, int far)
{
	int port = number > 0 ?
		   plan_find_port(p, sw, plan_key_number(number)) : -1;
	const struct plan_cable *c;

	if (port < 0 || p->ports[port].cable[PLAN_SEEN] < 0)
		return false;
	c = &p->cables[PLAN_SEEN][p->ports[port].cable[PLAN_SEEN]];
	return c->thing[c->thing[0] == sw] == far;
}

static void collect_evidence(const struct plan *p, const struct plan_ports *t,
			     struct evidence *evidence)
{
	const struct links *l = p->links;

	for (int i = 1; i <= t->plan.n; i++) {
		if (t->plan.pattern[i] < 0)
			continue;
		evidence[t->plan.pattern[i]].labels++;
		evidence[t->plan.pattern[i]].named += t->same[i] > 0;
	}
	for (int i = 0; i < 2 * l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i / 2];
		int label, sw = switch_end(p, c, i % 2, &label);
		int far = p->thing_of_device[i % 2 ? c->a : c->b];
		struct evidence *e;

		if (sw < 0 || p->things[sw].sw < 0 ||
		    far >= p->n_map_things)
			continue;
		e = &evidence[t->plan.pattern[label]];
		e->cables++;
		e->by_rank += goes_to(p, sw, find_rank(p, t, sw,
						       t->plan.rank[label]),
				      far);
	}
}

static enum way choose(const struct plan *p, const struct evidence *e)
{
	if (!p->c.f->port_names && !p->links->port_names)
		return BY_NAME;
	if (e->named * 2 >= e->labels || !e->cables)
		return BY_NAME;
	return e->by_rank * 2 > e->cables ? BY_RANK : BY_NOTHING;
}

static int tell_nothing(struct plan *p, const char *example)
{
	const struct calling *map = &p->translated->map;

	return plan_tell(p, CHECK_PLAN_NAMES, text_format(
		"nothing tells which ports of switches the plan means by "
		"names like \"%s\": the map has names like \"%s\"", example,
		map->n_patterns ? map->patterns[0].example : "?"),
		text_format("such cables are compared by their switches "
			    "alone; give the ports the names or numbers that "
			    "the map has"));
}

static int find_ways(struct plan *p, struct plan_ports *t)
{
	struct evidence *evidence =
		check_alloc(&p->c, (size_t)t->plan.n_patterns,
			    sizeof(*evidence));
	int rc = 0;

	t->way = check_alloc(&p->c, (size_t)t->plan.n_patterns,
			     sizeof(*t->way));
	if (!evidence || !t->way) {
		free(evidence);
		return -1;
	}
	collect_evidence(p, t, evidence);
	for (int i = 0; rc == 0 && i < t->plan.n_patterns; i++) {
		t->way[i] = choose(p, &evidence[i]);
		if (t->way[i] == BY_NOTHING)
			rc = tell_nothing(p, t->plan.patterns[i].example);
	}
	free(evidence);
	return rc;
}

int plan_translate_ports(struct plan *p)
{
	struct plan_ports *t = check_alloc(&p->c, 1, sizeof(*t));

	p->translated = t;
	if (!t || take_map(p, &t->map) < 0 || take_plan(p, &t->plan) < 0)
		return -1;
	return find_same(p, t) < 0 || find_ways(p, t) < 0 ? -1 : 0;
}

int plan_number(const struct plan *p, int sw, int label)
{
	const struct plan_ports *t = p->translated;

	switch (t->way[t->plan.pattern[label]]) {
	case BY_NAME:
		return p->c.f->port_names || p->links->port_names ?
		       t->same[label] : label;
	case BY_RANK:
		return find_rank(p, t, sw, t->plan.rank[label]);
	default:
		return -1;
	}
}

static void free_calling(struct calling *c)
{
	free(c->names);
	free(c->pattern);
	free(c->rank);
	free(c->patterns);
	free(c->numbers);
}

void plan_ports_free(struct plan *p)
{
	struct plan_ports *t = p->translated;

	if (!t)
		return;
	free_calling(&t->map);
	free_calling(&t->plan);
	free(t->way);
	free(t->same);
	free(t->by_rank);
	free(t);
}
