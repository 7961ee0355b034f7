/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses what fails, at random but the same for a seed, and lets it fail. */
#include <stdlib.h>
#include <string.h>

#include "synth_fail_parts.h"

/* What a fault is one of. */
enum base {
	HOSTS,
	LEAFS,		/* these three in the order of tiers */
	SPINES,
	CORES,
	PLANES,
	NICS,
	LINKS,		/* cables of NICs */
	TRUNKS,		/* cables between switches */
};

static const struct {
	enum base base;
	int (*make)(struct failing *f, int item);
} makers[SYNTH_N_FAULTS] = {
	[SYNTH_NODES] = { HOSTS, fail_node },
	[SYNTH_LEAFS] = { LEAFS, fail_switch },
	[SYNTH_SPINES] = { SPINES, fail_switch },
	[SYNTH_CORES] = { CORES, fail_switch },
	[SYNTH_PLANES] = { PLANES, fail_plane },
	[SYNTH_SWAPS] = { HOSTS, fail_swap },
	[SYNTH_PLANE_SWAPS] = { NICS, fail_plane_swap },
	[SYNTH_NODE_SWAPS] = { LINKS, fail_node_swap },
	[SYNTH_ISLAND_SWAPS] = { LINKS, fail_island_swap },
	[SYNTH_PORT_SWAPS] = { LINKS, fail_port_swap },
	[SYNTH_UPLINK_SWAPS] = { TRUNKS, fail_uplink_swap },
	[SYNTH_WRONG_LEAFS] = { LINKS, fail_wrong_leaf },
	[SYNTH_WRONG_ISLANDS] = { LINKS, fail_wrong_island },
	[SYNTH_WRONG_SWITCHES] = { LINKS, fail_wrong_switch },
	[SYNTH_WRONG_UPLINKS] = { TRUNKS, fail_wrong_uplink },
	[SYNTH_EXTRA_LINKS] = { LINKS, fail_extra_link },
	[SYNTH_EXTRA_UPLINKS] = { TRUNKS, fail_extra_uplink },
	[SYNTH_SLOW_LINKS] = { LINKS, fail_slow },
	[SYNTH_ODD_NODES] = { HOSTS, fail_odd },
	[SYNTH_SAME_GUIDS] = { NICS, fail_same_guid },
	[SYNTH_SAME_NAMES] = { HOSTS, fail_same_name },
	[SYNTH_LINKS] = { LINKS, fail_cut },
	[SYNTH_UPLINKS] = { TRUNKS, fail_cut },
};

/* All items of BASE, in LIST, which has room for them; their number. */
static long list_base(const struct failing *f, enum base base, int *list)
{
	bool cables = base == LINKS || base == TRUNKS;
	int n = base == HOSTS ? f->n_hosts :
		base == PLANES ? (f->n_planes > 1 ?
					  f->n_islands * f->n_planes : 0) :
		cables ? f->n_cables : f->l->n_devices;
	long found = 0;

	for (int i = 0; i < n; i++) {
		if (cables && fail_is_link(f, i) != (base == LINKS))
			continue;
		if (base == NICS && f->tier[i] != FAIL_NIC)
			continue;
		if (base >= LEAFS && base <= CORES &&
		    f->tier[i] != (int)base - LEAFS + FABRIC_LEAF)
			continue;
		list[found++] = i;
	}
	return found;
}

static long count_of(const struct synth_amount *a, long of)
{
	const long whole = 1000000;

	/* To the nearest. */
	return a->share ? (of * a->value + whole / 2) / whole : a->value;
}

static int too_few(const struct failing *f, enum synth_fault fault, long count)
{
	long made = f->done->made[fault], of = f->done->of[fault];
	const char *name = synth_fault_name(fault);

	if (!of)
		return rail_error_set(f->err, "%s: the fabric has nothing of "
				      "the kind", name);
	return rail_error_set(f->err, "%s=%ld: this fabric takes %ld of them: "
			      "each needs parts without another fault, and "
			      "what is moved or added a free port", name,
			      count, made);
}

/* Tries items in random order until as many as asked for were made. */
static int make(struct failing *f, enum synth_fault fault,
		const struct synth_fail *fail, int *list)
{
	long n = list_base(f, makers[fault].base, list), count;
	long *made = &f->done->made[fault];

	random64_seed(&f->random, fail->seed, (uint64_t)fault + 1);
	f->done->of[fault] = n;
	count = count_of(&fail->amounts[fault], n);
	for (long i = 0; i < n && *made < count; i++) {
		long other = i + (long)random64_below(&f->random,
						      (uint64_t)(n - i));
		int item = list[other], rc;

		list[other] = list[i];
		rc = makers[fault].make(f, item);
		if (rc < 0)
			return -1;
		*made += rc;
	}
	return *made < count ? too_few(f, fault, count) : 0;
}

/* --- what is left -------------------------------------------------------- */

static void keep_cables(struct failing *f)
{
	struct links *l = f->l;
	int kept = 0;

	for (int i = 0; i < l->n_cables; i++)
		if (i >= f->n_cables || !f->gone[i])
			l->cables[kept++] = l->cables[i];
	l->n_cables = kept;
}

/* A node of which nothing is seen says nothing either. */
static void forget_hosts(struct failing *f, const int *number)
{
	struct links *l = f->l;
	int kept = 0;

	/* Both are in some order of their names. */
	for (int i = 0; i < f->n_hosts; i++) {
		const struct fail_host *h = &f->hosts[i];
		struct links_host *known = NULL;
		bool seen = false;

		for (int k = 0; k < h->n_nics; k++)
			seen |= number[h->first_nic + k] >= 0;
		if (!seen)
			known = (struct links_host *)links_find_host(l,
								     h->name);
		if (!known)
			continue;
		hardware_destroy(known->hardware);
		known->hardware = NULL;
	}
	for (int i = 0; i < l->n_hosts; i++)
		if (l->hosts[i].hardware)
			l->hosts[kept++] = l->hosts[i];
		else
			free(l->hosts[i].name);
	l->n_hosts = kept;
}

/* Numbers devices anew, without those that no cable leads to. */
static int keep_devices(struct failing *f)
{
	struct links *l = f->l;
	int *number = malloc(((size_t)l->n_devices + 1) * sizeof(int));
	int kept = 0;

	if (!number)
		return rail_error_nomem(f->err);
	memset(number, 0xff, (size_t)l->n_devices * sizeof(int));
	for (int i = 0; i < l->n_cables; i++)
		number[l->cables[i].a] = number[l->cables[i].b] = 0;
	for (int i = 0; i < l->n_devices; i++)
		if (number[i] == 0)
			number[i] = kept++;
	forget_hosts(f, number);
	for (int i = 0; i < l->n_devices; i++) {
		struct links_device *d = &l->devices[i];

		if (number[i] >= 0) {
			l->devices[number[i]] = *d;
			continue;
		}
		free(d->name);
		free(d->host);
	}
	l->n_devices = kept;
	/* Their order is as it was: a <= b holds. */
	for (int i = 0; i < l->n_cables; i++) {
		l->cables[i].a = number[l->cables[i].a];
		l->cables[i].b = number[l->cables[i].b];
	}
	free(number);
	return 0;
}

static int settle(struct failing *f)
{
	keep_cables(f);
	if (keep_devices(f) < 0)
		return -1;
	return links_index_ports(f->l) < 0 ? rail_error_nomem(f->err) : 0;
}

int synth_fail(struct links *l, const struct synth_fail *fail,
	       struct synth_failures *done, struct rail_error *err)
{
	struct failing f = { .l = l, .done = done, .err = err };
	int most = l->n_cables > l->n_devices ? l->n_cables : l->n_devices;
	int *list = NULL, rc = -1;

	*done = (struct synth_failures){ .n = 0 };
	if (fail_view(&f, fail->ports) < 0)
		goto out;
	if (f.n_islands * f.n_planes > most)
		most = f.n_islands * f.n_planes;
	list = malloc(((size_t)most + 1) * sizeof(*list));
	if (!list) {
		rail_error_nomem(err);
		goto out;
	}
	rc = 0;
	for (int i = 0; i < SYNTH_N_FAULTS && rc == 0; i++)
		if (fail->amounts[i].asked)
			rc = make(&f, (enum synth_fault)i, fail, list);
	if (rc == 0)
		rc = settle(&f);
out:
	free(list);
	fail_view_free(&f);
	return rc;
}

void synth_failures_free(struct synth_failures *done)
{
	for (int i = 0; i < done->n; i++) {
		struct synth_failed *e = &done->list[i];

		free(e->what);
		for (int k = 0; k < 2; k++) {
			free(e->hosts[k]);
			free(e->switches[k]);
		}
	}
	free(done->list);
	*done = (struct synth_failures){ .n = 0 };
}
