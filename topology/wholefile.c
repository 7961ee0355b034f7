/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads whole files, and replaces them at once. */
#include "wholefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_SIZE = 1 << 16 };

static int system_failed(struct rail_error *err, const char *path,
			 const char *what)
{
	return rail_error_at(err, path, 0, 0, "cannot %s: %s", what,
			     strerror(errno));
}

/* Else the message would begin with the place "". */
static int no_name(struct rail_error *err)
{
	return rail_error_set(err, "\"\" names no file: expected a path or "
			      "\"-\"");
}

/* --- reading ------------------------------------------------------------ */

const char *wholefile_label(const char *path)
{
	return strcmp(path, "-") ? path : "stdin";
}

/* Room for one byte more than FD has, to see its end without growing. */
static size_t first_size(int fd, size_t max)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    (size_t)st.st_size <= max)
		return (size_t)st.st_size + 2;
	return FIRST_SIZE;
}

/* Reads FD to its end into *TEXT of *SIZE bytes, which grows. */
static int read_all(int fd, const char *label, size_t max, char **text,
		    size_t *size, size_t *len, struct rail_error *err)
{
	ssize_t n;

	while ((n = read(fd, *text + *len, *size - *len - 1)) != 0) {
		char *bigger;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return system_failed(err, label, "read it");
		*len += (size_t)n;
		if (*len > max)
			return rail_error_at(err, label, 0, 0,
					     "larger than %zu MiB", max >> 20);
		if (*len + 1 < *size)
			continue;
		bigger = realloc(*text, *size * 2);
		if (!bigger)
			return rail_error_nomem(err);
		*text = bigger;
		*size *= 2;
	}
	(*text)[*len] = '\0';
	return 0;
}

/* How files begin that were packed; all that is read here is text. */
static const struct packing {
	const char *name, *unpack;
	size_t at, len;
	const char *magic;
} packings[] = {
	{ "gzip", "zcat", 0, 3, "\x1f\x8b\x08" },
	{ "xz", "xzcat", 0, 6, "\xfd" "7zXZ" },
	{ "zstd", "zstdcat", 0, 4, "\x28\xb5\x2f\xfd" },
	{ "bzip2", "bzcat", 4, 6, "1AY&SY" },
};

static int refuse_packed(const char *label, const char *text, size_t len,
			 struct rail_error *err)
{
	for (size_t i = 0; i < sizeof(packings) / sizeof(*packings); i++) {
		const struct packing *p = &packings[i];

		if (len > p->at + p->len &&
		    !memcmp(text + p->at, p->magic, p->len))
			return rail_error_at(err, label, 0, 0,
					     "packed by %s: expected text, as "
					     "%s prints it", p->name,
					     p->unpack);
	}
	return 0;
}

char *wholefile_read(const char *path, size_t max, size_t *len,
		     struct rail_error *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	char *text;
	size_t size;
	int rc;

	*len = 0;
	if (!*path) {
		no_name(err);
		return NULL;
	}
	if (fd < 0) {
		system_failed(err, path, "open it");
		return NULL;
	}
	size = first_size(fd, max);
	text = malloc(size);
	if (text)
		rc = read_all(fd, wholefile_label(path), max, &text, &size,
			      len, err);
	else
		rc = rail_error_nomem(err);
	if (!is_stdin)
		close(fd);
	if (rc == 0)
		rc = refuse_packed(wholefile_label(path), text, *len, err);
	if (rc == 0)
		return text;
	free(text);
	return NULL;
}

/* --- writing ------------------------------------------------------------ */

int wholefile_write_fd(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text += n;
		len -= (size_t)n;
	}
	return 0;
}

/* A pipe or a device is written to; it must not be renamed over. */
static int write_in_place(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return -1;
	rc = wholefile_write_fd(fd, text, len);
	return close(fd) || rc ? -1 : 0;
}

/* The rename is on disk when the folder is. */
static int sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) :
			       strdup(".");
	int fd, rc;

	if (!folder)
		return -1;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (fd < 0)
		return 0;	/* write-only folders: nothing to be done */
	rc = fsync(fd);
	close(fd);
	return rc && errno != EINVAL ? -1 : 0;
}

static mode_t what_umask_leaves(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Permissions of the file that is there, and, where we may, its owner; it is
 * another's when an administrator writes it anew. */
static int take_over(int fd, const struct stat *old)
{
	struct stat st;

	if (fstat(fd, &st) == 0 &&
	    (st.st_uid != old->st_uid || st.st_gid != old->st_gid) &&
	    fchown(fd, old->st_uid, old->st_gid) < 0 && errno != EPERM)
		return -1;
	return fchmod(fd, old->st_mode & 0777);
}

/* OLD: the file that is there, whose permissions are kept; NULL: MODE. */
static int replace(const char *target, const char *text, size_t len,
		   const struct stat *old, mode_t mode, bool sync)
{
	char *temporary;
	int fd, rc, saved;

	if (asprintf(&temporary, "%s.XXXXXX", target) < 0)
		return -1;
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		free(temporary);
		return -1;
	}
	rc = (old ? take_over(fd, old) : fchmod(fd, mode)) ||
	     wholefile_write_fd(fd, text, len) || (sync && fsync(fd));
	if (close(fd) || rc || rename(temporary, target)) {
		saved = errno;
		unlink(temporary);
		free(temporary);
		errno = saved;
		return -1;
	}
	free(temporary);
	return sync ? sync_folder(target) : 0;
}

int wholefile_write(const char *path, const char *text, size_t len,
		    mode_t mode, struct rail_error *err)
{
	bool is_stdout = strcmp(path, "-") == 0;
	char *target = NULL;
	bool there;
	struct stat st;
	int rc;

	if (!*path)
		return no_name(err);
	there = !is_stdout && stat(path, &st) == 0;
	if (is_stdout) {
		rc = wholefile_write_fd(STDOUT_FILENO, text, len);
	} else if (there && !S_ISREG(st.st_mode)) {
		rc = write_in_place(path, text, len);
	} else {
		target = realpath(path, NULL);
		rc = replace(target ? target : path, text, len,
			     there && (mode & WHOLEFILE_KEEP) ? &st : NULL,
			     mode == WHOLEFILE_UMASK ? what_umask_leaves() :
						       mode & 0777, true);
	}
	if (rc)
		system_failed(err, is_stdout ? "stdout" : path, "write it");
	free(target);
	return rc;
}

int wholefile_write_unsynced(const char *path, const char *text, size_t len,
			     struct rail_error *err)
{
	int rc = replace(path, text, len, NULL, what_umask_leaves(), false);

	return rc < 0 ? system_failed(err, path, "write it") : 0;
}
