/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options in sbatch, salloc and srun, and how the request leaves them. */
#include "spank_alloc.h"

#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "spank_compat.h"
#include "topology/layout.h"
#include "wire.h"

static struct options options;
static bool asked;	/* for rails, in this allocation */
static bool ranks_by_slot;

enum option {
	OPTION_MODE,
	OPTION_WITHIN,
	OPTION_SEGMENT,
	OPTION_UNIFORM,
	OPTION_SPARES,
	OPTION_MIN,
	OPTION_RANKS,
	OPTION_WAIT,
	N_OPTIONS,
};

#define HANDED_ON(name) "SLURM_SPANK__SLURM_SPANK_OPTION_railyard_" name

/* Where SPANK hands options on: to steps, and sbatch to the next component. */
static const char *const handed_on[N_OPTIONS] = {
	[OPTION_MODE] = HANDED_ON("rail"),
	[OPTION_WITHIN] = HANDED_ON("rail_within"),
	[OPTION_SEGMENT] = HANDED_ON("rail_segment"),
	[OPTION_UNIFORM] = HANDED_ON("rail_uniform"),
	[OPTION_SPARES] = HANDED_ON("rail_spares"),
	[OPTION_MIN] = HANDED_ON("rail_min"),
	[OPTION_RANKS] = HANDED_ON("rail_ranks"),
	[OPTION_WAIT] = HANDED_ON("rail_wait"),
};

/* --- components of a heterogeneous job ----------------------------------- */

static bool is_next;		/* there was a component before this one */
static struct options before;	/* what that one asked for */
static bool seen[N_OPTIONS];	/* of this one */
static bool typed[N_OPTIONS];	/* of these: not handed on */

/* sbatch gives all that components before typed, first of all and once each. */
static bool is_handed_on(int which, const char *value)
{
	const char *old = is_next && !seen[which] ? getenv(handed_on[which]) :
						    NULL;

	return old && !strcmp(old, value);
}

static void drop(struct options *o, int which)
{
	if (typed[which])
		return;
	if (which == OPTION_MODE)
		o->has_mode = false, o->mode = PLACE_OFF;
	else if (which == OPTION_WITHIN)
		o->has_within = false, o->within = PLACE_ANYWHERE;
	else if (which == OPTION_SEGMENT)
		o->segment = 0;
	else if (which == OPTION_UNIFORM)
		o->uniform = false;
	else if (which == OPTION_SPARES)
		o->spares = 0;
	else if (which == OPTION_MIN)
		o->min_rails = 0;
	else if (which == OPTION_WAIT)
		o->wait = 0;
}

/* WHICH was typed, and contradicts what was handed on: that yields. */
static void drop_handed_on(struct options *o, int which)
{
	if (which != OPTION_MODE)
		drop(o, OPTION_MODE);
	else if (o->mode != PLACE_OFF)
		drop(o, OPTION_WAIT);	/* best */
	else
		for (int i = 0; i < N_OPTIONS; i++)
			drop(o, i);
}

static void next_component(void)
{
	is_next = true;
	before = options;
	memset(&options, 0, sizeof(options));
	memset(seen, 0, sizeof(seen));
	memset(typed, 0, sizeof(typed));
}

/* --- options ------------------------------------------------------------- */

/*
 * A value, as typed.  What does not go together is refused here too, at the
 * second of the two: of an optional plugin's callbacks, sbatch heeds only
 * this one's failure.
 */
static int take_option(int which, const char *value, int remote)
{
	struct options both;
	struct rail_error err;
	int rc = 0;

	value = value ? value : "";
	if (which == OPTION_RANKS && remote)
		ranks_by_slot = !strcmp(value, "slot");
	if (remote)
		return 0;
	if (is_handed_on(which, value)) {
		/* not the value: it may be of a component before that one */
		options = before;
		seen[which] = true;
		return 0;
	}
	seen[which] = typed[which] = true;
	if (which == OPTION_MODE)
		rc = options_set_mode(&options, value, &err);
	else if (which == OPTION_WITHIN)
		rc = options_set_within(&options, value, &err);
	else if (which == OPTION_SEGMENT)
		rc = options_set_segment(&options, value, &err);
	else if (which == OPTION_SPARES)
		rc = options_set_spares(&options, value, &err);
	else if (which == OPTION_MIN)
		rc = options_set_min(&options, value, &err);
	else if (which == OPTION_RANKS)
		rc = options_check_ranks(value, &err);
	else if (which == OPTION_WAIT)
		rc = options_set_wait(&options, value, &err);
	else
		options_set_uniform(&options);
	both = options;
	if (!rc && is_next && options_finish(&both, &err)) {
		drop_handed_on(&options, which);
		both = options;
	}
	if (!rc)
		rc = options_finish(&both, &err);
	if (rc)
		slurm_error("%s", err.text);
	return rc;
}

/* spank.h wants text that could be written to; it is copied. */
#define TEXT(literal) ((char *)(uintptr_t)(literal))

int spank_alloc_register(spank_t sp)
{
	struct spank_option all[] = {
		{ .name = TEXT("rail"), .arginfo = TEXT("best|strict|off"),
		  .usage = TEXT("place the job on rail-aligned islands: the "
				"best of what is free, or strict (wait for "
				"the optimum)"),
		  .has_arg = 1, .val = OPTION_MODE, .cb = take_option },
		{ .name = TEXT("rail-within"),
		  .arginfo = TEXT("island|pod|zone[2-8]|fabric"),
		  .usage = TEXT("start only where the whole job fits into "
				"one island, pod, zone (zone2 to zone8: of "
				"that level) or fabric"),
		  .has_arg = 1, .val = OPTION_WITHIN, .cb = take_option },
		{ .name = TEXT("rail-segment"), .arginfo = TEXT("nodes"),
		  .usage = TEXT("keep every so many consecutive slots inside "
				"one island, or one pod where islands are "
				"smaller"),
		  .has_arg = 1, .val = OPTION_SEGMENT, .cb = take_option },
		{ .name = TEXT("rail-uniform"),
		  .usage = TEXT("run on one kind of nodes: vendor, product and "
				"GPUs alike"),
		  .has_arg = 0, .val = OPTION_UNIFORM, .cb = take_option },
		{ .name = TEXT("rail-spares"), .arginfo = TEXT("nodes"),
		  .usage = TEXT("keep so many of the nodes (-N) without a "
				"slot, for railyard run to put in the place "
				"of failed ones; wants --no-kill"),
		  .has_arg = 1, .val = OPTION_SPARES, .cb = take_option },
		{ .name = TEXT("rail-min"), .arginfo = TEXT("rails"),
		  .usage = TEXT("take nodes that lack rails, too, if so many "
				"are left that all of them have"),
		  .has_arg = 1, .val = OPTION_MIN, .cb = take_option },
		{ .name = TEXT("rail-ranks"), .arginfo = TEXT("slot|slurm"),
		  .usage = TEXT("count SLURM_PROCID and SLURM_NODEID of tasks "
				"by slot, or as Slurm does"),
		  .has_arg = 1, .val = OPTION_RANKS, .cb = take_option },
		{ .name = TEXT("rail-wait"), .arginfo = TEXT("minutes"),
		  .usage = TEXT("wait so long for the optimum (strict), then "
				"take the best of what is free"),
		  .has_arg = 1, .val = OPTION_WAIT, .cb = take_option },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (spank_option_register(sp, &all[i]) != ESPANK_SUCCESS) {
			slurm_error("railyard: cannot register --%s",
				    all[i].name);
			return -1;
		}
	return 0;
}

/*
 * sbatch and salloc inside a job: what that job asked for, and where it is,
 * is not for the new one.
 */
void spank_alloc_forget(void)
{
	static const char *const inherited[] = {
		("SLURM_SPANK_" OPTIONS_VARIABLE),
		WIRE_LAYOUT, "RAIL_ISLAND", "RAIL_SLOT", "RAIL_RANK",
		"RAIL_SLOTS_FILE", "RAIL_SPARES", "RAIL_MASTER_ADDR",
		"RAIL_RESTARTS",
	};

	if (!getenv("SLURM_JOB_ID"))
		return;
	for (size_t i = 0; i < sizeof(inherited) / sizeof(inherited[0]); i++)
		unsetenv(inherited[i]);
	for (int i = 0; i < N_OPTIONS; i++)
		unsetenv(handed_on[i]);
}

bool spank_alloc_ranks_by_slot(void)
{
	return ranks_by_slot;
}

static bool inside_allocation(void)
{
	return spank_context() == S_CTX_LOCAL && getenv("SLURM_JOB_ID");
}

/* A step takes over its job's options through the environment. */
static bool is_the_jobs_own(const char *text)
{
	const char *job = getenv("SLURM_SPANK_" OPTIONS_VARIABLE);

	return job && !strcmp(job, text);
}

int spank_alloc_submit(spank_t sp)
{
	struct options whole = options;
	struct rail_error err;
	char text[OPTIONS_TEXT];

	if (options_finish(&whole, &err))
		return -1;
	options_format(&whole, text, sizeof(text));
	asked = whole.has_mode;
	/* the next component of a heterogeneous job says its own */
	next_component();
	if (!text[0]) {
		if (!inside_allocation())
			spank_job_control_unsetenv(sp, OPTIONS_VARIABLE);
		return 0;
	}
	if (inside_allocation()) {
		if (is_the_jobs_own(text))
			return 0;
		slurm_info("railyard: --rail has no effect inside an "
			   "allocation: give it to sbatch or salloc");
		return 0;
	}
	if (spank_job_control_setenv(sp, OPTIONS_VARIABLE, text, 1) !=
	    ESPANK_SUCCESS) {
		slurm_error("railyard: cannot pass on the request \"%s\"",
			    text);
		return -1;
	}
	return 0;
}

static void take_layout(const char *comment)
{
	struct layout *l = layout_in_comment(comment, FABRIC_MAX_NODES);
	char *text = l ? layout_text(l) : NULL;

	if (text)
		setenv(WIRE_LAYOUT, text, 1);
	layout_destroy(l);
	free(text);
}

/* The job record's structure is that of the Slurm we were compiled for. */
static bool same_slurm(void)
{
	return slurm_api_version() >> 8 == SLURM_VERSION_NUMBER >> 8;
}

int spank_alloc_learn(spank_t sp)
{
	job_info_msg_t *jobs = NULL;
	uint32_t id;

	if (getenv(WIRE_LAYOUT) ||
	    (!asked && !getenv("SLURM_SPANK_" OPTIONS_VARIABLE)) ||
	    spank_get_item(sp, S_JOB_ID, &id) != ESPANK_SUCCESS ||
	    !same_slurm())
		return 0;
	if (spank_compat_load_job(&jobs, id) != SLURM_SUCCESS)
		return 0;
	if (jobs->record_count)
		take_layout(jobs->job_array[0].system_comment);
	slurm_free_job_info_msg(jobs);
	return 0;
}
