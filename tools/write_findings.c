/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a check found, for people: by kind, each with what to do. */
#include "topology/cables.h"
#include "topology/text.h"
#include "write_findings.h"

static const char *const colours[] = { "\033[1;31m", "\033[1;33m", "\033[36m" };

static const char *colour(const struct write_findings *w,
			  enum check_severity severity)
{
	return w->colour ? colours[severity] : "";
}

static const char *plain(const struct write_findings *w)
{
	return w->colour ? "\033[0m" : "";
}

int write_findings_count(const struct write_findings *w,
			 enum check_severity severity)
{
	int n = 0;

	for (int i = 0; i < w->report->n_findings; i++) {
		const struct check_finding *f = &w->report->findings[i];

		n += f->severity == severity && !w->left_out[f->kind];
	}
	return n;
}

static void write_count(int n, const char *what, const char **gap, FILE *out)
{
	if (!n)
		return;
	fprintf(out, "%s%d %s%s", *gap, n, what, text_plural(n));
	*gap = ", ";
}

static void write_summary(const struct write_findings *w, FILE *out)
{
	const struct fabric *f = w->report->fabric;
	const char *gap = "";

	fprintf(out, "%s: %d node%s, %d rail%s, %d island%s, %d cable%s: ",
		f->name, f->n_nodes, text_plural(f->n_nodes), f->n_rails,
		text_plural(f->n_rails), f->n_islands,
		text_plural(f->n_islands), cables_count(f),
		text_plural(cables_count(f)));
	for (int s = CHECK_ERROR; s <= CHECK_NOTE; s++)
		write_count(write_findings_count(w, s), check_severity_name(s),
			    &gap, out);
	fputs(*gap ? "\n" : "nothing found\n", out);
}

static void write_one(const struct check_finding *f, FILE *out)
{
	fprintf(out, "  %s\n", f->what);
	if (f->todo)
		fprintf(out, "    -> %s\n", f->todo);
}

/* The findings of KIND that are of SEVERITY. */
static void write_kind(const struct write_findings *w, enum check_kind kind,
		       enum check_severity severity, FILE *out)
{
	const struct check_report *r = w->report;
	int n = 0, written = 0;

	for (int i = 0; i < r->n_findings; i++)
		n += r->findings[i].kind == kind &&
		     r->findings[i].severity == severity;
	if (!n)
		return;
	fprintf(out, "\n%s%s: %s%s (%s, %d)\n", colour(w, severity),
		check_severity_name(severity), check_kind_title(kind), plain(w),
		check_kind_name(kind), n);
	for (int i = 0; i < r->n_findings; i++) {
		const struct check_finding *f = &r->findings[i];

		if (f->kind != kind || f->severity != severity)
			continue;
		if (w->most && written == w->most && n > w->most + 1) {
			fprintf(out, "  ... and %d more: --all lists them\n",
				n - written);
			break;
		}
		write_one(f, out);
		written++;
	}
}

void write_findings_text(const struct write_findings *w, FILE *out)
{
	write_summary(w, out);
	for (int s = CHECK_ERROR; s <= CHECK_NOTE; s++)
		for (int k = 0; k < N_CHECK_KINDS; k++)
			if (!w->left_out[k])
				write_kind(w, k, s, out);
}
