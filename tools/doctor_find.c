/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the doctor found. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"

void doctor_find(struct doctor_findings *found, const char *check,
		 enum doctor_level level, const char *better, const char *why,
		 const char *fmt, ...)
{
	struct doctor_finding *more = realloc(
		found->all, ((size_t)found->count + 1) * sizeof(*more));
	struct doctor_finding new = { .check = check, .level = level };
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&new.value, fmt, ap) < 0)
		new.value = NULL;
	va_end(ap);
	new.better = strdup(better);
	new.why = strdup(why);
	if (more)
		found->all = more;
	if (more && new.value && new.better && new.why) {
		found->all[found->count++] = new;
		return;
	}
	found->failed = true;
	free(new.value);
	free(new.better);
	free(new.why);
}

void doctor_findings_clear(struct doctor_findings *found)
{
	for (int i = 0; i < found->count; i++) {
		free(found->all[i].value);
		free(found->all[i].better);
		free(found->all[i].why);
	}
	free(found->all);
	memset(found, 0, sizeof(*found));
}
