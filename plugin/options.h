/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a job asks for (--rail, --rail-within, --rail-segment, --rail-uniform,
 * --rail-spares, --rail-min, --rail-wait), and the form in which it travels from
 * sbatch to slurmctld: one variable of the job's control environment,
 *
 *	RAIL=rail=best,within=pod,segment=8,uniform,min=6
 *
 * which slurmctld keeps with the job and the job's scripts see as
 * SLURM_SPANK_RAIL.
 *
 * Anyone can forge that, so both ends check it with the same code.
 */
#ifndef RAIL_OPTIONS_H
#define RAIL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "topology/error.h"
#include "topology/place.h"

/* The variable's name, as spank_job_control_setenv() and slurmctld see it. */
#define OPTIONS_VARIABLE "RAIL"

/* Room for the longest wire form there is, its end included. */
enum { OPTIONS_TEXT = 128 };

/* Minutes, a year: the most that --rail-wait takes. */
enum { OPTIONS_MAX_WAIT = 525600 };

struct options {
	bool has_mode, has_within;	/* said by the user */
	enum place_mode mode;
	enum place_within within;
	int segment;	/* 0: not said */
	bool uniform;
	int spares;	/* nodes without a slot; 0: not said */
	int min_rails;	/* 0: not said, all of them */
	int wait;	/* minutes for which strict is held out for before
			 * best will do; 0: not said, for ever */
};

/*
 * One option's value, as typed: 0, or -1 and ERR, which names the option, the
 * value, and what was expected.
 */
int options_set_mode(struct options *o, const char *value,
		     struct rail_error *err);
int options_set_within(struct options *o, const char *value,
		       struct rail_error *err);
int options_set_segment(struct options *o, const char *value,
			struct rail_error *err);
void options_set_uniform(struct options *o);
int options_set_spares(struct options *o, const char *value,
		       struct rail_error *err);
int options_set_min(struct options *o, const char *value,
		    struct rail_error *err);
int options_set_wait(struct options *o, const char *value,
		     struct rail_error *err);

/* That of --rail-ranks, which is for steps and goes to no slurmctld. */
int options_check_ranks(const char *value, struct rail_error *err);

/*
 * After the last option: --rail-wait without --rail means --rail=strict, any
 * of the others alone --rail=best; with --rail=off they are errors.  So is
 * --rail-wait with --rail=best.
 */
int options_finish(struct options *o, struct rail_error *err);

/* Writes the wire form, shorter than OPTIONS_TEXT; "" asks for nothing. */
void options_format(const struct options *o, char *text, size_t size);

/* Reads the wire form.  -1 and ERR for anything else; *O is then empty. */
int options_parse(struct options *o, const char *text, struct rail_error *err);

#endif
