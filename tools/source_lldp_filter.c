/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leaves out what is no cable of the fabric: the management network, links
 * too slow for any RDMA NIC, links between two nodes.  What is left out is
 * said, by kind: a site has as many management ports as nodes.
 */
#include <stdlib.h>
#include <string.h>

#include "source_lldp_names.h"
#include "source_lldp_parts.h"
#include "topology/hostlist.h"
#include "topology/text.h"

enum { HOSTS_SHOWN = 60 };	/* characters of a host list, in a note */

enum reason {
	FINE,
	NIC_NAME,	/* a node's NIC is called like one on its board */
	NIC_SWITCH,	/* a node's NIC is on a switch of that network */
	SLOW,		/* a node's NIC at 1 Gbit/s or less */
	SWITCH_PORT,	/* a switch's own management port */
	OTHER_SWITCH,	/* between switches of that network */
	TWO_NODES,
};

/* What each node has, to judge its NICs by. */
struct nics {
	int plain;	/* NICs that are called like no management port */
	int eths;	/* of them, eth1, eth2, ... */
};

struct filter {
	struct lldp *d;
	struct nics *nics;	/* by system */
	int *management;	/* by switch: ports that are management, at
				 * the other end, less the NICs that are not */
	enum reason *reasons;	/* by link */
};

static enum lldp_kind kind(const struct lldp *d, const struct lldp_end *end)
{
	return d->systems[end->system].kind;
}

static bool is_eth(const char *name)
{
	return !strncmp(name, "eth", 3) && name[3] &&
	       !name[3 + strspn(name + 3, "0123456789")];
}

static void count_nics(struct filter *f)
{
	const struct lldp *d = f->d;

	for (int i = 0; i < d->n_links; i++)
		for (int k = 0; k < 2; k++) {
			const struct lldp_end *end = &d->links[i].end[k];
			const char *name = lldp_text(d, end->port);

			if (lldp_is_node_management(name))
				continue;
			f->nics[end->system].plain++;
			f->nics[end->system].eths += is_eth(name);
		}
}

/* By its name; a node all of whose NICs are called so has them for other
 * things. */
static bool is_management(const struct filter *f, const struct lldp_end *end)
{
	const char *name = lldp_text(f->d, end->port);
	const struct nics *nics = &f->nics[end->system];

	if (kind(f->d, end) == LLDP_SWITCH)
		return lldp_is_switch_management(name);
	return lldp_is_node_management(name) && nics->plain &&
	       !(is_eth(name) && nics->eths);
}

static void find_management(struct filter *f)
{
	const struct lldp *d = f->d;

	for (int i = 0; i < d->n_links; i++)
		for (int k = 0; k < 2; k++) {
			const struct lldp_end *end = &d->links[i].end[k];
			const struct lldp_end *far = &d->links[i].end[1 - k];

			if (is_management(f, far))
				f->management[end->system]++;
			else if (kind(d, far) == LLDP_NODE)
				f->management[end->system]--;
		}
}

static enum reason judge(const struct filter *f, const struct lldp_link *link)
{
	const struct lldp *d = f->d;
	const char *speed = lldp_text(d, link->speed);
	bool switches = true;

	if (kind(d, &link->end[0]) == LLDP_NODE &&
	    kind(d, &link->end[1]) == LLDP_NODE)
		return TWO_NODES;
	for (int k = 0; k < 2; k++) {
		const struct lldp_end *end = &link->end[k];

		if (kind(d, end) == LLDP_SWITCH)
			continue;
		switches = false;
		if (is_management(f, end))
			return NIC_NAME;
		if (f->management[link->end[1 - k].system] > 0)
			return NIC_SWITCH;
	}
	if (!switches)
		return strchr(speed, 'M') ? SLOW : FINE;
	if (is_management(f, &link->end[0]) || is_management(f, &link->end[1]))
		return SWITCH_PORT;
	return f->management[link->end[0].system] > 0 ||
	       f->management[link->end[1].system] > 0 ? OTHER_SWITCH : FINE;
}

/* --- what is said of it -------------------------------------------------- */

/* A NIC that is left out. */
struct out {
	enum reason reason;
	int link;
	int node, sw;		/* systems */
	int port;
};

static int by_out(const void *a, const void *b, void *arg)
{
	const struct lldp *d = arg;
	const struct out *x = a, *y = b;
	int diff = (int)x->reason - (int)y->reason;

	if (!diff && x->port != y->port)
		diff = hostlist_natural_cmp(lldp_text(d, x->port),
					    lldp_text(d, y->port));
	if (!diff)
		diff = x->node - y->node;
	return diff ? diff : x->link - y->link;
}

/* "gpu[01-32]", or how many they are. */
static char *list_nodes(const struct lldp *d, const struct out *out, int n)
{
	const char **names = calloc((size_t)n, sizeof(*names));
	char *text = NULL;

	if (!names)
		return NULL;
	for (int i = 0; i < n; i++)
		names[i] = lldp_system_name(d, out[i].node);
	text = hostlist_format(names, n);
	free(names);
	if (text && strlen(text) > HOSTS_SHOWN) {
		free(text);
		if (asprintf(&text, "%d node%s", n, text_plural(n)) < 0)
			text = NULL;
	}
	return text;
}

/* N NICs of one name and reason. */
static int note_nics(struct lldp *d, const struct out *out, int n)
{
	char *nodes = list_nodes(d, out, n);
	const char *nic = lldp_text(d, out->port);
	int rc;

	if (!nodes)
		return rail_error_nomem(d->err);
	if (out->reason == NIC_NAME)
		rc = lldp_note(d, "NIC %s of %s is left out: by its name a "
			       "management port", nic, nodes);
	else if (out->reason == SLOW)
		rc = lldp_note(d, "NIC %s of %s is left out: its cable runs "
			       "at %sbit/s", nic, nodes,
			       lldp_text(d, d->links[out->link].speed));
	else
		rc = lldp_note(d, "NIC %s of %s is left out: \"%s\" is a "
			       "switch for management ports", nic, nodes,
			       lldp_system_name(d, out->sw));
	free(nodes);
	return rc;
}

static int note_outs(struct filter *f, int *counts)
{
	struct lldp *d = f->d;
	struct out *outs = lldp_alloc(d, (size_t)d->n_links, sizeof(*outs));
	int n = 0, rc = 0;

	if (!outs)
		return -1;
	for (int i = 0; i < d->n_links; i++) {
		const struct lldp_link *link = &d->links[i];
		int node = kind(d, &link->end[0]) == LLDP_NODE ? 0 : 1;

		counts[f->reasons[i]]++;
		if (f->reasons[i] < NIC_NAME || f->reasons[i] > SLOW)
			continue;
		outs[n++] = (struct out){
			.reason = f->reasons[i], .link = i,
			.node = link->end[node].system,
			.sw = link->end[1 - node].system,
			.port = link->end[node].port,
		};
	}
	qsort_r(outs, (size_t)n, sizeof(*outs), by_out, d);
	for (int i = 0, k; i < n && rc == 0; i = k) {
		for (k = i + 1; k < n && outs[k].reason == outs[i].reason &&
				outs[k].port == outs[i].port; k++)
			;
		rc = note_nics(d, &outs[i], k - i);
	}
	free(outs);
	return rc;
}

static int note_two_nodes(struct filter *f, int n)
{
	struct lldp *d = f->d;
	const struct lldp_link *link = d->links;

	for (int i = 0; f->reasons[i] != TWO_NODES; i++)
		link = &d->links[i + 1];
	return lldp_note(d, "%d cable%s between two nodes %s left out, as from "
			 "\"%s\" %s to \"%s\" %s", n, text_plural(n),
			 n == 1 ? "is" : "are",
			 lldp_system_name(d, link->end[0].system),
			 lldp_text(d, link->end[0].port),
			 lldp_system_name(d, link->end[1].system),
			 lldp_text(d, link->end[1].port));
}

static int say_all(struct filter *f)
{
	int counts[TWO_NODES + 1] = { 0 }, ports;

	if (note_outs(f, counts) < 0)
		return -1;
	ports = counts[SWITCH_PORT] + counts[OTHER_SWITCH];
	if (ports && lldp_note(f->d, "%d cable%s of the switches' own "
			       "management %s left out", ports,
			       text_plural(ports),
			       ports == 1 ? "is" : "are") < 0)
		return -1;
	return counts[TWO_NODES] ? note_two_nodes(f, counts[TWO_NODES]) : 0;
}

int lldp_filter(struct lldp *d)
{
	struct filter f = { .d = d };
	int rc = -1, n = 0;

	f.nics = lldp_alloc(d, (size_t)d->n_systems, sizeof(*f.nics));
	f.management = lldp_alloc(d, (size_t)d->n_systems, sizeof(int));
	f.reasons = lldp_alloc(d, (size_t)d->n_links, sizeof(*f.reasons));
	if (!f.nics || !f.management || !f.reasons)
		goto out;
	count_nics(&f);
	find_management(&f);
	for (int i = 0; i < d->n_links; i++)
		f.reasons[i] = judge(&f, &d->links[i]);
	if (say_all(&f) < 0)
		goto out;
	for (int i = 0; i < d->n_links; i++)
		if (f.reasons[i] == FINE)
			d->links[n++] = d->links[i];
	d->n_links = n;
	rc = 0;
out:
	free(f.nics);
	free(f.management);
	free(f.reasons);
	return rc;
}
