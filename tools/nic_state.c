/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares each NIC with those of its island. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nic_state.h"

/* --- what is usual ------------------------------------------------------- */

static void find_usual_speeds(struct nic_states *s, int *votes)
{
	const struct fabric *f = s->f;

	for (int i = 0; i < f->n_islands; i++) {
		const struct fabric_island *is = &f->islands[i];
		int best = -1;

		memset(votes, 0, (size_t)f->n_speeds * sizeof(*votes));
		for (int n = is->first_node; n < is->first_node + is->n_nodes;
		     n++)
			for (int k = 0; k < f->n_rails * f->n_planes; k++)
				if (f->nodes[n].nics[k].speed >= 0)
					votes[f->nodes[n].nics[k].speed]++;
		for (int k = 0; k < f->n_speeds; k++)
			if (votes[k] && (best < 0 || votes[k] > votes[best]))
				best = k;
		s->usual_speed[i] = best;
	}
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Whether two shapes have the same names, whatever their order. */
static bool same_names(const struct fabric *f, int a, int b)
{
	const char *x[FABRIC_MAX_RAILS], *y[FABRIC_MAX_RAILS];

	for (int r = 0; r < f->n_rails; r++) {
		x[r] = f->shapes[a].nic_names[r];
		y[r] = f->shapes[b].nic_names[r];
		if (!x[r] || !y[r])
			return false;
	}
	qsort(x, (size_t)f->n_rails, sizeof(*x), compare_texts);
	qsort(y, (size_t)f->n_rails, sizeof(*y), compare_texts);
	for (int r = 0; r < f->n_rails; r++)
		if (strcmp(x[r], y[r]) != 0)
			return false;
	return true;
}

enum { SHAPES_COMPARED = 1000 };	/* shapes are few, or mean nothing */

static void find_usual_shapes(struct nic_states *s, int *nodes)
{
	const struct fabric *f = s->f;

	for (int i = 0; i < f->n_nodes; i++)
		nodes[f->nodes[i].shape]++;
	for (int i = 0; i < f->n_shapes; i++) {
		int best = -1;

		for (int k = 0; k < f->n_shapes && k < SHAPES_COMPARED; k++)
			if (k != i && nodes[k] > nodes[i] &&
			    (best < 0 || nodes[k] > nodes[best]) &&
			    same_names(f, i, k))
				best = k;
		s->usual_shape[i] = best;
	}
}

/* --- the states ---------------------------------------------------------- */

/* The NIC that other nodes have on another rail. */
static bool is_swapped(const struct nic_states *s, int node, int rail)
{
	const struct fabric *f = s->f;
	int shape = f->nodes[node].shape, usual = s->usual_shape[shape];

	return usual >= 0 && strcmp(f->shapes[shape].nic_names[rail],
				    f->shapes[usual].nic_names[rail]) != 0;
}

static bool is_astray(const struct fabric *f, int node, int rail, int plane)
{
	const struct fabric_nic *nic = fabric_nic(f, node, rail, plane);
	const struct fabric_leaf *leaf = &f->leafs[nic->leaf];

	return leaf->island != f->nodes[node].island ||
	       (leaf->rail >= 0 && leaf->rail != rail) ||
	       (leaf->plane >= 0 && leaf->plane != plane);
}

static enum nic_state look_at(const struct nic_states *s, int node, int rail)
{
	const struct fabric *f = s->f;
	const struct fabric_node *n = &f->nodes[node];
	int usual = s->usual_speed[n->island], seen = 0;
	bool astray = false, slow = false;

	for (int p = 0; p < f->n_planes; p++) {
		const struct fabric_nic *nic = fabric_nic(f, node, rail, p);

		if (nic->leaf < 0)
			continue;
		seen++;
		astray |= is_astray(f, node, rail, p);
		slow |= nic->speed >= 0 && nic->speed != usual;
	}
	if (!seen)
		return fabric_has_nic(f, node, rail) ? NIC_CUT : NIC_NONE;
	if (astray || is_swapped(s, node, rail))
		return NIC_ASTRAY;
	if (seen < f->n_planes)
		return NIC_PARTLY;
	return slow ? NIC_SLOW : NIC_SEEN;
}

/* A rail that no NIC is named for, but that others of the island have. */
static void find_unnamed(struct nic_states *s, const struct fabric_island *is)
{
	const struct fabric *f = s->f;
	unsigned char *state;

	for (int r = 0; r < f->n_rails; r++) {
		bool used = false;

		for (int n = 0; n < is->n_nodes && !used; n++)
			used = nic_state(s, is->first_node + n, r) != NIC_NONE;
		for (int n = 0; used && n < is->n_nodes; n++) {
			state = &s->state[(size_t)(is->first_node + n) *
					  f->n_rails + r];
			if (*state == NIC_NONE)
				*state = NIC_CUT;
		}
	}
}

/* Of a node's NICs. */
static enum nic_state worst_of(const struct nic_states *s, int node)
{
	enum nic_state worst = NIC_NONE;

	for (int r = 0; r < s->f->n_rails; r++)
		if (nic_state(s, node, r) > worst)
			worst = nic_state(s, node, r);
	return worst;
}

struct nic_states *nic_states_create(const struct fabric *f)
{
	int most = f->n_speeds > f->n_shapes ? f->n_speeds : f->n_shapes;
	struct nic_states *s = calloc(1, sizeof(*s));
	int *work = calloc((size_t)most + 1, sizeof(*work));

	if (!s || !work)
		goto nomem;
	s->f = f;
	s->state = calloc((size_t)f->n_nodes, (size_t)f->n_rails);
	s->usual_speed = calloc((size_t)f->n_islands, sizeof(int));
	s->usual_shape = calloc((size_t)f->n_shapes, sizeof(int));
	if (!s->state || !s->usual_speed || !s->usual_shape)
		goto nomem;
	find_usual_speeds(s, work);
	memset(work, 0, ((size_t)most + 1) * sizeof(*work));
	find_usual_shapes(s, work);
	for (int n = 0; n < f->n_nodes; n++)
		for (int r = 0; r < f->n_rails; r++)
			s->state[(size_t)n * f->n_rails + r] =
				look_at(s, n, r);
	for (int i = 0; i < f->n_islands; i++)
		find_unnamed(s, &f->islands[i]);
	for (int n = 0; n < f->n_nodes; n++) {
		for (int r = 0; r < f->n_rails; r++)
			s->count[nic_state(s, n, r)]++;
		s->n_odd_nodes += worst_of(s, n) > NIC_SEEN;
	}
	free(work);
	return s;
nomem:
	free(work);
	nic_states_destroy(s);
	return NULL;
}

void nic_states_destroy(struct nic_states *s)
{
	if (!s)
		return;
	free(s->state);
	free(s->usual_speed);
	free(s->usual_shape);
	free(s);
}

/* --- saying it ----------------------------------------------------------- */

/* "pod1-island1-leaf3 port 7" for the first plane for which it holds. */
static void put_ends(FILE *out, const struct fabric *f, int node, int rail)
{
	char text[FABRIC_PORT_TEXT];
	const char *gap = "";

	for (int p = 0; p < f->n_planes; p++) {
		const struct fabric_nic *nic = fabric_nic(f, node, rail, p);

		fputs(gap, out);
		gap = " and ";
		if (nic->leaf < 0)
			fprintf(out, "nothing seen on plane %d", p);
		else
			fprintf(out, "%s port %s", f->leafs[nic->leaf].name,
				fabric_port_text(f, nic->port, text));
	}
}

/* Why that is no place for it. */
static void put_place(FILE *out, const struct nic_states *s, int node,
		      int rail)
{
	const struct fabric *f = s->f;
	const struct fabric_node *n = &f->nodes[node];

	if (is_swapped(s, node, rail)) {
		fprintf(out, ", where most have %s",
			f->shapes[s->usual_shape[n->shape]].nic_names[rail]);
		return;
	}
	for (int p = 0; p < f->n_planes; p++) {
		const struct fabric_nic *nic = fabric_nic(f, node, rail, p);
		const struct fabric_leaf *leaf;

		if (nic->leaf < 0 || !is_astray(f, node, rail, p))
			continue;
		leaf = &f->leafs[nic->leaf];
		if (leaf->island != n->island)
			fprintf(out, ", a leaf of %s",
				f->islands[leaf->island].name);
		else if (leaf->rail >= 0 && leaf->rail != rail)
			fprintf(out, ", a leaf of rail %d", leaf->rail);
		else
			fprintf(out, ", a leaf of plane %d", leaf->plane);
		return;
	}
}

static void put_speed(FILE *out, const struct nic_states *s, int node,
		      int rail)
{
	const struct fabric *f = s->f;
	int usual = s->usual_speed[f->nodes[node].island];

	for (int p = 0; p < f->n_planes; p++) {
		int speed = fabric_nic(f, node, rail, p)->speed;

		if (speed >= 0 && speed != usual) {
			fprintf(out, "%s, most here have %s",
				f->speeds[speed], f->speeds[usual]);
			return;
		}
	}
}

char *nic_state_text(const struct nic_states *s, int node, int rail)
{
	const struct fabric *f = s->f;
	const char *name = f->shapes[f->nodes[node].shape].nic_names[rail];
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (name)
		fprintf(out, "%s: ", name);
	switch (nic_state(s, node, rail)) {
	case NIC_NONE:
		fputs("no NIC", out);
		break;
	case NIC_CUT:
		fputs("no cable seen", out);
		break;
	case NIC_ASTRAY:
		fputs("on ", out);
		put_ends(out, f, node, rail);
		put_place(out, s, node, rail);
		break;
	case NIC_PARTLY:
		put_ends(out, f, node, rail);
		break;
	case NIC_SLOW:
		put_speed(out, s, node, rail);
		break;
	case NIC_SEEN:
		put_ends(out, f, node, rail);
		break;
	}
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
