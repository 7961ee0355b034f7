/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Helpers of all fuzz targets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

char *fuzz_string(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		abort();
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

void fuzz_check(int true_fact, const char *what)
{
	if (true_fact)
		return;
	fprintf(stderr, "%s: %s\n", fuzz_name, what);
	abort();
}
