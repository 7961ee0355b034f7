/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Layouts, which users can forge: bounded, and every slot has two names. */
#include <stdlib.h>

#include "fuzz.h"
#include "topology/layout.h"

const char fuzz_name[] = "layout";

enum { MAX_SLOTS = 1000 };

/* Written and read again it is the same. */
static void check_text(const struct layout *l)
{
	char *text = layout_text(l);
	struct layout *again = layout_parse(text, MAX_SLOTS, NULL);

	fuzz_check(again && again->count == l->count &&
		   again->n_spares == l->n_spares, "it is not read again");
	layout_destroy(again);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct rail_error err = { "" };
	struct layout *l = layout_parse(text, MAX_SLOTS, &err);

	fuzz_check(!l == !!err.text[0], "an error without a message");
	if (l) {
		fuzz_check(l->count > 0 &&
			   l->count + l->n_spares <= MAX_SLOTS,
			   "more slots than asked for");
		for (int s = 0; s < l->count + l->n_spares; s++) {
			fuzz_check(fabric_name_ok(l->slots[s].island),
				   "a bad island name");
			fuzz_check(layout_find_any(l, l->slots[s].node) == s,
				   "a slot is not found");
		}
		check_text(l);
	}
	layout_destroy(l);
	free(text);
	return 0;
}
