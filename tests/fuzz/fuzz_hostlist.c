/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Host lists: what can be read must come back the same. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "topology/hostlist.h"

const char fuzz_name[] = "hostlist";

static void check_round_trip(const struct hostlist *list)
{
	char *text = hostlist_format((const char *const *)list->names,
				     list->count);
	struct rail_error err;
	struct hostlist *again;

	fuzz_check(text != NULL, "cannot be written");
	again = hostlist_parse(text, 0, &err);
	fuzz_check(again != NULL, "what was written cannot be read");
	fuzz_check(again->count == list->count, "another number of names");
	for (int i = 0; i < list->count; i++)
		fuzz_check(strcmp(again->names[i], list->names[i]) == 0,
			   "another name");
	hostlist_destroy(again);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct rail_error err = { "" };
	struct hostlist *list = hostlist_parse(text, 10000, &err);

	fuzz_check(!list == !!err.text[0], "an error without a message");
	if (list)
		check_round_trip(list);
	for (int i = 1; list && i < list->count; i++) {
		const char *a = list->names[i - 1], *b = list->names[i];

		fuzz_check((hostlist_natural_cmp(a, b) == 0) == !strcmp(a, b),
			   "equal, but not the same");
	}
	hostlist_destroy(list);
	free(text);
	return 0;
}
