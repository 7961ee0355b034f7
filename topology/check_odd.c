/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: nodes that are made otherwise than most of their island. */
#include <stdlib.h>
#include <string.h>

#include "check_parts.h"
#include "names.h"

static bool differ(const char *a, const char *b)
{
	return a && b && strcmp(a, b) != 0;
}

static bool counts_differ(int a, int b)
{
	return a && b && a != b;
}

/* What the kernel keeps for itself is not the same on two equal machines. */
static bool memory_differs(int a, int b)
{
	long less = a < b ? a : b, more = a < b ? b : a;

	return less && (more - less) * 20 > more;
}

/* "8 GPUs (h100)" */
static char *describe_gpus(const struct hardware *hw)
{
	const char *model = hw->n_gpus ? hw->gpus[0].model : NULL;

	return text_format("%d GPU%s%s%s%s", hw->n_gpus,
			   hw->n_gpus == 1 ? "" : "s", model ? " (" : "",
			   model ? model : "", model ? ")" : "");
}

static bool gpus_differ(const struct hardware *a, const struct hardware *b)
{
	if (a->n_gpus != b->n_gpus)
		return true;
	for (int i = 0; i < a->n_gpus; i++)
		if (differ(a->gpus[i].model, b->gpus[i].model))
			return true;
	return false;
}

/* What A has and B has not: "4 GPUs (h100), not 8 GPUs (h100)". */
static int say_gpus(const struct hardware *a, const struct hardware *b,
		    char **text)
{
	char *one = describe_gpus(a), *two = describe_gpus(b);

	if (one && two)
		*text = text_format("%s, not %s", one, two);
	free(one);
	free(two);
	return *text ? 0 : -1;
}

/*
 * In *TEXT, to be freed, the first thing in which machine A is another one
 * than B; NULL when they are alike as far as is known.  -1: no memory.
 */
static int compare_machines(const struct hardware *a, const struct hardware *b,
			    char **text)
{
	*text = NULL;
	if (!a || !b)
		return 0;
	if (differ(a->vendor, b->vendor) || differ(a->product, b->product))
		*text = text_format("a %s %s, not a %s %s",
				    a->vendor ? a->vendor : "?",
				    a->product ? a->product : "?",
				    b->vendor ? b->vendor : "?",
				    b->product ? b->product : "?");
	else if (gpus_differ(a, b))
		return say_gpus(a, b, text);
	else if (counts_differ(a->sockets, b->sockets) ||
		 counts_differ(a->cores, b->cores) ||
		 counts_differ(a->threads, b->threads))
		*text = text_format("%d sockets of %d cores of %d threads, "
				    "not %d of %d of %d", a->sockets,
				    a->cores, a->threads, b->sockets,
				    b->cores, b->threads);
	else if (memory_differs(a->memory_mb, b->memory_mb))
		*text = text_format("%d MB of memory, not %d", a->memory_mb,
				    b->memory_mb);
	else
		return 0;
	return *text ? 0 : -1;
}

/* How NIC names differ: another set of them, or fewer; order is wiring. */
static int compare_names(const struct check *c, int shape, int usual,
			 char **text)
{
	const char **a = c->f->shapes[shape].nic_names;
	const char **b = c->f->shapes[usual].nic_names;
	int n_a = 0, n_b = 0, strange = -1;

	*text = NULL;
	for (int r = 0; r < c->f->n_rails; r++) {
		bool known = false;

		n_a += a[r] != NULL;
		n_b += b[r] != NULL;
		for (int k = 0; a[r] && k < c->f->n_rails; k++)
			known |= b[k] && !strcmp(a[r], b[k]);
		if (a[r] && !known && strange < 0)
			strange = r;
	}
	if (!n_a || !n_b)
		return 0;
	if (n_a != n_b)
		*text = text_format("%d NICs, not %d", n_a, n_b);
	else if (strange >= 0)
		*text = text_format("a NIC %s on rail %d, not %s", a[strange],
				    strange, b[strange] ? b[strange] :
							  "none");
	else
		return 0;
	return *text ? 0 : -1;
}

static int compare_shapes(const struct check *c, int shape, int usual,
			  char **text)
{
	int rc = compare_machines(c->f->shapes[shape].hardware,
				  c->f->shapes[usual].hardware, text);

	if (rc == 0 && !*text)
		rc = compare_names(c, shape, usual, text);
	return rc;
}

/* The N nodes of an island that have one shape, which is not the usual. */
static int tell(struct check *c, const int *nodes, int n)
{
	const struct fabric_node *first = &c->f->nodes[nodes[0]];
	const char *island = c->f->islands[first->island].name;
	char *text, *list, *what = NULL;

	if (compare_shapes(c, first->shape, c->shape_of_island[first->island],
			   &text) < 0)
		return rail_error_nomem(c->err);
	if (!text)
		return 0;
	list = names_format(c->f->nodes, sizeof(*c->f->nodes), nodes, n);
	if (list)
		what = text_format("%s %s as most of %s: %s", list,
				   n > 1 ? "are not" : "is not", island, text);
	free(text);
	free(list);
	if (!check_add(c, CHECK_ODD_NODE, what, NULL))
		return -1;
	if (n == 1)
		check_place_at_node(c, nodes[0]);
	else
		check_place_at_island(c, first->island);
	for (int i = 0; i < n; i++)
		for (int s = 0; s < c->n_slots; s++) {
			struct check_cable a = check_nic_cable(c, nodes[i], s);

			if (a.at.sw >= 0 && check_add_cable(c, &a) < 0)
				return -1;
		}
	return 0;
}

struct shaped {
	int shape, node;
};

static int by_shape(const void *x, const void *y)
{
	const struct shaped *a = x, *b = y;

	if (a->shape != b->shape)
		return a->shape < b->shape ? -1 : 1;
	return a->node - b->node;
}

static int find_odd(struct check *c, int island, struct shaped *list,
		    int *nodes)
{
	const struct fabric_island *is = &c->f->islands[island];
	int n = 0, rc = 0;

	for (int i = is->first_node; i < is->first_node + is->n_nodes; i++) {
		int shape = c->f->nodes[i].shape;

		if (shape == c->shape_of_island[island])
			continue;
		/* of its kind only the memory can be another one */
		if (c->alike[shape] != c->shape_of_island[island])
			shape = c->alike[shape];
		list[n++] = (struct shaped){ shape, i };
	}
	qsort(list, (size_t)n, sizeof(*list), by_shape);
	for (int i = 0, k; i < n && rc == 0; i = k) {
		for (k = i; k < n && list[k].shape == list[i].shape; k++)
			nodes[k - i] = list[k].node;
		rc = tell(c, nodes, k - i);
	}
	return rc;
}

bool check_lacks_nic(const struct check *c, int node, int rail)
{
	const struct fabric_node *n = &c->f->nodes[node];
	int usual = c->shape_of_island[n->island];
	const char **own = c->f->shapes[n->shape].nic_names;
	bool any = false;

	if (own[rail] || !c->f->shapes[usual].nic_names[rail])
		return false;
	for (int r = 0; r < c->f->n_rails; r++)
		any |= own[r] != NULL;
	return any;
}

int check_odd(struct check *c)
{
	size_t n = (size_t)c->f->n_nodes;
	struct shaped *list = check_alloc(c, n, sizeof(*list));
	int *nodes = check_alloc(c, n, sizeof(*nodes));
	int rc = list && nodes ? 0 : -1;

	for (int i = 0; rc == 0 && i < c->f->n_islands; i++)
		rc = find_odd(c, i, list, nodes);
	free(list);
	free(nodes);
	return rc;
}
