/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text that grows up to a limit. */
#include "gather_bytes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 4096 };

/* Room for LEN bytes and a NUL. */
static int reserve(struct gather_bytes *b, size_t len)
{
	size_t wanted = b->capacity ? b->capacity : FIRST_SIZE;
	char *bigger;

	while (wanted <= len)
		wanted *= 2;
	if (wanted == b->capacity)
		return 0;
	bigger = realloc(b->text, wanted);
	if (!bigger)
		return -1;
	b->text = bigger;
	b->capacity = wanted;
	return 0;
}

int gather_bytes_add(struct gather_bytes *b, const char *text, size_t len,
		     size_t max)
{
	if (len > max - b->len) {
		b->cut = true;
		len = max - b->len;
	}
	if (!len)
		return 0;
	if (reserve(b, b->len + len) < 0)
		return -1;
	memcpy(b->text + b->len, text, len);
	b->len += len;
	b->text[b->len] = '\0';
	return 0;
}

void gather_bytes_clear(struct gather_bytes *b)
{
	free(b->text);
	memset(b, 0, sizeof(*b));
}

const char *gather_bytes_last_line(const struct gather_bytes *b, size_t *len)
{
	size_t end = b->len, start;

	while (end > 0 && isspace((unsigned char)b->text[end - 1]))
		end--;
	for (start = end; start > 0 && b->text[start - 1] != '\n'; start--)
		;
	while (start < end && isspace((unsigned char)b->text[start]))
		start++;
	*len = end - start;
	return *len ? b->text + start : NULL;
}
