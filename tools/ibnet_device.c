/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Turns what ibnetdiscover says of a device into one of a discovery's. */
#include <string.h>

#include "description.h"
#include "ibnet_device.h"

static int add(struct links *l, struct scan *s, enum links_kind kind,
	       uint64_t guid, const char *name, const char *host, int *device)
{
	*device = links_add_device(l, kind, guid, name, host, s->line_number,
				   s->err);
	return *device < 0 ? -1 : 0;
}

int ibnet_device_add(struct links *l, struct scan *s, char kind, uint64_t guid,
		     const char *text, int *device)
{
	struct description d;

	*device = IBNET_LEFT_OUT;
	if (kind == 'S')
		return add(l, s, LINKS_SWITCH, guid, text, NULL, device);
	if (kind != 'H')
		return 0;
	switch (description_read(text, &d)) {
	case DESCRIPTION_NIC:
		return add(l, s, LINKS_NIC, guid, d.nic, d.host, device);
	case DESCRIPTION_UNKNOWN:
		return add(l, s, LINKS_NIC, guid, text, "", device);
	case DESCRIPTION_INTERNAL:
		break;
	}
	return 0;
}

bool ibnet_device_is_twin(const struct links *l, int device, const char *text)
{
	const struct links_device *first;
	struct description d;

	if (device < 0)
		return false;
	first = &l->devices[device];
	return first->kind == LINKS_NIC && *first->host &&
	       description_read(text, &d) == DESCRIPTION_NIC &&
	       (strcmp(first->host, d.host) || strcmp(first->name, d.nic));
}

int ibnet_device_told(const struct links *l, const struct links_cable *c,
		      int first)
{
	const struct links_device *d = l->devices;
	int at, other;

	if (c->a < 0 || first < 0 || d[c->a].kind != LINKS_SWITCH ||
	    d[first].kind != LINKS_NIC)
		return first;
	at = links_cable_at(l, c->a, c->port_a);
	if (at < 0)
		return first;
	other = l->cables[at].a == c->a ? l->cables[at].b : l->cables[at].a;
	return d[other].kind == LINKS_NIC && d[other].guid == d[first].guid &&
	       d[other].port_guid == d[first].port_guid ? other : first;
}

/* The file may be edited. */
static int note_half(const struct links *l, const struct links_cable *c,
		     const char *label, struct infer_notes *notes)
{
	const struct links_device *a = &l->devices[c->a];
	const struct links_device *b = &l->devices[c->b];

	return infer_notes_add(notes, "%s:%d: only one end tells of the "
			       "cable between \"%s%s%s\" port %d and "
			       "\"%s%s%s\" port %d", label, c->line,
			       a->host ? a->host : "", links_gap(a), a->name,
			       c->port_a, b->host ? b->host : "",
			       links_gap(b), b->name, c->port_b);
}

int ibnet_device_halves(const struct links *l, const char *label,
			struct infer_notes *notes, struct rail_error *err)
{
	for (int i = 0; i < l->n_cables; i++)
		if (l->cables[i].ends < 2 &&
		    note_half(l, &l->cables[i], label, notes) < 0)
			return rail_error_nomem(err);
	return 0;
}
