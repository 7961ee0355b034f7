/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For the bench alone: a select plugin that passes every call on to the next
 * folder of PluginDir, and writes down how long job_test took.  It goes in
 * front of stock and of Railyard alike; a second one between Railyard and
 * stock says how much of that is stock's.
 *
 * Slurm loads the first select_cons_tres.so it finds, Railyard the first that
 * does not call itself Railyard.  So the outer layer, built with LAYER_OUTER,
 * goes by that name and is passed over.
 */
#include "plugin/slurm_compat.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

slurm_conf_t slurm_conf;
node_record_t **node_record_table_ptr;
list_t *job_list;
int node_record_count;
time_t last_job_update;
bitstr_t *idle_node_bitmap;

#ifdef LAYER_OUTER
const char plugin_name[] = "Railyard's bench: the outer layer";
#else
const char plugin_name[] = "the bench's inner layer";
#endif
const char plugin_type[] = "select/cons_tres";
const uint32_t plugin_id = SELECT_PLUGIN_CONS_TRES;
const uint32_t plugin_version = SLURM_VERSION_NUMBER;

/* Where the outer layer keeps the inner one's time: an address in this
 * variable of the environment. */
#define INNER "RAILYARD_BENCH_INNER"

#define SELECT_CALLS_ALL(X) SELECT_CALLS_OWN(X) SELECT_CALLS_FORWARDED(X)

static struct {
#define X(type, name, params, args) type(*name) params;
	SELECT_CALLS_ALL(X)
#undef X
} next;

static void *handle;
static int log_fd = -1;

extern int init(void);
extern SELECT_FINI_TYPE fini(void);
#define X(type, name, params, args) extern type select_p_##name params;
SELECT_CALLS_ALL(X)
#undef X

static int64_t read_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* By the clock on the wall, and of this thread alone. */
struct stamp {
	int64_t wall, cpu;
};

static struct stamp now(void)
{
	return (struct stamp){ read_ns(CLOCK_MONOTONIC),
			       read_ns(CLOCK_THREAD_CPUTIME_ID) };
}

/* What inner calls took within the outer one.  Writing it down there would
 * itself take time. */
static struct stamp own_inner, *inner = &own_inner;

#ifdef LAYER_OUTER
static void share_inner(void)
{
	char address[32];

	snprintf(address, sizeof(address), "%p", (void *)inner);
	setenv(INNER, address, 1);
}

/* MODE NODES RESULT START END CPU, and the inner layer's wall and CPU. */
static void write_down(uint16_t mode, uint32_t nodes, int rc,
		       const struct stamp *start, const struct stamp *end)
{
	char line[160];
	int n = snprintf(line, sizeof(line),
			 "%u %u %d %lld %lld %lld %lld %lld\n",
			 mode & SELECT_MODE_BASE, nodes, rc,
			 (long long)start->wall, (long long)end->wall,
			 (long long)(end->cpu - start->cpu),
			 (long long)inner->wall, (long long)inner->cpu);

	*inner = (struct stamp){ 0 };
	if (log_fd >= 0 && write(log_fd, line, n) != n)
		log_fd = -1;
}
#else
static void share_inner(void)
{
	const char *address = getenv(INNER);

	if (address)
		inner = (struct stamp *)strtoull(address, NULL, 16);
}

static void write_down(uint16_t mode, uint32_t nodes, int rc,
		       const struct stamp *start, const struct stamp *end)
{
	inner->wall += end->wall - start->wall;
	inner->cpu += end->cpu - start->cpu;
}
#endif

/* What follows our own folder in PluginDir. */
static const char *folders_behind(void)
{
	const char *dirs = slurm_conf.plugindir;
	Dl_info self;
	size_t length;

	if (!dladdr(plugin_name, &self) || !strrchr(self.dli_fname, '/'))
		return NULL;
	length = strrchr(self.dli_fname, '/') - self.dli_fname;
	while (dirs && (strncmp(dirs, self.dli_fname, length) ||
			dirs[length] != ':')) {
		dirs = strchr(dirs, ':');
		dirs = dirs ? dirs + 1 : NULL;
	}
	return dirs ? dirs + length + 1 : NULL;
}

/* An error here would let Slurm go on to the next folder, untimed. */
static int open_next(void)
{
	const char *dirs = folders_behind();
	int (*next_init)(void);
	char *path;

	if (!dirs)
		return SLURM_ERROR;
	path = xstrdup_printf("%.*s/select_cons_tres.so",
			      (int)strcspn(dirs, ":"), dirs);
	handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
	xfree(path);
	if (!handle) {
		error("bench: %s", dlerror());
		return SLURM_ERROR;
	}
#define X(type, name, params, args) \
	next.name = (type(*) params)dlsym(handle, "select_p_" #name); \
	if (!next.name) \
		return SLURM_ERROR;
	SELECT_CALLS_ALL(X)
#undef X
	next_init = (int (*)(void))dlsym(handle, "init");
	return next_init ? next_init() : SLURM_SUCCESS;
}

extern int init(void)
{
	const char *file = getenv("RAILYARD_BENCH_TIMES");

	if (!running_in_slurmctld())
		return SLURM_ERROR;
	share_inner();
	if (file)
		log_fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
			      0600);
	return open_next();
}

extern SELECT_FINI_TYPE fini(void)
{
	void (*next_fini)(void) = NULL;

	if (handle)
		next_fini = (void (*)(void))dlsym(handle, "fini");
	if (next_fini)
		next_fini();
	SELECT_FINI_RETURN;
}

extern int select_p_job_test(job_record_t *job, bitstr_t *nodes,
			     uint32_t min_nodes, uint32_t max_nodes,
			     uint32_t req_nodes, uint16_t mode,
			     list_t *preemptable, list_t **preempted,
			     resv_exc_t *resv, will_run_data_t *will_run)
{
	struct stamp start = now(), end;
	int rc = next.job_test(job, nodes, min_nodes, max_nodes, req_nodes,
			       mode, preemptable, preempted, resv, will_run);

	end = now();
	write_down(mode, min_nodes, rc, &start, &end);
	return rc;
}

#define TIMED(type, name, params, args) \
	extern type select_p_##name params \
	{ \
		return next.name args; \
	}
SELECT_CALLS_FORWARDED(TIMED)
TIMED(int, node_init, (void), ())
TIMED(int, job_begin, (job_record_t *job), (job))
TIMED(int, job_resized, (job_record_t *job, node_record_t *node), (job, node))
TIMED(int, job_fini, (job_record_t *job), (job))
TIMED(int, reconfigure, (void), ())
