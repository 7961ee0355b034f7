/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables about a node, and what their cells have in common. */
#include <stdarg.h>
#include <stdlib.h>

#include "node_table.h"

struct libscols_table *node_table_new(FILE *out, const char *const *columns,
				      size_t n)
{
	struct libscols_table *table = scols_new_table();

	if (!table)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!scols_table_new_column(table, columns[i], 0, 0)) {
			scols_unref_table(table);
			return NULL;
		}
	scols_table_set_stream(table, out);
	/* A name that is broken or cut cannot be copied: lines may be long. */
	scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	return table;
}

int node_table_print(struct libscols_table *table, FILE *out, int rc)
{
	if (rc == 0)
		rc = scols_print_table(table) ? -1 : 0;
	if (rc == 0)
		fputc('\n', out);
	scols_unref_table(table);
	return rc;
}

int node_table_put(struct libscols_line *line, size_t column, const char *fmt,
		   ...)
{
	char *text;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	return n < 0 ? -1 : node_table_give(line, column, text);
}

int node_table_give(struct libscols_line *line, size_t column, char *text)
{
	if (text && scols_line_refer_data(line, column, text) == 0)
		return 0;
	free(text);
	return -1;
}

int node_table_known(struct libscols_line *line, size_t column,
		     const char *text)
{
	return scols_line_set_data(line, column, text ? text : "-") ? -1 : 0;
}

int node_table_numa(struct libscols_line *line, size_t column, int numa)
{
	return numa < 0 ? node_table_known(line, column, NULL) :
			  node_table_put(line, column, "%d", numa);
}
