/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map file: fabric -> text, always the same bytes for the same fabric. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "map.h"
#include "map_write.h"

/* Names and texts are printable, without '"' and '\\' (fabric.h). */
void map_put_text(FILE *out, const char *text)
{
	if (text)
		fprintf(out, "\"%s\"", text);
	else
		fputs("null", out);
}

void map_put_guid(FILE *out, uint64_t guid)
{
	if (guid)
		fprintf(out, "\"%016" PRIx64 "\"", guid);
	else
		fputs("null", out);
}

void map_put_speed(FILE *out, int speed)
{
	if (speed < 0)
		fputs("null", out);
	else
		fprintf(out, "%d", speed);
}

void map_put_next(FILE *out, int i, const char *indent)
{
	fprintf(out, "%s\n%s", i ? "," : "", indent);
}

/* --- the tree ----------------------------------------------------------- */

/* What all switches have; the object is left open. */
static void put_switch(FILE *out, int i, const char *indent, const char *name,
		       uint64_t guid)
{
	map_put_next(out, i, indent);
	fprintf(out, "{\"name\": \"%s\", \"guid\": ", name);
	map_put_guid(out, guid);
}

static void put_island(FILE *out, const struct fabric *f,
		       const struct fabric_island *island)
{
	fprintf(out, "{\"name\": \"%s\",\n         \"leafs\": [", island->name);
	for (int i = 0; i < island->n_leafs; i++) {
		const struct fabric_leaf *leaf =
			&f->leafs[island->first_leaf + i];

		put_switch(out, i, "          ", leaf->name, leaf->guid);
		if (leaf->rail >= 0)
			fprintf(out, ", \"rail\": %d", leaf->rail);
		if (f->n_planes > 1 && leaf->plane >= 0)
			fprintf(out, ", \"plane\": %d", leaf->plane);
		fputc('}', out);
	}
	fputs("],\n         \"nodes\": [", out);
	map_put_nodes(out, f, island, "          ");
	fputs("]}", out);
}

static void put_pod(FILE *out, const struct fabric *f,
		    const struct fabric_pod *pod)
{
	fprintf(out, "{\"name\": \"%s\",\n       \"spines\": [", pod->name);
	for (int i = 0; i < pod->n_spines; i++) {
		const struct fabric_spine *spine =
			&f->spines[pod->first_spine + i];

		put_switch(out, i, "        ", spine->name, spine->guid);
		fputc('}', out);
	}
	fputs("],\n       \"islands\": [", out);
	for (int i = 0; i < pod->n_islands; i++) {
		map_put_next(out, i, "        ");
		put_island(out, f, &f->islands[pod->first_island + i]);
	}
	fputs("]}", out);
}

/* Where the writer is: cores and pods are in the order of the file. */
struct tree {
	FILE *out;
	const struct fabric *f;
	int core, pod, zone;	/* the next ones */
};

/* Begins a list; MORE: behind another one.  There is more from now on. */
static bool put_list(struct tree *t, const char *key, bool more)
{
	fprintf(t->out, "%s\"%s\": [", more ? "],\n     " : "", key);
	return true;
}

/* The cores, pods and zones of ZONE of COMPONENT; -1: those in no zone. */
static void put_parts(struct tree *t, int component, int zone, bool more)
{
	const struct fabric *f = t->f;
	int n;

	for (n = 0; t->core < f->n_cores &&
		    f->cores[t->core].component == component &&
		    f->cores[t->core].zone == zone; t->core++, n++) {
		if (n == 0)
			more = put_list(t, "cores", more);
		put_switch(t->out, n, "      ", f->cores[t->core].name,
			   f->cores[t->core].guid);
		fputc('}', t->out);
	}
	for (n = 0; t->pod < f->n_pods &&
		    f->pods[t->pod].component == component &&
		    f->pods[t->pod].zone == zone; t->pod++, n++) {
		if (n == 0)
			more = put_list(t, "pods", more);
		map_put_next(t->out, n, "      ");
		put_pod(t->out, f, &f->pods[t->pod]);
	}
	for (n = 0; t->zone < f->n_zones &&
		    f->zones[t->zone].component == component &&
		    f->zones[t->zone].parent == zone; n++) {
		int inner = t->zone++;

		if (n == 0)
			more = put_list(t, "zones", more);
		map_put_next(t->out, n, "    ");
		fprintf(t->out, "{\"name\": \"%s\",\n     ",
			f->zones[inner].name);
		put_parts(t, component, inner, false);
	}
	fputs(more ? "]}" : "}", t->out);
}

static void put_components(FILE *out, const struct fabric *f)
{
	struct tree t = { .out = out, .f = f };

	for (int i = 0; i < f->n_components; i++) {
		map_put_next(out, i, "    ");
		fputc('{', out);
		put_parts(&t, i, -1, false);
	}
}

/* --- the head ----------------------------------------------------------- */

static void put_shapes(FILE *out, const struct fabric *f)
{
	for (int i = 0; i < f->n_shapes; i++) {
		const struct fabric_shape *shape = &f->shapes[i];

		map_put_next(out, i, "    ");
		fputs(shape->hardware ? "{\"nics\": " : "", out);
		for (int j = 0; j < f->n_rails; j++) {
			fputs(j ? "," : "[", out);
			map_put_text(out, shape->nic_names[j]);
		}
		fputc(']', out);
		if (!shape->hardware)
			continue;
		fputs(",\n     \"hardware\": ", out);
		hardware_format(out, shape->hardware);
		fputc('}', out);
	}
}

static void put_texts(FILE *out, const char *key, const char **texts, int n)
{
	for (int i = 0; i < n; i++) {
		if (i == 0)
			fprintf(out, "  \"%s\": [", key);
		fputs(i ? "," : "", out);
		map_put_text(out, texts[i]);
	}
	fputs(n ? "],\n" : "", out);
}

static void put_head(FILE *out, const struct fabric *f)
{
	fprintf(out,
		"{\n  \"format\": \"railyard-map\",\n  \"version\": %d,\n"
		"  \"name\": \"%s\",\n  \"rails\": %d,\n",
		MAP_VERSION, f->name, f->n_rails);
	if (f->n_planes > 1)
		fprintf(out, "  \"planes\": %d,\n", f->n_planes);
	put_texts(out, "speeds", f->speeds, f->n_speeds);
	put_texts(out, "port_names", f->port_names, f->n_port_names);
}

char *map_format(const struct fabric *f, size_t *len, struct rail_error *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	bool failed;

	if (!out) {
		rail_error_nomem(err);
		return NULL;
	}
	put_head(out, f);
	fputs("  \"shapes\": [", out);
	put_shapes(out, f);
	fputs("],\n  \"components\": [", out);
	put_components(out, f);
	fputc(']', out);
	failed = map_put_wiring(out, f) != 0;
	fputs("\n}\n", out);
	failed |= ferror(out);
	if (fclose(out) || failed) {
		free(text);
		rail_error_nomem(err);
		return NULL;
	}
	if (len)
		*len = size;
	return text;
}
