/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds HOST.json, by its own path or in a folder. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "json_files.h"
#include "topology/hostlist.h"

bool json_files_is_one(const char *name)
{
	static const char suffix[] = ".json";
	size_t n = strlen(name);

	return n > strlen(suffix) && *name != '.' &&
	       !strcmp(name + n - strlen(suffix), suffix);
}

static int is_one(const struct dirent *entry)
{
	return json_files_is_one(entry->d_name);
}

static int by_natural_order(const struct dirent **a, const struct dirent **b)
{
	return hostlist_natural_cmp((*a)->d_name, (*b)->d_name);
}

/* A pipe that lies about would be waited for. */
static int read_entry(const char *path, json_files_reader *read, void *arg,
		      struct rail_error *err)
{
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return rail_error_at(err, path, 0, 0, "is no regular file");
	return read(arg, path);
}

static int read_folder(const char *folder, const char *none,
		       json_files_reader *read, void *arg,
		       struct rail_error *err)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_one, by_natural_order), rc = 0;
	char *path;

	if (n < 0)
		return rail_error_at(err, folder, 0, 0, "cannot read it: %s",
				     strerror(errno));
	if (!n)
		rc = rail_error_at(err, folder, 0, 0, "%s", none);
	for (int i = 0; i < n; i++) {
		if (rc == 0 && asprintf(&path, "%s/%s", folder,
					entries[i]->d_name) < 0) {
			rc = rail_error_nomem(err);
		} else if (rc == 0) {
			rc = read_entry(path, read, arg, err);
			free(path);
		}
		free(entries[i]);
	}
	free(entries);
	return rc;
}

int json_files_read(const char *path, const char *none,
		    json_files_reader *read, void *arg,
		    struct rail_error *err)
{
	struct stat st;

	if (strcmp(path, "-") && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return read_folder(path, none, read, arg, err);
	return read(arg, path);
}
