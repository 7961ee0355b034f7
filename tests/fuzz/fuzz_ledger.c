/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Journals of the ledger: what was read is written, and then read the same. */
#include <stdlib.h>

#include "fuzz.h"
#include "topology/book.h"

const char fuzz_name[] = "ledger";

enum { NOW = 2000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct book book = { 0 }, again = { 0 };
	struct book_odd odd;
	char *text;
	size_t len;

	if (!book_read(&book, (const char *)data, size, NOW, 0, &odd)) {
		text = book_write(&book, &len);
		fuzz_check(text != NULL, "it cannot be written");
		fuzz_check(!book_read(&again, text, len, NOW, 0, &odd),
			   "what was written is no journal");
		fuzz_check(!odd.bad && !odd.ahead, "what was written is odd");
		fuzz_check(book.jobs.n_jobs == again.jobs.n_jobs,
			   "jobs came or went");
		fuzz_check(book.failures.count == again.failures.count,
			   "failures came or went");
		free(text);
	}
	book_clear(&book);
	book_clear(&again);
	return 0;
}
