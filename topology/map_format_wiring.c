/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The wiring of a map as text: switches' cables, and what else is there. */
#include <stdlib.h>

#include "map_runs.h"
#include "map_write.h"

/* How many runs from V on, of N, go into one row: cables of one switch that
 * are no runs at all, of one speed. */
static int row_length(const struct map_run *v, int n)
{
	int len = 1;

	while (len < n && !v[0].n_loops && !v[len].n_loops &&
	       v[len].first.a == v[0].first.a && v[len].speed == v[0].speed)
		len++;
	return len;
}

static void put_row(FILE *out, const struct map_run *v, int len)
{
	fprintf(out, "[%d", v->first.a);
	for (int i = 0; i < len; i++) {
		const struct map_step *at = &v[i].first;

		fprintf(out, "%s%d,%d,%d", len > 1 ? ", " : ",", at->port_a,
			at->b, at->port_b);
	}
	if (v->speed < 0)
		fputs(",null", out);
	else if (v->speed > 0)
		fprintf(out, ",%d", v->speed);
	for (int i = 0; i < v->n_loops; i++) {
		const struct map_step *step = &v->loops[i].step;

		fprintf(out, ", [%d, %d,%d,%d,%d]", v->loops[i].count,
			step->a, step->port_a, step->b, step->port_b);
	}
	fputc(']', out);
}

static int put_trunks(FILE *out, const struct fabric *f)
{
	struct map_run *runs;
	int count, len;

	if (!f->n_trunks)
		return 0;
	runs = map_runs_fold(f, &count);
	if (!runs)
		return -1;
	fputs(",\n  \"trunks\": [", out);
	/* Where no speed is known, none is unusual. */
	for (int i = 0; i < count && !f->n_speeds; i++)
		runs[i].speed = 0;
	for (int i = 0; i < count; i += len) {
		len = row_length(runs + i, count - i);
		map_put_next(out, i, "    ");
		put_row(out, runs + i, len);
	}
	fputc(']', out);
	free(runs);
	return 0;
}

static void put_other(FILE *out, const struct fabric *f,
		      const struct fabric_other *other)
{
	static const char *const tiers[] = { "leaf", "spine", "core" };

	fprintf(out, "{\"host\": \"%s\"", other->host);
	if (other->nic)
		fprintf(out, ", \"nic\": \"%s\"", other->nic);
	if (other->guid) {
		fputs(", \"guid\": ", out);
		map_put_guid(out, other->guid);
	}
	fprintf(out, ", \"%s\": \"%s\"",
		tiers[fabric_switch_tier(f, other->sw)],
		fabric_switch_name(f, other->sw));
	if (other->port)
		fprintf(out, ", \"port\": %d", other->port);
	if (f->n_speeds && other->speed) {
		fputs(", \"speed\": ", out);
		map_put_speed(out, other->speed);
	}
	fputc('}', out);
}

int map_put_wiring(FILE *out, const struct fabric *f)
{
	if (put_trunks(out, f))
		return -1;
	if (!f->n_others)
		return 0;
	fputs(",\n  \"others\": [", out);
	for (int i = 0; i < f->n_others; i++) {
		map_put_next(out, i, "    ");
		put_other(out, f, &f->others[i]);
	}
	fputc(']', out);
	return 0;
}
