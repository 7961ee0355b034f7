/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Slurm must never be given is found, though no map can make it. */
#include <stdlib.h>
#include <string.h>

#include "tools/slurm_blocks.h"
#include "unit.h"

/* Members are one text, names apart by spaces; the last has no name. */
struct spec {
	const char *name;
	bool leaf;
	const char *members;
};

static struct slurm_units *make(const char *what, const struct spec *specs)
{
	struct slurm_units *u = calloc(1, sizeof(*u));

	u->what = what;
	u->units = calloc(100, sizeof(*u->units));
	u->made = calloc(1000, sizeof(*u->made));
	u->members = calloc(1000, sizeof(*u->members));
	for (int n = 0; specs->name; specs++) {
		struct slurm_unit *unit = &u->units[u->count++];
		char *text = strdup(specs->members), *rest = text, *word;

		u->made[u->n_made++] = text;
		unit->name = specs->name;
		unit->leaf = specs->leaf;
		unit->members = &u->members[n];
		while ((word = strtok_r(rest, " ", &rest))) {
			u->members[n++] = word;
			unit->n_members++;
		}
	}
	return u;
}

static void refused(const struct spec *specs, const char *message)
{
	struct slurm_units *u = make("switch", specs);
	struct rail_error err = { "" };

	assert_int_equal(slurm_units_check(u, &err), EXPORT_REFUSED);
	assert_string_equal(err.text, message);
	slurm_units_destroy(u);
}

static void taken(const struct spec *specs)
{
	struct slurm_units *u = make("switch", specs);
	struct rail_error err = { "" };

	assert_int_equal(slurm_units_check(u, &err), EXPORT_OK);
	slurm_units_destroy(u);
}

#define LEAFS { "a", true, "n1 n2" }, { "b", true, "n3" }

static void trees_are_taken(void **state)
{
	taken((struct spec[]){ LEAFS, { 0 } });
	taken((struct spec[]){ LEAFS, { "c", false, "a b" }, { 0 } });
	taken((struct spec[]){ { "c", false, "b a" }, LEAFS, { 0 } });
	taken((struct spec[]){ LEAFS, { "c", false, "a" },
			       { "d", false, "c b" }, { 0 } });
	/* a switch may be called like a node, and in capitals */
	taken((struct spec[]){ { "n1", true, "n1" }, { "ALL", true, "n2" },
			       { "N1", true, "N1" }, { 0 } });
}

static void nothing_is_refused(void **state)
{
	refused((struct spec[]){ { 0 } }, "there is no switch");
	refused((struct spec[]){ LEAFS, { "c", true, "" }, { 0 } },
		"switch \"c\" has no node");
	refused((struct spec[]){ LEAFS, { "c", false, "" }, { 0 } },
		"switch \"c\" has no children");
}

static void two_of_one_name_are_refused(void **state)
{
	refused((struct spec[]){ LEAFS, { "a", true, "n4" }, { 0 } },
		"two of name \"a\" (switch): slurmctld dies of that");
	refused((struct spec[]){ LEAFS, { "b", false, "a" }, { 0 } },
		"two of name \"b\" (switch): slurmctld dies of that");
}

static void node_under_two_leafs_is_refused(void **state)
{
	refused((struct spec[]){ LEAFS, { "c", true, "n4 n2" }, { 0 } },
		"node \"n2\" is in switch \"a\" and in \"c\"");
	refused((struct spec[]){ { "a", true, "n1 n2 n1" }, { 0 } },
		"node \"n1\" is in switch \"a\" and in \"a\"");
}

static void bad_children_are_refused(void **state)
{
	refused((struct spec[]){ LEAFS, { "c", false, "a x" }, { 0 } },
		"switch \"c\" has a child \"x\", which is none");
	refused((struct spec[]){ LEAFS, { "c", false, "n1" }, { 0 } },
		"switch \"c\" has a child \"n1\", which is none");
	refused((struct spec[]){ LEAFS, { "c", false, "a b" },
				 { "d", false, "c b" }, { 0 } },
		"switch \"b\" is a child of \"c\" and of \"d\"");
	refused((struct spec[]){ LEAFS, { "c", false, "a a" }, { 0 } },
		"switch \"a\" is a child of \"c\" and of \"c\"");
}

static void loops_are_refused(void **state)
{
	refused((struct spec[]){ LEAFS, { "c", false, "c" }, { 0 } },
		"switch \"c\" is in a loop, or has more than 20 above it");
	refused((struct spec[]){ LEAFS, { "c", false, "a d" },
				 { "d", false, "b c" }, { 0 } },
		"switch \"a\" is in a loop, or has more than 20 above it");
}

/* A leaf with DEPTH switches above each other over it. */
static enum export_result chain(int depth)
{
	struct spec specs[32] = { { "s0", true, "n1" } };
	char names[32][8];
	struct slurm_units *u;
	struct rail_error err;
	enum export_result result;

	strcpy(names[0], "s0");
	for (int i = 1; i <= depth; i++) {
		snprintf(names[i], sizeof(names[i]), "s%d", i);
		specs[i] = (struct spec){ names[i], false, names[i - 1] };
	}
	u = make("switch", specs);
	result = slurm_units_check(u, &err);
	slurm_units_destroy(u);
	return result;
}

static void depth_is_bounded(void **state)
{
	assert_int_equal(chain(20), EXPORT_OK);
	assert_int_equal(chain(21), EXPORT_REFUSED);
}

static void bad_names_are_refused(void **state)
{
	static const char s64[] = "x123456789x123456789x123456789x123456789"
				  "x123456789x123456789x123";
	char s65[66];

	snprintf(s65, sizeof(s65), "%sy", s64);
	taken((struct spec[]){ { s64, true, s65 }, { 0 } });
	refused((struct spec[]){ { s65, true, "n1" }, { 0 } },
		"the name of switch \"x123456789x123456789x123456789x123456789"
		"x123456789x123456789x123y\" has 65 characters: Slurm takes at "
		"most 64");
	refused((struct spec[]){ { "a[1-2]", true, "n1" }, { 0 } },
		"\"a[1-2]\" cannot name a switch in Slurm: letters, digits, "
		"'.', '_' and '-' were expected");
	refused((struct spec[]){ { "a", true, "n,1" }, { 0 } },
		"\"n,1\" cannot name a node in Slurm: letters, digits, '.', "
		"'_' and '-' were expected");
	refused((struct spec[]){ { "a", true, "all" }, { 0 } },
		"a node is called \"all\", which is a reserved word of Slurm");
}

/* As many leafs of one node each. */
static enum export_result many(int units, int nodes, struct rail_error *err)
{
	struct slurm_units *u = calloc(1, sizeof(*u));
	enum export_result result;

	u->what = "switch";
	u->units = calloc((size_t)units, sizeof(*u->units));
	u->members = calloc((size_t)nodes, sizeof(*u->members));
	u->made = calloc((size_t)nodes, sizeof(*u->made));
	for (int i = 0; i < nodes; i++) {
		u->made[u->n_made] = malloc(16);
		snprintf(u->made[u->n_made], 16, "n%d", i);
		u->members[i] = u->made[u->n_made++];
	}
	for (int i = 0; i < units; i++)
		u->units[u->count++] = (struct slurm_unit){
			u->members[i], true, &u->members[i], 1 };
	u->units[0].members = &u->members[units - 1];
	u->units[0].n_members = nodes - units + 1;
	u->units[units - 1].members = &u->members[0];
	result = slurm_units_check(u, err);
	slurm_units_destroy(u);
	return result;
}

static void too_many_are_refused(void **state)
{
	struct rail_error err;

	assert_int_equal(many(65534, 65536, &err), EXPORT_OK);
	assert_int_equal(many(65535, 65535, &err), EXPORT_REFUSED);
	assert_string_equal(err.text, "65535 units are called switch: Slurm "
			    "can number 65534");
	assert_int_equal(many(100, 65537, &err), EXPORT_REFUSED);
	assert_string_equal(err.text, "65537 nodes: Slurm takes at most 65536");
}

/* For every number of nodes the blocks that Slurm allows must be enough. */
static void size_of_blocks_serves_every_job(void **state)
{
	static const int cases[][6] = {
		{ 4, 4, 4, 4 }, { 8, 2, 1 }, { 32, 20, 20 }, { 32, 16, 16 },
		{ 1, 32, 32, 32 }, { 7 }, { 1, 1, 1 }, { 11, 1, 5, 3, 2 },
	};

	for (size_t c = 0; c < sizeof(cases) / sizeof(*cases); c++) {
		struct slurm_unit units[6] = { 0 };
		struct slurm_units u = { .units = units, .what = "block" };
		struct infer_notes notes = { 0 };
		struct export_request r = { .notes = &notes, .slurm = 2505 };
		int sorted[6], size, held = 0;
		struct rail_error err;

		for (; u.count < 6 && cases[c][u.count]; u.count++) {
			int i = u.count;

			units[i].n_members = cases[c][i];
			units[i].name = "x";
			for (; i && sorted[i - 1] < cases[c][u.count]; i--)
				sorted[i] = sorted[i - 1];
			sorted[i] = cases[c][u.count];
		}
		assert_int_equal(slurm_blocks_size(&u, &r, &size, &err),
				 EXPORT_OK);
		assert_true(size >= 1);
		for (int k = 0; k < u.count; k++) {
			for (int n = held + 1; n <= held + sorted[k]; n++)
				assert_true((n + size - 1) / size >= k + 1);
			held += sorted[k];
		}
		r.slurm = 0;
		assert_int_equal(slurm_blocks_size(&u, &r, &size, &err),
				 EXPORT_OK);
		assert_int_equal(size, sorted[u.count - 1]);
		infer_notes_free(&notes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees_are_taken),
		cmocka_unit_test(nothing_is_refused),
		cmocka_unit_test(two_of_one_name_are_refused),
		cmocka_unit_test(node_under_two_leafs_is_refused),
		cmocka_unit_test(bad_children_are_refused),
		cmocka_unit_test(loops_are_refused),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(bad_names_are_refused),
		cmocka_unit_test(too_many_are_refused),
		cmocka_unit_test(size_of_blocks_serves_every_job),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
