/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of where the plugins are, and of what is beside them. */
#include <dlfcn.h>
#include <glob.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor.h"

#define OUR_PLUGIN "select_cons_tres.so"

/* Whether the file is ours, and for which Slurm; 0: it is no such plugin. */
static uint32_t version_of(const char *path, bool *ours)
{
	void *so = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
	const uint32_t *version = so ? dlsym(so, "plugin_version") : NULL;
	const char *name = so ? dlsym(so, "plugin_name") : NULL;
	uint32_t v = version ? *version : 0;

	*ours = name && strstr(name, "railyard");
	if (so)
		dlclose(so);
	return v;
}

static void look_at_version(const struct doctor_facts *f, const char *path,
			    struct doctor_findings *found)
{
	char text[CONF_PATH], plugins[32];
	bool ours;
	uint32_t v = version_of(path, &ours);

	doctor_value(f, "SLURM_VERSION", "", text);
	if (!v || !text[0])
		return;
	snprintf(plugins, sizeof(plugins), "%u.%02u.%u", v >> 16 & 0xff,
		 v >> 8 & 0xff, v & 0xff);
	if (!ours)
		doctor_find(found, "plugin-order", DOCTOR_ERROR,
			    "PluginDir=RAILYARD:STOCK",
			    "the stock plugin is found first: no job is placed "
			    "by rails", "%s", path);
	else if (strncmp(text, plugins, strlen(plugins)))
		doctor_find(found, "plugin-version", DOCTOR_ERROR,
			    "a plugin that was built for it",
			    "slurmctld passes it over: no job is placed by "
			    "rails", "for Slurm %s; slurmctld is %s", plugins,
			    text);
}

void doctor_look_plugins(const struct doctor_facts *f,
			 struct doctor_findings *found)
{
	char text[CONF_PATH], path[CONF_PATH + 32], *rest = NULL;
	bool first = false;

	doctor_value(f, "PluginDir", "", text);
	for (char *dir = strtok_r(text, ":", &rest); dir;
	     dir = strtok_r(NULL, ":", &rest)) {
		if (access(dir, F_OK)) {
			doctor_find(found, "plugin-dir", DOCTOR_ERROR,
				    "folders that every host has",
				    "slurmctld, slurmd and every command die "
				    "of a folder that is not there",
				    "PluginDir=%s: no such folder", dir);
			continue;
		}
		snprintf(path, sizeof(path), "%s/" OUR_PLUGIN, dir);
		if (!first && !access(path, F_OK)) {
			first = true;
			look_at_version(f, path, found);
		}
	}
	if (!first)
		doctor_find(found, "plugin-order", DOCTOR_ERROR,
			    "PluginDir=RAILYARD:STOCK",
			    "slurmctld does not find Railyard's plugin",
			    "PluginDir%s%s",
			    *doctor_value(f, "PluginDir", "", text) ? "=" :
							" is not set", text);
}

void doctor_look_select(const struct doctor_facts *f,
			struct doctor_findings *found)
{
	char text[CONF_PATH];

	doctor_value(f, "SelectType", "select/cons_tres", text);
	if (strcmp(text, "select/cons_tres"))
		doctor_find(found, "select-type", DOCTOR_ERROR,
			    "SelectType=select/cons_tres",
			    "Railyard is a layer over that one",
			    "SelectType=%s", text);
	doctor_value(f, "TopologyPlugin", "", text);
	if (!strcmp(text, "topology/block"))
		doctor_find(found, "topology-plugin", DOCTOR_WARNING,
			    "topology/tree or topology/flat",
			    "it refuses nodes that Railyard chose across "
			    "blocks", "TopologyPlugin=%s", text);
}

struct stack {
	struct doctor_findings *found;
	char line[1024];	/* the one about our plugin */
	bool has;
};

enum { MAX_DEPTH = 16 };

static void read_stack(struct stack *s, const char *path, int depth);

/* "include PATTERN", from the folder of the file that has it; no match is no
 * error for Slurm, either. */
static void include(struct stack *s, const char *path, int line,
		    const char *pattern, int depth)
{
	const char *slash = *pattern == '/' ? NULL : strrchr(path, '/');
	char full[CONF_PATH];
	glob_t g = { 0 };
	int rc;

	snprintf(full, sizeof(full), "%.*s%s",
		 slash ? (int)(slash - path) + 1 : 0, path, pattern);
	rc = depth < MAX_DEPTH ? glob(full, 0, NULL, &g) : GLOB_ABORTED;
	if (rc)
		doctor_find(s->found, "spank-include", DOCTOR_WARNING,
			    "files that are there",
			    "what they should load is not loaded",
			    "%s:%d: include %s: %s", path, line, pattern,
			    depth < MAX_DEPTH ? "no such file" :
						"files that include each other");
	for (size_t i = 0; !rc && i < g.gl_pathc; i++)
		read_stack(s, g.gl_pathv[i], depth + 1);
	globfree(&g);
}

static void read_stack(struct stack *s, const char *path, int depth)
{
	FILE *in = fopen(path, "re");
	char line[sizeof(s->line)], *word, *rest;

	for (int n = 1; in && fgets(line, sizeof(line), in); n++) {
		line[strcspn(line, "#\n")] = '\0';
		if (!s->has && strstr(line, "spank_rail.so")) {
			memcpy(s->line, line, sizeof(line));
			s->has = true;
			continue;
		}
		rest = NULL;
		word = strtok_r(line, " \t", &rest);
		if (!word || strcmp(word, "include"))
			continue;
		word = strtok_r(NULL, " \t", &rest);
		if (word)
			include(s, path, n, word, depth);
	}
	if (in)
		fclose(in);
}

void doctor_look_spank(const struct doctor_facts *f,
		       struct doctor_findings *found)
{
	char path[CONF_PATH], fallback[CONF_PATH + 16];
	struct stack s = { .found = found };

	snprintf(fallback, sizeof(fallback), "%.*s/plugstack.conf",
		 CONF_PATH - 16, f->folder);
	doctor_value(f, "PlugStackConfig", fallback, path);
	if (access(path, R_OK) && !access(fallback, R_OK))
		snprintf(path, sizeof(path), "%.*s", CONF_PATH - 1, fallback);
	read_stack(&s, path, 0);
	if (!s.has)
		doctor_find(found, "spank", DOCTOR_ERROR,
			    "a line \"optional .../spank_rail.so\"",
			    "sbatch knows no --rail, and tasks find no slots",
			    "%s: no spank_rail.so", path);
	else if (!strncmp(s.line + strspn(s.line, " \t"), "required", 8))
		doctor_find(found, "spank", DOCTOR_WARNING,
			    "optional", "a node on which it cannot be loaded "
			    "fails every job", "%s", s.line);
}
