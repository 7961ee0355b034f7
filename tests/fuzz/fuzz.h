/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a fuzz target offers: libFuzzer's entry, and a name for its seeds. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Of the folder in tests/fuzz/seeds. */
extern const char fuzz_name[];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* DATA as a string that the caller frees; a NUL inside ends it early. */
char *fuzz_string(const uint8_t *data, size_t size);

/* Stops here, for the fuzzer and for the replay alike, unless TRUE_FACT. */
void fuzz_check(int true_fact, const char *what);

#endif
