/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a placement: its cost, and its slots by island. */
#include <stdlib.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>

#include "json_out.h"
#include "topology/names.h"
#include "topology/nodeset.h"
#include "topology/place_text.h"
#include "topology/ranks.h"
#include "topology/room.h"
#include "topology/spares.h"
#include "topology/text.h"
#include "write_choice.h"

/* Slots FIRST to LAST are on one island. */
struct run {
	int first, last;
};

static const struct fabric_island *island_of(const struct write_choice *w,
					     int node)
{
	return &w->fabric->islands[w->fabric->nodes[node].island];
}

/* The nodes by slot; NULL: out of memory. */
static int *list_slots(const struct write_choice *w)
{
	int *slots = calloc((size_t)w->nodes, sizeof(*slots));

	if (!slots || !w->choice->nodes)
		return slots;
	if (!w->spares)
		ranks_assign(w->fabric, w->choice->nodes, w->segment, slots);
	else if (spares_split(w->fabric, w->choice->nodes, w->spares,
			      w->segment, NULL, slots)) {
		free(slots);
		return NULL;
	}
	return slots;
}

/* "Dell XE9680, 8 x h100", of the choice's nodes; its GPUs are alike. */
static void describe_kind(const struct write_choice *w, char *text, size_t size)
{
	int first = nodeset_next(w->choice->nodes, 0);
	const struct hardware *hw =
		w->fabric->shapes[w->fabric->nodes[first].shape].hardware;
	const char *vendor = hw && hw->vendor ? hw->vendor : "";
	const char *product = hw && hw->product ? hw->product : "";
	const char *model = hw && hw->n_gpus ? hw->gpus[0].model : NULL;
	char gpus[HARDWARE_TEXT_MAX + 32] = "";

	if (hw && hw->n_gpus)
		snprintf(gpus, sizeof(gpus), "%d x %s", hw->n_gpus,
			 model ? model : "unknown GPU");
	snprintf(text, size, "%s%s%s%s%s", vendor,
		 *vendor && *product ? " " : "", product,
		 (*vendor || *product) && *gpus ? ", " : "", gpus);
	if (!*text)
		snprintf(text, size, "unknown hardware");
}

enum { KIND_TEXT = 3 * HARDWARE_TEXT_MAX + 64 };

/* The run of slots that begins at FIRST. */
static struct run run_from(const struct write_choice *w, const int *slots,
			   int first)
{
	struct run run = { first, first };

	while (run.last + 1 < w->nodes &&
	       run.last + 1 != w->nodes - w->spares &&
	       island_of(w, slots[run.last + 1]) == island_of(w, slots[first]))
		run.last++;
	return run;
}

/* --- text ---------------------------------------------------------------- */

static int add_row(struct libscols_table *table, const struct write_choice *w,
		   const int *slots, const struct run *run)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	const char *island = island_of(w, slots[run->first])->name;
	char range[32];
	char *hosts;

	if (run->first >= w->nodes - w->spares)
		snprintf(range, sizeof(range), "spare%s",
			 text_plural(run->last - run->first + 1));
	else if (run->first == run->last)
		snprintf(range, sizeof(range), "%d", run->first);
	else
		snprintf(range, sizeof(range), "%d-%d", run->first, run->last);
	hosts = names_format(w->fabric->nodes, sizeof(*w->fabric->nodes),
			     &slots[run->first], run->last - run->first + 1);
	if (!line || !hosts ||
	    scols_line_set_data(line, 0, range) ||
	    scols_line_set_data(line, 1, island) ||
	    scols_line_set_data(line, 2, hosts)) {
		free(hosts);
		return -1;
	}
	free(hosts);
	return 0;
}

static int put_table(const struct write_choice *w, const int *slots, FILE *out)
{
	struct libscols_table *table = scols_new_table();
	struct run run;
	int rc = -1;

	if (!table || scols_table_set_stream(table, out) ||
	    !scols_table_new_column(table, "SLOTS", 0, 0) ||
	    !scols_table_new_column(table, "ISLAND", 0, 0) ||
	    !scols_table_new_column(table, "NODES", 0, 0))
		goto out;
	/* A name that is broken or cut cannot be copied: lines may be long. */
	scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	for (int i = 0; i < w->nodes; i = run.last + 1) {
		run = run_from(w, slots, i);
		if (add_row(table, w, slots, &run) < 0)
			goto out;
	}
	rc = scols_print_table(table) ? -1 : 0;
out:
	scols_unref_table(table);
	return rc;
}

void write_choice_optimum(const struct write_choice *w, const char *before,
			  FILE *out)
{
	char cost[PLACE_COST_TEXT];

	if (w->best_islands)
		fprintf(out, "%soptimum on an empty, healthy fabric: %s\n",
			before, place_cost_text(w->best_islands, w->best_pods,
						w->best_zones,
						w->fabric->n_levels, cost));
}

/* "0-3,6" */
static void put_indexes(uint64_t set, FILE *out)
{
	const char *comma = "";

	for (int i = 0, end; i < 64; i = end + 1) {
		for (end = i; end < 64 && set >> end & 1; end++)
			;
		if (end == i)
			continue;
		fprintf(out, end > i + 1 ? "%s%d-%d" : "%s%d", comma, i,
			end - 1);
		comma = ",";
	}
}

/* What holds every so many slots; NULL when that was not asked for. */
static const char *segment_within(const struct write_choice *w)
{
	const struct room_groups g = room_groups(w->fabric,
						 w->nodes - w->spares,
						 w->segment);

	if (w->segment < 2)
		return NULL;
	return g.by_pod ? "pod" : "island";
}

static void put_wishes(const struct write_choice *w, const int *slots,
		       FILE *out)
{
	const char *within = segment_within(w);
	char kind[KIND_TEXT];
	const char *home;

	if (within)
		fprintf(out, "every %d slots are inside one %s%s\n",
			w->segment, within, strcmp(within, "pod") ? "" :
			": no island has so many nodes");
	if (w->spares) {
		int covered = spares_covered(w->fabric, slots,
					     w->nodes - w->spares, w->spares,
					     w->segment, &home);

		fprintf(out, "%d of %d slots have a spare in their %s\n",
			covered, w->nodes - w->spares, home);
	}
	if (w->gpus) {
		fputs(w->gpus & (w->gpus - 1) ? "GPUs " : "GPU ", out);
		put_indexes(w->gpus, out);
		fputs(" of each node\n", out);
	}
	if (w->rails) {
		fputs(w->rails & (w->rails - 1) ? "rails " : "rail ", out);
		put_indexes(w->rails, out);
		fputs(" of each node\n", out);
	}
	if (!w->uniform)
		return;
	describe_kind(w, kind, sizeof(kind));
	fprintf(out, "all are of one kind: %s\n", kind);
}

int write_choice_text(const struct write_choice *w, FILE *out)
{
	int *slots = list_slots(w);
	int rc;

	if (!slots)
		return -1;
	fprintf(out, "%s\n", w->choice->why);
	write_choice_optimum(w, "", out);
	put_wishes(w, slots, out);
	fputc('\n', out);
	rc = put_table(w, slots, out);
	free(slots);
	return rc;
}

/* --- JSON ---------------------------------------------------------------- */

static const char *verdict_name(enum place_verdict verdict)
{
	switch (verdict) {
	case PLACE_OK:
		return "placed";
	case PLACE_TOO_FEW:
		return "too-few";
	case PLACE_OUT_OF_BOUND:
		return "out-of-bound";
	case PLACE_NOT_STRICT:
		return "not-strict";
	case PLACE_NEVER:
		return "never";
	case PLACE_NOMEM:
		break;
	}
	return "no-memory";
}

/* {"islands":k,"pods":q}, or null when nothing is known (KEY is then null) */
/* By level, from 1 on; nothing where the fabric has no zones. */
static void add_zones(struct json_object *o, const struct write_choice *w,
		      const int *zones, bool *failed)
{
	struct json_object *list;

	if (!w->fabric->n_levels)
		return;
	list = json_object_new_array();
	for (int i = 0; i < w->fabric->n_levels; i++)
		json_out_append(list, json_object_new_int(zones[i]), failed);
	json_out_add(o, "zones", list, failed);
}

static void add_cost(struct json_object *o, const char *key,
		     const struct write_choice *w, int islands, int pods,
		     const int *zones, bool *failed)
{
	struct json_object *cost;

	if (!islands) {
		json_out_add_null(o, key, failed);
		return;
	}
	cost = json_object_new_object();
	json_out_add_int(cost, "islands", islands, failed);
	json_out_add_int(cost, "pods", pods, failed);
	add_zones(cost, w, zones, failed);
	json_out_add(o, key, cost, failed);
}

static struct json_object *list_nodes(const struct write_choice *w,
				      const int *slots, int first, int last,
				      bool *failed)
{
	struct json_object *list = json_object_new_array();

	for (int i = first; i <= last; i++)
		json_out_append(list, json_object_new_string(
				w->fabric->nodes[slots[i]].name), failed);
	return list;
}

/* The smallest zone that POD is in, or null; nothing where there are none. */
static void add_zone_name(struct json_object *o, const struct write_choice *w,
			  int pod, bool *failed)
{
	int zone = w->fabric->pods[pod].zone;

	if (zone >= 0)
		json_out_add_text(o, "zone", w->fabric->zones[zone].name,
				  failed);
	else if (w->fabric->n_zones)
		json_out_add_null(o, "zone", failed);
}

/* The slots by island, as in the text. */
static struct json_object *list_runs(const struct write_choice *w,
				     const int *slots, int count, bool *failed)
{
	struct json_object *list = json_object_new_array(), *o;
	struct run run;

	for (int i = 0; i < count; i = run.last + 1) {
		const struct fabric_island *is = island_of(w, slots[i]);

		run = run_from(w, slots, i);
		o = json_object_new_object();
		json_out_add_text(o, "island", is->name, failed);
		json_out_add_text(o, "pod", w->fabric->pods[is->pod].name,
				  failed);
		add_zone_name(o, w, is->pod, failed);
		json_out_add_int(o, "first_slot", run.first, failed);
		json_out_add(o, "nodes", list_nodes(w, slots, run.first,
						    run.last, failed), failed);
		json_out_append(list, o, failed);
	}
	return list;
}

/* The indexes of SET's bits; null: there are none. */
static void add_bits(struct json_object *o, const char *key, uint64_t set,
		     bool *failed)
{
	struct json_object *list;

	if (!set) {
		json_out_add_null(o, key, failed);
		return;
	}
	list = json_object_new_array();
	for (int i = 0; i < 64; i++)
		if (set >> i & 1)
			json_out_append(list, json_object_new_int(i), failed);
	json_out_add(o, key, list, failed);
}

/* What was asked for beside a count of nodes, or null. */
static void add_wishes(struct json_object *o, const struct write_choice *w,
		       bool *failed)
{
	const char *within = segment_within(w);
	char kind[KIND_TEXT];

	if (w->segment)
		json_out_add_int(o, "segment", w->segment, failed);
	else
		json_out_add_null(o, "segment", failed);
	if (within)
		json_out_add_text(o, "segment_within", within, failed);
	else
		json_out_add_null(o, "segment_within", failed);
	if (w->uniform && w->choice->nodes) {
		describe_kind(w, kind, sizeof(kind));
		json_out_add_text(o, "kind", kind, failed);
	} else {
		json_out_add_null(o, "kind", failed);
	}
	json_out_add_int(o, "spares", w->spares, failed);
	add_bits(o, "gpus", w->gpus, failed);
	add_bits(o, "rails", w->rails, failed);
}

static struct json_object *describe(const struct write_choice *w,
				    const int *slots, bool *failed)
{
	const struct place_choice *c = w->choice;
	static const int none[FABRIC_MAX_LEVELS];
	bool ok = c->verdict == PLACE_OK;
	int count = ok ? w->nodes : 0;
	struct json_object *o = json_object_new_object();

	json_out_add_int(o, "version", 1, failed);
	json_out_add_text(o, "fabric", w->fabric->name, failed);
	json_out_add(o, "placed", json_object_new_boolean(ok), failed);
	json_out_add_text(o, "verdict", verdict_name(c->verdict), failed);
	json_out_add(o, "nodes", list_nodes(w, slots, 0, count - 1, failed),
		     failed);
	json_out_add_int(o, "islands", ok ? c->islands : 0, failed);
	json_out_add_int(o, "pods", ok ? c->pods : 0, failed);
	add_zones(o, w, ok ? c->zones : none, failed);
	add_cost(o, "optimum", w, w->best_islands, w->best_pods,
		 w->best_zones, failed);
	add_cost(o, "available", w, c->islands, c->pods, c->zones, failed);
	if (ok)
		json_out_add(o, "exact", json_object_new_boolean(c->exact),
			     failed);
	add_wishes(o, w, failed);
	json_out_add_text(o, "why", c->why, failed);
	json_out_add(o, "layout", list_runs(w, slots, count, failed), failed);
	return o;
}

int write_choice_json(const struct write_choice *w, FILE *out)
{
	int *slots = list_slots(w);
	struct json_object *o = NULL;
	bool failed = !slots;

	if (slots)
		o = describe(w, slots, &failed);
	free(slots);
	if (json_out_line(o, failed, out) < 0)
		return -1;
	fputc('\n', out);
	return 0;
}
