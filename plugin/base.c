/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the stock plugin behind ours and opens it. */
#include "base.h"

#include <dlfcn.h>
#include <sys/stat.h>

struct base base;

static void *handle;

static int check_identity(const char *path, struct rail_error *err)
{
	const uint32_t *version = dlsym(handle, "plugin_version");
	const uint32_t *id = dlsym(handle, "plugin_id");
	const char *type = dlsym(handle, "plugin_type");
	const char *name = dlsym(handle, "plugin_name");

	if (!version || !id || !type || !name)
		return rail_error_set(err, "%s is no select plugin", path);
	/* ours, or another copy of it: that way lies no end */
	if (!strncmp(name, BASE_OUR_NAME, strlen(BASE_OUR_NAME)))
		return rail_error_set(err,
				      "%s is Railyard itself: the folder of "
				      "Slurm's own plugins must follow in "
				      "PluginDir", path);
	if (*version != SLURM_VERSION_NUMBER)
		return rail_error_set(err,
				      "%s is of Slurm %u.%02u.%u, expected %s",
				      path, SLURM_VERSION_MAJOR(*version),
				      SLURM_VERSION_MINOR(*version),
				      SLURM_VERSION_MICRO(*version),
				      SLURM_VERSION_STRING);
	if (*id != SELECT_PLUGIN_CONS_TRES ||
	    xstrcmp(type, "select/cons_tres"))
		return rail_error_set(err, "%s is \"%s\", expected "
				      "\"select/cons_tres\"", path, type);
	return 0;
}

static int find_calls(const char *path, struct rail_error *err)
{
#define X(type, name, params, args) \
	base.name = (type(*) params)dlsym(handle, "select_p_" #name); \
	if (!base.name) \
		return rail_error_set(err, "%s has no %s", path, \
				      "select_p_" #name);
	SELECT_CALLS_OWN(X)
	SELECT_CALLS_FORWARDED(X)
#undef X
	return 0;
}

static int open_at(const char *path, struct rail_error *err)
{
	int (*stock_init)(void);

	handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
	if (!handle)
		return rail_error_set(err, "%s", dlerror());
	if (check_identity(path, err) || find_calls(path, err))
		goto fail;
	stock_init = (int (*)(void))dlsym(handle, "init");
	if (stock_init && stock_init() != SLURM_SUCCESS) {
		rail_error_set(err, "init() of %s failed", path);
		goto fail;
	}
	return 0;
fail:
	dlclose(handle);
	handle = NULL;
	return -1;
}

/* Takes the first that will do, as slurmctld does when it loads a plugin. */
int base_open(struct rail_error *err)
{
	char *dirs = xstrdup(slurm_conf.plugindir), *next = dirs, *save = NULL;
	int rc = -1;

	rail_error_set(err, "there is no stock select_cons_tres.so in "
		       "PluginDir=%s: the folder of Slurm's own plugins must "
		       "follow ours", slurm_conf.plugindir);
	for (char *dir; rc && (dir = strtok_r(next, ":", &save)); next = NULL) {
		char *path = xstrdup_printf("%s/select_cons_tres.so", dir);
		struct stat st;

		if (!stat(path, &st) && S_ISREG(st.st_mode))
			rc = open_at(path, err);
		xfree(path);
	}
	xfree(dirs);
	return rc;
}

void base_close(void)
{
	void (*stock_fini)(void);

	if (!handle)
		return;
	stock_fini = (void (*)(void))dlsym(handle, "fini");
	if (stock_fini)
		stock_fini();
	dlclose(handle);
	handle = NULL;
}
