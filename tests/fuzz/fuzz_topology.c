/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topology.conf and topology.yaml: what is a fabric makes a readable map. */
#include <stdlib.h>

#include "fuzz.h"
#include "tools/source_topology.h"
#include "topology/map.h"

const char fuzz_name[] = "topology";

static void check_map(const struct fabric *f)
{
	struct rail_error err;
	size_t len;
	char *text = map_format(f, &len, &err);
	struct fabric *g;

	fuzz_check(text != NULL, "cannot be written");
	g = map_parse(text, len, "map", &err);
	fuzz_check(g != NULL, "its map cannot be read");
	fuzz_check(g->n_nodes == f->n_nodes && g->n_pods == f->n_pods,
		   "its map has other nodes or pods");
	fabric_destroy(g);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct source_topology_request r = { .name = "fuzz", .rails = 2 };
	struct infer_notes notes = { 0 };
	struct rail_error err = { "" };
	char *text = fuzz_string(data, size);
	struct fabric *f = source_topology_parse(text, size, "fuzz", NULL, &r,
						 &notes, &err);

	fuzz_check(!f == !!err.text[0], "an error without a message");
	if (f)
		check_map(f);
	fabric_destroy(f);
	infer_notes_free(&notes);
	free(text);
	return 0;
}
