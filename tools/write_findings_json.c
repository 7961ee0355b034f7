/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a check found, as JSON: a finding a line. */
#include <inttypes.h>

#include "json_out.h"
#include "topology/cables.h"
#include "write_findings.h"

enum { JSON_VERSION = 1 };

static void add_place(struct json_object *o, const char *key,
		      const struct fabric *f, const struct check_place *p,
		      const struct check_called *called, bool *failed)
{
	char text[FABRIC_PORT_TEXT];
	struct json_object *place;

	if (p->sw < 0 && !(called && called->sw)) {
		json_out_add_null(o, key, failed);
		return;
	}
	place = json_object_new_object();
	json_out_add_text(place, "switch", p->sw < 0 ? called->sw :
			  fabric_switch_name(f, p->sw), failed);
	json_out_add_text(place, "port", p->port ?
			  fabric_port_text(f, p->port, text) :
			  called && *called->port ? called->port : NULL,
			  failed);
	json_out_add(o, key, place, failed);
}

static struct json_object *describe_cable(const struct fabric *f,
					  const struct check_cable *c,
					  bool *failed)
{
	struct json_object *o = json_object_new_object();
	char guid[24];

	if (c->host) {
		json_out_add_text(o, "host", c->host, failed);
		json_out_add_text(o, "nic", c->nic, failed);
		snprintf(guid, sizeof(guid), "0x%016" PRIx64, c->guid);
		json_out_add_text(o, "guid", c->guid ? guid : NULL, failed);
		if (c->rail >= 0)
			json_out_add_int(o, "rail", c->rail, failed);
		else
			json_out_add_null(o, "rail", failed);
		if (c->rail >= 0 && f->n_planes > 1)
			json_out_add_int(o, "plane", c->plane, failed);
	} else {
		add_place(o, "fixed", f, &c->fixed, &c->fixed_called,
			  failed);
	}
	add_place(o, "is_at", f, &c->at, NULL, failed);
	add_place(o, "belongs_at", f, &c->home, &c->home_called, failed);
	if (c->speed >= 0)
		json_out_add_text(o, "speed", f->speeds[c->speed], failed);
	return o;
}

static struct json_object *describe(const struct check_report *r,
				    const struct check_finding *find,
				    bool *failed)
{
	const struct fabric *f = r->fabric;
	struct json_object *o = json_object_new_object(), *cables;

	json_out_add_text(o, "kind", check_kind_name(find->kind), failed);
	json_out_add_text(o, "severity", check_severity_name(find->severity),
			  failed);
	json_out_add_text(o, "pod", find->pod < 0 ? NULL :
			  f->pods[find->pod].name, failed);
	json_out_add_text(o, "island", find->island < 0 ? NULL :
			  f->islands[find->island].name, failed);
	json_out_add_text(o, "node", find->node < 0 ? NULL :
			  f->nodes[find->node].name, failed);
	json_out_add_text(o, "what", find->what, failed);
	json_out_add_text(o, "todo", find->todo, failed);
	cables = json_object_new_array();
	for (int i = 0; i < find->n_cables; i++) {
		const struct check_cable *c = &r->cables[find->first_cable + i];

		json_out_append(cables, describe_cable(f, c, failed), failed);
	}
	json_out_add(o, "cables", cables, failed);
	return o;
}

static int write_name(const char *name, FILE *out)
{
	struct json_object *o = json_object_new_string(name);

	return json_out_line(o, !o, out);
}

int write_findings_json(const struct write_findings *w, FILE *out)
{
	const struct check_report *r = w->report;
	const struct fabric *f = r->fabric;
	const char *gap = "\n";

	fprintf(out, "{\"version\":%d,\"fabric\":", JSON_VERSION);
	if (write_name(f->name, out) < 0)
		return -1;
	fprintf(out, ",\"nodes\":%d,\"cables\":%d,\"errors\":%d,"
		"\"warnings\":%d,\"notes\":%d,\"findings\":[", f->n_nodes, cables_count(f),
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
		if (json_out_line(o, failed, out) < 0)
			return -1;
		gap = ",\n";
	}
	fputs("\n]}\n", out);
	return 0;
}
