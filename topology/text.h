/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words and characters of messages to people. */
#ifndef RAIL_TEXT_H
#define RAIL_TEXT_H

/* What "node" ends with when there are N of them: "" or "s". */
const char *text_plural(int n);

/*
 * Replaces control characters by '?': names come from files and fabrics, and
 * their escapes and line breaks must not get into a terminal or a log.  Bytes
 * from 0x80 stay: names in UTF-8 are readable.
 */
void text_disarm(char *s);

/* asprintf() that returns the text, for the caller to free; NULL: no memory. */
char *text_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
