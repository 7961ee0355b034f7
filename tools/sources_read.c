/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the files that were given, and makes one of what they saw. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host_names.h"
#include "links_nobody.h"
#include "sources.h"
#include "sources_parts.h"
#include "switch_names.h"
#include "topology/hostlist.h"

/* --- files --------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
	return hostlist_natural_cmp(*(const char *const *)a,
				    *(const char *const *)b);
}

/* Whether X and Y are one file; of a pipe each is read. */
static bool same_file(const char *x, const char *y)
{
	struct stat a, b;

	if (!strcmp(x, "-") || !strcmp(y, "-") || stat(x, &a) || stat(y, &b))
		return !strcmp(x, y);
	return a.st_dev == b.st_dev && a.st_ino == b.st_ino &&
	       (S_ISREG(a.st_mode) || S_ISDIR(a.st_mode));
}

/*
 * The paths given of KIND, in order, each file once: *N of them into a list
 * that the caller frees.
 */
static const char **list_paths(const struct sources *s, int kind, int *n,
			       struct infer_notes *notes,
			       struct rail_error *err)
{
	const char **given = s->given[kind].paths, **list;
	int n_given = s->given[kind].n;
	int kept = 0;

	list = calloc((size_t)n_given + 1, sizeof(*list));
	if (!list) {
		rail_error_nomem(err);
		return NULL;
	}
	memcpy(list, given, (size_t)n_given * sizeof(*list));
	qsort(list, (size_t)n_given, sizeof(*list), by_path);
	for (int i = 0, k; i < n_given; i++) {
		for (k = 0; k < kept && !same_file(list[k], list[i]); k++)
			;
		if (k == kept) {
			list[kept++] = list[i];
		} else if (infer_notes_add(notes, "--%s=%s: it is given twice, "
					   "and read once", sources_kinds[kind].word,
					   list[i]) < 0) {
			free(list);
			rail_error_nomem(err);
			return NULL;
		}
	}
	*n = kept;
	return list;
}

/* --- reading ------------------------------------------------------------- */

struct reading {
	const struct sources *s;
	struct links **seen;	/* what each file saw, or some did together */
	int n_seen;
	struct infer_notes *notes;
	struct rail_error *err;
};

/* Keeps what was seen; L may be NULL, with r->err set. */
static int keep(struct reading *r, const struct source_kind *kind,
		struct links *l)
{
	struct links **bigger;

	if (!l)
		return -1;
	bigger = realloc(r->seen, ((size_t)r->n_seen + 1) * sizeof(*bigger));
	if (!bigger) {
		links_destroy(l);
		return rail_error_nomem(r->err);
	}
	r->seen = bigger;
	r->seen[r->n_seen++] = l;
	for (int i = 0; kind->aside && i < l->n_devices; i++)
		if (l->devices[i].kind == LINKS_NIC)
			l->devices[i].aside = true;
	return 0;
}

static int read_kind(struct reading *r, const struct source_kind *kind,
		     const char *const *paths, int n)
{
	int rc = 0;

	if (kind->all)
		return keep(r, kind, kind->all(paths, n, r->notes, r->err));
	for (int i = 0; i < n && rc == 0; i++)
		rc = keep(r, kind, kind->one(paths[i], r->notes, r->err));
	return rc;
}

/* Reads all kinds that see; or, where L is not NULL, tells it what others do.
 */
static int read_kinds(struct reading *r, struct links *l)
{
	int rc = 0, n;

	for (int k = 0; k < SOURCES_N && rc == 0; k++) {
		const struct source_kind *kind = &sources_kinds[k];
		const char **paths;

		if (!r->s->given[k].n || !kind->tell != !l)
			continue;
		paths = list_paths(r->s, k, &n, r->notes, r->err);
		if (!paths)
			return -1;
		rc = l ? kind->tell(l, paths, n, r->s->rules, r->notes,
				    r->err) :
			 read_kind(r, kind, paths, n);
		free(paths);
	}
	return rc;
}

/* One of all that was seen, which is none of r's any more; NULL and r->err. */
static struct links *merge(struct reading *r)
{
	struct links *l = r->seen[0];
	int rc = 0;

	for (int i = 1; i < r->n_seen; i++)
		if (rc == 0)
			rc = links_merge(l, r->seen[i], r->err);
		else
			links_destroy(r->seen[i]);
	r->n_seen = 0;
	if (rc == 0)
		return l;
	links_destroy(l);
	return NULL;
}

/* What L does not know yet: whose NICs they are, and which carry no rail. */
static int complete(struct reading *r, struct links *l)
{
	nic_rules_apply(r->s->rules, l);
	if (read_kinds(r, l) < 0 ||
	    links_leave_out_nobodys(l, r->notes, r->err) < 0)
		return -1;
	return nic_rules_note_idle(r->s->rules, r->notes) < 0 ?
	       rail_error_nomem(r->err) : 0;
}

/*
 * Reads everything, merges it (links_merge()), tells it what nodes say, and
 * leaves out NICs that nobody knows the node of.
 */
static struct links *read_links(const struct sources *s,
				struct infer_notes *notes,
				struct rail_error *err)
{
	struct reading r = { .s = s, .notes = notes, .err = err };
	struct links *l = NULL;

	if (read_kinds(&r, NULL) == 0 &&
	    switch_names_shorten(r.seen, r.n_seen, err) == 0 &&
	    host_names_shorten(r.seen, r.n_seen, err) == 0)
		l = merge(&r);
	if (l && complete(&r, l) < 0) {
		links_destroy(l);
		l = NULL;
	}
	for (int i = 0; i < r.n_seen; i++)
		links_destroy(r.seen[i]);
	free(r.seen);
	return l;
}

static struct fabric *infer(const struct sources *s, const char *name,
			    struct infer_notes *notes, struct rail_error *err)
{
	struct links *l = read_links(s, notes, err);
	struct fabric *f = l ? infer_fabric(l, name, notes, err) : NULL;

	links_destroy(l);
	return f;
}

struct fabric *sources_fabric(const struct sources *s, const char *name,
			      struct infer_notes *notes,
			      struct rail_error *err)
{
	struct source_topology_request r = {
		.name = name, .rails = s->rails ? s->rails : 1,
	};
	int whole = sources_whole(s);

	if (sources_check(s, err) < 0)
		return NULL;
	if (whole < 0)
		return infer(s, name, notes, err);
	return sources_kinds[whole].whole(s->given[whole].paths[0], &r, notes,
					  err);
}
