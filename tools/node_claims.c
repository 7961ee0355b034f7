/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An index of all NICs that nodes say are theirs. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "node_claims.h"
#include "topology/hostlist.h"

/* What a claim is found by: a GUID, that of a port, a MAC, host and name. */
enum kind { BY_GUID, BY_PORT, BY_MAC, BY_NAME };

struct node_claims_key {
	enum kind kind;
	uint64_t number;	/* a GUID, a MAC */
	const char *host;
	char *name;		/* of a NIC or a network device; else NULL */
	int claim;
	int port;		/* of a network device; else 0 */
};

void node_claims_free(struct node_claims *c)
{
	for (int i = 0; i < c->n_files; i++) {
		free(c->files[i]);
		free(c->hosts[i]);
	}
	for (int i = 0; i < c->n_claims; i++)
		free(c->claims[i].name);
	for (int i = 0; i < c->n_keys; i++)
		free(c->keys[i].name);
	free(c->files);
	free(c->hosts);
	free(c->outdated);
	free(c->claims);
	free(c->keys);
	*c = (struct node_claims){ 0 };
}

static int grow(void *items, int wanted, int *capacity, size_t size)
{
	int bigger = *capacity ? *capacity : 64;
	void *p;

	if (wanted <= *capacity)
		return 0;
	while (bigger < wanted)
		bigger *= 2;
	p = realloc(*(void **)items, (size_t)bigger * size);
	if (!p)
		return -1;
	*(void **)items = p;
	*capacity = bigger;
	return 0;
}

static int add_file(struct node_claims *c, const char *file, const char *host)
{
	int capacity = c->capacity_files;

	if (grow(&c->files, c->n_files + 1, &capacity, sizeof(*c->files)) < 0)
		return -1;
	capacity = c->capacity_files;
	if (grow(&c->hosts, c->n_files + 1, &capacity, sizeof(*c->hosts)) < 0)
		return -1;
	c->capacity_files = capacity;
	c->files[c->n_files] = strdup(file);
	c->hosts[c->n_files] = strdup(host);
	c->n_files++;
	return c->files[c->n_files - 1] && c->hosts[c->n_files - 1] ? 0 : -1;
}

static int add_key(struct node_claims *c, enum kind kind, uint64_t number,
		   const char *name, int port)
{
	struct node_claims_key *key = &c->keys[c->n_keys];

	*key = (struct node_claims_key){
		.kind = kind, .number = number,
		.host = c->hosts[c->n_files - 1],
		.name = name ? strdup(name) : NULL,
		.claim = c->n_claims - 1, .port = port,
	};
	if (name && !key->name)
		return -1;
	c->n_keys++;
	return 0;
}

/* The GUID of an InfiniBand port ends each of its GIDs; 0: there is none. */
static uint64_t port_guid(const struct node_port *port)
{
	unsigned char gid[16];
	uint64_t guid = 0;

	if (!port->n_gids || !port->layer ||
	    strcmp(port->layer, "InfiniBand") ||
	    inet_pton(AF_INET6, port->gids[0], gid) != 1)
		return 0;
	for (int i = 8; i < 16; i++)
		guid = guid << 8 | gid[i];
	return guid;
}

static int add_ports(struct node_claims *c, const struct node_nic *nic)
{
	int rc = 0;

	for (int i = 0; i < nic->n_ports; i++) {
		uint64_t guid = port_guid(&nic->ports[i]);

		if (guid)
			rc |= add_key(c, BY_PORT, guid, NULL, 0);
	}
	return rc;
}

static int add_nic(struct node_claims *c, const struct node_nic *nic)
{
	int rc = 0;

	if (grow(&c->claims, c->n_claims + 1, &c->capacity_claims,
		 sizeof(*c->claims)) < 0 ||
	    grow(&c->keys, c->n_keys + 2 + nic->n_ports +
		 2 * nic->n_netdevs,
		 &c->capacity_keys, sizeof(*c->keys)) < 0)
		return -1;
	c->claims[c->n_claims] = (struct node_claim){
		.host = c->hosts[c->n_files - 1],
		.name = strdup(nic->name), .guid = nic->guid,
		.system = nic->system, .role = nic->role,
		.file = c->n_files - 1, .device = -1,
	};
	if (!c->claims[c->n_claims++].name)
		return -1;
	if (nic->guid)
		rc |= add_key(c, BY_GUID, nic->guid, NULL, 0);
	rc |= add_key(c, BY_NAME, 0, nic->name, 0) | add_ports(c, nic);
	for (int i = 0; i < nic->n_netdevs; i++) {
		const struct node_netdev *d = &nic->netdevs[i];

		if (d->mac)
			rc |= add_key(c, BY_MAC, d->mac, NULL, d->port);
		if (strcmp(d->name, nic->name))
			rc |= add_key(c, BY_NAME, 0, d->name, d->port);
	}
	return rc;
}

int node_claims_add(struct node_claims *c, const char *file,
		    const struct node *node)
{
	if (add_file(c, file, node->host) < 0)
		return -1;
	for (int i = 0; i < node->n_nics; i++)
		if (add_nic(c, &node->nics[i]) < 0)
			return -1;
	return 0;
}

static int by_what(const struct node_claims_key *x,
		   const struct node_claims_key *y)
{
	int diff;

	if (x->kind != y->kind)
		return x->kind > y->kind ? 1 : -1;
	if (x->number != y->number)
		return x->number > y->number ? 1 : -1;
	if (x->kind != BY_NAME)
		return 0;
	diff = strcmp(x->host, y->host);
	return diff ? diff : strcmp(x->name, y->name);
}

static int by_key(const void *a, const void *b)
{
	const struct node_claims_key *x = a, *y = b;
	int diff = by_what(x, y);

	return diff ? diff : x->claim - y->claim;
}

struct host_place {
	const char *name;
	int file;
};

static int by_host(const void *a, const void *b)
{
	const struct host_place *x = a, *y = b;
	int diff = strcmp(x->name, y->name);

	return diff ? diff : x->file - y->file;
}

static int mark_outdated(struct node_claims *c)
{
	struct host_place *sorted;

	c->outdated = calloc((size_t)c->n_files + 1, sizeof(*c->outdated));
	sorted = calloc((size_t)c->n_files + 1, sizeof(*sorted));
	if (!c->outdated || !sorted) {
		free(sorted);
		return -1;
	}
	for (int i = 0; i < c->n_files; i++)
		sorted[i] = (struct host_place){ c->hosts[i], i };
	qsort(sorted, c->n_files, sizeof(*sorted), by_host);
	for (int i = 1; i < c->n_files; i++)
		if (!strcmp(sorted[i - 1].name, sorted[i].name))
			c->outdated[sorted[i - 1].file] = true;
	free(sorted);
	return 0;
}

int node_claims_sort(struct node_claims *c)
{
	int kept = 0;

	if (mark_outdated(c) < 0)
		return -1;
	for (int i = 0; i < c->n_keys; i++) {
		if (c->outdated[c->claims[c->keys[i].claim].file])
			free(c->keys[i].name);
		else
			c->keys[kept++] = c->keys[i];
	}
	c->n_keys = kept;
	if (kept)
		qsort(c->keys, kept, sizeof(*c->keys), by_key);
	return 0;
}

/* The first of the keys that are as WANTED, or NULL. */
static const struct node_claims_key *find(const struct node_claims *c,
					  const struct node_claims_key *wanted)
{
	int low = 0, high = c->n_keys;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (by_what(&c->keys[middle], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->n_keys && !by_what(&c->keys[low], wanted) ?
	       &c->keys[low] : NULL;
}

/* The next of the same, or NULL. */
static const struct node_claims_key *next(const struct node_claims *c,
					  const struct node_claims_key *key)
{
	return key + 1 < c->keys + c->n_keys && !by_what(key, key + 1) ?
	       key + 1 : NULL;
}

struct node_claim *node_claims_guid(const struct node_claims *c, uint64_t guid,
				    const char *host,
				    struct node_claim **other)
{
	const struct node_claims_key wanted = {
		.kind = BY_GUID, .number = guid,
	};
	const struct node_claims_key *first = find(c, &wanted);
	struct node_claim *best = NULL;

	if (other)
		*other = NULL;
	for (const struct node_claims_key *k = first; k; k = next(c, k)) {
		struct node_claim *claim = &c->claims[k->claim];

		if (!best || (host && strcmp(best->host, host) &&
			      !strcmp(claim->host, host)))
			best = claim;
	}
	for (const struct node_claims_key *k = first; k && other && !*other;
	     k = next(c, k))
		if (strcmp(c->claims[k->claim].host, best->host))
			*other = &c->claims[k->claim];
	return best;
}

struct node_claim *node_claims_port(const struct node_claims *c, uint64_t guid)
{
	const struct node_claims_key wanted = {
		.kind = BY_PORT, .number = guid,
	};
	const struct node_claims_key *key = find(c, &wanted);

	return key && !next(c, key) ? &c->claims[key->claim] : NULL;
}

struct node_claim *node_claims_name(const struct node_claims *c,
				    const char *host, const char *name,
				    int *port)
{
	const struct node_claims_key wanted = {
		.kind = BY_NAME, .host = host, .name = (char *)name,
	};
	const struct node_claims_key *key = find(c, &wanted);

	if (!key)
		return NULL;
	if (key->port)
		*port = key->port;
	return &c->claims[key->claim];
}

struct node_claim *node_claims_mac(const struct node_claims *c, uint64_t mac,
				   int *port)
{
	const struct node_claims_key wanted = {
		.kind = BY_MAC, .number = mac,
	};
	const struct node_claims_key *key = find(c, &wanted);

	if (!key || next(c, key))
		return NULL;
	*port = key->port;
	return &c->claims[key->claim];
}
