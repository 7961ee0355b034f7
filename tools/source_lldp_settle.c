/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of two links that share a port one remains; the other is told. */
#include <stdlib.h>

#include "guid_table.h"
#include "source_lldp_parts.h"
#include "topology/text.h"

static const char *told_by(const struct lldp *d, const struct lldp_link *link)
{
	return lldp_system_name(d, link->end[link->told[0] ? 0 : 1].system);
}

static int note_contradiction(struct lldp *d, const struct lldp_link *out,
			      const struct lldp_link *kept)
{
	return lldp_note(d, "\"%s\" tells of a cable from \"%s\" %s to \"%s\" "
			 "%s, but %s%s%s of one from \"%s\" %s to \"%s\" %s: "
			 "%s", told_by(d, out),
			 lldp_system_name(d, out->end[0].system),
			 lldp_text(d, out->end[0].port),
			 lldp_system_name(d, out->end[1].system),
			 lldp_text(d, out->end[1].port),
			 kept->told[0] && kept->told[1] ? "both ends" : "\"",
			 kept->told[0] && kept->told[1] ? "" :
							  told_by(d, kept),
			 kept->told[0] && kept->told[1] ? "" : "\"",
			 lldp_system_name(d, kept->end[0].system),
			 lldp_text(d, kept->end[0].port),
			 lldp_system_name(d, kept->end[1].system),
			 lldp_text(d, kept->end[1].port),
			 kept->told[0] && kept->told[1] ?
			 "that one is taken" : kept->age < out->age ?
			 "that one is newer, and taken" :
			 "that one is taken");
}

/* Told by both ends first, then the newest, then in order of names. */
static int by_trust(const void *a, const void *b, void *arg)
{
	const struct lldp *d = arg;
	const struct lldp_link *x = &d->links[*(const int *)a];
	const struct lldp_link *y = &d->links[*(const int *)b];
	int diff = (y->told[0] && y->told[1]) - (x->told[0] && x->told[1]);

	if (!diff)
		diff = (x->age > y->age) - (x->age < y->age);
	/* They are in an order of names already. */
	return diff ? diff : *(const int *)a - *(const int *)b;
}

/* A NIC speaks LLDP by itself where its host does not, and says no name. */
static bool is_nameless(const struct lldp *d, const struct lldp_link *link)
{
	return !d->systems[link->end[0].system].name ||
	       !d->systems[link->end[1].system].name;
}

/* A nameless neighbour on a port whose cable is known: its MAC is that of the
 * other end. */
static void learn_mac(struct lldp *d, const struct lldp_link *nameless,
		      struct lldp_link *known)
{
	int end = d->systems[nameless->end[0].system].name ? 1 : 0;
	const struct lldp_end *port = &nameless->end[1 - end];

	for (int i = 0; i < 2; i++)
		if (known->end[i].system == port->system &&
		    known->end[i].port == port->port &&
		    !known->end[1 - i].mac)
			known->end[1 - i].mac = nameless->end[end].mac;
}

/* Gives LINK its ports, or -1 in *KEPT says which link has one already. */
static int claim(struct lldp *d, struct guid_table *claimed, int link,
		 int *kept)
{
	uint64_t key[2];

	*kept = -1;
	for (int i = 0; i < 2; i++) {
		key[i] = lldp_port_key(d->links[link].end[i].system,
				  d->links[link].end[i].port);
		if (guid_table_get(claimed, key[i], kept))
			return 0;
	}
	return guid_table_put(claimed, key[0], link) < 0 ||
	       guid_table_put(claimed, key[1], link) < 0 ?
	       rail_error_nomem(d->err) : 0;
}

int lldp_settle_links(struct lldp *d)
{
	struct guid_table *claimed = guid_table_create();
	int *order = lldp_alloc(d, (size_t)d->n_links, sizeof(int));
	bool *drop = lldp_alloc(d, (size_t)d->n_links, sizeof(bool));
	int n_nameless = 0, rc = -1, n = 0, kept;

	if (!claimed)
		rail_error_nomem(d->err);
	if (!claimed || !order || !drop)
		goto out;
	for (int i = 0; i < d->n_links; i++)
		order[i] = i;
	qsort_r(order, (size_t)d->n_links, sizeof(int), by_trust, d);
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < d->n_links; i++) {
			int at = order[i];

			if (is_nameless(d, &d->links[at]) != (pass == 1))
				continue;
			if (claim(d, claimed, at, &kept) < 0)
				goto out;
			drop[at] = kept >= 0 || pass == 1;
			if (pass == 1 && kept >= 0)
				learn_mac(d, &d->links[at], &d->links[kept]);
			else if (pass == 1)
				n_nameless++;
			else if (kept >= 0 &&
				 note_contradiction(d, &d->links[at],
						    &d->links[kept]) < 0)
				goto out;
		}
	}
	for (int i = 0; i < d->n_links; i++)
		if (!drop[i])
			d->links[n++] = d->links[i];
	d->n_links = n;
	rc = n_nameless ? lldp_note(d, "%d port%s see%s neighbours that say no "
				    "name, which are left out", n_nameless,
				    text_plural(n_nameless),
				    n_nameless == 1 ? "s" : "") : 0;
out:
	guid_table_destroy(claimed);
	free(order);
	free(drop);
	return rc;
}
