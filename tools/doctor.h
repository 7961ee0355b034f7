/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is configured badly for rails and restarts. */
#ifndef RAIL_DOCTOR_H
#define RAIL_DOCTOR_H

#include <stdbool.h>
#include <stdio.h>

#include "topology/conf.h"
#include "topology/error.h"
#include "topology/fabric.h"
#include "topology/hostlist.h"

enum doctor_level {
	DOCTOR_HINT,	/* could be better */
	DOCTOR_WARNING,	/* costs time, or nodes */
	DOCTOR_ERROR,	/* does not work, or slurmctld dies of it */
};

struct doctor_finding {
	const char *check;	/* its name */
	enum doctor_level level;
	char *value, *better, *why;
};

/* A node with GPUs, as NodeName= of slurm.conf has it. */
struct doctor_gpus {
	char *node;
	int count;
};

/* All that is looked at; doctor_facts_clear() ends it. */
struct doctor_facts {
	char folder[CONF_PATH];		/* of slurm.conf */
	bool asked;			/* slurmctld answered */
	char *slurm;	/* "Key = value" lines: slurmctld's, or the file's */
	struct hostlist *nodes;		/* of NodeName=; NULL: not known */
	struct doctor_gpus *gpus;
	int n_gpus;
	int gpus_wanting;		/* of NodeName=DEFAULT */
	char cluster[256];
	bool nomem;
	struct conf conf;
	bool has_conf;
	struct fabric *fabric;		/* NULL: none could be read */
	struct rail_error conf_error, map_error;
};

/* What was found, worst first as it was looked for. */
struct doctor_findings {
	struct doctor_finding *all;
	int count;
	bool failed;	/* out of memory */
};

/*
 * Reads what is in FOLDER (NULL: where Slurm has it); slurmctld is asked only
 * in the second case.  What cannot be read in slurm.conf, FOUND gets.  -1 and
 * ERR: there is no slurm.conf.
 */
int doctor_facts_read(struct doctor_facts *f, const char *folder,
		      struct doctor_findings *found, struct rail_error *err);
void doctor_facts_clear(struct doctor_facts *f);

/* KEY's value, or WANTING where nobody set it; in OUT. */
const char *doctor_value(const struct doctor_facts *f, const char *key,
			 const char *wanting, char out[CONF_PATH]);
/* The number at its begin. */
long doctor_number(const struct doctor_facts *f, const char *key, long wanting);

/* All checks; and those of the plugins, of doctor_plugins.c, which are among
 * them. */
void doctor_look(const struct doctor_facts *f, struct doctor_findings *found);
void doctor_look_plugins(const struct doctor_facts *f,
			 struct doctor_findings *found);
void doctor_look_select(const struct doctor_facts *f,
			struct doctor_findings *found);
void doctor_look_spank(const struct doctor_facts *f,
		       struct doctor_findings *found);

void doctor_look_gres(const struct doctor_facts *f,
		      struct doctor_findings *found);

/* Adds to FOUND; out of memory, it sets FOUND->failed. */
void doctor_find(struct doctor_findings *found, const char *check,
		 enum doctor_level level, const char *better, const char *why,
		 const char *fmt, ...) __attribute__((format(printf, 6, 7)));
void doctor_findings_clear(struct doctor_findings *found);

#endif
