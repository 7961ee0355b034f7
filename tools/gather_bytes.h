/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text that grows up to a limit: what comes from afar has no other end. */
#ifndef RAIL_GATHER_BYTES_H
#define RAIL_GATHER_BYTES_H

#include <stdbool.h>
#include <stddef.h>

struct gather_bytes {
	char *text;	/* with a NUL behind; NULL as long as it is empty */
	size_t len;
	size_t capacity;	/* private */
	bool cut;	/* there was more than the limit */
};

/*
 * Adds LEN bytes of TEXT, as far as MAX in all allows; what is beyond is left
 * out, and b->cut set.  -1: out of memory.
 */
int gather_bytes_add(struct gather_bytes *b, const char *text, size_t len,
		     size_t max);
void gather_bytes_clear(struct gather_bytes *b);

/* Its last line that is not blank; *LEN bytes.  NULL: there is none. */
const char *gather_bytes_last_line(const struct gather_bytes *b, size_t *len);

#endif
