/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts that machines say, as node.h may keep them. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "node_text.h"
#include "topology/hardware.h"

/* A copy of LEN bytes of TEXT; NULL when nothing is left of them. */
static char *keep(const char *text, size_t len, bool *failed)
{
	char *copy;

	for (; len && isspace((unsigned char)*text); text++)
		len--;
	if (len > HARDWARE_TEXT_MAX)
		len = HARDWARE_TEXT_MAX;
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	if (!len)
		return NULL;
	copy = strndup(text, len);
	*failed |= !copy;
	for (char *p = copy; p && *p; p++)
		if (*p < ' ' || *p > '~' || *p == '"' || *p == '\\')
			*p = '?';
	return copy;
}

int node_text_set(char **out, const char *text)
{
	bool failed = false;
	char *copy = text ? keep(text, strlen(text), &failed) : NULL;

	free(*out);
	*out = copy;
	return failed ? -1 : 0;
}

uint64_t node_text_guid(const char *text)
{
	uint64_t guid = 0;
	int digits = 0;

	if (!text)
		return 0;
	if (!strncasecmp(text, "0x", 2))
		text += 2;
	for (; *text; text++) {
		if (*text == ':')
			continue;
		if (!isxdigit((unsigned char)*text) || ++digits > 16)
			return 0;
		guid = guid << 4 | (uint64_t)(isdigit((unsigned char)*text) ?
					      *text - '0' :
					      (*text | ' ') - 'a' + 10);
	}
	return guid;
}

static bool has_digit(const char *word, size_t len)
{
	for (; len; len--, word++)
		if (isdigit((unsigned char)*word))
			return true;
	return false;
}

char *node_text_product(const char *pci, bool *failed)
{
	const char *open = pci ? strrchr(pci, '[') : NULL;
	const char *family = pci ? strstr(pci, "BlueField-") : NULL;
	size_t len;

	if (!pci)
		return NULL;
	if (!open && family)
		return keep(family, strcspn(family, " "), failed);
	/* "[integrated]" is no name. */
	len = open ? strcspn(open + 1, "]") : 0;
	return open && has_digit(open + 1, len) ?
	       keep(open + 1, len, failed) : keep(pci, strlen(pci), failed);
}

/* Makers and families, which are in front of the name. */
static bool is_family(const char *word, size_t len)
{
	static const char *const families[] = {
		"nvidia", "amd", "intel", "intel(r)", "tesla", "radeon",
		"instinct", "geforce", "quadro", "data", "center", "gpu",
		"graphics",
	};

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (strlen(families[i]) == len &&
		    !strncasecmp(word, families[i], len))
			return true;
	return false;
}

/* "Aqua Vanjaram [Instinct MI300A]": what it is sold as is in the brackets. */
static const char *sold_as(const char *name)
{
	const char *open = name ? strrchr(name, '[') : NULL;

	return open && has_digit(open, strcspn(open, "]")) ? open + 1 : name;
}

/*
 * The word with a number, and what is between it and the last family: of "RTX
 * 6000" both are the name, of "deon Instinct MI50", as a driver cuts it, one.
 */
char *node_text_gpu(const char *name, bool *failed)
{
	static const char gaps[] = " -/_,]";
	char *text = NULL;

	for (const char *at = sold_as(name); at && *at;) {
		size_t len = strcspn(at, gaps);
		char *longer;

		if (is_family(at, len)) {
			free(text);
			text = NULL;
		} else if (len) {
			if (asprintf(&longer, "%s%s%.*s", text ? text : "",
				     text ? "_" : "", (int)len, at) < 0)
				longer = NULL;
			*failed |= !longer;
			free(text);
			text = longer;
			if (!text || has_digit(at, len))
				break;
		}
		at += len + (at[len] != '\0');
	}
	for (char *p = text; p && *p; p++)
		*p = isalnum((unsigned char)*p) || *p == '.' || *p == '_' ?
		     (char)tolower((unsigned char)*p) : '_';
	if (text && strlen(text) > HARDWARE_TEXT_MAX)
		text[HARDWARE_TEXT_MAX] = '\0';
	return text;
}

char *node_text_speed(const char *rate, bool ethernet, bool *failed)
{
	char name[8], *text = NULL;
	int gigabits = 0, width = 0;

	if (!rate || sscanf(rate, "%4d", &gigabits) != 1)
		return NULL;
	if (ethernet) {
		if (gigabits > 0 && asprintf(&text, "%dG", gigabits) < 0)
			text = NULL;
		*failed |= gigabits > 0 && !text;
		return text;
	}
	rate = strchr(rate, '(');
	if (!rate || sscanf(rate, "(%2dX %7[A-Z0-9])", &width, name) != 2)
		return NULL;
	if (asprintf(&text, "%dx%s", width, name) < 0)
		text = NULL;
	*failed |= !text;
	return text;
}
