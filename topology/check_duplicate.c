/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: two NICs of one GUID, two nodes of one name. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check_parts.h"

/* A NIC as it was seen: in a node's slot, or elsewhere. */
struct seen {
	struct check_cable cable;
	int serial;
};

static int by_guid(const void *x, const void *y)
{
	const struct seen *a = x, *b = y;

	if (a->cable.guid != b->cable.guid)
		return a->cable.guid < b->cable.guid ? -1 : 1;
	return a->serial - b->serial;
}

/* Two ports of one NIC have one GUID; so have two planes of it. */
static bool same_nic(const struct check_cable *a, const struct check_cable *b)
{
	if (strcmp(a->host, b->host) != 0)
		return false;
	if (a->nic && b->nic)
		return !strcmp(a->nic, b->nic);
	return a->rail == b->rail || a->rail < 0 || b->rail < 0;
}

static int tell_guid(struct check *c, const struct seen *list, int n)
{
	char one[CHECK_TEXT], two[CHECK_TEXT], more[40] = "";
	const struct check_cable *a = &list[0].cable, *b = NULL;
	int others = 0;

	for (int i = 1; i < n; i++) {
		if (same_nic(a, &list[i].cable))
			continue;
		if (!b)
			b = &list[i].cable;
		else if (!same_nic(b, &list[i].cable))
			others++;
	}
	if (!b)
		return 0;
	if (others)
		snprintf(more, sizeof(more), " and %d more", others);
	if (!check_add(c, CHECK_DUPLICATE_GUID, text_format(
		"%s and %s%s have the same GUID, 0x%016" PRIx64,
		check_nic_text(a, one), check_nic_text(b, two), more, a->guid),
		text_format("give one of them another GUID, in its firmware")))
		return -1;
	if (a->node >= 0)
		check_place_at_node(c, a->node);
	for (int i = 0; i < n; i++)
		if (check_add_cable(c, &list[i].cable) < 0)
			return -1;
	return 0;
}

static int list_nics(struct check *c, struct seen *list)
{
	int n = 0;

	for (int i = 0; i < c->f->n_nodes; i++)
		for (int s = 0; s < c->n_slots; s++)
			if (c->f->nodes[i].nics[s].guid) {
				list[n].cable = check_nic_cable(c, i, s);
				list[n].serial = n;
				n++;
			}
	for (int i = 0; i < c->f->n_others; i++) {
		const struct fabric_other *o = &c->f->others[i];
		struct check_place place = { o->sw, o->port };

		if (!o->guid)
			continue;
		list[n] = (struct seen){
			.serial = n,
			.cable = {
				.node = fabric_find_node(c->f, o->host),
				.rail = -1, .plane = -1,
				.host = o->host, .nic = o->nic,
				.guid = o->guid, .fixed.sw = -1,
				.at = place, .home = place, .speed = o->speed,
			},
		};
		n++;
	}
	return n;
}

static int find_guids(struct check *c)
{
	size_t cells = (size_t)c->f->n_nodes * c->n_slots;
	struct seen *list = check_alloc(c, cells + (size_t)c->f->n_others,
					sizeof(*list));
	int n, rc = 0;

	if (!list)
		return -1;
	n = list_nics(c, list);
	qsort(list, (size_t)n, sizeof(*list), by_guid);
	for (int i = 0, k; i < n && rc == 0; i = k) {
		for (k = i + 1; k < n &&
		     list[k].cable.guid == list[i].cable.guid; k++)
			;
		if (k > i + 1)
			rc = tell_guid(c, &list[i], k - i);
	}
	free(list);
	return rc;
}

static int find_names(struct check *c)
{
	for (int i = 0; i < c->f->n_nodes; i++) {
		const struct fabric_node *n = &c->f->nodes[i];

		if (!n->called)
			continue;
		if (!check_add(c, CHECK_DUPLICATE_NAME, text_format(
			"%s calls itself %s, as another node does", n->name,
			n->called),
			text_format("give one of them another name")))
			return -1;
		check_place_at_node(c, i);
		for (int s = 0; s < c->n_slots; s++) {
			struct check_cable a = check_nic_cable(c, i, s);

			if (a.at.sw >= 0 && check_add_cable(c, &a) < 0)
				return -1;
		}
	}
	return 0;
}

int check_duplicates(struct check *c)
{
	return find_guids(c) < 0 || find_names(c) < 0 ? -1 : 0;
}
