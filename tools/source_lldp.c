/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the files of a discovery by LLDP and has them made into links. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_files.h"
#include "source_lldp.h"
#include "source_lldp_parts.h"
#include "topology/hostlist.h"
#include "topology/text.h"
#include "topology/wholefile.h"

enum {
	MAX_SIZE = 1 << 30,	/* of a file */
	HOSTS_SHOWN = 60,	/* characters of a host list, in a note */
};

/* --- shared by the steps ------------------------------------------------- */

int lldp_grow(struct lldp *d, void *items, int count, int *capacity,
	      size_t size)
{
	void **list = items;
	int wanted = *capacity ? *capacity * 2 : 64;
	void *bigger;

	if (count < *capacity)
		return 0;
	bigger = wanted > *capacity ? realloc(*list, (size_t)wanted * size) :
				      NULL;
	if (!bigger)
		return rail_error_nomem(d->err);
	*list = bigger;
	*capacity = wanted;
	return 0;
}

void *lldp_alloc(struct lldp *d, size_t count, size_t size)
{
	void *p = calloc(count + 1, size);

	if (!p)
		rail_error_nomem(d->err);
	return p;
}

const char *lldp_system_name(const struct lldp *d, int system)
{
	int name = d->systems[system].name;

	return name ? lldp_text(d, name) : "(no name)";
}

int lldp_note(struct lldp *d, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return infer_notes_add(d->notes, "%s", text) < 0 ?
	       rail_error_nomem(d->err) : 0;
}

/* --- one discovery ------------------------------------------------------- */

static void clear(struct lldp *d)
{
	words_destroy(d->words);
	for (int i = 0; i < d->n_sources; i++)
		free(d->sources[i]);
	free(d->sources);
	free(d->tellers);
	free(d->seen);
	free(d->own);
	free(d->systems);
	free(d->links);
}

static int start(struct lldp *d, struct infer_notes *notes,
		 struct rail_error *err)
{
	*d = (struct lldp){
		.words = words_create(), .notes = notes, .err = err,
	};
	return d->words ? 0 : rail_error_nomem(err);
}

static int add_text(struct lldp *d, const char *text, size_t len,
		    const char *label, const char *host)
{
	char *source = strdup(label);

	if (!source || lldp_grow(d, &d->sources, d->n_sources,
				 &d->source_capacity,
				 sizeof(*d->sources)) < 0) {
		free(source);
		return rail_error_nomem(d->err);
	}
	d->sources[d->n_sources++] = source;
	return lldp_read_text(d, text, len, label, host);
}

/* lldpd not running, or no cable: one note for all of them. */
static int note_silent(struct lldp *d)
{
	const char **names = lldp_alloc(d, (size_t)d->n_tellers,
					sizeof(*names));
	char *text = NULL;
	int n = 0, rc = 0;

	if (!names)
		return -1;
	for (int i = 0; i < d->n_tellers; i++)
		if (!d->tellers[i].n_seen)
			names[n++] = lldp_system_name(d,
						      d->tellers[i].system);
	if (n && !(text = hostlist_format(names, n)))
		rc = rail_error_nomem(d->err);
	else if (n && strlen(text) <= HOSTS_SHOWN)
		rc = lldp_note(d, "%s: no neighbour was seen there", text);
	else if (n)
		rc = lldp_note(d, "no neighbour was seen on %d host%s, as on "
			       "\"%s\"", n, text_plural(n), names[0]);
	free(names);
	free(text);
	return rc;
}

static int by_line(const void *a, const void *b)
{
	return hostlist_natural_cmp(*(char *const *)a, *(char *const *)b);
}

static struct links *finish(struct lldp *d)
{
	int first = d->notes ? d->notes->count : 0;
	struct links *l = NULL;

	if (lldp_find_systems(d) == 0 && note_silent(d) == 0 &&
	    lldp_find_ends(d) == 0 && lldp_settle_links(d) == 0 &&
	    lldp_filter(d) == 0)
		l = lldp_make_links(d);
	if (d->notes && d->notes->count > first)
		qsort(d->notes->lines + first,
		      (size_t)(d->notes->count - first),
		      sizeof(*d->notes->lines), by_line);
	return l;
}

int source_lldp_check(const char *text, size_t len, const char *label,
		      const char *host, struct rail_error *err)
{
	struct lldp d;
	int rc = start(&d, NULL, err);

	if (rc == 0)
		rc = add_text(&d, text, len, label, host);
	clear(&d);
	return rc;
}

struct links *source_lldp_parse(const char *text, size_t len,
				const char *label, const char *host,
				struct infer_notes *notes,
				struct rail_error *err)
{
	struct links *l = NULL;
	struct lldp d;

	if (start(&d, notes, err) == 0 &&
	    add_text(&d, text, len, label, host) == 0)
		l = finish(&d);
	clear(&d);
	return l;
}

/* --- files --------------------------------------------------------------- */

static int add_file(void *arg, const char *path)
{
	struct lldp *d = arg;
	const char *name = strrchr(path, '/');
	char *host = NULL, *text;
	size_t len;
	int rc;

	name = name ? name + 1 : path;
	if (json_files_is_one(name)) {
		host = strndup(name, strlen(name) - strlen(".json"));
		if (!host)
			return rail_error_nomem(d->err);
	}
	text = wholefile_read(path, MAX_SIZE, &len, d->err);
	rc = text ? add_text(d, text, len, wholefile_label(path), host) : -1;
	free(text);
	free(host);
	return rc;
}

struct links *source_lldp_read(const char *const *paths, int n,
			       struct infer_notes *notes,
			       struct rail_error *err)
{
	struct links *l = NULL;
	struct lldp d;
	int rc = start(&d, notes, err);

	for (int i = 0; i < n && rc == 0; i++)
		rc = json_files_read(paths[i], "no file HOST.json is in it",
				     add_file, &d, err);
	if (rc == 0)
		l = finish(&d);
	clear(&d);
	return l;
}
