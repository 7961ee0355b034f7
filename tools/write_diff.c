/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes what changed between two maps. */
#include "json_out.h"
#include "topology/cables.h"
#include "topology/text.h"
#include "write_diff.h"

enum { JSON_VERSION = 1 };

/* --- for people ---------------------------------------------------------- */

static void write_fabric(const struct fabric *f, FILE *out)
{
	int n = cables_count(f);

	fprintf(out, "%s: %d node%s, %d island%s, %d pod%s, %d cable%s\n",
		f->name, f->n_nodes, text_plural(f->n_nodes), f->n_islands,
		text_plural(f->n_islands), f->n_pods, text_plural(f->n_pods),
		n, text_plural(n));
}

static void write_kind(const struct write_diff *w, int first, int n, FILE *out)
{
	const struct diff_change *c = &w->report->changes[first];
	int shown = w->most && n > w->most + 1 ? w->most : n, nodes = 0;

	for (int i = 0; i < n; i++)
		nodes += c[i].n_nodes;
	fprintf(out, "\n%s (%s, %d", diff_kind_title(c->kind),
		diff_kind_name(c->kind), n);
	if (nodes > n)
		fprintf(out, ": %d nodes", nodes);
	fputs(")\n", out);
	for (int i = 0; i < shown; i++)
		fprintf(out, "  %s\n", c[i].what);
	if (shown < n)
		fprintf(out, "  ... and %d more: --all lists them\n",
			n - shown);
}

static bool has(const struct diff_report *r, enum diff_kind kind)
{
	for (int i = 0; i < r->n_changes; i++)
		if (r->changes[i].kind == kind)
			return true;
	return false;
}

static void write_slurm(const struct write_diff *w, FILE *out)
{
	const struct diff_report *r = w->report;

	if (!diff_files_any(w->files)) {
		fputs("\nSlurm: no exported file changes: nothing to do\n",
		      out);
		return;
	}
	fputs("\nSlurm: scontrol reconfigure, when these are replaced; no "
	      "restart\n", out);
	for (int i = 0; i < DIFF_FILES; i++) {
		const struct diff_file *f = &w->files[i];

		if (f->state == DIFF_FILE_LOST)
			fprintf(out, "  %s: cannot be exported any more: "
				"%s\n", f->format, f->why.text);
		else if (f->state != DIFF_FILE_SAME)
			fprintf(out, "  %s%s\n", f->format,
				f->state == DIFF_FILE_NEW ?
				": could not be exported before" : "");
	}
	if (has(r, DIFF_NODE_REMOVED))
		fputs("  Nodes that are only off stay in Slurm: then keep the "
		      "old map.  Drain the others first.\n", out);
	if (has(r, DIFF_NODE_RENAMED))
		fputs("  A renamed node is another one to Slurm: drain the old "
		      "one first.\n", out);
	if (has(r, DIFF_NODE_ADDED))
		fputs("  Start slurmd on the nodes that were added.\n", out);
}

void write_diff_text(const struct write_diff *w, FILE *out)
{
	const struct diff_report *r = w->report;

	fputs("old: ", out);
	write_fabric(r->was, out);
	fputs("new: ", out);
	write_fabric(r->is, out);
	if (!r->n_changes)
		fputs("\nnothing changed\n", out);
	for (int i = 0, end; i < r->n_changes; i = end) {
		for (end = i; end < r->n_changes &&
		     r->changes[end].kind == r->changes[i].kind; end++)
			;
		write_kind(w, i, end - i, out);
	}
	write_slurm(w, out);
}

/* --- for programs -------------------------------------------------------- */

static struct json_object *describe(const struct diff_report *r,
				    const struct diff_change *c, bool *failed)
{
	struct json_object *o = json_object_new_object(), *rails;

	json_out_add_text(o, "kind", diff_kind_name(c->kind), failed);
	json_out_add_text(o, "what", c->what, failed);
	if (!c->nodes)
		return o;
	json_out_add_text(o, "nodes", c->nodes, failed);
	json_out_add_int(o, "count", c->n_nodes, failed);
	rails = json_object_new_array();
	for (int rail = 0; rail < r->is->n_rails; rail++) {
		bool any = false;

		for (int p = 0; p < r->is->n_planes; p++)
			any |= c->rails[p] >> rail & 1;
		if (any)
			json_out_append(rails, json_object_new_int(rail),
					failed);
	}
	json_out_add(o, "rails", rails, failed);
	return o;
}

static struct json_object *describe_slurm(const struct write_diff *w,
					  bool *failed)
{
	static const char *const states[] = { "same", "changed", "new",
					      "lost" };
	struct json_object *o = json_object_new_object();
	struct json_object *files = json_object_new_object();

	json_out_add(o, "reconfigure",
		     json_object_new_boolean(diff_files_any(w->files)), failed);
	json_out_add(o, "restart", json_object_new_boolean(false), failed);
	for (int i = 0; i < DIFF_FILES; i++)
		json_out_add_text(files, w->files[i].format,
				  states[w->files[i].state], failed);
	json_out_add(o, "files", files, failed);
	return o;
}

int write_diff_json(const struct write_diff *w, FILE *out)
{
	const struct diff_report *r = w->report;
	struct json_object *o;
	bool failed = false;

	fprintf(out, "{\"version\":%d,\"slurm\":", JSON_VERSION);
	o = describe_slurm(w, &failed);
	if (json_out_line(o, failed, out) < 0)
		return -1;
	fputs(",\"changes\":[", out);
	for (int i = 0; i < r->n_changes; i++) {
		fputs(i ? ",\n" : "\n", out);
		o = describe(r, &r->changes[i], &failed);
		if (json_out_line(o, failed, out) < 0)
			return -1;
	}
	fputs("\n]}\n", out);
	return 0;
}
