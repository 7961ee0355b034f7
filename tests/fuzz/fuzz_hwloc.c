/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hwloc can read must become a node that can be written and read again.
 * hwloc's own import is not what is tested here: what ours makes of it is.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tools/source_hwloc.h"

const char fuzz_name[] = "hwloc";

enum { MOST = 64 << 10 };	/* hwloc takes long for more */

static void check_node(const struct node *node)
{
	struct rail_error err = { "" };
	struct node *again;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	node_format(out, node);
	fclose(out);
	again = node_parse(text, len, "again", &err);
	fuzz_check(again != NULL, err.text);
	node_destroy(again);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct node_rule rule = {
		NODE_STORAGE, "mlx5_[12]", "--storage",
	};
	struct source_hwloc s = { .host = "h", .rules = &rule, .n_rules = 1 };
	struct rail_error err = { "" };
	struct node *node;
	char *text;

	if (size > MOST)
		return 0;
	/* Ours end with a NUL: wholefile_read() adds it. */
	text = malloc(size + 1);
	if (!text)
		abort();
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	node = source_hwloc_parse(&s, text, size, "fuzz", NULL, &err);
	fuzz_check(!node == !!err.text[0], "an error without a message");
	if (node)
		check_node(node);
	node_destroy(node);
	free(text);
	return 0;
}
