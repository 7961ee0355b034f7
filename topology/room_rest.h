/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Required nodes and groups: an island or a pod with required nodes must give
 * so many groups that they are among them, and may have to have the rest, the
 * smaller last group.
 */
#ifndef RAIL_ROOM_REST_H
#define RAIL_ROOM_REST_H

#include "room.h"

/*
 * By island: fills r->must, and r->rest_island where forced islands settle
 * that.  False: no choice of groups has all required nodes.
 */
bool room_rest_settle(struct room *r);

/* By pod: what POD gives and must use, once its nodes are summed up. */
void room_rest_of_pod(struct room *r, struct room_pod *pod);
/* By pod: whether all forced pods together can give what they must. */
bool room_rest_suits(const struct room *r);

#endif
