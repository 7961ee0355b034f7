/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frees what a node said of itself; names of roles, MAC addresses. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "node.h"

static const char *const role_names[] = {
	[NODE_UNKNOWN] = "unknown",
	[NODE_RAIL] = "rail",
	[NODE_STORAGE] = "storage",
	[NODE_MANAGEMENT] = "management",
	[NODE_FAR] = "far",
};

enum { N_ROLES = sizeof(role_names) / sizeof(*role_names) };

static void free_texts(char **texts, int n)
{
	for (int i = 0; texts && i < n; i++)
		free(texts[i]);
	free(texts);
}

void node_nic_free(struct node_nic *nic)
{
	for (int i = 0; i < nic->n_ports; i++) {
		free(nic->ports[i].state);
		free(nic->ports[i].speed);
		free(nic->ports[i].layer);
		free_texts(nic->ports[i].gids, nic->ports[i].n_gids);
	}
	for (int i = 0; i < nic->n_netdevs; i++)
		free(nic->netdevs[i].name);
	free(nic->ports);
	free(nic->netdevs);
	free(nic->name);
	free(nic->board);
	free(nic->model);
	free(nic->firmware);
	free(nic->pci);
	free(nic->reason);
}

void node_destroy(struct node *node)
{
	if (!node)
		return;
	for (int i = 0; node->gpus && i < node->hardware->n_gpus; i++) {
		struct node_gpu *gpu = &node->gpus[i];

		free(gpu->pci);
		free(gpu->path);
		free_texts(gpu->near, gpu->n_near);
		free_texts(gpu->gpus, gpu->n_gpus);
		free_texts(gpu->nics, gpu->n_nics);
	}
	for (int i = 0; i < node->n_nics; i++)
		node_nic_free(&node->nics[i]);
	free(node->gpus);
	free(node->nics);
	free(node->host);
	hardware_destroy(node->hardware);
	free(node);
}

const char *node_role_name(enum node_role role)
{
	return role_names[role];
}

int node_role_find(const char *name)
{
	for (int i = 0; i < N_ROLES; i++)
		if (!strcmp(role_names[i], name))
			return i;
	return -1;
}

void node_mac_format(uint64_t mac, char text[NODE_MAC_TEXT])
{
	snprintf(text, NODE_MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x",
		 (unsigned)(mac >> 40 & 255), (unsigned)(mac >> 32 & 255),
		 (unsigned)(mac >> 24 & 255), (unsigned)(mac >> 16 & 255),
		 (unsigned)(mac >> 8 & 255), (unsigned)(mac & 255));
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	if (!at)
		return -1;
	return (int)(at - digits) < 16 ? (int)(at - digits) :
					 (int)(at - digits) - 6;
}

uint64_t node_mac_parse(const char *text)
{
	uint64_t mac = 0;

	for (int i = 0; i < 6; i++, text += 3) {
		int high = hex_digit(text[0]);
		int low = high < 0 ? -1 : hex_digit(text[1]);

		if (low < 0 || text[2] != (i < 5 ? ':' : '\0'))
			return 0;
		mac = mac << 8 | (uint64_t)(high << 4 | low);
	}
	return mac;
}
