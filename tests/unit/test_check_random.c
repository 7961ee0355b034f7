/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check_fabric: each kind of fault in random fabrics, found and named rightly,
 * as discovered and from a map file; none in healthy ones.
 *
 * RAILYARD_CASES=N fabrics a kind; RAILYARD_TABLE=FILE gets the table of the
 * docs; RAILYARD_ONLY=KIND and RAILYARD_CASE=SEED repeat one that failed, and
 * RAILYARD_MAP=FILE gets its map.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "defect.h"
#include "random.h"
#include "unit.h"
#include "topology/infer.h"
#include "topology/map.h"

enum { FEW_CASES = 40, SHOWN = 5 };

/* Of one kind of fault. */
struct tally {
	int cases, discovered, loaded;
	int unclear;	/* places where it was not put */
	int ports;	/* that a finding left open */
};

static struct model m;
static uint64_t case_seed;
static struct tally tallies[N_DEFECTS];

static int cases_wanted(void)
{
	const char *given = getenv("RAILYARD_CASES");

	return given && *given ? atoi(given) : FEW_CASES;
}

/* --- one fabric ---------------------------------------------------------- */

static struct fabric *discover(void)
{
	struct links *l = model_links(&m);
	struct rail_error err;
	struct fabric *f = infer_fabric(l, "model", NULL, &err);

	if (!f)
		fail_msg("RAILYARD_CASE=%" PRIu64 ": %s", case_seed, err.text);
	links_destroy(l);
	return f;
}

/* As in a map that was made when the node was up. */
static void blank(struct fabric *f, int node)
{
	int n = fabric_find_node(f, model_node_name(&m, node));

	assert_true(n >= 0);
	for (int s = 0; s < f->n_rails * f->n_planes; s++)
		f->nodes[n].nics[s] = (struct fabric_nic){
			.leaf = -1, .speed = -1,
		};
}

static struct fabric *through_a_file(const struct fabric *f)
{
	struct rail_error err;
	struct fabric *loaded;
	size_t len;
	char *text = map_format(f, &len, &err);

	if (!text)
		fail_msg("%s", err.text);
	loaded = map_parse(text, len, "map", &err);
	if (!loaded)
		fail_msg("%s", err.text);
	free(text);
	return loaded;
}

static void show(const struct check_report *r)
{
	for (int i = 0; i < r->n_findings && i < 8; i++)
		print_message("#   %s: %s -> %s\n",
			      check_kind_name(r->findings[i].kind),
			      r->findings[i].what,
			      r->findings[i].todo ? r->findings[i].todo : "");
}

static struct check_report *check(const struct fabric *f)
{
	struct rail_error err;
	struct check_report *r = check_fabric(f, &err);

	if (!r)
		fail_msg("%s", err.text);
	return r;
}

static int count_told(struct defect *d, const struct check_report *r)
{
	int n = 0;

	for (int i = 0; i < r->n_findings; i++)
		n += defect_is(&m, d, r, i);
	return n;
}

/* Just D, and nothing else that is an error or a warning. */
static bool is_right(const struct fabric *f, struct defect *d)
{
	struct check_report *r = check(f);
	int all = r->count[CHECK_ERROR] + r->count[CHECK_WARNING];
	bool right = d->kind == DEFECT_NONE ? r->n_findings == 0 :
		     all == 1 && count_told(d, r) == 1;

	if (!right && tallies[d->kind].cases -
		      tallies[d->kind].discovered < SHOWN)
		show(r);
	check_report_destroy(r);
	return right;
}

/* --- one kind ------------------------------------------------------------ */

static void show_case(const struct defect *d, uint64_t seed)
{
	print_message("# %s (RAILYARD_ONLY=%s RAILYARD_CASE=%" PRIu64 "): "
		      "%d pods, %d islands, %d nodes, %d rails, %d planes, %d "
		      "leafs an island; spines %d%s x%d, cores %d%s\n",
		      defect_texts[d->kind].what, defect_texts[d->kind].name,
		      seed, m.n_pods, m.n_islands, m.n_nodes, m.n_rails,
		      m.n_planes, m.leafs_per_island, m.spines,
		      m.of_rail ? " a rail" : "", m.parallel, m.cores,
		      m.core_groups ? " a group" : "");
	for (int i = 0; i < d->n_cables && i < 4; i++) {
		const struct defect_cable *c = &d->cables[i];

		print_message("#   %s rail %d plane %d; %s %d at %s %d, home "
			      "%s %d%s; island of %d\n",
			      c->node < 0 ? "-" : model_node_name(&m, c->node),
			      c->rail, c->plane,
			      c->fixed.sw < 0 ? "-" :
			      m.devices[c->fixed.sw].name, c->fixed.port,
			      c->at.sw < 0 ? "-" : m.devices[c->at.sw].name,
			      c->at.port, c->home.sw < 0 ? "-" :
			      m.devices[c->home.sw].name, c->home.port,
			      c->any_port ? " (any port)" : "", c->node < 0 ?
			      0 : m.size_of_island[m.island_of_node[c->node]]);
	}
}

static enum defect_result one_case(enum defect_kind kind, uint64_t seed)
{
	static struct defect d;
	struct tally *t = &tallies[kind];
	enum defect_result made;
	struct fabric *f, *loaded;
	bool right, too;

	case_seed = seed;
	random_restart(seed);
	model_wild(&m);
	made = defect_make(&m, kind, &d);
	if (made != DEFECT_MADE)
		return made;
	t->cases++;
	f = discover();
	if (d.blank_node >= 0)
		blank(f, d.blank_node);
	if (getenv("RAILYARD_MAP"))
		map_save(f, getenv("RAILYARD_MAP"), NULL);
	loaded = through_a_file(f);
	right = is_right(f, &d);
	too = is_right(loaded, &d);
	t->discovered += right;
	t->loaded += too;
	if ((!right || !too) && t->cases - t->discovered <= SHOWN)
		show_case(&d, seed);
	fabric_destroy(f);
	fabric_destroy(loaded);
	return made;
}

/* So that any case can be repeated by its number alone. */
static void every_case(enum defect_kind kind)
{
	const char *given = getenv("RAILYARD_CASE");
	struct tally *t = &tallies[kind];

	if (given && *given) {
		one_case(kind, strtoull(given, NULL, 0));
		return;
	}
	for (int tries = 0; t->cases < cases_wanted(); tries++) {
		uint64_t seed = random_u64(), next = random_u64();

		assert_true(tries < 1000 + 100 * cases_wanted());
		t->unclear += one_case(kind, seed) == DEFECT_UNCLEAR;
		random_restart(next);
	}
}

static void is_found_and_named_rightly(void **state)
{
	enum defect_kind kind = *(const enum defect_kind *)*state;
	struct tally *t = &tallies[kind];

	every_case(kind);
	print_message("# %s: %d of %d as discovered, %d from the map; "
		      "%d places left out\n", defect_texts[kind].name,
		      t->discovered, t->cases, t->loaded, t->unclear);
	assert_int_equal(t->discovered, t->cases);
	assert_int_equal(t->loaded, t->cases);
}

/* --- two at once --------------------------------------------------------- */

/* What a fault hit: another one there may hide it, or be hidden by it. */
static bool are_apart(const struct defect *a, const struct defect *b)
{
	for (int i = 0; i < a->n_cables; i++)
		for (int k = 0; k < b->n_cables; k++) {
			const struct defect_cable *x = &a->cables[i];
			const struct defect_cable *y = &b->cables[k];

			if (x->node >= 0 && x->node == y->node)
				return false;
			if (x->node < 0 && y->node < 0 &&
			    x->fixed.sw == y->fixed.sw)
				return false;
		}
	return a->node < 0 || (a->node != b->node && a->node != b->node2);
}

/* Two single faults; 1: both found and named rightly, 0: not; -1: no place. */
static int two_at_once(uint64_t seed)
{
	static struct defect a, b;
	struct check_report *r;
	struct fabric *f;
	int both;

	case_seed = seed;
	random_restart(seed);
	model_wild(&m);
	if (defect_make(&m, random_int(1, N_DEFECTS - 1), &a) != DEFECT_MADE ||
	    defect_make(&m, random_int(1, N_DEFECTS - 1), &b) != DEFECT_MADE ||
	    a.blank_node >= 0 || b.blank_node >= 0 || !are_apart(&a, &b))
		return -1;
	f = discover();
	r = check(f);
	both = count_told(&a, r) >= 1 && count_told(&b, r) >= 1;
	check_report_destroy(r);
	fabric_destroy(f);
	return both;
}

static int pairs, pairs_found;

/* No bound: a fault may well make another one undecidable. */
static void two_faults_are_mostly_both_found(void **state)
{
	while (pairs < cases_wanted()) {
		uint64_t seed = random_u64(), next = random_u64();
		int both = two_at_once(seed);

		random_restart(next);
		if (both < 0)
			continue;
		pairs++;
		pairs_found += both;
	}
	print_message("# two faults at once: both found in %d of %d\n",
		      pairs_found, pairs);
	assert_true(pairs_found * 10 >= pairs * 8);
}

/* Up to one in N of all cables cut, whatever else. */
static void break_much(void)
{
	static struct defect d;
	int n, part;

	model_wild(&m);
	n = random_int(2, 30);
	for (int k = 0; k < n; k++)
		defect_make(&m, random_int(1, N_DEFECTS - 1), &d);
	part = random_int(3, 40);
	for (int k = 0; k < m.n_cables; k++)
		if (random_one_in(part))
			m.cables[k].gone = true;
}

/* Whether a node has a cable left: without one there is no map. */
static bool anything_left(void)
{
	for (int n = 0; n < m.n_nodes; n++)
		for (int s = 0; s < m.n_rails * m.n_planes; s++) {
			int k = m.nic_cable[n][s];

			if (k >= 0 && !m.cables[k].gone &&
			    !m.devices[m.cables[k].a].gone)
				return true;
		}
	return false;
}

/* A report, and no crash. */
static void many_faults_do_no_harm(void **state)
{
	for (int i = 0; i < cases_wanted(); i++) {
		struct check_report *r;
		struct fabric *f, *loaded;

		case_seed = random_u64();
		random_restart(case_seed);
		break_much();
		if (!anything_left())
			continue;
		f = discover();
		loaded = through_a_file(f);
		r = check(loaded);
		for (int k = 0; k < r->n_findings; k++)
			assert_true(r->findings[k].what[0]);
		check_report_destroy(r);
		fabric_destroy(f);
		fabric_destroy(loaded);
	}
}

/* --- the table ----------------------------------------------------------- */

static void put_table(FILE *out)
{
	fputs("| fault injected | finding | found and named rightly | left "
	      "out: cannot be told there | places left out |\n"
	      "|---|---|---|---|---|\n", out);
	for (int k = 0; k < N_DEFECTS; k++) {
		const struct tally *t = &tallies[k];
		const struct defect_text *text = &defect_texts[k];

		if (!t->cases)
			continue;
		fprintf(out, "| %s | %s | %d of %d | %s | %d |\n", text->what,
			k ? check_kind_name(text->kind) : "none",
			t->discovered < t->loaded ? t->discovered : t->loaded,
			t->cases, text->limit ? text->limit : "", t->unclear);
	}
	if (pairs)
		fprintf(out, "\nTwo faults at once, on different nodes and "
			"switches: both found and named rightly in %d of %d "
			"fabrics.\n", pairs_found, pairs);
}

static int write_table(void **state)
{
	const char *path = getenv("RAILYARD_TABLE");
	FILE *out;

	if (!path || !*path)
		return 0;
	out = fopen(path, "w");
	if (!out)
		return -1;
	put_table(out);
	return fclose(out);
}

/* --- */

static bool is_wanted(const char *name)
{
	const char *only = getenv("RAILYARD_ONLY");

	return !only || !*only || !strcmp(only, name);
}

int main(void)
{
	static enum defect_kind kinds[N_DEFECTS];
	struct CMUnitTest tests[N_DEFECTS + 2];
	size_t n = 0;

	for (int k = 0; k < N_DEFECTS; k++) {
		kinds[k] = k;
		if (is_wanted(defect_texts[k].name))
			tests[n++] = (struct CMUnitTest){
				.name = defect_texts[k].name,
				.test_func = is_found_and_named_rightly,
				.initial_state = &kinds[k],
			};
	}
	if (is_wanted("two"))
		tests[n++] = (struct CMUnitTest)cmocka_unit_test(
			two_faults_are_mostly_both_found);
	if (is_wanted("many"))
		tests[n++] = (struct CMUnitTest)cmocka_unit_test(
			many_faults_do_no_harm);
	random_start("check, random faults");
	return _cmocka_run_group_tests("check_random", tests, n, NULL,
				       write_table);
}
