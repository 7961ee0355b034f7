/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cable plan: links that hold together, or a message. */
#include "fuzz.h"
#include "tools/source_plan.h"
#include "topology/fabric.h"

const char fuzz_name[] = "plan";

static void check_cable(const struct links *l, const struct links_cable *c)
{
	const int device[2] = { c->a, c->b }, port[2] = { c->port_a, c->port_b };
	int switches = 0;

	fuzz_check(c->a >= 0 && c->a <= c->b && c->b < l->n_devices,
		   "a cable of nothing");
	for (int i = 0; i < 2; i++) {
		if (l->devices[device[i]].kind != LINKS_SWITCH) {
			fuzz_check(port[i] >= 1 && port[i] <= 10,
				   "a NIC of many ports");
			continue;
		}
		switches++;
		fuzz_check(port[i] >= 0 && port[i] <= (l->n_port_names ?
			   l->n_port_names : FABRIC_MAX_PORT),
			   "a port that is none");
	}
	fuzz_check(switches > 0, "a cable between two NICs");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rail_error err = { "" };
	struct infer_notes notes = { 0 };
	struct links *l = source_plan_parse((const char *)data, size, "fuzz",
					    &notes, &err);

	fuzz_check(!l == !!err.text[0], "an error without a message");
	for (int i = 0; l && i < l->n_devices; i++) {
		const struct links_device *d = &l->devices[i];

		fuzz_check((d->kind == LINKS_NIC) == !!d->host,
			   "a NIC without a node");
		fuzz_check(!d->host || d->aside || fabric_name_ok(d->host),
			   "a name that no node may have");
		fuzz_check(d->kind == LINKS_SWITCH || !*d->name ||
			   fabric_name_ok(d->name),
			   "a name that no NIC may have");
	}
	for (int i = 0; l && i < l->n_cables; i++)
		check_cable(l, &l->cables[i]);
	infer_notes_free(&notes);
	links_destroy(l);
	return 0;
}
