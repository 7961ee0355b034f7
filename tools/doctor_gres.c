/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of gres.conf: the GPUs that slurm.conf says nodes have. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "doctor_file.h"
#include "topology/text.h"

enum { MAX_TOLD = 8 };

/* A line of gres.conf about GPUs. */
struct entry {
	struct hostlist *hosts;	/* NULL: of all nodes; sorted */
	int gpus;
	bool counted;		/* else Slurm finds them by itself */
};

struct gres {
	struct doctor_findings *found;
	struct entry *entries;
	int n;
	bool nomem;
	bool no_cores, no_links;	/* of a line with several GPUs */
	char path[CONF_PATH];
};

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool has(const struct hostlist *l, const char *name)
{
	return bsearch(&name, l->names, (size_t)l->count, sizeof(*l->names),
		       by_name) != NULL;
}

static void complain(struct gres *g, const struct doctor_place *at,
		     const char *key, const char *value, const char *what)
{
	doctor_find(g->found, "gres-conf", DOCTOR_ERROR, what,
		    "slurmd does not start", "%s:%d: %s=%s", at->path,
		    at->line, key, value);
}

/* How many files that are; -1: it is no list of them. */
static int count_files(const char *list)
{
	struct hostlist *files;
	char *copy = strdup(list);
	int n;

	/* names of hosts have no slash */
	for (char *p = copy; p && *p; p++)
		if (*p == '/')
			*p = 'x';
	files = copy ? hostlist_parse(copy, 0, NULL) : NULL;
	n = files ? files->count : -1;
	hostlist_destroy(files);
	free(copy);
	return n;
}

/* File=/dev/nvidia[0-7] or Count=8; -1: neither says how many. */
static int count_gpus(struct gres *g, const struct doctor_place *at,
		      const char *line)
{
	char value[CONF_PATH], *end;
	long n;

	if (doctor_file_word(line, "File", value, sizeof(value))) {
		n = count_files(value);
		if (n < 0)
			complain(g, at, "File", value, "a list of files");
		return (int)n;
	}
	if (!doctor_file_word(line, "Count", value, sizeof(value)))
		return doctor_file_word(line, "MultipleFiles", value,
					sizeof(value)) ? -1 : 1;
	n = strtol(value, &end, 10);
	if (*end || n < 0 || n > INT32_MAX || end == value) {
		complain(g, at, "Count", value, "a number");
		return -1;
	}
	return (int)n;
}

static void take_line(void *arg, const struct doctor_place *at, char *line)
{
	struct gres *g = arg;
	struct entry e = { .counted = true }, *more;
	char value[CONF_PATH];
	bool detect = doctor_file_word(line, "AutoDetect", value,
				       sizeof(value));

	if (detect)
		e.counted = !strcasecmp(value, "off");
	if (doctor_file_word(line, "Name", value, sizeof(value))) {
		if (strcasecmp(value, "gpu"))
			return;
		e.gpus = count_gpus(g, at, line);
		e.counted &= e.gpus >= 0;
		if (!detect && e.gpus > 0) {
			g->no_cores |= !doctor_file_word(line, "Cores", value,
							 sizeof(value)) &&
				       !doctor_file_word(line, "CPUs", value,
							 sizeof(value));
			g->no_links |= !doctor_file_word(line, "Links", value,
							 sizeof(value));
		}
	} else if (!detect) {
		return;
	}
	if (doctor_file_word(line, "NodeName", value, sizeof(value))) {
		e.hosts = hostlist_parse(value, 0, NULL);
		if (!e.hosts) {
			complain(g, at, "NodeName", value, "a list of hosts");
			return;
		}
		qsort(e.hosts->names, (size_t)e.hosts->count, sizeof(char *),
		      by_name);
	}
	more = realloc(g->entries, ((size_t)g->n + 1) * sizeof(*more));
	if (!more) {
		hostlist_destroy(e.hosts);
		g->nomem = true;
		return;
	}
	g->entries = more;
	g->entries[g->n++] = e;
}

/* -1: Slurm finds them by itself. */
static int gpus_of(const struct gres *g, const char *node)
{
	int gpus = 0;

	for (int i = 0; i < g->n; i++) {
		const struct entry *e = &g->entries[i];

		if (e->hosts && !has(e->hosts, node))
			continue;
		if (!e->counted)
			return -1;
		gpus += e->gpus;
	}
	return gpus;
}

struct odd {
	int want, have;
	struct hostlist *hosts;
};

static void tell(struct gres *g, const struct odd *o)
{
	char *hosts = hostlist_format((const char *const *)o->hosts->names,
				      o->hosts->count);

	if (!hosts)
		g->nomem = true;
	else if (o->have < o->want)
		doctor_find(g->found, "gres-count", DOCTOR_ERROR,
			    "as many in gres.conf as in Gres= of NodeName=",
			    "the node says that it has too few, and Slurm "
			    "takes it out of use", "%s: %d GPU%s of %s, "
			    "slurm.conf says %d", g->path, o->have,
			    text_plural(o->have), hosts, o->want);
	else
		doctor_find(g->found, "gres-count", DOCTOR_WARNING,
			    "as many in gres.conf as in Gres= of NodeName=",
			    "nobody gets the others", "%s: %d GPUs of %s, "
			    "slurm.conf says %d", g->path, o->have, hosts,
			    o->want);
	free(hosts);
}

/* Each pair of counts that differ is one finding. */
static void compare(struct gres *g, const struct doctor_facts *f)
{
	struct odd odds[MAX_TOLD] = { { 0 } };
	int n = 0;

	for (int i = 0; i < f->n_gpus; i++) {
		int have = gpus_of(g, f->gpus[i].node), k = 0;
		int want = f->gpus[i].count;

		if (have < 0 || have == want)
			continue;
		while (k < n && (odds[k].want != want || odds[k].have != have))
			k++;
		if (k == MAX_TOLD)
			continue;
		if (k == n)
			odds[n++] = (struct odd){ want, have,
						  hostlist_create() };
		g->nomem |= !odds[k].hosts ||
			    hostlist_append(odds[k].hosts, f->gpus[i].node);
	}
	for (int k = 0; k < n; k++) {
		if (odds[k].hosts)
			tell(g, &odds[k]);
		hostlist_destroy(odds[k].hosts);
	}
}

static void hint(struct gres *g)
{
	if (!g->no_cores && !g->no_links)
		return;
	doctor_find(g->found, "gres-near", DOCTOR_HINT,
		    "lines as `railyard export -f gres.conf` writes them",
		    g->no_cores ? "tasks may run far from their GPU" :
				  "jobs of some GPUs may get ones that are far "
				  "from each other",
		    "%s: GPUs without %s%s%s", g->path,
		    g->no_cores ? "Cores=" : "",
		    g->no_cores && g->no_links ? " and " : "",
		    g->no_links ? "Links=" : "");
}

void doctor_look_gres(const struct doctor_facts *f,
		      struct doctor_findings *found)
{
	struct gres g = { .found = found };
	struct doctor_file file = { .folder = f->folder, .found = found,
				    .take = take_line, .arg = &g };
	struct rail_error err;

	if (!f->n_gpus)
		return;
	snprintf(file.cluster, sizeof(file.cluster), "%s", f->cluster);
	snprintf(g.path, sizeof(g.path), "%.*s/gres.conf", CONF_PATH - 16,
		 f->folder);
	if (doctor_file_read(&file, g.path, &err)) {
		doctor_find(found, "gres-conf", DOCTOR_HINT,
			    "a file as `railyard export -f gres.conf` writes "
			    "it, or AutoDetect=nvml",
			    "a count of GPUs alone gives tasks no devices",
			    "%s", err.text);
	} else {
		compare(&g, f);
		hint(&g);
	}
	found->failed |= g.nomem;
	for (int i = 0; i < g.n; i++)
		hostlist_destroy(g.entries[i].hosts);
	free(g.entries);
}
