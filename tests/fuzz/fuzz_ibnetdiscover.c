/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ibnetdiscover's output: what a fabric is made of makes a readable map. */
#include <stdlib.h>

#include "fuzz.h"
#include "tools/links_nobody.h"
#include "tools/source_ibnetdiscover.h"
#include "topology/map.h"

const char fuzz_name[] = "ibnetdiscover";

static void check_map(const struct fabric *f)
{
	struct rail_error err;
	size_t len;
	char *text = map_format(f, &len, &err);
	struct fabric *g;

	fuzz_check(text != NULL, "cannot be written");
	g = map_parse(text, len, "map", &err);
	fuzz_check(g != NULL, "its map cannot be read");
	fuzz_check(g->n_nodes == f->n_nodes, "its map has other nodes");
	fabric_destroy(g);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct infer_notes notes = { 0 };
	struct rail_error err = { "" };
	char *text = fuzz_string(data, size);
	struct links *l = source_ibnetdiscover_parse(text, size, "fuzz",
						     &notes, &err);
	struct fabric *f = NULL;

	fuzz_check(!l == !!err.text[0], "an error without a message");
	if (l && links_leave_out_nobodys(l, &notes, &err) == 0) {
		f = infer_fabric(l, "fuzz", &notes, &err);
		fuzz_check(!f == !!err.text[0], "an error without a message");
	}
	if (f)
		check_map(f);
	fabric_destroy(f);
	links_destroy(l);
	infer_notes_free(&notes);
	free(text);
	return 0;
}
