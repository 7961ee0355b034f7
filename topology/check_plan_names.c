/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check against a plan: which host and which switch is which. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "check_plan.h"

/* A name of a thing of the map, or of devices of the plan. */
struct name {
	const char *name;
	char *plain;		/* see make_plain() */
	bool is_switch;
	int thing;		/* -1: not known yet */
	int first, n;		/* of the plan: in its sorted devices */
	bool taken;		/* of the map: the plan has it */
};

struct names {
	struct plan *p;
	struct name *map, *plan;
	int n_map, n_plan;
	int *devices;		/* of the plan, by name */
};

static const char *device_name(const struct links_device *d)
{
	return d->kind == LINKS_SWITCH ? d->name : d->host;
}

static int by_name(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	return x->is_switch != y->is_switch ? x->is_switch - y->is_switch :
					      strcmp(x->name, y->name);
}

static int by_plain(const void *a, const void *b)
{
	const struct name *x = *(const struct name *const *)a;
	const struct name *y = *(const struct name *const *)b;

	return x->is_switch != y->is_switch ? x->is_switch - y->is_switch :
					      strcmp(x->plain, y->plain);
}

/* --- things of the map --------------------------------------------------- */

static int add_thing(struct names *n, const char *name, int sw, int node)
{
	struct plan *p = n->p;

	p->things[p->n_things] = (struct plan_thing){
		.name = name, .sw = sw, .node = node, .is_switch = sw >= 0,
	};
	n->map[n->n_map++] = (struct name){
		.name = name, .is_switch = sw >= 0, .thing = p->n_things,
	};
	return p->n_things++;
}

static int by_host(const void *a, const void *b, void *arg)
{
	const struct fabric_other *others = arg;
	int x = *(const int *)a, y = *(const int *)b;
	int diff = strcmp(others[x].host, others[y].host);

	return diff ? diff : x - y;
}

/* Hosts of others[] that are no nodes. */
static int add_others(struct names *n)
{
	const struct fabric *f = n->p->c.f;
	int *order = check_alloc(&n->p->c, (size_t)f->n_others, sizeof(int));
	int thing = -1;

	if (!order)
		return -1;
	for (int i = 0; i < f->n_others; i++)
		order[i] = i;
	if (f->n_others)
		qsort_r(order, (size_t)f->n_others, sizeof(int), by_host,
			f->others);
	for (int i = 0; i < f->n_others; i++) {
		const char *host = f->others[order[i]].host;
		int node = fabric_find_node(f, host);

		if (node >= 0)
			thing = plan_thing_of_node(n->p, node);
		else if (!i || strcmp(f->others[order[i - 1]].host, host))
			thing = add_thing(n, host, -1, -1);
		n->p->thing_of_other[order[i]] = thing;
	}
	free(order);
	return 0;
}

static int list_map(struct names *n)
{
	const struct fabric *f = n->p->c.f;

	for (int i = 0; i < fabric_n_switches(f); i++)
		add_thing(n, fabric_switch_name(f, i), i, -1);
	for (int i = 0; i < f->n_nodes; i++)
		add_thing(n, f->nodes[i].name, -1, i);
	if (add_others(n) < 0)
		return -1;
	n->p->n_map_things = n->p->n_things;
	qsort(n->map, (size_t)n->n_map, sizeof(*n->map), by_name);
	return 0;
}

/* --- names of the plan --------------------------------------------------- */

static int by_device_name(const void *a, const void *b, void *arg)
{
	const struct links_device *devices = arg;
	const struct links_device *x = &devices[*(const int *)a];
	const struct links_device *y = &devices[*(const int *)b];

	if (x->kind != y->kind)
		return x->kind == LINKS_SWITCH ? 1 : -1;
	return strcmp(device_name(x), device_name(y));
}

static void list_plan(struct names *n)
{
	const struct links *l = n->p->links;

	for (int i = 0; i < l->n_devices; i++)
		n->devices[i] = i;
	if (l->n_devices)
		qsort_r(n->devices, (size_t)l->n_devices, sizeof(int),
			by_device_name, l->devices);
	for (int i = 0; i < l->n_devices; i++) {
		const struct links_device *d = &l->devices[n->devices[i]];

		if (i && !by_device_name(&n->devices[i - 1], &n->devices[i],
					 l->devices)) {
			n->plan[n->n_plan - 1].n++;
			continue;
		}
		n->plan[n->n_plan++] = (struct name){
			.name = device_name(d), .thing = -1,
			.is_switch = d->kind == LINKS_SWITCH,
			.first = i, .n = 1,
		};
	}
}

static void match_exactly(struct names *n)
{
	for (int i = 0; i < n->n_plan; i++) {
		struct name *found = bsearch(&n->plan[i], n->map,
					     (size_t)n->n_map,
					     sizeof(*n->map), by_name);

		if (!found)
			continue;
		found->taken = true;
		n->plan[i].thing = found->thing;
	}
}

/* --- names that are written in another way ------------------------------- */

/* Small letters, without a domain, '-' for what a map's names do not have. */
static char *make_plain(const char *name)
{
	char *plain = strdup(name);

	if (!plain)
		return NULL;
	for (char *s = plain; *s; s++) {
		if (*s == '.') {
			*s = '\0';
			break;
		}
		*s = isalnum((unsigned char)*s) ?
		     (char)tolower((unsigned char)*s) : '-';
	}
	return plain;
}

/* Those of N names that have no partner yet, by their plain forms. */
static struct name **list_single(struct names *n, struct name *names, int count,
				 bool of_plan, int *found)
{
	struct name **list = check_alloc(&n->p->c, (size_t)count,
					 sizeof(*list));

	*found = 0;
	for (int i = 0; list && i < count; i++) {
		if (of_plan ? names[i].thing >= 0 : names[i].taken)
			continue;
		names[i].plain = make_plain(names[i].name);
		if (!names[i].plain) {
			rail_error_nomem(n->p->c.err);
			free(list);
			return NULL;
		}
		list[(*found)++] = &names[i];
	}
	if (list)
		qsort(list, (size_t)*found, sizeof(*list), by_plain);
	return list;
}

/* Whether no other in LIST is like the one at AT. */
static bool is_single(struct name **list, int n, int at)
{
	return (!at || by_plain(&list[at - 1], &list[at])) &&
	       (at + 1 == n || by_plain(&list[at + 1], &list[at]));
}

static int match_loosely(struct names *n)
{
	int n_map, n_plan;
	struct name **map = list_single(n, n->map, n->n_map, false, &n_map);
	struct name **plan = list_single(n, n->plan, n->n_plan, true, &n_plan);
	int rc = map && plan ? 0 : -1;

	for (int i = 0, k = 0; rc == 0 && i < n_plan; i++) {
		while (k < n_map && by_plain(&map[k], &plan[i]) < 0)
			k++;
		if (k < n_map && !by_plain(&map[k], &plan[i]) &&
		    is_single(map, n_map, k) && is_single(plan, n_plan, i))
			plan[i]->thing = map[k]->thing;
	}
	free(map);
	free(plan);
	return rc;
}

static void settle(struct names *n)
{
	struct plan *p = n->p;

	for (int i = 0; i < n->n_plan; i++) {
		struct name *name = &n->plan[i];

		if (name->thing < 0) {
			name->thing = p->n_things;
			p->things[p->n_things++] = (struct plan_thing){
				.name = name->name, .sw = -1, .node = -1,
				.is_switch = name->is_switch,
			};
		}
		for (int k = name->first; k < name->first + name->n; k++)
			p->thing_of_device[n->devices[k]] = name->thing;
	}
}

/* --- names of NICs ------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int plan_text(const struct plan *p, const char *text)
{
	const char **found = bsearch(&text, p->texts, (size_t)p->n_texts,
				     sizeof(*p->texts), by_text);

	return (int)(found - p->texts);
}

static int list_texts(struct plan *p)
{
	const struct fabric *f = p->c.f;
	const struct links *l = p->links;
	int n = 0;

	p->texts = check_alloc(&p->c, (size_t)l->n_devices +
			       (size_t)f->n_others, sizeof(*p->texts));
	if (!p->texts)
		return -1;
	for (int i = 0; i < l->n_devices; i++)
		if (l->devices[i].kind == LINKS_NIC)
			p->texts[n++] = l->devices[i].name;
	for (int i = 0; i < f->n_others; i++)
		if (f->others[i].nic)
			p->texts[n++] = f->others[i].nic;
	if (n)
		qsort(p->texts, (size_t)n, sizeof(*p->texts), by_text);
	for (int i = 0; i < n; i++)
		if (!i || strcmp(p->texts[i], p->texts[p->n_texts - 1]))
			p->texts[p->n_texts++] = p->texts[i];
	return 0;
}

int plan_name_things(struct plan *p)
{
	const struct fabric *f = p->c.f;
	size_t n_devices = (size_t)p->links->n_devices;
	size_t of_map = (size_t)fabric_n_switches(f) + (size_t)f->n_nodes +
			(size_t)f->n_others;
	struct names n = { .p = p };
	int rc = -1;

	p->things = check_alloc(&p->c, of_map + n_devices, sizeof(*p->things));
	p->thing_of_other = check_alloc(&p->c, (size_t)f->n_others,
					sizeof(int));
	p->thing_of_device = check_alloc(&p->c, n_devices, sizeof(int));
	n.map = check_alloc(&p->c, of_map, sizeof(*n.map));
	n.plan = check_alloc(&p->c, n_devices, sizeof(*n.plan));
	n.devices = check_alloc(&p->c, n_devices, sizeof(int));
	if (!p->things || !p->thing_of_other || !p->thing_of_device || !n.map ||
	    !n.plan || !n.devices || list_map(&n) < 0)
		goto out;
	list_plan(&n);
	match_exactly(&n);
	rc = match_loosely(&n) < 0 || list_texts(p) < 0 ? -1 : 0;
	if (rc == 0)
		settle(&n);
out:
	for (int i = 0; i < n.n_map; i++)
		free(n.map[i].plain);
	for (int i = 0; i < n.n_plan; i++)
		free(n.plan[i].plain);
	free(n.map);
	free(n.plan);
	free(n.devices);
	return rc;
}
