/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Placement of jobs with segments and with spares beside them. */
#ifndef RAIL_PLACE_SPARES_H
#define RAIL_PLACE_SPARES_H

#include "place.h"

/* Whether REQ is such a job's: the others know no difference between slots
 * and spares. */
static inline bool place_spares_matter(const struct place_request *req)
{
	return req->segment > 1 && req->spares > 0 &&
	       req->spares < req->nodes;
}

/*
 * As place(), for such a job.  The segments are for the slots alone, which are
 * req->nodes - req->spares.  After the cost, as many slots as can be have a spare
 * in their island.  Fabrics exist on which a choice of a pod or an island less
 * is missed; choice->exact says when it is known that there is none.
 */
int place_spares(const struct fabric *f, const struct nodeset *free_nodes,
		 const struct place_request *req, struct place_choice *choice);

/*
 * Whether SET, the nodes for REQ, keeps its bounds: fills CHOICE, SET copied, as
 * place() does.
 */
int place_spares_judge(const struct fabric *f, const struct nodeset *set,
		       const struct place_request *req,
		       struct place_choice *choice);

#endif
