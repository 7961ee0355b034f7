/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Map files on disk: reading whole ones, replacing them at once. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "map.h"

static int system_failed(struct rail_error *err, const char *path,
			 const char *what)
{
	return rail_error_at(err, path, 0, 0, "cannot %s: %s", what,
			     strerror(errno));
}

/* --- reading ------------------------------------------------------------ */

/* Reads FD to its end; *TEXT, which the caller frees, and *LEN. */
static int read_all(int fd, const char *name, char **text, size_t *len,
		    struct rail_error *err)
{
	size_t size = 64 << 10;
	struct stat st;
	ssize_t n;
	char *bigger;

	/* One more than the file has, to see its end without growing. */
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    st.st_size <= MAP_MAX_BYTES)
		size = (size_t)st.st_size + 1;
	*text = malloc(size);
	*len = 0;
	if (!*text)
		return rail_error_nomem(err);
	while ((n = read(fd, *text + *len, size - *len)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return system_failed(err, name, "read it");
		*len += (size_t)n;
		if (*len > MAP_MAX_BYTES)
			return rail_error_at(err, name, 0, 0,
					     "larger than %d MiB: is it a map?",
					     MAP_MAX_BYTES >> 20);
		if (*len < size)
			continue;
		bigger = realloc(*text, size * 2);
		if (!bigger)
			return rail_error_nomem(err);
		*text = bigger;
		size *= 2;
	}
	return 0;
}

struct fabric *map_load(const char *path, struct rail_error *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	const char *name = is_stdin ? "stdin" : path;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct fabric *f = NULL;
	char *text = NULL;
	size_t len;

	if (fd < 0) {
		system_failed(err, name, "open it");
		return NULL;
	}
	if (read_all(fd, name, &text, &len, err) == 0)
		f = map_parse(text, len, name, err);
	free(text);
	if (!is_stdin)
		close(fd);
	return f;
}

/* --- writing ------------------------------------------------------------ */

static int write_all(int fd, const char *text, size_t len)
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
static int write_in_place(const char *path, const char *text, size_t len,
			  struct rail_error *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return system_failed(err, path, "open it");
	rc = write_all(fd, text, len);
	if (close(fd) || rc)
		return system_failed(err, path, "write it");
	return 0;
}

/* The rename is on disk when the folder is. */
static int sync_folder(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	int fd, rc;

	if (len >= sizeof(folder))
		return 0;
	memcpy(folder, path, len);
	folder[len] = '\0';
	fd = open(!slash ? "." : len ? folder : "/",
		  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return 0;	/* write-only folders: nothing to be done */
	rc = fsync(fd);
	close(fd);
	return rc && errno != EINVAL ? -1 : 0;
}

static int replace(const char *path, const char *text, size_t len,
		   struct rail_error *err)
{
	char temporary[PATH_MAX];
	size_t n = strlen(path);
	int fd, rc;

	if (n + sizeof(".XXXXXX") > sizeof(temporary))
		return rail_error_set(err, "a file name of %zu bytes", n);
	memcpy(temporary, path, n);
	memcpy(temporary + n, ".XXXXXX", sizeof(".XXXXXX"));
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return system_failed(err, path, "create a file beside it");
	/* Everybody may read a map; mkostemp() says 0600. */
	rc = fchmod(fd, 0644) || write_all(fd, text, len) || fsync(fd);
	if (close(fd) || rc || rename(temporary, path)) {
		system_failed(err, path, "write it");
		unlink(temporary);
		return -1;
	}
	if (sync_folder(path))
		return system_failed(err, path, "sync its folder");
	return 0;
}

int map_save(const struct fabric *f, const char *path, struct rail_error *err)
{
	struct stat st;
	size_t len;
	char *text = map_format(f, &len, err);
	int rc;

	if (!text)
		return -1;
	if (strcmp(path, "-") == 0) {
		rc = write_all(STDOUT_FILENO, text, len);
		if (rc)
			system_failed(err, "stdout", "write it");
	} else if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		rc = write_in_place(path, text, len, err);
	} else {
		rc = replace(path, text, len, err);
	}
	free(text);
	return rc;
}
