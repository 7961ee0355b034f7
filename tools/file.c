/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collects what is printed, then writes it at once. */
#include "file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "topology/wholefile.h"

int file_begin(struct file_out *out, const char *path, struct rail_error *err)
{
	memset(out, 0, sizeof(*out));
	out->path = path ? path : "-";
	out->stream = open_memstream(&out->text, &out->len);
	return out->stream ? 0 : rail_error_nomem(err);
}

int file_commit(struct file_out *out, struct rail_error *err)
{
	bool failed = ferror(out->stream) != 0;
	int rc;

	if (fclose(out->stream) == EOF || failed)
		rc = rail_error_nomem(err);
	else
		rc = wholefile_write(out->path, out->text, out->len,
				     WHOLEFILE_UMASK, err);
	out->stream = NULL;
	file_abandon(out);
	return rc;
}

void file_abandon(struct file_out *out)
{
	if (out->stream)
		fclose(out->stream);
	free(out->text);
	out->stream = NULL;
	out->text = NULL;
}
