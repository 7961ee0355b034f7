/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts the parts of a fabric. */
#include <stdio.h>

#include "draw_summary.h"
#include "topology/text.h"

/* Leafs of storage and the like are among the cores. */
static int count_others(const struct fabric *f)
{
	int first = fabric_n_switches(f) - f->n_cores, n = 0;

	for (int i = 0; i < f->n_cores; i++)
		n += fabric_switch_is_others(f, first + i);
	return n;
}

char *draw_summary(const struct fabric *f)
{
	int others = count_others(f);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fprintf(out, "%d node%s, %d rail%s", f->n_nodes,
		text_plural(f->n_nodes), f->n_rails, text_plural(f->n_rails));
	if (f->n_planes > 1)
		fprintf(out, " on %d planes", f->n_planes);
	fprintf(out, ", %d island%s, %d pod%s",
		f->n_islands, text_plural(f->n_islands), f->n_pods,
		text_plural(f->n_pods));
	if (f->n_zones)
		fprintf(out, ", %d zone%s", f->n_zones,
			text_plural(f->n_zones));
	fprintf(out, "; %d leaf%s, %d spine%s", f->n_leafs,
		text_plural(f->n_leafs), f->n_spines, text_plural(f->n_spines));
	if (f->n_cores > others)
		fprintf(out, ", %d core%s", f->n_cores - others,
			text_plural(f->n_cores - others));
	if (others)
		fprintf(out, ", %d switch%s of other machines", others,
			others > 1 ? "es" : "");
	if (f->n_components > 1)
		fprintf(out, "; %d unconnected parts", f->n_components);
	fclose(out);
	return text;
}

void draw_zones(const struct fabric *f, int pod, FILE *out)
{
	const char *before = "in ";

	for (int z = f->pods[pod].zone; z >= 0; z = f->zones[z].parent) {
		fprintf(out, "%s%s", before, f->zones[z].name);
		before = " of ";
	}
}
