/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A choice of exactly q pods and k islands, of those near the best.
 *
 * With the price in force the pods' own choice is worth s->bound.  Whatever
 * else they choose loses some of it, pod by pod, and a choice of k islands
 * gives enough exactly when it loses no more than
 *
 *	budget = bound + k * price - need
 *
 * in all.  So only what each pod can do within the budget counts, which is
 * little, and D[i][q][k], the least that q of the pods from i on lose with k
 * islands, is
 *
 *	min(D[i+1][q][k] + loss of staying out,
 *	    min over j of D[i+1][q-1][k-j] + loss of using j)
 *
 * Pods are numbered with the most room first, and reading the answer back takes
 * a pod, and as many of its islands, whenever it can, but as the last one the
 * pod with the least room that will do.  So a job has as much of itself in as
 * few pods as its cost allows: most pairs of its nodes are in one pod, and pods
 * are given back as a whole when it ends.
 *
 * Where the rest needs a place, it either costs a group (the budget is smaller
 * by it), or it is beside the groups of a pod: then D has a second layer, the
 * least that is lost when a pod from i on has it.
 */
#include "optimum_parts.h"

#include <stdlib.h>

enum {
	MAX_CELLS = 1 << 25,
	/* Cells are worked on so many at a time, which a compiler makes one
	 * instruction of; a row may be written to so far past its end. */
	CHUNK = 8,
};

struct making {
	struct optimum_space *s;
	bool seeks_rest;
	int n_layers;
	int k;
	long budget;
};

/* Pods in the table's order: most room first, forced ones last. */
static int position(const struct room *r, int i)
{
	int others = r->n_pods - r->n_forced_pods;

	return i < others ? r->n_forced_pods + i : i - others;
}

static bool is_forced(const struct optimum_space *s,
		      const struct optimum_core *c)
{
	return room_at(s->r, c->at)->forced;
}

/* What a pod can do within the budget; false: nothing. */
static bool look_at_pod(struct making *m, int at, optimum_loss *losses,
			struct optimum_core *c)
{
	struct optimum_space *s = m->s;
	const struct room_pod *pod = room_at(s->r, at);
	int first = pod->forced ? pod->least : 1;
	int base = s->worth[at];

	c->at = at;
	c->low = pod->n_others + 1;
	c->high = -1;
	c->out_loss = 0;
	if (!pod->forced && base > s->threshold)
		c->out_loss = base - s->threshold;
	else if (!pod->forced)
		base = s->threshold;
	c->may_stay_out = !pod->forced && c->out_loss <= m->budget;
	for (int j = first; j <= pod->n_others; j++) {
		long loss = (long)base - (pod->give[j] * s->scale -
					  j * s->price);

		losses[j] = OPTIMUM_LOST;
		if (loss > m->budget)
			continue;
		losses[j] = (optimum_loss)loss;
		if (c->high < 0)
			c->low = j;
		c->high = j;
	}
	c->loss = losses;
	return c->high >= 0;
}

/* The pods with a choice to make; false: K islands cannot do. */
static bool list_core(struct making *m)
{
	struct optimum_space *s = m->s;
	optimum_loss *losses = s->losses;

	s->n_core = 0;
	for (int i = 0; i < s->r->n_pods; i++) {
		struct optimum_core *c = &s->core[s->n_core];
		int at = position(s->r, i);

		if (look_at_pod(m, at, losses, c))
			s->n_core++;
		else if (!c->may_stay_out)
			return false;
		losses += room_at(s->r, at)->n_others + 1;
	}
	return true;
}

/* Of a row of cells, with what may be written past its end. */
static size_t width(const struct optimum_core *c)
{
	return (size_t)(c->k_high - c->k_low + 1 + CHUNK);
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/*
 * Which q and k are to be looked at: those that the pods from here on can
 * reach and from which the pods before can make up the rest.  Returns the
 * steps that it takes, or -1 when there are none to look at.
 */
static long frame(struct making *m)
{
	struct optimum_space *s = m->s;
	struct optimum_core *c = s->core, *end = &c[s->n_core];
	int q_min = 0, q_max = 0, k_min = 0, k_max = 0;
	long steps = 0;

	/* first what is left for them by the pods before */
	for (; c <= end; c++) {
		c->q_low = s->extra - q_max;
		c->q_high = s->extra - q_min;
		c->k_low = m->k - k_max;
		c->k_high = m->k - k_min;
		if (c == end)
			break;
		q_max += !is_forced(s, c);
		q_min += !is_forced(s, c) && !c->may_stay_out;
		k_max += c->high;
		k_min += c->may_stay_out ? 0 : c->low;
	}
	/* then what they can reach */
	q_min = q_max = k_min = k_max = 0;
	for (c = end; c >= s->core; c--) {
		if (c != end) {
			q_max += !is_forced(s, c);
			q_min += !is_forced(s, c) && !c->may_stay_out;
			k_max += c->high;
			k_min += c->may_stay_out ? 0 : c->low;
		}
		c->q_low = larger(c->q_low, q_min);
		c->q_high = smaller(c->q_high, q_max);
		c->k_low = larger(c->k_low, k_min);
		c->k_high = smaller(c->k_high, k_max);
		if (c->q_low > c->q_high || c->k_low > c->k_high)
			return -1;
		if (c != end)
			steps += (long)(c->q_high - c->q_low + 1) *
				 (long)width(c) * (c->high - c->low + 2) *
				 m->n_layers;
	}
	return steps;
}

/* Gives each pod its cells. */
static enum optimum_table reserve(struct making *m)
{
	struct optimum_space *s = m->s;
	size_t n = 0;

	for (int i = 0; i <= s->n_core; i++) {
		struct optimum_core *c = &s->core[i];

		c->cells = n;
		n += (size_t)(c->q_high - c->q_low + 1) * width(c) *
		     (size_t)m->n_layers;
		if (n > MAX_CELLS)
			return TABLE_TOO_BIG;
	}
	if (n > s->n_cells) {
		optimum_loss *more = realloc(s->cells, n * 2 * sizeof(*more));

		if (!more)
			return TABLE_NOMEM;
		s->cells = more;
		s->n_cells = n * 2;
	}
	return TABLE_FOUND;
}

/* The cell of core pod I at (Q, 0), K from 0 on; NULL: nothing is there. */
static optimum_loss *row(const struct making *m, int i, int q, int layer)
{
	const struct optimum_core *c = &m->s->core[i];
	size_t rows = (size_t)(c->q_high - c->q_low + 1);

	if (q < c->q_low || q > c->q_high)
		return NULL;
	return &m->s->cells[c->cells +
			    ((size_t)layer * rows + (size_t)(q - c->q_low)) *
				    width(c)];
}

static int value(const struct making *m, int i, int q, int k, int layer)
{
	const struct optimum_core *c = &m->s->core[i];
	const optimum_loss *cells = row(m, i, q, layer);

	if (!cells || k < c->k_low || k > c->k_high)
		return OPTIMUM_LOST;
	return cells[k - c->k_low];
}

/*
 * TO, a row of core pod I, takes what FROM, one of the next pod, has, moved by
 * J islands, plus LOSS.  Past the ends of both is nothing, or what is true but
 * of no use.
 */
static void relax(const struct making *m, int i, optimum_loss *restrict to,
		  const optimum_loss *restrict from, int j, optimum_loss loss)
{
	const struct optimum_core *c = &m->s->core[i], *next = c + 1;
	int low = larger(c->k_low, next->k_low + j);
	int high = smaller(c->k_high, next->k_high + j);

	if (low > high)
		return;
	to += low - c->k_low;
	from += low - j - next->k_low;
	for (int k = 0; k <= high - low; k += CHUNK)
		for (int n = 0; n < CHUNK; n++) {
			optimum_loss sum = (optimum_loss)(from[k + n] + loss);

			to[k + n] = sum < to[k + n] ? sum : to[k + n];
		}
}

static void fill_row(const struct making *m, int i, int q, int layer)
{
	const struct optimum_space *s = m->s;
	const struct optimum_core *c = &s->core[i];
	const struct room_pod *pod = room_at(s->r, c->at);
	optimum_loss *to = row(m, i, q, layer);
	const optimum_loss *from = row(m, i + 1, q, layer);

	for (size_t k = 0; k < width(c); k++)
		to[k] = OPTIMUM_LOST;
	if (c->may_stay_out && from)
		relax(m, i, to, from, 0, (optimum_loss)c->out_loss);
	for (int j = c->low; j <= c->high; j++) {
		/* a layer down when the rest finds its place here */
		int down = layer && room_rest_fits(s->r, pod, j) ? 0 : layer;

		from = row(m, i + 1, pod->forced ? q : q - 1, down);
		if (from && c->loss[j] != OPTIMUM_LOST)
			relax(m, i, to, from, j, c->loss[j]);
	}
}

static void fill(const struct making *m)
{
	/* no pods left: no islands, nothing lost, and no place for a rest */
	for (int layer = 0; layer < m->n_layers; layer++) {
		optimum_loss *end = row(m, m->s->n_core, 0, layer);

		for (int k = 0; k <= CHUNK; k++)
			end[k] = OPTIMUM_LOST;
		end[0] = layer ? OPTIMUM_LOST : 0;
	}
	for (int i = m->s->n_core - 1; i >= 0; i--)
		for (int layer = 0; layer < m->n_layers; layer++)
			for (int q = m->s->core[i].q_low;
			     q <= m->s->core[i].q_high; q++)
				fill_row(m, i, q, layer);
}

/* Whether what core pods from I on lose leaves LEFT enough. */
static bool within(const struct making *m, int i, int q, int k, int layer,
		   long left)
{
	int lost = value(m, i, q, k, layer);

	return lost < OPTIMUM_LOST && lost <= left;
}

/* Where reading back is: what is left for the core pods from AT on. */
struct reading {
	int at, q, k, layer;
	long left;
};

/* The most islands of the next pod that lead to an answer, and what is then
 * left; -1: it stays out. */
static int most_of_next(const struct making *m, const struct reading *now,
			struct reading *then)
{
	const struct optimum_space *s = m->s;
	const struct optimum_core *c = &s->core[now->at];
	const struct room_pod *pod = room_at(s->r, c->at);

	then->at = now->at + 1;
	then->q = pod->forced ? now->q : now->q - 1;
	for (int j = c->high; j >= c->low; j--) {
		if (c->loss[j] == OPTIMUM_LOST)
			continue;
		then->k = now->k - j;
		then->left = now->left - c->loss[j];
		then->layer = now->layer && room_rest_fits(s->r, pod, j) ?
				      0 : now->layer;
		if (within(m, then->at, then->q, then->k, then->layer,
			   then->left))
			return j;
	}
	return -1;
}

/*
 * The next pod to use: the first that can be, but of those that may stay out
 * the one with the least room when it is the last to be chosen.  Returns how many
 * of its islands (-1: no pod is left), with the pod in *AT and what is left in
 * *NOW.
 */
static int next_used(const struct making *m, struct reading *now, int *at)
{
	const struct optimum_space *s = m->s;
	struct reading look = *now, then = *now;
	int use = -1;

	for (; look.at < s->n_core; look.at++) {
		const struct optimum_core *c = &s->core[look.at];
		int j;

		if (use >= 0 && is_forced(s, c))
			break;
		j = most_of_next(m, &look, &then);
		if (j >= 0 && (use < 0 || room_has_less(s->r, c->at, *at))) {
			use = j;
			*at = c->at;
			*now = then;
			if (look.q != 1 || !c->may_stay_out)
				break;
		}
		look.left -= c->out_loss;
	}
	return use;
}

static void read_back(const struct making *m, int layer, long left, int *use)
{
	struct reading now = { 0, m->s->extra, m->k, layer, left };
	int at = -1, j;

	while ((j = next_used(m, &now, &at)) >= 0)
		use[at] = j;
}

enum optimum_table optimum_table(struct optimum_space *s, int k,
				 struct optimum *best)
{
	struct making m = { .s = s, .k = k,
			    .seeks_rest = room_seeks_rest(s->r) };
	enum optimum_table rc;
	long steps;
	int layer = 0;

	m.n_layers = m.seeks_rest ? 2 : 1;
	m.budget = s->bound + (long)k * s->price -
		   (long)s->need * s->scale;
	if (m.budget < 0 || !list_core(&m))
		return TABLE_NONE;
	steps = frame(&m);
	if (steps < 0)
		return TABLE_NONE;
	if (steps > s->max_steps || m.budget >= OPTIMUM_LOST)
		return TABLE_TOO_BIG;
	rc = reserve(&m);
	if (rc != TABLE_FOUND)
		return rc;
	fill(&m);
	if (m.seeks_rest &&
	    within(&m, 0, s->extra, k, 0, m.budget - s->scale))
		m.budget -= s->scale;
	else if (m.seeks_rest)
		layer = 1;
	if (!within(&m, 0, s->extra, k, layer, m.budget))
		return TABLE_NONE;
	best->beside = layer == 1;
	read_back(&m, layer, m.budget, best->use);
	return TABLE_FOUND;
}
