/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a finding names a fault rightly: its node, cables and ports. */
#include <string.h>

#include "defect.h"

struct judge {
	const struct model *m;
	struct defect *d;
	const struct check_report *r;
	const struct check_finding *finding;
};

static bool same_switch(const struct judge *j, int sw, int device)
{
	if (sw < 0 || device < 0)
		return sw < 0 && device < 0;
	return !strcmp(fabric_switch_name(j->r->fabric, sw),
		       j->m->devices[device].name);
}

static bool same_port(const struct judge *j, int port, int model_port)
{
	char a[FABRIC_PORT_TEXT], b[MODEL_TEXT];

	return !strcmp(fabric_port_text(j->r->fabric, port, a),
		       model_port_text(j->m, model_port, b));
}

/* Where something is must be said exactly; where it belongs, the port may be
 * left to who plugs it in. */
static bool same_place(const struct judge *j, const struct check_place *a,
		       const struct defect_place *b, bool any_port)
{
	return same_switch(j, a->sw, b->sw) &&
	       (a->sw < 0 || any_port || same_port(j, a->port, b->port));
}

/* Of an island of one node nobody knows a leaf that this is not on. */
static bool is_alone(const struct judge *j, int node)
{
	return node >= 0 &&
	       j->m->size_of_island[j->m->island_of_node[node]] == 1;
}

static bool same_cable(const struct judge *j, const struct check_cable *a,
		       const struct defect_cable *b)
{
	const char *host = b->node >= 0 ? model_node_name(j->m, b->node) :
			   b->nic >= 0 ? j->m->devices[b->nic].host : NULL;

	if ((host && (!a->host || strcmp(a->host, host))) ||
	    (b->rail >= 0 && a->rail != b->rail) ||
	    (b->plane >= 0 && a->plane != b->plane) ||
	    (b->nic >= 0 && (!a->nic ||
			     strcmp(a->nic, j->m->devices[b->nic].name))))
		return false;
	return same_place(j, &a->fixed, &b->fixed, b->any_port ||
			  (b->at.sw < 0 && !a->fixed.port)) &&
	       same_place(j, &a->at, &b->at, b->any_port) &&
	       ((a->home.sw < 0 && is_alone(j, b->node)) ||
		(a->home.sw >= 0 && j->d->kind == DEFECT_DARK_LEAF) ||
		(a->home.sw == a->at.sw && b->home.sw < 0) ||
		same_place(j, &a->home, &b->home,
			   !a->home.port || b->any_port));
}

static bool is_of_node(const struct judge *j, int node)
{
	return node >= 0 && j->finding->node >= 0 &&
	       !strcmp(j->r->fabric->nodes[j->finding->node].name,
		       model_node_name(j->m, node));
}

static bool has_cables(const struct judge *j)
{
	const struct check_cable *a = &j->r->cables[j->finding->first_cable];

	if (j->finding->n_cables != j->d->n_cables)
		return false;
	for (int k = 0; k < j->d->n_cables; k++)
		j->d->cables[k].told = false;
	for (int i = 0; i < j->finding->n_cables; i++) {
		int k = 0;

		while (k < j->d->n_cables &&
		       (j->d->cables[k].told ||
			!same_cable(j, &a[i], &j->d->cables[k])))
			k++;
		if (k == j->d->n_cables)
			return false;
		j->d->cables[k].told = true;
	}
	return true;
}

/* All cables of the finding are those of model node NODE. */
static bool has_links_of(const struct judge *j, int node)
{
	const struct check_cable *a = &j->r->cables[j->finding->first_cable];

	for (int i = 0; i < j->finding->n_cables; i++) {
		const struct model_cable *c = &j->m->cables[j->m->nic_cable
			[node][a[i].plane * j->m->n_rails + a[i].rail]];

		if (!same_switch(j, a[i].at.sw, c->b) ||
		    !same_port(j, a[i].at.port, c->port_b))
			return false;
	}
	return j->finding->n_cables == j->m->n_rails * j->m->n_planes;
}

bool defect_is(const struct model *m, struct defect *d,
	       const struct check_report *r, int i)
{
	struct judge j = { m, d, r, &r->findings[i] };

	if (j.finding->kind != defect_texts[d->kind].kind || !j.finding->what[0])
		return false;
	if (d->kind == DEFECT_DUPLICATE_NAME)
		return has_links_of(&j, d->node) || has_links_of(&j, d->node2);
	if (d->node >= 0 && !is_of_node(&j, d->node) &&
	    !is_of_node(&j, d->node2))
		return false;
	if (d->leaf >= 0 && !same_switch(&j, j.finding->leaf, d->leaf))
		return false;
	return d->any_cables || has_cables(&j);
}
