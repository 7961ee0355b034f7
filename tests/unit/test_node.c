/* SPDX-License-Identifier: GPL-2.0-or-later */
/* node: the JSON of what a node says, there and back, and what is refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "tools/node.h"

static const char whole[] =
	"{\"format\": \"railyard-node\", \"version\": 1,\n"
	" \"host\": \"gpu01\",\n"
	" \"hardware\": {\"vendor\": \"NVIDIA\", \"sockets\": 2, "
	"\"gpus\": [{\"model\": \"h100\", \"nic\": \"mlx5_0\"},{}]},\n"
	" \"gpus\": [\n"
	"  {\"pci\": \"0000:1b:00.0\", \"numa\": 0, \"path\": \"PIX\", "
	"\"near\": [\"mlx5_0\"], \"to_gpus\": [\"X\",\"NV18\"], "
	"\"to_nics\": [\"PIX\",\"SYS\"]},\n"
	"  {\"pci\": \"0000:43:00.0\"}],\n"
	" \"nics\": [\n"
	"  {\"name\": \"mlx5_0\", \"role\": \"rail\", \"reason\": \"near\", "
	"\"guid\": \"00000000000000a1\", \"system\": \"00000000000000a0\", "
	"\"board\": \"MT_0000000838\", \"model\": \"ConnectX-7\", "
	"\"firmware\": \"28.39.1002\", \"pci\": \"0000:18:00.0\", "
	"\"numa\": 0,\n"
	"   \"ports\": [{\"port\": 1, \"state\": \"active\", "
	"\"speed\": \"4xNDR\", \"layer\": \"InfiniBand\", \"lid\": 12, "
	"\"gids\": [\"fe80::1\"]}],\n"
	"   \"netdevs\": [{\"name\": \"ib0\", \"port\": 1},"
	"{\"name\": \"ens1\", \"port\": 2, "
	"\"mac\": \"a0:b1:c2:d3:e4:f5\"}]},\n"
	"  {\"name\": \"eno1\", \"role\": \"management\"}]}\n";

static void what_was_read_is_written_the_same(void **state)
{
	struct rail_error err;
	struct node *node = node_parse(whole, strlen(whole), "n.json", &err);
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(node);
	assert_string_equal(node->host, "gpu01");
	assert_int_equal(node->n_nics, 2);
	assert_int_equal(node->nics[0].numa, 0);
	assert_int_equal(node->nics[1].numa, -1);
	assert_int_equal(node->nics[1].role, NODE_MANAGEMENT);
	assert_true(node->nics[0].netdevs[1].mac == 0xa0b1c2d3e4f5);
	assert_int_equal(node->gpus[1].numa, -1);
	node_format(out, node);
	fclose(out);
	assert_string_equal(text, whole);
	free(text);
	node_destroy(node);
}

#define HEAD "{\"format\": \"railyard-node\", \"version\": 1, " \
	     "\"host\": \"h\", \"hardware\": {}, "

static void what_is_wrong_is_said_with_its_place(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "", "n.json: empty: JSON was expected" },
		{ "[]", "n.json:1:1: an array, an object was expected" },
		{ "{\"format\": \"railyard-node\"}",
		  "n.json:1:1: \"version\" is missing" },
		{ "{\"format\": \"railyard-map\", \"version\": 1, \"host\": "
		  "\"h\", \"hardware\": {}, \"nics\": []}",
		  "n.json:1:12: format \"railyard-map\", \"railyard-node\" "
		  "was expected" },
		{ "{\"format\": \"railyard-node\", \"version\": 2, \"host\": "
		  "\"h\", \"hardware\": {}, \"nics\": []}",
		  "n.json:1:40: version 2, this railyard reads 1" },
		{ HEAD "\"nics\": {}}",
		  "n.json:1:80: \"nics\" is an object, an array was "
		  "expected" },
		{ HEAD "\"gpus\": [{\"pci\": \"1\"}], \"nics\": []}",
		  "n.json:1:80: 1 GPUs, the 0 of \"hardware\" were "
		  "expected" },
		{ HEAD "\"nics\": [{\"name\": \"a\"}]}",
		  "n.json:1:81: \"role\" is missing" },
		{ HEAD "\"nics\": [{\"name\": \"a\", \"role\": \"x\"}]}",
		  "n.json:1:103: \"x\" is no role: \"rail\", \"storage\", "
		  "\"management\", \"far\" or \"unknown\" was expected" },
		{ HEAD "\"nics\": [{\"name\": \"a\", \"role\": \"rail\", "
		  "\"guid\": \"0000000000000000\"}]}",
		  "n.json:1:119: \"0000000000000000\" is not a GUID: 16 hex "
		  "digits, not all 0, were expected" },
		{ HEAD "\"nics\": [{\"name\": \"a\", \"role\": \"rail\"}, "
		  "{\"name\": \"a\", \"role\": \"far\"}]}",
		  "n.json:1:112: NIC \"a\" comes twice" },
		{ HEAD "\"nics\": [{\"name\": \"\", \"role\": \"rail\"}]}",
		  "n.json:1:90: 0 characters, 1 to 256 were expected" },
		{ HEAD "\"nics\": [{\"name\": \"\\u001b[m\", "
		  "\"role\": \"rail\"}]}",
		  "n.json:1:90: printable ASCII but '\"' and '\\' was "
		  "expected" },
		{ HEAD "\"nics\": [{\"name\": \"a\", \"role\": \"rail\", "
		  "\"netdevs\": [{\"name\": \"e\", \"port\": 1, "
		  "\"mac\": \"0:1\"}]}]}",
		  "n.json:1:155: \"0:1\" is not a MAC address: six pairs of "
		  "hex digits between ':' were expected" },
		{ HEAD "\"nics\": [{\"name\": \"a\", \"role\": \"rail\", "
		  "\"ports\": [{\"port\": 0}]}]}",
		  "n.json:1:130: \"port\" is 0, 1 to 16 was expected" },
		{ HEAD "\"nics\": [], \"extra\": 1}",
		  "n.json:1:84: unknown key \"extra\"; one of \"format\", "
		  "\"version\", \"host\", \"hardware\", \"gpus\", \"nics\" "
		  "was expected" },
	};
	struct rail_error err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_null(node_parse(cases[i].text, strlen(cases[i].text),
				       "n.json", &err));
		assert_string_equal(err.text, cases[i].error);
	}
}

static void mac_addresses_are_read_strictly(void **state)
{
	static const char *const wrong[] = {
		"", "00:00:00:00:00:00", "01:02:03:04:05", "01:02:03:04:05:6",
		"01:02:03:04:05:06:07", "01-02-03-04-05-06", "g1:02:03:04:05:06",
	};
	char text[NODE_MAC_TEXT];

	assert_true(node_mac_parse("aB:0c:Df:00:01:fF") == 0xab0cdf0001ff);
	node_mac_format(0xab0cdf0001ff, text);
	assert_string_equal(text, "ab:0c:df:00:01:ff");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_true(node_mac_parse(wrong[i]) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_read_is_written_the_same),
		cmocka_unit_test(what_is_wrong_is_said_with_its_place),
		cmocka_unit_test(mac_addresses_are_read_strictly),
	};

	return cmocka_run_group_tests_name("node", tests, NULL, NULL);
}
