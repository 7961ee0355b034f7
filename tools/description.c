/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads descriptions of NICs, as drivers and admins write them. */
#include <ctype.h>
#include <stdbool.h>
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

/* A device's name by itself, as drivers and udev make it. */
static bool is_device(const char *word)
{
	static const char *const prefixes[] = {
		"mlx4_", "mlx5_", "hfi1_", "bnxt_re", "irdma", "ibp", "rocep",
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		size_t n = strlen(prefixes[i]);

		if (!strncmp(word, prefixes[i], n) &&
		    isdigit((unsigned char)word[n]))
			return true;
	}
	return false;
}

/* "gpu01-mlx5_0", as some have it made: a node, and its device. */
static void split_word(struct description *d)
{
	static const char gaps[] = "-_.:/";

	for (char *p = d->host; (p = strpbrk(p, gaps)); p++) {
		const char *device = p + 1;

		/* ibp1 may be the name of a machine's network */
		if (p == d->host || strpbrk(device, "-.:/") ||
		    !is_device(device) || !strncmp(device, "ibp", 3))
			continue;
		strcpy(d->nic, device);
		*p = '\0';
		return;
	}
}

/* Nothing more, or a remark in brackets: "gpu01 HCA-1 (Mellanox HCA)". */
static bool is_end(const char *text)
{
	size_t n;

	text += strspn(text, " \t");
	n = strlen(text);
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		n--;
	return !n || (*text == '(' && text[n - 1] == ')');
}

/*
 * What firmware says before a node gave it a name, and a node that had none
 * itself when it did.
 */
static bool is_nobodys(const struct description *d)
{
	return !strcmp(d->host, "Mellanox") || !strcmp(d->host, "localhost") ||
	       !strncmp(d->host, "localhost.", 10) ||
	       (!*d->nic && is_device(d->host));
}

enum description_of description_read(const char *text, struct description *d)
{
	static const char internal[] = "Mellanox Technologies Aggregation Node";
	int n;

	if (!strncmp(text, internal, strlen(internal)))
		return DESCRIPTION_INTERNAL;
	if (next_word(&text, d->host, sizeof(d->host)) < 1)
		return DESCRIPTION_UNKNOWN;
	n = next_word(&text, d->nic, sizeof(d->nic));
	if (n < 0 || !is_end(text))
		return DESCRIPTION_UNKNOWN;
	if (!n && !is_device(d->host))
		split_word(d);
	return fabric_name_ok(d->host) && (!n || fabric_name_ok(d->nic)) &&
	       !is_nobodys(d) ? DESCRIPTION_NIC : DESCRIPTION_UNKNOWN;
}
