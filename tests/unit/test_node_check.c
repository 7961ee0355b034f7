/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A node held against its map; links that flap; Xids. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"
#include "tools/node_check.h"
#include "tools/node_memory.h"
#include "tools/xid.h"

/* --- links that flap ----------------------------------------------------- */

static const char *see(struct node_memory *m, bool up, int64_t now)
{
	int64_t since;
	const char *why = node_memory_see(m, "mlx5_0", up ? NULL : "down", now,
					  60, &since);

	return why ? why : "up";
}

static void a_link_is_held_longer_with_each_loss(void **state)
{
	struct node_memory m = { 0 };

	assert_string_equal(see(&m, true, 100000), "up");
	assert_string_equal(see(&m, false, 100010), "down");
	assert_string_equal(see(&m, true, 100020), "held");
	assert_string_equal(see(&m, true, 100079), "held");
	assert_string_equal(see(&m, true, 100080), "up");
	/* the second time twice as long */
	assert_string_equal(see(&m, false, 100100), "down");
	assert_string_equal(see(&m, true, 100110), "held");
	assert_string_equal(see(&m, true, 100229), "held");
	/* lost while it was held: four times */
	assert_string_equal(see(&m, false, 100229), "down");
	assert_string_equal(see(&m, true, 100300), "held");
	assert_string_equal(see(&m, true, 100539), "held");
	assert_string_equal(see(&m, true, 100540), "up");
	/* forgiven after a day */
	assert_string_equal(see(&m, false, 200000), "down");
	assert_string_equal(see(&m, true, 200001), "held");
	assert_string_equal(see(&m, true, 200061), "up");
}

static void no_link_is_held_for_ever(void **state)
{
	struct node_memory m = { 0 };
	int64_t now = 1000;

	for (int i = 0; i < 50; i++) {
		see(&m, false, now++);
		assert_string_equal(see(&m, true, now++), "held");
	}
	assert_string_equal(see(&m, true, now + NODE_MEMORY_LONGEST), "up");
	/* a clock that is set back does not hold it either */
	see(&m, false, 50000);
	see(&m, true, 50010);
	assert_string_equal(see(&m, true, 40000), "held");
	assert_string_equal(see(&m, true, 40000 + NODE_MEMORY_LONGEST), "up");
}

static void since_is_the_first_loss(void **state)
{
	struct node_memory m = { 0 };
	int64_t since;

	node_memory_see(&m, "a", "down", 100, 60, &since);
	assert_int_equal(since, 100);
	node_memory_see(&m, "a", "down", 200, 60, &since);
	assert_int_equal(since, 100);
	node_memory_see(&m, "a", NULL, 210, 60, &since);
	assert_int_equal(since, 100);
	assert_true(node_memory_sick(&m, "xid79", 5));
	assert_false(node_memory_sick(&m, "xid79", 6));
	assert_int_equal(m.sick_since, 5);
	assert_true(node_memory_sick(&m, "", 7));
}

static void memory_is_read_as_it_was_written(void **state)
{
	char path[64];
	struct node_memory m = { 0 }, again;
	struct rail_error err;
	FILE *out;

	snprintf(path, sizeof(path), "/tmp/railyard-memory-%d", (int)getpid());
	unlink(path);
	assert_int_equal(node_memory_load(&again, path, &err), 0);
	assert_int_equal(again.n_nics, 0);
	see(&m, false, 100);
	see(&m, true, 110);
	node_memory_sick(&m, "xid79", 120);
	m.reported = strdup("railyard=1;node=gpu01;rails=8");
	m.verified = 130;
	assert_int_equal(node_memory_save(&m, path, &err), 0);
	assert_int_equal(node_memory_load(&again, path, &err), 0);
	assert_int_equal(again.n_nics, 1);
	assert_string_equal(again.nics[0].nic, "mlx5_0");
	assert_true(again.nics[0].down);
	assert_int_equal(again.nics[0].back, 110);
	assert_string_equal(again.sick, "xid79");
	assert_string_equal(again.reported, m.reported);
	node_memory_clear(&again);
	node_memory_clear(&m);

	out = fopen(path, "w");
	fputs("{\"format\":\"railyard-node-memory\",\"version\":2,"
	      "\"nics\":[]}", out);
	fclose(out);
	assert_int_equal(node_memory_load(&again, path, &err), -1);
	out = fopen(path, "w");
	fputs("{\"format\":\"railyard-node-memory\",\"version\":1,"
	      "\"reported\":\"x\\\"y\",\"sick\":\"a\\\"b\",\"nics\":[]}", out);
	fclose(out);
	assert_int_equal(node_memory_load(&again, path, &err), 0);
	assert_null(again.reported);
	assert_string_equal(again.sick, "");
	node_memory_clear(&again);
	unlink(path);
}

/* --- Xids ---------------------------------------------------------------- */

static void xids_are_found_in_kernel_logs(void **state)
{
	static const char log_text[] =
		"6,1,2,-;NVRM: Xid (PCI:0000:3b:00): 79, pid=1, fallen off\n"
		"[ 12.5] NVRM: Xid (0000:1a:00): 13, pid=2\n"
		"[ 13.5] NVRM: Xid (PCI:0000:1b:00): 13, pid=2\n"
		"NVRM: Xid (PCI:0000:1b:00)\n"
		"NVRM: Xid (PCI:0000:1b:00): x\n"
		"NVRM: Xid (PCI:0000:1b\033:00): 48, no\n"
		"NVRM: Xid (PCI:0000:1b:00): 99999, no\n"
		"NVRM: loading\n"
		"NVRM: Xid (PCI:0000:1c:00): 94";
	struct xid_log log = { .count = 0 };
	struct xid_set fatal;

	xid_usual(&fatal);
	xid_scan(&log, log_text, strlen(log_text), &fatal);
	assert_int_equal(log.count, 3);
	assert_int_equal(log.all[0].number, 13);
	assert_int_equal(log.all[0].count, 2);
	assert_string_equal(log.all[0].pci, "0000:1b:00");
	assert_false(log.all[0].fatal);
	assert_int_equal(log.all[1].number, 79);
	assert_true(log.all[1].fatal);
	assert_int_equal(log.all[2].number, 94);
	assert_false(log.all[2].fatal);
}

static void lists_of_xids(void **state)
{
	static const char *const bad[] = { "", "x", "1-", "3-1", "1,", "1024",
					   "1,,2", "-1", "1 2" };
	struct xid_set set;

	assert_int_equal(xid_parse_set(&set, "48,79,119-120"), 0);
	assert_true(set.has[48] && set.has[79] && set.has[119] && set.has[120]);
	assert_false(set.has[49] || set.has[0] || set.has[121]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(xid_parse_set(&set, bad[i]), -1);
}

static void a_log_is_read_whatever_its_length(void **state)
{
	char path[64];
	struct xid_log log = { .count = 0 };
	struct xid_set fatal;
	struct rail_error err;
	FILE *out;

	snprintf(path, sizeof(path), "/tmp/railyard-kmsg-%d", (int)getpid());
	out = fopen(path, "w");
	for (int i = 0; i < 3000; i++)
		fprintf(out, "%*sNVRM: Xid (PCI:0000:%02x:00): %d, x\n", i % 97,
			"", i % 200, i % 3 + 46);
	for (int i = 0; i < 20000; i++)
		fputc('y', out);
	fputs("\nNVRM: Xid (PCI:0000:01:00): 79, no end of line", out);
	fclose(out);
	xid_usual(&fatal);
	assert_int_equal(xid_read(&log, path, &fatal, &err), 0);
	assert_int_equal(log.count, 4);
	assert_int_equal(log.all[0].count, 1000);
	assert_int_equal(log.all[2].count, 1000);
	assert_int_equal(log.all[3].number, 79);
	unlink(path);
	assert_int_equal(xid_read(&log, path, &fatal, &err), -1);
}

/* --- NICs ---------------------------------------------------------------- */

static void nics_are_found_by_guid_then_by_name(void **state)
{
	static char active[] = "active", down[] = "down", ndr[] = "4xNDR",
		    hdr[] = "4xHDR", names[4][8] = { "mlx5_0", "mlx5_9",
						     "mlx5_2", "mlx5_3" };
	struct node_port ports[4] = {
		{ .number = 1, .state = active, .speed = ndr },
		{ .number = 1, .state = active, .speed = hdr },
		{ .number = 1, .state = down, .speed = ndr },
		{ .number = 2, .state = active, .speed = ndr },
	};
	struct node_nic nics[4] = {
		{ .name = names[0], .guid = 1, .ports = ports, .n_ports = 1 },
		{ .name = names[1], .guid = 2, .ports = ports + 1,
		  .n_ports = 1 },
		{ .name = names[2], .guid = 3, .ports = ports + 2,
		  .n_ports = 1 },
		{ .name = names[3], .guid = 4, .ports = ports + 2,
		  .n_ports = 2 },
	};
	const struct node_sysfs found = { .nics = nics, .n_nics = 4 };
	struct node_check c = {
		.n_nics = 6,
		.nics = {
			{ .name = "mlx5_0", .guid = 1, .speed = "4xNDR" },
			{ .name = "mlx5_1", .guid = 2, .speed = "4xNDR" },
			{ .name = "mlx5_2", .guid = 77 },	/* replaced */
			{ .name = "mlx5_3", .guid = 4, .speed = "4xNDR" },
			{ .name = "mlx5_4", .guid = 5 },
			{ .name = "mlx5_9", .speed = NULL },
		},
	};

	node_check_nics(&c, &found);
	assert_null(c.nics[0].why);
	assert_string_equal(c.nics[0].text, "");
	assert_string_equal(c.nics[1].why, "slow");
	assert_string_equal(c.nics[1].text,
			    "port 1 runs at 4xHDR, expected 4xNDR");
	assert_string_equal(c.nics[2].why, "down");
	/* one of its two ports will do, and the other is told */
	assert_null(c.nics[3].why);
	assert_string_equal(c.nics[3].text, "port 1 is down");
	assert_string_equal(c.nics[4].why, "missing");
	assert_null(c.nics[5].why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_is_held_longer_with_each_loss),
		cmocka_unit_test(no_link_is_held_for_ever),
		cmocka_unit_test(since_is_the_first_loss),
		cmocka_unit_test(memory_is_read_as_it_was_written),
		cmocka_unit_test(xids_are_found_in_kernel_logs),
		cmocka_unit_test(lists_of_xids),
		cmocka_unit_test(a_log_is_read_whatever_its_length),
		cmocka_unit_test(nics_are_found_by_guid_then_by_name),
	};

	return cmocka_run_group_tests_name("node_check", tests, NULL, NULL);
}
