/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of sources: which options name them, and who reads them. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "links_nobody.h"
#include "source_ibnetdiscover.h"
#include "source_lldp.h"
#include "source_node.h"
#include "source_plan.h"
#include "source_topology.h"
#include "sources.h"
#include "topology/hostlist.h"

/* Options without a letter are numbered from here on. */
enum { WORD_ALONE = 0x80 };

/* A source has one of the four readers. */
struct source_kind {
	const char *word;
	char letter;		/* '\0': none */
	/* What one file saw. */
	struct links *(*one)(const char *path, struct infer_notes *notes,
			     struct rail_error *err);
	/* What N files saw that are read together. */
	struct links *(*all)(const char *const *paths, int n,
			     struct infer_notes *notes,
			     struct rail_error *err);
	/* Tells what the others saw what N files say of it; they alone make no
	 * fabric. */
	int (*tell)(struct links *l, const char *const *paths, int n,
		    struct infer_notes *notes, struct rail_error *err);
	/* What one file says that knows islands and pods, and no cable: so
	 * there is nothing to mix it with. */
	struct fabric *(*whole)(const char *path,
				const struct source_topology_request *r,
				struct infer_notes *notes,
				struct rail_error *err);
};

/* Read in this order, told in this order; SOURCES_HELP has a line for each. */
static const struct source_kind kinds[] = {
	{ "ib", 'i', .one = source_ibnetdiscover_read },
	{ "lldp", 'l', .all = source_lldp_read },
	{ "plan", '\0', .one = source_plan_read },
	{ "node", '\0', .tell = source_node_apply },
	{ "topology", 't', .whole = source_topology_read },
};

enum { N_KINDS = sizeof(kinds) / sizeof(*kinds) };

struct given {
	const char **paths;
	int n;
};

struct sources {
	struct given given[N_KINDS];
	int rails;	/* 0: not given */
};

struct sources *sources_create(void)
{
	return calloc(1, sizeof(struct sources));
}

void sources_destroy(struct sources *s)
{
	for (int k = 0; s && k < N_KINDS; k++)
		free(s->given[k].paths);
	free(s);
}

/* --- options ------------------------------------------------------------- */

static int option_of(int kind)
{
	return kinds[kind].letter ? kinds[kind].letter : WORD_ALONE + kind;
}

void sources_options(struct sources_options *all, const struct cli_options *own)
{
	size_t n_lists = 0, n_letters = strlen(own->letters);
	int n = 0;

	*all = (struct sources_options){ .cli = {
		.letters = all->letters, .words = all->words,
		.lists = all->lists,
	} };
	memcpy(all->letters, own->letters, n_letters);
	for (int k = 0; k < N_KINDS; k++) {
		all->words[n++] = (struct option){
			kinds[k].word, required_argument, NULL, option_of(k),
		};
		all->lists[n_lists++] = (char)option_of(k);
		if (!kinds[k].letter)
			continue;
		all->letters[n_letters++] = kinds[k].letter;
		all->letters[n_letters++] = ':';
	}
	if (own->lists)
		strcpy(&all->lists[n_lists], own->lists);
	for (int i = 0; own->words[i].name; i++)
		all->words[n++] = own->words[i];
}

int sources_take(struct sources *s, int c, const char *value,
		 struct rail_error *err)
{
	struct given *g;
	const char **bigger;
	int k = 0;

	while (k < N_KINDS && option_of(k) != c)
		k++;
	if (k == N_KINDS)
		return 0;
	g = &s->given[k];
	bigger = realloc(g->paths, ((size_t)g->n + 1) * sizeof(*bigger));
	if (!bigger)
		return rail_error_nomem(err);
	g->paths = bigger;
	g->paths[g->n++] = value;
	return 1;
}

int sources_take_rails(struct sources *s, const char *value,
		       struct rail_error *err)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (*end || end == value || n < 1 || n > FABRIC_MAX_RAILS)
		return rail_error_set(err, "--rails: \"%s\": 1 to %d were "
				      "expected", value, FABRIC_MAX_RAILS);
	s->rails = (int)n;
	return 0;
}

/* "--ib, --lldp or --plan": what sees cables; ANY: or makes a fabric without. */
static void list_makers(char *text, size_t size, bool any)
{
	size_t used = 0;
	int left = 0;

	*text = '\0';
	for (int k = 0; k < N_KINDS; k++)
		left += !kinds[k].tell && (any || !kinds[k].whole);
	for (int k = 0; k < N_KINDS && used < size; k++) {
		if (kinds[k].tell || (!any && kinds[k].whole))
			continue;
		left--;
		used += (size_t)snprintf(text + used, size - used, "--%s%s",
					 kinds[k].word, !left ? "" :
					 left == 1 ? " or " : ", ");
	}
}

int sources_check(const struct sources *s, struct rail_error *err)
{
	const char *teller = NULL, *whole = NULL, *seer = NULL;
	int stdins = 0;
	char text[128];

	for (int k = 0; k < N_KINDS; k++) {
		if (!s->given[k].n)
			continue;
		if (kinds[k].whole && s->given[k].n > 1)
			return rail_error_set(err, "--%s is given %d times: "
					      "one file was expected",
					      kinds[k].word, s->given[k].n);
		if (kinds[k].tell)
			teller = kinds[k].word;
		else if (kinds[k].whole)
			whole = kinds[k].word;
		else
			seer = kinds[k].word;
		for (int i = 0; i < s->given[k].n; i++)
			stdins += !strcmp(s->given[k].paths[i], "-");
	}
	if (stdins > 1)
		return rail_error_set(err, "\"-\" is given %d times, and stdin "
				      "can be read once", stdins);
	if (whole && (seer || teller))
		return rail_error_set(err, "--%s says which nodes share a "
				      "switch, and no NIC and no cable: there "
				      "is nothing that --%s could add to it",
				      whole, seer ? seer : teller);
	if (s->rails && !whole)
		return rail_error_set(err, "--rails goes with --topology: "
				      "elsewhere cables tell how many there "
				      "are");
	if (seer || whole)
		return 0;
	list_makers(text, sizeof(text), !teller);
	if (teller)
		return rail_error_set(err, "--%s says what nodes have, and "
				      "knows no cable: %s is missing", teller,
				      text);
	return rail_error_set(err, "%s is missing", text);
}

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
	const struct given *g = &s->given[kind];
	const char **list = calloc((size_t)g->n + 1, sizeof(*list));
	int kept = 0;

	if (!list) {
		rail_error_nomem(err);
		return NULL;
	}
	if (g->n)
		memcpy(list, g->paths, (size_t)g->n * sizeof(*list));
	qsort(list, (size_t)g->n, sizeof(*list), by_path);
	for (int i = 0, k; i < g->n; i++) {
		for (k = 0; k < kept && !same_file(list[k], list[i]); k++)
			;
		if (k == kept) {
			list[kept++] = list[i];
		} else if (infer_notes_add(notes, "--%s=%s: it is given twice, "
					   "and read once", kinds[kind].word,
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
	struct links *l;	/* NULL until something was read */
	struct infer_notes *notes;
	struct rail_error *err;
};

/* Adds what a file saw; MORE may be NULL, with r->err set. */
static int add(struct reading *r, struct links *more)
{
	if (!more)
		return -1;
	if (r->l)
		return links_merge(r->l, more, r->err);
	r->l = more;
	return 0;
}

static int read_kind(struct reading *r, const struct source_kind *kind,
		     const char *const *paths, int n)
{
	int rc = 0;

	if (kind->all)
		return add(r, kind->all(paths, n, r->notes, r->err));
	for (int i = 0; i < n && rc == 0; i++)
		rc = add(r, kind->one(paths[i], r->notes, r->err));
	return rc;
}

/* Reads all kinds that tell, or all that see. */
static int read_kinds(struct reading *r, const struct sources *s, bool tell)
{
	int rc = 0, n;

	for (int k = 0; k < N_KINDS && rc == 0; k++) {
		const struct source_kind *kind = &kinds[k];
		const char **paths;

		if (!s->given[k].n || !kind->tell == tell)
			continue;
		paths = list_paths(s, k, &n, r->notes, r->err);
		if (!paths)
			return -1;
		rc = tell ? kind->tell(r->l, paths, n, r->notes, r->err) :
			    read_kind(r, kind, paths, n);
		free(paths);
	}
	return rc;
}

struct links *sources_links(const struct sources *s, struct infer_notes *notes,
			    struct rail_error *err)
{
	struct reading r = { .notes = notes, .err = err };

	for (int k = 0; k < N_KINDS; k++)
		if (kinds[k].whole && s->given[k].n) {
			rail_error_set(err, "--%s knows no cables",
				       kinds[k].word);
			return NULL;
		}
	if (sources_check(s, err) == 0 && read_kinds(&r, s, false) == 0 &&
	    read_kinds(&r, s, true) == 0 &&
	    links_leave_out_nobodys(r.l, notes, err) == 0)
		return r.l;
	links_destroy(r.l);
	return NULL;
}

struct fabric *sources_fabric(const struct sources *s, const char *name,
			      struct infer_notes *notes,
			      struct rail_error *err)
{
	struct source_topology_request r = {
		.name = name, .rails = s->rails ? s->rails : 1,
	};
	struct links *l;
	struct fabric *f;

	if (sources_check(s, err) < 0)
		return NULL;
	for (int k = 0; k < N_KINDS; k++)
		if (kinds[k].whole && s->given[k].n)
			return kinds[k].whole(s->given[k].paths[0], &r, notes,
					      err);
	l = sources_links(s, notes, err);
	f = l ? infer_fabric(l, name, notes, err) : NULL;

	links_destroy(l);
	return f;
}
