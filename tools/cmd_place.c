/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard place: asks the placement engine, offline. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "place_options.h"
#include "topology/nodeset.h"
#include "topology/place_gpus.h"
#include "topology/place_health.h"
#include "topology/place_range.h"
#include "topology/text.h"
#include "write_choice.h"

/* The sets that a decision is made of. */
struct place_sets {
	struct nodeset *healthy;	/* the fabric without the excluded */
	struct nodeset *free_nodes;
	struct nodeset *required;	/* NULL: none */
	uint64_t *busy_gpus;		/* by node */
	struct health_view *view;	/* NULL: all is sound */
	struct hostlist *unknown;	/* that the map lacks; left out */
};

/*
 * The hosts of a list into SET.  A cluster has nodes that a map lacks, as for
 * logins: only who must be in the choice must be in the map.
 */
static int add_hosts(const struct fabric *f, const struct place_options *o,
		     enum place_list which, struct nodeset *set,
		     struct hostlist *unknown, struct rail_error *err)
{
	const struct hostlist *hosts = o->hosts[which];

	for (int i = 0; hosts && i < hosts->count; i++) {
		const char *name = hosts->names[i];
		int node = fabric_find_node(f, name);

		if (node >= 0)
			nodeset_add(set, node);
		else if (which == PLACE_REQUIRED)
			return rail_error_set(err, "%s: the map has no node "
					      "\"%s\"", place_options_list(which),
					      name);
		else if (hostlist_append(unknown, name) < 0)
			return rail_error_nomem(err);
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return hostlist_natural_cmp(*(char *const *)a, *(char *const *)b);
}

/* Several jobs may have the same login node: each name once. */
static int tell_unknown(const struct cli_verb *verb, struct hostlist *hosts,
			struct rail_error *err)
{
	const char **names;
	char *text;
	int n = 0;

	if (!hosts->count)
		return 0;
	names = calloc((size_t)hosts->count, sizeof(*names));
	if (!names)
		return rail_error_nomem(err);
	qsort(hosts->names, (size_t)hosts->count, sizeof(*hosts->names),
	      by_name);
	for (int i = 0; i < hosts->count; i++)
		if (!n || strcmp(names[n - 1], hosts->names[i]))
			names[n++] = hosts->names[i];
	text = hostlist_format(names, n);
	free(names);
	if (!text)
		return rail_error_nomem(err);
	cli_complain(verb, "warning: %d host%s left out, not in the map: %s",
		     n, text_plural(n), text);
	free(text);
	return 0;
}

/* As add_hosts(), for GPUs. */
static int add_busy_gpus(const struct fabric *f, const struct place_options *o,
			 struct place_sets *s, struct rail_error *err)
{
	for (int i = 0; i < o->n_busy; i++)
		for (int k = 0; k < o->busy[i].hosts->count; k++) {
			const char *name = o->busy[i].hosts->names[k];
			int node = fabric_find_node(f, name);

			if (node >= 0)
				s->busy_gpus[node] |= o->busy[i].gpus;
			else if (hostlist_append(s->unknown, name) < 0)
				return rail_error_nomem(err);
		}
	return 0;
}

/* CLI_OK, or the status of what is wrong, told in ERR. */
static int make_sets(const struct fabric *f, const struct place_options *o,
		     struct place_sets *s, struct rail_error *err)
{
	struct nodeset *taken = nodeset_create(f->n_nodes);
	int status = CLI_INPUT;

	s->healthy = nodeset_create(f->n_nodes);
	s->free_nodes = nodeset_create(f->n_nodes);
	s->required = nodeset_create(f->n_nodes);
	s->busy_gpus = calloc((size_t)f->n_nodes + 1, sizeof(*s->busy_gpus));
	s->unknown = hostlist_create();
	if (!taken || !s->healthy || !s->free_nodes || !s->required ||
	    !s->busy_gpus || !s->unknown) {
		rail_error_nomem(err);
		goto out;
	}
	nodeset_fill(s->healthy);
	if (add_hosts(f, o, PLACE_EXCLUDED, taken, s->unknown, err) < 0)
		goto out;
	nodeset_subtract(s->healthy, taken);
	if (add_hosts(f, o, PLACE_DOWN, taken, s->unknown, err) < 0 ||
	    add_hosts(f, o, PLACE_BUSY, taken, s->unknown, err) < 0 ||
	    add_busy_gpus(f, o, s, err) < 0)
		goto out;
	if (add_hosts(f, o, PLACE_REQUIRED, s->required, NULL, err) < 0) {
		status = CLI_USAGE;
		goto out;
	}
	nodeset_fill(s->free_nodes);
	nodeset_subtract(s->free_nodes, taken);
	status = CLI_OK;
out:
	nodeset_destroy(taken);
	return status;
}

static void free_sets(struct place_sets *s)
{
	nodeset_destroy(s->healthy);
	nodeset_destroy(s->free_nodes);
	nodeset_destroy(s->required);
	free(s->busy_gpus);
	health_view_destroy(s->view);
	hostlist_destroy(s->unknown);
}

/* So many counts of a range are tried: some seconds of the largest fabrics. */
#define MAX_COUNTS	4096

/* What is asked of the engine, for one count of nodes or several. */
struct asking {
	const struct fabric *f;
	const struct place_options *o;
	const struct nodeset *free_nodes;
	const uint64_t *busy_gpus;
	const struct health_view *view;
	struct place_request req;
	uint64_t gpus;		/* that were chosen */
};

static int choose_anywhere(void *arg, const struct nodeset *open, int n,
			   struct place_choice *choice)
{
	struct asking *a = arg;
	const struct place_gpus gpus = { .count = a->o->gpus,
					 .busy = a->busy_gpus };

	a->req.nodes = n;
	if (!a->o->gpus)
		return place(a->f, open, &a->req, choice);
	return place_gpus(a->f, open, &a->req, &gpus, choice, &a->gpus);
}

static int choose_calm(void *arg, const struct nodeset *open, int n,
		       struct place_choice *choice)
{
	const struct asking *a = arg;
	const struct place_health h = { .view = a->view,
					.choose = choose_anywhere,
					.arg = arg };

	return place_health_calm(&h, open, n, choice);
}

static int choose(void *arg, int n, struct place_choice *choice)
{
	const struct asking *a = arg;
	const struct place_health h = {
		.view = a->view, .min_rails = a->view ? a->o->min_rails : 0,
		.choose = choose_calm, .arg = arg,
	};

	if (h.min_rails <= a->f->n_rails)
		return place_health_rails(&h, a->free_nodes, n, choice);
	*choice = (struct place_choice){ .verdict = PLACE_NEVER };
	snprintf(choice->why, sizeof(choice->why), "%d rails in common asked "
		 "for, the fabric has %d", h.min_rails, a->f->n_rails);
	return -1;
}

/* The rails that all nodes of CHOICE have, where fewer than all will do. */
static uint64_t common_rails(const struct asking *a,
			     const struct place_choice *choice)
{
	uint64_t set = UINT64_MAX;

	if (!a->o->min_rails || choice->verdict != PLACE_OK)
		return 0;
	for (int n = nodeset_next(choice->nodes, 0); n >= 0;
	     n = nodeset_next(choice->nodes, n + 1))
		set &= a->view->up[n];
	return set;
}

/* What the same request would get from an empty, healthy fabric. */
static void find_optimum(const struct asking *asked, const struct place_sets *s,
			 struct write_choice *w)
{
	struct asking best = *asked;
	struct place_choice choice;

	best.free_nodes = s->healthy;
	best.busy_gpus = NULL;
	best.view = NULL;
	best.req.mode = PLACE_BEST;
	if (choose(&best, w->nodes, &choice) == 0) {
		w->best_islands = choice.islands;
		w->best_pods = choice.pods;
		memcpy(w->best_zones, choice.zones, sizeof(choice.zones));
	}
	place_choice_free(&choice);
}

static int report(const struct cli_verb *verb, const struct place_options *o,
		  const struct write_choice *w)
{
	int status = CLI_FINDING, rc = 0;

	if (w->choice->verdict == PLACE_OK)
		status = CLI_OK;
	else if (w->choice->verdict == PLACE_NOMEM)
		status = CLI_INPUT;
	if (status != CLI_INPUT && o->json)
		rc = write_choice_json(w, stdout);
	else if (status == CLI_OK)
		rc = write_choice_text(w, stdout);
	else {
		cli_complain(verb, "not placed: %s", w->choice->why);
		write_choice_optimum(w, "railyard place: ", stderr);
	}
	if (!rc)
		return status;
	cli_complain(verb, "out of memory");
	return CLI_INPUT;
}

/*
 * Counts that can be had at all: Slurm, too, has a job of more nodes by name
 * than its least count get as many.
 */
static void narrow(struct place_range *r, const struct place_request *req,
		   int healthy)
{
	int named = req->required ? nodeset_count(req->required) : 0;

	if (r->high > healthy)
		r->high = healthy > r->low ? healthy : r->low;
	if (r->low < named)
		r->low = named < r->high ? named : r->high;
	r->gaps = place_range_has_gaps(req) ? MAX_COUNTS : 0;
}

static int decide(const struct cli_verb *verb, const struct fabric *f,
		  const struct place_options *o, const struct place_sets *s)
{
	struct place_space *space = place_space_create(f);
	struct asking a = {
		.f = f, .o = o, .free_nodes = s->free_nodes,
		.busy_gpus = s->busy_gpus, .view = s->view,
		.req = { .mode = o->mode, .within = o->within,
			 .segment = o->segment, .spares = o->spares,
			 .uniform = o->uniform,
			 .baseline = s->healthy, .space = space,
			 .required = nodeset_count(s->required) ?
					     s->required : NULL },
	};
	struct place_range range = { .low = o->low, .high = o->high,
				     .choose = choose, .arg = &a };
	struct place_choice choice = { 0 };
	struct write_choice w = { .fabric = f, .choice = &choice,
				  .segment = o->segment,
				  .spares = o->spares,
				  .uniform = o->uniform };
	int status;

	if (!space) {
		cli_complain(verb, "out of memory");
		return CLI_INPUT;
	}
	narrow(&range, &a.req, nodeset_count(s->healthy));
	place_range(&range, &w.nodes, &choice);
	/* the last count that was tried need not be the one that was taken */
	if (choice.verdict == PLACE_OK && o->gpus && o->low < o->high) {
		place_choice_free(&choice);
		choose(&a, w.nodes, &choice);
	}
	w.gpus = choice.verdict == PLACE_OK ? a.gpus : 0;
	w.rails = common_rails(&a, &choice);
	if (o->min_rails <= f->n_rails)
		find_optimum(&a, s, &w);
	status = report(verb, o, &w);
	place_choice_free(&choice);
	place_space_destroy(space);
	return status;
}

/* What is down by the health file; domains are railyard.conf's. */
static int heed_health(const struct cli_verb *verb, const struct fabric *f,
		       const struct place_options *o, struct place_sets *s,
		       struct rail_error *err)
{
	struct health_facts facts = { .fabric = f, .freeze_share = 100,
				      .now = time(NULL) };
	struct health *h;
	int before = nodeset_count(s->free_nodes), left;

	if (!o->health)
		return CLI_OK;
	h = health_load(o->health, err);
	facts.health = h;
	s->view = h ? health_view_create(&facts) : NULL;
	if (h && !s->view)
		rail_error_nomem(err);
	health_destroy(h);
	if (!s->view)
		return CLI_INPUT;
	/* who wants more than there are is refused for that */
	if (o->min_rails <= f->n_rails)
		place_health_leave_out(s->view, o->min_rails, s->free_nodes);
	left = before - nodeset_count(s->free_nodes);
	if (left)
		cli_complain(verb, "%d node%s left out: rails are down", left,
			     left == 1 ? " is" : "s are");
	if (s->view->n_unknown)
		cli_complain(verb, "warning: %s: entries about what the map "
			     "does not have: %d", o->health,
			     s->view->n_unknown);
	return CLI_OK;
}

static int place_on_map(const struct cli_verb *verb, const char *path,
			const struct place_options *o)
{
	struct fabric *f = cli_load_map(verb, path);
	struct place_sets sets = { 0 };
	struct rail_error err;
	int status;

	if (!f)
		return CLI_INPUT;
	status = make_sets(f, o, &sets, &err);
	if (status == CLI_OK && tell_unknown(verb, sets.unknown, &err) < 0)
		status = CLI_INPUT;
	if (status == CLI_OK)
		status = heed_health(verb, f, o, &sets, &err);
	if (status != CLI_OK)
		cli_complain(verb, "%s", err.text);
	else
		status = decide(verb, f, o, &sets);
	free_sets(&sets);
	fabric_destroy(f);
	return status;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct place_options o = { .mode = PLACE_BEST };
	const char *path;
	int status = CLI_OK;

	if (place_options_parse(verb, argc, argv, &o, &status) == 0) {
		path = cli_operand(verb, argc, argv, "MAP");
		status = path ? place_on_map(verb, path, &o) : CLI_USAGE;
	}
	place_options_free(&o);
	return status;
}

const struct cli_verb cmd_place = {
	.name = "place",
	.summary = "ask where a job would go",
	.help =
	"MAP -N NODES [OPTION...]\n"
	"Chooses NODES nodes of MAP (-: stdin) as the select plugin does, and "
	"says why.\nStatus 1: it cannot be placed.\n\n"
	"  -N, --nodes=NODES    how many nodes; MIN-MAX: as many as can be had\n"
	"  -r, --rail=MODE      best: the fewest pods, then islands, of what "
	"is free\n"
	"                       (default); strict: only what an empty, "
	"healthy fabric\n"
	"                       would give\n"
	"  -W, --rail-within=LEVEL\n"
	"                       stay inside one island, pod, zone (zone2: of\n"
	"                       level 2) or fabric\n"
	"  -s, --segment=G      keep every G consecutive slots inside one "
	"island, or one\n"
	"                       pod where no island has G nodes "
	"(--rail-segment)\n"
	"  -S, --spares=S       S of the nodes carry no slot, and wait near "
	"those that\n"
	"                       do (--rail-spares)\n"
	"  -u, --uniform        take nodes of one vendor, product and GPU\n"
	"                       (--rail-uniform)\n"
	"  -g, --gpus=K         take only K GPUs of each node, the same of "
	"all\n"
	"  -B, --busy-gpus=HOSTS:INDEXES\n"
	"                       GPUs that other jobs have, as "
	"gpu[01-04]:0-3,6\n"
	"  -H, --health=FILE    what is down (railyard-health(5))\n"
	"  -m, --rail-min=R     make do with R rails in common\n"
	"  -d, --down=HOSTS     nodes that do not work\n"
	"  -b, --busy=HOSTS     nodes that other jobs have\n"
	"  -w, --nodelist=HOSTS nodes that must be in it\n"
	"  -x, --exclude=HOSTS  nodes that must not\n"
	"  -j, --json           JSON instead of text\n"
	"  -h, --help           this help\n\n"
	"Lists of hosts that are given several times add up.\n",
	.run = run,
};
