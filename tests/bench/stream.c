/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a cluster summary and makes jobs like that. */
#include "stream.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/random.h"

enum { GPUS_A_NODE = 8, MAX_COLUMNS = 64 };

static double uniform(void)
{
	return ((double)(random_u64() >> 11) + 0.5) / 9007199254740992.0;
}

/* Two independent normal numbers (Box and Muller). */
static void normal(double *a, double *b)
{
	double r = sqrt(-2 * log(uniform())), t = 2 * M_PI * uniform();

	*a = r * cos(t);
	*b = r * sin(t);
}

/* --- the summary --------------------------------------------------------- */

/* Splits a line at its commas. */
static int split(char *line, char *fields[MAX_COLUMNS])
{
	int n = 0;

	line[strcspn(line, "\r\n")] = '\0';
	for (char *p = line; p && n < MAX_COLUMNS; n++)
		fields[n] = strsep(&p, ",");
	return n;
}

static const struct {
	const char *name;
	size_t offset;
} columns[] = {
	{ "gpu_job_num", offsetof(struct stream_row, jobs) },
	{ "avg_run_time_gpu", offsetof(struct stream_row, mean_run) },
	{ "med_run_time_gpu", offsetof(struct stream_row, median_run) },
	{ "max_run_time_gpu", offsetof(struct stream_row, max_run) },
	{ "avg_gpu_num", offsetof(struct stream_row, mean_gpus) },
	{ "med_gpu_num", offsetof(struct stream_row, median_gpus) },
	{ "max_gpu", offsetof(struct stream_row, max_gpus) },
	{ "complete_gpu_time", offsetof(struct stream_row, gpu_seconds) },
	{ "cancel_gpu_time", offsetof(struct stream_row, gpu_seconds) },
	{ "fail_gpu_time", offsetof(struct stream_row, gpu_seconds) },
};

static int take_row(char *names[MAX_COLUMNS], char *fields[MAX_COLUMNS],
		    int n, struct stream_row *row, struct rail_error *err)
{
	memset(row, 0, sizeof(*row));
	for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++) {
		int i = 0;
		double value;

		while (i < n && strcmp(names[i], columns[c].name))
			i++;
		value = i < n ? strtod(fields[i], NULL) : 0;
		if (value <= 0)
			return rail_error_set(err, "no %s in the summary",
					      columns[c].name);
		/* the last three add up */
		*(double *)((char *)row + columns[c].offset) += value;
	}
	return 0;
}

int stream_read(const char *file, const char *id, struct stream_row *row,
		struct rail_error *err)
{
	char head[4096], line[4096], *names[MAX_COLUMNS], *fields[MAX_COLUMNS];
	FILE *in = fopen(file, "r");
	int n, rc = -1;

	if (!in)
		return rail_error_set(err, "cannot open \"%s\"", file);
	if (!fgets(head, sizeof(head), in)) {
		fclose(in);
		return rail_error_set(err, "\"%s\" is empty", file);
	}
	n = split(head, names);
	rail_error_set(err, "\"%s\" has no row \"%s\"", file, id);
	while (fgets(line, sizeof(line), in)) {
		if (split(line, fields) != n || strcmp(fields[0], id))
			continue;
		rc = take_row(names, fields, n, row, err);
		break;
	}
	fclose(in);
	return rc;
}

/* --- jobs ---------------------------------------------------------------- */

/* The width of the log-normal with this median and mean. */
static double sigma_of(double median, double mean)
{
	return sqrt(2 * log(mean / median));
}

static void make_job(const struct stream_row *row, double scale, int nodes,
		     struct stream_job *job)
{
	double sg = sigma_of(row->median_gpus, row->mean_gpus);
	double st = sigma_of(row->median_run, row->mean_run);
	/* larger jobs run longer: so much that GPU seconds come out right */
	double rho = log(row->gpu_seconds / row->jobs /
			 (row->mean_gpus * row->mean_run)) / (sg * st);
	double a, b, gpus;

	if (rho > 0.95)
		rho = 0.95;
	do {
		normal(&a, &b);
		b = rho * a + sqrt(1 - rho * rho) * b;
		gpus = row->median_gpus * exp(sg * a);
	} while (gpus > row->max_gpus);
	job->run = fmin(row->median_run * exp(st * b), row->max_run);
	if (job->run < 1)
		job->run = 1;
	job->nodes = (int)ceil(gpus * scale / GPUS_A_NODE);
	/* three in four ask for a power of two */
	if (!random_one_in(4))
		job->nodes = 1 << (int)lround(log2(job->nodes));
	if (job->nodes > nodes)
		job->nodes = nodes;
	job->limit = job->run * (1 + 2 * uniform());
}

struct stream_job *stream_make(const struct stream_row *row, int count,
			       double scale, int nodes, double load)
{
	struct stream_job *jobs = calloc((size_t)count + 1, sizeof(*jobs));
	double work = 0, now = 0;

	if (!jobs)
		return NULL;
	for (int i = 0; i < count; i++) {
		make_job(row, scale, nodes, &jobs[i]);
		work += jobs[i].run * jobs[i].nodes;
	}
	for (int i = 0; i < count; i++) {
		now -= log(uniform()) * work / count / (nodes * load);
		jobs[i].submit = now;
	}
	return jobs;
}
