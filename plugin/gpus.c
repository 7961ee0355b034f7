/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same GPUs on every node: which are free, and how to be given them. */
#include "gpus.h"

#include <stdlib.h>

#include "request.h"

static int count_gpus(void *x, void *arg)
{
	const gres_state_t *state = x;
	int *count = arg;

	*count += state->plugin_id == gres_get_gpu_plugin_id();
	return 0;
}

/* What JOB asks for, if that is GPUs of one type. */
static gres_state_t *wanted(job_record_t *job)
{
	int count = 0;

	if (!job->gres_list_req)
		return NULL;
	list_for_each(job->gres_list_req, count_gpus, &count);
	return count == 1 ? gpus_find(job->gres_list_req) : NULL;
}

/*
 * The GPUs of a node with their indexes, or NULL: they have none.  Where no
 * record of gres.conf has a Type or Cores, Slurm keeps no records: topo_cnt is
 * 0.
 */
static gres_node_state_t *indexed(const node_record_t *node)
{
	gres_state_t *state = node ? gpus_find(node->gres_list) : NULL;
	gres_node_state_t *has = state ? state->gres_data : NULL;

	return has && has->gres_bit_alloc && !has->no_consume &&
			       (!has->topo_cnt || has->topo_gres_bitmap) &&
			       bit_size(has->gres_bit_alloc) <= GPUS_MAX ?
		       has :
		       NULL;
}

static const node_record_t *record_of(const struct snapshot *s, int node)
{
	int i = s->to_record[node];

	return i < 0 ? NULL : node_record_table_ptr[i];
}

/* Allocated; or by their shares (MPS, shards), which are of the same GPUs. */
static uint64_t taken(const gres_node_state_t *has)
{
	const gres_node_state_t *shares =
		has->alt_gres ? has->alt_gres->gres_data : NULL;

	return gpus_set(has->gres_bit_alloc) |
	       (shares && shares->gres_bit_alloc ?
			gpus_set(shares->gres_bit_alloc) : 0);
}

int gpus_each(const struct snapshot *s, job_record_t *job, int n)
{
	const gres_state_t *state = wanted(job);
	const gres_job_state_t *want = state ? state->gres_data : NULL;
	uint64_t each;

	if (!want || want->gres_per_socket)
		return 0;
	if (!want->gres_per_node && !want->gres_per_task &&
	    want->gres_per_job % n)
		return 0;
	each = request_gpus(job, n);
	return each < (uint64_t)s->fabric->n_rails && each < GPUS_MAX ?
		       (int)each : 0;
}

void gpus_busy(const struct snapshot *s, const struct nodeset *nodes,
	       uint64_t *busy)
{
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1)) {
		const gres_node_state_t *has;

		busy[n] = 0;
		if (idle_node_bitmap &&
		    bit_test(idle_node_bitmap, s->to_record[n]))
			continue;
		has = indexed(record_of(s, n));
		busy[n] = has ? taken(has) : UINT64_MAX;
	}
}

/* The GPUs of TYPE (0: any) that records of gres.conf give. */
static uint64_t of_type(const gres_node_state_t *has,
			const gres_job_state_t *want)
{
	int size = bit_size(has->gres_bit_alloc);
	uint64_t set = 0;

	/* which of several types a GPU is of is not known without records */
	if (!has->topo_cnt)
		return want->type_name && has->type_cnt > 1 ? 0 :
		       size < GPUS_MAX ? (UINT64_C(1) << size) - 1 :
					 UINT64_MAX;
	for (int i = 0; i < has->topo_cnt; i++)
		if (has->topo_gres_bitmap[i] &&
		    (!want->type_name ||
		     want->type_id == has->topo_type_id[i]))
			set |= gpus_set(has->topo_gres_bitmap[i]);
	return set;
}

static uint64_t lowest(uint64_t set, int count)
{
	uint64_t rest = set;

	while (count-- > 0)
		rest &= rest - 1;
	return set & ~rest;
}

uint64_t gpus_common(const struct snapshot *s, job_record_t *job,
		     const struct nodeset *nodes, int count, uint64_t wish)
{
	const gres_state_t *state = wanted(job);
	uint64_t common = UINT64_MAX;

	for (int n = nodeset_next(nodes, 0); state && n >= 0;
	     n = nodeset_next(nodes, n + 1)) {
		const gres_node_state_t *has = indexed(record_of(s, n));

		if (!has)
			return 0;
		common &= of_type(has, state->gres_data) & ~taken(has);
	}
	if (!state || __builtin_popcountll(common) < count)
		return 0;
	if (__builtin_popcountll(wish) == count && !(wish & ~common))
		return wish;
	return lowest(common, count);
}

/* --- asking for them ----------------------------------------------------- */

/* As the stock plugin reads gres_bit_alloc of a reservation: in 24.11 by
 * records of gres.conf, of which those that have nothing of SET are left out. */
static bitstr_t *all_but(const gres_node_state_t *has, uint64_t set)
{
#if SLURM_VERSION_NUMBER < RAIL_SLURM_25_05
	bitstr_t *bits = bit_alloc(has->topo_cnt);

	for (int i = 0; i < has->topo_cnt; i++)
		if (has->topo_gres_bitmap[i] &&
		    !(gpus_set(has->topo_gres_bitmap[i]) & set))
			bit_set(bits, i);
#else
	int size = bit_size(has->gres_bit_alloc);
	bitstr_t *bits = bit_alloc(size);

	for (int i = 0; i < size; i++)
		if (!(set & UINT64_C(1) << i))
			bit_set(bits, i);
#endif
	return bits;
}

int gpus_limit(struct gpus_limit *l, const struct snapshot *s,
	       job_record_t *job, const struct nodeset *nodes, uint64_t set,
	       const resv_exc_t *resv)
{
	const gres_state_t *state = wanted(job);
	const gres_job_state_t *want = state ? state->gres_data : NULL;

	memset(l, 0, sizeof(*l));
	if (!want || !resv || resv->gres_list_exc || resv->gres_list_inc)
		return -1;
	l->resv = *resv;
	l->n_records = node_record_count;
	l->state.plugin_id = state->plugin_id;
	l->state.gres_data = &l->except;
	l->except.type_id = want->type_id;
	l->except.gres_bit_alloc = calloc(l->n_records, sizeof(bitstr_t *));
	l->except.gres_cnt_node_alloc = calloc(l->n_records, sizeof(uint64_t));
	if (!l->except.gres_bit_alloc || !l->except.gres_cnt_node_alloc)
		return -1;
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1)) {
		const gres_node_state_t *has = indexed(record_of(s, n));

		if (!has)
			return -1;
		/* without records Slurm only counts, and takes the lowest */
		if (has->topo_cnt)
			l->except.gres_bit_alloc[s->to_record[n]] =
				all_but(has, set);
	}
	l->resv.gres_list_exc = list_create(NULL);
	list_append(l->resv.gres_list_exc, &l->state);
	return 0;
}

void gpus_limit_free(struct gpus_limit *l)
{
	for (int i = 0; l->except.gres_bit_alloc && i < l->n_records; i++)
		FREE_NULL_BITMAP(l->except.gres_bit_alloc[i]);
	free(l->except.gres_bit_alloc);
	free(l->except.gres_cnt_node_alloc);
	FREE_NULL_LIST(l->resv.gres_list_exc);
	memset(l, 0, sizeof(*l));
}

static bool has_counted(const gres_job_state_t *want)
{
	return want->gres_cnt_node_select &&
	       want->total_node_cnt == (uint32_t)node_record_count;
}

static bool has_picked(const gres_job_state_t *want)
{
	return want->gres_bit_select &&
	       want->total_node_cnt == (uint32_t)node_record_count;
}

/* The stock plugin has only counted the GPUs of such a node. */
static bool is_left_open(const gres_job_state_t *want,
			 const gres_node_state_t *has, int record, uint64_t set)
{
	return has && !has->topo_cnt && !want->gres_bit_select[record] &&
	       want->gres_cnt_node_select[record] ==
		       (uint64_t)__builtin_popcountll(set) &&
	       !(set & (taken(has) | ~of_type(has, want)));
}

static void set_bits(bitstr_t *bits, uint64_t set)
{
	for (; set; set &= set - 1)
		bit_set(bits, __builtin_ctzll(set));
}

/*
 * Only where nothing else hangs on which GPUs they are: shares of GPUs and
 * cores that are kept for some of them.
 */
static void settle_node(gres_job_state_t *want, const gres_node_state_t *has,
			int record, uint64_t set)
{
	bitstr_t *bits = want->gres_bit_select[record];
	uint64_t picked;

	if (is_left_open(want, has, record, set)) {
		bits = bit_alloc(bit_size(has->gres_bit_alloc));
		set_bits(bits, set);
		want->gres_bit_select[record] = bits;
		return;
	}
	if (!bits || !has || bit_size(bits) != bit_size(has->gres_bit_alloc) ||
	    (want->gres_per_bit_select && want->gres_per_bit_select[record]) ||
	    (want->res_gpu_cores && want->res_gpu_cores[record]))
		return;
	picked = gpus_set(bits);
	if (picked == set ||
	    __builtin_popcountll(picked) != __builtin_popcountll(set) ||
	    set & (taken(has) | ~of_type(has, want)))
		return;
	bit_clear_all(bits);
	set_bits(bits, set);
}

void gpus_settle(const struct snapshot *s, job_record_t *job,
		 const struct nodeset *nodes, uint64_t set)
{
	gres_state_t *state = wanted(job);
	gres_job_state_t *want = state ? state->gres_data : NULL;

	if (!want || !has_counted(want))
		return;
	if (!want->gres_bit_select)
		want->gres_bit_select =
			xcalloc(node_record_count, sizeof(bitstr_t *));
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1))
		settle_node(want, indexed(record_of(s, n)), s->to_record[n],
			    set);
}

void gpus_forget(job_record_t *job)
{
	gres_state_t *state = gpus_find(job->gres_list_req);
	gres_job_state_t *want = state ? state->gres_data : NULL;

	if (!want || !want->gres_bit_select)
		return;
	for (uint32_t i = 0; i < want->total_node_cnt; i++)
		FREE_NULL_BITMAP(want->gres_bit_select[i]);
	xfree(want->gres_bit_select);
}

/* --- telling ------------------------------------------------------------- */

static void format_set(uint64_t set, char *text, size_t size)
{
	bitstr_t *bits = bit_alloc(GPUS_MAX);

	for (; set; set &= set - 1)
		bit_set(bits, __builtin_ctzll(set));
	bit_fmt(text, (int)size, bits);
	FREE_NULL_BITMAP(bits);
}

/* What the nodes of a job have in common. */
struct shared {
	uint64_t all, any;	/* GPUs of the job: on all, on any node */
	uint64_t possible;	/* that it could have had, on all */
	int most;		/* of one node */
	bool whole;		/* it has all GPUs of all nodes */
};

static bool look(job_record_t *job, const gres_job_state_t *want,
		 struct shared *sh)
{
	const node_record_t *node;
	int count = 0;

	*sh = (struct shared){ .all = UINT64_MAX, .possible = UINT64_MAX,
			       .whole = true };
	if (!has_picked(want))
		return false;
	for (int i = 0; (node = next_node_bitmap(job->node_bitmap, &i)); i++) {
		const gres_node_state_t *has = indexed(node);
		uint64_t own;

		if (!has || !want->gres_bit_select[i])
			return false;
		own = gpus_set(want->gres_bit_select[i]);
		sh->all &= own;
		sh->any |= own;
		sh->possible &= of_type(has, want) & ~taken(has);
		sh->most = MAX(sh->most, __builtin_popcountll(own));
		sh->whole &= __builtin_popcountll(own) ==
			     bit_size(has->gres_bit_alloc);
		count++;
	}
	return count > 1;
}

void gpus_explain(job_record_t *job, char *text, size_t size)
{
	const gres_state_t *state = wanted(job);
	struct shared sh;
	char set[128];

	text[0] = '\0';
	if (!state || !job->node_bitmap || !look(job, state->gres_data, &sh) ||
	    sh.whole)
		return;
	if (sh.all == sh.any) {
		format_set(sh.all, set, sizeof(set));
		snprintf(text, size, ", GPU%s %s of each",
			 strlen(set) > 1 ? "s" : "", set);
		return;
	}
	if (sh.all)
		format_set(sh.all, set, sizeof(set));
	else
		snprintf(set, sizeof(set), "none");
	snprintf(text, size, ", not the same GPUs of each (in common: %s), %s",
		 set,
		 __builtin_popcountll(sh.possible) < sh.most ?
			 "as no set of them is free on all" :
			 "as Slurm chose");
}
