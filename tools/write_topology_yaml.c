/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes topology.yaml.  Names are quoted: 007 and no are numbers and words
 * to YAML. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "slurm_blocks.h"
#include "write_topology_yaml.h"

/* Whether TEXT is a number that is written otherwise than its digits: of 7
 * Slurm makes 7 again. */
static bool is_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	char *end;

	if (!text[digits])
		return digits > 18 || (digits > 1 && *text == '0');
	(void)strtod(text, &end);
	return end != text && !*end;
}

/*
 * Slurm makes values of what looks like one, in quotes or not, tagged or not
 * (data_convert_type() in src/common/data.c), and then finds no switch of that
 * name.  26.05.3 does no longer.
 */
static bool is_value(const char *text)
{
	static const char *const words[] = {
		"null", "y", "yes", "t", "true", "on", "n", "no", "f", "false",
		"off",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcasecmp(text, words[i]))
			return true;
	return is_number(text);
}

static enum export_result refuse_value(const char *text, struct rail_error *err)
{
	return export_refuse(err, "\"%s\" is no name to slurmctld in a "
			     "topology.yaml before 26.05, but a number or a "
			     "word: --slurm=26.05 writes it", text);
}

static enum export_result check_values(const struct slurm_units *u,
				       struct rail_error *err)
{
	for (int i = 0; i < u->count; i++) {
		const struct slurm_unit *unit = &u->units[i];

		if (is_value(unit->name))
			return refuse_value(unit->name, err);
		if (unit->n_members == 1 && is_value(unit->members[0]))
			return refuse_value(unit->members[0], err);
	}
	return EXPORT_OK;
}

static int put_unit(FILE *out, const char *kind, const struct slurm_unit *unit)
{
	char *members = slurm_unit_members(unit);

	if (!members)
		return -1;
	fprintf(out, "      - %s: \"%s\"\n        %s: \"%s\"\n", kind,
		unit->name, unit->leaf ? "nodes" : "children", members);
	free(members);
	return 0;
}

static enum export_result put_units(FILE *out, const struct slurm_units *u,
				    struct rail_error *err)
{
	for (int i = 0; i < u->count; i++)
		if (put_unit(out, u->what, &u->units[i]) < 0) {
			rail_error_nomem(err);
			return EXPORT_FAILED;
		}
	return EXPORT_OK;
}

static enum export_result put_tree(FILE *out, const struct slurm_units *u,
				   struct rail_error *err)
{
	fputs("- topology: tree\n  cluster_default: true\n"
	      "  tree:\n    switches:\n", out);
	return put_units(out, u, err);
}

static enum export_result put_blocks(FILE *out, const struct slurm_units *u,
				     int size, int pod, struct rail_error *err)
{
	fprintf(out, "- topology: block\n  cluster_default: false\n"
		"  block:\n    block_sizes:\n      - %d\n", size);
	if (pod)
		fprintf(out, "      - %d\n", pod);
	fputs("    blocks:\n", out);
	return put_units(out, u, err);
}

enum export_result write_topology_yaml(const struct export_request *request,
				       struct rail_error *err)
{
	struct export_request r = *request;
	struct slurm_units *tree = NULL, *blocks = NULL;
	enum export_result result = EXPORT_FAILED;
	int size = 0;

	if (r.slurm && r.slurm < EXPORT_SLURM_2505)
		return export_refuse(err, "Slurm reads topology.yaml from "
				     "25.05 on");
	r.slurm = r.slurm ? r.slurm : EXPORT_SLURM_2505;
	tree = slurm_units_tree(r.fabric, err);
	blocks = tree ? slurm_units_blocks(r.fabric, err) : NULL;
	if (!blocks)
		goto out;
	result = slurm_units_check(tree, err);
	if (result == EXPORT_OK)
		result = slurm_units_check(blocks, err);
	if (result == EXPORT_OK && r.slurm < EXPORT_SLURM_2605)
		result = check_values(tree, err);
	if (result == EXPORT_OK && r.slurm < EXPORT_SLURM_2605)
		result = check_values(blocks, err);
	if (result == EXPORT_OK)
		result = slurm_blocks_size(blocks, &r, &size, err);
	if (result != EXPORT_OK)
		goto out;
	slurm_units_note_time(tree, r.notes);
	fprintf(r.out, "---\n# %s: a leaf switch, or a block, is an island\n",
		r.fabric->name);
	result = put_tree(r.out, tree, err);
	if (result == EXPORT_OK)
		result = put_blocks(r.out, blocks, size,
				    slurm_blocks_pod(r.fabric, size), err);
	fputs("- topology: flat\n  cluster_default: false\n  flat: true\n",
	      r.out);
out:
	slurm_units_destroy(tree);
	slurm_units_destroy(blocks);
	return result;
}
