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

/* The cores of COMPONENT, which are in order of components, from CORE on. */
static int put_cores(FILE *out, const struct fabric *f, int component,
		     int core)
{
	int n = 0;

	for (; core < f->n_cores && f->cores[core].component == component;
	     core++, n++) {
		if (n == 0)
			fputs("\"cores\": [", out);
		put_switch(out, n, "      ", f->cores[core].name,
			   f->cores[core].guid);
		fputc('}', out);
	}
	if (n)
		fputs("],\n     ", out);
	return core;
}

/* The pods, which are in order of components. */
static void put_components(FILE *out, const struct fabric *f)
{
	int core = 0;

	for (int i = 0; i < f->n_pods; i++) {
		int component = f->pods[i].component;
		bool first = i == 0 || f->pods[i - 1].component != component;

		if (first) {
			fputs(i ? "]}," : "", out);
			fputs("\n    {", out);
			core = put_cores(out, f, component, core);
			fputs("\"pods\": [", out);
		}
		map_put_next(out, !first, "      ");
		put_pod(out, f, &f->pods[i]);
	}
	fputs("]}", out);
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
