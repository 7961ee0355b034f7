/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells slurmctld by scontrol, which knows the way and has the right. */
#include "node_report.h"

#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "topology/health_report.h"
#include "topology/text.h"

enum { SECONDS = 10 };

/* The Extra of NODE; the caller frees it.  NULL and ERR. */
static char *ask_extra(const char *node, struct rail_error *err)
{
	/* the column is cut at its width, and filled up to it */
	const char *const argv[] = {
		"sinfo", "--noheader", "--all", "--Node", "--nodes", node,
		"--Format", "Extra:8000", NULL,
	};
	char *text = program_output(argv, SECONDS, err);
	size_t len;

	if (!text)
		return NULL;
	len = strcspn(text, "\n");
	while (len && text[len - 1] == ' ')
		len--;
	text[len] = '\0';
	if (!strcmp(text, "(null)"))
		text[0] = '\0';
	return text;
}

int node_report_extra(const char *node, const char *word,
		      struct rail_error *err)
{
	char *extra = ask_extra(node, err), *merged = NULL, *name = NULL;
	char *value = NULL, *said = NULL;
	int rc = extra ? 0 : -1;

	if (!rc) {
		merged = health_report_merge(extra, word);
		name = text_format("NodeName=%s", node);
		value = merged ? text_format("Extra=%s", merged) : NULL;
		if (!name || !value)
			rc = rail_error_nomem(err);
	}
	if (!rc && strcmp(extra, merged)) {
		const char *const argv[] = { "scontrol", "update", name, value,
					     NULL };

		said = program_output(argv, SECONDS, err);
		rc = said ? 0 : -1;
	}
	free(said);
	free(value);
	free(name);
	free(merged);
	free(extra);
	return rc;
}

int node_report_state(const char *node, const char *state, const char *reason,
		      struct rail_error *err)
{
	char *name = text_format("NodeName=%s", node), *said = NULL;
	char *to = text_format("State=%s", state);
	char *why = text_format("Reason=%s", reason);
	const char *const argv[] = { "scontrol", "update", name, to, why,
				     NULL };

	if (!name || !to || !why)
		rail_error_nomem(err);
	else
		said = program_output(argv, SECONDS, err);
	free(why);
	free(to);
	free(name);
	free(said);
	return said ? 0 : -1;
}
