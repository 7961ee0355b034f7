/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts times by their size, so that quantiles need no memory. */
#include "cost.h"

#include <time.h>

enum {
	PER_OCTAVE = 8,		/* a figure is at most an eighth too large */
	N_SIZES = 40 * PER_OCTAVE,
	A_MINUTE = 60,		/* s */
};

#define AN_HOUR (3600 * INT64_C(1000000000))

static const char *const names[COST_KINDS] = {
	[COST_NOW] = "to start now",
	[COST_WHEN] = "when to start",
	[COST_EVER] = "whether at all",
	[COST_BEGIN] = "slots at a start",
	[COST_PASSED] = "not ours",
};

static struct tally {
	uint32_t count, by_size[N_SIZES];
	int64_t own_max, own_all, stock_all;	/* ns */
} tallies[COST_KINDS];

static int64_t stock_total, last_log;
static bool was_each;

int64_t cost_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

void cost_stock(int64_t start)
{
	stock_total += cost_clock() - start;
}

int64_t cost_stock_total(void)
{
	return stock_total;
}

/* [8, 9) is size 24, [9, 10) 25, ... [16, 18) 32, and so on. */
static int size_of(int64_t ns)
{
	uint64_t n = ns < PER_OCTAVE ? PER_OCTAVE : ns;
	int octave = 63 - __builtin_clzll(n);
	int size = octave * PER_OCTAVE + (n >> (octave - 3)) % PER_OCTAVE;

	return size < N_SIZES ? size : N_SIZES - 1;
}

/* The end of SIZE, in ms. */
static double end_of(int size)
{
	int octave = size / PER_OCTAVE;

	return (double)(INT64_C(1) << (octave - 3)) *
	       (PER_OCTAVE + size % PER_OCTAVE + 1) / 1e6;
}

/* So many in a hundred took no longer, in ms. */
static double quantile(const struct tally *t, int percent)
{
	uint64_t least = ((uint64_t)t->count * percent + 99) / 100, seen = 0;

	for (int i = 0; i < N_SIZES; i++) {
		seen += t->by_size[i];
		if (seen >= least)
			return MIN(end_of(i), t->own_max / 1e6);
	}
	return t->own_max / 1e6;
}

/* A line for each kind that has happened since the last time. */
static void log_all(void)
{
	for (int i = 0; i < COST_KINDS; i++) {
		const struct tally *t = &tallies[i];

		if (t->count)
			info("railyard: %u decisions %s: own time p50 %.3f, "
			     "p99 %.3f, most %.3f ms; mean %.3f, and of Slurm "
			     "%.3f ms", t->count, names[i], quantile(t, 50),
			     quantile(t, 99), t->own_max / 1e6,
			     t->own_all / 1e6 / t->count,
			     t->stock_all / 1e6 / t->count);
	}
	memset(tallies, 0, sizeof(tallies));
}

void cost_note(enum cost_kind kind, const job_record_t *job, int64_t start,
	       int64_t stock)
{
	struct tally *t = &tallies[kind];
	int64_t now = cost_clock(), of_stock = stock_total - stock;
	int64_t own = now - start - of_stock;
	bool each = slurm_conf.debug_flags & DEBUG_FLAG_SELECT_TYPE;

	t->count++;
	t->by_size[size_of(own)]++;
	t->own_max = MAX(t->own_max, own);
	t->own_all += own;
	t->stock_all += of_stock;
	if (each)
		info("railyard: %pJ %s: own time %.3f ms, of Slurm %.3f ms",
		     job, names[kind], own / 1e6, of_stock / 1e6);
	if (!last_log)
		last_log = now;
	if (each == was_each && now - last_log < AN_HOUR)
		return;
	was_each = each;
	last_log = now;
	log_all();
}

/* By the clock that the log goes by. */
void cost_over(const job_record_t *job, int limit_ms)
{
	static time_t said;
	static int unsaid;
	time_t now = time(NULL);

	if (said && now >= said && now - said < A_MINUTE) {
		unsaid++;
		return;
	}
	if (unsaid)
		info("railyard: %pJ: no decision within DecisionLimit=%d ms, "
		     "nor in %d before", job, limit_ms, unsaid);
	else
		info("railyard: %pJ: no decision within DecisionLimit=%d ms",
		     job, limit_ms);
	said = now;
	unsaid = 0;
}
