/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nodes say: what can be read must be written the same again. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tools/node.h"

const char fuzz_name[] = "node";

static char *format(const struct node *node, size_t *len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	if (!out)
		abort();
	node_format(out, node);
	fclose(out);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rail_error err = { "" };
	struct node *node = node_parse((const char *)data, size, "fuzz", &err);
	struct node *again = NULL;
	char *text, *text2;
	size_t len, len2;

	fuzz_check(!node == !!err.text[0], "an error without a message");
	if (!node)
		return 0;
	text = format(node, &len);
	again = node_parse(text, len, "again", &err);
	fuzz_check(again != NULL, "what was written cannot be read");
	text2 = format(again, &len2);
	fuzz_check(len == len2 && !memcmp(text, text2, len),
		   "written differently");
	free(text);
	free(text2);
	node_destroy(node);
	node_destroy(again);
	return 0;
}
