/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Made-up fabrics: a first line of faults, then a file of hosts.  Links that
 * hold together, or a message.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tools/synth_fail.h"
#include "tools/synth_parts.h"
#include "topology/infer.h"

const char fuzz_name[] = "synth";

static void check_cables(const struct links *l)
{
	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];

		fuzz_check(c->a >= 0 && c->a < c->b && c->b < l->n_devices,
			   "a cable of nothing");
		fuzz_check(c->port_a > 0 && c->port_b > 0, "no port");
	}
}

static void let_fail(struct links *l, const struct synth_fail *fail)
{
	struct rail_error err = { "" };
	struct synth_failures done;
	struct fabric *f;
	int rc = synth_fail(l, fail, &done, &err);

	fuzz_check((rc < 0) == !!err.text[0], "an error without a message");
	for (int i = 0; rc == 0 && i < done.n; i++)
		fuzz_check(done.list[i].what[0] != 0, "a fault without words");
	synth_failures_free(&done);
	if (rc < 0)
		return;
	check_cables(l);
	f = l->n_cables ? infer_fabric(l, "x", NULL, &err) : NULL;
	fabric_destroy(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\n', size);
	size_t first = end ? (size_t)(end - data) : size;
	const struct synth_preset *p = synth_find("lingjun");
	struct synth_fail fail = { .seed = size };
	struct rail_error err = { "" };
	char *faults = fuzz_string(data, first);
	struct links *l;
	int rc;

	rc = synth_fail_parse(faults, &fail, &err);
	fuzz_check((rc < 0) == !!err.text[0], "an error without a message");
	free(faults);
	err.text[0] = '\0';
	l = synth_parse_hosts(&p->spec, (const char *)data + first,
			      size - first, "fuzz", &err);
	fuzz_check(!l == !!err.text[0], "an error without a message");
	if (!l)
		return 0;
	check_cables(l);
	if (rc == 0)
		let_fail(l, &fail);
	links_destroy(l);
	return 0;
}
