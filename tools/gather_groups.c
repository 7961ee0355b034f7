/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hosts that failed for one reason: a thousand of them are one line. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "gather_report.h"

struct failure {
	const char *name;
	char *reason;
};

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* NAME in TEXT, at AT or behind it, as a word: gpu1 is not in gpu10, and a
 * host called "a" in few sentences; but it is in gpu1.cluster and gpu1-ib0. */
static const char *find_name(const char *text, const char *at,
			     const char *name)
{
	size_t n = strlen(name);

	while ((at = strstr(at, name)) &&
	       ((at > text && in_word(at[-1])) || in_word(at[n])))
		at++;
	return at;
}

/* REASON, with HOST where it says NAME: then many are alike. */
static char *without_name(const char *reason, const char *name)
{
	size_t n = strlen(name), size;
	const char *from = reason, *at;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	while ((at = find_name(reason, from, name))) {
		fprintf(out, "%.*sHOST", (int)(at - from), from);
		from = at + n;
	}
	fputs(from, out);
	if (fclose(out) == EOF) {
		free(text);
		return NULL;
	}
	return text;
}

static int by_reason(const void *a, const void *b)
{
	const struct failure *x = a, *y = b;
	int c = strcmp(x->reason, y->reason);

	return c ? c : hostlist_natural_cmp(x->name, y->name);
}

static int by_count(const void *a, const void *b)
{
	const struct gather_group *x = a, *y = b;

	return x->count != y->count ? y->count - x->count :
				      strcmp(x->reason, y->reason);
}

void gather_report_groups_destroy(struct gather_group *groups, int n)
{
	for (int i = 0; i < n; i++) {
		free(groups[i].reason);
		free(groups[i].hosts);
	}
	free(groups);
}

/* The first N of F, which have one reason. */
static int make_group(struct gather_group *group, const struct failure *f,
		      int n)
{
	const char **names = calloc((size_t)n, sizeof(*names));

	if (!names)
		return -1;
	for (int i = 0; i < n; i++)
		names[i] = f[i].name;
	group->count = n;
	group->hosts = hostlist_format(names, n);
	group->reason = strdup(f->reason);
	free(names);
	return group->hosts && group->reason ? 0 : -1;
}

static int make_groups(struct gather_group *groups, const struct failure *f,
		       int n)
{
	int n_groups = 0;

	for (int first = 0, end; first < n; first = end) {
		for (end = first + 1; end < n &&
		     !strcmp(f[end].reason, f[first].reason); end++)
			;
		if (make_group(&groups[n_groups++], f + first,
			       end - first) < 0)
			return -1;
	}
	qsort(groups, (size_t)n_groups, sizeof(*groups), by_count);
	return n_groups;
}

int gather_report_groups(const struct gather_tasks *t, enum gather_kind kind,
			 struct gather_group **groups)
{
	struct failure *f = calloc((size_t)t->count + 1, sizeof(*f));
	int n = 0, n_groups = 0;

	*groups = calloc((size_t)t->count + 1, sizeof(**groups));
	for (int i = 0; f && n_groups == 0 && i < t->count; i++) {
		const struct gather_task *task = &t->tasks[i];

		if (task->kind != kind || task->state != GATHER_FAILED)
			continue;
		f[n].name = task->name;
		f[n].reason = without_name(task->reason, task->host);
		if (!f[n++].reason)
			n_groups = -1;
	}
	if (!f || !*groups || n_groups < 0) {
		n_groups = -1;
	} else {
		qsort(f, (size_t)n, sizeof(*f), by_reason);
		n_groups = make_groups(*groups, f, n);
	}
	for (int i = 0; f && i < n; i++)
		free(f[i].reason);
	free(f);
	if (n_groups < 0 && *groups) {
		gather_report_groups_destroy(*groups, t->count);
		*groups = NULL;
	}
	return n_groups;
}
