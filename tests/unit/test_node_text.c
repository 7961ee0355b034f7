/* SPDX-License-Identifier: GPL-2.0-or-later */
/* node_text: what machines say, cut and named. */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "tools/node_text.h"
#include "topology/hardware.h"

/* Frees GOT, which must be WANTED (NULL: NULL). */
static void is(char *got, const char *wanted, bool failed)
{
	assert_false(failed);
	if (wanted) {
		assert_non_null(got);
		assert_string_equal(got, wanted);
	} else {
		assert_null(got);
	}
	free(got);
}

static void texts_are_trimmed_and_disarmed(void **state)
{
	char long_one[HARDWARE_TEXT_MAX + 20], *text = NULL;

	assert_int_equal(node_text_set(&text, "  a b\t\n"), 0);
	assert_string_equal(text, "a b");
	assert_int_equal(node_text_set(&text, "x\"y\\z\033[m\xff"), 0);
	assert_string_equal(text, "x?y?z?[m?");
	assert_true(hardware_text_ok(text));
	assert_int_equal(node_text_set(&text, " \n"), 0);
	assert_null(text);
	assert_int_equal(node_text_set(&text, NULL), 0);
	assert_null(text);
	memset(long_one, 'a', sizeof(long_one));
	long_one[sizeof(long_one) - 1] = '\0';
	assert_int_equal(node_text_set(&text, long_one), 0);
	assert_int_equal(strlen(text), HARDWARE_TEXT_MAX);
	free(text);
}

static void guids_come_with_colons_or_without(void **state)
{
	assert_true(node_text_guid("a088:c203:00B1:0100") ==
		    0xa088c20300b10100);
	assert_true(node_text_guid("0xa088c20300b10100") ==
		    0xa088c20300b10100);
	assert_true(node_text_guid(NULL) == 0);
	assert_true(node_text_guid("") == 0);
	assert_true(node_text_guid("a088:c203:00b1:0100:1") == 0);
	assert_true(node_text_guid("mlx5_0") == 0);
}

static void products_are_what_people_say(void **state)
{
	static const struct {
		const char *listed, *product;
	} cases[] = {
		{ "MT2910 Family [ConnectX-7]", "ConnectX-7" },
		{ "MT43244 BlueField-3 integrated ConnectX-7 network "
		  "controller", "BlueField-3" },
		{ "GH100[H100 SXM5 80GB]", "H100 SXM5 80GB" },
		{ "NetXtreme BCM5720", "NetXtreme BCM5720" },
		{ "odd []", "odd []" }, { "odd [x1", "x1" },
		{ "Series 100 [integrated]", "Series 100 [integrated]" }, { "", NULL },
		{ NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool failed = false;

		is(node_text_product(cases[i].listed, &failed),
		   cases[i].product, failed);
	}
}

static void gpus_have_slurms_types(void **state)
{
	static const struct {
		const char *name, *type;
	} cases[] = {
		{ "NVIDIA H100 80GB HBM3", "h100" },
		{ "H100 SXM5 80GB", "h100" },
		{ "NVIDIA A100-SXM4-80GB", "a100" },
		{ "Tesla V100-SXM3-32GB-H", "v100" },
		{ "NVIDIA GB200", "gb200" },
		{ "NVIDIA GeForce RTX 4090", "rtx_4090" },
		{ "RTX 6000 Ada Generation", "rtx_6000" },
		{ "AMD Instinct MI300X OAM", "mi300x" },
		{ "Instinct MI250X/MI250", "mi250x" },
		{ "Intel(R) Data Center GPU Max 1550", "max_1550" },
		{ "Aqua Vanjaram [Instinct MI300A]", "mi300a" },
		{ "Vega 20 WKS GL-XE [Radeon Pro VII]", "vega_20" },
		{ "deon Instinct MI50 32GB", "mi50" },
		{ "AMD INSTINCT MI200 (MCM) OAM LC MBA HPE C2", "mi200" },
		{ "odd [x1", "x1" },
		{ "NVIDIA", NULL }, { "--", NULL }, { "", NULL },
		{ NULL, NULL }, { "a\"b1", "a_b1" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool failed = false;

		is(node_text_gpu(cases[i].name, &failed), cases[i].type,
		   failed);
	}
}

static void rates_are_called_as_infer_calls_them(void **state)
{
	static const struct {
		const char *rate;
		bool ethernet;
		const char *speed;
	} cases[] = {
		{ "400 Gb/sec (4X NDR)", false, "4xNDR" },
		{ "200 Gb/sec (2X NDR)", false, "2xNDR" },
		{ "2.5 Gb/sec (1X SDR)", false, "1xSDR" },
		{ "400 Gb/sec (4X NDR)", true, "400G" },
		{ "100 Gb/sec", true, "100G" },
		{ "100 Gb/sec", false, NULL }, { "junk", true, NULL },
		{ "", false, NULL }, { NULL, false, NULL },
		{ "1 Gb/sec (4X \033[m)", false, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool failed = false;

		is(node_text_speed(cases[i].rate, cases[i].ethernet, &failed),
		   cases[i].speed, failed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_trimmed_and_disarmed),
		cmocka_unit_test(guids_come_with_colons_or_without),
		cmocka_unit_test(products_are_what_people_say),
		cmocka_unit_test(gpus_have_slurms_types),
		cmocka_unit_test(rates_are_called_as_infer_calls_them),
	};

	return cmocka_run_group_tests_name("node_text", tests, NULL, NULL);
}
