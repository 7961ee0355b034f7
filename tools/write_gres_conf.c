/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes gres.conf. */
#include <stdbool.h>
#include <string.h>

#include "shape_groups.h"
#include "slurm_hardware.h"
#include "topology/text.h"
#include "write_gres_conf.h"

static bool same_text(const char *a, const char *b)
{
	return a ? b && !strcmp(a, b) : !b;
}

static bool same_word(const char *a, const char *b)
{
	char x[SLURM_HARDWARE_WORD], y[SLURM_HARDWARE_WORD];

	return !strcmp(slurm_hardware_word(a, x), slurm_hardware_word(b, y));
}

static bool same_line(const struct hardware *hw, int a, int b)
{
	const struct hardware_gpu *x = &hw->gpus[a], *y = &hw->gpus[b];

	return same_word(x->model, y->model) && same_text(x->links, y->links) &&
	       (!slurm_hardware_bound(hw) ||
		slurm_hardware_same_sockets(hw, a, b));
}

/* GPUs FIRST to LAST, on a line without its NodeName. */
static void print_line(const struct hardware *hw, int first, int last,
		       FILE *out)
{
	const struct hardware_gpu *gpu = &hw->gpus[first];
	char word[SLURM_HARDWARE_WORD];

	fputs(" Name=gpu", out);
	if (slurm_hardware_typed(hw))
		fprintf(out, " Type=%s",
			slurm_hardware_word(gpu->model, word));
	if (first == last)
		fprintf(out, " File=/dev/nvidia%d", first);
	else
		fprintf(out, " File=/dev/nvidia[%d-%d]", first, last);
	if (slurm_hardware_bound(hw)) {
		fputs(" Cores=", out);
		slurm_hardware_put_cores(out, hw, first);
	}
	if (gpu->links)
		fprintf(out, " Links=%s", gpu->links);
	fputc('\n', out);
}

static int print_shape(const struct fabric *f,
		       const struct fabric_shape *shape, FILE *out)
{
	const struct hardware *hw = shape->hardware;
	const char *autodetect = hw ? slurm_hardware_autodetect(hw) : NULL;

	(void)f;
	if (autodetect) {
		fprintf(out, " AutoDetect=%s\n", autodetect);
		return 0;
	}
	for (int i = 0, end; hw && i < hw->n_gpus; i = end) {
		for (end = i + 1; end < hw->n_gpus &&
		     same_line(hw, i, end); end++)
			;
		print_line(hw, i, end - 1, out);
	}
	return 0;
}

/* Its lines, each with the nodes' names before it. */
static void put_group(FILE *out, const struct shape_group *g)
{
	for (const char *line = g->text; *line;) {
		int len = (int)strcspn(line, "\n");

		fprintf(out, "NodeName=%s%.*s\n", g->hosts, len, line);
		line += len + 1;
	}
}

static bool any_cores(const struct hardware *hw)
{
	for (int i = 0; i < hw->n_gpus; i++)
		if (hw->gpus[i].cores)
			return true;
	return false;
}

/* What is otherwise than in the map. */
static void note_group(const struct export_request *r,
		       const struct shape_group *g, const struct hardware *hw)
{
	const char *autodetect = slurm_hardware_autodetect(hw);

	if (autodetect)
		infer_notes_add(r->notes, "%s: their GPUs are left to "
				"AutoDetect=%s, which slurmd must be built "
				"with: the map does not know their files",
				g->called, autodetect);
	else if (any_cores(hw) && !slurm_hardware_bound(hw))
		infer_notes_add(r->notes, "%s: no Cores, for which the map "
				"would have to know how many sockets and cores "
				"there are, and the cores of each GPU",
				g->called);
	else if (any_cores(hw) && slurm_hardware_widened(hw))
		infer_notes_add(r->notes, "%s: Cores are those of whole "
				"sockets, though GPUs are on parts of them: "
				"Slurm drains nodes for less, unless "
				"SlurmdParameters=numa_node_as_socket makes "
				"sockets of the parts", g->called);
}

static enum export_result put_groups(const struct export_request *r,
				     const struct shape_groups *groups,
				     struct rail_error *err)
{
	const struct fabric *f = r->fabric;
	int known = 0;

	for (int i = 0; i < groups->count; i++) {
		const struct shape_group *g = &groups->groups[i];
		const struct hardware *hw = f->shapes[g->shape].hardware;

		known += *g->text != '\0';
		if (!*g->text)
			infer_notes_add(r->notes, "%s: left out, as their GPUs "
					"are not in the map", g->called);
		else if (slurm_hardware_check(hw, g->called, err))
			return EXPORT_REFUSED;
		else
			note_group(r, g, hw);
		put_group(r->out, g);
	}
	if (known)
		return EXPORT_OK;
	/* One message will do. */
	infer_notes_free(r->notes);
	return export_refuse(err, "no node's GPUs are in the map: it takes a "
			     "map that was built with what \"railyard "
			     "discover\" says of them");
}

enum export_result write_gres_conf(const struct export_request *r,
				   struct rail_error *err)
{
	struct shape_groups groups = { 0 };
	enum export_result result = EXPORT_FAILED;

	if (shape_groups_make(&groups, r->fabric, print_shape, err) == 0) {
		fprintf(r->out, "# %s, for gres.conf: GPU i is /dev/nvidiaI; "
			"cores are Slurm's own numbers\n", r->fabric->name);
		result = put_groups(r, &groups, err);
	}
	shape_groups_free(&groups);
	return result;
}
