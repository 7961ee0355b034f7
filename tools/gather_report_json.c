/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a gather came to, as JSON. */
#include <json-c/json.h>
#include <stdbool.h>

#include "gather_kind.h"
#include "gather_report.h"

enum { REPORT_VERSION = 1 };

static void add(struct json_object *o, const char *key,
		struct json_object *value, bool *failed)
{
	if (!o || !value || json_object_object_add(o, key, value) < 0) {
		json_object_put(value);
		*failed = true;
	}
}

static void add_int(struct json_object *o, const char *key, int value,
		    bool *failed)
{
	add(o, key, json_object_new_int(value), failed);
}

static void add_text(struct json_object *o, const char *key, const char *text,
		     bool *failed)
{
	if (text)
		add(o, key, json_object_new_string(text), failed);
	else if (!o || json_object_object_add(o, key, NULL) < 0)
		*failed = true;
}

static void append(struct json_object *list, struct json_object *value,
		   bool *failed)
{
	if (!list || !value || json_object_array_add(list, value) < 0) {
		json_object_put(value);
		*failed = true;
	}
}

static struct json_object *failures(const struct gather_tasks *t,
				    enum gather_kind kind, bool *failed)
{
	struct json_object *list = json_object_new_array();
	struct gather_group *groups;
	int n = gather_report_groups(t, kind, &groups);

	*failed |= n < 0;
	for (int i = 0; i < n; i++) {
		struct json_object *o = json_object_new_object();

		add_text(o, "hosts", groups[i].hosts, failed);
		add_int(o, "count", groups[i].count, failed);
		add_text(o, "reason", groups[i].reason, failed);
		append(list, o, failed);
	}
	if (n >= 0)
		gather_report_groups_destroy(groups, n);
	return list;
}

static struct json_object *describe(const struct gather_report *r,
				    enum gather_kind kind, bool *failed)
{
	struct gather_count c = gather_tasks_count(r->tasks, kind);
	struct json_object *o = json_object_new_object();

	add_text(o, "kind", gather_kind_name(kind), failed);
	add_int(o, "asked", c.asked, failed);
	add_int(o, "before", c.before, failed);
	add_int(o, "done", c.done, failed);
	add_int(o, "failed", c.failed, failed);
	add_int(o, "left", c.asked - c.before - c.done - c.failed, failed);
	add(o, "failures", failures(r->tasks, kind, failed), failed);
	return o;
}

int gather_report_json(const struct gather_report *r, FILE *out)
{
	struct json_object *o = json_object_new_object();
	struct json_object *kinds = json_object_new_array();
	const char *text = NULL;
	bool failed = false;

	add_int(o, "version", REPORT_VERSION, &failed);
	add_text(o, "folder", r->path, &failed);
	add(o, "interrupted", json_object_new_boolean(r->interrupted),
	    &failed);
	add_int(o, "seconds", (int)(r->seconds + 0.5), &failed);
	for (int k = 0; k < N_GATHER_KINDS; k++)
		if (gather_tasks_count(r->tasks, (enum gather_kind)k).asked)
			append(kinds, describe(r, (enum gather_kind)k,
					       &failed), &failed);
	add(o, "kinds", kinds, &failed);
	add_text(o, "again", r->again, &failed);
	add_text(o, "next", r->next, &failed);
	if (!failed)
		text = json_object_to_json_string_ext(
			o, JSON_C_TO_STRING_PRETTY |
			   JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text)
		fprintf(out, "%s\n", text);
	json_object_put(o);
	return text ? 0 : -1;
}
