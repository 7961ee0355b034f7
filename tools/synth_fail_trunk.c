/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults of cables between switches: in wrong places, or too many. */
#include "synth_fail_parts.h"

enum { TRIES = 256 };

static const char *name_of(const struct failing *f, int device)
{
	return f->l->devices[device].name;
}

static bool are_beside(const struct failing *f, int device, int other)
{
	for (int i = f->first[device]; i < f->first[device + 1]; i++) {
		const struct links_cable *c = &f->l->cables[f->cables_of[i]];

		if (c->a == other || c->b == other)
			return true;
	}
	return false;
}

/* In a dragonfly: where one cable instead of another makes no difference, as
 * both go to the same group. */
static bool of_one_group(const struct failing *f, int device, int other)
{
	return f->tier[device] == FABRIC_LEAF && are_beside(f, device, other);
}

/* Another sound cable between the same two tiers, at random; -1: none. */
static int other_trunk(struct failing *f, int x)
{
	int low = fail_lower(f, x).device, up = fail_upper(f, x).device;

	for (int i = 0; i < TRIES; i++) {
		int y = fail_pick(f, f->n_cables);

		if (y != x && !f->hit[y] && !fail_is_link(f, y) &&
		    f->tier[fail_lower(f, y).device] == f->tier[low] &&
		    f->tier[fail_upper(f, y).device] == f->tier[up] &&
		    fail_lower(f, y).device != low &&
		    fail_upper(f, y).device != up &&
		    !of_one_group(f, fail_upper(f, y).device, up) &&
		    !(f->tier[up] == FABRIC_LEAF &&
		      of_one_group(f, fail_lower(f, y).device, low)))
			return y;
	}
	return -1;
}

/* Only where each then goes to a switch that it should not go to. */
int fail_uplink_swap(struct failing *f, int x)
{
	for (int i = 0; !f->hit[x] && i < TRIES; i++) {
		int y = other_trunk(f, x);
		struct fail_end up_x, up_y, low_x, low_y;

		if (y < 0)
			return 0;
		up_x = fail_upper(f, x);
		up_y = fail_upper(f, y);
		low_x = fail_lower(f, x);
		low_y = fail_lower(f, y);
		f->hit[x] = f->hit[y] = true;
		if (fail_note(f, SYNTH_UPLINK_SWAPS, text_format(
			"%s goes to %s, %s to %s: they are in each other's "
			"place", name_of(f, low_x.device),
			name_of(f, up_y.device), name_of(f, low_y.device),
			name_of(f, up_x.device)), low_x.device,
			low_y.device) < 0)
			return -1;
		return fail_put_upper(f, x, up_y) < 0 ||
		       fail_put_upper(f, y, up_x) < 0 ? -1 : 1;
	}
	return 0;
}

int fail_wrong_uplink(struct failing *f, int x)
{
	struct fail_end low = fail_lower(f, x), up = fail_upper(f, x), end;

	for (int i = 0; !f->hit[x] && i < TRIES; i++) {
		end.device = fail_pick(f, f->l->n_devices);
		if (f->tier[end.device] != f->tier[up.device] ||
		    end.device == up.device || end.device == low.device ||
		    are_beside(f, end.device, low.device) ||
		    of_one_group(f, end.device, up.device))
			continue;
		end.port = fail_take_port(f, end.device);
		if (end.port <= 0)
			return end.port;
		f->hit[x] = true;
		if (fail_note(f, SYNTH_WRONG_UPLINKS, text_format(
			"%s goes to %s, not to %s", name_of(f, low.device),
			name_of(f, end.device), name_of(f, up.device)),
			low.device, end.device) < 0)
			return -1;
		return fail_put_upper(f, x, end) < 0 ? -1 : 1;
	}
	return 0;
}

/* A second cable beside cable X. */
int fail_extra_uplink(struct failing *f, int x)
{
	struct fail_end low = fail_lower(f, x), up = fail_upper(f, x);
	struct links_cable c = f->l->cables[x];

	if (f->hit[x])
		return 0;
	low.port = fail_take_port(f, low.device);
	if (low.port <= 0)
		return low.port;
	up.port = fail_take_port(f, up.device);
	if (up.port <= 0)
		return up.port;
	f->hit[x] = true;
	c.a = low.device;
	c.port_a = low.port;
	c.b = up.device;
	c.port_b = up.port;
	if (links_add_cable(f->l, &c, f->err) < 0)
		return -1;
	return fail_note(f, SYNTH_EXTRA_UPLINKS, text_format(
		"%s has one cable more to %s", name_of(f, low.device),
		name_of(f, up.device)), low.device, up.device);
}
