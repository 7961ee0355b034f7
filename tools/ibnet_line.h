/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pieces that a line of ibnetdiscover's is made of. */
#ifndef RAIL_IBNET_LINE_H
#define RAIL_IBNET_LINE_H

#include "scan.h"
#include "topology/infer.h"

enum { IBNET_SPEED_SIZE = 8 };

/* Each takes its piece at s->p.  -1 (where they return int): s->err is set. */

/* "S-5000c0ffee000001" with its quotes: *KIND is S, H or R. */
int ibnet_id(struct scan *s, char *kind, uint64_t *guid);
/* The port in "[12]". */
int ibnet_port(struct scan *s);
/* Steps over "(5000c0ffee000001)" behind a NIC's port, "[ext 7]" of a
 * chassis, and blanks. */
void ibnet_skip_extras(struct scan *s);
/*
 * What the comment quotes, from its first quotation mark to its last: the
 * device's description.  The caller frees it; NULL when out of memory.
 */
char *ibnet_description(struct scan *s);
/* "4xHDR" behind the last quotation mark; 0 and "" when there is none. */
void ibnet_speed(struct scan *s, int *lanes, char *speed);

bool ibnet_is_progress(const struct scan *s);	/* what -s prints as it goes */
/*
 * Lines of its stderr, as the library of the diagnostics writes them:
 * "ibwarn: [321] ...", "src/query_smp.c:199; ...".  They are stepped over, and
 * said: something did not answer.
 */
struct ibnet_talk {
	int n, line;		/* how many, the first of them */
	const char *text;	/* and what that says, LEN bytes */
	int len;
};
bool ibnet_is_talk(const struct scan *s);
/* Whether the line is one; counts it. */
bool ibnet_take_talk(const struct scan *s, struct ibnet_talk *talk);
/* A remark when there were some; -1 and S's error when out of memory. */
int ibnet_note_talk(const struct scan *s, const struct ibnet_talk *talk,
		    struct infer_notes *notes);
bool ibnet_is_setting(const struct scan *s);	/* "key=value" */
/* The error of a line that is none of the above; -1. */
int ibnet_foreign(struct scan *s);

#endif
