/* SPDX-License-Identifier: GPL-2.0-or-later */
/* synth_fail: what is asked for fails, no more and no less, and is found. */
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "unit.h"
#include "tools/random64.h"
#include "tools/synth_fail.h"
#include "topology/check.h"
#include "topology/infer.h"

/* --- random numbers ------------------------------------------------------ */

/* Those of the reference implementation. */
static void numbers_are_those_of_splitmix64(void **state)
{
	struct random64 r;

	random64_seed(&r, 1234567, 0);
	assert_true(random64_next(&r) == UINT64_C(6457827717110365317));
	assert_true(random64_next(&r) == UINT64_C(3203168211198807973));
	assert_true(random64_next(&r) == UINT64_C(9817491932198370423));
	assert_true(random64_next(&r) == UINT64_C(4593380528125082431));
	assert_true(random64_next(&r) == UINT64_C(16408922859458223821));
}

static void all_numbers_below_come_up_evenly(void **state)
{
	int counts[7] = { 0 };
	struct random64 r;

	random64_seed(&r, 1, 1);
	for (int i = 0; i < 70000; i++)
		counts[random64_below(&r, 7)]++;
	for (int i = 0; i < 7; i++)
		assert_in_range(counts[i], 9600, 10400);
	assert_true(random64_below(&r, 1) == 0);
}

/* --- what is asked for --------------------------------------------------- */

static void amounts_are_read(void **state)
{
	struct synth_fail f = { .seed = 0 };
	struct rail_error err = { "" };

	assert_int_equal(synth_fail_parse("links=0.1%,nodes=12,swapped-rails=0,"
					  "leafs=100%,slow-links=.5%", &f,
					  &err), -1);
	assert_string_equal(err.text, "\".5%\": a count, or a share from 0% "
			    "to 100%, was expected");
	f = (struct synth_fail){ .seed = 0 };
	assert_int_equal(synth_fail_parse("links=0.1%,nodes=12,swapped-rails=0,"
					  "leafs=100%,uplinks=12.3456%", &f,
					  &err), 0);
	assert_true(f.amounts[SYNTH_LINKS].share);
	assert_int_equal(f.amounts[SYNTH_LINKS].value, 1000);
	assert_false(f.amounts[SYNTH_NODES].share);
	assert_int_equal(f.amounts[SYNTH_NODES].value, 12);
	assert_true(f.amounts[SYNTH_SWAPS].asked);
	assert_int_equal(f.amounts[SYNTH_LEAFS].value, 1000000);
	assert_int_equal(f.amounts[SYNTH_UPLINKS].value, 123456);
	assert_false(f.amounts[SYNTH_SPINES].asked);
}

static void bad_amounts_are_refused(void **state)
{
	static const char *const bad[][2] = {
		{ "", "\"\": FAULT=COUNT or FAULT=SHARE% was expected" },
		{ "links", "\"links\": FAULT=COUNT or FAULT=SHARE% was "
		  "expected" },
		{ "links=", "\"\": a count, or a share from 0% to 100%, was "
		  "expected" },
		{ "links=%", "\"%\": a count, or a share from 0% to 100%, was "
		  "expected" },
		{ "links=-1", "\"-1\": a count, or a share from 0% to 100%, "
		  "was expected" },
		{ "links=101%", "\"101%\": a count, or a share from 0% to "
		  "100%, was expected" },
		{ "links=1.5", "\"1.5\": a count, or a share from 0% to 100%, "
		  "was expected" },
		{ "links=1.%", "\"1.%\": a count, or a share from 0% to 100%, "
		  "was expected" },
		{ "links=0.00001%", "\"0.00001%\": a count, or a share from 0% "
		  "to 100%, was expected" },
		{ "links=1 ", "\"1 \": a count, or a share from 0% to 100%, "
		  "was expected" },
		{ "links=99999999999999999999", "\"99999999999999999999\": a "
		  "count, or a share from 0% to 100%, was expected" },
		{ "links=1,", "\"\": FAULT=COUNT or FAULT=SHARE% was expected" },
		{ "links=1,missing-link=2", "\"missing-link=2\": links are "
		  "asked for twice" },
	};
	struct rail_error err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct synth_fail f = { .seed = 0 };

		err.text[0] = '\0';
		assert_int_equal(synth_fail_parse(bad[i][0], &f, &err), -1);
		assert_string_equal(err.text, bad[i][1]);
	}
}

/* --- what happens -------------------------------------------------------- */

struct broken {
	struct links *l;
	struct synth_failures done;
	struct fabric *f;
	struct check_report *r;
};

/* Presets of other sizes than they have: a ToR's islands, fewer groups. */
static const struct synth_preset *find_preset(const char *name,
					      struct synth_spec *spec)
{
	const struct synth_preset *p;

	if (!strcmp(name, "tor")) {
		p = synth_find("clos");
		*spec = p->spec;
		spec->island_nodes = 2;
		spec->pod_islands = 12;
		spec->nodes = 96;
		spec->clos.tor = true;
		return p;
	}
	p = synth_find(!strcmp(name, "cxi4") ? "frontier" :
		       !strcmp(name, "cxi8") ? "aurora" : name);
	*spec = p->spec;
	if (p->spec.dragonfly.switches)
		spec->nodes = 6 * spec->pod_islands * spec->island_nodes;
	return p;
}

/* PRESET with FAULTS of SEED; false and ERR when it takes no such. */
static bool try_break(struct broken *b, const char *preset, int units,
		      const char *faults, uint64_t seed, struct rail_error *err)
{
	struct synth_spec spec;
	const struct synth_preset *p = find_preset(preset, &spec);
	struct synth_fail fail = { .seed = seed };
	struct synth_size size;

	if (p->unit)
		assert_int_equal(synth_take(p, units, &spec, err), 0);
	assert_int_equal(synth_size(&spec, &size), 0);
	memcpy(fail.ports, size.ports, sizeof(fail.ports));
	assert_int_equal(synth_fail_parse(faults, &fail, err), 0);
	*b = (struct broken){ .l = synth_links(p, &spec, err) };
	assert_non_null(b->l);
	if (synth_fail(b->l, &fail, &b->done, err) < 0) {
		links_destroy(b->l);
		synth_failures_free(&b->done);
		return false;
	}
	return true;
}

static void break_it(struct broken *b, const char *preset, int units,
		     const char *faults, uint64_t seed)
{
	struct rail_error err = { "" };

	if (!try_break(b, preset, units, faults, seed, &err))
		fail_msg("%s %s: %s", preset, faults, err.text);
}

static void look(struct broken *b)
{
	struct rail_error err = { "" };

	b->f = infer_fabric(b->l, "x", NULL, &err);
	if (!b->f)
		fail_msg("%s", err.text);
	b->r = check_fabric(b->f, &err);
	assert_non_null(b->r);
}

static void mend(struct broken *b)
{
	check_report_destroy(b->r);
	fabric_destroy(b->f);
	links_destroy(b->l);
	synth_failures_free(&b->done);
}

/* Whether FIND is at a node that E names, where it is at a node. */
static bool is_about(const struct broken *b, const struct check_finding *find,
		     const struct synth_failed *e)
{
	const struct fabric_node *n;

	if (find->node < 0 || !e->hosts[0])
		return true;
	n = &b->f->nodes[find->node];
	for (int i = 0; i < 2 && e->hosts[i]; i++)
		if (!strcmp(e->hosts[i], n->called ? n->called : n->name))
			return true;
	return false;
}

/* One fault of each kind, each on its own, is found and called by its name. */
static void check_single(const char *preset, int units, int fault,
			 uint64_t seed, int *n)
{
	struct broken b;
	struct rail_error err;
	char text[40];
	const char *finding;

	snprintf(text, sizeof(text), "%s=1",
		 synth_fault_name((enum synth_fault)fault));
	if (!try_break(&b, preset, units, text, seed, &err))
		return;
	assert_int_equal(b.done.n, 1);
	look(&b);
	finding = b.done.list[0].unseen ? NULL :
		  synth_fault_finding((enum synth_fault)fault);
	if (!finding && b.r->n_findings)
		fail_msg("%s %s, seed %d: %s: %s", preset, text, (int)seed,
			 b.done.list[0].what, b.r->findings[0].what);
	if (finding &&
	    (b.r->n_findings != 1 ||
	     strcmp(check_kind_name(b.r->findings[0].kind), finding) != 0 ||
	     !is_about(&b, &b.r->findings[0], &b.done.list[0])))
		fail_msg("%s %s, seed %d: %s: %d findings, first: %s", preset,
			 text, (int)seed, b.done.list[0].what, b.r->n_findings,
			 b.r->n_findings ? b.r->findings[0].what : "none");
	(*n)++;
	mend(&b);
}

static void each_fault_is_found_by_its_name(void **state)
{
	static const struct {
		const char *name;
		int units;
	} presets[] = {
		{ "mini", 0 }, { "superpod-h100", 2 }, { "nvl72", 10 },
		{ "clos", 0 }, { "tor", 0 }, { "cxi4", 0 },
		{ "cxi8", 0 }, { "hpn7", 0 },
	};
	uint64_t seed = (uint64_t)random_int(0, 1 << 30);

	for (int i = 0; i < SYNTH_N_FAULTS; i++) {
		int n = 0;

		for (size_t k = 0; k < sizeof(presets) / sizeof(*presets); k++)
			for (int s = 0; s < (k == 7 ? 1 : 4); s++)
				check_single(presets[k].name, presets[k].units,
					     i, seed + (uint64_t)s, &n);
		print_message("# %s: %d\n",
			      synth_fault_name((enum synth_fault)i), n);
		assert_true(n > 0);
	}
}

static bool same_failures(const struct synth_failures *a,
			  const struct synth_failures *b)
{
	if (a->n != b->n)
		return false;
	for (int i = 0; i < a->n; i++)
		if (strcmp(a->list[i].what, b->list[i].what) != 0)
			return false;
	return true;
}

static const char many[] =
	"nodes=3,leafs=2,spines=1,swaps=2,node-swaps=2,island-swaps=2,"
	"uplink-swaps=2,links=1%,uplinks=0.5%,slow-links=3";

static void a_seed_is_always_the_same_faults(void **state)
{
	struct broken a, b, c;

	break_it(&a, "superpod-h100", 16, many, 7);
	break_it(&b, "superpod-h100", 16, many, 7);
	break_it(&c, "superpod-h100", 16, many, 8);
	assert_true(same_failures(&a.done, &b.done));
	assert_false(same_failures(&a.done, &c.done));
	/* On every machine: this was written down once. */
	assert_string_equal(a.done.list[0].what, "dgx394 is off");
	mend(&a);
	mend(&b);
	mend(&c);
}

static void as_many_fail_as_are_asked_for(void **state)
{
	struct broken b;
	int nics = 0, healthy = 512 * 8 + 2 * 4096;

	break_it(&b, "superpod-h100", 16,
		 "nodes=0.5%,links=0.1%,uplinks=10,leafs=1", 3);
	/* 512 nodes, 4096 links, 128 leafs of 32 links and 32 uplinks */
	assert_int_equal(b.done.of[SYNTH_NODES], 512);
	assert_int_equal(b.done.made[SYNTH_NODES], 3);
	assert_int_equal(b.done.of[SYNTH_LINKS], 4096);
	assert_int_equal(b.done.made[SYNTH_LINKS], 4);
	assert_int_equal(b.done.made[SYNTH_UPLINKS], 10);
	assert_int_equal(b.done.made[SYNTH_LEAFS], 1);
	assert_int_equal(b.done.n, 18);
	for (int i = 0; i < b.l->n_devices; i++)
		nics += b.l->devices[i].kind == LINKS_NIC;
	assert_int_equal(b.l->n_cables - nics, healthy - 4096 - 32 - 10);
	look(&b);
	assert_int_equal(b.f->n_nodes, 509);
	assert_int_equal(b.f->n_islands, 16);
	assert_int_equal(b.f->n_leafs, 127);
	mend(&b);
}

/* All that can be at once, and still each port has one cable. */
static void many_faults_leave_links_in_order(void **state)
{
	struct broken b;
	int last = -1;

	break_it(&b, "clos", 0, many, 11);
	assert_int_equal(links_index_ports(b.l), 0);
	for (int i = 0; i < b.l->n_cables; i++) {
		const struct links_cable *c = &b.l->cables[i];
		struct links_cable again = *c;
		struct rail_error err;

		assert_true(c->a < c->b && c->b < b.l->n_devices);
		/* the same cable once more is no second one in any port */
		assert_int_equal(links_add_cable(b.l, &again, &err), 0);
		last = c->b > last ? c->b : last;
	}
	assert_int_equal(last, b.l->n_devices - 1);
	look(&b);
	assert_true(b.r->n_findings > 0);
	mend(&b);
}

static void what_has_no_place_is_refused(void **state)
{
	static const char *const bad[][3] = {
		{ "mini", "nodes=17", "nodes=17: this fabric takes 16 of them: "
		  "each needs parts without another fault, and what is moved "
		  "or added a free port" },
		{ "mini", "planes=1", "planes: the fabric has nothing of the "
		  "kind" },
		{ "superpod-h100", "wrong-leafs=1", "wrong-leafs=1: this "
		  "fabric takes 0 of them: each needs parts without another "
		  "fault, and what is moved or added a free port" },
		{ "mini", "nodes=100%,links=1", "links=1: this fabric takes 0 "
		  "of them: each needs parts without another fault, and what "
		  "is moved or added a free port" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct rail_error err = { "" };
		struct broken b;

		assert_false(try_break(&b, bad[i][0], 0, bad[i][1], 1, &err));
		assert_string_equal(err.text, bad[i][2]);
	}
}

static void a_share_of_nothing_is_nothing(void **state)
{
	struct broken b;

	break_it(&b, "mini", 0, "links=0%,nodes=0", 1);
	assert_int_equal(b.done.n, 0);
	look(&b);
	assert_int_equal(b.r->n_findings, 0);
	assert_int_equal(b.f->n_nodes, 16);
	mend(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_those_of_splitmix64),
		cmocka_unit_test(all_numbers_below_come_up_evenly),
		cmocka_unit_test(amounts_are_read),
		cmocka_unit_test(bad_amounts_are_refused),
		cmocka_unit_test(each_fault_is_found_by_its_name),
		cmocka_unit_test(a_seed_is_always_the_same_faults),
		cmocka_unit_test(as_many_fail_as_are_asked_for),
		cmocka_unit_test(many_faults_leave_links_in_order),
		cmocka_unit_test(what_has_no_place_is_refused),
		cmocka_unit_test(a_share_of_nothing_is_nothing),
	};

	random_start("synth_fail");
	return cmocka_run_group_tests_name("synth_fail", tests, NULL, NULL);
}
