/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults of what nodes say: other hardware, names and GUIDs that come twice. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "synth_fail_parts.h"

enum { TRIES = 256 };

/* Another node like this one that has no fault either; -1: none. */
static int other_host(struct failing *f, int host)
{
	for (int i = 0; i < TRIES; i++) {
		int other = fail_pick(f, f->n_hosts);

		if (other != host && !f->hosts[other].touched)
			return other;
	}
	return -1;
}

int fail_odd(struct failing *f, int host)
{
	struct fail_host *h = &f->hosts[host];
	const struct links_host *known = links_find_host(f->l, h->name);
	struct hardware_gpu *last;
	struct hardware *hw;

	if (h->touched || !known || known->hardware->n_gpus < 2)
		return 0;
	hw = known->hardware;
	last = &hw->gpus[--hw->n_gpus];
	free(last->model);
	free(last->nic);
	free(last->cores);
	h->touched = true;
	return fail_note(f, SYNTH_ODD_NODES,
			 text_format("%s has %d GPUs, one fewer than others",
				     h->name, hw->n_gpus), h->first_nic, -1);
}

int fail_same_guid(struct failing *f, int nic)
{
	int host = f->host_of[nic], other = other_host(f, host), twin;
	struct links_device *d = f->l->devices;

	if (f->hosts[host].touched || other < 0)
		return 0;
	twin = f->hosts[other].first_nic +
	       fail_pick(f, f->hosts[other].n_nics);
	d[nic].guid = d[twin].guid;
	f->hosts[host].touched = f->hosts[other].touched = true;
	return fail_note(f, SYNTH_SAME_GUIDS, text_format(
		"%s %s has the GUID of %s %s, 0x%016" PRIx64,
		f->hosts[host].name, d[nic].name, f->hosts[other].name,
		d[twin].name, d[twin].guid), nic, twin);
}

/* The node keeps its own name in F. */
int fail_same_name(struct failing *f, int host)
{
	int other = other_host(f, host);
	const struct fail_host *h = &f->hosts[host];

	if (h->touched || other < 0)
		return 0;
	for (int i = 0; i < h->n_nics; i++) {
		struct links_device *d = &f->l->devices[h->first_nic + i];
		char *name = strdup(f->hosts[other].name);

		if (!name)
			return rail_error_nomem(f->err);
		free(d->host);
		d->host = name;
	}
	f->hosts[host].touched = f->hosts[other].touched = true;
	return fail_note(f, SYNTH_SAME_NAMES,
			 text_format("%s calls itself %s", h->name,
				     f->hosts[other].name), h->first_nic,
			 f->hosts[other].first_nic);
}
