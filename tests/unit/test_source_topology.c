/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Slurm reads as a topology is read alike; the rest is told by place. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nomem.h"
#include "unit.h"
#include "random.h"
#include "tools/source_topology.h"
#include "tools/write_topology_conf.h"
#include "tools/write_topology_yaml.h"

static const struct source_topology_request request = {
	.name = "fabric", .rails = 1,
};

/* --- fixtures ------------------------------------------------------------ */

/* NULL: there is no such file. */
static char *read_file(const char *dir, const char *name, const char *file,
		       size_t *len)
{
	char path[700], *text;
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s/%s", dir, name, file);
	in = fopen(path, "r");
	if (!in)
		return NULL;
	text = calloc(1, 1 << 16);
	*len = fread(text, 1, (1 << 16) - 1, in);
	fclose(in);
	return text;
}

static void put_switch(FILE *out, const struct fabric *f, int sw)
{
	fprintf(out, " %s", fabric_switch_name(f, sw));
}

static void put_zone(FILE *out, const struct fabric *f, int zone)
{
	if (zone >= 0)
		fprintf(out, " in zone %s", f->zones[zone].name);
}

/* A fabric by its parts, and what was odd. */
static char *describe(const struct fabric *f, const struct infer_notes *notes)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (int p = 0; p < f->n_pods; p++) {
		const struct fabric_pod *pod = &f->pods[p];

		fprintf(out, "pod %s of part %d", pod->name, pod->component);
		put_zone(out, f, pod->zone);
		fprintf(out, ", spines:");
		for (int s = 0; s < pod->n_spines; s++)
			put_switch(out, f, f->n_leafs + pod->first_spine + s);
		for (int i = 0; i < pod->n_islands; i++) {
			const struct fabric_island *is =
				&f->islands[pod->first_island + i];

			fprintf(out, "\n  island %s:", is->name);
			for (int n = 0; n < is->n_nodes; n++)
				fprintf(out, " %s",
					f->nodes[is->first_node + n].name);
		}
		fprintf(out, "\n");
	}
	for (int z = 0; z < f->n_zones; z++) {
		fprintf(out, "zone %s of part %d", f->zones[z].name,
			f->zones[z].component);
		put_zone(out, f, f->zones[z].parent);
		fprintf(out, ", level %d\n", f->zones[z].level);
	}
	for (int c = 0; c < f->n_cores; c++) {
		fprintf(out, "core %s of part %d", f->cores[c].name,
			f->cores[c].component);
		put_zone(out, f, f->cores[c].zone);
		fputc('\n', out);
	}
	for (int t = 0; t < f->n_trunks; t++) {
		fprintf(out, "cable");
		put_switch(out, f, f->trunks[t].a);
		put_switch(out, f, f->trunks[t].b);
		fprintf(out, "\n");
	}
	for (int i = 0; i < notes->count; i++)
		fprintf(out, "%s\n", notes->lines[i]);
	fclose(out);
	return text;
}

/* Whether DIR/NAME/input gives what DIR/NAME/FILE says: 0. */
static int replay(const char *dir, const char *name, const char *file)
{
	struct infer_notes notes = { 0 };
	struct rail_error err = { "" };
	size_t len, expected_len = 0;
	char *input = read_file(dir, name, "input", &len), *got;
	char *expected = read_file(dir, name, file, &expected_len);
	struct fabric *f;
	int wrong;

	assert_non_null(input);
	f = source_topology_parse(input, len, "input", NULL, &request, &notes,
				  &err);
	if (f)
		got = describe(f, &notes);
	else if (asprintf(&got, "%s\n", err.text) < 0)
		got = NULL;
	assert_non_null(got);
	wrong = !expected || strcmp(got, expected) != 0;
	if (wrong)
		printf("# %s/%s: expected\n%s# got\n%s", dir, name,
		       expected ? expected : "", got);
	fabric_destroy(f);
	infer_notes_free(&notes);
	free(got);
	free(expected);
	free(input);
	return wrong;
}

static void replay_all(const char *kind, const char *file, int least)
{
	const char *srcdir = getenv("srcdir");
	int wrong = 0, cases = 0;
	struct dirent *entry;
	char path[400];
	DIR *dir;

	snprintf(path, sizeof(path), "%s/tests/fixtures/topology/%s",
		 srcdir ? srcdir : ".", kind);
	dir = opendir(path);
	if (!dir)
		fail_msg("cannot open %s", path);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		wrong += replay(path, entry->d_name, file);
		cases++;
	}
	closedir(dir);
	printf("# %d files\n", cases);
	assert_true(cases >= least);
	assert_int_equal(wrong, 0);
}

static void what_slurm_takes_is_a_fabric(void **state)
{
	replay_all("valid", "fabric", 15);
}

static void what_it_dies_of_is_told_by_place(void **state)
{
	replay_all("invalid", "error", 60);
}

static struct fabric *parse(const char *text, int rails, struct rail_error *err)
{
	struct source_topology_request r = { .name = "f", .rails = rails };

	err->text[0] = '\0';
	return source_topology_parse(text, strlen(text), "input", NULL, &r,
				     NULL, err);
}

/* --- NICs ---------------------------------------------------------------- */

static void one_switch_carries_all_rails_of_an_island(void **state)
{
	struct rail_error err;
	struct fabric *f = parse("SwitchName=a Nodes=n[1-2]\n", 8, &err);

	assert_non_null(f);
	assert_int_equal(f->n_rails, 8);
	assert_int_equal(f->n_leafs, 1);
	assert_int_equal(f->leafs[0].rail, -1);
	assert_string_equal(f->leafs[0].name, "a");
	for (int n = 0; n < f->n_nodes; n++)
		for (int r = 0; r < 8; r++)
			assert_int_equal(fabric_nic(f, n, r, 0)->leaf, 0);
	assert_string_equal(f->shapes[0].nic_names[7], "nic7");
	fabric_destroy(f);
	f = parse("SwitchName=a Nodes=n[1-2]\n", 1, &err);
	assert_non_null(f);
	assert_int_equal(f->leafs[0].rail, 0);
	fabric_destroy(f);
	assert_null(parse("SwitchName=a Nodes=n1\n", 65, &err));
	assert_string_equal(err.text, "65 rails: 1 to 64 were expected");
}

/* --- what is written is read --------------------------------------------- */

static char *write_out(const struct fabric *f, export_writer *write)
{
	struct rail_error err = { "" };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct export_request r = { .fabric = f, .out = out, .node = -1,
				    .slurm = EXPORT_SLURM_2505 };
	enum export_result result = write(&r, &err);

	fclose(out);
	if (result == EXPORT_OK)
		return text;
	print_message("# %s\n", err.text);
	free(text);
	return NULL;
}

/* TEXT of topology.conf as a person might write it: the same to Slurm. */
static char *dress(const char *text)
{
	char *dressed = NULL;
	size_t len;
	FILE *out = open_memstream(&dressed, &len);
	bool key = true;

	for (const char *p = text; *p; p++) {
		if (*p == '\n') {
			fputs(random_one_in(3) ? " # Nodes=x \\\n" : "\n",
			      out);
			if (random_one_in(4))
				fputs("\n   # SwitchName=x\n", out);
			key = true;
		} else if (*p == ' ') {
			fputs(random_one_in(3) ? " \\\n\t" : "   ", out);
			key = true;
		} else if (*p == '=') {
			fputs(random_one_in(3) ? " = " : "=", out);
			key = false;
		} else if (*p == ',' && random_one_in(3)) {
			fputs(",\\\n", out);
		} else if (key && random_one_in(2)) {
			fputc(*p ^ ('a' ^ 'A'), out);
		} else {
			fputc(*p, out);
		}
	}
	fclose(out);
	return dressed;
}

/* The fabric of TEXT, which starts with one line of comment. */
static struct fabric *read_back(char *text, bool dressed)
{
	struct rail_error err;
	char *lines = dressed ? dress(strchr(text, '\n') + 1) : strdup(text);
	struct fabric *f = parse(lines, 1, &err);

	if (!f)
		fail_msg("%s\n%s", err.text, lines);
	free(lines);
	free(text);
	return f;
}

static int find_pod(const struct fabric *f, const char *name)
{
	for (int i = 0; i < f->n_pods; i++)
		if (!strcmp(f->pods[i].name, name))
			return i;
	return -1;
}

/* Where pods and islands share names, those of pods are changed in Slurm. */
static bool keeps_pod_names(const struct fabric *f)
{
	for (int i = 0; i < f->n_pods; i++)
		if (fabric_find_island(f, f->pods[i].name) >= 0)
			return false;
	return true;
}

/* Whether G has the nodes of F in the same islands, and these in the same
 * PODS and parts. */
static void check_same(const struct fabric *f, const struct fabric *g,
		       bool pods)
{
	assert_int_equal(g->n_nodes, f->n_nodes);
	assert_int_equal(g->n_islands, f->n_islands);
	for (int n = 0; n < f->n_nodes; n++) {
		int m = fabric_find_node(g, f->nodes[n].name);

		assert_true(m >= 0);
		assert_string_equal(g->islands[g->nodes[m].island].name,
				    f->islands[f->nodes[n].island].name);
	}
	if (!pods)
		return;
	assert_int_equal(g->n_pods, f->n_pods);
	for (int i = 0; i < f->n_islands; i++) {
		int k = fabric_find_island(g, f->islands[i].name);
		const struct fabric_pod *a = &f->pods[f->islands[i].pod];
		const struct fabric_pod *b = &g->pods[g->islands[k].pod];

		assert_int_equal(b->n_islands, a->n_islands);
		if (keeps_pod_names(f))
			assert_int_equal(find_pod(g, a->name),
					 g->islands[k].pod);
	}
	assert_int_equal(g->n_components, f->n_components);
}

static void trees_and_blocks_come_back(void **state)
{
	const struct random_shape shape = {
		.max_components = 3, .max_pods = 4, .max_islands = 5,
		.max_nodes = 9, .max_rails = 8, .flawed = true, .max_depth = 3,
	};
	int taken = 0;

	for (int i = 0; i < 500; i++) {
		struct fabric *f = random_fabric(&shape), *g;
		char *conf = write_out(f, write_topology_conf);
		char *block = write_out(f, write_topology_block);
		char *yaml = write_out(f, write_topology_yaml);

		/* e.g. more than 64 characters in a name */
		if (conf && block && yaml) {
			taken++;
			g = read_back(conf, i % 2);
			check_same(f, g, true);
			fabric_destroy(g);
			g = read_back(block, i % 2);
			check_same(f, g, false);
			fabric_destroy(g);
			g = read_back(yaml, false);
			check_same(f, g, true);
			fabric_destroy(g);
		}
		fabric_destroy(f);
	}
	printf("# %d of 500 fabrics\n", taken);
	assert_true(taken >= 400);
}

/* --- no memory ----------------------------------------------------------- */

/* Each allocation fails once. */
static void try(const char *text)
{
	struct rail_error err;
	struct fabric *f = NULL;
	int n;

	for (n = 0; !f; n++) {
		struct infer_notes notes = { 0 };

		err.text[0] = '\0';
		nomem_countdown = n;
		f = source_topology_parse(text, strlen(text), "input", NULL,
					  &request, &notes, &err);
		nomem_countdown = -1;
		if (!f)
			assert_non_null(strstr(err.text, "out of memory"));
		infer_notes_free(&notes);
	}
	fabric_destroy(f);
	assert_true(n > 30);
}

static void no_memory_is_told(void **state)
{
	try("SwitchName=a Nodes=n[1-3],x\nSwitchName=b Nodes=m,m\n"
	    "SwitchName=e\nSwitchName=s Switches=a,b\n"
	    "SwitchName=t Switches=a,b\nSwitchName=u Nodes=y\n");
	try("BlockName=a Nodes=n[1-3],x Nodes=n1\nBlockName=b Nodes=m\n"
	    "BlockName=e\nBlockSizes=2,4,8\n");
	try("- topology: a\n  tree:\n    switches:\n    - switch: a\n"
	    "      nodes: n[1-3],x\n      children: a\n    - switch: b\n"
	    "      children: a\n- topology: b\n  block: {}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_slurm_takes_is_a_fabric),
		cmocka_unit_test(what_it_dies_of_is_told_by_place),
		cmocka_unit_test(one_switch_carries_all_rails_of_an_island),
		cmocka_unit_test(trees_and_blocks_come_back),
		cmocka_unit_test(no_memory_is_told),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	random_start("source_topology");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
