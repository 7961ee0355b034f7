/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The wiring of a map as text: switches' cables, and what else is there. */
#include <stdlib.h>

#include "map_runs.h"
#include "map_write.h"

static void put_run(FILE *out, const struct map_run *run)
{
	const struct map_step *at = &run->first;

	fprintf(out, "[%d,%d,%d,%d", at->a, at->port_a, at->b, at->port_b);
	if (run->speed < 0)
		fputs(",null", out);
	else if (run->speed > 0)
		fprintf(out, ",%d", run->speed);
	for (int i = 0; i < run->n_loops; i++) {
		const struct map_step *step = &run->loops[i].step;

		fprintf(out, ", [%d, %d,%d,%d,%d]", run->loops[i].count,
			step->a, step->port_a, step->b, step->port_b);
	}
	fputc(']', out);
}

static int put_trunks(FILE *out, const struct fabric *f)
{
	struct map_run *runs;
	int count;

	if (!f->n_trunks)
		return 0;
	runs = map_runs_fold(f, &count);
	if (!runs)
		return -1;
	fputs(",\n  \"trunks\": [", out);
	for (int i = 0; i < count; i++) {
		/* Where nothing is known, nothing is deviant. */
		if (!f->n_speeds)
			runs[i].speed = 0;
		map_put_next(out, i, "    ");
		put_run(out, &runs[i]);
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
