/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which hosts: from options and files, each a name that is safe to pass on. */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "gather.h"
#include "topology/fabric.h"
#include "topology/wholefile.h"

enum { MAX_FILE = 64 << 20 };

/* A name that begins with '-' would be an option of ssh, one with '/' a path;
 * hostlist.h lets only some of that pass, fabric_name_ok() none. */
static int check_names(const struct hostlist *list, const char *what,
		       struct rail_error *err)
{
	for (int i = 0; i < list->count; i++)
		if (!fabric_name_ok(list->names[i]))
			return rail_error_set(err, "\"%.128s\" cannot be the "
					      "name of a %s: letters, digits, "
					      "'.', '_' and '-' were expected",
					      list->names[i], what);
	return 0;
}

static struct hostlist *read_list(const char *text, const char *what,
				  struct rail_error *err)
{
	struct hostlist *list = hostlist_parse(text, 0, err);

	if (list && !list->count)
		rail_error_set(err, "\"\" names no %s: a list as gpu[01-04] "
			       "was expected", what);
	else if (list && check_names(list, what, err) == 0)
		return list;
	hostlist_destroy(list);
	return NULL;
}

int gather_hosts_add(struct hostlist *list, const char *text,
		     struct rail_error *err)
{
	struct hostlist *more = read_list(text, "host", err);
	int rc = more ? 0 : -1;

	for (int i = 0; rc == 0 && i < more->count; i++)
		if (hostlist_append(list, more->names[i]) < 0)
			rc = rail_error_nomem(err);
	hostlist_destroy(more);
	return rc;
}

/* --- files --------------------------------------------------------------- */

/* LINE without its remark, and without the blanks around the rest. */
static char *trim(char *line)
{
	static const char blanks[] = " \t\r";
	size_t len;

	line[strcspn(line, "#")] = '\0';
	line += strspn(line, blanks);
	for (len = strlen(line); len && strchr(blanks, line[len - 1]); len--)
		line[len - 1] = '\0';
	return line;
}

int gather_hosts_file(struct hostlist *list, const char *path,
		      struct rail_error *err)
{
	size_t len;
	char *text = wholefile_read(path, MAX_FILE, &len, err);
	char *next = text, *line;
	struct rail_error why;
	int before = list->count, rc = text ? 0 : -1;

	if (text && strlen(text) < len)
		rc = rail_error_at(err, wholefile_label(path), 0, 0,
				   "a NUL byte is in it: lines of host names "
				   "were expected");
	for (int i = 1; rc == 0 && (line = strsep(&next, "\n")); i++) {
		line = trim(line);
		if (*line && gather_hosts_add(list, line, &why) < 0)
			rc = rail_error_at(err, wholefile_label(path), i, 0,
					   "%s", why.text);
	}
	if (rc == 0 && list->count == before)
		rc = rail_error_at(err, wholefile_label(path), 0, 0,
				   "no host is in it: lines of host names "
				   "were expected");
	free(text);
	return rc;
}

/* --- once each ----------------------------------------------------------- */

/* Whether NAME was there before; then and else it is in the table. */
static int seen(struct hsearch_data *table, char *name, bool *before)
{
	ENTRY entry = { .key = name }, *found;

	if (!hsearch_r(entry, ENTER, &found, table))
		return -1;
	*before = found->key != name;
	return 0;
}

int gather_hosts_tidy(struct hostlist *list, const struct hostlist *except)
{
	int n_except = except ? except->count : 0, kept = 0, rc = 0;
	struct hsearch_data table = { 0 };
	bool before;

	if (!hcreate_r((size_t)(list->count + n_except) * 2 + 1, &table))
		return -1;
	for (int i = 0; rc == 0 && i < n_except; i++)
		rc = seen(&table, except->names[i], &before);
	for (int i = 0; rc == 0 && i < list->count; i++) {
		rc = seen(&table, list->names[i], &before);
		if (rc < 0)
			break;
		if (!before) {
			/* exchanged, so that each stays the list's once */
			char *name = list->names[i];

			list->names[i] = list->names[kept];
			list->names[kept++] = name;
		}
	}
	hdestroy_r(&table);
	if (rc < 0)
		return -1;
	for (int i = kept; i < list->count; i++)
		free(list->names[i]);
	list->count = kept;
	return 0;
}

/* --- one host a subnet --------------------------------------------------- */

/* Each subnet once: two commands must not write one file. */
static int add_subnet(struct gather_tasks *t, const char *host,
		      const char *nic, struct rail_error *err)
{
	for (int i = 0; i < t->count; i++) {
		const struct gather_task *task = &t->tasks[i];

		if (task->kind == GATHER_IB && !strcmp(task->host, host) &&
		    !strcmp(task->nic ? task->nic : "", nic ? nic : ""))
			return 0;
	}
	return gather_tasks_add(t, GATHER_IB, host, nic, err);
}

int gather_hosts_ib(struct gather_tasks *t, const char *spec,
		    struct rail_error *err)
{
	const char *colon = strchr(spec, ':');
	char *text = strndup(spec, colon ? (size_t)(colon - spec) :
					   strlen(spec));
	struct hostlist *hosts = NULL, *nics = NULL;
	int rc = text ? 0 : rail_error_nomem(err);

	if (rc == 0 && !(hosts = read_list(text, "host", err)))
		rc = -1;
	if (rc == 0 && colon && !(nics = read_list(colon + 1, "NIC", err)))
		rc = -1;
	for (int i = 0; rc == 0 && i < hosts->count; i++) {
		if (!nics)
			rc = add_subnet(t, hosts->names[i], NULL, err);
		for (int k = 0; nics && rc == 0 && k < nics->count; k++)
			rc = add_subnet(t, hosts->names[i], nics->names[k],
					err);
	}
	hostlist_destroy(hosts);
	hostlist_destroy(nics);
	free(text);
	return rc;
}
