/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a gather came to, for people. */
#include "gather_report.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "gather_kind.h"
#include "gather_words.h"
#include "topology/text.h"

enum { GROUPS_SHOWN = 20 };	/* of a kind */

/* --- what was done ------------------------------------------------------- */

static void print_count(enum gather_kind kind, const struct gather_count *c,
			FILE *out)
{
	int left = c->asked - c->before - c->done - c->failed;

	fprintf(out, "%s: %d of %d done", gather_kind_name(kind),
		c->before + c->done, c->asked);
	if (c->before)
		fprintf(out, " (%d before)", c->before);
	if (c->failed)
		fprintf(out, ", %d failed", c->failed);
	if (left)
		fprintf(out, ", %d left", left);
	putc('\n', out);
}

static int print_kind(const struct gather_report *r, enum gather_kind kind,
		      FILE *out)
{
	struct gather_count c = gather_tasks_count(r->tasks, kind);
	struct gather_group *groups;
	int n;

	if (!c.asked)
		return 0;
	print_count(kind, &c, out);
	n = gather_report_groups(r->tasks, kind, &groups);
	if (n < 0)
		return -1;
	for (int i = 0; i < n && i < GROUPS_SHOWN; i++)
		fprintf(out, "  %s: %s\n", groups[i].hosts, groups[i].reason);
	if (n > GROUPS_SHOWN)
		fprintf(out, "  and %d more reason%s\n", n - GROUPS_SHOWN,
			text_plural(n - GROUPS_SHOWN));
	gather_report_groups_destroy(groups, n);
	return 0;
}

int gather_report_text(const struct gather_report *r, FILE *out)
{
	struct gather_count c = gather_tasks_count(r->tasks, N_GATHER_KINDS);
	bool missing = c.before + c.done < c.asked;

	for (int k = 0; k < N_GATHER_KINDS; k++)
		if (print_kind(r, (enum gather_kind)k, out) < 0)
			return -1;
	if (r->interrupted)
		fputs("Interrupted; what is done is kept.\n", out);
	if (c.failed)
		fprintf(out, "What they said: %s/failed\n", r->path);
	if (missing)
		fprintf(out, "Again, for what is missing:\n  %s\n", r->again);
	if (r->next)
		fprintf(out, "%s:\n  %s\n", missing ?
			"Or go on with what is there" : "Next", r->next);
	return 0;
}

/* --- what is next -------------------------------------------------------- */

static int is_answer(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return *entry->d_name != '.' && dot &&
	       (!strcmp(dot, ".json") || !strcmp(dot, ".txt"));
}

static int by_natural_order(const struct dirent **a, const struct dirent **b)
{
	return hostlist_natural_cmp((*a)->d_name, (*b)->d_name);
}

/* " --KIND=" and the folder; of ibnetdiscover each file. */
static int add_option(const char *path, enum gather_kind kind, FILE *out)
{
	struct dirent **entries = NULL;
	char *folder, *file;
	int n, rc = 0;

	if (asprintf(&folder, "%s/%s", path, gather_kind_name(kind)) < 0)
		return -1;
	n = scandir(folder, &entries, is_answer, by_natural_order);
	for (int i = 0; i < n; i++) {
		if (kind == GATHER_IB &&
		    asprintf(&file, "%s/%s", folder, entries[i]->d_name) < 0) {
			rc = -1;
		} else if (kind == GATHER_IB) {
			fputs(" --ib=", out);
			gather_words_quote(out, file);
			free(file);
		}
		free(entries[i]);
	}
	if (n > 0 && kind != GATHER_IB) {
		fprintf(out, " --%s=", gather_kind_name(kind));
		gather_words_quote(out, folder);
	}
	free(entries);
	free(folder);
	return rc < 0 ? -1 : n > 0;
}

int gather_report_next(const char *path, char **next)
{
	static const enum gather_kind order[] = {
		GATHER_IB, GATHER_LLDP, GATHER_NODE,
	};
	bool cables = false, failed = false;
	FILE *out;
	size_t len;

	*next = NULL;
	out = open_memstream(next, &len);
	if (!out)
		return -1;
	fputs("railyard build", out);
	for (int i = 0; i < N_GATHER_KINDS; i++) {
		int rc = add_option(path, order[i], out);

		failed |= rc < 0;
		/* What nodes say of themselves is no map. */
		cables |= rc > 0 && order[i] != GATHER_NODE;
	}
	fputs(" -o map.json", out);
	failed |= fclose(out) == EOF;
	if (failed || !cables) {
		free(*next);
		*next = NULL;
	}
	return failed ? -1 : 0;
}
