/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Extra of all nodes -> their reports. */
#include "health_nodes.h"

#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "topology/wholefile.h"

enum { SINFO_SECONDS = 30, MAX_BYTES = 256 << 20 };

static char *ask(struct rail_error *err)
{
	/* columns are cut at their width, and filled up to it */
	static const char *const argv[] = {
		"sinfo", "--noheader", "--Node", "--all", "--Format",
		"NodeList:130,Extra:4000", NULL,
	};

	return program_output(argv, SINFO_SECONDS, err);
}

/* A clock ahead is told of as placement takes it: as of now. */
static void heed_clock(struct health_report *r, int64_t now)
{
	if (r->sick_since > now)
		r->sick_since = now;
	for (int i = 0; i < r->n_lost; i++)
		if (r->lost[i].since > now)
			r->lost[i].since = now;
}

/* Takes what EXTRA says of NODE.  -1: out of memory. */
static int take(struct health_nodes *h, const struct fabric *f, int node,
		const char *extra, int64_t now, struct infer_notes *notes)
{
	struct health_report *r = malloc(sizeof(*r));
	struct health_node *n = malloc(sizeof(*n));
	struct rail_error why;
	int rc = r && n ? 0 : -1, found = 0;

	if (!rc)
		found = health_report_parse(extra, r, &why);
	if (found > 0 && health_node_read(f, node, r, now, n, &why))
		found = -1;
	if (found > 0)
		heed_clock(r, now);
	if (found < 0)
		rc = infer_notes_add(notes, "node %s: its report is ignored: %s",
				f->nodes[node].name, why.text);
	h->n_reports += found > 0;
	if (found > 0 && (n->lost || n->sick)) {
		h->reports[node] = r;
		h->nodes[node] = n;
		return rc;
	}
	free(r);
	free(n);
	return rc;
}

static int take_line(struct health_nodes *h, const struct fabric *f,
		     char *line, bool *seen, int64_t now,
		     struct infer_notes *notes)
{
	size_t len = strcspn(line, " \t"), end = strlen(line);
	char *extra = line + len + strspn(line + len, " \t");
	int node;

	while (end && (line[end - 1] == ' ' || line[end - 1] == '\r'))
		line[--end] = '\0';
	line[len] = '\0';
	node = *line ? fabric_find_node(f, line) : -1;
	/* a node of several partitions comes several times */
	if (node < 0 || seen[node])
		return 0;
	seen[node] = true;
	return take(h, f, node, extra, now, notes);
}

int health_nodes_read(struct health_nodes *h, const struct fabric *f,
		      const char *file, int64_t now, struct infer_notes *notes,
		      struct rail_error *err)
{
	size_t n = (size_t)f->n_nodes + 1, len;
	char *text = file ? wholefile_read(file, MAX_BYTES, &len, err) :
			    ask(err);
	bool *seen = calloc(n, sizeof(*seen));
	char *save = NULL;
	int rc = 0;

	*h = (struct health_nodes){ .n_nodes = f->n_nodes };
	h->nodes = calloc(n, sizeof(*h->nodes));
	h->reports = calloc(n, sizeof(*h->reports));
	if (!text)
		rc = -1;
	else if (!seen || !h->nodes || !h->reports)
		rc = rail_error_nomem(err);
	for (char *line = text ? strtok_r(text, "\n", &save) : NULL;
	     line && !rc; line = strtok_r(NULL, "\n", &save))
		if (take_line(h, f, line, seen, now, notes))
			rc = rail_error_nomem(err);
	free(seen);
	free(text);
	return rc;
}

void health_nodes_free(struct health_nodes *h)
{
	for (int i = 0; i < h->n_nodes; i++) {
		if (h->nodes)
			free(h->nodes[i]);
		if (h->reports)
			free(h->reports[i]);
	}
	free(h->nodes);
	free(h->reports);
	*h = (struct health_nodes){ 0 };
}
