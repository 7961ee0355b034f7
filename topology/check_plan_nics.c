/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check against a plan: which NIC of a node is which. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "check_plan.h"
#include "netdev.h"

/*
 * A plan may call NICs as their nodes do (mlx5_0), number them (1, rail1,
 * GPU0), or call them something else.  Names that nodes know are taken as they
 * are.  Numbers are rails, counted from 0 or from 1, whichever all of them
 * fit; where both fit, whichever has most cables in their places.  Of other
 * names each is the rail that most nodes have where that NIC should be.
 */
enum way {
	BY_NAME,
	FROM_0,
	FROM_1,
	BY_PLACE,
	BY_NOTHING,
};

/* What speaks for each way, of a pattern. */
struct evidence {
	int nics, named;
	int cables, from[2];	/* those in their places when from 0, from 1 */
};

struct nics {
	struct plan *p;
	int *text;		/* by device of the plan: of texts[]; or -1 */
	int *pattern;		/* by text */
	struct plan_pattern *patterns;
	int n_patterns;
	struct evidence *evidence;
	int (*votes)[FABRIC_MAX_RAILS];	/* by text: its cables, where the map
					 * has that rail */
	int *cables;		/* by text */
	int *rail;		/* by text, BY_PLACE; or -1 */
};

/* A cable of the plan from a node of the map to a switch of the map. */
struct fit {
	int node, plane, sw, number;
};

static bool take_cable(const struct plan *p, const struct links_cable *c,
		       int *device, struct fit *fit)
{
	bool nic_last = p->links->devices[c->a].kind == LINKS_SWITCH;
	int sw = nic_last ? c->a : c->b;
	int label = nic_last ? c->port_a : c->port_b;

	*device = nic_last ? c->b : c->a;
	if (p->links->devices[*device].kind != LINKS_NIC ||
	    p->links->devices[sw].kind != LINKS_SWITCH)
		return false;
	fit->node = p->things[p->thing_of_device[*device]].node;
	fit->plane = (nic_last ? c->port_b : c->port_a) - 1;
	fit->sw = p->things[p->thing_of_device[sw]].sw;
	if (fit->node < 0 || fit->sw < 0 || fit->plane >= p->c.f->n_planes)
		return false;
	fit->number = label ? plan_number(p, fit->sw, label) : -1;
	return true;
}

/* Whether the map has RAIL where FIT says. */
static bool fits(const struct plan *p, const struct fit *fit, int rail)
{
	const struct fabric_nic *nic;

	if (rail < 0 || rail >= p->c.f->n_rails)
		return false;
	nic = fabric_nic(p->c.f, fit->node, rail, fit->plane);
	return nic->leaf == fit->sw &&
	       (fit->number < 0 || !nic->port || nic->port == fit->number);
}

/* --- ports by names of network devices ----------------------------------- */

/* The rail of the NIC of which DEVICE, ens1f1np1, is a port: ens1; or -1. */
static int rail_of_stem(const struct plan *p, int device, int *port)
{
	const char *name = p->links->devices[device].name;
	int node = p->things[p->thing_of_device[device]].node, rail = -1;
	size_t len;
	char *stem;

	*port = node < 0 ? -1 : netdev_port(name, &len);
	if (*port < 0 || fabric_find_rail(p->c.f, node, name) >= 0)
		return -1;
	stem = strndup(name, len);
	if (stem)
		rail = fabric_find_rail(p->c.f, node, stem);
	free(stem);
	return rail;
}

/* Fills rail_of_device and plane_of_device of those; their first port is that
 * with the lowest number that any of them has. */
static void find_stems(struct plan *p)
{
	const struct links *l = p->links;
	int port, first = INT_MAX;

	for (int i = 0; i < l->n_devices; i++) {
		p->plane_of_device[i] = -1;
		if (l->devices[i].kind != LINKS_NIC || p->c.f->n_planes < 2)
			continue;
		p->rail_of_device[i] = rail_of_stem(p, i, &port);
		if (p->rail_of_device[i] < 0)
			continue;
		p->plane_of_device[i] = port;
		first = port < first ? port : first;
	}
	for (int i = 0; i < l->n_devices; i++)
		if (p->plane_of_device[i] >= 0)
			p->plane_of_device[i] -= first;
}

/* --- evidence ------------------------------------------------------------ */

/* The names that NICs of no rail have on nodes of the map, by text. */
static bool *list_no_rail(struct plan *p)
{
	const struct fabric *f = p->c.f;
	bool *names = check_alloc(&p->c, (size_t)p->n_texts, sizeof(*names));

	for (int i = 0; names && i < f->n_others; i++)
		if (f->others[i].nic &&
		    p->things[p->thing_of_other[i]].node >= 0)
			names[plan_text(p, f->others[i].nic)] = true;
	return names;
}

static int take_texts(struct nics *n)
{
	struct plan *p = n->p;
	const struct links *l = p->links;
	const char **used = check_alloc(&p->c, (size_t)p->n_texts,
					sizeof(*used));

	bool *no_rail = list_no_rail(p);

	if (!used || !no_rail) {
		free(used);
		free(no_rail);
		return -1;
	}
	for (int i = 0; i < l->n_devices; i++) {
		const struct links_device *d = &l->devices[i];
		int node = p->things[p->thing_of_device[i]].node;

		n->text[i] = -1;
		if (d->kind != LINKS_NIC || !*d->name || d->aside ||
		    p->plane_of_device[i] >= 0 ||
		    node < 0 || (no_rail[plan_text(p, d->name)] &&
				 fabric_find_rail(p->c.f, node, d->name) < 0))
			continue;
		n->text[i] = plan_text(p, d->name);
		used[n->text[i]] = p->texts[n->text[i]];
	}
	n->patterns = plan_patterns(&p->c, used, p->n_texts, n->pattern,
				    &n->n_patterns);
	free(used);
	free(no_rail);
	return n->patterns ? 0 : -1;
}

static int number_of(const struct nics *n, int text, int *low, int *high)
{
	return plan_only_number(&n->patterns[n->pattern[text]],
				n->p->texts[text], low, high);
}

static void collect_evidence(struct nics *n)
{
	const struct plan *p = n->p;
	const struct links *l = p->links;
	int low, high;

	for (int i = 0; i < l->n_devices; i++) {
		struct evidence *e;
		int node;

		if (n->text[i] < 0)
			continue;
		node = p->things[p->thing_of_device[i]].node;
		e = &n->evidence[n->pattern[n->text[i]]];
		e->nics++;
		e->named += fabric_find_rail(p->c.f, node,
					     l->devices[i].name) >= 0;
	}
	for (int i = 0; i < l->n_cables; i++) {
		struct fit fit;
		struct evidence *e;
		int device, text, number;

		if (!take_cable(p, &l->cables[i], &device, &fit) ||
		    n->text[device] < 0)
			continue;
		text = n->text[device];
		e = &n->evidence[n->pattern[text]];
		number = number_of(n, text, &low, &high);
		e->cables++;
		n->cables[text]++;
		for (int r = 0; r < p->c.f->n_rails; r++)
			n->votes[text][r] += fits(p, &fit, r);
		for (int from = 0; from < 2; from++)
			e->from[from] += fits(p, &fit, number - from);
	}
}

/* --- which way ----------------------------------------------------------- */

/* The rail that most cables of TEXT are at, or -1. */
static int find_place(const struct nics *n, int text)
{
	for (int r = 0; r < n->p->c.f->n_rails; r++)
		if (n->votes[text][r] * 2 > n->cables[text])
			return r;
	return -1;
}

/* Fills rail[]; PLACED: the patterns of which each text has a rail of its
 * own. */
static int find_places(struct nics *n, bool *placed)
{
	bool (*taken)[FABRIC_MAX_RAILS] =
		check_alloc(&n->p->c, (size_t)n->n_patterns, sizeof(*taken));

	if (!taken)
		return -1;
	memset(placed, true, (size_t)n->n_patterns * sizeof(*placed));
	for (int t = 0; t < n->p->n_texts; t++) {
		int pattern = n->pattern[t];

		if (pattern < 0)
			continue;
		n->rail[t] = find_place(n, t);
		if (n->rail[t] < 0 || taken[pattern][n->rail[t]])
			placed[pattern] = false;
		else
			taken[pattern][n->rail[t]] = true;
	}
	free(taken);
	return 0;
}

static enum way choose(const struct nics *n, int pattern, bool placed)
{
	const struct evidence *e = &n->evidence[pattern];
	int n_rails = n->p->c.f->n_rails, low = 0, high = 0;
	bool from_0, from_1;

	if (e->named * 2 >= e->nics)
		return BY_NAME;
	if (plan_only_number(&n->patterns[pattern],
			     n->patterns[pattern].example, &low, &high) >= 0) {
		from_0 = high < n_rails;
		from_1 = low > 0 && high <= n_rails;
		if (from_0 && from_1) {
			from_0 = e->from[0] * 2 > e->cables;
			from_1 = e->from[1] * 2 > e->cables;
		}
		if (from_0 != from_1)
			return from_0 ? FROM_0 : FROM_1;
	}
	return placed ? BY_PLACE : BY_NOTHING;
}

static int tell_nothing(struct plan *p, const char *example)
{
	const struct fabric *f = p->c.f;
	const char *name = f->shapes[f->nodes[0].shape].nic_names[0];

	return plan_tell(p, CHECK_PLAN_NAMES, text_format(
		"nothing tells which NICs the plan means by names like "
		"\"%s\": the map has %d NICs a node, called like \"%s\"",
		example, f->n_rails, name ? name : "?"),
		text_format("such cables are compared by the ports that they "
			    "are plugged into; use the names of the map, or "
			    "number the NICs from 0 or from 1"));
}

static int rail_of(const struct nics *n, int device, const enum way *way)
{
	const struct plan *p = n->p;
	int thing = p->thing_of_device[device], text = n->text[device];
	int low, high, number;

	switch (way[n->pattern[text]]) {
	case BY_NAME:
		return fabric_find_rail(p->c.f, p->things[thing].node,
				 p->links->devices[device].name);
	case FROM_0:
	case FROM_1:
		number = number_of(n, text, &low, &high);
		return number - (way[n->pattern[text]] == FROM_1);
	case BY_PLACE:
		return n->rail[text];
	default:
		return PLAN_ANY_NIC;
	}
}

/* A NIC that carries no rail: by its name, where the map has that. */
static int rail_of_other(const struct nics *n, int device)
{
	const struct plan *p = n->p;
	const struct links_device *d = &p->links->devices[device];
	int thing = p->thing_of_device[device];

	if (!*d->name)
		return PLAN_ANY_NIC;
	if (p->things[thing].node >= 0 || thing >= p->n_map_things)
		return PLAN_NO_RAIL;
	return plan_find_port(p, thing, plan_key_text(plan_text(p, d->name),
						      1)) >= 0 ?
	       PLAN_NO_RAIL : PLAN_ANY_NIC;
}

static int settle(struct nics *n, enum way *way, bool *placed)
{
	struct plan *p = n->p;

	if (find_places(n, placed) < 0)
		return -1;
	for (int i = 0; i < n->n_patterns; i++) {
		way[i] = choose(n, i, placed[i]);
		if (way[i] == BY_NOTHING &&
		    tell_nothing(p, n->patterns[i].example) < 0)
			return -1;
	}
	for (int i = 0; i < p->links->n_devices; i++)
		if (p->links->devices[i].kind == LINKS_NIC &&
		    p->plane_of_device[i] < 0)
			p->rail_of_device[i] = n->text[i] >= 0 ?
					       rail_of(n, i, way) :
					       rail_of_other(n, i);
	return 0;
}

int plan_translate_nics(struct plan *p)
{
	size_t n_texts = (size_t)p->n_texts;
	size_t n_devices = (size_t)p->links->n_devices;
	struct nics n = { .p = p };
	enum way *way = NULL;
	bool *placed = NULL;
	int rc = -1;

	p->rail_of_device = check_alloc(&p->c, n_devices, sizeof(int));
	p->plane_of_device = check_alloc(&p->c, n_devices, sizeof(int));
	n.text = check_alloc(&p->c, n_devices, sizeof(int));
	n.pattern = check_alloc(&p->c, n_texts, sizeof(int));
	n.votes = check_alloc(&p->c, n_texts, sizeof(*n.votes));
	n.cables = check_alloc(&p->c, n_texts, sizeof(int));
	n.rail = check_alloc(&p->c, n_texts, sizeof(int));
	if (!p->rail_of_device || !p->plane_of_device || !n.text ||
	    !n.pattern || !n.votes || !n.cables || !n.rail)
		goto out;
	find_stems(p);
	if (take_texts(&n) < 0)
		goto out;
	n.evidence = check_alloc(&p->c, (size_t)n.n_patterns,
				 sizeof(*n.evidence));
	way = check_alloc(&p->c, (size_t)n.n_patterns, sizeof(*way));
	placed = check_alloc(&p->c, (size_t)n.n_patterns, sizeof(*placed));
	if (!n.evidence || !way || !placed)
		goto out;
	collect_evidence(&n);
	rc = settle(&n, way, placed);
out:
	free(n.text);
	free(n.pattern);
	free(n.patterns);
	free(n.evidence);
	free(n.votes);
	free(n.cables);
	free(n.rail);
	free(way);
	free(placed);
	return rc;
}
