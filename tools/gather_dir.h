/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folder of a gather: what is done is there, and so is what failed. */
#ifndef RAIL_GATHER_DIR_H
#define RAIL_GATHER_DIR_H

#include "gather.h"
#include "gather_split.h"

/*
 * PATH/lldp/HOST.json, PATH/node/HOST.json, PATH/ib/NAME.txt: good answers.
 * PATH/failed/KIND/NAME.out and .err: the last bad ones.
 * PATH/.railyard-gather: says what the folder is, and is locked while a gather
 * is at work in it.
 */
struct gather_dir {
	const char *path;
	int lock;	/* -1: not open */
};

/*
 * Makes PATH, or takes one that an earlier gather made, or an empty one, and
 * locks it.  -1 and ERR: it is something else, or another gather is there.
 */
int gather_dir_open(struct gather_dir *d, const char *path,
		    struct rail_error *err);
void gather_dir_close(struct gather_dir *d);

/*
 * Marks those of TASKS as GATHER_BEFORE whose files PATH has; with AGAIN they
 * are deleted instead.  What a killed gather left half written goes, unless it
 * only LOOKs.  A folder that is not there has nothing.
 */
int gather_dir_find(const char *path, struct gather_tasks *t, bool again,
		    bool look, struct rail_error *err);

/* LEN bytes of TEXT are TASK's answer. */
int gather_dir_keep(const struct gather_dir *d, const struct gather_task *task,
		    const char *text, size_t len, struct rail_error *err);

/* OUT and ERRORS came instead of an answer: why is in TASK's reason. */
int gather_dir_put_aside(const struct gather_dir *d,
			 const struct gather_task *task,
			 const struct gather_bytes *out,
			 const struct gather_bytes *errors,
			 struct rail_error *err);

#endif
