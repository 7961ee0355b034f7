/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Health files, and what anybody may write into a node's Extra. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "topology/health.h"
#include "topology/health_report.h"

const char fuzz_name[] = "health";

static void try_file(const uint8_t *data, size_t size)
{
	struct rail_error err = { "" };
	struct health *h = health_parse((const char *)data, size, "f", &err);
	struct health *again;
	char *text;
	size_t len;

	fuzz_check(!h == !!err.text[0], "an error without a message");
	if (!h)
		return;
	text = health_format(h, &len, &err);
	again = health_parse(text, len, "f", &err);
	fuzz_check(again && again->count == h->count,
		   "what was written is not read");
	health_destroy(again);
	free(text);
	health_destroy(h);
}

static void try_extra(const char *extra)
{
	struct health_report r;
	struct rail_error err = { "" };
	int found = health_report_parse(extra, &r, &err);
	char *word = health_report_format(&r), *merged;

	fuzz_check((found < 0) == !!err.text[0], "an error without a message");
	fuzz_check(r.n_lost <= r.rails, "more NICs than rails");
	free(word);
	merged = health_report_merge(extra, "railyard=1;node=a;rails=8");
	/* in what is JSON for us alone there may be no place for it */
	fuzz_check(strchr(extra, '{') ||
			   health_report_parse(merged, &r, &err) == 1,
		   "our own report is not found");
	free(merged);
	free(health_report_merge(extra, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);

	try_file(data, size);
	try_extra(text);
	free(text);
	return 0;
}
