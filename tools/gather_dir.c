/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folder of a gather: what is done is there, and so is what failed. */
#include "gather_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gather_kind.h"
#include "topology/wholefile.h"

enum { ASIDE_MAX = 1 << 20 };	/* of a bad answer */

static const char mark_name[] = ".railyard-gather";
static const char mark[] = "railyard gather 1\n";

static int failed(struct rail_error *err, const char *path, const char *what)
{
	return rail_error_at(err, path, 0, 0, "cannot %s: %s", what,
			     strerror(errno));
}

/* --- the folder itself --------------------------------------------------- */

static int make_folder(const char *path, struct rail_error *err)
{
	struct stat st;

	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno != EEXIST)
		return failed(err, path, "make it");
	if (stat(path, &st) < 0)
		return failed(err, path, "look at it");
	return S_ISDIR(st.st_mode) ? 0 :
	       rail_error_at(err, path, 0, 0, "is a file: a folder was "
			     "expected");
}

/* 1: nothing is in it, 0: something is, -1 and ERR. */
static int is_empty(const char *path, struct rail_error *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int empty = 1;

	if (!dir)
		return failed(err, path, "read it");
	while (empty && (entry = readdir(dir)))
		empty = !strcmp(entry->d_name, ".") ||
			!strcmp(entry->d_name, "..");
	closedir(dir);
	return empty;
}

static int lock(struct gather_dir *d, struct rail_error *err)
{
	if (flock(d->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno != EWOULDBLOCK)
		return failed(err, d->path, "lock it");
	return rail_error_at(err, d->path, 0, 0, "another railyard gather is "
			     "at work in it");
}

/* An empty mark is of a gather that was killed before it wrote it. */
static int check_mark(struct gather_dir *d, struct rail_error *err)
{
	char text[sizeof(mark)];
	ssize_t n = pread(d->lock, text, sizeof(text), 0);

	if (n < 0)
		return failed(err, d->path, "read its mark");
	if (n == 0 && wholefile_write_fd(d->lock, mark, strlen(mark)) < 0)
		return failed(err, d->path, "mark it");
	if (n == 0 || ((size_t)n == strlen(mark) &&
		       !memcmp(text, mark, strlen(mark))))
		return 0;
	return rail_error_at(err, d->path, 0, 0, "is of another version of "
			     "railyard gather: \"railyard gather 1\" was "
			     "expected in its %s", mark_name);
}

static int open_mark(struct gather_dir *d, const char *file,
		     struct rail_error *err)
{
	int empty;

	d->lock = open(file, O_RDWR | O_CLOEXEC);
	if (d->lock < 0 && errno != ENOENT)
		return failed(err, file, "open it");
	if (d->lock >= 0)
		return 0;
	empty = is_empty(d->path, err);
	if (empty < 0)
		return -1;
	if (!empty)
		return rail_error_at(err, d->path, 0, 0, "is no folder of "
				     "railyard gather: a new or an empty one "
				     "was expected");
	d->lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	return d->lock < 0 ? failed(err, file, "make it") : 0;
}

int gather_dir_open(struct gather_dir *d, const char *path,
		    struct rail_error *err)
{
	char *file;
	int rc;

	d->path = path;
	d->lock = -1;
	if (make_folder(path, err) < 0)
		return -1;
	if (asprintf(&file, "%s/%s", path, mark_name) < 0)
		return rail_error_nomem(err);
	rc = open_mark(d, file, err);
	free(file);
	if (rc == 0 && lock(d, err) == 0 && check_mark(d, err) == 0)
		return 0;
	gather_dir_close(d);
	return -1;
}

/*
 * Answers go to disk together, here: two syncs for each would take longer than
 * asking the hosts.  What a machine that loses its power before that leaves is
 * empty files, which count as missing.
 */
void gather_dir_close(struct gather_dir *d)
{
	if (d->lock >= 0) {
		syncfs(d->lock);
		close(d->lock);
	}
	d->lock = -1;
}

/* --- what is there ------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const struct gather_task *x = *(struct gather_task *const *)a;
	const struct gather_task *y = *(struct gather_task *const *)b;

	return strcmp(x->name, y->name);
}

static int to_task(const void *name, const void *element)
{
	return strcmp(name, (*(struct gather_task *const *)element)->name);
}

/* Whether NAME is what wholefile_write() writes to before it renames. */
static bool is_half_written(const char *name, const char *ending)
{
	size_t len = strlen(name), tail = strlen(ending) + strlen(".XXXXXX");

	return len > tail && name[len - strlen(".XXXXXX")] == '.' &&
	       !strncmp(name + len - tail, ending, strlen(ending));
}

struct find {
	const char *folder;
	const char *ending;
	struct gather_task **tasks;	/* of one kind, by name */
	size_t n;
	bool again, look;
	struct rail_error *err;
};

static int find_file(const struct find *f, int dir, char *name)
{
	size_t len = strlen(name), end = strlen(f->ending);
	struct gather_task **task;
	struct stat st;

	if (!f->look && is_half_written(name, f->ending))
		return unlinkat(dir, name, 0) < 0 ?
		       failed(f->err, f->folder, "delete what is half written "
			      "in it") : 0;
	if (len <= end || strcmp(name + len - end, f->ending) ||
	    fstatat(dir, name, &st, 0) < 0 || !S_ISREG(st.st_mode) ||
	    !st.st_size)
		return 0;
	name[len - end] = '\0';
	task = bsearch(name, f->tasks, f->n, sizeof(struct gather_task *),
		       to_task);
	name[len - end] = '.';
	if (!task)
		return 0;
	if (!f->again)
		(*task)->state = GATHER_BEFORE;
	else if (!f->look && unlinkat(dir, name, 0) < 0)
		return failed(f->err, f->folder, "delete an old answer in it");
	return 0;
}

static int find_files(const struct find *f)
{
	DIR *dir = opendir(f->folder);
	struct dirent *entry;
	int rc = 0;

	if (!dir)
		return errno == ENOENT ? 0 : failed(f->err, f->folder,
						    "read it");
	while (rc == 0 && (entry = readdir(dir)))
		rc = find_file(f, dirfd(dir), entry->d_name);
	closedir(dir);
	return rc;
}

static int find_kind(const char *path, struct gather_tasks *t,
		     enum gather_kind kind, struct find *f)
{
	char *folder;
	int rc;

	f->n = 0;
	for (int i = 0; i < t->count; i++)
		if (t->tasks[i].kind == kind)
			f->tasks[f->n++] = &t->tasks[i];
	if (!f->n)
		return 0;
	qsort(f->tasks, f->n, sizeof(struct gather_task *), by_name);
	if (asprintf(&folder, "%s/%s", path, gather_kind_name(kind)) < 0)
		return rail_error_nomem(f->err);
	f->folder = folder;
	f->ending = gather_kind_ending(kind);
	rc = f->look ? 0 : make_folder(folder, f->err);
	if (rc == 0)
		rc = find_files(f);
	free(folder);
	return rc;
}

int gather_dir_find(const char *path, struct gather_tasks *t, bool again,
		    bool look, struct rail_error *err)
{
	struct find f = { .again = again, .look = look, .err = err };
	int rc = 0;

	f.tasks = calloc((size_t)t->count + 1, sizeof(struct gather_task *));
	if (!f.tasks)
		return rail_error_nomem(err);
	for (int k = 0; k < N_GATHER_KINDS && rc == 0; k++)
		rc = find_kind(path, t, (enum gather_kind)k, &f);
	free(f.tasks);
	return rc;
}

/* --- what comes ---------------------------------------------------------- */

/* PATH/FOLDER/KIND/NAME.ENDING; the caller frees it. */
static char *file_name(const struct gather_dir *d, const char *folder,
		       const struct gather_task *task, const char *ending)
{
	char *name;

	return asprintf(&name, "%s/%s%s/%s%s", d->path, folder,
			gather_kind_name(task->kind), task->name,
			ending) < 0 ? NULL : name;
}

static int forget(const struct gather_dir *d, const struct gather_task *task,
		  const char *ending, struct rail_error *err)
{
	char *name = file_name(d, "failed/", task, ending);
	int rc = 0;

	if (!name)
		return rail_error_nomem(err);
	if (unlink(name) < 0 && errno != ENOENT)
		rc = failed(err, name, "delete it");
	free(name);
	return rc;
}

int gather_dir_keep(const struct gather_dir *d, const struct gather_task *task,
		    const char *text, size_t len, struct rail_error *err)
{
	char *name = file_name(d, "", task, gather_kind_ending(task->kind));
	int rc = name ? wholefile_write_unsynced(name, text, len, err) :
			rail_error_nomem(err);

	free(name);
	if (rc < 0)
		return -1;
	return forget(d, task, ".out", err) || forget(d, task, ".err", err) ?
	       -1 : 0;
}

/* PATH/failed and PATH/failed/KIND. */
static int make_aside(const struct gather_dir *d, enum gather_kind kind,
		      struct rail_error *err)
{
	char *outer = NULL, *inner = NULL;
	int rc = -1;

	if (asprintf(&outer, "%s/failed", d->path) < 0) {
		outer = NULL;
		rail_error_nomem(err);
	} else if (asprintf(&inner, "%s/%s", outer,
			    gather_kind_name(kind)) < 0) {
		inner = NULL;
		rail_error_nomem(err);
	} else if (make_folder(outer, err) == 0) {
		rc = make_folder(inner, err);
	}
	free(outer);
	free(inner);
	return rc;
}

/* Not synced to disk: nothing depends on it, and there may be thousands. */
static int write_aside(const struct gather_dir *d,
		       const struct gather_task *task, const char *ending,
		       const char *title, const struct gather_bytes *b,
		       struct rail_error *err)
{
	char *name = file_name(d, "failed/", task, ending);
	FILE *out = name ? fopen(name, "we") : NULL;
	size_t len = b->len < ASIDE_MAX ? b->len : ASIDE_MAX;
	int rc = 0;

	if (!name) {
		rail_error_nomem(err);
		return -1;
	}
	if (out && title)
		fprintf(out, "railyard gather: %s\n", title);
	if (out && len)
		fwrite(b->text, 1, len, out);
	if (!out || fflush(out) == EOF || ferror(out))
		rc = failed(err, name, "write it");
	if (out)
		fclose(out);
	free(name);
	return rc;
}

int gather_dir_put_aside(const struct gather_dir *d,
			 const struct gather_task *task,
			 const struct gather_bytes *out,
			 const struct gather_bytes *errors,
			 struct rail_error *err)
{
	if (make_aside(d, task->kind, err) < 0)
		return -1;
	return write_aside(d, task, ".out", NULL, out, err) ||
	       write_aside(d, task, ".err", task->reason, errors, err) ? -1 :
									 0;
}
