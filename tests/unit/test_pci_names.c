/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pci_names: the form of the list of PCI devices. */
#include <stdlib.h>

#include "unit.h"
#include "tools/pci_names.h"

static const char list[] =
	"# a list\n"
	"10dd  Another\n"
	"\t2330  not this\n"
	"10de  NVIDIA Corporation\n"
	"\t1af1  GA100 [A100 NVSwitch]\n"
	"\t\t2330 1234  a subsystem\n"
	"# between\n"
	"\t2330  GH100 [H100 SXM5 80GB]\r\n"
	"15b3  Mellanox Technologies\n"
	"\t1021  MT2910 Family [ConnectX-7]";

static void is(unsigned vendor, unsigned device, const char *wanted)
{
	bool failed = false;
	char *name = pci_names_search(list, vendor, device, &failed);

	assert_false(failed);
	if (wanted)
		assert_string_equal(name, wanted);
	else
		assert_null(name);
	free(name);
}

static void names_are_found_below_their_vendor(void **state)
{
	is(0x10de, 0x2330, "GH100 [H100 SXM5 80GB]");
	is(0x10de, 0x1af1, "GA100 [A100 NVSwitch]");
	is(0x15b3, 0x1021, "MT2910 Family [ConnectX-7]");
	is(0x10dd, 0x2330, "not this");
}

static void what_is_not_there_has_no_name(void **state)
{
	bool failed = false;

	is(0x10de, 0x1021, NULL);
	is(0x10dd, 0x1af1, NULL);
	is(0x2330, 0x1234, NULL);
	is(0xffff, 0xffff, NULL);
	assert_null(pci_names_search("", 1, 1, &failed));
	assert_null(pci_names_search("10de  x", 0x10de, 1, &failed));
	assert_null(pci_names_search("10de  x\n\t", 0x10de, 1, &failed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_found_below_their_vendor),
		cmocka_unit_test(what_is_not_there_has_no_name),
	};

	return cmocka_run_group_tests_name("pci_names", tests, NULL, NULL);
}
