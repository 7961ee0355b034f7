/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the files that a command line names to the fabric they tell of. */
#ifndef RAIL_SOURCES_H
#define RAIL_SOURCES_H

#include "cli.h"
#include "topology/fabric.h"
#include "topology/infer.h"

/*
 * A verb that reads discoveries (build) shows SOURCES_HELP, joins the options
 * of all sources with its own by sources_options(), hands those that it does
 * not know to sources_take(), and gets the fabric by sources_fabric().
 */
#define SOURCES_HELP \
	"  -i, --ib=FILE        what ibnetdiscover printed, a file a subnet\n" \
	"  -l, --lldp=PATH      what lldpcli printed: files, folders of " \
	"HOST.json\n" \
	"      --plan=FILE      a cable plan: CSV, a line a cable\n" \
	"      --node=PATH      what nodes say of themselves: files, folders " \
	"of *.json\n" \
	"      --not-ib=FILE, --not-lldp=PATH\n" \
	"                       as --ib and --lldp: a network of no rail\n" \
	"      --not-nic=NAMES, --not-board=BOARDS, --not-subnet=SUBNETS\n" \
	"                       NICs that carry no rail (storage, management)\n" \
	"  -t, --topology=FILE  Slurm's topology.conf or topology.yaml; not " \
	"to be mixed\n" \
	"      --rails=N        with it: NICs of a node (default: 1)\n"

struct sources;		/* what was given */

struct sources *sources_create(void);	/* NULL: out of memory */
void sources_destroy(struct sources *s);

/* What cli_getopt() takes: the options of sources and a verb's own. */
struct sources_options {
	struct cli_options cli;
	struct option words[64];
	char letters[128], lists[64];	/* those of the sources add up */
};

/* OWN has no letter of a source; it is kept by reference where it can be. */
void sources_options(struct sources_options *all,
		     const struct cli_options *own);

/*
 * Takes option C (as cli_getopt() returned it) with VALUE, which must outlive
 * S.  1; 0 when it is none of a source; -1 and ERR when VALUE will not do.
 */
int sources_take(struct sources *s, int c, const char *value,
		 struct rail_error *err);

/* The value of --rails; -1 and ERR when it will not do. */
int sources_take_rails(struct sources *s, const char *value,
		       struct rail_error *err);

/*
 * Whether what was given can make a fabric: 0, or -1 and ERR, which says what
 * is missing.
 */
int sources_check(const struct sources *s, struct rail_error *err);

/*
 * The fabric, called NAME, that infer_fabric() makes of all that was given, or
 * that a file says as a whole.  The order in which files were given does not
 * count: they are read in the order of the table of sources, then of their
 * names, each once.  NOTES gets what is odd.  The caller destroys it; NULL and
 * ERR.
 */
struct fabric *sources_fabric(const struct sources *s, const char *name,
			      struct infer_notes *notes,
			      struct rail_error *err);

#endif
