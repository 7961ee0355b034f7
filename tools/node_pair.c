/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which NIC each GPU of a node is nearest to. */
#include <stdlib.h>
#include <string.h>

#include "node_roles.h"

struct pairs {
	struct node *node;
	const struct node_facts *facts;
	int *boards;	/* room: a NIC for each board that is as near */
	int *others;	/* room for those of another GPU */
};

static int score(const struct pairs *p, int gpu, int nic)
{
	return p->facts->scores[gpu * p->node->n_nics + nic];
}

static bool has_rail(const struct pairs *p, int nic)
{
	return p->node->nics[nic].role == NODE_RAIL;
}

static int best_score(const struct pairs *p, int gpu)
{
	int best = NODE_SCORE_UNKNOWN;

	for (int i = 0; i < p->node->n_nics; i++)
		if (has_rail(p, i) && score(p, gpu, i) > best)
			best = score(p, gpu, i);
	return best;
}

/* Addresses are hex: "0000:1a:00.0" comes behind "0000:18:00.0". */
static int compare_address(const char *a, const char *b)
{
	size_t x = strlen(a), y = strlen(b);

	return x != y ? (x < y ? -1 : 1) : strcmp(a, b);
}

/* Puts NIC, the only one so far of its board, in the order of addresses. */
static void insert_board(const struct pairs *p, int *boards, int n, int nic)
{
	const struct node_nic *nics = p->node->nics;

	for (; n > 0; n--) {
		const struct node_nic *before = &nics[boards[n - 1]];

		if (!before->pci || !nics[nic].pci ||
		    compare_address(before->pci, nics[nic].pci) <= 0)
			break;
		boards[n] = boards[n - 1];
	}
	boards[n] = nic;
}

/* The boards that are nearest to GPU; their number. */
static int nearest(const struct pairs *p, int gpu, int *boards)
{
	const struct node_nic *nics = p->node->nics;
	int best = best_score(p, gpu), n = 0;

	for (int i = 0; i < p->node->n_nics && best >= 0; i++) {
		bool seen = false;

		if (!has_rail(p, i) || score(p, gpu, i) != best)
			continue;
		for (int k = 0; k < n && !seen; k++)
			seen = node_roles_same_board(&nics[boards[k]],
						     &nics[i]);
		if (!seen)
			insert_board(p, boards, n++, i);
	}
	return n;
}

/* Keeps the names of all NICs that are as near, and how near that is. */
static int note_near(const struct pairs *p, int gpu)
{
	struct node_gpu *g = &p->node->gpus[gpu];
	int best = best_score(p, gpu);

	g->near = calloc((size_t)p->node->n_nics + 1, sizeof(*g->near));
	if (!g->near)
		return -1;
	for (int i = 0; i < p->node->n_nics; i++) {
		if (!has_rail(p, i) || score(p, gpu, i) != best)
			continue;
		g->near[g->n_near] = strdup(p->node->nics[i].name);
		if (!g->near[g->n_near++])
			return -1;
		if (!g->path && !(g->path = strdup(g->nics[i])))
			return -1;
	}
	return 0;
}

/*
 * Which of N boards GPU gets when they are all as near: of those GPUs that
 * have the same choice the first gets the first, and so on.
 */
static int place_in_tie(struct pairs *p, int gpu, int n)
{
	int before = 0, all = 0;

	for (int g = 0; g < p->node->hardware->n_gpus; g++) {
		if (nearest(p, g, p->others) != n ||
		    memcmp(p->others, p->boards, sizeof(int) * (size_t)n))
			continue;
		before += g < gpu;
		all++;
	}
	return before * n / all;
}

static int pair_gpu(struct pairs *p, int gpu)
{
	struct hardware_gpu *hw = &p->node->hardware->gpus[gpu];
	int n = nearest(p, gpu, p->boards), at;

	if (!n)
		return 0;
	if (note_near(p, gpu) < 0)
		return -1;
	hw->tie = n > 1;
	at = n > 1 ? place_in_tie(p, gpu, n) : 0;
	hw->nic = strdup(p->node->nics[p->boards[at]].name);
	return hw->nic ? 0 : -1;
}

int node_roles_pair(struct node *node, const struct node_facts *facts)
{
	struct pairs p = { .node = node, .facts = facts };
	int rc = 0;

	p.boards = calloc((size_t)node->n_nics + 1, sizeof(int));
	p.others = calloc((size_t)node->n_nics + 1, sizeof(int));
	if (!p.boards || !p.others)
		rc = -1;
	for (int i = 0; i < node->hardware->n_gpus && rc == 0; i++)
		rc = pair_gpu(&p, i);
	free(p.boards);
	free(p.others);
	return rc;
}
