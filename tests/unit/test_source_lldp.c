/* SPDX-License-Identifier: GPL-2.0-or-later */
/* LLDP as nodes and switches print it, in small pieces made by hand. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/source_lldp.h"
#include "tools/source_lldp_names.h"
#include "topology/netdev.h"
#include "unit.h"

/* A neighbour has as many members as its case needs. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* --- texts --------------------------------------------------------------- */

/* A neighbour on a port, as -f json has it. */
struct neighbour {
	const char *port;
	const char *name;	/* NULL: none */
	const char *mac;	/* chassis id */
	const char *type, *id;	/* of its port */
	const char *descr;	/* NULL: none */
	const char *more;	/* of the port; NULL: nothing */
	const char *via;	/* NULL: "LLDP" */
	int age;
	const char *cap;	/* a capability that is on; NULL: none */
};

static void print_neighbour(FILE *out, const struct neighbour *n)
{
	fprintf(out, "{\"%s\": {\"via\": \"%s\", \"rid\": \"1\", \"age\": "
		"\"0 day, 00:00:%02d\", \"chassis\": {", n->port,
		n->via ? n->via : "LLDP", n->age);
	if (n->name)
		fprintf(out, "\"%s\": {", n->name);
	fprintf(out, "\"id\": {\"type\": \"mac\", \"value\": \"%s\"}, "
		"\"descr\": \"x\", \"mgmt-ip\": [\"10.0.0.1\", \"fe80::1\"]",
		n->mac);
	if (n->cap)
		fprintf(out, ", \"capability\": [{\"type\": \"%s\", "
			"\"enabled\": true}]", n->cap);
	fputs(n->name ? "}}, " : "}, ", out);
	fprintf(out, "\"port\": {\"id\": {\"type\": \"%s\", \"value\": \"%s\"}",
		n->type, n->id);
	if (n->descr)
		fprintf(out, ", \"descr\": \"%s\"", n->descr);
	fprintf(out, "%s%s, \"ttl\": \"120\"}}}", n->more ? ", " : "",
		n->more ? n->more : "");
}

/* {"HOST": what lldpcli prints there}, and a line's end. */
static void print_host(FILE *out, const char *host, const char *mac,
		       const struct neighbour *list, int n)
{
	fprintf(out, "{\"%s\": {", host);
	if (mac)
		fprintf(out, "\"local-chassis\": {\"chassis\": {\"%s\": "
			"{\"id\": {\"type\": \"mac\", \"value\": \"%s\"}}}}, ",
			host, mac);
	fputs("\"lldp\": {", out);
	if (n)
		fputs(n > 1 ? "\"interface\": [" : "\"interface\": ", out);
	for (int i = 0; i < n; i++) {
		fputs(i ? ", " : "", out);
		print_neighbour(out, &list[i]);
	}
	fputs(n > 1 ? "]}}}\n" : "}}}\n", out);
}

static char *text;
static size_t text_len;

static FILE *begin(void)
{
	FILE *out = open_memstream(&text, &text_len);

	assert_non_null(out);
	return out;
}

#define HOST(out, host, mac, ...)                                          \
	print_host(out, host, mac, (const struct neighbour[]){ __VA_ARGS__ }, \
		   (int)(sizeof((const struct neighbour[]){ __VA_ARGS__ }) / \
			 sizeof(struct neighbour)))

/* --- what comes of them -------------------------------------------------- */

static void put_end(FILE *out, const struct links *l, int device, int port)
{
	const struct links_device *d = &l->devices[device];

	fprintf(out, "%s%s%s ", d->host ? d->host : "", links_gap(d), d->name);
	if (d->kind == LINKS_SWITCH && l->n_port_names)
		fputs(l->port_names[port - 1], out);
	else
		fprintf(out, "%d", port);
}

/* "leaf1 swp1 - gpu1 ens1 1 (2)" a cable, "note: ..." a note. */
static char *describe(const struct links *l, const struct infer_notes *notes)
{
	char *result;
	size_t len;
	FILE *out = open_memstream(&result, &len);

	assert_non_null(out);
	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];

		put_end(out, l, c->a, c->port_a);
		fputs(" - ", out);
		put_end(out, l, c->b, c->port_b);
		fprintf(out, " (%d)\n", c->ends);
	}
	for (int i = 0; i < notes->count; i++)
		fprintf(out, "note: %s\n", notes->lines[i]);
	fclose(out);
	return result;
}

static struct links *read_links(const char *host, struct infer_notes *notes)
{
	struct rail_error err;
	struct links *l = source_lldp_parse(text, text_len, "f", host, notes,
					    &err);

	if (!l)
		fail_msg("%s", err.text);
	return l;
}

static void expect_of(const char *host, const char *wanted)
{
	struct infer_notes notes = { 0 };
	struct links *l = read_links(host, &notes);
	char *got = describe(l, &notes);

	assert_string_equal(got, wanted);
	free(got);
	free(text);
	infer_notes_free(&notes);
	links_destroy(l);
}

static void expect(FILE *out, const char *wanted)
{
	fclose(out);
	expect_of(NULL, wanted);
}

#define LEAF1 "0c:00:00:00:00:01"
#define LEAF2 "0c:00:00:00:00:02"
#define GPU1 "b8:00:00:00:01:00"
#define GPU2 "b8:00:00:00:02:00"

/* --- formats ------------------------------------------------------------- */

static const char json_one[] =
	"{\"lldp\": {\"interface\": {\"ens1np0\": {\"via\": \"LLDP\", "
	"\"age\": \"1 day, 00:00:01\", \"chassis\": {\"leaf1\": {\"id\": "
	"{\"type\": \"mac\", \"value\": \"" LEAF1 "\"}, \"capability\": "
	"{\"type\": \"Bridge\", \"enabled\": true}}}, \"port\": {\"id\": "
	"{\"type\": \"ifname\", \"value\": \"swp1\"}, \"descr\": \"to gpu1\"}"
	"}}}}\n\n";

static const char json0_one[] =
	"{\"lldp\": [{\"interface\": [{\"name\": \"ens1np0\", \"via\": "
	"\"LLDP\", \"age\": \"1 day, 00:00:01\", \"chassis\": [{\"id\": "
	"[{\"type\": \"mac\", \"value\": \"" LEAF1 "\"}], \"name\": "
	"[{\"value\": \"leaf1\"}], \"capability\": [{\"type\": \"Bridge\", "
	"\"enabled\": true}]}], \"port\": [{\"id\": [{\"type\": \"ifname\", "
	"\"value\": \"swp1\"}], \"descr\": [{\"value\": \"to gpu1\"}]}]}]}]}";

static void use(const char *fixed)
{
	text = strdup(fixed);
	assert_non_null(text);
	text_len = strlen(text);
}

static void both_formats_say_the_same(void **state)
{
	(void)state;
	use(json_one);
	expect_of("gpu1", "leaf1 swp1 - gpu1 ens1np0 1 (1)\n");
	use(json0_one);
	expect_of("gpu1", "leaf1 swp1 - gpu1 ens1np0 1 (1)\n");
}

static void a_file_may_name_its_host(void **state)
{
	(void)state;
	use("{\"local-chassis\": {\"chassis\": {\"gpu7.dc\": {\"id\": "
	    "{\"type\": \"mac\", \"value\": \"" GPU1 "\"}}}}}\n");
	text = realloc(text, text_len + sizeof(json_one));
	assert_non_null(text);
	strcpy(text + text_len, json_one);
	text_len = strlen(text);
	expect_of(NULL, "leaf1 swp1 - gpu7 ens1np0 1 (1)\n");
}

static void a_file_of_another_host_is_noted(void **state)
{
	(void)state;
	use("{\"local-chassis\": {\"chassis\": {\"gpu7.dc\": {\"id\": "
	    "{\"type\": \"mac\", \"value\": \"" GPU1 "\"}}}}}\n");
	expect_of("gpu1", "note: f: this is called \"gpu1\", and calls itself "
		  "\"gpu7.dc\"\nnote: gpu1: no neighbour was seen there\n");
}

static void a_file_that_names_nobody_is_refused(void **state)
{
	struct rail_error err;

	(void)state;
	assert_int_equal(source_lldp_check(json_one, strlen(json_one), "f",
					   NULL, &err), -1);
	assert_string_equal(err.text, "f:1: nothing tells whose neighbours "
			    "these are: call the file HOST.json, or put into "
			    "it what \"lldpcli show chassis\" prints, too");
}

static void what_is_no_lldp_is_refused(void **state)
{
	static const char *const cases[][2] = {
		{ "", "f: empty: JSON was expected" },
		{ "[]", "f:1:1: an array, an object was expected" },
		{ "{}", "f:1:1: an empty object: what lldpcli prints was "
			"expected" },
		{ "{\"nodes\": 3}", "f:1:11: neither what lldpcli prints "
		  "(\"lldp\" or \"local-chassis\"), nor a host with that "
		  "inside" },
		{ "{\"lldp\": {\"interface\": 3}}", "f:1:24: \"interface\" is "
		  "an integer, an object was expected" },
		{ "{\"lldp\": {\"interface\": [\n{\"eth0\": {}},\n {\"eth1\": "
		  "7}]}}", "f:3:11: \"eth1\" is an integer, an object was "
		  "expected" },
		{ "{\"lldp\": [{\"interface\": [{\"name\": \"e1\", \"via\": "
		  "true}]}]}", "f:1:48: \"via\" is a boolean, a string was "
		  "expected" },
		{ "{\"lldp\": {\"interface\": {\"e1\": {\"via\": \"LLDP\", "
		  "\"port\": []}}}}", "f:1:55: \"port\" is an array, an "
		  "object was expected" },
		{ "{\"lldp\": {}}\n{\"lldp\": {}", "f:2:12: the text ends too "
		  "early" },
	};
	struct rail_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(source_lldp_check(cases[i][0],
						   strlen(cases[i][0]), "f",
						   "h", &err), -1);
		assert_string_equal(err.text, cases[i][1]);
	}
}

static void an_escape_in_a_name_does_no_harm(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL, { "ens1np0", "le\\\"af\\u0007", LEAF1,
				  "ifname", "swp1" });
	expect(out, "le?af? swp1 - gpu1 ens1np0 1 (1)\n");
}

/* --- joining ------------------------------------------------------------- */

static void both_ends_make_one_cable(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", GPU1,
	     { "ens1np0", "leaf1.dc", LEAF1, "ifname", "swp1" },
	     { "ens2np0", "leaf2.dc", LEAF2, "ifname", "swp1" });
	HOST(out, "leaf1.dc", LEAF1,
	     { "swp1", "gpu1.dc", GPU1, "mac", "b8:00:00:00:01:01", "ens1np0" },
	     { "swp9", "spine1.dc", "0d:00:00:00:00:01", "ifname", "swp1" });
	expect(out, "leaf1 swp1 - gpu1 ens1np0 1 (2)\n"
		    "leaf1 swp9 - spine1 swp1 (1)\n"
		    "leaf2 swp1 - gpu1 ens2np0 1 (1)\n");
}

static void a_mac_told_by_a_switch_is_the_nics(void **state)
{
	struct infer_notes notes = { 0 };
	FILE *out = begin();
	struct links *l;

	(void)state;
	HOST(out, "gpu1", NULL, { "ens1np0", "leaf1", LEAF1, "ifname", "swp1" });
	HOST(out, "leaf1", NULL, { "swp1", "gpu1", GPU1, "mac",
				   "b8:00:00:00:01:01", "ens1np0" });
	fclose(out);
	l = read_links(NULL, &notes);
	assert_int_equal(l->n_devices, 2);
	assert_int_equal(l->devices[0].guid, 0x0c0000000001);
	assert_int_equal(l->devices[1].guid, 0);
	assert_int_equal(l->devices[1].mac, 0xb80000000101);
	free(text);
	links_destroy(l);
}

/* The switch speaks of ports in a way of its own; its file knows better. */
static void names_of_ports_are_those_of_their_own_file(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL,
	     { "ens1np0", "leaf1", LEAF1, "local", "Eth1/1", "gpu1 rail 0" });
	HOST(out, "gpu2", NULL,
	     { "ens1np0", "leaf1", LEAF1, "local", "Eth2/1", "Ethernet8" });
	HOST(out, "leaf1", NULL,
	     { "Ethernet0", "gpu1", GPU1, "ifname", "ens1np0" },
	     { "Ethernet8", "gpu2", GPU2, "ifname", "ens1np0" });
	expect(out, "leaf1 Ethernet0 - gpu1 ens1np0 1 (2)\n"
		    "leaf1 Ethernet8 - gpu2 ens1np0 1 (2)\n");
}

/* The NIC itself speaks LLDP: no name, and its MAC. */
static void a_nic_that_speaks_for_itself_is_its_host(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL, { "ens1np0", "leaf1", LEAF1, "ifname", "swp1" });
	HOST(out, "leaf1", NULL,
	     { "swp1", NULL, "b8:00:00:00:01:01", "mac", "b8:00:00:00:01:01" },
	     { "swp2", NULL, "b8:00:00:00:02:01", "mac", "b8:00:00:00:02:01" });
	expect(out, "leaf1 swp1 - gpu1 ens1np0 1 (1)\n"
		    "note: 1 port sees neighbours that say no name, which are "
		    "left out\n");
}

static void two_switches_of_one_name_stay_two(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL,
	     { "ens1np0", "sonic", LEAF1, "ifname", "Ethernet0" },
	     { "ens2np0", "sonic", LEAF2, "ifname", "Ethernet0" });
	expect(out, "sonic Ethernet0 - gpu1 ens1np0 1 (1)\n"
		    "sonic Ethernet0 - gpu1 ens2np0 1 (1)\n");
}

static void hosts_of_two_domains_stay_two(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1.a", NULL, { "ens1", "leaf1", LEAF1, "ifname", "swp1" });
	HOST(out, "gpu1.b", NULL, { "ens1", "leaf1", LEAF1, "ifname", "swp2" });
	expect(out, "leaf1 swp1 - gpu1.a ens1 1 (1)\n"
		    "leaf1 swp2 - gpu1.b ens1 1 (1)\n");
}

static void a_map_of_switches_alone(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "leaf1", LEAF1,
	     { "Ethernet1/1", "gpu1.dc", GPU1, "mac", "b8:00:00:00:01:01",
	       "ens1np0" },
	     { "Ethernet2/1", "gpu2.dc", GPU2, "ifname", "ens1np0" },
	     { "Ethernet63/1", "spine1", "0d:00:00:00:00:01", "ifname",
	       "Ethernet1/1" });
	expect(out, "leaf1 Ethernet1/1 - gpu1 ens1np0 1 (1)\n"
		    "leaf1 Ethernet2/1 - gpu2 ens1np0 1 (1)\n"
		    "leaf1 Ethernet63/1 - spine1 Ethernet1/1 (1)\n");
}

/* --- what is odd --------------------------------------------------------- */

static void the_newest_of_several_neighbours_counts(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL,
	     { "ens1np0", "leaf1", LEAF1, "ifname", "swp1", .age = 50 },
	     { "ens1np0", "leaf2", LEAF2, "ifname", "swp1", .age = 3 },
	     { "ens1np0", "leaf2", LEAF2, "ifname", "swp1", .via = "CDPv2",
	       .age = 1 });
	expect(out, "leaf2 swp1 - gpu1 ens1np0 1 (1)\n"
		    "note: \"gpu1\" ens1np0 sees several neighbours: "
		    "\"leaf2\", the newest, is taken, and not \"leaf1\"\n");
}

static void a_nic_that_speaks_for_itself_is_not_the_switch(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL,
	     { "ens1np0", "leaf1", LEAF1, "ifname", "swp1", .age = 50,
	       .cap = "Bridge" },
	     { "ens1np0", "dpu1", "02:00:00:00:00:71", "ifname", "p0",
	       .age = 3, .cap = "Station" },
	     { "ens1np0", "localhost", "02:00:00:00:00:72", "ifname", "p1",
	       .age = 1, .cap = "Bridge" },
	     { "ens2np0", "leaf1", LEAF1, "ifname", "swp2", .age = 50,
	       .cap = "Bridge" },
	     { "ens2np0", "dpu2", "02:00:00:00:00:73", "ifname", "p0",
	       .age = 3, .cap = "Station" });
	expect(out, "leaf1 swp1 - gpu1 ens1np0 1 (1)\n"
		    "leaf1 swp2 - gpu1 ens2np0 1 (1)\n"
		    "note: \"gpu1\" ens1np0 sees several neighbours: "
		    "\"leaf1\" is taken, and not \"dpu1\"; and so does 1 "
		    "more port\n");
}

static void ends_that_disagree_are_both_named(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL,
	     { "ens1np0", "leaf1", LEAF1, "ifname", "swp1", .age = 9 });
	HOST(out, "gpu2", NULL,
	     { "ens1np0", "leaf1", LEAF1, "ifname", "swp2", .age = 9 });
	HOST(out, "leaf1", LEAF1,
	     { "swp1", "gpu2", GPU2, "ifname", "ens1np0", .age = 2 },
	     { "swp2", "gpu1", GPU1, "ifname", "ens1np0", .age = 5 });
	expect(out, "leaf1 swp1 - gpu2 ens1np0 1 (1)\n"
		    "leaf1 swp2 - gpu1 ens1np0 1 (1)\n"
		    "note: \"gpu1\" tells of a cable from \"gpu1\" ens1np0 to "
		    "\"leaf1\" swp1, but \"leaf1\" of one from \"gpu1\" "
		    "ens1np0 to \"leaf1\" swp2: that one is newer, and taken\n"
		    "note: \"gpu2\" tells of a cable from \"gpu2\" ens1np0 to "
		    "\"leaf1\" swp2, but \"leaf1\" of one from \"gpu2\" "
		    "ens1np0 to \"leaf1\" swp1: that one is newer, and "
		    "taken\n");
}

static void management_is_left_out_and_said(void **state)
{
	FILE *out = begin();

	(void)state;
	for (int i = 1; i <= 2; i++) {
		char host[8], leaf_port[8], oob_port[8];

		snprintf(host, sizeof(host), "gpu%d", i);
		snprintf(leaf_port, sizeof(leaf_port), "swp%d", i);
		snprintf(oob_port, sizeof(oob_port), "Gi1/%d", i);
		HOST(out, host, NULL,
		     { "ens1np0", "leaf1", LEAF1, "ifname", leaf_port },
		     { "ens9f0", "oob", "0e:00:00:00:00:01", "ifname",
		       i == 1 ? "Gi1/11" : "Gi1/12" },
		     { "ens8", "slow", "0e:00:00:00:00:02", "ifname", oob_port,
		       .more = "\"auto-negotiation\": {\"current\": "
		       "\"1000BaseTFD - Four-pair\"}" },
		     { "eno1", "oob", "0e:00:00:00:00:01", "ifname",
		       oob_port });
	}
	HOST(out, "leaf1", LEAF1,
	     { "eth0", "oob", "0e:00:00:00:00:01", "ifname", "Gi1/41" },
	     { "swp60", "spine1", "0d:00:00:00:00:01", "ifname", "swp1" });
	expect(out, "leaf1 swp1 - gpu1 ens1np0 1 (1)\n"
		    "leaf1 swp2 - gpu2 ens1np0 1 (1)\n"
		    "leaf1 swp60 - spine1 swp1 (1)\n"
		    "note: 1 cable of the switches' own management is left "
		    "out\n"
		    "note: NIC eno1 of gpu[1-2] is left out: by its name a "
		    "management port\n"
		    "note: NIC ens8 of gpu[1-2] is left out: its cable runs "
		    "at 1000Mbit/s\n"
		    "note: NIC ens9f0 of gpu[1-2] is left out: \"oob\" is a "
		    "switch for management ports\n");
}

/* eth0 among eth0 to eth2 is a rail as they are. */
static void eth0_among_others_stays(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL,
	     { "eth0", "leaf1", LEAF1, "ifname", "swp1" },
	     { "eth1", "leaf2", LEAF2, "ifname", "swp1" });
	expect(out, "leaf1 swp1 - gpu1 eth0 1 (1)\n"
		    "leaf2 swp1 - gpu1 eth1 1 (1)\n");
}

static void cables_between_nodes_are_left_out(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL,
	     { "ens1np0", "leaf1", LEAF1, "ifname", "swp1" },
	     { "ens9np0", "gpu2", GPU2, "ifname", "ens9np0" });
	expect(out, "leaf1 swp1 - gpu1 ens1np0 1 (1)\n"
		    "note: 1 cable between two nodes is left out, as from "
		    "\"gpu1\" ens9np0 to \"gpu2\" ens9np0\n");
}

static void who_is_no_node_is_left_out(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "leaf1", LEAF1,
	     { "swp1", "gpu1", GPU1, "ifname", "ens1np0" },
	     { "swp2", "SAS expander #2", GPU2, "ifname", "p0" });
	expect(out, "leaf1 swp1 - gpu1 ens1np0 1 (1)\n"
		    "note: 1 cable of \"SAS expander #2\" is left out: that "
		    "is not a node name\n");
}

/* --- planes -------------------------------------------------------------- */

static void two_ports_on_two_leafs_are_one_nic(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL,
	     { "ens1f0np0", "leaf1", LEAF1, "ifname", "swp1" },
	     { "ens1f1np1", "leaf2", LEAF2, "ifname", "swp1" });
	HOST(out, "gpu2", NULL,
	     { "ens1f0np0", "leaf1", LEAF1, "ifname", "swp2" },
	     { "ens1f1np1", "leaf2", LEAF2, "ifname", "swp2" });
	/* one of its cables is cut: still the same NIC */
	HOST(out, "gpu3", NULL,
	     { "ens1f1np1", "leaf2", LEAF2, "ifname", "swp3" });
	expect(out, "leaf1 swp1 - gpu1 ens1 1 (1)\n"
		    "leaf1 swp2 - gpu2 ens1 1 (1)\n"
		    "leaf2 swp1 - gpu1 ens1 2 (1)\n"
		    "leaf2 swp2 - gpu2 ens1 2 (1)\n"
		    "leaf2 swp3 - gpu3 ens1 2 (1)\n");
}

static void two_ports_on_one_leaf_are_two_nics(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL,
	     { "ens1f0np0", "leaf1", LEAF1, "ifname", "swp1" },
	     { "ens1f1np1", "leaf1", LEAF1, "ifname", "swp2" });
	expect(out, "leaf1 swp1 - gpu1 ens1f0np0 1 (1)\n"
		    "leaf1 swp2 - gpu1 ens1f1np1 1 (1)\n");
}

/* One storage NIC of two ports does not make planes of all. */
static void a_few_dual_nics_are_two_each(void **state)
{
	FILE *out = begin();

	(void)state;
	HOST(out, "gpu1", NULL,
	     { "ens1np0", "leaf1", LEAF1, "ifname", "swp1" },
	     { "ens2np0", "leaf2", LEAF2, "ifname", "swp1" },
	     { "ens9f0np0", "leaf1", LEAF1, "ifname", "swp9" },
	     { "ens9f1np1", "leaf2", LEAF2, "ifname", "swp9" });
	expect(out, "leaf1 swp1 - gpu1 ens1np0 1 (1)\n"
		    "leaf1 swp9 - gpu1 ens9f0np0 1 (1)\n"
		    "leaf2 swp1 - gpu1 ens2np0 1 (1)\n"
		    "leaf2 swp9 - gpu1 ens9f1np1 1 (1)\n");
}

static void a_bond_makes_one_nic_too(void **state)
{
	static const char bond[] = "\"aggregation\": \"12\"";
	FILE *out = begin();

	(void)state;
	HOST(out, "leaf1", LEAF1, { "swp1", "gpu1", GPU1, "ifname", "eth2",
				    .more = bond });
	HOST(out, "leaf2", LEAF2, { "swp1", "gpu1", GPU1, "ifname", "eth3",
				    .more = bond });
	expect(out, "leaf1 swp1 - gpu1 eth2 1 (1)\n"
		    "leaf2 swp1 - gpu1 eth2 2 (1)\n");
}

/* --- names --------------------------------------------------------------- */

static void ports_are_known_by_their_names(void **state)
{
	static const char *const ports[] = {
		"swp1", "swp49s3", "Ethernet0", "Ethernet1/1", "Eth1/1/2",
		"ethernet1/1/1:1", "et-0/0/12:1", "xe-0/1/2", "12",
		"TenGigabitEthernet 1/3", "Port 7", "port1", "qsfp28-1-1",
		"Eth1/1(Port1)", "hundredGigE 1/1",
	};
	static const char *const nics[] = {
		"eth0", "eno1", "ens1f0np0", "enp26s0np1", "enP2p1s0f0",
		"ib0", "rdma0", "mlx5_0", "bond0", "p1p1", "rail7", "beth3",
	};
	static const char *const neither[] = {
		"", "uplink", "to gpu1", "rack 12 gpu1", "b8:00:00:00:01:01",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ports) / sizeof(*ports); i++)
		if (!lldp_is_switch_port(ports[i]) || lldp_is_nic(ports[i]))
			fail_msg("%s", ports[i]);
	for (size_t i = 0; i < sizeof(nics) / sizeof(*nics); i++)
		if (lldp_is_switch_port(nics[i]) || !lldp_is_nic(nics[i]))
			fail_msg("%s", nics[i]);
	for (size_t i = 0; i < sizeof(neither) / sizeof(*neither); i++)
		if (lldp_is_switch_port(neither[i]) || lldp_is_nic(neither[i]))
			fail_msg("%s", neither[i]);
}

static void nics_are_cut_off_their_ports(void **state)
{
	static const struct {
		const char *name;
		int stem;	/* 0: no port */
		int port;
	} cases[] = {
		{ "ens1f0np0", 4, 0 }, { "ens1f1np1", 4, 1 },
		{ "enp26s0np1", 7, 1 }, { "enp1s0f1", 6, 1 },
		{ "rdma0p1", 5, 1 }, { "p2p1", 2, 1 }, { "enp3", 0, 0 },
		{ "eth0", 0, 0 }, { "p1", 0, 0 }, { "bond12", 0, 0 },
		{ "ens1f10", 0, 0 }, { "ens1np0", 4, 0 }, { "", 0, 0 }, { "0", 0, 0 },
		{ "np0", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		size_t stem = 0;
		int port = netdev_port(cases[i].name, &stem);

		if (port != (cases[i].stem ? cases[i].port : -1) ||
		    (port >= 0 && (int)stem != cases[i].stem))
			fail_msg("%s: port %d, stem %zu", cases[i].name, port,
				 stem);
	}
}

static void small_words_are_read(void **state)
{
	char speed[8];

	(void)state;
	assert_int_equal(lldp_mac("3a:CC-27:8d:d6:97"), 0x3acc278dd697);
	assert_int_equal(lldp_mac("3a:cc:27:8d:d6"), 0);
	assert_int_equal(lldp_mac("3a:cc:27:8d:d6:97:1"), 0);
	assert_int_equal(lldp_mac(""), 0);
	assert_int_equal(lldp_age("0 day, 00:01:05"), 65);
	assert_int_equal(lldp_age("12 days, 01:00:00"), 12 * 86400 + 3600);
	assert_int_equal(lldp_age("too much"), INT_MAX);
	assert_int_equal(lldp_age("99999 days, 00:00:00"), INT_MAX);
	assert_int_equal(lldp_short_length("leaf01.dc1.x"), 6);
	assert_int_equal(lldp_short_length("leaf01"), 6);
	assert_int_equal(lldp_short_length("10.0.0.1"), 8);
	lldp_speed("100GbaseCR4 - 100GBASE-R PCS/PMA over 4 lanes", speed);
	assert_string_equal(speed, "100G");
	lldp_speed("10GigBaseLR - R fiber", speed);
	assert_string_equal(speed, "10G");
	lldp_speed("1000BaseTFD - Four-pair", speed);
	assert_string_equal(speed, "1000M");
	lldp_speed("unknown", speed);
	assert_string_equal(speed, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_formats_say_the_same),
		cmocka_unit_test(a_file_may_name_its_host),
		cmocka_unit_test(a_file_of_another_host_is_noted),
		cmocka_unit_test(a_file_that_names_nobody_is_refused),
		cmocka_unit_test(what_is_no_lldp_is_refused),
		cmocka_unit_test(an_escape_in_a_name_does_no_harm),
		cmocka_unit_test(both_ends_make_one_cable),
		cmocka_unit_test(a_mac_told_by_a_switch_is_the_nics),
		cmocka_unit_test(names_of_ports_are_those_of_their_own_file),
		cmocka_unit_test(a_nic_that_speaks_for_itself_is_its_host),
		cmocka_unit_test(two_switches_of_one_name_stay_two),
		cmocka_unit_test(hosts_of_two_domains_stay_two),
		cmocka_unit_test(a_map_of_switches_alone),
		cmocka_unit_test(the_newest_of_several_neighbours_counts),
		cmocka_unit_test(a_nic_that_speaks_for_itself_is_not_the_switch),
		cmocka_unit_test(ends_that_disagree_are_both_named),
		cmocka_unit_test(management_is_left_out_and_said),
		cmocka_unit_test(eth0_among_others_stays),
		cmocka_unit_test(cables_between_nodes_are_left_out),
		cmocka_unit_test(who_is_no_node_is_left_out),
		cmocka_unit_test(two_ports_on_two_leafs_are_one_nic),
		cmocka_unit_test(two_ports_on_one_leaf_are_two_nics),
		cmocka_unit_test(a_few_dual_nics_are_two_each),
		cmocka_unit_test(a_bond_makes_one_nic_too),
		cmocka_unit_test(ports_are_known_by_their_names),
		cmocka_unit_test(nics_are_cut_off_their_ports),
		cmocka_unit_test(small_words_are_read),
	};

	return cmocka_run_group_tests_name("source_lldp", tests, NULL, NULL);
}
