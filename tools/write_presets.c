/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the table of presets. */
#include <libsmartcols/libsmartcols.h>

#include "synth.h"
#include "write_presets.h"

enum column { NAME, SIZES, GPUS, NODES, RAILS, PODS, ISLANDS, NETWORK, SOURCE };

static const struct {
	const char *name;
	int flags;
} columns[] = {
	[NAME] = { "PRESET", 0 },
	[SIZES] = { "SIZES", 0 },
	[GPUS] = { "GPUS", SCOLS_FL_RIGHT },
	[NODES] = { "NODES", SCOLS_FL_RIGHT },
	[RAILS] = { "RAILS", SCOLS_FL_RIGHT },
	[PODS] = { "PODS", SCOLS_FL_RIGHT },
	[ISLANDS] = { "ISLANDS", SCOLS_FL_RIGHT },
	[NETWORK] = { "NETWORK", 0 },
	[SOURCE] = { "FROM", 0 },
};

enum { N_COLUMNS = sizeof(columns) / sizeof(*columns) };

static int put_number(struct libscols_line *line, enum column column, int n)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", n);
	return scols_line_set_data(line, column, text);
}

static int put_sizes(struct libscols_line *line, const struct synth_preset *p)
{
	char text[48];

	if (p->from_csv)
		return scols_line_set_data(line, SIZES, "of its file");
	if (p->free)
		return scols_line_set_data(line, SIZES, "any");
	if (!p->unit)
		return scols_line_set_data(line, SIZES, "one");
	snprintf(text, sizeof(text), "1-%d %ss", p->most_units, p->unit);
	return scols_line_set_data(line, SIZES, text);
}

/* Numbers are those of its usual size. */
static int put_preset(struct libscols_table *table,
		      const struct synth_preset *p)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	struct synth_size size;
	struct synth_spec spec;
	int gpus;

	if (!line || synth_take(p, 0, &spec, NULL) < 0 ||
	    scols_line_set_data(line, NAME, spec.name) ||
	    put_sizes(line, p) ||
	    put_number(line, RAILS, spec.rails) ||
	    scols_line_set_data(line, NETWORK, p->network) ||
	    scols_line_set_data(line, SOURCE, p->source))
		return -1;
	if (p->from_csv || synth_size(&spec, &size) < 0)
		return 0;
	gpus = spec.kinds->n_gpus ? spec.kinds->n_gpus : spec.rails;
	return put_number(line, GPUS, spec.nodes * gpus) ||
	       put_number(line, NODES, spec.nodes) ||
	       put_number(line, PODS, size.pods) ||
	       put_number(line, ISLANDS, size.islands) ? -1 : 0;
}

int write_presets(FILE *out, struct rail_error *err)
{
	struct libscols_table *table = scols_new_table();
	int rc = table ? 0 : -1;

	for (int i = 0; i < N_COLUMNS && rc == 0; i++)
		if (!scols_table_new_column(table, columns[i].name, 0,
					    columns[i].flags))
			rc = -1;
	for (const struct synth_preset *p = synth_presets;
	     p->spec.name && rc == 0; p++)
		rc = put_preset(table, p);
	if (rc == 0) {
		scols_table_set_stream(table, out);
		rc = scols_print_table(table);
	}
	scols_unref_table(table);
	return rc ? rail_error_nomem(err) : 0;
}
