/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a check found, as JSON: a finding a line. */
#include <inttypes.h>
#include <json-c/json.h>

#include "topology/cables.h"
#include "write_findings.h"

enum { JSON_VERSION = 1 };

/* Takes VALUE; what could not be made or added is noted in *FAILED. */
static void add(struct json_object *o, const char *key,
		struct json_object *value, bool *failed)
{
	if (!o || !value || json_object_object_add(o, key, value) < 0) {
		json_object_put(value);
		*failed = true;
	}
}

/* null where TEXT is NULL */
static void add_text(struct json_object *o, const char *key, const char *text,
		     bool *failed)
{
	if (text)
		add(o, key, json_object_new_string(text), failed);
	else if (!o || json_object_object_add(o, key, NULL) < 0)
		*failed = true;
}

static void add_place(struct json_object *o, const char *key,
		      const struct fabric *f, const struct check_place *p,
		      const struct check_called *called, bool *failed)
{
	char text[FABRIC_PORT_TEXT];
	struct json_object *place;

	if (p->sw < 0 && !(called && called->sw)) {
		add_text(o, key, NULL, failed);
		return;
	}
	place = json_object_new_object();
	add_text(place, "switch", p->sw < 0 ? called->sw :
		 fabric_switch_name(f, p->sw), failed);
	add_text(place, "port", p->port ? fabric_port_text(f, p->port, text) :
		 called && *called->port ? called->port : NULL, failed);
	add(o, key, place, failed);
}

static struct json_object *describe_cable(const struct fabric *f,
					  const struct check_cable *c,
					  bool *failed)
{
	struct json_object *o = json_object_new_object();
	char guid[24];

	if (c->host) {
		add_text(o, "host", c->host, failed);
		add_text(o, "nic", c->nic, failed);
		snprintf(guid, sizeof(guid), "0x%016" PRIx64, c->guid);
		add_text(o, "guid", c->guid ? guid : NULL, failed);
		if (c->rail >= 0)
			add(o, "rail", json_object_new_int(c->rail), failed);
		else
			add_text(o, "rail", NULL, failed);
		if (c->rail >= 0 && f->n_planes > 1)
			add(o, "plane", json_object_new_int(c->plane), failed);
	} else {
		add_place(o, "fixed", f, &c->fixed, &c->fixed_called,
			  failed);
	}
	add_place(o, "is_at", f, &c->at, NULL, failed);
	add_place(o, "belongs_at", f, &c->home, &c->home_called, failed);
	if (c->speed >= 0)
		add_text(o, "speed", f->speeds[c->speed], failed);
	return o;
}

static struct json_object *describe(const struct check_report *r,
				    const struct check_finding *find,
				    bool *failed)
{
	const struct fabric *f = r->fabric;
	struct json_object *o = json_object_new_object(), *cables;

	add_text(o, "kind", check_kind_name(find->kind), failed);
	add_text(o, "severity", check_severity_name(find->severity), failed);
	add_text(o, "pod", find->pod < 0 ? NULL : f->pods[find->pod].name,
		 failed);
	add_text(o, "island", find->island < 0 ? NULL :
		 f->islands[find->island].name, failed);
	add_text(o, "node", find->node < 0 ? NULL : f->nodes[find->node].name,
		 failed);
	add_text(o, "what", find->what, failed);
	add_text(o, "todo", find->todo, failed);
	cables = json_object_new_array();
	for (int i = 0; i < find->n_cables; i++) {
		struct json_object *c = describe_cable(
			f, &r->cables[find->first_cable + i], failed);

		if (!cables || !c || json_object_array_add(cables, c) < 0) {
			json_object_put(c);
			*failed = true;
		}
	}
	add(o, "cables", cables, failed);
	return o;
}

/* O is put; -1 when it, or its text, could not be made. */
static int write_object(struct json_object *o, bool failed, FILE *out)
{
	const char *text = failed ? NULL : json_object_to_json_string_ext(
		o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

	if (text)
		fputs(text, out);
	json_object_put(o);
	return text ? 0 : -1;
}

static int write_name(const char *name, FILE *out)
{
	struct json_object *o = json_object_new_string(name);

	return write_object(o, !o, out);
}

int write_findings_json(const struct write_findings *w, FILE *out)
{
	const struct check_report *r = w->report;
	const struct fabric *f = r->fabric;
	const char *gap = "\n";

	fprintf(out, "{\"version\":%d,\"fabric\":", JSON_VERSION);
	if (write_name(f->name, out) < 0)
		return -1;
	fprintf(out, ",\"nodes\":%d,\"cables\":%d,\"errors\":%d,\"warnings\":%d,"
		"\"notes\":%d,\"findings\":[", f->n_nodes, cables_count(f),
		write_findings_count(w, CHECK_ERROR),
		write_findings_count(w, CHECK_WARNING),
		write_findings_count(w, CHECK_NOTE));
	for (int i = 0; i < r->n_findings; i++) {
		const struct check_finding *find = &r->findings[i];
		bool failed = false;
		struct json_object *o;

		if (w->left_out[find->kind])
			continue;
		fputs(gap, out);
		o = describe(r, find, &failed);
		if (write_object(o, failed, out) < 0)
			return -1;
		gap = ",\n";
	}
	fputs("\n]}\n", out);
	return 0;
}
