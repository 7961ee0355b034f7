/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Follows a bitmap by its differences. */
#include "mirror.h"

static int begin(struct mirror *m, int size, int n_nodes)
{
	if (m->nodes && bit_size(m->seen) == size)
		return 0;
	mirror_forget(m);
	m->nodes = nodeset_create(n_nodes);
	if (!m->nodes)
		return -1;
	m->seen = bit_alloc(size);
	m->differ = bit_alloc(size);
	return 0;
}

static int first_from(bitstr_t *bits, int i)
{
	return i < bit_size(bits) ? bit_ffs_from_bit(bits, i) : -1;
}

const struct nodeset *mirror_update(struct mirror *m, bitstr_t *bits,
				    const int *to_fabric, int n_nodes)
{
	int size = bit_size(bits);

	if (begin(m, size, n_nodes))
		return NULL;
	if (bit_equal(m->seen, bits))
		return m->nodes;
	bit_copybits(m->differ, m->seen);
	bit_and_not(m->differ, bits);
	for (int i = first_from(m->differ, 0); i >= 0;
	     i = first_from(m->differ, i + 1))
		if (to_fabric[i] >= 0)
			nodeset_remove(m->nodes, to_fabric[i]);
	bit_copybits(m->differ, bits);
	bit_and_not(m->differ, m->seen);
	for (int i = first_from(m->differ, 0); i >= 0;
	     i = first_from(m->differ, i + 1))
		if (to_fabric[i] >= 0)
			nodeset_add(m->nodes, to_fabric[i]);
	bit_copybits(m->seen, bits);
	return m->nodes;
}

void mirror_forget(struct mirror *m)
{
	FREE_NULL_BITMAP(m->seen);
	FREE_NULL_BITMAP(m->differ);
	nodeset_destroy(m->nodes);
	m->nodes = NULL;
}
