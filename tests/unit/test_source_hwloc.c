/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source_hwloc: whole machines, as hwloc wrote them down. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"
#include "tools/source_hwloc.h"

static void fixture(char path[1024], const char *name)
{
	const char *srcdir = getenv("srcdir");

	snprintf(path, 1024, "%s/tests/fixtures/discover/%s.xml",
		 srcdir ? srcdir : ".", name);
}

/* The machine NAME, which must be read without an error. */
static struct node *machine(const char *name, const char *sysfs,
			    struct infer_notes *notes)
{
	struct source_hwloc s = { .sysfs = sysfs };
	struct rail_error err = { "" };
	char path[1024];
	struct node *node;

	fixture(path, name);
	s.xml = path;
	node = source_hwloc_read(&s, notes, &err);
	if (!node)
		fail_msg("%s", err.text);
	return node;
}

static const struct node_nic *nic(const struct node *node, const char *name)
{
	for (int i = 0; i < node->n_nics; i++)
		if (!strcmp(node->nics[i].name, name))
			return &node->nics[i];
	fail_msg("no NIC %s", name);
	return NULL;
}

/* "mlx5_0 mlx5_3 ...": the NIC of each GPU, '?' behind it in a tie. */
static void pairs_are(const struct node *node, const char *wanted)
{
	char text[512];
	size_t used = 0;

	for (int i = 0; i < node->hardware->n_gpus; i++) {
		const struct hardware_gpu *gpu = &node->hardware->gpus[i];

		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s%s", i ? " " : "", gpu->nic,
					 gpu->tie ? "?" : "");
	}
	assert_string_equal(text, wanted);
}

static int count(const struct node *node, enum node_role role)
{
	int n = 0;

	for (int i = 0; i < node->n_nics; i++)
		n += node->nics[i].role == role;
	return n;
}

static void dgx_h100_pairs_through_two_switches(void **state)
{
	struct node *node = machine("dgx-h100", NULL, NULL);
	const struct hardware *hw = node->hardware;

	assert_string_equal(node->host, "dgx01");
	assert_string_equal(hw->vendor, "NVIDIA");
	assert_string_equal(hw->product, "DGXH100");
	assert_int_equal(hw->sockets, 2);
	assert_int_equal(hw->cores, 8);
	assert_int_equal(hw->threads, 2);
	assert_int_equal(hw->memory_mb, 2 * 1031488);
	assert_int_equal(hw->n_gpus, 8);
	pairs_are(node, "mlx5_0 mlx5_3 mlx5_4 mlx5_5 mlx5_6 mlx5_9 mlx5_10 "
		  "mlx5_11");
	assert_string_equal(hw->gpus[0].model, "h100");
	/* The threads of a core are no cores of Slurm's. */
	assert_string_equal(hw->gpus[0].cores, "0-7");
	assert_string_equal(hw->gpus[4].cores, "8-15");
	assert_null(hw->gpus[0].links);
	assert_string_equal(node->gpus[0].path, "PXB");
	assert_string_equal(node->gpus[0].gpus[0], "X");
	assert_string_equal(node->gpus[0].gpus[1], "NODE");
	assert_string_equal(node->gpus[0].gpus[4], "SYS");
	assert_int_equal(node->gpus[7].numa, 1);
	assert_int_equal(count(node, NODE_RAIL), 8);
	assert_int_equal(count(node, NODE_FAR), 4);
	assert_int_equal(count(node, NODE_MANAGEMENT), 1);
	assert_true(nic(node, "mlx5_0")->guid == 0xa088c20300001800);
	assert_string_equal(nic(node, "mlx5_0")->ports[0].state, "active");
	assert_int_equal(nic(node, "mlx5_0")->ports[0].lid, 0x10);
	/* The board of mlx5_2 is that of mlx5_1. */
	assert_true(nic(node, "mlx5_2")->system == nic(node, "mlx5_1")->guid);
	assert_string_equal(nic(node, "mlx5_1")->reason,
			    "on no switch with a GPU");
	node_destroy(node);
}

static void dgx_a100_is_full_of_ties(void **state)
{
	struct node *node = machine("dgx-a100", NULL, NULL);

	pairs_are(node, "mlx5_0? mlx5_1? mlx5_2? mlx5_3? mlx5_6? mlx5_7? "
		  "mlx5_8? mlx5_9?");
	assert_string_equal(node->gpus[1].near[0], "mlx5_0");
	assert_string_equal(node->gpus[1].near[1], "mlx5_1");
	assert_string_equal(node->gpus[0].path, "PXB");
	/* Of eight NUMA nodes GPU 0 is at 3, as hwloc numbers its cores. */
	assert_int_equal(node->gpus[0].numa, 3);
	assert_string_equal(node->hardware->gpus[0].cores, "6-7");
	assert_int_equal(count(node, NODE_FAR), 4);
	node_destroy(node);
}

static void gb200_has_no_switch_and_its_bluefields_are_no_rails(void **state)
{
	struct node *node = machine("gb200", NULL, NULL);

	pairs_are(node, "mlx5_0? mlx5_1? mlx5_4? mlx5_5?");
	assert_string_equal(node->gpus[0].path, "NODE");
	assert_int_equal(count(node, NODE_RAIL), 4);
	assert_int_equal(count(node, NODE_STORAGE), 4);
	assert_int_equal(node->hardware->threads, 1);
	assert_string_equal(node->hardware->gpus[3].model, "gb200");
	node_destroy(node);
}

static void mi300x_pairs_with_broadcoms(void **state)
{
	struct node *node = machine("mi300x", NULL, NULL);

	pairs_are(node, "rdma0 rdma1 rdma2 rdma3 rdma4 rdma5 rdma6 rdma7");
	assert_string_equal(node->hardware->gpus[0].model, "mi300x");
	assert_string_equal(node->gpus[0].path, "PIX");
	assert_string_equal(nic(node, "rdma3")->netdevs[0].name, "eth5");
	assert_true(nic(node, "rdma3")->netdevs[0].mac == 0x9e5b4f000030);
	assert_int_equal(count(node, NODE_MANAGEMENT), 1);
	node_destroy(node);
}

static void slingshot_carries_rails_without_an_rdma_device(void **state)
{
	struct node *node = machine("mi300a", NULL, NULL);

	/* hsn0 has no cxi device in this file: it is called by its network */
	pairs_are(node, "hsn0 cxi1");
	assert_string_equal(node->hardware->gpus[0].model, "mi300a");
	assert_string_equal(node->gpus[1].path, "PHB");
	assert_int_equal(count(node, NODE_RAIL), 2);
	assert_int_equal(nic(node, "nmn0")->role, NODE_MANAGEMENT);
	assert_int_equal(nic(node, "cxi1")->n_netdevs, 1);
	assert_string_equal(nic(node, "cxi1")->netdevs[0].name, "hsn1");
	assert_true(nic(node, "cxi1")->netdevs[0].mac == 0x20000001001);
	node_destroy(node);
}

static void a_node_without_gpus_is_a_node(void **state)
{
	struct node *node = machine("cpu", NULL, NULL);

	/* Slurm's names have no domain. */
	assert_string_equal(node->host, "cn17");
	assert_int_equal(node->hardware->n_gpus, 0);
	assert_int_equal(nic(node, "mlx5_0")->role, NODE_UNKNOWN);
	assert_int_equal(nic(node, "eno1")->role, NODE_MANAGEMENT);
	node_destroy(node);
}

static void bonds_are_one_and_virtual_functions_none(void **state)
{
	struct infer_notes notes = { 0 };
	struct node *node = machine("dual-tor", NULL, &notes);
	const struct node_nic *bond = nic(node, "mlx5_bond_0");

	pairs_are(node, "mlx5_bond_0 mlx5_1");
	assert_int_equal(node->n_nics, 3);
	assert_int_equal(bond->n_netdevs, 2);
	assert_string_equal(bond->netdevs[1].name, "eth1");
	assert_int_equal(bond->netdevs[1].port, 2);
	assert_int_equal(node->gpus[1].n_near, 2);
	assert_int_equal(notes.count, 2);
	assert_string_equal(notes.lines[0], "1 slice of GPUs left out");
	assert_string_equal(notes.lines[1],
			    "1 virtual function of NICs left out");
	infer_notes_free(&notes);
	node_destroy(node);
}

/* --- sysfs --------------------------------------------------------------- */

static char folder[] = "/tmp/test_source_hwloc.XXXXXX";

/* A file of sysfs below FOLDER, with its folders. */
static void put(const char *path, const char *text)
{
	char full[512];
	FILE *out;

	snprintf(full, sizeof(full), "%s/%s", folder, path);
	for (char *p = full + strlen(folder) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(full, 0700);
		*p = '/';
	}
	out = fopen(full, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

#define IB "class/infiniband/"

static int make_sysfs(void **state)
{
	char path[512], target[512];

	if (!mkdtemp(folder))
		return -1;
	put(IB "mlx5_0/board_id", "MT_0000000838\n");
	put(IB "mlx5_0/fw_ver", "28.39.1002\n");
	put(IB "mlx5_0/hca_type", "MT4129\n");
	put(IB "mlx5_0/node_guid", "a088:c203:0000:1800\n");
	put(IB "mlx5_0/sys_image_guid", "a088:c203:0000:1800\n");
	put(IB "mlx5_0/ports/1/state", "2: INIT\n");
	put(IB "mlx5_0/ports/1/rate", "400 Gb/sec (4X NDR)\n");
	put(IB "mlx5_0/ports/1/link_layer", "InfiniBand\n");
	put(IB "mlx5_0/ports/1/lid", "0x1f\n");
	put(IB "mlx5_0/ports/1/gids/0",
	    "fe80:0000:0000:0000:a088:c203:0000:1800\n");
	put(IB "mlx5_0/ports/1/gids/1",
	    "fe80:0000:0000:0000:0000:0000:0000:0000\n");
	put(IB "mlx5_0/ports/2/rate", "\n");
	put(IB "mlx5_0/ports/99/rate", "1 Gb/sec\n");
	put(IB "sim0/node_guid", "0xzz\n");
	put(IB "sim0/ports/1/link_layer", "Ethernet\n");
	put(IB "sim0/ports/1/rate", "200 Gb/sec (2X NDR)\n");
	/* A device that hwloc knows by its address alone. */
	put(IB "rocep3s0/fw_ver", "1\n");
	snprintf(path, sizeof(path), "%s/" IB "rocep3s0/device", folder);
	snprintf(target, sizeof(target), "../../../0000:03:00.0");
	return symlink(target, path);
}

static int remove_sysfs(void **state)
{
	char command[600];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static void sysfs_adds_what_hwloc_leaves_out(void **state)
{
	struct node *node = machine("dgx-h100", folder, NULL);
	const struct node_nic *n = nic(node, "mlx5_0");

	assert_string_equal(n->board, "MT_0000000838");
	assert_string_equal(n->firmware, "28.39.1002");
	assert_string_equal(n->model, "ConnectX-7");
	assert_string_equal(n->pci, "0000:18:00.0");
	assert_int_equal(n->n_ports, 2);
	assert_string_equal(n->ports[0].state, "init");
	assert_string_equal(n->ports[0].speed, "4xNDR");
	assert_string_equal(n->ports[0].layer, "InfiniBand");
	assert_int_equal(n->ports[0].lid, 31);
	assert_int_equal(n->ports[0].n_gids, 1);
	assert_null(n->ports[1].state);
	node_destroy(node);
}

static void devices_that_only_sysfs_has_are_kept(void **state)
{
	struct node *node = machine("dgx-h100", folder, NULL);
	const struct node_nic *sim = nic(node, "sim0");

	assert_true(sim->guid == 0);
	assert_null(sim->pci);
	assert_string_equal(sim->ports[0].speed, "200G");
	assert_int_equal(sim->role, NODE_FAR);
	/* It was eno3, a network card, and is an RDMA device now. */
	assert_string_equal(nic(node, "rocep3s0")->pci, "0000:03:00.0");
	assert_string_equal(nic(node, "rocep3s0")->netdevs[0].name, "eno3");
	assert_int_equal(nic(node, "rocep3s0")->role, NODE_FAR);
	assert_int_equal(node->n_nics, 14);
	for (int i = 0; i < node->n_nics; i++)
		if (!strcmp(node->nics[i].name, "sim0"))
			assert_string_equal(node->gpus[0].nics[i], "?");
	node_destroy(node);
}

/* --- what is refused ----------------------------------------------------- */

static void what_cannot_be_read_is_said(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "", "x: no <topology> of hwloc in it: what \"lstopo --of "
		      "xml\" writes was expected" },
		{ "<topologyx version=\"2.0\">",
		  "x: no <topology> of hwloc in it: what \"lstopo --of xml\" "
		  "writes was expected" },
		{ "<topology version=\"2.0\"",
		  "x: no <topology> of hwloc in it: what \"lstopo --of xml\" "
		  "writes was expected" },
		{ "<topology version=\"2.0\"></topology>",
		  "x: hwloc cannot read it: it is broken, or was cut short" },
		{ "<topology version=\"2.0\"><object type=\"Machine\"",
		  "x: hwloc cannot read it: it is broken, or was cut short" },
	};
	struct source_hwloc s = { 0 };
	struct rail_error err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_null(source_hwloc_parse(&s, cases[i].text,
					       strlen(cases[i].text), "x",
					       NULL, &err));
		assert_string_equal(err.text, cases[i].error);
	}
	assert_null(source_hwloc_parse(&s, "a\0b", 3, "x", NULL, &err));
	assert_string_equal(err.text, "x: a NUL byte in it: XML was expected");
}

static void a_later_version_says_which_hwloc_it_needs(void **state)
{
	static const char later[] = "<?xml version=\"1.0\"?>\n"
				    "<topology version=\"9.0\">";
	struct source_hwloc s = { 0 };
	struct rail_error err;

	assert_null(source_hwloc_parse(&s, later, strlen(later), "x", NULL,
				       &err));
	assert_non_null(strstr(err.text, "x: version 9 of hwloc's XML: hwloc "
			       "9.0 or later is needed, this is "));
	assert_null(source_hwloc_parse(&s, "<topology version=\"0\">", 22, "x",
				       NULL, &err));
	assert_non_null(strstr(err.text, "x: version 0 of hwloc's XML: this "
			       "hwloc, "));
}

static void a_name_must_be_one(void **state)
{
	struct source_hwloc s = { .host = "a b" };
	struct rail_error err;
	char path[1024];

	fixture(path, "cpu");
	s.xml = path;
	assert_null(source_hwloc_read(&s, NULL, &err));
	assert_string_equal(err.text, "\"a b\" is not a node name: expected "
			    "letters, digits, '_' and '-'; --host=NAME gives "
			    "it another");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dgx_h100_pairs_through_two_switches),
		cmocka_unit_test(dgx_a100_is_full_of_ties),
		cmocka_unit_test(
			gb200_has_no_switch_and_its_bluefields_are_no_rails),
		cmocka_unit_test(mi300x_pairs_with_broadcoms),
		cmocka_unit_test(slingshot_carries_rails_without_an_rdma_device),
		cmocka_unit_test(a_node_without_gpus_is_a_node),
		cmocka_unit_test(bonds_are_one_and_virtual_functions_none),
		cmocka_unit_test(sysfs_adds_what_hwloc_leaves_out),
		cmocka_unit_test(devices_that_only_sysfs_has_are_kept),
		cmocka_unit_test(what_cannot_be_read_is_said),
		cmocka_unit_test(a_later_version_says_which_hwloc_it_needs),
		cmocka_unit_test(a_name_must_be_one),
	};

	return cmocka_run_group_tests_name("source_hwloc", tests, make_sysfs,
					   remove_sysfs);
}
