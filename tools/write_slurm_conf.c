/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes NodeName lines. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "shape_groups.h"
#include "slurm_hardware.h"
#include "slurm_units.h"
#include "topology/text.h"
#include "write_slurm_conf.h"

static void put_gres(FILE *out, const struct hardware *hw)
{
	char word[SLURM_HARDWARE_WORD], other[SLURM_HARDWARE_WORD];

	fputs(" Gres=", out);
	if (!slurm_hardware_typed(hw)) {
		fprintf(out, "gpu:%d", hw->n_gpus);
		return;
	}
	/* Slurm wants each type once, wherever its GPUs are. */
	for (int i = 0, put = 0; i < hw->n_gpus; i++) {
		int count = 0;
		bool before = false;

		slurm_hardware_word(hw->gpus[i].model, word);
		for (int k = 0; k < hw->n_gpus; k++)
			if (!strcmp(slurm_hardware_word(hw->gpus[k].model,
							other), word)) {
				before |= k < i;
				count++;
			}
		if (!before)
			fprintf(out, "%sgpu:%s:%d", put++ ? "," : "", word,
				count);
	}
}

static void put_features(FILE *out, const struct hardware *hw)
{
	char vendor[SLURM_HARDWARE_WORD], product[SLURM_HARDWARE_WORD];
	bool second;

	slurm_hardware_word(hw->vendor, vendor);
	slurm_hardware_word(hw->product, product);
	second = *product && strcmp(vendor, product) != 0;
	if (*vendor || *product)
		fprintf(out, " Feature=%s%s%s", vendor,
			*vendor && second ? "," : "", second ? product : "");
}

static int round_memory(int mb)
{
	return mb > 1000 ? mb / 1000 * 1000 : mb;
}

static int print_shape(const struct fabric *f,
		       const struct fabric_shape *shape, FILE *out)
{
	const struct hardware *hw = shape->hardware;

	(void)f;
	if (!hw)
		return 0;
	if (hw->sockets)
		fprintf(out, " Sockets=%d", hw->sockets);
	if (hw->cores)
		fprintf(out, " CoresPerSocket=%d", hw->cores);
	if (hw->threads)
		fprintf(out, " ThreadsPerCore=%d", hw->threads);
	if (hw->memory_mb)
		fprintf(out, " RealMemory=%d", round_memory(hw->memory_mb));
	if (hw->n_gpus)
		put_gres(out, hw);
	put_features(out, hw);
	return 0;
}

/* Names what is missing in MISSING; "": nothing is. */
static void list_missing(const struct hardware *hw, char *missing, size_t size)
{
	snprintf(missing, size, "%s%s%s%s%s",
		 hw && hw->sockets ? "" : ", Sockets",
		 hw && hw->cores ? "" : ", CoresPerSocket",
		 hw && hw->threads ? "" : ", ThreadsPerCore",
		 hw && hw->memory_mb ? "" : ", RealMemory",
		 hw && hw->n_gpus ? "" : ", Gres");
	if (*missing)
		memmove(missing, missing + 2, strlen(missing + 2) + 1);
}

static enum export_result put_group(const struct export_request *r,
				    const struct shape_group *g,
				    struct rail_error *err)
{
	const struct hardware *hw = r->fabric->shapes[g->shape].hardware;
	char missing[96];

	if (hw && slurm_hardware_check_size(hw, g->called, err))
		return EXPORT_REFUSED;
	list_missing(hw, missing, sizeof(missing));
	if (*missing) {
		fprintf(r->out, "# not in the map: %s\n", missing);
		infer_notes_add(r->notes, "%s: not in the map: %s; \"slurmd "
				"-C\" on such a node prints all but Gres",
				g->called, missing);
	}
	if (hw && hw->n_gpus && !slurm_hardware_typed(hw))
		infer_notes_add(r->notes, "%s: the model of a GPU is not "
				"known: Gres has no type", g->called);
	fprintf(r->out, "NodeName=%s%s\n", g->hosts, g->text);
	return EXPORT_OK;
}

static enum export_result check_names(const struct fabric *f,
				      struct rail_error *err)
{
	if (f->n_nodes > SLURM_UNITS_MAX_NODES)
		return export_refuse(err, "%d nodes: Slurm takes at most %d",
				     f->n_nodes, SLURM_UNITS_MAX_NODES);
	for (int i = 0; i < f->n_nodes; i++)
		if (slurm_units_check_name("node", f->nodes[i].name, err))
			return EXPORT_REFUSED;
	return EXPORT_OK;
}

enum export_result write_slurm_conf(const struct export_request *r,
				    struct rail_error *err)
{
	struct shape_groups groups = { 0 };
	enum export_result result = EXPORT_OK;

	if (check_names(r->fabric, err))
		return EXPORT_REFUSED;
	if (shape_groups_make(&groups, r->fabric, print_shape, err) < 0) {
		shape_groups_free(&groups);
		return EXPORT_FAILED;
	}
	fprintf(r->out, "# %s: %d node%s, for slurm.conf; Gres needs "
		"GresTypes=gpu there\n", r->fabric->name, r->fabric->n_nodes,
		text_plural(r->fabric->n_nodes));
	for (int i = 0; i < groups.count && result == EXPORT_OK; i++)
		result = put_group(r, &groups.groups[i], err);
	shape_groups_free(&groups);
	return result;
}
