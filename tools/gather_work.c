/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The work of a gather: tasks -> processes -> answers -> files. */
#include "gather_work.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "gather_kind.h"
#include "gather_procs.h"
#include "topology/text.h"

enum {
	ERRAND_HOSTS = 1024,	/* of one pdsh or srun */
	ERRAND_TEXT = 60000,	/* of their names: an argument has a limit */
	ERR_MAX = 1 << 16,	/* bytes of stderr that are kept */
	PDSH_MORE = 15,		/* seconds: it connects, and tells of each */
	TOLD_MAX = 20,		/* failures that are told as they come */
};

/* One process: of one host, or of those that one pdsh or srun serves. */
struct errand {
	struct work *work;
	int *tasks;
	const char **hosts;	/* of each */
	bool *judged;		/* each: whether its answer has come */
	int n;
	struct gather_words argv;
	struct gather_split *split;	/* NULL: one host */
	struct gather_answer answer;	/* of that one */
};

struct work {
	const struct gather_work *w;
	struct rail_error *err;
	int *queue;	/* a ring of those that wait; none twice in it */
	int first, waiting;
	int done, failed, running;
	bool broken;	/* ERR says why */
};

/* --- the queue ----------------------------------------------------------- */

static struct gather_task *task_at(const struct work *k, int i)
{
	return &k->w->tasks->tasks[i];
}

static void push(struct work *k, int task)
{
	int size = k->w->tasks->count;

	k->queue[(k->first + k->waiting++) % size] = task;
}

static int peek(const struct work *k)
{
	return k->queue[k->first];
}

static int pop(struct work *k)
{
	int task = peek(k);

	k->first = (k->first + 1) % k->w->tasks->count;
	k->waiting--;
	return task;
}

/* --- errands ------------------------------------------------------------- */

static void errand_destroy(struct errand *e)
{
	if (!e)
		return;
	gather_split_destroy(e->split);
	gather_bytes_clear(&e->answer.out);
	gather_bytes_clear(&e->answer.err);
	gather_words_clear(&e->argv);
	free(e->tasks);
	free(e->hosts);
	free(e->judged);
	free(e);
}

/* Without its domain: pdsh may leave that out in front of each line. */
static bool same_short_name(const char *a, const char *b)
{
	size_t len = strcspn(a, ".");

	return len == strcspn(b, ".") && !strncmp(a, b, len);
}

/* Whether the process of E can serve TASK, too. */
static bool goes_with(const struct work *k, const struct errand *e,
		      const struct gather_task *task)
{
	const struct gather_task *first = task_at(k, e->tasks[0]);

	if (first->kind != task->kind ||
	    strcmp(first->nic ? first->nic : "", task->nic ? task->nic : ""))
		return false;
	for (int i = 0; i < e->n; i++)
		if (same_short_name(e->hosts[i], task->host))
			return false;
	return true;
}

static void take_tasks(struct work *k, struct errand *e, int most)
{
	size_t text = 0;

	while (k->waiting && e->n < most) {
		struct gather_task *task = task_at(k, peek(k));

		text += strlen(task->host) + 1;
		if (e->n && (text > ERRAND_TEXT || !goes_with(k, e, task)))
			break;
		e->hosts[e->n] = task->host;
		e->tasks[e->n++] = pop(k);
	}
}

static int timeout_of(const struct gather_work *w,
		      const struct gather_task *task)
{
	return w->timeout ? w->timeout : gather_kind_timeout(task->kind);
}

static int prepare(struct work *k, struct errand *e)
{
	const struct gather_task *task = task_at(k, e->tasks[0]);
	char *command = gather_kind_command(task, k->w->command);
	int rc = command ? gather_via_argv(k->w->via, e->hosts, e->n, command,
					   k->w->jobs,
					   timeout_of(k->w, task), &e->argv) :
			   -1;

	free(command);
	if (rc == 0 && gather_via_is_shared(k->w->via)) {
		e->split = gather_split_create(
			e->hosts, e->n, k->w->via->how == GATHER_VIA_SRUN,
			gather_kind_max(task->kind), ERR_MAX);
		rc = e->split ? 0 : -1;
	}
	return rc;
}

/* NULL: out of memory. */
static struct errand *next_errand(struct work *k)
{
	int most = gather_via_is_shared(k->w->via) ? ERRAND_HOSTS : 1;
	struct errand *e = calloc(1, sizeof(*e));

	if (e) {
		e->work = k;
		e->tasks = calloc((size_t)most, sizeof(*e->tasks));
		e->hosts = calloc((size_t)most, sizeof(*e->hosts));
		e->judged = calloc((size_t)most, sizeof(*e->judged));
	}
	if (e && e->tasks && e->hosts && e->judged) {
		take_tasks(k, e, most);
		if (prepare(k, e) == 0)
			return e;
	}
	errand_destroy(e);
	rail_error_nomem(k->err);
	return NULL;
}

/* --- answers ------------------------------------------------------------- */

/* Remembers the first thing that makes it useless to go on. */
static int give_up(struct work *k)
{
	k->broken = true;
	return -1;
}

__attribute__((format(printf, 3, 4)))
static int set_reason(struct work *k, struct gather_task *task,
		      const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	text_disarm(text);
	free(task->reason);
	task->reason = strdup(text);
	if (task->reason)
		return 0;
	rail_error_nomem(k->err);
	return give_up(k);
}

static int put_aside(struct work *k, int i, const struct gather_bytes *out,
		     const struct gather_bytes *err)
{
	struct gather_task *task = task_at(k, i);

	if (gather_dir_put_aside(k->w->dir, task, out, err, k->err) < 0)
		return give_up(k);
	if (task->tries++ < k->w->retries) {
		push(k, i);
		return 0;
	}
	task->state = GATHER_FAILED;
	k->failed++;
	if (k->w->progress->terminal && k->failed <= TOLD_MAX)
		gather_progress_tell(k->w->progress, "%s %s: %s",
				     gather_kind_name(task->kind), task->name,
				     task->reason);
	if (k->w->progress->terminal && k->failed == TOLD_MAX)
		gather_progress_tell(k->w->progress, "(the next that fail are "
				     "told at the end)");
	return 0;
}

/* "status 255: ssh: connect to host gpu07 port 22: Connection refused" */
static int say_how(struct work *k, struct gather_task *task, const char *how,
		   const struct gather_bytes *err)
{
	size_t len = 0;
	const char *line = gather_bytes_last_line(err, &len);

	if (len > 300)
		len = 300;
	return set_reason(k, task, "%s%s%.*s", how, line ? ": " : "",
			  (int)len, line ? line : "");
}

static int judge_status(struct work *k, struct gather_task *task, int status,
			const struct gather_bytes *err)
{
	char how[40];

	if (WIFSIGNALED(status))
		snprintf(how, sizeof(how), "killed by signal %d",
			 WTERMSIG(status));
	else
		snprintf(how, sizeof(how), "status %d", WEXITSTATUS(status));
	return say_how(k, task, how, err);
}

static int keep(struct work *k, struct gather_task *task,
		const struct gather_bytes *out, const char *called)
{
	if (called && (hostlist_append(k->w->aliases, task->name) < 0 ||
		       hostlist_append(k->w->aliases, called) < 0)) {
		rail_error_nomem(k->err);
		return give_up(k);
	}
	if (gather_dir_keep(k->w->dir, task, out->text, out->len, k->err) < 0)
		return give_up(k);
	task->state = GATHER_DONE;
	k->done++;
	return 0;
}

/* Task I's command failed. */
static int judge_failed(struct work *k, int i, const struct gather_answer *a)
{
	return judge_status(k, task_at(k, i), a->status, &a->err) < 0 ? -1 :
	       put_aside(k, i, &a->out, &a->err);
}

/* Task I's command ended by itself. */
static int judge(struct work *k, int i, struct gather_answer *a)
{
	struct gather_task *task = task_at(k, i);
	char *called = NULL;
	struct rail_error why;
	int rc;

	if (a->status)
		return judge_failed(k, i, a);
	if (!a->out.len) {
		rc = set_reason(k, task, "it printed nothing");
	} else if (gather_kind_check(task, a->out.text, a->out.len, &called,
				     &why) == 0) {
		rc = keep(k, task, &a->out, called);
		free(called);
		return rc;
	} else {
		rc = set_reason(k, task, "%s", why.text);
	}
	free(called);
	return rc < 0 ? -1 : put_aside(k, i, &a->out, &a->err);
}

/* Task I has no answer, as its process ended as HOW says. */
static int judge_end(struct work *k, int i, enum gather_end how, int status,
		     const struct gather_bytes *out,
		     const struct gather_bytes *err)
{
	struct gather_task *task = task_at(k, i);
	int rc;

	if (how == GATHER_END_TIMEOUT)
		rc = set_reason(k, task, "no answer in %d s",
				timeout_of(k->w, task));
	else if (out->cut)
		rc = set_reason(k, task, "more than %zu MiB came",
				gather_kind_max(task->kind) >> 20);
	else if (how == GATHER_END_EXIT && !status)
		rc = say_how(k, task, "no whole answer", err);
	else
		rc = judge_status(k, task, status, err);
	return rc < 0 ? -1 : put_aside(k, i, out, err);
}

/* --- what gather_procs.h calls ------------------------------------------- */

static int next(void *ctx, struct gather_start *start)
{
	struct work *k = ctx;
	struct errand *e;

	if (!k->waiting)
		return 0;
	e = next_errand(k);
	if (!e)
		return -1;
	k->running += e->n;
	*start = (struct gather_start){
		.argv = e->argv.words, .process = e,
		.timeout = timeout_of(k->w, task_at(k, e->tasks[0])) +
			   (k->w->via->how == GATHER_VIA_PDSH ? PDSH_MORE : 0),
		.while_silent = e->split != NULL,
	};
	return 1;
}

static int ended_one(void *ctx, int host, struct gather_answer *answer)
{
	struct errand *e = ctx;
	struct work *k = e->work;
	int i = e->tasks[host];

	if (e->judged[host])
		return 0;
	k->running--;
	e->judged[host] = true;
	return judge(k, i, answer);
}

static int output(void *ctx, void *process, bool is_stderr, const char *text,
		  size_t len)
{
	struct errand *e = process;
	struct work *k = ctx;
	struct gather_bytes *b = is_stderr ? &e->answer.err : &e->answer.out;
	size_t max = is_stderr ? ERR_MAX : gather_kind_max(
			     task_at(k, e->tasks[0])->kind);
	int rc = e->split ? gather_split_feed(e->split, is_stderr, text, len,
					      ended_one, e) :
			    gather_bytes_add(b, text, len, max);

	if (rc < 0 && !k->broken) {
		rail_error_nomem(k->err);
		give_up(k);
	}
	return rc < 0 || (!is_stderr && b->cut) ? -1 : 0;
}

/* Back to the others: it was not its fault. */
static void put_back(struct work *k, struct errand *e)
{
	for (int i = 0; i < e->n; i++)
		if (!e->judged[i])
			push(k, e->tasks[i]);
}

static int judge_split(struct work *k, struct errand *e, enum gather_end how,
		       int status)
{
	int rc = 0;

	for (int i = 0; i < e->n && rc == 0; i++) {
		const struct gather_answer *answer;
		const struct gather_bytes *err;

		if (e->judged[i])
			continue;
		if (gather_split_left(e->split, i, &answer, &err))
			rc = judge_failed(k, e->tasks[i], answer);
		else
			rc = judge_end(k, e->tasks[i], how, status,
				       &answer->out, err);
	}
	return rc;
}

static int judge_single(struct work *k, struct errand *e,
			enum gather_end how, int status)
{
	if (how != GATHER_END_EXIT || e->answer.out.cut)
		return judge_end(k, e->tasks[0], how, status, &e->answer.out,
				 &e->answer.err);
	e->answer.status = status;
	return judge(k, e->tasks[0], &e->answer);
}

static int ended(void *ctx, void *process, enum gather_end how, int status)
{
	struct errand *e = process;
	struct work *k = ctx;
	int rc = 0;

	for (int i = 0; i < e->n; i++)
		k->running -= !e->judged[i];
	if (k->broken)
		rc = -1;
	else if (how == GATHER_END_SIGNAL)
		put_back(k, e);
	else if (e->split)
		rc = judge_split(k, e, how, status);
	else
		rc = judge_single(k, e, how, status);
	errand_destroy(e);
	return rc;
}

static void tick(void *ctx, int running)
{
	struct work *k = ctx;
	struct gather_standing s = {
		.done = k->done, .failed = k->failed, .running = k->running,
		.left = k->waiting + k->running,
	};

	(void)running;
	gather_progress_show(k->w->progress, &s);
}

/* --- all of it ----------------------------------------------------------- */

static int work_start(struct work *k, const struct gather_work *w,
		      struct rail_error *err)
{
	*k = (struct work){ .w = w, .err = err };
	k->queue = calloc((size_t)w->tasks->count + 1, sizeof(*k->queue));
	if (!k->queue)
		return rail_error_nomem(err);
	for (int i = 0; i < w->tasks->count; i++)
		if (task_at(k, i)->state == GATHER_WAITING)
			push(k, i);
	return 0;
}

int gather_work_run(const struct gather_work *w, int *signal,
		    struct rail_error *err)
{
	struct gather_procs procs = {
		.most = gather_via_is_shared(w->via) ? 1 : w->jobs,
		.next = next, .output = output, .ended = ended, .tick = tick,
	};
	struct work k;
	int rc = work_start(&k, w, err);

	*signal = 0;
	procs.ctx = &k;
	if (rc == 0)
		rc = gather_procs_run(&procs, signal, err);
	free(k.queue);
	return rc;
}

int gather_work_print(const struct gather_work *w, FILE *out,
		      struct rail_error *err)
{
	struct work k;
	int rc = work_start(&k, w, err);

	while (rc == 0 && k.waiting) {
		struct errand *e = next_errand(&k);

		if (!e)
			rc = -1;
		for (int i = 0; e && i < e->argv.count; i++) {
			if (i)
				putc(' ', out);
			gather_words_quote(out, e->argv.words[i]);
		}
		if (e)
			putc('\n', out);
		errand_destroy(e);
	}
	free(k.queue);
	return rc;
}
