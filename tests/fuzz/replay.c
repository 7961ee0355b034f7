/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a fuzz target over its seeds as an ordinary test, without libFuzzer:
 * each seed, and a few hundred damaged copies of it, always the same ones.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { DAMAGES = 300, MAX_SEED = 1 << 20 };

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Changes, drops or doubles some bytes; returns the new size. */
static size_t damage(uint8_t *data, size_t size, uint32_t *state)
{
	for (int n = 1 + (int)(next_random(state) % 4); n > 0 && size; n--) {
		size_t at = next_random(state) % size;
		size_t len = 1 + next_random(state) % 8;

		if (len > size - at)
			len = size - at;
		switch (next_random(state) % 4) {
		case 0:
			data[at] = (uint8_t)next_random(state);
			break;
		case 1:
			memmove(data + at, data + at + len, size - at - len);
			size -= len;
			break;
		case 2:
			memcpy(data + next_random(state) % (size - len + 1),
			       (uint8_t[8]){ "[]{},:\"0" }, len);
			break;
		default:
			size = at;
		}
	}
	return size;
}

static void run(const uint8_t *seed, size_t size)
{
	uint32_t state = 1;

	LLVMFuzzerTestOneInput(seed, size);
	for (int i = 0; i < DAMAGES; i++) {
		/* A block of its own size, so that overruns are seen. */
		uint8_t *copy = malloc(size + 1), *exact;
		size_t n;

		if (!copy)
			abort();
		memcpy(copy, seed, size);
		n = damage(copy, size, &state);
		exact = malloc(n ? n : 1);
		if (!exact)
			abort();
		memcpy(exact, copy, n);
		LLVMFuzzerTestOneInput(exact, n);
		free(exact);
		free(copy);
	}
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int replay(const char *folder, const char *name, int number)
{
	uint8_t *data = malloc(MAX_SEED);
	char path[4096];
	size_t size;
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	in = fopen(path, "r");
	if (!in || !data) {
		printf("not ok %d - cannot read %s\n", number, path);
		if (in)
			fclose(in);
		free(data);
		return 1;
	}
	size = fread(data, 1, MAX_SEED, in);
	fclose(in);
	/* Of a crash this line is the last that is seen. */
	printf("# %s: %zu bytes\n", name, size);
	fflush(stdout);
	run(data, size);
	printf("ok %d - %s\n", number, name);
	free(data);
	return 0;
}

int main(void)
{
	const char *srcdir = getenv("srcdir");
	struct dirent **entries;
	char folder[3000];
	int n, failed = 0;

	snprintf(folder, sizeof(folder), "%s/tests/fuzz/seeds/%s",
		 srcdir ? srcdir : ".", fuzz_name);
	n = scandir(folder, &entries, visible, compare_names);
	if (n <= 0) {
		printf("Bail out! no seeds in %s\n", folder);
		return 1;
	}
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		failed += replay(folder, entries[i]->d_name, i + 1);
		free(entries[i]);
	}
	free(entries);
	return failed != 0;
}
