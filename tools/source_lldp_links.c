/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links between ports -> devices and cables, in an order of names alone.
 *
 * Two network devices may be the two ports of one NIC, each to a leaf of its
 * own (dual ToR).  Names tell (netdev_port()), and so does a bond over both.
 * It is believed of a NIC's name when most nodes that have such a NIC have two
 * ports of it on two switches, and at all only when that is so of most NICs:
 * else a NIC of two ports serves two rails, or one of them is spare.
 */
#include <stdlib.h>
#include <string.h>

#include "source_lldp_names.h"
#include "source_lldp_parts.h"
#include "topology/hostlist.h"
#include "topology/netdev.h"
#include "topology/text.h"

/* A port of a NIC of a node. */
struct nic_port {
	int node;		/* the system */
	int word;		/* what it is called; 0: by its MAC alone */
	int stem;		/* what its NIC is called then */
	int port;		/* of that NIC: its digit; -1: none */
	int sw;			/* the system at the other end */
	const struct lldp_link *link;
	const struct lldp_end *end;
};

/* What is known of NICs called so. */
struct stem {
	int nodes;		/* that have one */
	int dual;		/* of them, with two ports on two switches */
	int first;		/* the lowest digit of its ports */
	bool clash;		/* two ports of one digit: no such thing */
};

struct maker {
	struct lldp *d;
	struct links *l;
	struct nic_port *nics;	/* by node and name */
	int n_nics;
	struct stem *stems;	/* by word */
	int n_stems;
	bool dual;		/* there are NICs of two ports */
	int *device;		/* of a switch; -1 */
	int *device_of_end;	/* 2 * link + end */
	int *port_of_end;
	int *port_of_word;	/* of a switch's port's name */
	bool numbers;		/* ports of switches have plain numbers */
};

/* --- NICs ---------------------------------------------------------------- */

static int by_node_and_name(const void *a, const void *b, void *arg)
{
	const struct lldp *d = arg;
	const struct nic_port *x = a, *y = b;
	int diff = x->node - y->node;

	if (!diff)
		diff = hostlist_natural_cmp(lldp_text(d, x->end->port),
					    lldp_text(d, y->end->port));
	return diff;
}

static int find_stem(struct maker *m, struct nic_port *nic)
{
	struct lldp *d = m->d;
	const char *name = lldp_text(d, nic->word);
	size_t len;
	char *stem;

	nic->stem = nic->word;
	nic->port = netdev_port(name, &len);
	if (nic->port < 0)
		return 0;
	stem = strndup(name, len);
	nic->stem = stem ? words_put(d->words, stem) : -1;
	free(stem);
	return nic->stem < 0 ? rail_error_nomem(d->err) : 0;
}

/* A node whose name Slurm would not take; said once, of any. */
static bool is_named(const struct lldp *d, int system)
{
	return fabric_name_ok(lldp_system_name(d, system));
}

static int list_nics(struct maker *m)
{
	struct lldp *d = m->d;
	int n_bad = 0, bad = -1;

	m->nics = lldp_alloc(d, (size_t)d->n_links, sizeof(*m->nics));
	if (!m->nics)
		return -1;
	for (int i = 0; i < d->n_links; i++) {
		const struct lldp_link *link = &d->links[i];
		int k = d->systems[link->end[0].system].kind == LLDP_NODE ? 0 :
									   1;
		struct nic_port *nic = &m->nics[m->n_nics];
		const struct lldp_end *end = &link->end[k];

		if (d->systems[end->system].kind != LLDP_NODE)
			continue;
		if (!is_named(d, end->system)) {
			n_bad++;
			if (bad < 0 || hostlist_natural_cmp(
					lldp_system_name(d, end->system),
					lldp_system_name(d, bad)) < 0)
				bad = end->system;
			continue;
		}
		*nic = (struct nic_port){
			.node = end->system, .link = link, .end = end,
			.sw = link->end[1 - k].system,
			.word = lldp_mac(lldp_text(d, end->port)) ? 0 :
								   end->port,
		};
		if (find_stem(m, nic) < 0)
			return -1;
		m->n_nics++;
	}
	qsort_r(m->nics, (size_t)m->n_nics, sizeof(*m->nics),
		by_node_and_name, d);
	if (!n_bad)
		return 0;
	return lldp_note(d, "%d cable%s of \"%s\"%s %s left out: that is not a "
			 "node name", n_bad, text_plural(n_bad),
			 lldp_system_name(d, bad), n_bad > 1 ? " and the like" :
			 "", n_bad == 1 ? "is" : "are");
}

/* The NICs of one node: those that a bond joins are ports of the first. */
static void join_bonds(struct nic_port *nics, int n)
{
	for (int i = 0; i < n; i++) {
		int port = 0;

		if (!nics[i].end->bond)
			continue;
		for (int k = i + 1; k < n; k++) {
			if (nics[k].end->bond != nics[i].end->bond ||
			    nics[k].stem == nics[i].stem)
				continue;
			nics[i].stem = nics[i].word;
			nics[i].port = 0;
			nics[k].stem = nics[i].stem;
			nics[k].port = ++port;
		}
	}
}

/* One node's part in what is known of its NICs. */
static void count_stems(struct maker *m, const struct nic_port *nics, int n)
{
	for (int i = 0; i < n; i++) {
		struct stem *stem = &m->stems[nics[i].stem];
		bool first = true, dual = false;

		if (!stem->nodes || nics[i].port < stem->first)
			stem->first = nics[i].port;
		for (int k = 0; k < n; k++) {
			if (k == i || nics[k].stem != nics[i].stem)
				continue;
			first &= k > i;
			dual |= nics[k].sw != nics[i].sw;
			stem->clash |= nics[k].port == nics[i].port;
		}
		if (!first || !nics[i].stem)
			continue;
		stem->nodes++;
		stem->dual += dual;
	}
}

static int judge_stems(struct maker *m)
{
	long nodes = 0, dual = 0;

	m->n_stems = words_count(m->d->words) + 1;
	m->stems = lldp_alloc(m->d, (size_t)m->n_stems, sizeof(*m->stems));
	if (!m->stems)
		return -1;
	for (int i = 0, k; i < m->n_nics; i = k) {
		for (k = i + 1; k < m->n_nics &&
				m->nics[k].node == m->nics[i].node; k++)
			;
		join_bonds(&m->nics[i], k - i);
		count_stems(m, &m->nics[i], k - i);
	}
	for (int i = 1; i < m->n_stems; i++) {
		nodes += m->stems[i].nodes;
		dual += m->stems[i].dual;
	}
	m->dual = dual * 2 > nodes;
	return 0;
}

/* Whether NIC is a port of the NIC called by its stem. */
static bool is_port(const struct maker *m, const struct nic_port *nic)
{
	const struct stem *stem = &m->stems[nic->stem];

	return m->dual && nic->port >= 0 && !stem->clash &&
	       stem->dual * 2 > stem->nodes;
}

/* --- devices ------------------------------------------------------------- */

/* The switches that have a cable. */
static int add_switches(struct maker *m)
{
	struct lldp *d = m->d;

	for (int i = 0; i < d->n_systems; i++)
		m->device[i] = -1;
	for (int i = 0; i < d->n_links; i++)
		for (int k = 0; k < 2; k++)
			m->device[d->links[i].end[k].system] = 0;
	for (int i = 0; i < d->n_systems; i++) {
		const struct lldp_system *sys = &d->systems[i];
		int *device = &m->device[i];

		if (sys->kind != LLDP_SWITCH || *device < 0)
			continue;
		*device = links_add_device(m->l, LINKS_SWITCH, sys->mac,
					   lldp_system_name(d, i),
					   NULL, sys->line, d->err);
		if (*device < 0)
			return -1;
		m->l->devices[*device].source = sys->source;
	}
	return 0;
}

static int add_nic(struct maker *m, const struct nic_port *nic, bool port)
{
	struct lldp *d = m->d;
	struct links_device *device;
	int i = links_add_device(m->l, LINKS_NIC, 0,
				 lldp_text(d, port ? nic->stem : nic->word),
				 lldp_system_name(d, nic->node),
				 nic->link->line, d->err);

	if (i < 0)
		return -1;
	device = &m->l->devices[i];
	device->mac = nic->end->mac;
	device->source = nic->link->source;
	return i;
}

/* Ports of one NIC need not follow each other: p1p1, p2p1, p1p2. */
static int find_port_of(const struct maker *m, const struct nic_port *nic)
{
	const struct nic_port *other = nic;

	while (other > m->nics && other[-1].node == nic->node) {
		other--;
		if (other->stem == nic->stem && is_port(m, other))
			return m->device_of_end[2 * (other->link - m->d->links) +
						(other->end - other->link->end)];
	}
	return -1;
}

static int add_nics(struct maker *m)
{
	for (int i = 0; i < m->n_nics; i++) {
		const struct nic_port *nic = &m->nics[i];
		long end = 2 * (nic->link - m->d->links) +
			   (nic->end - nic->link->end);
		bool port = is_port(m, nic);
		int device = port ? find_port_of(m, nic) : -1;

		if (device < 0)
			device = add_nic(m, nic, port);
		if (device < 0)
			return -1;
		m->device_of_end[end] = device;
		m->port_of_end[end] = port ? nic->port + 1 -
				      m->stems[nic->stem].first : 1;
	}
	return 0;
}

/* --- ports of switches --------------------------------------------------- */

static int by_word(const void *a, const void *b, void *arg)
{
	return hostlist_natural_cmp(lldp_text(arg, *(const int *)a),
				    lldp_text(arg, *(const int *)b));
}

static int plain_number(const char *text)
{
	if (!*text || *text == '0' || strlen(text) > 5 ||
	    text[strspn(text, "0123456789")] || atoi(text) > FABRIC_MAX_PORT)
		return 0;
	return atoi(text);
}

/* Names get their numbers in natural order, whatever came first. */
static int number_ports(struct maker *m)
{
	struct lldp *d = m->d;
	int n_words = words_count(d->words) + 1, n = 0, rc = -1;
	int *list = lldp_alloc(d, (size_t)n_words, sizeof(int));

	m->port_of_word = lldp_alloc(d, (size_t)n_words, sizeof(int));
	if (!list || !m->port_of_word)
		goto out;
	m->numbers = true;
	for (int i = 0; i < d->n_links; i++)
		for (int k = 0; k < 2; k++) {
			const struct lldp_end *end = &d->links[i].end[k];

			if (d->systems[end->system].kind != LLDP_SWITCH ||
			    m->port_of_word[end->port])
				continue;
			m->port_of_word[end->port] = 1;
			list[n++] = end->port;
			m->numbers &= plain_number(lldp_text(d, end->port)) > 0;
		}
	qsort_r(list, (size_t)n, sizeof(int), by_word, d);
	for (int i = 0; i < n; i++) {
		const char *name = lldp_text(d, list[i]);
		int port = m->numbers ? plain_number(name) :
					links_port(m->l, name, d->err);

		if (port < 0)
			goto out;
		m->port_of_word[list[i]] = port;
	}
	rc = 0;
out:
	free(list);
	return rc;
}

/* --- cables -------------------------------------------------------------- */

static void set_ends(struct maker *m)
{
	const struct lldp *d = m->d;

	for (int i = 0; i < d->n_links; i++)
		for (int k = 0; k < 2; k++) {
			const struct lldp_end *end = &d->links[i].end[k];

			if (d->systems[end->system].kind != LLDP_SWITCH)
				continue;
			m->device_of_end[2 * i + k] = m->device[end->system];
			m->port_of_end[2 * i + k] = m->port_of_word[end->port];
		}
}

static int by_cable(const void *a, const void *b)
{
	const struct links_cable *x = a, *y = b;

	if (x->a != y->a)
		return x->a - y->a;
	return x->port_a != y->port_a ? x->port_a - y->port_a : x->b - y->b;
}

static int add_cables(struct maker *m)
{
	struct lldp *d = m->d;
	struct links_cable *list;
	int n = 0, rc = 0;

	list = lldp_alloc(d, (size_t)d->n_links, sizeof(*list));
	if (!list)
		return -1;
	for (int i = 0; i < d->n_links; i++) {
		const struct lldp_link *link = &d->links[i];
		int a = 2 * i, b = 2 * i + 1;

		/* An end of a node that was left out. */
		if (m->device_of_end[a] < 0 || m->device_of_end[b] < 0)
			continue;
		if (m->device_of_end[a] > m->device_of_end[b]) {
			a = 2 * i + 1;
			b = 2 * i;
		}
		list[n] = (struct links_cable){
			.a = m->device_of_end[a], .port_a = m->port_of_end[a],
			.b = m->device_of_end[b], .port_b = m->port_of_end[b],
			.line = link->line, .source = link->source,
			.ends = link->told[0] + link->told[1],
		};
		snprintf(list[n].speed, sizeof(list[n].speed), "%s",
			 lldp_text(d, link->speed));
		n++;
	}
	qsort(list, (size_t)n, sizeof(*list), by_cable);
	/* What is told by both ends is added from both. */
	for (int i = 0; i < n && rc == 0; i++)
		for (int k = 0; k < list[i].ends && rc == 0; k++)
			rc = links_add_cable(m->l, &list[i], d->err);
	free(list);
	return rc;
}

/* --- the whole ----------------------------------------------------------- */

/* Hands the names of the files over. */
static int set_sources(struct maker *m)
{
	struct lldp *d = m->d;
	char **sources;

	if (d->n_sources < 2)
		return 0;
	sources = realloc(m->l->sources,
			  (size_t)d->n_sources * sizeof(*sources));
	if (!sources)
		return rail_error_nomem(d->err);
	m->l->sources = sources;
	for (int i = 1; i < d->n_sources; i++) {
		sources[i] = d->sources[i];
		d->sources[i] = NULL;
	}
	m->l->n_sources = d->n_sources;
	return 0;
}

struct links *lldp_make_links(struct lldp *d)
{
	struct maker m = { .d = d };
	size_t n_ends = 2 * (size_t)d->n_links;
	int rc = -1;

	m.l = links_create(d->sources[0]);
	m.device = lldp_alloc(d, (size_t)d->n_systems, sizeof(int));
	m.device_of_end = lldp_alloc(d, n_ends, sizeof(int));
	m.port_of_end = lldp_alloc(d, n_ends, sizeof(int));
	if (!m.l)
		rail_error_nomem(d->err);
	if (!m.l || !m.device || !m.device_of_end ||
	    !m.port_of_end)
		goto out;
	memset(m.device_of_end, 0xff, n_ends * sizeof(int));
	if (set_sources(&m) < 0 || list_nics(&m) < 0 || judge_stems(&m) < 0 ||
	    add_switches(&m) < 0 || add_nics(&m) < 0 || number_ports(&m) < 0)
		goto out;
	set_ends(&m);
	rc = add_cables(&m);
out:
	if (rc < 0) {
		links_destroy(m.l);
		m.l = NULL;
	}
	free(m.nics);
	free(m.stems);
	free(m.device);
	free(m.device_of_end);
	free(m.port_of_end);
	free(m.port_of_word);
	return m.l;
}
