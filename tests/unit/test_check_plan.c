/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check_plan: random fabrics, plans with one change, told to the word. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "unit.h"
#include "tools/synth.h"
#include "topology/cables.h"
#include "topology/check.h"
#include "topology/infer.h"

enum { CASES = 1000, TEXT = 512 };

/* How a plan may call what the map has. */
enum calling {
	AS_THE_MAP,
	OTHERWISE_1,	/* "1", "2", ...; ports 1/1/1, 1/1/2, 1/2/1, ... */
	OTHERWISE_0,	/* GPU0, GPU1, ...; ports swp1, swp2, ... */
	OTHERWISE_WORDS,	/* etha, ethb, ...; ports Eth1/0, Eth1/1 ... */
};

struct row {
	struct cable c;		/* as the map has it, and then changed */
	bool gone;
	const char *a_name, *z_name;	/* NULL: as the map calls it */
};

struct plan_case {
	struct fabric *f;
	struct row *rows;
	int n;
	int calling;
	int n_planned;	/* of rows, those of the map */
};

static void must(bool holds, const struct rail_error *err)
{
	if (!holds)
		fail_msg("%s", err->text);
}

static struct fabric *make_fabric(void)
{
	const struct synth_preset *p = synth_find("clos");
	struct rail_error err = { "" };
	struct synth_spec spec;
	struct links *l;
	struct fabric *f;

	must(synth_take(p, 0, &spec, &err) == 0, &err);
	spec.rails = random_int(2, 8);
	spec.planes = random_int(1, 2);
	spec.island_nodes = random_int(3, 6);
	spec.pod_islands = random_int(1, 3);
	spec.nodes = spec.island_nodes * spec.pod_islands * random_int(1, 3);
	spec.clos.tor = random_one_in(4);
	spec.ports = random_one_in(3) ? SYNTH_SPLIT : SYNTH_NUMBERED;
	l = synth_links(p, &spec, &err);
	must(l != NULL, &err);
	f = infer_fabric(l, "f", NULL, &err);
	must(f != NULL, &err);
	links_destroy(l);
	return f;
}

static void add_row(struct plan_case *pc, const struct row *row)
{
	pc->rows[pc->n++] = *row;
}

static struct plan_case begin(struct fabric *f)
{
	struct plan_case pc = { .f = f };
	struct cables at = { 0 };
	struct row row = { .gone = false };

	pc.rows = calloc((size_t)cables_count(f) + 4, sizeof(*pc.rows));
	assert_non_null(pc.rows);
	while (cables_next(f, &at, &row.c))
		add_row(&pc, &row);
	pc.n_planned = pc.n;
	/* Of words only places tell, if most cables are in theirs. */
	pc.calling = random_int(0, f->n_nodes < 5 ? OTHERWISE_0 :
						    OTHERWISE_WORDS);
	return pc;
}

static void end(struct plan_case *pc)
{
	free(pc->rows);
	fabric_destroy(pc->f);
}

/* --- rows -> links ------------------------------------------------------- */

/* Where a port is among those of a switch, from 1. */
static int port_rank(const struct fabric *f, int port)
{
	char text[FABRIC_PORT_TEXT];
	int cage, half;

	if (!f->port_names ||
	    sscanf(fabric_port_text(f, port, text), "swp%ds%d", &cage,
		   &half) != 2)
		return port;
	return 2 * cage - 1 + half;
}

static int port_of(const struct plan_case *pc, struct links *l, int port)
{
	int rank = port_rank(pc->f, port), n;
	char text[FABRIC_PORT_TEXT];

	switch (pc->calling) {
	case OTHERWISE_1:
		snprintf(text, sizeof(text), "1/%d/%d", (rank + 1) / 2,
			 2 - rank % 2);
		break;
	case OTHERWISE_0:
		snprintf(text, sizeof(text), "port%d", rank);
		break;
	case OTHERWISE_WORDS:
		snprintf(text, sizeof(text), "Eth1/%d", rank - 1);
		break;
	default:
		if (!pc->f->port_names)
			return port;
		snprintf(text, sizeof(text), "%s",
			 pc->f->port_names[port - 1]);
	}
	n = links_port(l, text, NULL);
	assert_true(n > 0);
	return n;
}

static const char *nic_of(const struct plan_case *pc, const struct cable *c,
			  char text[32])
{
	switch (c->kind == CABLE_NIC ? pc->calling : AS_THE_MAP) {
	case OTHERWISE_1:
		snprintf(text, 32, "%d", c->rail + 1);
		return text;
	case OTHERWISE_0:
		snprintf(text, 32, "GPU%d", c->rail);
		return text;
	case OTHERWISE_WORDS:
		snprintf(text, 32, "eth%c", 'a' + c->rail);
		return text;
	}
	return c->a_nic ? c->a_nic : "";
}

/* Adds the device, or finds it: SWITCH, or HOST and NIC. */
static int device(struct links *l, const char *sw, const char *host,
		  const char *nic)
{
	int i;

	for (i = 0; i < l->n_devices; i++) {
		const struct links_device *d = &l->devices[i];

		if (sw ? d->kind == LINKS_SWITCH && !strcmp(d->name, sw) :
			 d->kind == LINKS_NIC && !strcmp(d->host, host) &&
				 *nic && !strcmp(d->name, nic))
			return i;
	}
	i = links_add_device(l, sw ? LINKS_SWITCH : LINKS_NIC, 0,
			     sw ? sw : nic, host, 0, NULL);
	assert_true(i >= 0);
	return i;
}

/* NULL: the map has two cables in one port, which no plan can have; or two
 * that may be one, as far as its ports are known. */
static struct links *plan_links(const struct plan_case *pc)
{
	struct links *l = links_create("plan");
	int n = 0;

	assert_non_null(l);
	for (int i = 0; i < pc->n; i++) {
		const struct row *row = &pc->rows[i];
		const struct cable *c = &row->c;
		struct links_cable out = { .line = i + 1 };
		bool trunk = c->kind == CABLE_TRUNK;
		const char *a = row->a_name ? row->a_name : c->a_name;
		char nic[32];

		if (row->gone)
			continue;
		out.a = device(l, trunk ? a : NULL, trunk ? NULL : a,
			       nic_of(pc, c, nic));
		out.port_a = !trunk ? c->a_port : !c->a_port ? 0 :
			     port_of(pc, l, c->a_port);
		out.b = device(l, row->z_name ? row->z_name :
			       fabric_switch_name(pc->f, c->z_switch), NULL,
			       NULL);
		out.port_b = c->z_port ? port_of(pc, l, c->z_port) : 0;
		if (links_add_cable(l, &out, NULL) < 0 || l->n_cables != ++n) {
			links_destroy(l);
			return NULL;
		}
	}
	return l;
}

/* --- findings ------------------------------------------------------------ */

/* "kind: what" of each, a line each. */
static char *findings(const struct plan_case *pc, const struct links *l)
{
	struct rail_error err = { "" };
	struct check_report *r = check_plan(pc->f, l, &err);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	must(r != NULL, &err);
	assert_non_null(out);
	for (int i = 0; i < r->n_findings; i++) {
		fprintf(out, "%s: %s\n", check_kind_name(r->findings[i].kind),
			r->findings[i].what);
		assert_non_null(r->findings[i].todo);
	}
	fclose(out);
	check_report_destroy(r);
	return text;
}

static void expect(const struct plan_case *pc, const char *wanted)
{
	struct links *l = plan_links(pc);
	char *found;

	assert_non_null(l);
	found = findings(pc, l);
	links_destroy(l);

	if (strcmp(found, wanted))
		fail_msg("calling %d\nfound:  %swanted: %s", pc->calling,
			 found, wanted);
	free(found);
}

/* "gpu1 mlx5_0", "leaf0 port 3": the A end of C. */
static const char *a_text(const struct plan_case *pc, const struct cable *c,
			  char text[TEXT])
{
	char port[FABRIC_PORT_TEXT], plane[16] = "";

	if (c->kind == CABLE_TRUNK) {
		snprintf(text, TEXT, "%s port %s", c->a_name,
			 fabric_port_text(pc->f, c->a_port, port));
		return text;
	}
	if (pc->f->n_planes > 1)
		snprintf(plane, sizeof(plane), " port %d", c->a_port);
	snprintf(text, TEXT, "%s %s%s", c->a_name, c->a_nic, plane);
	return text;
}

static const char *z_text(const struct plan_case *pc, const struct cable *c,
			  char text[TEXT])
{
	char port[FABRIC_PORT_TEXT];

	snprintf(text, TEXT, "%s port %s", fabric_switch_name(pc->f,
							      c->z_switch),
		 fabric_port_text(pc->f, c->z_port, port));
	return text;
}

/* --- changes ------------------------------------------------------------- */

static int cables_of_switch(const struct plan_case *pc, int sw)
{
	int n = 0;

	for (int i = 0; i < pc->n; i++)
		n += pc->rows[i].c.z_switch == sw ||
		     pc->rows[i].c.a_switch == sw;
	return n;
}

static int cables_of_node(const struct plan_case *pc, int node)
{
	int n = 0;

	for (int i = 0; i < pc->n; i++)
		n += pc->rows[i].c.node == node;
	return n;
}

/* A row whose ends have other cables, too. */
static struct row *random_row(const struct plan_case *pc)
{
	for (;;) {
		struct row *row = &pc->rows[random_int(0, pc->n - 1)];
		const struct cable *c = &row->c;

		if (cables_of_switch(pc, c->z_switch) > 1 &&
		    (c->kind == CABLE_TRUNK ?
		     cables_of_switch(pc, c->a_switch) :
		     cables_of_node(pc, c->node)) > 1)
			return row;
	}
}

static int free_port(const struct plan_case *pc, int sw)
{
	int most = 0;

	for (int i = 0; i < pc->n; i++) {
		const struct cable *c = &pc->rows[i].c;

		if (c->z_switch == sw && c->z_port > most)
			most = c->z_port;
		if (c->a_switch == sw && c->a_port > most)
			most = c->a_port;
	}
	return most + 1;
}

static void test_no_change_nothing_told(void **state)
{
	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct plan_case pc = begin(make_fabric());

		expect(&pc, "");
		end(&pc);
	}
}

static void test_any_fabric_is_as_its_own_plan_says(void **state)
{
	const struct random_shape shape = {
		.max_components = 2, .max_pods = 2, .max_islands = 3,
		.max_nodes = 4, .max_rails = 4, .flawed = true, .whole = true,
	};

	(void)state;
	for (int i = 0; i < CASES;) {
		struct plan_case pc = begin(random_fabric(&shape));
		struct links *l;

		pc.calling = AS_THE_MAP;
		l = plan_links(&pc);
		if (l) {
			expect(&pc, "");
			i++;
		}
		links_destroy(l);
		end(&pc);
	}
}

static void test_a_cable_that_is_not_planned(void **state)
{
	char a[TEXT], z[TEXT], wanted[3 * TEXT];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct plan_case pc = begin(make_fabric());
		struct row *row = random_row(&pc);

		row->gone = true;
		snprintf(wanted, sizeof(wanted), "plan-extra-cable: %s to %s: "
			 "not in the plan\n", a_text(&pc, &row->c, a),
			 z_text(&pc, &row->c, z));
		expect(&pc, wanted);
		end(&pc);
	}
}

static void test_a_cable_that_was_not_seen(void **state)
{
	char a[TEXT], z[TEXT], wanted[3 * TEXT];

	(void)state;
	for (int i = 0; i < CASES;) {
		struct plan_case pc = begin(make_fabric());
		struct row row = { .gone = false };
		int n = fabric_n_switches(pc.f);

		row.c = (struct cable){
			.kind = CABLE_TRUNK, .node = -1, .rail = -1,
			.a_switch = random_int(0, n - 2),
		};
		row.c.z_switch = random_int(row.c.a_switch + 1, n - 1);
		row.c.a_name = fabric_switch_name(pc.f, row.c.a_switch);
		row.c.a_port = free_port(&pc, row.c.a_switch);
		row.c.z_port = free_port(&pc, row.c.z_switch);
		if (!pc.f->port_names) {
			add_row(&pc, &row);
			snprintf(wanted, sizeof(wanted), "plan-missing-cable: "
				 "%s to %s: not seen\n",
				 a_text(&pc, &row.c, a),
				 z_text(&pc, &row.c, z));
			expect(&pc, wanted);
			i++;
		}
		end(&pc);
	}
}

static bool same_ends(const struct cable *a, const struct cable *b)
{
	return a->z_switch == b->z_switch && a->z_port == b->z_port;
}

static void test_two_swapped_cables(void **state)
{
	char a1[TEXT], z1[TEXT], a2[TEXT], z2[TEXT], wanted[5 * TEXT];

	(void)state;
	for (int i = 0; i < CASES;) {
		struct plan_case pc = begin(make_fabric());
		struct row *x = random_row(&pc), *y = random_row(&pc), *old;
		bool host = x->c.kind != CABLE_TRUNK;

		if (x > y) {
			old = x;
			x = y;
			y = old;
		}
		if (x != y && x->c.kind == y->c.kind &&
		    !same_ends(&x->c, &y->c)) {
			struct cable is = x->c;

			snprintf(wanted, sizeof(wanted), "plan-swapped: %s %s "
				 "%s, %s %s %s\n", a_text(&pc, &x->c, a1),
				 host ? "is on" : "goes to",
				 z_text(&pc, &x->c, z1),
				 a_text(&pc, &y->c, a2), host ? "on" : "to",
				 z_text(&pc, &y->c, z2));
			x->c.z_switch = y->c.z_switch;
			x->c.z_port = y->c.z_port;
			y->c.z_switch = is.z_switch;
			y->c.z_port = is.z_port;
			expect(&pc, wanted);
			i++;
		}
		end(&pc);
	}
}

static void test_a_cable_that_goes_elsewhere(void **state)
{
	char a[TEXT], z[TEXT], home[TEXT], wanted[4 * TEXT];

	(void)state;
	for (int i = 0; i < CASES;) {
		struct plan_case pc = begin(make_fabric());
		struct row *row = random_row(&pc);
		bool host = row->c.kind != CABLE_TRUNK;
		int sw = random_int(0, fabric_n_switches(pc.f) - 1);

		/* A port without a name has none to be told by. */
		if (!pc.f->port_names && sw != row->c.a_switch) {
			a_text(&pc, &row->c, a);
			z_text(&pc, &row->c, z);
			row->c.z_port = free_port(&pc, sw);
			row->c.z_switch = sw;
			snprintf(wanted, sizeof(wanted), "plan-elsewhere: %s "
				 "%s %s; %s %s\n", a,
				 host ? "is on" : "goes to", z,
				 host ? "the plan has it on" :
					"in the plan it goes to",
				 z_text(&pc, &row->c, home));
			expect(&pc, wanted);
			i++;
		}
		end(&pc);
	}
}

/* --- whole nodes, whole switches ----------------------------------------- */

static void test_a_node_that_is_not_planned(void **state)
{
	char wanted[TEXT];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct plan_case pc = begin(make_fabric());
		int node = random_int(0, pc.f->n_nodes - 1);

		snprintf(wanted, sizeof(wanted), "plan-extra-node: %s is not in "
			 "the plan: it has %d cables\n",
			 pc.f->nodes[node].name, cables_of_node(&pc, node));
		for (int k = 0; k < pc.n; k++)
			pc.rows[k].gone = pc.rows[k].c.node == node;
		expect(&pc, wanted);
		end(&pc);
	}
}

static void test_a_node_of_another_name(void **state)
{
	char wanted[TEXT];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct plan_case pc = begin(make_fabric());
		int node = random_int(0, pc.f->n_nodes - 1);
		int n = cables_of_node(&pc, node);

		snprintf(wanted, sizeof(wanted), "plan-other-node: %s is where "
			 "the plan has new: by %d of %d cables\n",
			 pc.f->nodes[node].name, n, n);
		for (int k = 0; k < pc.n; k++)
			if (pc.rows[k].c.node == node)
				pc.rows[k].a_name = "new";
		expect(&pc, wanted);
		end(&pc);
	}
}

static void test_a_node_that_was_not_seen(void **state)
{
	char wanted[TEXT];

	(void)state;
	for (int i = 0; i < CASES;) {
		struct plan_case pc = begin(make_fabric());
		const struct fabric *f = pc.f;
		int leaf = random_int(0, f->n_leafs - 1);
		struct row row = { .a_name = "new", .c = {
			.kind = CABLE_NIC, .node = f->n_nodes, .a_port = 1,
			.a_nic = f->shapes[0].nic_names[0], .a_switch = -1,
			.z_switch = leaf, .z_port = free_port(&pc, leaf),
		} };

		snprintf(wanted, sizeof(wanted), "plan-missing-node: new was "
			 "not seen: the plan has it, with 1 cable\n");
		if (!f->port_names) {
			add_row(&pc, &row);
			expect(&pc, wanted);
			i++;
		}
		end(&pc);
	}
}

static int cables_left(const struct plan_case *pc, int sw, int node)
{
	int n = 0;

	for (int i = 0; i < pc->n; i++) {
		const struct cable *c = &pc->rows[i].c;

		n += !pc->rows[i].gone &&
		     (node >= 0 ? c->node == node :
				  c->a_switch == sw || c->z_switch == sw);
	}
	return n;
}

/* Whether everything but SW has a cable that is not gone. */
static bool others_have_cables(const struct plan_case *pc, int sw)
{
	bool all = true;

	for (int i = 0; i < fabric_n_switches(pc->f); i++)
		all &= i == sw || cables_left(pc, i, -1) > 0;
	for (int i = 0; i < pc->f->n_nodes; i++)
		all &= cables_left(pc, -1, i) > 0;
	return all;
}

static void test_a_switch_of_another_name_or_not_planned(void **state)
{
	char wanted[TEXT];

	(void)state;
	for (int i = 0; i < CASES;) {
		struct plan_case pc = begin(make_fabric());
		int sw = random_int(0, fabric_n_switches(pc.f) - 1);
		int n = cables_of_switch(&pc, sw);
		const char *name = fabric_switch_name(pc.f, sw);
		bool renamed = random_one_in(2);

		/* Where plans call things otherwise, they need evidence. */
		pc.calling = AS_THE_MAP;
		for (int k = 0; k < pc.n; k++) {
			struct row *row = &pc.rows[k];

			if (row->c.a_switch != sw && row->c.z_switch != sw)
				continue;
			row->gone = !renamed;
			if (row->c.a_switch == sw)
				row->a_name = "new";
			else
				row->z_name = "new";
		}
		if (renamed)
			snprintf(wanted, sizeof(wanted), "plan-other-switch: "
				 "%s is where the plan has new: by %d of %d "
				 "cable%s\n", name, n, n, n == 1 ? "" : "s");
		else
			snprintf(wanted, sizeof(wanted), "plan-extra-switch: "
				 "%s is not in the plan: it has %d cable%s\n",
				 name, n, n == 1 ? "" : "s");
		if (others_have_cables(&pc, sw)) {
			expect(&pc, wanted);
			i++;
		}
		end(&pc);
	}
}

/* --- names --------------------------------------------------------------- */

static void test_names_in_other_case_and_with_a_domain(void **state)
{
	struct plan_case pc = begin(make_fabric());
	char (*names)[64] = calloc((size_t)pc.n, sizeof(*names));

	(void)state;
	assert_non_null(names);
	for (int i = 0; i < pc.n; i++) {
		snprintf(names[i], sizeof(names[i]), "%s%s", pc.rows[i].c.a_name,
			 pc.rows[i].c.kind == CABLE_TRUNK ? "" : ".site.org");
		names[i][0] = (char)(names[i][0] - 'a' + 'A');
		if (pc.rows[i].c.kind != CABLE_TRUNK)
			pc.rows[i].a_name = names[i];
	}
	expect(&pc, "");
	free(names);
	end(&pc);
}

/* Rails 1 to 3 of four are in the plan: no number tells whether it counts from
 * 0 or from 1, and no cable does. */
static void test_names_that_tell_nothing(void **state)
{
	static const char *const names[] = { "a0", "a1", "a2", "a3" };
	struct rail_error err = { "" };
	struct fabric_builder *b = fabric_build("f", 4, &err);
	struct links *l = links_create("plan");
	struct check_report *r;
	struct fabric *f;

	(void)state;
	must(!fabric_build_pod(b, "p", &err) &&
	     !fabric_build_island(b, "i", &err), &err);
	for (int k = 0; k < 4; k++)
		must(fabric_build_leaf(b, names[k], 0, k, 0, &err) >= 0, &err);
	for (int i = 0; i < 4; i++) {
		struct fabric_nic nics[4];
		char name[] = { 'n', (char)('0' + i), '\0' };

		for (int k = 0; k < 4; k++)
			nics[k] = (struct fabric_nic){ .leaf = k, .port = 4 + i,
						       .speed = -1 };
		must(!build_node(b, name, names, nics, &err), &err);
		for (int k = 1; k < 4; k++) {
			const char *nic = (const char *[]){ "", "1", "2",
							    "3" }[k];
			struct links_cable c = {
				.a = device(l, NULL, name, nic), .port_a = 1,
				.b = device(l, names[(k + i) % 4], NULL, NULL),
				.port_b = 4 + i,
			};

			must(!links_add_cable(l, &c, &err), &err);
		}
	}
	f = fabric_build_finish(b, &err);
	must(f != NULL, &err);
	r = check_plan(f, l, &err);
	must(r != NULL, &err);
	assert_int_equal(r->findings[r->n_findings - 1].kind,
			 CHECK_PLAN_NAMES);
	assert_string_equal(r->findings[r->n_findings - 1].what,
			    "nothing tells which NICs the plan means by names "
			    "like \"1\": the map has 4 NICs a node, called like "
			    "\"a0\"");
	/* Every planned cable has its port of a leaf, so what is left is what
	 * the plan lacks. */
	for (int i = 0; i < r->n_findings - 1; i++)
		assert_int_equal(r->findings[i].kind, CHECK_PLAN_EXTRA_CABLE);
	assert_int_equal(r->n_findings, 5);
	check_report_destroy(r);
	links_destroy(l);
	fabric_destroy(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_change_nothing_told),
		cmocka_unit_test(test_any_fabric_is_as_its_own_plan_says),
		cmocka_unit_test(test_a_cable_that_is_not_planned),
		cmocka_unit_test(test_a_cable_that_was_not_seen),
		cmocka_unit_test(test_two_swapped_cables),
		cmocka_unit_test(test_a_cable_that_goes_elsewhere),
		cmocka_unit_test(test_a_node_that_is_not_planned),
		cmocka_unit_test(test_a_node_of_another_name),
		cmocka_unit_test(test_a_node_that_was_not_seen),
		cmocka_unit_test(test_a_switch_of_another_name_or_not_planned),
		cmocka_unit_test(test_names_in_other_case_and_with_a_domain),
		cmocka_unit_test(test_names_that_tell_nothing),
	};

	random_start("check_plan");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
