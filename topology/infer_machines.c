/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: which machines are nodes, and which are none. */
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_parts.h"
#include "machine_words.h"

/* The NICs that a node has: as those hosts have that have most NICs. */
static int usual_nics(struct infer *in)
{
	long nics[FABRIC_MAX_RAILS + 1] = { 0 };
	int best = 0;

	for (int i = 0; i < in->n_hosts; i++)
		if (in->hosts[i].n_nics <= FABRIC_MAX_RAILS)
			nics[in->hosts[i].n_nics] += in->hosts[i].n_nics;
	for (int n = 1; n <= FABRIC_MAX_RAILS; n++)
		if (nics[n] >= nics[best])
			best = n;
	return best;
}

static int by_family(const void *a, const void *b)
{
	return hostlist_family_cmp(*(const char *const *)a,
				   *(const char *const *)b);
}

/* Whether it says itself that it has GPUs. */
static bool has_gpus(const struct infer *in, const struct infer_host *h)
{
	const struct links_host *host = links_find_host(in->links, h->name);

	return host && host->hardware && host->hardware->n_gpus > 0;
}

/* The NICs of nodes on each switch, or NULL. */
static int *count_plugged(struct infer *in)
{
	const struct links *l = in->links;
	int *nics = infer_alloc(in, l->n_devices, sizeof(int));
	int own_port, sw, port;

	for (int i = 0; nics && i < l->n_cables; i++) {
		int nic = infer_nic_end(in, &l->cables[i], &own_port, &sw,
					&port);

		if (nic >= 0 && in->nic_of_device[nic] >= 0)
			nics[sw]++;
	}
	return nics;
}

/*
 * By device: whether it is a switch above leafs.  It has NICs, and more than
 * twice as many cables to switches that have some, too.
 */
static bool *find_spines(struct infer *in)
{
	const struct links *l = in->links;
	bool *above = infer_alloc(in, l->n_devices, sizeof(bool));
	int *nics = count_plugged(in);
	int *leafs = infer_alloc(in, l->n_devices, sizeof(int));

	for (int i = 0; above && nics && leafs && i < l->n_cables; i++) {
		int a = l->cables[i].a, b = l->cables[i].b;

		if (l->devices[a].kind == LINKS_SWITCH &&
		    l->devices[b].kind == LINKS_SWITCH) {
			leafs[a] += nics[b] > nics[a];
			leafs[b] += nics[a] > nics[b];
		}
	}
	for (int i = 0; above && nics && leafs && i < l->n_devices; i++)
		above[i] = nics[i] && leafs[i] > 2 * nics[i];
	if (!nics || !leafs) {
		free(above);
		above = NULL;
	}
	free(nics);
	free(leafs);
	return above;
}

/* By host: whether all of its cables go to switches above leafs; or NULL. */
static bool *find_strangers(struct infer *in)
{
	const struct links *l = in->links;
	bool *strange = infer_alloc(in, in->n_hosts, sizeof(bool));
	bool *above = find_spines(in);
	int own_port, sw, port;

	for (int pass = 0; pass < 2 && strange && above; pass++)
		for (int i = 0; i < l->n_cables; i++) {
			int nic = infer_nic_end(in, &l->cables[i], &own_port,
						&sw, &port);

			if (nic < 0 || in->nic_of_device[nic] < 0 ||
			    above[sw] != !pass)
				continue;
			nic = in->nic_of_device[nic];
			strange[in->nics[nic].host] = !pass;
		}
	if (!above) {
		free(strange);
		strange = NULL;
	}
	free(above);
	return strange;
}

/* --- kinds of nodes with fewer NICs --------------------------------------- */

/*
 * So many NICs, each on a switch of its own, where so many such machines are:
 * storage servers have fewer, or all of them on one or two switches.
 */
enum { RAILS = 4, ALIKE = 3 };

/* By device: of a NIC, the switch that its lowest port is on, or -1. */
static int *find_switches(struct infer *in)
{
	const struct links *l = in->links;
	int *switches = infer_alloc(in, l->n_devices, sizeof(int));
	int *ports = infer_alloc(in, l->n_devices, sizeof(int));
	int own_port, sw, port;

	if (switches)
		memset(switches, 0xff, (size_t)l->n_devices * sizeof(int));
	for (int i = 0; switches && ports && i < l->n_cables; i++) {
		int nic = infer_nic_end(in, &l->cables[i], &own_port, &sw,
					&port);

		if (nic < 0 || in->nic_of_device[nic] < 0 ||
		    (switches[nic] >= 0 && ports[nic] <= own_port))
			continue;
		switches[nic] = sw;
		ports[nic] = own_port;
	}
	if (!ports) {
		free(switches);
		switches = NULL;
	}
	free(ports);
	return switches;
}

/* Whether each NIC of H is on a switch of its own, of which DOUBTFUL machines
 * have most: both counts are by switch. */
static bool has_rails(const struct infer *in, const struct infer_host *h,
		      const int *switches, const int *all,
		      const int *doubtful)
{
	const struct infer_nic *nics = &in->nics[h->first_nic];
	int seen[FABRIC_MAX_RAILS], n = 0;

	for (int i = 0; i < h->n_nics; i++) {
		int sw = switches[nics[i].device];

		if (nics[i].plane || sw < 0)
			continue;
		if (n == FABRIC_MAX_RAILS || doubtful[sw] < ALIKE ||
		    doubtful[sw] * 2 <= all[sw])
			return false;
		for (int k = 0; k < n; k++)
			if (seen[k] == sw)
				return false;
		seen[n++] = sw;
	}
	return n >= RAILS && !machine_is_storage(h->name);
}

/* Leaves those that are another kind of nodes out of DOUBTFUL; -1. */
static int keep_rails(struct infer *in, bool *doubtful)
{
	int n_devices = in->links->n_devices;
	int *switches = find_switches(in);
	int *all = infer_alloc(in, n_devices, sizeof(int));
	int *theirs = infer_alloc(in, n_devices, sizeof(int));
	int rc = switches && all && theirs ? 0 : -1;

	for (int i = 0; rc == 0 && i < in->n_nics; i++) {
		const struct infer_nic *nic = &in->nics[i];
		int sw = switches[nic->device];

		if (nic->plane || sw < 0)
			continue;
		all[sw]++;
		theirs[sw] += doubtful[nic->host];
	}
	for (int i = 0; rc == 0 && i < in->n_hosts; i++)
		if (doubtful[i] &&
		    has_rails(in, &in->hosts[i], switches, all, theirs))
			doubtful[i] = false;
	free(switches);
	free(all);
	free(theirs);
	return rc;
}

/* --- machines that are no nodes ------------------------------------------ */

/*
 * A host with at most half as many NICs as nodes have, or on spines alone, and
 * of a name that no node's is like, is no node but a storage server, a head
 * node, a gateway, if neither itself nor its name nor its cables say that it has
 * GPUs.
 */
static bool *find_doubtful(struct infer *in)
{
	bool *doubtful = find_strangers(in);
	int usual = usual_nics(in);

	for (int i = 0; doubtful && i < in->n_hosts; i++) {
		const struct infer_host *h = &in->hosts[i];

		doubtful[i] = (doubtful[i] || h->n_nics * 2 <= usual) &&
			      !has_gpus(in, h) && !machine_is_gpu(h->name);
	}
	if (doubtful && keep_rails(in, doubtful) < 0) {
		free(doubtful);
		doubtful = NULL;
	}
	return doubtful;
}

int infer_machines(struct infer *in)
{
	int n_names = 0, n_hosts = 0, n_nics = 0;
	const char **names = infer_alloc(in, in->n_hosts, sizeof(*names));
	bool *doubtful = find_doubtful(in);

	if (!names || !doubtful) {
		free(names);
		free(doubtful);
		return -1;
	}
	for (int i = 0; i < in->n_hosts; i++)
		if (!doubtful[i])
			names[n_names++] = in->hosts[i].name;
	qsort(names, n_names, sizeof(*names), by_family);
	for (int i = 0; i < in->n_hosts; i++) {
		struct infer_host h = in->hosts[i];

		if (doubtful[i] && n_names &&
		    !bsearch(&h.name, names, n_names, sizeof(*names),
			     by_family)) {
			for (int k = 0; k < h.n_nics; k++)
				in->nic_of_device[in->nics[h.first_nic + k]
							  .device] = -1;
			continue;
		}
		for (int k = 0; k < h.n_nics; k++) {
			struct infer_nic *nic = &in->nics[n_nics + k];

			*nic = in->nics[h.first_nic + k];
			nic->host = n_hosts;
			if (!nic->plane)
				in->nic_of_device[nic->device] = n_nics + k;
		}
		h.first_nic = n_nics;
		n_nics += h.n_nics;
		in->hosts[n_hosts++] = h;
	}
	in->n_hosts = n_hosts;
	in->n_nics = n_nics;
	free(names);
	free(doubtful);
	return 0;
}
