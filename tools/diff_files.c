/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exports two maps for Slurm, and compares. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff_files.h"
#include "export.h"
#include "write_gres_conf.h"
#include "write_slurm_conf.h"
#include "write_topology_conf.h"
#include "write_topology_yaml.h"

static const struct {
	const char *format;
	export_writer *write;
} formats[DIFF_FILES] = {
	{ "topology.conf", write_topology_conf },
	{ "topology-block", write_topology_block },
	{ "topology.yaml", write_topology_yaml },
	{ "slurm.conf", write_slurm_conf },
	{ "gres.conf", write_gres_conf },
};

/* Lines that begin with '#' are cut out of TEXT: the map's name is in one. */
static void cut_comments(char *text)
{
	char *to = text;

	for (const char *line = text, *end; *line; line = end) {
		end = strchrnul(line, '\n');
		end += *end == '\n';
		if (*line == '#')
			continue;
		memmove(to, line, (size_t)(end - line));
		to += end - line;
	}
	*to = '\0';
}

/* What F is in that format; NULL: refused, as WHY says. */
static enum export_result take(const struct fabric *f, export_writer *write,
			       char **text, struct rail_error *why)
{
	struct infer_notes notes = { 0 };
	struct export_request request = {
		.fabric = f, .notes = &notes, .node = -1,
	};
	enum export_result result;
	size_t size;

	*text = NULL;
	request.out = open_memstream(text, &size);
	if (!request.out)
		return rail_error_nomem(why), EXPORT_FAILED;
	result = write(&request, why);
	infer_notes_free(&notes);
	if (fclose(request.out) == EOF) {
		rail_error_nomem(why);
		result = EXPORT_FAILED;
	}
	if (result == EXPORT_OK) {
		cut_comments(*text);
		return result;
	}
	free(*text);
	*text = NULL;
	return result;
}

int diff_files(const struct fabric *was, const struct fabric *is,
	       struct diff_file files[DIFF_FILES], struct rail_error *err)
{
	for (int i = 0; i < DIFF_FILES; i++) {
		struct diff_file *file = &files[i];
		char *old, *new;
		bool failed;

		*file = (struct diff_file){ .format = formats[i].format };
		failed = take(was, formats[i].write, &old, err) ==
				 EXPORT_FAILED ||
			 take(is, formats[i].write, &new, &file->why) ==
				 EXPORT_FAILED;
		if (failed) {
			free(old);
			return rail_error_nomem(err);
		}
		file->state = old && new ? (strcmp(old, new) ?
					    DIFF_FILE_CHANGED :
					    DIFF_FILE_SAME) :
			      old ? DIFF_FILE_LOST :
			      new ? DIFF_FILE_NEW : DIFF_FILE_SAME;
		free(old);
		free(new);
	}
	return 0;
}

bool diff_files_any(const struct diff_file files[DIFF_FILES])
{
	bool any = false;

	for (int i = 0; i < DIFF_FILES; i++)
		any |= files[i].state != DIFF_FILE_SAME;
	return any;
}
