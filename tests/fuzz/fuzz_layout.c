/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Layouts, which users can forge: bounded, and every slot has two names. */
#include <stdlib.h>

#include "fuzz.h"
#include "topology/layout.h"

const char fuzz_name[] = "layout";

enum { MAX_SLOTS = 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct rail_error err = { "" };
	struct layout *l = layout_parse(text, MAX_SLOTS, &err);

	fuzz_check(!l == !!err.text[0], "an error without a message");
	if (l) {
		fuzz_check(l->count > 0 && l->count <= MAX_SLOTS,
			   "more slots than asked for");
		for (int s = 0; s < l->count; s++) {
			fuzz_check(fabric_name_ok(l->slots[s].island),
				   "a bad island name");
			fuzz_check(layout_find(l, l->slots[s].node) == s,
				   "a slot is not found");
		}
	}
	layout_destroy(l);
	free(text);
	return 0;
}
