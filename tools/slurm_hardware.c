/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Says what is inside a node in Slurm's words, and whether it takes them. */
#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "slurm_hardware.h"

enum { MOST_LINKS = 1023 };	/* GRES_MAX_LINK */

const char *slurm_hardware_word(const char *text,
				char word[SLURM_HARDWARE_WORD])
{
	size_t len = text ? strlen(text) : 0, n = 0;

	while (len && !isalnum((unsigned char)*text)) {
		text++;
		len--;
	}
	while (len && !isalnum((unsigned char)text[len - 1]))
		len--;
	for (; n < len && n < SLURM_HARDWARE_WORD - 1; n++) {
		int c = tolower((unsigned char)text[n]);

		word[n] = (char)(isalnum(c) || c == '-' || c == '.' ? c : '_');
	}
	word[n] = '\0';
	return word;
}

bool slurm_hardware_typed(const struct hardware *hw)
{
	char word[SLURM_HARDWARE_WORD];

	for (int i = 0; i < hw->n_gpus; i++)
		if (!*slurm_hardware_word(hw->gpus[i].model, word))
			return false;
	return hw->n_gpus > 0;
}

/* "mi300x", "MI250X", and "max1550", "max_1550", "flex_170". */
static bool has_number(const char *model, const char *family)
{
	size_t len = strlen(family);

	if (!model || strncasecmp(model, family, len))
		return false;
	model += len + (model[len] == '_' || model[len] == ' ');
	return isdigit((unsigned char)*model);
}

const char *slurm_hardware_autodetect(const struct hardware *hw)
{
	for (int i = 0; i < hw->n_gpus; i++) {
		const char *model = hw->gpus[i].model;

		if (has_number(model, "mi"))
			return "rsmi";
		if (has_number(model, "max") || has_number(model, "flex"))
			return "oneapi";
	}
	return NULL;
}

/* --- Cores ---------------------------------------------------------------- */

/* Steps over "0-55" or "16" at *TEXT, and over a comma behind it; false:
 * there is no such thing. */
static bool next_range(const char **text, long *first, long *last)
{
	char *end;

	if (!isdigit((unsigned char)**text))
		return false;
	*first = *last = strtol(*text, &end, 10);
	if (*end == '-' && isdigit((unsigned char)end[1]))
		*last = strtol(end + 1, &end, 10);
	if (*end == ',' && end[1])
		end++;
	else if (*end)
		return false;
	*text = end;
	return *first <= *last;
}

/* "0-55" or "0-7,16-23": slurmd dies of a core that is not there. */
static bool cores_ok(const char *text, long n_cores)
{
	long first, last;

	do {
		if (!next_range(&text, &first, &last) || last >= n_cores)
			return false;
	} while (*text);
	return true;
}

static int at_least_one(int n)
{
	return n ? n : 1;
}

static bool size_ok(const struct hardware *hw)
{
	int sockets = at_least_one(hw->sockets);
	int cores = at_least_one(hw->cores);
	int threads = at_least_one(hw->threads);

	return sockets <= SLURM_HARDWARE_MAX_CPUS &&
	       cores <= SLURM_HARDWARE_MAX_CPUS / sockets &&
	       threads <= SLURM_HARDWARE_MAX_CPUS / sockets / cores;
}

bool slurm_hardware_bound(const struct hardware *hw)
{
	if (!hw->n_gpus || !hw->sockets || !hw->cores || !size_ok(hw))
		return false;
	for (int i = 0; i < hw->n_gpus; i++)
		if (!hw->gpus[i].cores ||
		    !cores_ok(hw->gpus[i].cores, hw->sockets * hw->cores))
			return false;
	return true;
}

/* Whether any core of SOCKET is among CORES. */
static bool on_socket(const struct hardware *hw, const char *cores, int socket)
{
	long from = (long)socket * hw->cores, to = from + hw->cores - 1;
	long first, last;

	while (next_range(&cores, &first, &last))
		if (first <= to && last >= from)
			return true;
	return false;
}

void slurm_hardware_put_cores(FILE *out, const struct hardware *hw, int gpu)
{
	const char *cores = hw->gpus[gpu].cores, *gap = "";

	for (int i = 0, end; i < hw->sockets; i = end) {
		for (end = i; end < hw->sockets && on_socket(hw, cores, end);
		     end++)
			;
		if (end == i) {
			end++;
			continue;
		}
		fprintf(out, "%s%d", gap, i * hw->cores);
		if (end * hw->cores > i * hw->cores + 1)
			fprintf(out, "-%d", end * hw->cores - 1);
		gap = ",";
	}
}

bool slurm_hardware_same_sockets(const struct hardware *hw, int a, int b)
{
	for (int i = 0; i < hw->sockets; i++)
		if (on_socket(hw, hw->gpus[a].cores, i) !=
		    on_socket(hw, hw->gpus[b].cores, i))
			return false;
	return true;
}

bool slurm_hardware_widened(const struct hardware *hw)
{
	for (int i = 0; i < hw->n_gpus; i++) {
		const char *at = hw->gpus[i].cores;
		long first, last, n = 0, all = 0;

		while (next_range(&at, &first, &last))
			n += last - first + 1;
		for (int socket = 0; socket < hw->sockets; socket++)
			if (on_socket(hw, hw->gpus[i].cores, socket))
				all += hw->cores;
		if (n < all)
			return true;
	}
	return false;
}

/* --- what Slurm does not take --------------------------------------------- */

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

enum export_result slurm_hardware_check_size(const struct hardware *hw,
					     const char *hosts,
					     struct rail_error *err)
{
	if (size_ok(hw))
		return EXPORT_OK;
	return export_refuse(err, "%s: %d sockets of %d cores of %d threads: "
			     "Slurm counts at most %d processors of a node",
			     hosts, at_least_one(hw->sockets),
			     at_least_one(hw->cores),
			     at_least_one(hw->threads),
			     SLURM_HARDWARE_MAX_CPUS);
}

enum export_result slurm_hardware_check(const struct hardware *hw,
					const char *hosts,
					struct rail_error *err)
{
	long n_cores = hw->sockets && hw->cores ?
		       (long)hw->sockets * hw->cores : LONG_MAX;

	if (slurm_hardware_check_size(hw, hosts, err))
		return EXPORT_REFUSED;
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
