/* SPDX-License-Identifier: GPL-2.0-or-later */
/* machine_is_storage(), machine_is_gpu(): names of machines. */
#include "unit.h"
#include "topology/machine_words.h"

static void storage_is_called_so(void **state)
{
	static const char *const yes[] = {
		"stor01", "storage-3", "oss2", "rack1-nas", "weka01.example",
		"NFS", "gpu-storage1",
	};
	static const char *const no[] = {
		"gpu01", "boss1", "nasa1", "sto1", "gpu01.nas.example", "",
		"01",
	};

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		if (!machine_is_storage(yes[i]))
			fail_msg("%s", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		if (machine_is_storage(no[i]))
			fail_msg("%s", no[i]);
}

static void nodes_are_called_after_their_gpus(void **state)
{
	static const char *const yes[] = {
		"gpu01", "DGX-3", "hgx1", "l40s-01", "rack3-h100-07",
		"gb200-r1-t3", "mi300x-n1.example", "node-gpu-1",
	};
	static const char *const no[] = {
		"a100", "a100.example", "n-h100", "cpu01", "login1",
		"gpu-login1", "gpu-storage1", "gpus01", "ha100-1", "a1000-1",
		"", "-", "node1.gpu.example", "h100.gpu-1",
	};

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		if (!machine_is_gpu(yes[i]))
			fail_msg("%s", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		if (machine_is_gpu(no[i]))
			fail_msg("%s", no[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(storage_is_called_so),
		cmocka_unit_test(nodes_are_called_after_their_gpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
