/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of a command line: taken apart, put together, quoted for sh(1). */
#include "gather_words.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int gather_words_add(struct gather_words *w, const char *word, size_t len)
{
	char **bigger = realloc(w->words, ((size_t)w->count + 2) *
				sizeof(*bigger));
	char *copy = strndup(word, len);

	if (bigger)
		w->words = bigger;
	if (!bigger || !copy) {
		free(copy);
		return -1;
	}
	w->words[w->count++] = copy;
	w->words[w->count] = NULL;
	return 0;
}

int gather_words_addf(struct gather_words *w, const char *fmt, ...)
{
	va_list ap;
	char *word;
	int len, rc;

	va_start(ap, fmt);
	len = vasprintf(&word, fmt, ap);
	va_end(ap);
	if (len < 0)
		return -1;
	rc = gather_words_add(w, word, (size_t)len);
	free(word);
	return rc;
}

void gather_words_clear(struct gather_words *w)
{
	for (int i = 0; i < w->count; i++)
		free(w->words[i]);
	free(w->words);
	memset(w, 0, sizeof(*w));
}

/* --- taking apart -------------------------------------------------------- */

/*
 * One word from *P on into WORD, which has room for all of it; its length.
 * -1: a quotation mark that does not end.
 */
static int read_word(const char **p, char *word)
{
	char quote = '\0';
	int len = 0;

	for (; **p && (quote || !isspace((unsigned char)**p)); (*p)++) {
		char c = **p;

		if (c == quote) {
			quote = '\0';
		} else if (!quote && (c == '\'' || c == '"')) {
			quote = c;
		} else if (c == '\\' && quote != '\'' && (*p)[1]) {
			/* Inside "" it hides only what ends or hides there. */
			if (quote && !strchr("\\\"$`", (*p)[1]))
				word[len++] = c;
			word[len++] = *++*p;
		} else {
			word[len++] = c;
		}
	}
	return quote ? -1 : len;
}

int gather_words_split(struct gather_words *w, const char *text,
		       struct rail_error *err)
{
	const char *p = text;
	char *word = malloc(strlen(text) + 1);
	int len = 0, rc = word ? 0 : rail_error_nomem(err);

	while (rc == 0) {
		while (isspace((unsigned char)*p))
			p++;
		if (!*p)
			break;
		len = read_word(&p, word);
		if (len < 0)
			rc = rail_error_set(err, "\"%s\": a quotation mark "
					    "that ends was expected", text);
		else if (gather_words_add(w, word, (size_t)len) < 0)
			rc = rail_error_nomem(err);
	}
	free(word);
	return rc;
}

/* --- quoting ------------------------------------------------------------- */

void gather_words_quote(FILE *out, const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789@%_-+=:,./";

	if (*word && strspn(word, plain) == strlen(word)) {
		fputs(word, out);
		return;
	}
	putc('\'', out);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else
			putc(*word, out);
	}
	putc('\'', out);
}

char *gather_words_quoted(const char *word)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	gather_words_quote(out, word);
	if (fclose(out) == EOF) {
		free(text);
		return NULL;
	}
	return text;
}
