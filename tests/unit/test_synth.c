/* SPDX-License-Identifier: GPL-2.0-or-later */
/* synth: every preset is the fabric that it means to be. */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "tools/synth_fit.h"
#include "topology/check.h"
#include "topology/infer.h"

/* What a preset is to have, in the units given; 0 units: its default. */
struct expected {
	const char *name;
	int units;
	int nodes, gpus, rails, planes;
	int pods, islands, leafs, spines, cores;
	int radix;	/* the most ports that a switch has */
};

/* From the publications, as far as they say it: see synth_presets.c. */
static const struct expected table[] = {
	{ "mini", 0, 16, 128, 8, 1, 2, 4, 32, 8, 2, 64 },
	{ "clos", 0, 256, 2048, 8, 1, 2, 8, 64, 64, 32, 64 },
	{ "superpod-h100", 1, 32, 256, 8, 1, 1, 1, 8, 4, 0, 64 },
	{ "superpod-h100", 2, 64, 512, 8, 1, 1, 2, 16, 8, 0, 64 },
	{ "superpod-h100", 4, 128, 1024, 8, 1, 1, 4, 32, 16, 0, 64 },
	{ "superpod-h100", 8, 256, 2048, 8, 1, 1, 8, 64, 32, 0, 64 },
	{ "superpod-h100", 16, 512, 4096, 8, 1, 4, 16, 128, 128, 64, 64 },
	{ "superpod-h100", 32, 1024, 8192, 8, 1, 8, 32, 256, 256, 128, 64 },
	{ "superpod-h100", 64, 2048, 16384, 8, 1, 16, 64, 512, 512, 256, 64 },
	{ "colossus-100k", 0, 12500, 100000, 8, 1, 25, 196, 1568, 1600, 1024,
	  128 },
	{ "b200-300k", 0, 37500, 300000, 8, 1, 58, 521, 4168, 4176, 2592, 144 },
	{ "eagle", 0, 1800, 14400, 8, 1, 15, 57, 456, 480, 256, 64 },
	{ "oci-24k", 0, 3000, 24000, 8, 1, 12, 94, 752, 768, 512, 64 },
	/* a switch a rack of two nodes */
	{ "meta-24k", 0, 3072, 24576, 8, 1, 8, 1536, 1536, 128, 7, 576 },
	/* 16 leafs a segment, 60 spines a plane */
	{ "hpn7", 0, 1920, 15360, 8, 2, 1, 15, 240, 120, 0, 196 },
	{ "hpn7", 2, 3840, 30720, 8, 2, 2, 30, 480, 240, 16, 196 },
	{ "openai-25k-a100", 0, 3125, 25000, 8, 1, 8, 157, 1256, 1280, 40,
	  800 },
	{ "tesla-35k", 0, 4375, 35000, 8, 1, 35, 137, 1096, 1120, 1024, 64 },
	/* groups of 32 switches, none of which is a spine */
	{ "frontier", 0, 9472, 37888, 4, 1, 74, 592, 2368, 0, 0, 64 },
	{ "aurora", 0, 10624, 63744, 8, 1, 166, 1328, 5312, 0, 0, 64 },
	{ "nvl72", 1, 18, 72, 4, 1, 1, 1, 4, 2, 0, 64 },
	{ "nvl72", 0, 144, 576, 4, 1, 1, 8, 32, 9, 0, 64 },
	{ "nvl72", 128, 2304, 9216, 4, 1, 16, 128, 512, 288, 192, 64 },
	{ NULL },
};

static struct links *make(const char *name, int units, struct synth_spec *spec)
{
	const struct synth_preset *p = synth_find(name);
	struct rail_error err = { "" };
	struct links *l;

	assert_non_null(p);
	if (synth_take(p, units, spec, &err) < 0)
		fail_msg("%s", err.text);
	l = synth_links(p, spec, &err);
	if (!l)
		fail_msg("%s", err.text);
	return l;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void assert_no_twins(uint64_t *list, size_t n)
{
	qsort(list, n, sizeof(*list), by_value);
	for (size_t i = 1; i < n; i++)
		assert_true(list[i - 1] != list[i]);
}

/* GUIDs of devices, and those that ibsim gives to ports of NICs. */
static void check_guids(const struct links *l, int planes)
{
	uint64_t *list = calloc((size_t)l->n_devices * (size_t)(planes + 1),
				sizeof(*list));
	size_t n = 0;

	assert_non_null(list);
	for (int i = 0; i < l->n_devices; i++) {
		int ports = l->devices[i].kind == LINKS_NIC ? planes : 0;

		for (int p = 0; p <= ports; p++)
			list[n++] = l->devices[i].guid + (uint64_t)p;
	}
	assert_no_twins(list, n);
	free(list);
}

static void check_ports(const struct links *l, int radix)
{
	uint64_t *list = calloc((size_t)l->n_cables * 2, sizeof(*list));
	size_t n = 0;

	assert_non_null(list);
	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];

		assert_true(c->port_a >= 1 && c->port_b >= 1);
		if (l->devices[c->a].kind == LINKS_SWITCH)
			assert_true(c->port_a <= radix);
		if (l->devices[c->b].kind == LINKS_SWITCH)
			assert_true(c->port_b <= radix);
		list[n++] = (uint64_t)c->a << 32 | (uint64_t)c->port_a;
		list[n++] = (uint64_t)c->b << 32 | (uint64_t)c->port_b;
	}
	assert_no_twins(list, n);
	free(list);
}

static void check_counts(const struct fabric *f, const struct expected *e)
{
	assert_int_equal(f->n_nodes, e->nodes);
	assert_int_equal(f->n_rails, e->rails);
	assert_int_equal(f->n_planes, e->planes);
	assert_int_equal(f->n_components, 1);
	assert_int_equal(f->n_pods, e->pods);
	assert_int_equal(f->n_islands, e->islands);
	assert_int_equal(f->n_leafs, e->leafs);
	assert_int_equal(f->n_spines, e->spines);
	assert_int_equal(f->n_cores, e->cores);
	assert_int_equal(f->n_others, 0);
	for (int i = 0; i < f->n_nodes; i++)
		assert_int_equal(fabric_missing_rails(f, i), 0);
}

static void check_finds_nothing(const struct fabric *f)
{
	struct rail_error err = { "" };
	struct check_report *r = check_fabric(f, &err);

	if (!r)
		fail_msg("%s", err.text);
	if (r->n_findings)
		fail_msg("%s", r->findings[0].what);
	check_report_destroy(r);
}

/* Nodes that are numbered one behind the other in whole islands and pods. */
static void check_places(const struct fabric *f, const struct synth_spec *spec)
{
	for (int i = 0; i < f->n_islands - 1; i++)
		assert_int_equal(f->islands[i].n_nodes, spec->island_nodes);
	for (int i = 0; i < f->n_pods - 1; i++)
		assert_int_equal(f->pods[i].n_islands, spec->pod_islands);
}

/* What --list says is what comes out. */
static void check_size(const struct synth_spec *spec, const struct fabric *f)
{
	struct synth_size size;

	assert_int_equal(synth_size(spec, &size), 0);
	assert_int_equal(size.pods, f->n_pods);
	assert_int_equal(size.islands, f->n_islands);
}

static void presets_are_what_they_mean(void **state)
{
	for (const struct expected *e = table; e->name; e++) {
		struct infer_notes notes = { 0 };
		struct rail_error err = { "" };
		struct synth_spec spec;
		struct links *l = make(e->name, e->units, &spec);
		struct fabric *f;
		int gpus = spec.kinds->n_gpus ? spec.kinds->n_gpus : 8;

		print_message("# %s:%d\n", e->name, e->units);
		assert_int_equal(spec.nodes * gpus, e->gpus);
		check_guids(l, e->planes);
		check_ports(l, e->radix);
		f = infer_fabric(l, e->name, &notes, &err);
		if (!f)
			fail_msg("%s", err.text);
		if (notes.count)
			fail_msg("%s", notes.lines[0]);
		check_counts(f, e);
		check_places(f, &spec);
		check_finds_nothing(f);
		check_size(&spec, f);
		fabric_destroy(f);
		links_destroy(l);
	}
}

static void every_preset_is_in_the_table(void **state)
{
	for (const struct synth_preset *p = synth_presets; p->spec.name; p++) {
		const struct expected *e = table;

		while (e->name && strcmp(e->name, p->spec.name))
			e++;
		if (!e->name && !p->from_csv)
			fail_msg("no test of %s", p->spec.name);
	}
}

static void assert_same(const struct links *a, const struct links *b)
{
	assert_int_equal(a->n_devices, b->n_devices);
	assert_int_equal(a->n_cables, b->n_cables);
	for (int i = 0; i < a->n_devices; i++) {
		assert_true(a->devices[i].guid == b->devices[i].guid);
		assert_string_equal(a->devices[i].name, b->devices[i].name);
	}
	for (int i = 0; i < a->n_cables; i++) {
		const struct links_cable *x = &a->cables[i];
		const struct links_cable *y = &b->cables[i];

		assert_int_equal(x->a, y->a);
		assert_int_equal(x->b, y->b);
		assert_int_equal(x->port_a, y->port_a);
		assert_int_equal(x->port_b, y->port_b);
	}
}

static void the_same_preset_is_the_same_fabric(void **state)
{
	struct synth_spec spec;
	struct links *a = make("superpod-h100", 16, &spec);
	struct links *b = make("superpod-h100", 16, &spec);

	assert_same(a, b);
	links_destroy(a);
	links_destroy(b);
}

/* --- any size ------------------------------------------------------------ */

/* What is asked of it, and the switches that come of it. */
struct sized {
	int pods, islands, nodes, rails, planes;
	bool tor;
	int uplinks, spines, cores, radix;
	/* worked out */
	int n_spines, n_cores, ports;
};

static const struct sized sizes[] = {
	{ 1, 1, 1, 1, 1, false, 0, 0, 0, 0, 1, 0, 64 },
	{ 1, 4, 2, 8, 1, false, 0, 0, 0, 0, 1, 0, 64 },
	{ 2, 2, 4, 8, 1, false, 0, 4, 2, 0, 8, 2, 64 },
	/* 102,400 NICs are more than 64 ports can connect in three tiers */
	{ 16, 25, 32, 8, 1, false, 0, 0, 0, 0, 2048, 800, 128 },
	{ 3, 5, 7, 3, 2, false, 0, 0, 0, 0, 42, 10, 64 },
	{ 2, 3, 2, 8, 1, true, 8, 4, 4, 0, 8, 4, 64 },
	{ 2, 3, 2, 4, 2, true, 0, 0, 0, 0, 4, 2, 64 },
	{ 4, 8, 16, 64, 1, false, 0, 0, 0, 512, 128, 64, 512 },
	{ 0 },
};

static void any_size_is_that_size(void **state)
{
	const struct synth_preset *p = synth_find("clos");

	for (const struct sized *s = sizes; s->pods; s++) {
		struct expected e = {
			.nodes = s->pods * s->islands * s->nodes,
			.rails = s->rails, .planes = s->planes,
			.pods = s->pods, .islands = s->pods * s->islands,
			.spines = s->n_spines, .cores = s->n_cores,
		};
		struct synth_spec spec = p->spec;
		struct rail_error err = { "" };
		struct links *l;
		struct fabric *f;

		spec.nodes = e.nodes;
		spec.rails = s->rails;
		spec.planes = s->planes;
		spec.pod_islands = s->islands;
		spec.island_nodes = s->nodes;
		spec.clos.tor = s->tor;
		spec.clos.uplinks = s->uplinks;
		spec.clos.spines = s->spines;
		spec.clos.cores = s->cores;
		spec.clos.radix[0] = s->radix;
		e.leafs = e.islands * s->planes * (s->tor ? 1 : s->rails);
		l = synth_links(p, &spec, &err);
		if (!l)
			fail_msg("%s", err.text);
		check_guids(l, s->planes);
		check_ports(l, s->ports);
		f = infer_fabric(l, "x", NULL, &err);
		if (!f)
			fail_msg("%s", err.text);
		print_message("# %d x %d x %d: %d spines, %d cores\n", s->pods,
			      s->islands, s->nodes, f->n_spines, f->n_cores);
		check_counts(f, &e);
		fabric_destroy(f);
		links_destroy(l);
	}
}

static void what_cannot_be_is_refused(void **state)
{
	const struct synth_preset *p = synth_find("clos");
	struct synth_spec spec = p->spec;
	struct rail_error err;

	spec.clos.radix[0] = 32;
	assert_null(synth_links(p, &spec, &err));
	assert_string_equal(err.text, "clos: switches of 32 ports cannot "
			    "connect 2 pods of 4 islands of 32 nodes so");
	spec = p->spec;
	spec.clos.spines = 3;
	spec.clos.uplinks = 32;
	assert_null(synth_links(p, &spec, &err));
	assert_string_equal(err.text, "clos: no switches of up to 512 ports "
			    "can connect 2 pods of 4 islands of 32 nodes so");
	assert_int_equal(synth_take(synth_find("superpod-h100"), 65, &spec,
				    &err), -1);
	assert_string_equal(err.text, "superpod-h100: \"65\": 1 to 64 SUs "
			    "were expected");
	assert_int_equal(synth_take(synth_find("mini"), 1, &spec, &err), -1);
	assert_string_equal(err.text, "mini: \"1\": it comes in one size");
}

/* --- dragonflies --------------------------------------------------------- */

/* Between which groups, and switches, a cable is. */
static void every_group_is_connected_to_every_other(void **state)
{
	struct synth_spec spec;
	struct links *l = make("frontier", 0, &spec);
	static int groups[74][74], n_local[74 * 32];

	for (int i = 0; i < l->n_cables; i++) {
		int a = (int)(l->devices[l->cables[i].a].guid & 0xffff);
		int b = (int)(l->devices[l->cables[i].b].guid & 0xffff);

		if (l->devices[l->cables[i].b].kind == LINKS_NIC)
			continue;
		groups[a / 32][b / 32]++;
		if (a / 32 == b / 32) {
			n_local[a]++;
			n_local[b]++;
		}
	}
	for (int a = 0; a < 74; a++) {
		assert_int_equal(groups[a][a], 32 * 31 / 2);
		for (int b = a + 1; b < 74; b++)
			assert_int_equal(groups[a][b] + groups[b][a], 4);
	}
	for (int i = 0; i < 74 * 32; i++)
		assert_int_equal(n_local[i], 31);
	links_destroy(l);
}

static void dragonflies_that_cannot_be_are_refused(void **state)
{
	const struct synth_preset *p = synth_find("frontier");
	struct synth_spec spec = p->spec;
	struct rail_error err;

	spec.dragonfly.global = 10;
	assert_null(synth_links(p, &spec, &err));
	assert_string_equal(err.text, "frontier: switches of 64 ports cannot "
			    "connect 74 groups of 32 switches so");
	spec = p->spec;
	spec.dragonfly.edge = 15;
	assert_null(synth_links(p, &spec, &err));
	spec = p->spec;
	spec.rails = 6;
	assert_null(synth_links(p, &spec, &err));
	assert_string_equal(err.text, "frontier: 6 NICs of a node and 32 "
			    "switches of a group cannot be divided among 8 "
			    "islands");
}

static void names_that_are_nearly_right_are_guessed(void **state)
{
	assert_ptr_equal(synth_guess("superpod"), synth_find("superpod-h100"));
	assert_ptr_equal(synth_guess("colosus-100k"),
			 synth_find("colossus-100k"));
	assert_ptr_equal(synth_guess("colossus"), synth_find("colossus-100k"));
	assert_null(synth_guess("maxi"));
	assert_null(synth_guess(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(presets_are_what_they_mean),
		cmocka_unit_test(every_preset_is_in_the_table),
		cmocka_unit_test(the_same_preset_is_the_same_fabric),
		cmocka_unit_test(any_size_is_that_size),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(every_group_is_connected_to_every_other),
		cmocka_unit_test(dragonflies_that_cannot_be_are_refused),
		cmocka_unit_test(names_that_are_nearly_right_are_guessed),
	};

	return cmocka_run_group_tests_name("synth", tests, NULL, NULL);
}
