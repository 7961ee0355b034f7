/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a fabric has, above its picture in a terminal, within the screen. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "draw_summary.h"
#include "draw_text_parts.h"

/* How much of TEXT goes on a line that has ROOM columns: up to the last comma
 * or semicolon that does, or up to the first one. */
static int line_length(const char *text, int room)
{
	int n = (int)strlen(text), best = 0;

	for (int i = 0; i < n && n > room; i++)
		if (text[i] == ',' || text[i] == ';') {
			if (best && i >= room)
				return best;
			best = i + 1;
		}
	return n > room && best ? best : n;
}

char *draw_text_title(const struct drawing *d)
{
	const char *name = d->f->name, *before = ": ";
	char *summary = draw_summary(d->f), *title = NULL;
	int columns = d->screen->columns, used = (int)strlen(name) + 2, n;
	size_t size;
	FILE *out = summary ? open_memstream(&title, &size) : NULL;

	if (!out) {
		free(summary);
		return NULL;
	}
	for (const char *text = summary; *text; text += n + (text[n] == ' ')) {
		n = line_length(text, !columns	      ? INT_MAX :
				      columns <= used ? 1 :
							columns - used);
		fprintf(out, "%s%.*s", before, n, text);
		before = "\n  ";
		used = 2;
	}
	free(summary);
	if (fclose(out)) {
		free(title);
		return NULL;
	}
	return title;
}
