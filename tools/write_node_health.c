/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A node's health in sentences, and as JSON. */
#include "write_node_health.h"

#include "json_out.h"
#include "topology/text.h"

static int count_fatal(const struct xid_log *xids)
{
	int n = 0;

	for (int i = 0; i < xids->count; i++)
		n += xids->all[i].fatal;
	return n;
}

static void put_xid(const struct xid *x, FILE *out)
{
	fprintf(out, "Xid %d of %s, %d time%s%s\n", x->number, x->pci,
		x->count, text_plural(x->count), x->fatal ? ": fatal" : "");
}

int write_node_health_text(const struct write_node_health *w, FILE *out)
{
	const struct node_check *c = w->check;

	fprintf(out, "node %s: %d of %d rails up", c->host,
		w->report->rails - w->report->n_lost, w->report->rails);
	if (c->gpus >= 0)
		fprintf(out, ", %d of %d GPUs", c->gpus_found, c->gpus);
	fprintf(out, ", %d fatal Xid%s\n", count_fatal(w->xids),
		text_plural(count_fatal(w->xids)));
	for (int i = 0; i < c->n_nics; i++)
		if (c->nics[i].text[0])
			fprintf(out, "rail %d, %s: %s\n", c->nics[i].rail,
				c->nics[i].name, c->nics[i].text);
	for (int i = 0; i < w->xids->count; i++)
		put_xid(&w->xids->all[i], out);
	if (w->report->sick[0])
		fprintf(out, "sick: %s\n", w->report->sick);
	return 0;
}

static struct json_object *list_lost(const struct write_node_health *w,
				     bool *failed)
{
	struct json_object *list = json_object_new_array(), *o;

	for (int i = 0, k = 0; i < w->check->n_nics; i++) {
		const struct node_check_nic *n = &w->check->nics[i];

		if (!n->why)
			continue;
		o = json_object_new_object();
		json_out_add_int(o, "rail", n->rail, failed);
		json_out_add_text(o, "nic", n->name, failed);
		json_out_add_text(o, "why", n->why, failed);
		json_out_add_text(o, "text", n->text, failed);
		json_out_add(o, "since", json_object_new_int64(
					 w->report->lost[k++].since), failed);
		json_out_append(list, o, failed);
	}
	return list;
}

static struct json_object *list_xids(const struct xid_log *xids, bool *failed)
{
	struct json_object *list = json_object_new_array(), *o;

	for (int i = 0; i < xids->count; i++) {
		const struct xid *x = &xids->all[i];

		o = json_object_new_object();
		json_out_add_int(o, "xid", x->number, failed);
		json_out_add_text(o, "pci", x->pci, failed);
		json_out_add_int(o, "count", x->count, failed);
		json_out_add(o, "fatal", json_object_new_boolean(x->fatal),
			     failed);
		json_out_append(list, o, failed);
	}
	return list;
}

int write_node_health_json(const struct write_node_health *w, FILE *out)
{
	const struct node_check *c = w->check;
	struct json_object *o = json_object_new_object();
	bool failed = false;

	json_out_add_int(o, "version", 1, &failed);
	json_out_add_text(o, "node", c->host, &failed);
	json_out_add_int(o, "rails", w->report->rails, &failed);
	json_out_add_int(o, "rails_up", w->report->rails - w->report->n_lost,
			 &failed);
	json_out_add(o, "lost", list_lost(w, &failed), &failed);
	if (c->gpus >= 0)
		json_out_add_int(o, "gpus", c->gpus, &failed);
	else
		json_out_add_null(o, "gpus", &failed);
	json_out_add_int(o, "gpus_found", c->gpus_found, &failed);
	json_out_add(o, "xids", list_xids(w->xids, &failed), &failed);
	json_out_add_text(o, "sick", w->report->sick[0] ? w->report->sick :
							  NULL, &failed);
	if (json_out_line(o, failed, out) < 0)
		return -1;
	fputc('\n', out);
	return 0;
}
