/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a gather came to, as JSON. */
#include "gather_kind.h"
#include "gather_report.h"
#include "json_out.h"

enum { REPORT_VERSION = 1 };

static struct json_object *failures(const struct gather_tasks *t,
				    enum gather_kind kind, bool *failed)
{
	struct json_object *list = json_object_new_array();
	struct gather_group *groups;
	int n = gather_report_groups(t, kind, &groups);

	*failed |= n < 0;
	for (int i = 0; i < n; i++) {
		struct json_object *o = json_object_new_object();

		json_out_add_text(o, "hosts", groups[i].hosts, failed);
		json_out_add_int(o, "count", groups[i].count, failed);
		json_out_add_text(o, "reason", groups[i].reason, failed);
		json_out_append(list, o, failed);
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

	json_out_add_text(o, "kind", gather_kind_name(kind), failed);
	json_out_add_int(o, "asked", c.asked, failed);
	json_out_add_int(o, "before", c.before, failed);
	json_out_add_int(o, "done", c.done, failed);
	json_out_add_int(o, "failed", c.failed, failed);
	json_out_add_int(o, "left", c.asked - c.before - c.done - c.failed,
			 failed);
	json_out_add(o, "failures", failures(r->tasks, kind, failed), failed);
	return o;
}

int gather_report_json(const struct gather_report *r, FILE *out)
{
	struct json_object *o = json_object_new_object();
	struct json_object *kinds = json_object_new_array();
	bool failed = false;

	json_out_add_int(o, "version", REPORT_VERSION, &failed);
	json_out_add_text(o, "folder", r->path, &failed);
	json_out_add(o, "interrupted", json_object_new_boolean(r->interrupted),
		     &failed);
	json_out_add_int(o, "seconds", (int)(r->seconds + 0.5), &failed);
	for (int k = 0; k < N_GATHER_KINDS; k++)
		if (gather_tasks_count(r->tasks, (enum gather_kind)k).asked)
			json_out_append(kinds, describe(r, (enum gather_kind)k,
							&failed), &failed);
	json_out_add(o, "kinds", kinds, &failed);
	json_out_add_text(o, "again", r->again, &failed);
	json_out_add_text(o, "next", r->next, &failed);
	if (json_out_pretty(o, failed, out) < 0)
		return -1;
	fputc('\n', out);
	return 0;
}
