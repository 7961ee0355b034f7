/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults that take something away: nodes, switches, cables; or its speed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "synth_fail_parts.h"

static bool is_whole(const struct failing *f, int device)
{
	for (int i = f->first[device]; i < f->first[device + 1]; i++)
		if (f->gone[f->cables_of[i]])
			return false;
	return true;
}

static void cut_all(struct failing *f, int device)
{
	for (int i = f->first[device]; i < f->first[device + 1]; i++) {
		f->gone[f->cables_of[i]] = true;
		f->hit[f->cables_of[i]] = true;
	}
}

int fail_node(struct failing *f, int host)
{
	struct fail_host *h = &f->hosts[host];

	for (int i = 0; i < h->n_nics; i++)
		cut_all(f, h->first_nic + i);
	h->touched = true;
	return fail_note(f, SYNTH_NODES, text_format("%s is off", h->name),
			 h->first_nic, -1);
}

/* Whether the nodes on leaf DEVICE are on others, too. */
static bool has_peers(const struct failing *f, int device)
{
	for (int i = 0; i < f->l->n_devices; i++)
		if (i != device && f->tier[i] == FABRIC_LEAF &&
		    f->island[i] == f->island[device])
			return true;
	return false;
}

int fail_switch(struct failing *f, int device)
{
	bool unseen = f->tier[device] == FABRIC_LEAF && !has_peers(f, device);
	int rc;
	static const enum synth_fault faults[] = {
		[FABRIC_LEAF] = SYNTH_LEAFS, [FABRIC_SPINE] = SYNTH_SPINES,
		[FABRIC_CORE] = SYNTH_CORES,
	};

	cut_all(f, device);
	rc = fail_note(f, faults[f->tier[device]],
		       text_format("%s is off", f->l->devices[device].name),
		       device, -1);
	/* Nor are those nodes seen any more. */
	return fail_unseen(f, rc, unseen);
}

/* Whether leaf DEVICE takes NICs' ports of PLANE. */
static bool is_of_plane(const struct failing *f, int device, int plane)
{
	for (int i = f->first[device]; i < f->first[device + 1]; i++)
		if (fail_is_link(f, f->cables_of[i]))
			return fail_lower(f, f->cables_of[i]).port == plane + 1;
	return false;
}

int fail_plane(struct failing *f, int item)
{
	int island = item / f->n_planes, plane = item % f->n_planes;
	int first = -1, last = -1, n = 0;

	if (f->n_planes == 1)
		return 0;
	for (int i = 0; i < f->l->n_devices; i++) {
		if (f->island[i] != island || f->tier[i] != FABRIC_LEAF ||
		    !is_of_plane(f, i, plane))
			continue;
		if (!is_whole(f, i))
			return 0;
		first = first < 0 ? i : first;
		last = i;
		n++;
	}
	if (!n)
		return 0;
	for (int i = first; i <= last; i++)
		if (f->island[i] == island && f->tier[i] == FABRIC_LEAF &&
		    is_of_plane(f, i, plane))
			cut_all(f, i);
	return fail_note(f, SYNTH_PLANES, text_format(
		"plane %d of an island is off, %d leafs: %s to %s", plane, n,
		f->l->devices[first].name, f->l->devices[last].name), first,
		last == first ? -1 : last);
}

/* --- cables -------------------------------------------------------------- */

static char *between(const struct failing *f, int cable, const char *what)
{
	struct fail_end low = fail_lower(f, cable), up = fail_upper(f, cable);
	const struct links_device *a = &f->l->devices[low.device];
	const struct links_device *b = &f->l->devices[up.device];

	if (a->host)
		return text_format("%s %s to %s %s",
				   f->hosts[f->host_of[low.device]].name,
				   a->name, b->name, what);
	return text_format("%s to %s %s", a->name, b->name, what);
}

int fail_cut(struct failing *f, int cable)
{
	bool link = fail_is_link(f, cable);
	struct fail_end low = fail_lower(f, cable), up = fail_upper(f, cable);

	if (f->hit[cable] ||
	    (link && f->hosts[f->host_of[low.device]].touched))
		return 0;
	f->hit[cable] = f->gone[cable] = true;
	return fail_note(f, link ? SYNTH_LINKS : SYNTH_UPLINKS,
			 between(f, cable, "is cut"), low.device, up.device);
}

/* One lane is left of several, or half of a speed that says all; NULL: that
 * has no half.  In TEXT what it is now. */
static bool slow_down(struct links_cable *c, char *text, size_t size)
{
	char *unit;
	long n = strtol(c->speed, &unit, 10);

	if (c->lanes > 1) {
		c->lanes = 1;
		snprintf(text, size, "runs at 1x%s", c->speed);
		return true;
	}
	if (c->lanes || n < 2 || n > 10000 || strlen(unit) > 2)
		return false;
	snprintf(text, size, "runs at %ld%s", n / 2, unit);
	memcpy(c->speed, text + strlen("runs at "), strlen(text) -
	       strlen("runs at ") + 1);
	return true;
}

int fail_slow(struct failing *f, int cable)
{
	struct fail_end low = fail_lower(f, cable), up = fail_upper(f, cable);
	char text[32];

	if (f->hit[cable] || f->hosts[f->host_of[low.device]].touched ||
	    !slow_down(&f->l->cables[cable], text, sizeof(text)))
		return 0;
	f->hit[cable] = true;
	return fail_note(f, SYNTH_SLOW_LINKS, between(f, cable, text),
			 low.device, up.device);
}
