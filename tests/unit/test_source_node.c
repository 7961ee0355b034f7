/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source_node: what nodes say of themselves, joined with what was seen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"
#include "tools/source_node.h"

static char folder[] = "/tmp/railyard-node-XXXXXX";

static int make_folder(void **state)
{
	return mkdtemp(folder) ? 0 : -1;
}

static void file_name(char path[200], const char *name)
{
	snprintf(path, 200, "%s/%s", folder, name);
}

static int remove_folder(void **state)
{
	return rmdir(folder);
}

/* A file NAME of HOST with NICS, as it stands in the array. */
static void write_node(const char *name, const char *host, const char *nics)
{
	char path[200];
	FILE *out;

	file_name(path, name);
	out = fopen(path, "w");
	assert_non_null(out);
	fprintf(out, "{\"format\": \"railyard-node\", \"version\": 1, "
		"\"host\": \"%s\", \"hardware\": {\"vendor\": \"%s\"}, "
		"\"nics\": [%s]}\n", host, name, nics);
	fclose(out);
}

static void remove_file(const char *name)
{
	char path[200];

	file_name(path, name);
	assert_int_equal(unlink(path), 0);
}

/* Applies the folder, and removes the N files NAMES from it. */
static int apply(struct links *l, struct infer_notes *notes, int n,
		 const char *const *names)
{
	const char *paths[] = { folder };
	struct rail_error err = { "" };
	int rc = source_node_apply(l, paths, 1, NULL, notes, &err);

	for (int i = 0; i < n; i++)
		remove_file(names[i]);
	if (rc < 0)
		print_message("%s\n", err.text);
	return rc;
}

static int nic(struct links *l, uint64_t guid, const char *host,
	       const char *name, int sw, int port)
{
	int d = links_add_device(l, LINKS_NIC, guid, name, host, 7, NULL);
	struct links_cable c = { .a = sw, .port_a = port, .b = d, .port_b = 1 };

	assert_true(d >= 0);
	if (sw >= 0)
		assert_int_equal(links_add_cable(l, &c, NULL), 0);
	return d;
}

static int leaf(struct links *l, const char *name)
{
	return links_add_device(l, LINKS_SWITCH, 0, name, NULL, 1, NULL);
}

static void expect_nic(const struct links *l, int i, const char *host,
		       const char *name, bool aside)
{
	assert_true(i < l->n_devices);
	assert_string_equal(l->devices[i].host, host);
	assert_string_equal(l->devices[i].name, name);
	assert_int_equal(l->devices[i].aside, aside);
}

/* '@' in TEXT stands for the folder; NULL: no note. */
static void expect_notes(struct infer_notes *notes, const char *text)
{
	char wanted[300] = "";
	size_t used = 0;

	assert_int_equal(notes->count, text != NULL);
	for (; text && *text; text++)
		used += (size_t)snprintf(wanted + used, sizeof(wanted) - used,
					 "%.*s", *text == '@' ? 99 : 1,
					 *text == '@' ? folder : text);
	if (*wanted)
		assert_string_equal(notes->lines[0], wanted);
	infer_notes_free(notes);
}

#define GUID1 "\"guid\": \"00000000000000a1\""
#define GUID2 "\"guid\": \"00000000000000a2\""

static void a_guid_tells_host_name_board_and_role(void **state)
{
	struct links *l = links_create("f.ib");
	struct infer_notes notes = { 0 };
	int sw = leaf(l, "leaf");

	nic(l, 0xa1, "gpu01", "HCA-1", sw, 1);
	nic(l, 0xa2, "", "", sw, 2);
	nic(l, 0xa3, "gpu02", "mlx5_0", sw, 3);
	write_node("gpu01.json", "gpu01",
		   "{\"name\": \"mlx5_0\", \"role\": \"rail\", " GUID1 ", "
		   "\"system\": \"00000000000000b0\"},"
		   "{\"name\": \"mlx5_1\", \"role\": \"storage\", " GUID2 "}");
	assert_int_equal(apply(l, &notes, 1,
			       (const char *[]){ "gpu01.json" }), 0);
	expect_nic(l, 1, "gpu01", "mlx5_0", false);
	expect_nic(l, 2, "gpu01", "mlx5_1", true);
	expect_nic(l, 3, "gpu02", "mlx5_0", false);
	assert_int_equal(l->devices[1].board, 0xb0);
	assert_int_equal(l->n_devices, 4);
	assert_int_equal(l->n_hosts, 1);
	assert_string_equal(l->hosts[0].name, "gpu01");
	assert_string_equal(l->hosts[0].hardware->vendor, "gpu01.json");
	expect_notes(&notes, NULL);
	links_destroy(l);
}

static void the_guid_of_a_port_tells_too(void **state)
{
	struct links *l = links_create("f.ports");
	struct infer_notes notes = { 0 };
	int sw = leaf(l, "leaf");

	l->devices[nic(l, 0, "", "MT4129", sw, 1)].port_guid = 0xa9;
	l->devices[nic(l, 0, "", "MT4129", sw, 2)].port_guid = 0xaa;
	write_node("gpu01.json", "gpu01",
		   "{\"name\": \"mlx5_0\", \"role\": \"rail\", " GUID1 ", "
		   "\"ports\": [{\"port\": 1, \"layer\": \"InfiniBand\", "
		   "\"gids\": [\"fe80:0:0:0:0:0:0:a9\"]}]},"
		   "{\"name\": \"mlx5_1\", \"role\": \"rail\", " GUID2 ", "
		   "\"ports\": [{\"port\": 1, \"layer\": \"Ethernet\", "
		   "\"gids\": [\"fe80:0:0:0:0:0:0:aa\"]}]}");
	assert_int_equal(apply(l, &notes, 1,
			       (const char *[]){ "gpu01.json" }), 0);
	expect_nic(l, 1, "gpu01", "mlx5_0", false);
	assert_int_equal(l->devices[1].guid, 0xa1);
	expect_nic(l, 2, "", "MT4129", false);
	infer_notes_free(&notes);
	links_destroy(l);
}

static void a_network_device_becomes_its_nic(void **state)
{
	struct links *l = links_create("lldp.json");
	struct infer_notes notes = { 0 };
	int sw = leaf(l, "leaf");

	nic(l, 0, "gpu01", "ens1np0", sw, 1);
	l->devices[nic(l, 0, "gpu01.lan", "p2", sw, 2)].mac = 0x20;
	l->devices[nic(l, 0, "gpu01", "eno1", sw, 3)].mac = 0x30;
	write_node("a.json", "gpu01",
		   "{\"name\": \"mlx5_0\", \"role\": \"rail\", " GUID1 ", "
		   "\"netdevs\": [{\"name\": \"ens1np0\", \"port\": 1}]},"
		   "{\"name\": \"mlx5_1\", \"role\": \"far\", " GUID2 ", "
		   "\"netdevs\": [{\"name\": \"ens2np0\", \"port\": 1, "
		   "\"mac\": \"00:00:00:00:00:20\"}]},"
		   "{\"name\": \"eno1\", \"role\": \"management\", "
		   "\"netdevs\": [{\"name\": \"eno1\", \"port\": 1}]}");
	assert_int_equal(apply(l, &notes, 1, (const char *[]){ "a.json" }), 0);
	expect_nic(l, 1, "gpu01", "mlx5_0", false);
	expect_nic(l, 2, "gpu01", "mlx5_1", true);
	expect_nic(l, 3, "gpu01", "eno1", true);
	assert_int_equal(l->devices[1].guid, 0xa1);
	expect_notes(&notes, NULL);
	links_destroy(l);
}

static void network_devices_of_a_bond_become_ports_of_one_nic(void **state)
{
	struct links *l = links_create("lldp.json");
	int one = leaf(l, "leaf1"), two = leaf(l, "leaf2");

	nic(l, 0, "gpu01", "ens1f0", one, 5);
	nic(l, 0, "gpu01", "ens1f1", two, 6);
	nic(l, 0, "gpu02", "ens1f1", two, 7);
	write_node("a.json", "gpu01",
		   "{\"name\": \"mlx5_bond_0\", \"role\": \"rail\", " GUID1 ", "
		   "\"netdevs\": [{\"name\": \"ens1f0\", \"port\": 1},"
		   "{\"name\": \"ens1f1\", \"port\": 2}]}");
	assert_int_equal(apply(l, NULL, 1, (const char *[]){ "a.json" }), 0);
	assert_int_equal(l->n_devices, 4);
	assert_int_equal(l->n_cables, 3);
	expect_nic(l, 2, "gpu01", "mlx5_bond_0", false);
	expect_nic(l, 3, "gpu02", "ens1f1", false);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(l->cables[i].a, i);
		assert_int_equal(l->cables[i].port_a, 5 + i);
		assert_int_equal(l->cables[i].b, 2);
		assert_int_equal(l->cables[i].port_b, 1 + i);
	}
	assert_int_equal(l->cables[2].b, 3);
	links_destroy(l);
}

/* What a cable plan calls by name and a subnet manager by GUID. */
static void two_sources_of_one_cable_become_one(void **state)
{
	struct links *l = links_create("f.ib");
	int sw = leaf(l, "leaf");
	struct links_cable c = { .a = sw, .port_a = 1, .port_b = 1 };

	nic(l, 0xa1, "gpu01", "HCA-1", sw, 1);
	c.b = nic(l, 0, "gpu01", "mlx5_0", -1, 0);
	write_node("a.json", "gpu01",
		   "{\"name\": \"mlx5_0\", \"role\": \"rail\", " GUID1 "}");
	assert_int_equal(apply(l, NULL, 1, (const char *[]){ "a.json" }), 0);
	assert_int_equal(l->n_devices, 2);
	assert_int_equal(l->n_cables, 1);
	expect_nic(l, 1, "gpu01", "mlx5_0", false);
	/* The tables of ports are those of the new devices. */
	c.b = 1;
	assert_int_equal(links_add_cable(l, &c, NULL), 0);
	assert_int_equal(l->n_cables, 1);
	links_destroy(l);
}

static void a_nic_with_two_cables_in_a_port_is_an_error(void **state)
{
	struct links *l = links_create("f.ib");
	const char *paths[] = { folder };
	struct rail_error err;
	int sw = leaf(l, "leaf");

	nic(l, 0xa1, "gpu01", "HCA-1", sw, 1);
	nic(l, 0, "gpu01", "mlx5_0", sw, 2);
	write_node("a.json", "gpu01",
		   "{\"name\": \"mlx5_0\", \"role\": \"rail\", " GUID1 "}");
	assert_int_equal(source_node_apply(l, paths, 1, NULL, NULL,
					   &err), -1);
	remove_file("a.json");
	assert_string_equal(err.text, "f.ib: port 1 of \"gpu01 mlx5_0\" has "
			    "two cables");
	links_destroy(l);
}

static void a_rail_that_was_not_seen_is_added(void **state)
{
	static const char nics[] =
		"{\"name\": \"mlx5_0\", \"role\": \"rail\", " GUID1 "},"
		"{\"name\": \"mlx5_1\", \"role\": \"rail\", " GUID2 "},"
		"{\"name\": \"mlx5_2\", \"role\": \"storage\"}";
	struct links *l = links_create("f.ib");
	struct infer_notes notes = { 0 };
	int sw = leaf(l, "leaf");

	nic(l, 0xa2, "gpu01", "HCA-1", sw, 1);
	write_node("gpu01.json", "gpu01", nics);
	write_node("gpu02.json", "gpu02",
		   "{\"name\": \"mlx5_0\", \"role\": \"rail\"}");
	assert_int_equal(apply(l, &notes, 2, (const char *[]){
			       "gpu01.json", "gpu02.json" }), 0);
	assert_int_equal(l->n_devices, 3);
	expect_nic(l, 1, "gpu01", "mlx5_1", false);
	expect_nic(l, 2, "gpu01", "mlx5_0", false);
	assert_int_equal(l->devices[2].guid, 0xa1);
	assert_non_null(strstr(l->sources[l->devices[2].source],
			       "/gpu01.json"));
	expect_notes(&notes, "1 node said what is in it, but no NIC of it was "
		     "seen: gpu02");
	links_destroy(l);
}

static void a_guid_that_two_nodes_claim_is_that_of_its_host(void **state)
{
	static const char nics[] =
		"{\"name\": \"mlx5_0\", \"role\": \"rail\", " GUID1 "}";
	struct links *l = links_create("f.ib");
	struct infer_notes notes = { 0 };
	int sw = leaf(l, "leaf");

	nic(l, 0xa1, "gpu02", "HCA-1", sw, 1);
	nic(l, 0xa1, "gpu01", "HCA-1", sw, 2);
	write_node("gpu01.json", "gpu01", nics);
	write_node("gpu02.json", "gpu02", nics);
	assert_int_equal(apply(l, &notes, 2, (const char *[]){
			       "gpu01.json", "gpu02.json" }), 0);
	expect_nic(l, 1, "gpu02", "mlx5_0", false);
	expect_nic(l, 2, "gpu01", "mlx5_0", false);
	expect_notes(&notes, "GUID 0x00000000000000a1 is that of gpu02 mlx5_0, "
		     "says @/gpu02.json, and of gpu01 mlx5_0, says "
		     "@/gpu01.json");
	links_destroy(l);
}

static void of_two_files_of_a_host_the_last_counts(void **state)
{
	struct links *l = links_create("f.ib");
	struct infer_notes notes = { 0 };
	int sw = leaf(l, "leaf");

	nic(l, 0xa1, "gpu01", "HCA-1", sw, 1);
	write_node("n10.json", "gpu01",
		   "{\"name\": \"new\", \"role\": \"rail\", " GUID1 "}");
	write_node("n9.json", "gpu01",
		   "{\"name\": \"old\", \"role\": \"far\", " GUID1 "}");
	assert_int_equal(apply(l, &notes, 2, (const char *[]){
			       "n10.json", "n9.json" }), 0);
	expect_nic(l, 1, "gpu01", "new", false);
	assert_int_equal(l->n_hosts, 1);
	assert_string_equal(l->hosts[0].hardware->vendor, "n10.json");
	expect_notes(&notes, "@/n9.json: another file is of \"gpu01\" too, "
		     "and comes later: this one is not used");
	links_destroy(l);
}

static void another_description_is_a_note(void **state)
{
	struct links *l = links_create("f.ib");
	struct infer_notes notes = { 0 };
	int sw = leaf(l, "leaf");

	nic(l, 0xa1, "old01", "HCA-1", sw, 1);
	nic(l, 0xa2, "gpu01.lan", "HCA-2", sw, 2);
	write_node("a.json", "gpu01",
		   "{\"name\": \"mlx5_0\", \"role\": \"rail\", " GUID1 "},"
		   "{\"name\": \"mlx5_1\", \"role\": \"rail\", " GUID2 "}");
	assert_int_equal(apply(l, &notes, 1, (const char *[]){ "a.json" }), 0);
	expect_nic(l, 1, "gpu01", "mlx5_0", false);
	expect_nic(l, 2, "gpu01", "mlx5_1", false);
	expect_notes(&notes, "gpu01 mlx5_0 calls itself \"old01 HCA-1\" in "
		     "f.ib");
	links_destroy(l);
}

static void a_nic_that_was_replaced_is_a_note(void **state)
{
	struct links *l = links_create("f.ib");
	struct infer_notes notes = { 0 };
	int sw = leaf(l, "leaf");

	nic(l, 0xa9, "gpu01", "mlx5_0", sw, 1);
	write_node("a.json", "gpu01",
		   "{\"name\": \"mlx5_0\", \"role\": \"far\", " GUID1 "}");
	assert_int_equal(apply(l, &notes, 1, (const char *[]){ "a.json" }), 0);
	expect_nic(l, 1, "gpu01", "mlx5_0", true);
	assert_int_equal(l->devices[1].guid, 0xa9);
	expect_notes(&notes, "gpu01 mlx5_0 has the GUID 0x00000000000000a9 in "
		     "f.ib, and 0x00000000000000a1 in @/a.json");
	links_destroy(l);
}

static void what_cannot_be_read_is_an_error(void **state)
{
	struct links *l = links_create("f.ib");
	const char *paths[] = { folder };
	struct rail_error err;
	char text[300];

	assert_int_equal(source_node_apply(l, paths, 1, NULL, NULL,
					   &err), -1);
	snprintf(text, sizeof(text), "%s: no file *.json in it: what "
		 "\"railyard gather\" wrote was expected", folder);
	assert_string_equal(err.text, text);
	paths[0] = "/nowhere";
	assert_int_equal(source_node_apply(l, paths, 1, NULL, NULL,
					   &err), -1);
	assert_non_null(strstr(err.text, "/nowhere"));
	write_node("a.json", "no:name", "");
	paths[0] = folder;
	assert_int_equal(source_node_apply(l, paths, 1, NULL, NULL,
					   &err), -1);
	remove_file("a.json");
	snprintf(text, sizeof(text), "%s/a.json:1:51: \"no:name\" is not a "
		 "node name: expected letters, digits, '.', '_' and '-'",
		 folder);
	assert_string_equal(err.text, text);
	links_destroy(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_guid_tells_host_name_board_and_role),
		cmocka_unit_test(the_guid_of_a_port_tells_too),
		cmocka_unit_test(a_network_device_becomes_its_nic),
		cmocka_unit_test(
			network_devices_of_a_bond_become_ports_of_one_nic),
		cmocka_unit_test(two_sources_of_one_cable_become_one),
		cmocka_unit_test(a_nic_with_two_cables_in_a_port_is_an_error),
		cmocka_unit_test(a_rail_that_was_not_seen_is_added),
		cmocka_unit_test(
			a_guid_that_two_nodes_claim_is_that_of_its_host),
		cmocka_unit_test(of_two_files_of_a_host_the_last_counts),
		cmocka_unit_test(another_description_is_a_note),
		cmocka_unit_test(a_nic_that_was_replaced_is_a_note),
		cmocka_unit_test(what_cannot_be_read_is_an_error),
	};

	return cmocka_run_group_tests_name("source_node", tests, make_folder,
					   remove_folder);
}
