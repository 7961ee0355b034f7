/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Says what is inside a node in Slurm's words, and whether it takes them. */
#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "slurm_hardware.h"

enum { MOST_LINKS = 1023 };	/* GRES_MAX_LINK */

void slurm_hardware_word(FILE *out, const char *text)
{
	size_t len = strlen(text);

	while (len && !isalnum((unsigned char)text[len - 1]))
		len--;
	for (size_t i = 0; i < len; i++) {
		int c = tolower((unsigned char)text[i]);

		fputc(isalnum(c) || c == '-' || c == '.' ? c : '_', out);
	}
}

bool slurm_hardware_typed(const struct hardware *hw)
{
	for (int i = 0; i < hw->n_gpus; i++)
		if (!hw->gpus[i].model)
			return false;
	return hw->n_gpus > 0;
}

/* "0-55" or "0-7,16-23": slurmd dies of a core that is not there. */
static bool cores_ok(const char *text, long n_cores)
{
	while (isdigit((unsigned char)*text)) {
		char *end;
		long first = strtol(text, &end, 10), last = first;

		if (*end == '-' && isdigit((unsigned char)end[1]))
			last = strtol(end + 1, &end, 10);
		if (last < first || last >= n_cores)
			return false;
		if (!*end)
			return true;
		text = *end == ',' ? end + 1 : end;
	}
	return false;
}

/* One number a GPU, -1 for GPU SELF and for no other. */
static bool links_ok(const char *text, int self, int n_gpus)
{
	for (int i = 0; i < n_gpus; i++) {
		char *end;
		long n = strtol(text, &end, 10);

		if (end == text || n < -1 || n > MOST_LINKS ||
		    (n == -1) != (i == self) ||
		    *end != (i + 1 < n_gpus ? ',' : '\0'))
			return false;
		text = end + 1;
	}
	return true;
}

enum export_result slurm_hardware_check(const struct hardware *hw,
					const char *hosts,
					struct rail_error *err)
{
	long n_cores = hw->sockets && hw->cores ?
		       (long)hw->sockets * hw->cores : LONG_MAX;

	for (int i = 0; i < hw->n_gpus; i++) {
		const struct hardware_gpu *gpu = &hw->gpus[i];

		if (gpu->cores && !cores_ok(gpu->cores, n_cores))
			return export_refuse(err, "GPU %d of %s: cores \"%s\": "
					     "cores that %d sockets of %d have "
					     "were expected, as \"0-7\"", i,
					     hosts, gpu->cores, hw->sockets,
					     hw->cores);
		if (gpu->links && !links_ok(gpu->links, i, hw->n_gpus))
			return export_refuse(err, "GPU %d of %s: links \"%s\": "
					     "%d numbers were expected, -1 for "
					     "itself", i, hosts, gpu->links,
					     hw->n_gpus);
	}
	return EXPORT_OK;
}
