/* SPDX-License-Identifier: GPL-2.0-or-later */
/* File and nodes, watched and put together. */
#include "health_now.h"

#include <stdlib.h>
#include <time.h>

#include "health_watch.h"
#include "topology/names.h"
#include "topology/text.h"

enum {
	/* Reading an Extra takes 50 to 100 ns, and nobody tells which of them
	 * has changed: so many a call, and all of them in so long. */
	SCAN_LEAST = 1024,
	SCAN_ALL_MS = 5000,
	AHEAD = 60,	/* seconds: clocks differ a little */
	ALARM_EVERY = 60,	/* seconds: whoever forges reports may go on */
};

static struct {
	struct health_watch *watch;
	struct health *health;		/* the file's entries */
	/* By node of the map: what it said last; NULL: nothing bad. */
	struct health_node **nodes;
	int n_nodes;
	uint64_t *seen;		/* by node record: a sum of its Extra */
	int n_seen;
	int generation;		/* of the snapshot's index */
	time_t updated;		/* last_node_update when it was looked at */
	int at, left;		/* the next record to read; how many since */
	int64_t scanned;	/* ms */
	int64_t alarmed;	/* ms; 0: never */
	struct health_view *view;
	bool stale;		/* VIEW is to be made anew */
	char told[700];		/* the last line in the log */
	char remark[200];
} now;

static int64_t clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static void say(const char *line)
{
	error("railyard: %s", line);
}

void health_now_open(const struct snapshot *s)
{
	const char *folder = slurm_conf.state_save_location;
	struct rail_error err;
	char *path, *kept;

	if (!s)
		return;
	path = s->conf.health_file[0] ?
		       xstrdup(s->conf.health_file) :
		       xstrdup_printf("%s/railyard-health.json", folder);
	kept = xstrdup_printf("%s/railyard-health.last", folder);
	now.nodes = calloc(s->fabric->n_nodes + 1, sizeof(*now.nodes));
	now.n_nodes = now.nodes ? s->fabric->n_nodes : 0;
	now.generation = -1;
	now.stale = true;
	now.watch = health_watch_open(path, kept, say, &err);
	if (!now.watch)
		error("railyard: the health file is not read: %s", err.text);
	xfree(path);
	xfree(kept);
}

void health_now_close(void)
{
	health_watch_close(now.watch);
	health_destroy(now.health);
	health_view_destroy(now.view);
	for (int i = 0; i < now.n_nodes; i++)
		free(now.nodes[i]);
	free(now.nodes);
	free(now.seen);
	memset(&now, 0, sizeof(now));
}

/* --- what nodes say ------------------------------------------------------ */

/* What a walk over the nodes found to complain of. */
struct scan {
	const struct snapshot *s;
	time_t time;
	int n_ignored, n_ahead;
	struct rail_error first;	/* of those ignored */
	char first_node[FABRIC_NAME_MAX + 1];
};

/* FNV-1a: a comparison that needs no copy of the text. */
static uint64_t sum_of(const char *text)
{
	uint64_t sum = UINT64_C(14695981039346656037);

	for (; text && *text; text++)
		sum = (sum ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return sum;
}

static bool is_ahead(const struct health_report *r, time_t time)
{
	if (r->sick[0] && r->sick_since > time + AHEAD)
		return true;
	for (int i = 0; i < r->n_lost; i++)
		if (r->lost[i].since > time + AHEAD)
			return true;
	return false;
}

/* A report that is none changes nothing. */
static void ignore(struct scan *scan, int node, const struct rail_error *why)
{
	if (scan->n_ignored++)
		return;
	scan->first = *why;
	snprintf(scan->first_node, sizeof(scan->first_node), "%s",
		 scan->s->fabric->nodes[node].name);
}

static void take_extra(struct scan *scan, int node, const char *extra)
{
	struct health_node *said = NULL;
	struct health_report r;
	struct rail_error why;
	int found = health_report_parse(extra, &r, &why);

	if (found > 0) {
		said = malloc(sizeof(*said));
		if (!said)
			return;
		if (health_node_read(scan->s->fabric, node, &r, scan->time,
				     said, &why))
			found = -1;
	}
	if (found < 0) {
		free(said);
		ignore(scan, node, &why);
		return;
	}
	if (said && is_ahead(&r, scan->time))
		scan->n_ahead++;
	if (said && !said->lost && !said->sick) {
		free(said);
		said = NULL;
	}
	now.stale |= said || now.nodes[node];
	free(now.nodes[node]);
	now.nodes[node] = said;
}

static void tell_scan(const struct scan *scan)
{
	if (!scan->n_ignored && !scan->n_ahead)
		return;
	if (now.alarmed && now.scanned - now.alarmed < ALARM_EVERY * 1000)
		return;
	now.alarmed = now.scanned;
	if (scan->n_ignored)
		error("railyard: health: the report of node %s%s is ignored, "
		      "what was known before stays: %s", scan->first_node,
		      scan->n_ignored > 1 ? " (and of others)" : "",
		      scan->first.text);
	if (scan->n_ahead)
		error("railyard: health: %d node%s a clock ahead of this one: "
		      "taken as of now", scan->n_ahead,
		      scan->n_ahead == 1 ? " has" : "s have");
}

static bool make_room(const struct snapshot *s)
{
	if (now.seen && now.generation == s->generation &&
	    now.n_seen == s->n_records)
		return true;
	free(now.seen);
	now.seen = calloc(s->n_records + 1, sizeof(*now.seen));
	now.n_seen = now.seen ? s->n_records : 0;
	now.generation = s->generation;
	now.updated = 0;
	now.scanned = 0;
	now.at = now.left = 0;
	return now.seen;
}

static void look_at(struct scan *scan, int i)
{
	const node_record_t *record = node_record_table_ptr[i];
	uint64_t sum;

	if (!record || scan->s->to_fabric[i] < 0)
		return;
	sum = sum_of(record->extra);
	if (sum == now.seen[i])
		return;
	now.seen[i] = sum;
	take_extra(scan, scan->s->to_fabric[i], record->extra);
}

/* Time has whole seconds: what changed within the last one may change more. */
static bool may_have_changed(void)
{
	return last_node_update != now.updated ||
	       time(NULL) - now.updated < 2;
}

/* How many records to read now. */
static int share_of(const struct snapshot *s, int64_t ms)
{
	int64_t share = now.scanned ? s->n_records * (ms - now.scanned) /
					      SCAN_ALL_MS :
				      s->n_records;

	if (share < SCAN_LEAST)
		share = SCAN_LEAST;
	return share < now.left ? (int)share : now.left;
}

static void scan_nodes(const struct snapshot *s)
{
	struct scan scan = { .s = s, .time = time(NULL) };
	int64_t ms = clock_ms();
	int n;

	if (!now.nodes || !make_room(s))
		return;
	if (may_have_changed()) {
		now.updated = last_node_update;
		now.left = s->n_records;
	}
	n = share_of(s, ms);
	now.scanned = ms;
	now.left -= n;
	for (; n > 0; n--) {
		if (now.at >= s->n_records)
			now.at = 0;
		look_at(&scan, now.at++);
	}
	tell_scan(&scan);
}

/* --- together ------------------------------------------------------------ */

/* The host list of nodes that lack rails, for the log; NULL: no memory. */
static char *list_lacking(const struct health_view *v)
{
	const struct fabric *f = v->fabric;
	int *which = calloc(f->n_nodes + 1, sizeof(*which)), n = 0;
	char *text;

	for (int i = 0; which && i < f->n_nodes; i++)
		if (!nodeset_has(v->whole, i))
			which[n++] = i;
	text = which ? names_format(f->nodes, sizeof(*f->nodes), which, n) :
		       NULL;
	free(which);
	return text;
}

static void describe(const struct health_view *v, char *line, size_t size)
{
	char *nodes = list_lacking(v);

	if (v->n_down + v->n_partial || v->n_spines)
		snprintf(line, size, "health: %d node%s down, %d with rails "
			 "lost, %d dead lea%s, %d spine%s down%s%.400s",
			 v->n_down, text_plural(v->n_down), v->n_partial,
			 v->n_dead_leafs, v->n_dead_leafs == 1 ? "f" : "fs",
			 v->n_spines, text_plural(v->n_spines),
			 nodes && *nodes ? ": " : "", nodes ? nodes : "");
	else
		snprintf(line, size, "health: nothing is down");
	free(nodes);
}

/* One line for all that changed, and none when nothing did. */
static void tell(const struct snapshot *s, const struct health_view *v)
{
	char line[sizeof(now.told)];

	if (v->frozen)
		snprintf(line, sizeof(line), "health is frozen: %d of %d nodes "
			 "are affected, more than FreezeShare=%d percent: "
			 "nothing new is acted on", v->n_down + v->n_partial,
			 s->fabric->n_nodes, s->conf.freeze_share);
	else
		describe(v, line, sizeof(line));
	if (!xstrcmp(line, now.told) ||
	    (!now.told[0] && !xstrcmp(line, "health: nothing is down")))
		return;
	if (v->frozen)
		error("railyard: %s", line);
	else
		info("railyard: %s", line);
	snprintf(now.told, sizeof(now.told), "%s", line);
	snprintf(now.remark, sizeof(now.remark), "%s%.160s",
		 v->frozen ? "; " : "", v->frozen ? line : "");
}

/* What was in force before a freeze stays so; only its figures are new. */
static void keep_frozen(struct health_view *kept,
			const struct health_view *frozen)
{
	kept->frozen = true;
	kept->n_down = frozen->n_down;
	kept->n_partial = frozen->n_partial;
	kept->next_end = frozen->next_end;
}

static void renew(const struct snapshot *s)
{
	const struct health_facts facts = {
		.fabric = s->fabric, .health = now.health,
		.domains = &s->conf.domains, .nodes = now.nodes,
		.freeze_share = s->conf.freeze_share, .now = time(NULL),
	};
	struct health_view *v = health_view_create(&facts);

	if (!v)
		return;
	now.stale = false;
	tell(s, v);
	if (v->frozen && now.view) {
		keep_frozen(now.view, v);
		health_view_destroy(v);
		return;
	}
	health_view_destroy(now.view);
	now.view = v;
}

const struct health_view *health_now(const struct snapshot *s)
{
	struct health *fresh = now.watch ? health_watch_take(now.watch) : NULL;

	if (fresh) {
		health_destroy(now.health);
		now.health = fresh;
		now.stale = true;
	}
	scan_nodes(s);
	if (now.view && now.view->next_end && now.view->next_end <= time(NULL))
		now.stale = true;
	if (now.stale)
		renew(s);
	return now.view;
}

bool health_now_look(const struct snapshot *s, const struct nodeset *nodes)
{
	struct scan scan = { .s = s, .time = time(NULL) };

	if (!now.nodes || !make_room(s))
		return false;
	/* all have been looked at since one of them changed */
	if (!now.left && !may_have_changed())
		return false;
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1))
		if (s->to_record[n] >= 0)
			look_at(&scan, s->to_record[n]);
	tell_scan(&scan);
	if (!now.stale)
		return false;
	renew(s);
	return true;
}

bool health_now_pardoned(const char *node, time_t when)
{
	return health_pardoned(now.health, node, when);
}

const char *health_now_remark(void)
{
	return now.remark;
}
