/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells topology.conf from topology.yaml, and has it read. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "source_topology_parts.h"
#include "topology/wholefile.h"

/*
 * A line of topology.conf is "Include FILE" or has a key and '=' in front; in
 * YAML there is a ':' or a '-' before any '='.  The first line that says
 * something tells.
 */
static bool is_yaml(const char *text)
{
	const char *p = text;

	for (;;) {
		p += strspn(p, " \t\r\n");
		if (*p != '#')
			break;
		p += strcspn(p, "\n");
	}
	if (*p && strchr("-{[%?&!\"'", *p))
		return true;
	p += strcspn(p, "=: \t\r\n");
	p += strspn(p, " \t");
	return *p == ':';
}

static int read_text(struct topo *t, const char *text, size_t len,
		     const char *label)
{
	struct topo_place at = { 0 };
	int file = topo_add_file(t, label);
	bool yaml = is_yaml(text);

	if (file < 0)
		return -1;
	if (strlen(text) != len)
		return topo_fail(t, &at, "the input is not text: expected a "
				 "topology.conf or topology.yaml of Slurm");
	if ((yaml ? topo_read_yaml(t, file, text, len) :
		    topo_read_conf(t, file, text, len)) < 0)
		return -1;
	if (!t->n_units)
		return topo_fail(t, &at, "there is no switch and no block in "
				 "it: expected a topology.conf or "
				 "topology.yaml of Slurm");
	if (topo_resolve(t) < 0)
		return -1;
	for (int i = 0; i < t->n_units; i++)
		if (t->units[i].n_nodes)
			return 0;
	return topo_fail(t, &at, "no %s in it has a node", topo_what(t));
}

struct fabric *source_topology_parse(const char *text, size_t len,
				     const char *label, const char *folder,
				     const struct source_topology_request *r,
				     struct infer_notes *notes,
				     struct rail_error *err)
{
	struct topo t = { .folder = folder, .notes = notes, .err = err };
	struct fabric *f = NULL;

	if (read_text(&t, text, len, label) == 0)
		f = topo_fabric(&t, r);
	topo_free(&t);
	return f;
}

/* Where PATH is; the caller frees it. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return strdup(".");
	return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

struct fabric *source_topology_read(const char *path,
				    const struct source_topology_request *r,
				    struct infer_notes *notes,
				    struct rail_error *err)
{
	bool is_stdin = !strcmp(path, "-");
	char *text, *folder = NULL;
	struct fabric *f = NULL;
	size_t len;

	text = wholefile_read(path, TOPO_MAX_SIZE, &len, err);
	if (!text)
		return NULL;
	if (!is_stdin)
		folder = folder_of(path);
	if (is_stdin || folder)
		f = source_topology_parse(text, len, wholefile_label(path),
					  folder, r, notes, err);
	else
		rail_error_nomem(err);
	free(folder);
	free(text);
	return f;
}
