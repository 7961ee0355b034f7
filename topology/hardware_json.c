/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is inside a node, as JSON and back. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "hardware.h"
#include "jsontext.h"

/* --- writing ------------------------------------------------------------- */

static void put_text(FILE *out, const char **gap, const char *key,
		     const char *s)
{
	if (!s)
		return;
	fprintf(out, "%s\"%s\": \"%s\"", *gap, key, s);
	*gap = ", ";
}

static void put_count(FILE *out, const char **gap, const char *key, int n)
{
	if (!n)
		return;
	fprintf(out, "%s\"%s\": %d", *gap, key, n);
	*gap = ", ";
}

static void put_gpu(FILE *out, const struct hardware_gpu *gpu)
{
	const char *gap = "";

	fputc('{', out);
	put_text(out, &gap, "model", gpu->model);
	put_text(out, &gap, "cores", gpu->cores);
	put_text(out, &gap, "links", gpu->links);
	put_text(out, &gap, "nic", gpu->nic);
	if (gpu->tie)
		fprintf(out, "%s\"tie\": true", gap);
	fputc('}', out);
}

void hardware_format(FILE *out, const struct hardware *hw)
{
	const char *gap = "";

	fputc('{', out);
	put_text(out, &gap, "vendor", hw->vendor);
	put_text(out, &gap, "product", hw->product);
	put_count(out, &gap, "sockets", hw->sockets);
	put_count(out, &gap, "cores", hw->cores);
	put_count(out, &gap, "threads", hw->threads);
	put_count(out, &gap, "memory", hw->memory_mb);
	for (int i = 0; i < hw->n_gpus; i++) {
		fprintf(out, i ? "," : "%s\"gpus\": [", gap);
		put_gpu(out, &hw->gpus[i]);
	}
	fputs(hw->n_gpus ? "]}" : "}", out);
}

/* --- reading ------------------------------------------------------------- */

/* VALUE may be NULL. */
static int read_text(struct jsontext *t, const struct jsontext_path *up,
		     const char *key, struct json_object *value, char **out)
{
	struct jsontext_path at = { .up = up, .key = key };
	const char *s;

	if (!value)
		return 0;
	s = jsontext_string(t, &at, value);
	if (!s)
		return -1;
	if (!hardware_text_ok(s))
		return jsontext_fail(t, &at,
				     "\"%s\" is \"%.100s\", 1 to %d printable "
				     "characters but '\"' and '\\' were expected",
				     key, s, HARDWARE_TEXT_MAX);
	*out = strdup(s);
	return *out ? 0 : rail_error_nomem(t->err);
}

static int read_count(struct jsontext *t, const struct jsontext_path *up,
		      const char *key, struct json_object *value, int *out)
{
	struct jsontext_path at = { .up = up, .key = key };

	return value ? jsontext_int(t, &at, value, 1, INT_MAX, out) : 0;
}

static int read_gpu(struct jsontext *t, const struct jsontext_path *path,
		    struct json_object *value, struct hardware_gpu *gpu)
{
	static const struct jsontext_member members[] = {
		{ "model", json_type_string, false },
		{ "cores", json_type_string, false },
		{ "links", json_type_string, false },
		{ "nic", json_type_string, false },
		{ "tie", json_type_boolean, false },
	};
	struct json_object *m[5];

	if (jsontext_members(t, path, value, members, 5, m) ||
	    read_text(t, path, "model", m[0], &gpu->model) ||
	    read_text(t, path, "cores", m[1], &gpu->cores) ||
	    read_text(t, path, "links", m[2], &gpu->links) ||
	    read_text(t, path, "nic", m[3], &gpu->nic))
		return -1;
	gpu->tie = m[4] && json_object_get_boolean(m[4]);
	return 0;
}

static int read_gpus(struct jsontext *t, const struct jsontext_path *up,
		     struct json_object *array, struct hardware *hw)
{
	struct jsontext_path in = { .up = up, .key = "gpus" };
	size_t n = array ? json_object_array_length(array) : 0;

	if (n > HARDWARE_MAX_GPUS)
		return jsontext_fail(t, &in, "%zu GPUs, at most %d were "
				     "expected", n, HARDWARE_MAX_GPUS);
	hw->gpus = calloc(n + 1, sizeof(*hw->gpus));
	if (!hw->gpus)
		return rail_error_nomem(t->err);
	for (; (size_t)hw->n_gpus < n; hw->n_gpus++) {
		struct jsontext_path at = { .up = &in, .index = hw->n_gpus };

		/* What failed half-way is freed with the others. */
		if (read_gpu(t, &at,
			     json_object_array_get_idx(array, at.index),
			     &hw->gpus[hw->n_gpus])) {
			hw->n_gpus++;
			return -1;
		}
	}
	return 0;
}

struct hardware *hardware_read(struct jsontext *t,
			       const struct jsontext_path *path,
			       struct json_object *value)
{
	static const struct jsontext_member members[] = {
		{ "vendor", json_type_string, false },
		{ "product", json_type_string, false },
		{ "sockets", json_type_int, false },
		{ "cores", json_type_int, false },
		{ "threads", json_type_int, false },
		{ "memory", json_type_int, false },
		{ "gpus", json_type_array, false },
	};
	struct json_object *m[7];
	struct hardware *hw;

	if (jsontext_members(t, path, value, members, 7, m))
		return NULL;
	hw = calloc(1, sizeof(*hw));
	if (!hw) {
		rail_error_nomem(t->err);
		return NULL;
	}
	if (read_text(t, path, "vendor", m[0], &hw->vendor) ||
	    read_text(t, path, "product", m[1], &hw->product) ||
	    read_count(t, path, "sockets", m[2], &hw->sockets) ||
	    read_count(t, path, "cores", m[3], &hw->cores) ||
	    read_count(t, path, "threads", m[4], &hw->threads) ||
	    read_count(t, path, "memory", m[5], &hw->memory_mb) ||
	    read_gpus(t, path, m[6], hw)) {
		hardware_destroy(hw);
		return NULL;
	}
	return hw;
}
