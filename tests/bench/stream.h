/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stream of jobs that never were, like those of a real cluster: their sizes
 * and times are log-normal, with the medians and means, and the GPU seconds a
 * job, of a row of a cluster summary (CSV with the columns id, gpu_job_num,
 * avg_run_time_gpu, avg_gpu_num, med_run_time_gpu, med_gpu_num,
 * max_run_time_gpu, max_gpu, and *_gpu_time), and cut off at its maxima.
 */
#ifndef BENCH_STREAM_H
#define BENCH_STREAM_H

#include "topology/error.h"

struct stream_row {
	double jobs, mean_run, median_run, max_run;	/* seconds */
	double mean_gpus, median_gpus, max_gpus;
	double gpu_seconds;	/* of all jobs */
};

struct stream_job {
	double submit, run, limit;	/* seconds; limit is what it asked for */
	int nodes;
};

/* The row ID of FILE.  0, or -1 and ERR. */
int stream_read(const char *file, const char *id, struct stream_row *row,
		struct rail_error *err);

/*
 * COUNT jobs of whole nodes, sizes times SCALE and divided by 8 GPUs a node,
 * arriving so that they keep LOAD (0 to 1) of NODES busy.  The caller frees
 * it; NULL when out of memory.
 */
struct stream_job *stream_make(const struct stream_row *row, int count,
			       double scale, int nodes, double load);

#endif
