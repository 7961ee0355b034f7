/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cable plans, as people and spreadsheets write them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "tools/plan_columns.h"
#include "tools/source_plan.h"
#include "tools/synth.h"
#include "tools/write_plan.h"
#include "topology/cables.h"
#include "topology/infer.h"

#define HEADER "A-Node Name,A-Type,A-Port,Z-Node Name,Z-Type,Z-Port\n"

static struct links *parse(const char *text, struct infer_notes *notes)
{
	struct rail_error err = { "" };
	struct links *l = source_plan_parse(text, strlen(text), "plan.csv",
					    notes, &err);

	if (!l)
		fail_msg("%s", err.text);
	assert_string_equal(err.text, "");
	return l;
}

static void print_end(FILE *out, const struct links *l, int device, int port)
{
	const struct links_device *d = &l->devices[device];

	if (d->host)
		fprintf(out, "%s%s", d->host, d->aside ? "*" : "");
	fprintf(out, "%s%s:", d->host ? "/" : "", d->name);
	if (d->kind == LINKS_SWITCH && l->n_port_names && port)
		fprintf(out, "%s", l->port_names[port - 1]);
	else
		fprintf(out, "%d", port);
}

/* "gpu01/mlx5_0:1-leaf0:3 ..." */
static void expect(const char *text, const char *wanted)
{
	struct links *l = parse(text, NULL);
	char *got = NULL;
	size_t size;
	FILE *out = open_memstream(&got, &size);

	assert_non_null(out);
	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];
		bool nic_last = l->devices[c->a].kind == LINKS_SWITCH &&
				l->devices[c->b].kind == LINKS_NIC;

		fprintf(out, "%s", i ? " " : "");
		print_end(out, l, nic_last ? c->b : c->a,
			  nic_last ? c->port_b : c->port_a);
		fputc('-', out);
		print_end(out, l, nic_last ? c->a : c->b,
			  nic_last ? c->port_a : c->port_b);
	}
	fclose(out);
	assert_string_equal(got, wanted);
	free(got);
	links_destroy(l);
}

static void refuse(const char *text, size_t len, const char *message)
{
	struct rail_error err = { "" };
	struct links *l = source_plan_parse(text, len, "plan.csv", NULL, &err);

	if (l)
		fail_msg("taken, but expected: %s", message);
	assert_string_equal(err.text, message);
}

/* --- what is read -------------------------------------------------------- */

static void test_hosts_and_switches(void **state)
{
	(void)state;
	expect(HEADER
	       "gpu01,Host,mlx5_0,leaf0,Switch,1\n"
	       "gpu01,Host,mlx5_1,leaf1,Switch,1\n"
	       "leaf0,Switch,33,spine0,Switch,1\n",
	       "gpu01/mlx5_0:1-leaf0:1 gpu01/mlx5_1:1-leaf1:1 "
	       "leaf0:33-spine0:1");
}

static void test_columns_in_any_order_and_case_among_others(void **state)
{
	(void)state;
	expect("Rack;z-port;Z-NODE NAME;z_type;U;a port;A-Type;A-Node\n"
	       "R1;swp1s0;leaf0;Leaf;3;mlx5_0;GPU Server;gpu01\n"
	       "R1;;leaf1;ToR switch;3;mlx5_1;compute;gpu01\n",
	       "gpu01/mlx5_0:1-leaf0:swp1s0 gpu01/mlx5_1:1-leaf1:0");
	expect("#\tA-Node Name\tA-Type\tA-Port\tZ-Node Name\tZ-Type\tZ-Port\n"
	       "1\tgpu01\tnode\tGPU0\tleaf0\tleafswitch\t1/1/1\n",
	       "gpu01/GPU0:1-leaf0:1/1/1");
}

static void test_what_spreadsheets_write(void **state)
{
	(void)state;
	expect("\xef\xbb\xbf" "Cable plan, hall 3,,,,,,\r\n\r\n"
	       "A-Node Name,A-Type,A-Port,Z-Node Name,Z-Type,Z-Port,"
	       "\"Notes, if\r\nany\"\r\n"
	       "# \"comment\r\n"
	       "\"gpu01\" ,Host, mlx5_0,\"leaf 0, left\",Switch,7,\"a "
	       "\"\"long\"\"\r\nnote\"\r\n"
	       ",,,,,,\r\n"
	       "gpu02,Host,mlx5_0,\"leaf 0, left\",Switch,8,19\" rack\r\n"
	       "   \r\n",
	       "gpu01/mlx5_0:1-leaf 0, left:7 gpu02/mlx5_0:1-leaf 0, left:8");
	expect("A-Node Name,A-Type,A-Port,Z-Node Name,Z-Type,Z-Port\r"
	       "g,Host,1,s,Switch,1", "g/1:1-s:1");
}

static void test_types(void **state)
{
	static const char *const hosts[] = {
		"Host", "server", "Compute", "NODE", "GPU server", "hca",
		"compute node", "ComputeNode", "DGX H100", "hosts",
	};
	static const char *const asides[] = {
		"storage", "Storage node", "StorageServer", "login",
		"Management server", "head node",
	};
	static const char *const switches[] = {
		"Switch", "leaf", "TOR", "Spine", "core", "Leaf switch",
		"GPU leaf", "storage-switch", "IBSwitch", "LeafSwitch",
		"super-spine", "compute ToR",
	};
	char text[256], wanted[128];

	(void)state;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		snprintf(text, sizeof(text), HEADER "g,%s,n,s,Switch,1\n",
			 hosts[i]);
		expect(text, "g/n:1-s:1");
	}
	for (size_t i = 0; i < sizeof(asides) / sizeof(*asides); i++) {
		snprintf(text, sizeof(text), HEADER "g,%s,n,s,Switch,1\n",
			 asides[i]);
		expect(text, "g*/n:1-s:1");
	}
	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++) {
		snprintf(text, sizeof(text), HEADER "g,%s,7,s,Switch,1\n",
			 switches[i]);
		snprintf(wanted, sizeof(wanted), "g:7-s:1");
		expect(text, wanted);
	}
}

static void test_ports_of_nics(void **state)
{
	(void)state;
	expect(HEADER
	       "g,Host,mlx5_0/1,s,Switch,1\ng,Host,mlx5_0/2,s,Switch,2\n"
	       "g,Host,mlx5_1 P1,s,Switch,3\ng,Host,mlx5_1/P2,s,Switch,4\n"
	       "g,Host,GPU 3,s,Switch,5\ng,Host,3,s,Switch,6\n"
	       "g,Host,P2,s,Switch,7\ng,Host,eth1/99,s,Switch,8\n",
	       "g/mlx5_0:1-s:1 g/mlx5_0:2-s:2 g/mlx5_1:1-s:3 g/mlx5_1:2-s:4 "
	       "g/GPU-3:1-s:5 g/3:1-s:6 g/P2:1-s:7 g/eth1-99:1-s:8");
}

static void test_nics_of_which_nobody_knows_more(void **state)
{
	struct links *l;

	(void)state;
	l = parse(HEADER "g,Host,,s,Switch,1\ng,Host,,s,Switch,2\n"
		  "g,Host,/1,s,Switch,3\ng,Host,/2,s,Switch,4\n", NULL);
	assert_int_equal(l->n_cables, 4);
	assert_int_equal(l->n_devices, 4);	/* three NICs, the last of two
						 * ports */
	links_destroy(l);
}

static void test_one_port_with_a_name_makes_names_of_all(void **state)
{
	(void)state;
	expect(HEADER "g,Host,a,s,Switch,1\nh,Host,a,s,Switch,2a\n",
	       "g/a:1-s:1 h/a:1-s:2a");
	expect(HEADER "g,Host,a,s,Switch,0\nh,Host,a,s,Switch,1\n",
	       "g/a:1-s:0 h/a:1-s:1");
}

static void test_a_cable_told_from_both_ends_is_one(void **state)
{
	(void)state;
	expect(HEADER "g,Host,a,s,Switch,1\ns,Switch,1,g,Host,a\n"
	       "s,Switch,9,t,Switch,1\nt,Switch,1,s,Switch,9\n",
	       "g/a:1-s:1 s:9-t:1");
}

static void test_a_model_is_a_type(void **state)
{
	static const char *const models[] = {
		"QM9700", "MQM9790-NS2F", "SN5600", "DCS-7060X6", "Quantum-2",
		"spectrum 4", "NVIDIA qm8790",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
		char text[256];

		snprintf(text, sizeof(text), HEADER "g,DGX H100,a,s,%s,1\n",
			 models[i]);
		expect(text, "g/a:1-s:1");
	}
	assert_int_equal(plan_type("sn"), PLAN_NO_TYPE);
	assert_int_equal(plan_type("GX9700"), PLAN_NO_TYPE);
	assert_int_equal(plan_type("Quantum"), PLAN_NO_TYPE);
	assert_int_equal(plan_type("DGX storage QM9700"), PLAN_SWITCH);
}

static void test_capital_letters_make_no_other_device(void **state)
{
	(void)state;
	expect(HEADER "Gpu1,Host,a,Leaf,Switch,1\nGPU1,Host,b,LEAF,Switch,2\n"
	       "LEAF,Switch,3,Spine,Switch,1\n",
	       "Gpu1/a:1-Leaf:1 Gpu1/b:1-Leaf:2 Leaf:3-Spine:1");
}

static void test_notes(void **state)
{
	struct infer_notes notes = { 0 };

	(void)state;
	links_destroy(parse(HEADER "g,Host,1,s,Switch,1\ng,Host,2,h,Host,2\n",
			    &notes));
	assert_int_equal(notes.count, 1);
	assert_string_equal(notes.lines[0], "plan.csv: 1 cable between two "
			    "hosts: left out (the first in line 3)");
	infer_notes_free(&notes);
}

/* --- what is refused ----------------------------------------------------- */

static void test_refusals_have_their_place(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "", "plan.csv:1: no header: a line with the columns A-Node "
		  "Name, A-Type, A-Port, Z-Node Name, Z-Type and Z-Port was "
		  "expected" },
		{ "a,b,c\n1,2,3\n", "plan.csv:1: no header: a line with the "
		  "columns A-Node Name, A-Type, A-Port, Z-Node Name, Z-Type and "
		  "Z-Port was expected" },
		{ "\n\nA-Node Name,A-Port,Z-Node Name,Z-Type,Z-Port\n",
		  "plan.csv:3: column \"A-Type\" is missing" },
		{ "A-Node Name,A-Type,A-Port,Z-Node Name,Z-Type,Z-Port,a_port"
		  "\n", "plan.csv:1:53: a second column \"a_port\"; the first is "
		  "in column 20" },
		{ HEADER, "plan.csv:2: no cable in it: a line for each was "
		  "expected behind the header" },
		{ HEADER "g,Host,a,s,Switch,1\nh,Toaster,a,s,Switch,2\n",
		  "plan.csv:3:3: A-Type \"Toaster\": a host (server, compute, "
		  "node, GPU, storage ...) or a switch (leaf, ToR, spine, core "
		  "...) was expected" },
		{ HEADER "g,Host,a,s,,1\n", "plan.csv:2:12: Z-Type \"\": a host "
		  "(server, compute, node, GPU, storage ...) or a switch (leaf, "
		  "ToR, spine, core ...) was expected" },
		{ HEADER "g,Host,a\n", "plan.csv:2: Z-Node Name \"\": a name was "
		  "expected" },
		{ HEADER "g 1,Host,a,s,Switch,1\n", "plan.csv:2:1: A-Node Name "
		  "\"g 1\": no name of a node: letters, digits, '.', '_' and "
		  "'-' were expected" },
		{ HEADER "g,Host,-a,s,Switch,1\n", "plan.csv:2:8: A-Port \"-a\": "
		  "no name of a NIC, or of its port: it begins with neither a "
		  "letter nor a digit" },
		{ HEADER "g,Host,a,s,Switch,1\ns,Host,a,g,Switch,1\n",
		  "plan.csv:3:1: A-Node Name \"s\": a host here, and a switch "
		  "in line 2" },
		{ HEADER "g,Host,a,s,Switch,1\nh,Host,a,s,Switch,1\n",
		  "plan.csv:3:19: port 1 of \"s\" has a cable already, in line "
		  "2" },
		{ HEADER "g,Host,a,s,Switch,p1\ng,Host,a,s,Switch,p2\n",
		  "plan.csv:3:8: port 1 of \"g a\" has a cable already, in line "
		  "2" },
		{ HEADER "g,Host,a,s,Switch,p1\nh,Host,a,s,Switch,p1\n",
		  "plan.csv:3:19: port p1 of \"s\" has a cable already, in line "
		  "2" },
		{ HEADER "t,Switch,1,t,Switch,1\n", "plan.csv:2:21: port 1 of "
		  "\"t\" has a cable already, in line 2" },
		{ HEADER "g,Host,\"a,s,Switch,1\n", "plan.csv:2:8: this quote "
		  "does not end" },
		{ HEADER "g,Host,\"a\"b,s,Switch,1\n", "plan.csv:2:11: text "
		  "behind a closing quote" },
		{ HEADER "g,Host,a,s\xc3\xa9,Switch,1\n", "plan.csv:2:10: Z-Node "
		  "Name \"s\xc3\xa9\": up to 256 printable ASCII characters but "
		  "'\"' and '\\' were expected" },
		{ "\xff\xfe" "A", "plan.csv: it is UTF-16: CSV in UTF-8 was "
		  "expected" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		refuse(cases[i].text, strlen(cases[i].text), cases[i].message);
	refuse("A-Node\nx\0y", 10, "plan.csv:2:2: it is binary: CSV was "
	       "expected");
}

static void test_a_port_used_twice_names_the_first_line_that_does(void **state)
{
	(void)state;
	refuse(HEADER "a,Host,n,s,Switch,9\nb,Host,n,s,Switch,1\n"
	       "c,Host,n,s,Switch,9\nd,Host,n,s,Switch,1\n",
	       strlen(HEADER) + 80,
	       "plan.csv:4:19: port 9 of \"s\" has a cable already, in line 2");
}

/* --- there and back ------------------------------------------------------ */

static char *plan_of(const struct fabric *f)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	const struct export_request r = { .fabric = f, .out = out };

	assert_non_null(out);
	assert_int_equal(write_plan(&r, NULL), EXPORT_OK);
	fclose(out);
	return text;
}

static struct fabric *fabric_of(const char *plan)
{
	struct rail_error err = { "" };
	struct links *l = parse(plan, NULL);
	struct fabric *f = infer_fabric(l, "f", NULL, &err);

	if (!f)
		fail_msg("%s", err.text);
	links_destroy(l);
	return f;
}

static struct fabric *synthetic(const char *name, int units, int planes)
{
	const struct synth_preset *p = synth_find(name);
	struct synth_spec spec;
	struct links *l;
	struct fabric *f;

	assert_int_equal(synth_take(p, units, &spec, NULL), 0);
	if (planes)
		spec.planes = planes;
	l = synth_links(p, &spec, NULL);
	assert_non_null(l);
	f = infer_fabric(l, "f", NULL, NULL);
	assert_non_null(f);
	links_destroy(l);
	return f;
}

static void same_parts(const struct fabric *f, const struct fabric *g)
{
	assert_int_equal(f->n_rails, g->n_rails);
	assert_int_equal(f->n_planes, g->n_planes);
	assert_int_equal(f->n_nodes, g->n_nodes);
	assert_int_equal(f->n_pods, g->n_pods);
	assert_int_equal(f->n_islands, g->n_islands);
	assert_int_equal(f->n_leafs, g->n_leafs);
	assert_int_equal(f->n_spines, g->n_spines);
	assert_int_equal(f->n_cores, g->n_cores);
	for (int i = 0; i < f->n_islands; i++)
		assert_string_equal(f->islands[i].name, g->islands[i].name);
	for (int i = 0; i < f->n_pods; i++)
		assert_string_equal(f->pods[i].name, g->pods[i].name);
	for (int i = 0; i < f->n_nodes; i++) {
		assert_string_equal(f->nodes[i].name, g->nodes[i].name);
		assert_int_equal(f->nodes[i].island, g->nodes[i].island);
	}
	for (int i = 0; i < f->n_leafs; i++) {
		assert_string_equal(f->leafs[i].name, g->leafs[i].name);
		assert_int_equal(f->leafs[i].rail, g->leafs[i].rail);
		assert_int_equal(f->leafs[i].plane, g->leafs[i].plane);
	}
}

static void there_and_back(struct fabric *f)
{
	char *plan = plan_of(f), *again;
	struct fabric *g = fabric_of(plan);

	same_parts(f, g);
	again = plan_of(g);
	assert_string_equal(plan, again);
	free(plan);
	free(again);
	fabric_destroy(f);
	fabric_destroy(g);
}

static void test_maps_come_back_from_their_plans(void **state)
{
	(void)state;
	there_and_back(synthetic("mini", 0, 0));
	there_and_back(synthetic("clos", 0, 2));
	there_and_back(synthetic("superpod-h100", 5, 0));
	there_and_back(synthetic("colossus-100k", 9, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hosts_and_switches),
		cmocka_unit_test(
			test_columns_in_any_order_and_case_among_others),
		cmocka_unit_test(test_what_spreadsheets_write),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_ports_of_nics),
		cmocka_unit_test(test_nics_of_which_nobody_knows_more),
		cmocka_unit_test(test_one_port_with_a_name_makes_names_of_all),
		cmocka_unit_test(test_a_cable_told_from_both_ends_is_one),
		cmocka_unit_test(test_a_model_is_a_type),
		cmocka_unit_test(test_capital_letters_make_no_other_device),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_refusals_have_their_place),
		cmocka_unit_test(
			test_a_port_used_twice_names_the_first_line_that_does),
		cmocka_unit_test(test_maps_come_back_from_their_plans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
