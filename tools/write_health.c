/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Health as a table and sentences, and as JSON. */
#include "write_health.h"

#include <stdlib.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>

#include "health_parts.h"
#include "json_out.h"
#include "topology/names.h"
#include "topology/text.h"

/* Something that somebody said, or that follows from it. */
struct row {
	const char *kind, *name, *state, *source, *reason;
	const char *nic;	/* of a rail; else NULL */
	int rail;		/* -1: none */
	int64_t since, until;
};

/* All rows, in the order in which they are shown. */
struct rows {
	struct row *all;
	int count;
	bool failed;	/* out of memory */
};

static void add(struct rows *r, struct row row)
{
	struct row *more = realloc(r->all, ((size_t)r->count + 1) *
						   sizeof(*more));

	if (!more) {
		r->failed = true;
		return;
	}
	r->all = more;
	r->all[r->count++] = row;
}

/* --- rows ---------------------------------------------------------------- */

static const char *nic_name(const struct fabric *f, const char *name, int rail)
{
	int node = fabric_find_node(f, name);

	if (node < 0 || rail < 0 || rail >= f->n_rails)
		return NULL;
	return f->shapes[f->nodes[node].shape].nic_names[rail];
}

/* A leaf is dead only when its nodes say so, too. */
static const char *state_of(const struct write_health *w,
			    const struct health_view *v,
			    const struct health_entry *e)
{
	int leaf;

	if (e->kind != HEALTH_LEAF)
		return health_state_name(e->state);
	leaf = fabric_find_leaf(w->fabric, e->name);
	return leaf >= 0 && v->leafs[leaf] == HEALTH_LEAF_DEAD ? "dead" :
								 "suspect";
}

static void add_entries(struct rows *r, const struct write_health *w,
			const struct health_view *v)
{
	for (int i = 0; i < w->health->count; i++) {
		const struct health_entry *e = &w->health->entries[i];

		add(r, (struct row){
			.kind = health_kind_name(e->kind), .name = e->name,
			.state = state_of(w, v, e), .source = e->source,
			.reason = e->reason, .rail = e->rail,
			.nic = nic_name(w->fabric, e->name, e->rail),
			.since = e->since, .until = e->until,
		});
	}
}

static void add_reports(struct rows *r, const struct write_health *w)
{
	for (int n = 0; n < w->nodes->n_nodes; n++) {
		const struct health_report *said = w->nodes->reports[n];
		const char *name = w->fabric->nodes[n].name;

		if (said && said->sick[0])
			add(r, (struct row){
				.kind = "node", .name = name, .state = "down",
				.source = "itself", .reason = said->sick,
				.rail = -1, .since = said->sick_since,
			});
		for (int i = 0; said && i < said->n_lost; i++)
			add(r, (struct row){
				.kind = "rail", .name = name, .state = "down",
				.source = "itself",
				.reason = said->lost[i].why,
				.rail = fabric_find_rail(w->fabric, n,
						said->lost[i].nic),
				.nic = said->lost[i].nic,
				.since = said->lost[i].since,
			});
	}
}

static void add_seen_leafs(struct rows *r, const struct write_health *w,
			   const struct health_view *v)
{
	for (int i = 0; i < w->fabric->n_leafs; i++)
		if (v->leafs[i] == HEALTH_LEAF_SEEN)
			add(r, (struct row){
				.kind = "leaf", .state = "suspect", .rail = -1,
				.name = w->fabric->leafs[i].name,
				.source = "its nodes",
				.reason = "several lost it at once",
			});
}

/* --- the table ----------------------------------------------------------- */

static const char *const columns[] = { "WHAT",	"NAME",	  "STATE", "SINCE",
				       "UNTIL", "SOURCE", "REASON" };

enum { N_COLUMNS = sizeof(columns) / sizeof(*columns) };

static int put_row(struct libscols_table *table, const struct row *row)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	char since[HEALTH_TIME_TEXT], until[HEALTH_TIME_TEXT];
	char name[2 * FABRIC_NAME_MAX + 32];
	const char *cells[N_COLUMNS] = { row->kind, name,	 row->state,
					 since,	    until,	 row->source,
					 row->reason };

	health_time_text(row->since, since);
	health_time_text(row->until, until);
	if (row->rail >= 0 && row->nic)
		snprintf(name, sizeof(name), "%s:%d (%s)", row->name,
			 row->rail, row->nic);
	else if (row->rail >= 0)
		snprintf(name, sizeof(name), "%s:%d", row->name, row->rail);
	else
		snprintf(name, sizeof(name), "%s", row->name);
	for (size_t i = 0; line && i < N_COLUMNS; i++)
		if (scols_line_set_data(line, i, cells[i]))
			return -1;
	return line ? 0 : -1;
}

static int put_table(const struct rows *r, FILE *out)
{
	struct libscols_table *table = scols_new_table();
	int rc = table ? scols_table_set_stream(table, out) : -1;

	for (size_t i = 0; i < N_COLUMNS && !rc; i++)
		rc = scols_table_new_column(table, columns[i], 0, 0) ? 0 : -1;
	if (!rc)
		rc = scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	for (int i = 0; i < r->count && !rc; i++)
		rc = put_row(table, &r->all[i]);
	if (!rc)
		rc = scols_print_table(table);
	scols_unref_table(table);
	return rc ? -1 : 0;
}

/* --- sentences ----------------------------------------------------------- */

/* The host list of SET, or of all that are not in it; NULL: no memory. */
static char *list_nodes(const struct fabric *f, const struct nodeset *set,
			bool absent)
{
	int *which = calloc((size_t)f->n_nodes + 1, sizeof(*which)), n = 0;
	char *text = NULL;

	for (int i = 0; which && i < f->n_nodes; i++)
		if (nodeset_has(set, i) != absent)
			which[n++] = i;
	if (which)
		text = names_format(f->nodes, sizeof(*f->nodes), which, n);
	free(which);
	return text;
}

static void say_leafs(const struct write_health *w,
		      const struct health_view *v, FILE *out)
{
	static const char *const why[] = {
		[HEALTH_LEAF_SAID] = "its nodes do not say so: it is not "
				     "counted as dead",
		[HEALTH_LEAF_SEEN] = "nobody else says so: what its nodes "
				     "lost counts for each",
	};

	for (int i = 0; i < w->fabric->n_leafs; i++) {
		const struct fabric_leaf *leaf = &w->fabric->leafs[i];

		if (v->leafs[i] == HEALTH_LEAF_DEAD)
			fprintf(out, "leaf %s is dead: island %s lacks it\n",
				leaf->name,
				w->fabric->islands[leaf->island].name);
		else if (v->leafs[i])
			fprintf(out, "leaf %s is suspect: %s\n", leaf->name,
				why[v->leafs[i]]);
	}
}

static int say_nodes(const struct write_health *w, const struct health_view *v,
		     FILE *out)
{
	char *down = list_nodes(w->fabric, v->down, false);
	char *lacking = list_nodes(w->fabric, v->whole, true);
	int rc = down && lacking ? 0 : -1;

	if (!rc && v->n_down)
		fprintf(out, "down: %s\n", down);
	if (!rc)
		fprintf(out, "%d of %d nodes take%s no job that asks for all "
			"rails: %s\n", v->n_down + v->n_partial,
			w->fabric->n_nodes,
			v->n_down + v->n_partial == 1 ? "s" : "", lacking);
	free(down);
	free(lacking);
	return rc;
}

static int say(const struct write_health *w, const struct health_view *v,
	       FILE *out)
{
	int affected = v->n_down + v->n_partial;

	say_leafs(w, v, out);
	if (v->n_spines)
		fprintf(out, "%d spine%s down: what is in %s used last\n",
			v->n_spines, v->n_spines == 1 ? " is" : "s are",
			v->n_spines == 1 ? "its pod is" : "their pods is");
	if (v->n_unknown)
		fprintf(out, "%d entr%s about what the map does not have\n",
			v->n_unknown, v->n_unknown == 1 ? "y is" : "ies are");
	if (v->frozen) {
		fprintf(out, "FROZEN: %d of %d nodes are affected, more than "
			"FreezeShare=%d percent: nothing new is acted on\n",
			affected, w->fabric->n_nodes, w->share);
		return 0;
	}
	return affected ? say_nodes(w, v, out) : 0;
}

/* --- both forms ---------------------------------------------------------- */

static struct health_view *view(const struct write_health *w)
{
	const struct health_facts facts = {
		.fabric = w->fabric, .health = w->health,
		.domains = w->domains, .nodes = w->nodes->nodes,
		.freeze_share = w->share, .now = w->now,
	};

	return health_view_create(&facts);
}

static struct rows collect(const struct write_health *w,
			   const struct health_view *v)
{
	struct rows r = { .failed = !v };

	if (v) {
		add_entries(&r, w, v);
		add_reports(&r, w);
		add_seen_leafs(&r, w, v);
	}
	return r;
}

int write_health_text(const struct write_health *w, FILE *out,
		      struct rail_error *err)
{
	struct health_view *v = view(w);
	struct rows r = collect(w, v);
	int rc = r.failed ? -1 : 0;

	if (!rc && !r.count)
		fputs("nothing is down\n", out);
	if (!rc && r.count) {
		rc = put_table(&r, out);
		if (!rc && r.count)
			fputc('\n', out);
	}
	if (!rc)
		rc = say(w, v, out);
	free(r.all);
	health_view_destroy(v);
	return rc ? rail_error_nomem(err) : 0;
}

/* --- JSON ---------------------------------------------------------------- */

static void add_time(struct json_object *o, const char *key, int64_t when,
		     bool *failed)
{
	if (when)
		json_out_add(o, key, json_object_new_int64(when), failed);
	else
		json_out_add_null(o, key, failed);
}

static struct json_object *row_object(const struct row *row, bool *failed)
{
	struct json_object *o = json_object_new_object();

	json_out_add_text(o, "kind", row->kind, failed);
	json_out_add_text(o, "name", row->name, failed);
	if (row->rail >= 0)
		json_out_add_int(o, "rail", row->rail, failed);
	else
		json_out_add_null(o, "rail", failed);
	json_out_add_text(o, "nic", row->nic, failed);
	json_out_add_text(o, "state", row->state, failed);
	add_time(o, "since", row->since, failed);
	add_time(o, "until", row->until, failed);
	json_out_add_text(o, "source", row->source, failed);
	json_out_add_text(o, "reason", row->reason, failed);
	return o;
}

static struct json_object *node_objects(const struct write_health *w,
					const struct health_view *v,
					bool *failed)
{
	struct json_object *list = json_object_new_array();
	char rails[HEALTH_RAILS_TEXT];

	for (int n = 0; n < w->fabric->n_nodes; n++) {
		struct json_object *o;

		if (nodeset_has(v->whole, n))
			continue;
		o = json_object_new_object();
		health_rails_text(v->up[n], rails);
		json_out_add_text(o, "node", w->fabric->nodes[n].name, failed);
		json_out_add(o, "down", json_object_new_boolean(
					nodeset_has(v->down, n)), failed);
		json_out_add_text(o, "rails_up", rails, failed);
		json_out_append(list, o, failed);
	}
	return list;
}

int write_health_json(const struct write_health *w, FILE *out,
		      struct rail_error *err)
{
	struct health_view *v = view(w);
	struct rows r = collect(w, v);
	struct json_object *o = json_object_new_object(), *list;
	bool failed = r.failed;

	if (!failed) {
		json_out_add_int(o, "version", 1, &failed);
		json_out_add_text(o, "fabric", w->fabric->name, &failed);
		json_out_add_int(o, "nodes", w->fabric->n_nodes, &failed);
		json_out_add_int(o, "affected", v->n_down + v->n_partial,
				 &failed);
		json_out_add(o, "frozen", json_object_new_boolean(v->frozen),
			     &failed);
		list = json_object_new_array();
		for (int i = 0; i < r.count; i++)
			json_out_append(list, row_object(&r.all[i], &failed),
					&failed);
		json_out_add(o, "entries", list, &failed);
		json_out_add(o, "not_whole", node_objects(w, v, &failed),
			     &failed);
	}
	free(r.all);
	health_view_destroy(v);
	if (json_out_line(o, failed, out) < 0)
		return rail_error_nomem(err);
	fputc('\n', out);
	return 0;
}
