/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes how near GPUs and NICs are, as `nvidia-smi topo -m` does. */
#include <string.h>

#include "node_table.h"
#include "write_matrix.h"

static const struct {
	const char *name, *colour, *means;
} classes[] = {
	{ "X", NULL, "itself" },
	{ "PIX", "green", "one PCIe switch" },
	{ "PXB", "green", "several PCIe switches, no host bridge" },
	{ "PHB", "yellow", "a PCIe host bridge" },
	{ "NODE", "yellow", "several host bridges of a NUMA node" },
	{ "SYS", "red", "another NUMA node" },
	{ "?", NULL, "not known where it is" },
};

enum { N_CLASSES = sizeof(classes) / sizeof(*classes) };

static int put_class(struct libscols_line *line, size_t column,
		     const char *class, bool *used)
{
	for (int i = 0; i < N_CLASSES; i++) {
		struct libscols_cell *cell;

		if (strcmp(classes[i].name, class))
			continue;
		used[i] = true;
		cell = scols_line_get_cell(line, column);
		if (classes[i].colour && cell &&
		    scols_cell_set_color(cell, classes[i].colour))
			return -1;
	}
	return node_table_known(line, column, class);
}

/* Network cards would only make it wide. */
static bool in_matrix(const struct node_nic *nic)
{
	return nic->role != NODE_MANAGEMENT;
}

static int put_matrix_line(struct libscols_table *table,
			   const struct node *node, int i, bool *used)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	const struct node_gpu *gpu = &node->gpus[i];
	size_t column = 0;

	if (!line || node_table_put(line, column++, "GPU%d", i) < 0)
		return -1;
	for (int k = 0; k < gpu->n_gpus; k++)
		if (put_class(line, column++, gpu->gpus[k], used) < 0)
			return -1;
	for (int k = 0; k < gpu->n_nics; k++)
		if (in_matrix(&node->nics[k]) &&
		    put_class(line, column++, gpu->nics[k], used) < 0)
			return -1;
	return 0;
}

static int add_matrix_columns(struct libscols_table *table,
			      const struct node *node)
{
	char name[16];

	if (!scols_table_new_column(table, "", 0, 0))
		return -1;
	for (int i = 0; i < node->hardware->n_gpus; i++) {
		snprintf(name, sizeof(name), "GPU%d", i);
		if (!scols_table_new_column(table, name, 0, 0))
			return -1;
	}
	for (int i = 0; i < node->n_nics; i++)
		if (in_matrix(&node->nics[i]) &&
		    !scols_table_new_column(table, node->nics[i].name, 0, 0))
			return -1;
	return 0;
}

static void put_legend(FILE *out, const bool *used)
{
	for (int i = 0; i < N_CLASSES; i++)
		if (used[i])
			fprintf(out, "%-4s  %s\n", classes[i].name,
				classes[i].means);
	fputs("PCIe alone: hwloc does not see NVLink or xGMI.\n", out);
}

int write_matrix(FILE *out, const struct node *node, bool colour)
{
	struct libscols_table *table;
	bool used[N_CLASSES] = { false };
	int rc;

	if (!node->hardware->n_gpus)
		return 0;
	table = node_table_new(out, NULL, 0);
	if (!table)
		return -1;
	scols_table_enable_colors(table, colour);
	rc = add_matrix_columns(table, node);
	for (int i = 0; i < node->hardware->n_gpus && rc == 0; i++)
		rc = put_matrix_line(table, node, i, used);
	rc = node_table_print(table, out, rc);
	if (rc == 0)
		put_legend(out, used);
	return rc;
}
