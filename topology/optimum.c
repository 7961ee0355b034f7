/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fewest pods, then fewest islands.
 *
 * The fewest pods are the ones with the most room.  For the fewest islands
 * among so many pods let c_p(j) be the room of the j roomiest islands of pod
 * p, and D[i][q][k] the most nodes that q of the pods from i on can give with
 * k islands:
 *
 *	D[i][q][k] = max(D[i+1][q][k], max over j of D[i+1][q-1][k-j] + c_i(j))
 *
 * The answer is the smallest k with D[0][q][k] >= N.  Pods are numbered with
 * the least room first, and reading the answer back takes a pod whenever it
 * can: that is the best-fit choice of pods.
 *
 * Forced pods and islands (those of required nodes) are paid for first: their
 * room is there at no cost, and their other islands at one island each.
 */
#include "optimum.h"

#include <stdlib.h>
#include <string.h>

/* Steps and cells of D beyond which an upper bound has to do. */
enum {
	MAX_STEPS = 1 << 26,
	MAX_CELLS = 1 << 24,
};

struct search {
	const struct room *r;
	int need;	/* nodes beyond the room of the forced islands */
	int extra;	/* pods beyond the forced ones */
	int limit;	/* other islands that surely do */
	size_t max_steps;
	/* the other islands of the forced pods, most room first */
	int *forced;	/* their islands */
	int *gain;	/* gain[j]: room of the first j */
	int n_forced;
	int *table;	/* D, or NULL */
	int n_free;	/* pods that are not forced */
};

/* Pods in D's order: least room first. */
static const struct room_pod *free_pod(const struct search *s, int i)
{
	return &s->r->pods[s->r->n_pods - 1 - i];
}

static int *cell(const struct search *s, int i, int q, int k)
{
	size_t row = (size_t)i * (s->extra + 1) + q;

	return &s->table[row * (s->limit + 1) + k];
}

/* Where the pod of an island stands among the room's pods. */
static int rank_of(const struct room *r, int island)
{
	return r->rank[r->fabric->islands[island].pod];
}

/* How many of the roomiest islands of the first PODS pods give NEED; -1 when
 * they cannot. */
static int count_roomiest(const struct room *r, int pods, int need)
{
	int used = 0;

	for (int i = 0; i < r->n_sorted && need > 0; i++) {
		if (rank_of(r, r->sorted[i]) >= pods)
			continue;
		need -= r->islands[r->sorted[i]];
		used++;
	}
	return need > 0 ? -1 : used;
}

/* The fewest pods, forced ones included, whose room reaches N; -1: none. */
static int fewest_pods(const struct room *r, int n)
{
	int pods = 0, sum = 0;

	while (pods < r->n_pods && (sum < n || pods < r->n_forced_pods))
		sum += r->pods[pods++].total;
	return sum < n ? -1 : pods;
}

static int list_forced(struct search *s)
{
	const struct room *r = s->r;

	s->forced = calloc(r->n_sorted + 1, sizeof(int));
	s->gain = calloc(r->n_sorted + 1, sizeof(int));
	if (!s->forced || !s->gain)
		return -1;
	for (int i = 0; r->n_forced_pods && i < r->n_sorted; i++) {
		if (rank_of(r, r->sorted[i]) >= r->n_forced_pods)
			continue;
		s->forced[s->n_forced] = r->sorted[i];
		s->gain[s->n_forced + 1] =
			s->gain[s->n_forced] + r->islands[r->sorted[i]];
		s->n_forced++;
	}
	return 0;
}

static void fill_row(struct search *s, int i, int q)
{
	const struct room_pod *pod = free_pod(s, i);

	for (int k = 0; k <= s->limit; k++) {
		int most = *cell(s, i + 1, q, k);

		for (int j = 1; q && j <= k && j <= pod->n_others; j++) {
			int with = *cell(s, i + 1, q - 1, k - j) +
				   pod->prefix[j];
			if (with > most)
				most = with;
		}
		*cell(s, i, q, k) = most;
	}
}

/*
 * D for the pods that are not forced; left out when it would take too long or
 * too much.  -1 when out of memory.
 */
static int fill_table(struct search *s)
{
	size_t rows = (size_t)(s->n_free + 1) * (s->extra + 1);
	size_t cells = rows * (s->limit + 1), steps = 0;

	for (int i = 0; i < s->n_free; i++)
		steps += (size_t)s->extra * (s->limit + 1) *
			 (free_pod(s, i)->n_others + 1);
	if (cells > MAX_CELLS || steps > s->max_steps)
		return 0;
	s->table = calloc(cells, sizeof(int));
	if (!s->table)
		return -1;
	for (int i = s->n_free - 1; i >= 0; i--)
		for (int q = 0; q <= s->extra; q++)
			fill_row(s, i, q);
	return 0;
}

/* Splits K islands between the forced pods and D: how many go to the forced
 * ones, or -1 when K is too few.  Forced pods are filled first. */
static int split(const struct search *s, int k)
{
	int most = k < s->n_forced ? k : s->n_forced;

	for (int j = most; j >= 0; j--)
		if (s->gain[j] + *cell(s, 0, s->extra, k - j) >= s->need)
			return j;
	return -1;
}

/* Reads D back: the pods with the least room first, all they can give. */
static void read_table(const struct search *s, int k, int need, int *use)
{
	int q = s->extra;

	for (int i = 0; i < s->n_free && q; i++) {
		const struct room_pod *pod = free_pod(s, i);
		int j = k < pod->n_others ? k : pod->n_others;

		while (j && *cell(s, i + 1, q - 1, k - j) + pod->prefix[j] <
				    need)
			j--;
		if (!j)
			continue;
		use[s->r->n_pods - 1 - i] = j;
		need -= pod->prefix[j];
		k -= j;
		q--;
	}
}

/* Without D: the roomiest islands of the roomiest pods. */
static void use_roomiest(const struct search *s, int pods, int *use)
{
	const struct room *r = s->r;
	int need = s->need;

	for (int p = 0; p < pods; p++)
		use[p] = 0;
	for (int i = 0; i < r->n_sorted && need > 0; i++) {
		int rank = rank_of(r, r->sorted[i]);

		if (rank >= pods)
			continue;
		use[rank]++;
		need -= r->islands[r->sorted[i]];
	}
}

static void use_forced(const struct search *s, int count, int *use)
{
	for (int p = 0; p < s->r->n_forced_pods; p++)
		use[p] = 0;
	for (int j = 0; j < count; j++)
		use[rank_of(s->r, s->forced[j])]++;
}

/* All but the fewest pods, which the caller knows. */
static int search_islands(struct search *s, struct optimum *best)
{
	const struct room *r = s->r;
	int k, lower, j;

	s->limit = count_roomiest(r, best->pods, s->need);
	lower = count_roomiest(r, r->n_pods, s->need);
	if (s->limit < 0 || lower < 0 || list_forced(s) || fill_table(s))
		return -1;
	best->exact = s->table || s->limit == lower;
	if (!s->table) {
		best->islands = r->n_forced + s->limit;
		use_roomiest(s, best->pods, best->use);
		return 0;
	}
	for (k = lower; (j = split(s, k)) < 0; k++)
		;
	best->islands = r->n_forced + k;
	use_forced(s, j, best->use);
	read_table(s, k - j, s->need - s->gain[j], best->use);
	return 0;
}

int optimum_find(const struct room *r, int n, long max_steps,
		 struct optimum *best, bool *nomem)
{
	struct search s = { .r = r,
			    .max_steps = max_steps > 0 ? max_steps :
							 MAX_STEPS };
	int rc = -1;

	memset(best, 0, sizeof(*best));
	*nomem = false;
	best->pods = fewest_pods(r, n);
	if (best->pods < 0)
		return -1;
	best->use = calloc(r->n_pods + 1, sizeof(int));
	if (best->use) {
		for (int p = 0; p < r->n_pods; p++)
			best->use[p] = -1;
		s.need = n;
		for (int p = 0; p < r->n_forced_pods; p++)
			s.need -= r->pods[p].base;
		s.extra = best->pods - r->n_forced_pods;
		s.n_free = r->n_pods - r->n_forced_pods;
		rc = search_islands(&s, best);
	}
	*nomem = rc != 0;
	free(s.table);
	free(s.forced);
	free(s.gain);
	return rc;
}

void optimum_free(struct optimum *best)
{
	free(best->use);
	best->use = NULL;
}
