/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source_ibnetdiscover: topologies, reports of ports, odd descriptions. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/description.h"
#include "tools/source_ibnetdiscover.h"
#include "unit.h"

/* "S a leaf", "N a gpu1|mlx5_0" (":port GUID"), "0.1-1.1 4xNDR 2". */
static char *describe(const struct links *l)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	for (int i = 0; i < l->n_devices; i++) {
		const struct links_device *d = &l->devices[i];

		fprintf(out, "%c %" PRIx64, d->kind == LINKS_NIC ? 'N' : 'S',
			d->guid);
		if (d->port_guid)
			fprintf(out, ":%" PRIx64, d->port_guid);
		fprintf(out, " %s%s%s\n", d->host ? d->host : "",
			d->host ? "|" : "", d->name);
	}
	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];

		fprintf(out, "%d.%d-%d.%d %dx%s %d\n", c->a, c->port_a, c->b,
			c->port_b, c->lanes, c->speed, c->ends);
	}
	fclose(out);
	return text;
}

/* TEXT is read as WANTED, with N_NOTES remarks. */
static void expect_links(const char *text, const char *wanted, int n_notes)
{
	struct infer_notes notes = { 0 };
	struct rail_error err = { "" };
	struct links *l = source_ibnetdiscover_parse(text, strlen(text), "f",
						     &notes, &err);
	char *found;

	if (!l)
		fail_msg("%s", err.text);
	found = describe(l);
	assert_string_equal(found, wanted);
	assert_int_equal(notes.count, n_notes);
	infer_notes_free(&notes);
	free(found);
	links_destroy(l);
}

static void expect_error(const char *text, const char *wanted)
{
	struct rail_error err = { "" };

	assert_null(source_ibnetdiscover_parse(text, strlen(text), "f", NULL,
					       &err));
	assert_string_equal(err.text, wanted);
}

#define LEAF "SW     3 "
#define LEAF_GUID " 0x00000000000000b1 "
#define PAD "                                    "

static void a_report_of_ports_is_read(void **state)
{
	expect_links(
		"# a remark\n\n"
		"CA     1  1 0x00000000000000a1 4x NDR - " LEAF " 1" LEAF_GUID
		"( 'gpu1 mlx5_0' - 'leaf' )\n"
		"CA     2  1 0x00000000000000a2 2x NDR - " LEAF " 2" LEAF_GUID
		"( 'gpu2 mlx5_0' - 'leaf' )\r\n"
		LEAF " 4" LEAF_GUID "4x SDR" PAD "'leaf'\n"
		LEAF " 3" LEAF_GUID "?? ???" PAD "'leaf'\n"
		LEAF " 2" LEAF_GUID "2x NDR - CA     2  1 0x00000000000000a2 "
		"( 'leaf' - 'gpu2 mlx5_0' )\n"
		LEAF " 1" LEAF_GUID "4x NDR - CA     1  1 0x00000000000000a1 "
		"( 'leaf' - 'gpu1 mlx5_0' )\n",
		"N 0:a1 gpu1|mlx5_0\nN 0:a2 gpu2|mlx5_0\nS b1 leaf\n"
		"0.1-2.1 4xNDR 2\n1.1-2.2 2xNDR 2\n", 0);
}

static void ports_of_one_nic_are_one_device(void **state)
{
	/* Two ports; two NICs of one name; two that their node alone names. */
	expect_links(
		"CA 1 2 0x12 4x EDR - SW 3 9 0xb1 ( 'gpu1 HCA-1' - 's' )\n"
		"CA 1 1 0x11 4x EDR - SW 3 8 0xb1 ( 'gpu1 HCA-1' - 's' )\n"
		"CA 1 1 0x21 4x EDR - SW 3 7 0xb1 ( 'gpu1 HCA-1' - 's' )\n"
		"CA 1 2 0x32 4x EDR - SW 3 6 0xb1 ( 'gpu2' - 's' )\n"
		"CA 1 1 0x41 4x EDR - SW 3 5 0xb1 ( 'gpu2' - 's' )\n"
		"SW 3 9 0xb1 4x EDR - CA 1 2 0x12 ( 's' - 'gpu1 HCA-1' )\n",
		"N 0:11 gpu1|HCA-1\nN 0:21 gpu1|HCA-1\nN 0:32 gpu2|\n"
		"N 0:41 gpu2|\nS b1 s\n0.2-4.9 4xEDR 2\n0.1-4.8 4xEDR 1\n"
		"1.1-4.7 4xEDR 1\n2.2-4.6 4xEDR 1\n3.1-4.5 4xEDR 1\n", 4);
}

static void a_report_may_be_sorted(void **state)
{
	/* By port: a switch apart, a NIC's ports apart and from the first on. */
	expect_links(
		"CA 1 1 0x11 4x EDR - SW 3 8 0xb1 ( 'gpu1 HCA-1' - 's' )\n"
		"CA 1 1 0x21 4x EDR - SW 3 7 0xb1 ( 'gpu2 HCA-1' - 's' )\n"
		"SW 3 7 0xb1 4x EDR - CA 1 1 0x21 ( 's' - 'gpu2 HCA-1' )\n"
		"CA 2 2 0x12 4x EDR - SW 3 9 0xb1 ( 'gpu1 HCA-1' - 's' )\n"
		"SW 3 8 0xb1 4x EDR - CA 1 1 0x11 ( 's' - 'gpu1 HCA-1' )\n"
		"SW 3 9 0xb1 4x EDR - CA 2 2 0x12 ( 's' - 'gpu1 HCA-1' )\n",
		"N 0:11 gpu1|HCA-1\nN 0:21 gpu2|HCA-1\nS b1 s\n"
		"0.1-2.8 4xEDR 2\n1.1-2.7 4xEDR 2\n0.2-2.9 4xEDR 2\n", 0);
	expect_error("SW 3 9 0xb1 4x NDR        's'\n"
		     "CA 1 1 0x11 4x EDR - SW 3 8 0xb1 ( 'gpu1 HCA-1' - 's' )\n"
		     "SW 3 8 0xb1 4x NDR        't'\n",
		     "f:3: two devices have a port of the GUID "
		     "0x00000000000000b1; the other one is in line 1");
	expect_error("CA 1 1 0x11 4x EDR - SW 3 8 0xb1 ( 'gpu1 HCA-1' - 's' )\n"
		     "SW 3 8 0xb1 4x NDR        's'\n"
		     "CA 1 1 0x11 4x EDR - SW 3 8 0xb1 ( 'gpu1 HCA-1' - 's' )\n",
		     "f:3: two devices have a port of the GUID "
		     "0x0000000000000011; the other one is in line 1");
}

static void what_it_complains_of_is_no_line_of_it(void **state)
{
	expect_links(
		"ibwarn: [321] mad_rpc: _do_madrpc failed; dport (Lid 7)\n"
		"SW 3 9 0xb1 4x NDR  's'\n"
		"src/query_smp.c:199; umad (DR path 0,1 Attr 0x11:0) bad "
		"status 110; Connection timed out\n",
		"S b1 s\n", 1);
	expect_links(
		"/usr/src/query_smp.c:199; umad bad status 110\n"
		"switchguid=0xb1(b1)\nSwitch\t4 \"S-00000000000000b1\"\t\t"
		"# \"s\" base port 0 lid 1 lmc 0\nibpanic: [1] main: x\n",
		"S b1 s\n", 1);
	expect_error(".c:1; x\n",
		     "f:1:1: \".c:1;\" begins no line of ibnetdiscover's output");
	expect_error("query_smp.c:; x\n",
		     "f:1:1: \"query_smp.c:;\" begins no line of "
		     "ibnetdiscover's output");
}

/* Each says where it is plugged in; the switch says the GUID alone. */
static void nics_of_one_guid_are_two(void **state)
{
	expect_links(
		"Switch\t41 \"S-00000000000000b1\"\t\t# \"s\" base port 0\n"
		"[1]\t\"H-00000000000000a1\"[1](a1) \t\t# \"gpu1 m0\" lid 9 "
		"4xHDR\n"
		"[2]\t\"H-00000000000000a1\"[1](a1) \t\t# \"gpu2 m0\" lid 9 "
		"4xEDR\n\n"
		"Ca\t1 \"H-00000000000000a1\"\t\t# \"gpu1 m0\"\n"
		"[1](a1) \t\"S-00000000000000b1\"[1]\t\t# \"s\" lid 1 4xHDR\n"
		"\nCa\t1 \"H-00000000000000a1\"\t\t# \"gpu2 m0\"\n"
		"[1](a1) \t\"S-00000000000000b1\"[2]\t\t# \"s\" lid 1 4xHDR\n",
		"S b1 s\nN a1 gpu1|m0\nN a1 gpu2|m0\n0.1-1.1 4xHDR 2\n"
		"0.2-2.1 4xEDR 2\n", 0);
	expect_error("Ca\t1 \"H-00000000000000a1\"\t\t# \"gpu1 m0\"\n"
		     "Ca\t1 \"H-00000000000000a1\"\t\t# \"gpu1 m0\"\n",
		     "f:2: two devices have the GUID 0x00000000000000a1; the "
		     "other one is in line 1");
}

static void what_carries_no_job_is_left_out_of_a_report(void **state)
{
	expect_links(
		"CA 1 1 0x11 4x EDR - SW 3 9 0xb1 ( 'it''s - a \"leaf\"; #1  ' "
		"- 's' )\n"
		"CA 1 1 0x21 4x HDR - SW 3 41 0xb1 ( 'Mellanox Technologies "
		"Aggregation Node' - 's' )\n"
		"RT 1 1 0x31 4x HDR - SW 3 40 0xb1 ( 'a router' - 's' )\n"
		"SW 3 41 0xb1 4x HDR - CA 1 1 0x21 ( 's' - 'Mellanox "
		"Technologies Aggregation Node' )\n"
		"SW 3 40 0xb1 4x HDR - RT 1 1 0x31 ( 's' - 'a router' )\n"
		"SW 3 9 0xb1 4x ??? - CA 1 1 0x11 ( 's' - 'x' )\n",
		"N 0:11 |it''s - a \"leaf\"; #1  \nS b1 s\n"
		"0.1-1.9 4xEDR 2\n", 0);
}

static void a_report_that_is_none_is_an_error(void **state)
{
	expect_error("SW 3 9 0xb1 4x NDR - CA 1 1 0x11 ( 's' - 'x y' )\n",
		     "f:1:22: 0x0000000000000011 has no line of its own: the "
		     "file is cut short");
	expect_error("SW 3 9 0xb1 4x NDR        's'\nSW 3 8 0xb1 4x N",
		     "f:2: the file is cut short: it ends inside a line");
	expect_error("SW 3 9 0xb1 4x NDR        's'\nSwitch\t8 \"S-b1\"\n",
		     "f:2:1: expected SW, CA or RT, as ibnetdiscover -p has "
		     "them");
	expect_error("SW x 9 0xb1 4x NDR        's'\n",
		     "f:1:4: expected a LID");
	expect_error("SW 3 0 0xb1 4x NDR        's'\n",
		     "f:1:6: expected a port from 1 to 255");
	expect_error("SW 3 9 b1 4x NDR        's'\n",
		     "f:1:8: expected a port's GUID, as 0x and hexadecimal "
		     "digits");
	expect_error("SW 3 9 0xb1 4x NDR        s\n",
		     "f:1:27: expected a description in single quotes");
	expect_error("SW 3 9 0xb1 4x NDR        's\n",
		     "f:1:27: the description has no end");
	expect_error("SW 3 9 0xb1 4x NDR  's'\nSW 3 9 0xb1 4x NDR  's'\n",
		     "f:2: port 9 of \"s\" has a line already, 1");
	expect_error("SW 3 9 0xb1 4x NDR - SW 3 1 0xb2 ( 'a' - 'b' )\n"
		     "SW 3 2 0xb2 4x NDR - SW 3 9 0xb1 ( 'b' - 'a' )\n",
		     "f:2: port 9 of \"a\" has two cables; the other one is "
		     "in line 1");
}

/* As -f, -g and -s print it: more behind the speed, progress, [ext]. */
static void a_topology_with_options_is_read(void **state)
{
	expect_links(
		"DR path slid 0; dlid 0; 0 -> new Switch {b1} portnum 0 lid 0 "
		"\"\"\n#\n# Topology file: generated on a day\n#\n"
		"\nChassis 1 (guid 0xb0)\n\n# Spine Nodes\nvendid=0x2c9\n"
		"devid=0xd2f2\nsysimgguid=0xb0\t\t# Chassis 1\n"
		"switchguid=0xb1(b1)\t# QM8700 slot 1\n"
		"Switch\t41 \"S-00000000000000b1\"\t\t# \"MF0;core:MCS8500/L01/"
		"U1\" enhanced port 0 lid 13 lmc 0\n"
		"[1][ext 7]\t\"H-00000000000000a1\"[1](a1) \t\t# \"gpu1 "
		"rocep26s0\" lid 9 4x??? s=4 w=2 v=4\n"
		"[2]\t\"H-00000000000000a2\"[1](a2) \t\t# \"gpu2 mlx5_ib0 \" "
		"lid 9 1xNDR s=4 w=2 v=4\n"
		"\nNon-Chassis Nodes\n\ncaguid=0xa1\n"
		"Ca\t1 \"H-00000000000000a1\"\t\t# \"gpu1 rocep26s0\" (scp)\n"
		"[1](a1) \t\"S-00000000000000b1\"[1][ext 7]\t\t# lid 9 lmc 0 "
		"\"MF0;core:MCS8500/L01/U1\" lid 13 4x??? s=4 w=2 v=4\n"
		"\ncaguid=0xa2\n"
		"Ca\t1 \"H-00000000000000a2\"\t\t# \"gpu2 mlx5_ib0 \"\n"
		"[1](a2) \t\"S-00000000000000b1\"[2]\t\t# lid 9 lmc 0 \"MF0;"
		"core:MCS8500/L01/U1\" lid 13 4xXDR\n",
		"S b1 MF0;core:MCS8500/L01/U1\nN a1 gpu1|rocep26s0\n"
		"N a2 gpu2|mlx5_ib0\n0.1-1.1 0x 2\n0.2-2.1 1xNDR 2\n", 0);
	expect_error("Switch\t : 0x00000000000000b1 ports 41 devid 0xd2f2 "
		     "vendid 0x2c9 \"s\"\n",
		     "f:1:1: a list of devices, as ibnetdiscover -l, -S and "
		     "-H print it: it has no cables");
}

/* "HOST|NIC", "in a switch", or "unknown". */
static const struct {
	const char *text, *wanted;
} descriptions[] = {
	{ "gpu01 mlx5_0", "gpu01|mlx5_0" },
	{ "gpu01 HCA-1", "gpu01|HCA-1" },
	{ "gpu01 rocep26s0", "gpu01|rocep26s0" },
	{ "gpu01 mlx5_ib0", "gpu01|mlx5_ib0" },
	{ "gpu01 hfi1_0", "gpu01|hfi1_0" },
	{ "gpu01.cluster.example mlx5_0", "gpu01.cluster.example|mlx5_0" },
	{ "gpu01", "gpu01|" },
	{ "  gpu01   mlx5_0  ", "gpu01|mlx5_0" },
	{ "gpu01 HCA-1 (Mellanox HCA) ", "gpu01|HCA-1" },
	{ "gpu01 HCA-1 (Mellanox", "unknown" },
	{ "gpu01-mlx5_0", "gpu01|mlx5_0" },
	{ "a-gpu_01:mlx5_10", "a-gpu_01|mlx5_10" },
	{ "gpu01.x.example/rocep26s0", "gpu01.x.example|rocep26s0" },
	{ "GPU01_mlx5_0", "GPU01|mlx5_0" },
	{ "localhost-mlx5_0", "unknown" },
	{ "-mlx5_0", "unknown" },
	{ "gpu01-ibp1", "gpu01-ibp1|" },
	{ "gpu01-mlx5_0-x", "gpu01-mlx5_0-x|" },
	{ "mlx5-gpu01", "mlx5-gpu01|" },
	{ "", "unknown" },
	{ "   ", "unknown" },
	{ "mlx5_0", "unknown" },
	{ "rocep26s0", "unknown" },
	{ "localhost mlx5_0", "unknown" },
	{ "localhost.localdomain HCA-1", "unknown" },
	{ "(none) mlx5_0", "unknown" },
	{ "%h %d", "unknown" },
	{ "MT4129 ConnectX7 Mellanox Technologies", "unknown" },
	{ "MT4129 ConnectX7   Mellanox Technologies", "unknown" },
	{ "Mellanox Technologies", "unknown" },
	{ "gpu01 \"mlx5_0\"", "unknown" },
	{ "gpu01; mlx5_0", "unknown" },
	{ "gpu01 #1", "unknown" },
	{ "Mellanox Technologies Aggregation Node", "in a switch" },
	{ "Mellanox Technologies Aggregation Node ", "in a switch" },
};

static void descriptions_are_read_as_they_are_written(void **state)
{
	for (size_t i = 0; i < sizeof(descriptions) / sizeof(*descriptions);
	     i++) {
		struct description d;
		char found[2 * FABRIC_NAME_MAX + 8];

		switch (description_read(descriptions[i].text, &d)) {
		case DESCRIPTION_NIC:
			snprintf(found, sizeof(found), "%s|%s", d.host, d.nic);
			break;
		case DESCRIPTION_INTERNAL:
			strcpy(found, "in a switch");
			break;
		default:
			strcpy(found, "unknown");
		}
		if (strcmp(found, descriptions[i].wanted))
			fail_msg("\"%s\" is read as \"%s\", expected \"%s\"",
				 descriptions[i].text, found,
				 descriptions[i].wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_of_ports_is_read),
		cmocka_unit_test(ports_of_one_nic_are_one_device),
		cmocka_unit_test(a_report_may_be_sorted),
		cmocka_unit_test(what_it_complains_of_is_no_line_of_it),
		cmocka_unit_test(what_carries_no_job_is_left_out_of_a_report),
		cmocka_unit_test(a_report_that_is_none_is_an_error),
		cmocka_unit_test(nics_of_one_guid_are_two),
		cmocka_unit_test(a_topology_with_options_is_read),
		cmocka_unit_test(descriptions_are_read_as_they_are_written),
	};

	return cmocka_run_group_tests_name("source_ibnetdiscover", tests, NULL,
					   NULL);
}
