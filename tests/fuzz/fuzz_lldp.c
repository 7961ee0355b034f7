/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lldpcli prints: links that hold together, or a message. */
#include <string.h>

#include "fuzz.h"
#include "tools/source_lldp.h"

const char fuzz_name[] = "lldp";

static void check_cable(const struct links *l, const struct links_cable *c)
{
	const int device[2] = { c->a, c->b }, port[2] = { c->port_a, c->port_b };
	int switches = 0;

	fuzz_check(c->a >= 0 && c->a <= c->b && c->b < l->n_devices &&
		   c->ends >= 1 && c->ends <= 2 && c->source >= 0 &&
		   c->source < l->n_sources, "a cable of nothing");
	for (int i = 0; i < 2; i++) {
		const struct links_device *d = &l->devices[device[i]];

		if (d->kind == LINKS_SWITCH) {
			switches++;
			fuzz_check(port[i] >= 1 && (!l->n_port_names ||
						    port[i] <= l->n_port_names),
				   "a port without a name");
		} else {
			fuzz_check(port[i] >= 1 && port[i] <= 10,
				   "a NIC of many ports");
		}
	}
	fuzz_check(switches > 0, "a cable between two NICs");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rail_error err = { "" };
	struct infer_notes notes = { 0 };
	struct links *l = source_lldp_parse((const char *)data, size, "fuzz",
					    "host", &notes, &err);

	fuzz_check(!l == !!err.text[0], "an error without a message");
	for (int i = 0; l && i < l->n_devices; i++) {
		const struct links_device *d = &l->devices[i];

		fuzz_check((d->kind == LINKS_NIC) == !!d->host,
			   "a NIC without a node");
		fuzz_check(!d->host || fabric_name_ok(d->host),
			   "a name that no node may have");
	}
	for (int i = 0; l && i < l->n_cables; i++)
		check_cable(l, &l->cables[i]);
	infer_notes_free(&notes);
	links_destroy(l);
	return 0;
}
