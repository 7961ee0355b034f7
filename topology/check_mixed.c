/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: leafs with more rails than most leafs have. */
#include <stdlib.h>

#include "check_parts.h"

struct mixed {
	struct check *c;
	int *rails;	/* by leaf: how many slots of its island it has */
	int *slots;	/* those of one leaf */
};

static void count_rails(struct mixed *m)
{
	const struct check *c = m->c;

	for (int i = 0; i < c->f->n_islands; i++)
		for (int s = 0; s < c->n_slots; s++) {
			int leaf = c->home[(size_t)i * c->n_slots + s];

			if (leaf >= 0)
				m->rails[leaf]++;
		}
}

/* Whether more than two of three leafs that nodes use carry one rail alone. */
static bool one_is_usual(const struct mixed *m)
{
	int ones = 0, used = 0;

	for (int i = 0; i < m->c->f->n_leafs; i++) {
		used += m->rails[i] > 0;
		ones += m->rails[i] == 1;
	}
	return ones * 3 > used * 2;
}

static int tell(struct mixed *m, int leaf)
{
	struct check *c = m->c;
	const struct fabric *f = c->f;
	int island = f->leafs[leaf].island, n = 0;
	const struct fabric_island *is = &f->islands[island];
	char *list, *what = NULL;

	for (int s = 0; s < c->n_slots; s++)
		if (c->home[(size_t)island * c->n_slots + s] == leaf)
			m->slots[n++] = s;
	list = check_slot_list(f, m->slots, n, c->shape_of_island[island]);
	if (list)
		what = text_format("%s of %s carries %d rails, where other "
				   "leafs carry one: %s", f->leafs[leaf].name,
				   is->name, n, list);
	free(list);
	if (!check_add(c, CHECK_MIXED_LEAF, what, text_format(
		"move the cables of one of these rails to a leaf of its own")))
		return -1;
	check_place_at_switch(c, leaf);
	for (int i = is->first_node; i < is->first_node + is->n_nodes; i++)
		for (int k = 0; k < n; k++) {
			struct check_cable a;

			a = check_nic_cable(c, i, m->slots[k]);
			if (a.at.sw == leaf && check_add_cable(c, &a) < 0)
				return -1;
		}
	return 0;
}

int check_mixed(struct check *c)
{
	struct mixed m = {
		.c = c,
		.rails = check_alloc(c, (size_t)c->f->n_leafs, sizeof(int)),
		.slots = check_alloc(c, (size_t)c->n_slots, sizeof(int)),
	};
	int rc = m.rails && m.slots ? 0 : -1;

	if (rc == 0)
		count_rails(&m);
	if (rc == 0 && one_is_usual(&m))
		for (int i = 0; i < c->f->n_leafs && rc == 0; i++)
			if (m.rails[i] > 1)
				rc = tell(&m, i);
	free(m.rails);
	free(m.slots);
	return rc;
}
