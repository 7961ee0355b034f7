/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which NICs nodes say are theirs; found by GUID, by name, by MAC. */
#ifndef RAIL_NODE_CLAIMS_H
#define RAIL_NODE_CLAIMS_H

#include <stdbool.h>
#include <stdint.h>

#include "node.h"

struct node_claim {
	const char *host;
	char *name;
	uint64_t guid, system;	/* 0: not known */
	enum node_role role;
	int file;		/* index into files[] */
	int device;		/* for the caller; -1 at first */
};

struct node_claims {
	char **files;		/* one a node; a node's host is hosts[] */
	char **hosts;
	bool *outdated;		/* a later file is of the same host */
	int n_files;
	struct node_claim *claims;	/* of file after file */
	int n_claims;
	struct node_claims_key *keys;	/* private, as what follows */
	int n_keys, capacity_files, capacity_claims, capacity_keys;
};

void node_claims_free(struct node_claims *c);

/* Takes what NODE, read from FILE, says of its NICs.  -1: out of memory. */
int node_claims_add(struct node_claims *c, const char *file,
		    const struct node *node);

/* Ends adding: of two nodes of one name the last counts.  -1: out of memory. */
int node_claims_sort(struct node_claims *c);

/*
 * Finds a claim; NULL: none.  Of several claims to a GUID that of HOST (may be
 * NULL), else the first; *OTHER (may be NULL) is one of another host, or NULL.
 */
struct node_claim *node_claims_guid(const struct node_claims *c, uint64_t guid,
				    const char *host,
				    struct node_claim **other);
/* By the GUID of an InfiniBand port; NULL also where several NICs have it. */
struct node_claim *node_claims_port(const struct node_claims *c, uint64_t guid);
/* By the name of a NIC or its network device; *PORT: that of the latter, else
 * unchanged. */
struct node_claim *node_claims_name(const struct node_claims *c,
				    const char *host, const char *name,
				    int *port);
/* NULL also where several NICs have that address. */
struct node_claim *node_claims_mac(const struct node_claims *c, uint64_t mac,
				   int *port);

#endif
