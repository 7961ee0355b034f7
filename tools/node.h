/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a node says of itself: its GPUs, its NICs, and how near they are. */
#ifndef RAIL_NODE_H
#define RAIL_NODE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "topology/error.h"
#include "topology/hardware.h"

enum {
	NODE_FORMAT_VERSION = 1,
	NODE_MAX_NICS = 256,
	NODE_MAX_PORTS = 16,	/* of a NIC; network devices, too */
	NODE_MAX_GIDS = 256,	/* of a port */
	NODE_MAX_NUMA = 4095,
};

/* What a NIC is for. */
enum node_role {
	NODE_UNKNOWN,		/* nothing tells: a node without a GPU */
	NODE_RAIL,
	NODE_STORAGE,		/* a rule says so, or another kind of NIC */
	NODE_MANAGEMENT,	/* a plain network card */
	NODE_FAR,		/* on no switch with a GPU, while others are */
};

/* Texts are printable ASCII without '"' and '\\'; NULL: not known. */
struct node_port {
	int number;	/* from 1 */
	char *state;	/* "active", "down", "init", "armed" */
	char *speed;	/* as infer calls it: "4xNDR"; on Ethernet "400G" */
	char *layer;	/* "InfiniBand", "Ethernet" */
	int lid;	/* 0: not known */
	char **gids;	/* those that are not all 0 behind the prefix */
	int n_gids;
};

struct node_netdev {
	char *name;	/* "ens1f0np0" */
	uint64_t mac;	/* 48 bits; 0: not known */
	int port;	/* of the NIC; where two functions are one NIC (a
			 * bond), that of the board */
};

struct node_nic {
	char *name;		/* "mlx5_0"; where there is no RDMA device,
				 * that of its network device or its PCI address */
	uint64_t guid;		/* of the node (InfiniBand's term); 0: none */
	uint64_t system;	/* its system image GUID; 0: not known */
	char *board;		/* its PSID: "MT_0000000838" */
	char *model;		/* "ConnectX-7" */
	char *firmware;
	char *pci;		/* "0000:18:00.0" */
	int numa;		/* -1: not known */
	enum node_role role;
	char *reason;		/* why it has that role, for people */
	struct node_port *ports;
	int n_ports;
	struct node_netdev *netdevs;
	int n_netdevs;
};

/* What hardware.h does not keep of a GPU; in the order of its gpus[]. */
struct node_gpu {
	char *pci;
	int numa;	/* -1: not known */
	char *path;	/* how near its NIC is: "PIX", "PXB", "PHB", "NODE",
			 * "SYS"; NULL: it has none */
	char **near;	/* the NICs that are equally near, by name */
	int n_near;
	/* How near each GPU and each of nics[] is; NULL where not known. */
	char **gpus, **nics;
	int n_gpus, n_nics;
};

struct node {
	char *host;
	struct hardware *hardware;	/* never NULL once read or made */
	struct node_gpu *gpus;		/* hardware->n_gpus of them, or NULL */
	struct node_nic *nics;		/* in natural order of their names */
	int n_nics;
};

void node_destroy(struct node *node);	/* NULL will do */
/* Frees what is in NIC, not NIC itself. */
void node_nic_free(struct node_nic *nic);

/* "rail", "storage", "management", "far", "unknown"; -1: no such role. */
const char *node_role_name(enum node_role role);
int node_role_find(const char *name);

/* "aa:bb:cc:dd:ee:ff" and back; 0: it is none, or all 0. */
enum { NODE_MAC_TEXT = 18 };
void node_mac_format(uint64_t mac, char text[NODE_MAC_TEXT]);
uint64_t node_mac_parse(const char *text);

/* Writes it as JSON: railyard-node(5). */
void node_format(FILE *out, const struct node *node);

/*
 * Reads it back: strict JSON, called LABEL in messages.  The caller destroys
 * it.  NULL and ERR when it is no such text.
 */
struct node *node_parse(const char *text, size_t len, const char *label,
			struct rail_error *err);

#endif
