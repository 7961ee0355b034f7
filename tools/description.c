/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads descriptions of NICs, as drivers and admins write them. */
#include <string.h>

#include "description.h"

/* The next word of *TEXT into WORD; its length, 0 at the end, -1: too long. */
static int next_word(const char **text, char *word, size_t size)
{
	const char *start = *text + strspn(*text, " \t");
	size_t n = strcspn(start, " \t");

	*text = start + n;
	if (n >= size)
		return -1;
	memcpy(word, start, n);
	word[n] = '\0';
	return (int)n;
}

enum description_of description_read(const char *text, struct description *d)
{
	char third[2];
	int n;

	if (!strcmp(text, "Mellanox Technologies Aggregation Node"))
		return DESCRIPTION_INTERNAL;
	if (next_word(&text, d->host, sizeof(d->host)) < 1)
		return DESCRIPTION_UNKNOWN;
	n = next_word(&text, d->nic, sizeof(d->nic));
	if (n < 0 || next_word(&text, third, sizeof(third)) != 0)
		return DESCRIPTION_UNKNOWN;
	return fabric_name_ok(d->host) && (!n || fabric_name_ok(d->nic)) ?
	       DESCRIPTION_NIC : DESCRIPTION_UNKNOWN;
}
