/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading and writing of whole files. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

enum { FIRST_SIZE = 1 << 16, MAX_SIZE = 1 << 30 };

const char *file_label(const char *path)
{
	return strcmp(path, "-") ? path : "stdin";
}

static char *read_all(FILE *in, const char *label, size_t *len,
		      struct rail_error *err)
{
	size_t size = FIRST_SIZE, n = 0;
	char *text = malloc(size), *bigger;

	while (text) {
		n += fread(text + n, 1, size - n - 1, in);
		if (n < size - 1)
			break;
		if (size >= MAX_SIZE) {
			rail_error_at(err, label, 0, 0, "larger than 1 GiB");
			goto fail;
		}
		size *= 2;
		bigger = realloc(text, size);
		if (!bigger)
			free(text);
		text = bigger;
	}
	if (!text) {
		rail_error_nomem(err);
		return NULL;
	}
	if (ferror(in)) {
		rail_error_at(err, label, 0, 0, "cannot read it: %s",
			      strerror(errno));
		goto fail;
	}
	text[n] = '\0';
	*len = n;
	return text;
fail:
	free(text);
	return NULL;
}

char *file_read(const char *path, size_t *len, struct rail_error *err)
{
	char *text;
	FILE *in;

	if (!strcmp(path, "-"))
		return read_all(stdin, file_label(path), len, err);
	in = fopen(path, "re");
	if (!in) {
		rail_error_at(err, path, 0, 0, "cannot open it: %s",
			      strerror(errno));
		return NULL;
	}
	text = read_all(in, path, len, err);
	fclose(in);
	return text;
}

static int failed(struct file_out *out, struct rail_error *err)
{
	int saved = errno;

	file_abandon(out);
	return rail_error_at(err, out->path, 0, 0, "cannot write it: %s",
			     strerror(saved));
}

/* mkstemp() makes it 0600; what the user's umask allows is wanted. */
static int open_temporary(struct file_out *out)
{
	mode_t mask = umask(0);
	int fd;

	umask(mask);
	fd = mkstemp(out->temporary);
	if (fd < 0) {
		*out->temporary = '\0';	/* nothing to remove */
		return -1;
	}
	if (fchmod(fd, 0666 & ~mask) < 0 || !(out->stream = fdopen(fd, "w"))) {
		close(fd);
		return -1;
	}
	return 0;
}

int file_begin(struct file_out *out, const char *path, struct rail_error *err)
{
	struct stat st;

	memset(out, 0, sizeof(*out));
	if (!path || !strcmp(path, "-")) {
		out->path = "stdout";
		out->stream = stdout;
		return 0;
	}
	out->path = path;
	/* A device or a pipe is written to; a rename would put a plain file
	 * in the place of /dev/null. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		out->stream = fopen(path, "we");
		return out->stream ? 0 : failed(out, err);
	}
	/* What a symbolic link points at is replaced, not the link. */
	out->target = realpath(path, NULL);
	if (!out->target)
		out->target = strdup(path);
	if (!out->target ||
	    asprintf(&out->temporary, "%s.XXXXXX", out->target) < 0) {
		out->temporary = NULL;
		file_abandon(out);
		return rail_error_nomem(err);
	}
	return open_temporary(out) < 0 ? failed(out, err) : 0;
}

int file_commit(struct file_out *out, struct rail_error *err)
{
	FILE *stream = out->stream;

	if (ferror(stream) || fflush(stream) == EOF)
		return failed(out, err);
	if (stream == stdout)
		return 0;
	if (out->temporary && fsync(fileno(stream)) < 0)
		return failed(out, err);
	out->stream = NULL;
	if (fclose(stream) == EOF)
		return failed(out, err);
	if (out->temporary && rename(out->temporary, out->target) < 0)
		return failed(out, err);
	free(out->temporary);
	out->temporary = NULL;
	file_abandon(out);
	return 0;
}

void file_abandon(struct file_out *out)
{
	if (out->stream && out->stream != stdout)
		fclose(out->stream);
	if (out->temporary)
		unlink(out->temporary);
	free(out->temporary);
	free(out->target);
	out->stream = NULL;
	out->temporary = NULL;
	out->target = NULL;
}
