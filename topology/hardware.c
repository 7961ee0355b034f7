/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps and compares what is inside a node. */
#include <stdlib.h>
#include <string.h>

#include "hardware.h"

bool hardware_text_ok(const char *s)
{
	size_t len = strnlen(s, HARDWARE_TEXT_MAX + 1);

	if (len == 0 || len > HARDWARE_TEXT_MAX)
		return false;
	for (; *s; s++)
		if (*s < ' ' || *s > '~' || *s == '"' || *s == '\\')
			return false;
	return true;
}

static bool ok(const char *s)
{
	return !s || hardware_text_ok(s);
}

bool hardware_ok(const struct hardware *hw)
{
	if (!ok(hw->vendor) || !ok(hw->product) || hw->sockets < 0 ||
	    hw->cores < 0 || hw->threads < 0 || hw->memory_mb < 0 ||
	    hw->n_gpus < 0 || hw->n_gpus > HARDWARE_MAX_GPUS)
		return false;
	for (int i = 0; i < hw->n_gpus; i++) {
		const struct hardware_gpu *gpu = &hw->gpus[i];

		if (!ok(gpu->model) || !ok(gpu->cores) || !ok(gpu->links) ||
		    !ok(gpu->nic))
			return false;
	}
	return true;
}

static char *copy_text(const char *s, bool *failed)
{
	char *copy = s ? strdup(s) : NULL;

	*failed |= s && !copy;
	return copy;
}

void hardware_destroy(struct hardware *hw)
{
	if (!hw)
		return;
	for (int i = 0; hw->gpus && i < hw->n_gpus; i++) {
		free(hw->gpus[i].model);
		free(hw->gpus[i].cores);
		free(hw->gpus[i].links);
		free(hw->gpus[i].nic);
	}
	free(hw->gpus);
	free(hw->vendor);
	free(hw->product);
	free(hw);
}

struct hardware *hardware_copy(const struct hardware *hw)
{
	struct hardware *copy = malloc(sizeof(*copy));
	bool failed = false;

	if (!copy)
		return NULL;
	*copy = *hw;
	copy->vendor = copy_text(hw->vendor, &failed);
	copy->product = copy_text(hw->product, &failed);
	copy->gpus = calloc((size_t)hw->n_gpus + 1, sizeof(*copy->gpus));
	for (int i = 0; copy->gpus && i < hw->n_gpus; i++) {
		const struct hardware_gpu *from = &hw->gpus[i];

		copy->gpus[i] = (struct hardware_gpu){
			.model = copy_text(from->model, &failed),
			.cores = copy_text(from->cores, &failed),
			.links = copy_text(from->links, &failed),
			.nic = copy_text(from->nic, &failed),
			.tie = from->tie,
		};
	}
	if (failed || !copy->gpus) {
		hardware_destroy(copy);
		return NULL;
	}
	return copy;
}

static bool same_text(const char *a, const char *b)
{
	return a ? b && !strcmp(a, b) : !b;
}

bool hardware_equal(const struct hardware *a, const struct hardware *b)
{
	if (!same_text(a->vendor, b->vendor) ||
	    !same_text(a->product, b->product) || a->sockets != b->sockets ||
	    a->cores != b->cores || a->threads != b->threads ||
	    a->memory_mb != b->memory_mb || a->n_gpus != b->n_gpus)
		return false;
	for (int i = 0; i < a->n_gpus; i++) {
		const struct hardware_gpu *x = &a->gpus[i], *y = &b->gpus[i];

		if (!same_text(x->model, y->model) ||
		    !same_text(x->cores, y->cores) ||
		    !same_text(x->links, y->links) ||
		    !same_text(x->nic, y->nic) || x->tie != y->tie)
			return false;
	}
	return true;
}
