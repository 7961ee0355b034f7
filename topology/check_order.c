/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Step of a check: two nodes whose cables are exchanged on one leaf.  It does
 * no harm to rails, but whoever unplugs one of them will be surprised.
 */
#include <stdlib.h>

#include "check_parts.h"

/* A cable in another port than its node has on the other leafs. */
struct off {
	int port, expected;
	int node;
	bool told;
};

static int by_port(const void *x, const void *y)
{
	const struct off *a = x, *b = y;

	return a->port != b->port ? (a->port < b->port ? -1 : 1) :
				    a->node - b->node;
}

static int tell(struct check *c, int slot, const struct off *one,
		const struct off *two)
{
	struct check_cable a = check_nic_cable(c, one->node, slot);
	struct check_cable b = check_nic_cable(c, two->node, slot);
	char nic_a[CHECK_TEXT], nic_b[CHECK_TEXT];
	char at_a[CHECK_TEXT], at_b[CHECK_TEXT];

	if (!check_add(c, CHECK_PORT_ORDER, text_format(
		"%s is on %s, %s on %s: on other leafs these nodes have each "
		"other's port", check_nic_text(&a, nic_a),
		check_place_text(c->f, &a.at, at_a), check_nic_text(&b, nic_b),
		check_place_text(c->f, &b.at, at_b)),
		text_format("swap the two cables at the leaf, if the order "
			    "of ports matters to you")))
		return -1;
	a.home = b.at;
	b.home = a.at;
	check_place_at_node(c, one->node);
	return check_add_cable(c, &a) < 0 || check_add_cable(c, &b) < 0 ? -1 : 0;
}

/* LIST is by port. */
static int find_pairs(struct check *c, int slot, struct off *list, int n)
{
	for (int i = 0; i < n; i++) {
		struct off key = { .port = list[i].expected, .node = -1 };
		int low = 0, high = n;

		while (low < high) {
			int middle = low + (high - low) / 2;

			if (by_port(&list[middle], &key) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		if (list[i].told || low == n || low == i || list[low].told ||
		    list[low].port != list[i].expected ||
		    list[low].expected != list[i].port)
			continue;
		list[i].told = list[low].told = true;
		if (tell(c, slot, list[i].node < list[low].node ? &list[i] :
								  &list[low],
			 list[i].node < list[low].node ? &list[low] : &list[i]) <
		    0)
			return -1;
	}
	return 0;
}

/* With more than this share of an island's nodes off there is no order. */
enum { OFF_SHARE = 3 };

static int find_in_slot(struct check *c, int island, int slot, struct off *list)
{
	const struct fabric_island *is = &c->f->islands[island];
	int n = 0;

	for (int i = is->first_node; i < is->first_node + is->n_nodes; i++) {
		const struct fabric_nic *nic = &c->f->nodes[i].nics[slot];
		struct check_place home = check_home(c, i, slot);

		if (nic->leaf >= 0 && nic->leaf == home.sw && nic->port &&
		    home.port && nic->port != home.port)
			list[n++] = (struct off){ nic->port, home.port, i,
						  false };
	}
	if (n < 2 || n * OFF_SHARE > is->n_nodes)
		return 0;
	qsort(list, (size_t)n, sizeof(*list), by_port);
	return find_pairs(c, slot, list, n);
}

int check_order(struct check *c)
{
	struct off *list = check_alloc(c, (size_t)c->f->n_nodes, sizeof(*list));
	int rc = list ? 0 : -1;

	for (int i = 0; rc == 0 && i < c->f->n_islands; i++)
		for (int s = 0; rc == 0 && s < c->n_slots; s++)
			rc = find_in_slot(c, i, s, list);
	free(list);
	return rc;
}
