/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps: what can be read must be written the same, again and again. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "topology/map.h"

const char fuzz_name[] = "map";

static void check_round_trip(const struct fabric *f)
{
	struct rail_error err;
	size_t len, len2;
	char *text = map_format(f, &len, &err), *again;
	struct fabric *g;

	fuzz_check(text != NULL, "cannot be written");
	g = map_parse(text, len, "again", &err);
	fuzz_check(g != NULL, "what was written cannot be read");
	again = map_format(g, &len2, &err);
	fuzz_check(again && len == len2 && memcmp(text, again, len) == 0,
		   "written differently");
	for (int n = 0; n < f->n_nodes; n++)
		fuzz_check(fabric_find_node(f, f->nodes[n].name) == n,
			   "a node is not found");
	free(text);
	free(again);
	fabric_destroy(g);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rail_error err = { "" };
	struct fabric *f = map_parse((const char *)data, size, "fuzz", &err);

	fuzz_check(!f == !!err.text[0], "an error without a message");
	if (f)
		check_round_trip(f);
	fabric_destroy(f);
	return 0;
}
