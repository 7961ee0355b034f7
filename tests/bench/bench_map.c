/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times the parts of making and using a map in one process, without its start:
 *
 *	bench_map --ib=FILE	parse, infer, format
 *	bench_map MAP		load, check, format
 *
 * A line a part: its name, seconds of this process's CPU, bytes where there
 * are any.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/source_ibnetdiscover.h"
#include "topology/check.h"
#include "topology/infer.h"
#include "topology/map.h"

static struct rail_error err;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Says how long PART took since START; returns the time. */
static double tell(const char *part, double start, size_t bytes)
{
	printf("%s %.6f %zu\n", part, now() - start, bytes);
	return now();
}

static int failed(void)
{
	fprintf(stderr, "bench_map: %s\n", err.text);
	return 3;
}

static int format(const struct fabric *f)
{
	double start = now();
	size_t len;
	char *text = map_format(f, &len, &err);

	if (!text)
		return failed();
	tell("format", start, len);
	free(text);
	return 0;
}

static int from_ib(const char *path)
{
	double start = now();
	struct links *l = source_ibnetdiscover_read(path, NULL, &err);
	struct fabric *f;
	int rc;

	if (!l)
		return failed();
	start = tell("parse", start, 0);
	f = infer_fabric(l, "bench", NULL, &err);
	if (!f)
		return failed();
	tell("infer", start, 0);
	links_destroy(l);
	rc = format(f);
	fabric_destroy(f);
	return rc;
}

static int from_map(const char *path)
{
	double start = now();
	struct fabric *f = map_load(path, &err);
	struct check_report *r;
	int rc;

	if (!f)
		return failed();
	start = tell("load", start, 0);
	r = check_fabric(f, &err);
	if (!r)
		return failed();
	tell("check", start, 0);
	check_report_destroy(r);
	rc = format(f);
	fabric_destroy(f);
	return rc;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: bench_map --ib=FILE | MAP\n", stderr);
		return 2;
	}
	return strncmp(argv[1], "--ib=", 5) ? from_map(argv[1]) :
					      from_ib(argv[1] + 5);
}
