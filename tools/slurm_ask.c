/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks scontrol. */
#include "slurm_ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program.h"

enum { SCONTROL_SECONDS = 10 };

char *slurm_ask(struct rail_error *err)
{
	static const char *const argv[] = { "scontrol", "show", "config",
					    NULL };

	return program_output(argv, SCONTROL_SECONDS, err);
}

int slurm_ask_find(const char *text, const char *key, char out[CONF_PATH])
{
	size_t len = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *value;

		line += *line == '\n';
		if (strncmp(line, key, len) || !strchr(" =", line[len]))
			continue;
		value = line + len + strspn(line + len, " ");
		if (*value++ != '=')
			continue;
		value += strspn(value, " ");
		snprintf(out, CONF_PATH, "%.*s", (int)strcspn(value, "\n"),
			 value);
		return 0;
	}
	return -1;
}

int slurm_ask_for(const char *key, char out[CONF_PATH],
		  struct rail_error *err)
{
	char *text = slurm_ask(err);
	int rc;

	if (!text)
		return -1;
	rc = slurm_ask_find(text, key, out);
	free(text);
	return rc ? rail_error_set(err, "scontrol show config: no %s", key) : 0;
}

void slurm_ask_folder(char out[CONF_PATH])
{
	const char *slurm = getenv("SLURM_CONF");
	const char *slash = slurm ? strrchr(slurm, '/') : NULL;
	char asked[CONF_PATH];

	if (!slash && access("/etc/slurm/slurm.conf", R_OK)) {
		if (!slurm_ask_for("SLURM_CONF", asked, NULL))
			slash = strrchr(slurm = asked, '/');
	}
	if (slash)
		snprintf(out, CONF_PATH, "%.*s", (int)(slash - slurm), slurm);
	else
		snprintf(out, CONF_PATH, "/etc/slurm");
}
