/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: says what was odd, one line each. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

static int nomem(const struct infer *in)
{
	return rail_error_nomem(in->err);
}

/* Whether H has nothing of LANE, as it should, on a leaf of its island. */
static bool lane_unseen(const struct infer *in, const struct infer_host *h,
			int lane)
{
	return lane < in->n_lanes && infer_has_lane(in, h, lane) &&
	       (h->nic_of_lane[lane] < 0 ||
		!infer_at_home(in, &in->nics[h->nic_of_lane[lane]]));
}

/* "mlx5_0", or "mlx5_0 port 2" where NICs have several. */
struct port_text {
	char s[FABRIC_NAME_MAX + 24];
};

static struct port_text port_text(const struct infer *in,
				  const struct infer_nic *nic)
{
	struct port_text t;

	if (in->n_planes > 1)
		snprintf(t.s, sizeof(t.s), "%s port %d", infer_nic_name(nic),
			 nic->plane + 1);
	else
		snprintf(t.s, sizeof(t.s), "%s", infer_nic_name(nic));
	return t;
}

/* "mlx5_0 is on leaf ..." with ": rail 0 not seen" where that follows. */
static int say_stray(struct infer *in, const struct infer_host *h,
		     const struct infer_nic *nic)
{
	const struct infer_leaf *leaf = &in->leafs[nic->leaf];
	const char *home = in->islands[h->island].name;
	char then[64] = "";

	if (lane_unseen(in, h, nic->order))
		snprintf(then, sizeof(then), ": %s not seen",
			 infer_lane_text(in, nic->order).s);
	if (leaf->island < 0)
		return infer_notes_add(in->notes, "node \"%s\": %s is on "
				       "switch \"%s\", no leaf of %s%s",
				       h->name, port_text(in, nic).s,
				       leaf->dev->name, home, then);
	return infer_notes_add(in->notes, "node \"%s\": %s is on leaf \"%s\" "
			       "of %s, not on one of %s%s", h->name,
			       port_text(in, nic).s, leaf->dev->name,
			       in->islands[leaf->island].name, home, then);
}

/* At home, but its rail is another NIC's, or there is no such rail. */
static int say_surplus(struct infer *in, const struct infer_host *h,
		       const struct infer_nic *nic)
{
	const struct infer_leaf *leaf = &in->leafs[nic->leaf];
	const char *holder;
	char then[64] = "";

	if (leaf->several || leaf->lane < 0 ||
	    h->nic_of_lane[leaf->lane] < 0)
		return infer_notes_add(in->notes, "node \"%s\": %s is left "
				       "out: there are %d rails", h->name,
				       port_text(in, nic).s, infer_rails(in));
	if (lane_unseen(in, h, nic->order))
		snprintf(then, sizeof(then), ": %s not seen",
			 infer_lane_text(in, nic->order).s);
	holder = infer_nic_name(&in->nics[h->nic_of_lane[leaf->lane]]);
	return infer_notes_add(in->notes, "node \"%s\": %s and %s are both on "
			       "%s (leaf \"%s\")%s", h->name, holder,
			       infer_nic_name(nic),
			       infer_lane_text(in, leaf->lane).s,
			       leaf->dev->name, then);
}

/*
 * Of the NICs that other nodes have on LEAF, how many are RAIL-th among their
 * node's; nodes of H's kind alone, or all.  *OTHERS: how many NICs in all.
 */
static int like_it(const struct infer *in, const struct infer_host *h,
		   const struct infer_leaf *leaf, int rail, bool of_kind,
		   int *others)
{
	int n = 0;

	*others = 0;
	for (int i = 0; i < leaf->n_nics; i++) {
		const struct infer_nic *nic;
		const struct infer_host *o;

		nic = &in->nics[in->leaf_nics[leaf->first_nic + i]];
		o = &in->hosts[nic->host];
		if (o == h || !infer_at_home(in, nic) ||
		    !infer_order_known(in, o) ||
		    (of_kind && o->kind != h->kind))
			continue;
		n += nic->order == rail;
		(*others)++;
	}
	return n;
}

/*
 * On another rail than its place in the node says, though most nodes have
 * there the NIC of that rail.  Nodes of the same kind know best: another
 * kind may be wired in another order.
 */
static bool is_crossed(const struct infer *in, const struct infer_host *h,
		       const struct infer_nic *nic)
{
	const struct infer_leaf *leaf = &in->leafs[nic->leaf];
	int n, others;

	/* Without a name there is nothing that it could contradict. */
	if (nic->lane < 0 || nic->lane == nic->order || !*nic->dev->name ||
	    nic->plane || !infer_order_known(in, h))
		return false;
	n = like_it(in, h, leaf, nic->lane, true, &others);
	if (!others)
		n = like_it(in, h, leaf, nic->lane, false, &others);
	return n * 2 > others;
}

/* Two NICs that changed places are one remark, made at the first. */
static int say_crossed(struct infer *in, const struct infer_host *h,
		       const struct infer_nic *nic)
{
	const struct infer_nic *other = NULL;

	if (nic->order < in->n_lanes && h->nic_of_lane[nic->order] >= 0)
		other = &in->nics[h->nic_of_lane[nic->order]];
	if (!other || other->order != nic->lane)
		return infer_notes_add(in->notes, "node \"%s\": %s is on rail "
				       "%d, not %d", h->name,
				       infer_nic_name(nic),
				       nic->lane / in->n_planes,
				       nic->order / in->n_planes);
	if (other < nic)
		return 0;
	return infer_notes_add(in->notes, "node \"%s\": %s and %s are swapped: "
			       "on rails %d and %d", h->name,
			       infer_nic_name(nic), infer_nic_name(other),
			       nic->lane / in->n_planes,
			       other->lane / in->n_planes);
}

/* A port of a NIC whose other ports say which rail the NIC is on. */
static bool is_astray(const struct infer *in, const struct infer_nic *nic)
{
	const struct infer_leaf *leaf = &in->leafs[nic->leaf];

	return in->n_planes > 1 && nic->lane >= 0 && !leaf->several &&
	       leaf->lane >= 0 && leaf->lane != nic->lane;
}

static int say_astray(struct infer *in, const struct infer_host *h,
		      const struct infer_nic *nic)
{
	const struct infer_leaf *leaf = &in->leafs[nic->leaf];

	return infer_notes_add(in->notes, "node \"%s\": %s is on leaf \"%s\" "
			       "of %s, not on one of %s", h->name,
			       port_text(in, nic).s, leaf->dev->name,
			       infer_lane_text(in, leaf->lane).s,
			       infer_lane_text(in, nic->lane).s);
}

static int say_nics(struct infer *in, const struct infer_host *h,
		    bool *explained)
{
	int rc = 0;

	for (int i = h->first_nic; i < h->first_nic + h->n_nics; i++) {
		const struct infer_nic *nic = &in->nics[i];

		if (nic->leaf < 0)
			continue;
		if (!infer_at_home(in, nic))
			rc = say_stray(in, h, nic);
		else if (nic->lane < 0)
			rc = say_surplus(in, h, nic);
		else if (is_crossed(in, h, nic))
			rc = say_crossed(in, h, nic);
		else if (is_astray(in, nic))
			rc = say_astray(in, h, nic);
		if (rc < 0)
			return nomem(in);
		if (nic->lane < 0 && nic->order < in->n_lanes)
			explained[nic->order] = true;
	}
	return 0;
}

/* The rails that H lacks and nothing above explains: "1 (mlx5_3), 4". */
static int say_unseen(struct infer *in, const struct infer_host *h,
		      const bool *explained)
{
	char *list = NULL, *longer;
	int n = 0, rc;

	for (int r = 0; r < in->n_lanes; r++) {
		const char *name;

		if (h->nic_of_lane[r] >= 0 || explained[r] ||
		    !infer_has_lane(in, h, r))
			continue;
		name = infer_expected_name(in, h, r);
		rc = asprintf(&longer, "%s%s%s%s%s%s", list ? list : "",
			      list ? ", " : "",
			      infer_lane_text(in, r).s + strlen("rail "),
			      name ? " (" : "", name ? name : "",
			      name ? ")" : "");
		free(list);
		if (rc < 0)
			return nomem(in);
		list = longer;
		n++;
	}
	rc = list ? infer_notes_add(in->notes, "node \"%s\": rail%s %s not "
				    "seen", h->name, n > 1 ? "s" : "", list) :
		    0;
	free(list);
	return rc < 0 ? nomem(in) : 0;
}

/* A rail that a whole island lacks is one remark.  *DARK: island * n_lanes, all
 * false. */
static int find_dark_rails(struct infer *in, bool *dark)
{
	/* First those that a host lacks, then without those that one has. */
	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < in->n_hosts; i++) {
			const struct infer_host *h = &in->hosts[i];
			bool *mine;

			if (h->island < 0 || in->islands[h->island].n_hosts < 2)
				continue;
			mine = &dark[h->island * in->n_lanes];
			for (int r = 0; r < in->n_lanes; r++)
				if (!pass)
					mine[r] |= lane_unseen(in, h, r);
				else if (infer_has_lane(in, h, r) &&
					 !lane_unseen(in, h, r))
					mine[r] = false;
		}
	for (int i = 0; i < in->n_islands; i++)
		for (int r = 0; r < in->n_lanes; r++)
			if (dark[i * in->n_lanes + r] &&
			    infer_notes_add(in->notes, "%s: %s not seen on any "
					    "of its %d nodes",
					    in->islands[i].name,
					    infer_lane_text(in, r).s,
					    in->islands[i].n_hosts) < 0)
				return nomem(in);
	return 0;
}

static int say_hosts(struct infer *in, const bool *dark)
{
	bool explained[FABRIC_MAX_RAILS * FABRIC_MAX_PLANES];

	for (int i = 0; i < in->n_hosts; i++) {
		const struct infer_host *h = &in->hosts[i];

		if (h->island < 0) {
			if (infer_notes_add(in->notes, "node \"%s\" is left "
					    "out: none of its NICs is cabled "
					    "to a switch", h->name) < 0)
				return nomem(in);
			continue;
		}
		memcpy(explained, &dark[h->island * in->n_lanes],
		       in->n_lanes * sizeof(bool));
		if (say_nics(in, h, explained) < 0 ||
		    say_unseen(in, h, explained) < 0)
			return -1;
	}
	return 0;
}

static int by_device(const void *a, const void *b)
{
	return infer_device_cmp(*(const struct links_device *const *)a,
				*(const struct links_device *const *)b);
}

static int say_switches(struct infer *in)
{
	const struct links *l = in->links;
	const struct links_device **list;
	int n = 0, rc = 0;

	list = infer_alloc(in, l->n_devices, sizeof(*list));
	if (!list)
		return -1;
	for (int i = 0; i < l->n_devices; i++)
		if (l->devices[i].kind == LINKS_SWITCH &&
		    infer_component(in, i) < 0)
			list[n++] = &l->devices[i];
	qsort(list, n, sizeof(*list), by_device);
	for (int i = 0; i < n && rc == 0; i++)
		if (infer_notes_add(in->notes, "switch \"%s\" (0x%016" PRIx64
				    "): no node reaches it", list[i]->name,
				    list[i]->guid) < 0)
			rc = nomem(in);
	free(list);
	return rc;
}

int infer_remarks(struct infer *in)
{
	bool *dark;
	int rc;

	if (!in->notes)
		return 0;
	dark = infer_alloc(in, in->n_islands, in->n_lanes * sizeof(*dark));
	if (!dark)
		return -1;
	rc = infer_say_others(in) < 0 || find_dark_rails(in, dark) < 0 ||
	     say_hosts(in, dark) < 0 || say_switches(in) < 0 ? -1 : 0;
	free(dark);
	return rc;
}
