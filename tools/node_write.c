/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a node said of itself, as JSON: railyard-node(5). */
#include <inttypes.h>

#include "node.h"

static void put_text(FILE *out, const char *key, const char *s)
{
	if (s)
		fprintf(out, ", \"%s\": \"%s\"", key, s);
}

static void put_guid(FILE *out, const char *key, uint64_t guid)
{
	if (guid)
		fprintf(out, ", \"%s\": \"%016" PRIx64 "\"", key, guid);
}

static void put_texts(FILE *out, const char *key, char *const *texts, int n)
{
	if (!n)
		return;
	fprintf(out, ", \"%s\": [", key);
	for (int i = 0; i < n; i++)
		fprintf(out, "%s\"%s\"", i ? "," : "", texts[i]);
	fputc(']', out);
}

static void put_port(FILE *out, const struct node_port *port)
{
	fprintf(out, "{\"port\": %d", port->number);
	put_text(out, "state", port->state);
	put_text(out, "speed", port->speed);
	put_text(out, "layer", port->layer);
	if (port->lid)
		fprintf(out, ", \"lid\": %d", port->lid);
	put_texts(out, "gids", port->gids, port->n_gids);
	fputc('}', out);
}

static void put_netdev(FILE *out, const struct node_netdev *netdev)
{
	char mac[NODE_MAC_TEXT];

	fprintf(out, "{\"name\": \"%s\", \"port\": %d", netdev->name,
		netdev->port);
	if (netdev->mac) {
		node_mac_format(netdev->mac, mac);
		put_text(out, "mac", mac);
	}
	fputc('}', out);
}

static void put_nic(FILE *out, const struct node_nic *nic)
{
	fprintf(out, "{\"name\": \"%s\", \"role\": \"%s\"", nic->name,
		node_role_name(nic->role));
	put_text(out, "reason", nic->reason);
	put_guid(out, "guid", nic->guid);
	put_guid(out, "system", nic->system);
	put_text(out, "board", nic->board);
	put_text(out, "model", nic->model);
	put_text(out, "firmware", nic->firmware);
	put_text(out, "pci", nic->pci);
	if (nic->numa >= 0)
		fprintf(out, ", \"numa\": %d", nic->numa);
	for (int i = 0; i < nic->n_ports; i++) {
		fputs(i ? "," : ",\n   \"ports\": [", out);
		put_port(out, &nic->ports[i]);
	}
	fputs(nic->n_ports ? "]" : "", out);
	for (int i = 0; i < nic->n_netdevs; i++) {
		fputs(i ? "," : ",\n   \"netdevs\": [", out);
		put_netdev(out, &nic->netdevs[i]);
	}
	fputs(nic->n_netdevs ? "]}" : "}", out);
}

static void put_gpu(FILE *out, const struct node_gpu *gpu)
{
	fprintf(out, "{\"pci\": \"%s\"", gpu->pci);
	if (gpu->numa >= 0)
		fprintf(out, ", \"numa\": %d", gpu->numa);
	put_text(out, "path", gpu->path);
	put_texts(out, "near", gpu->near, gpu->n_near);
	put_texts(out, "to_gpus", gpu->gpus, gpu->n_gpus);
	put_texts(out, "to_nics", gpu->nics, gpu->n_nics);
	fputc('}', out);
}

void node_format(FILE *out, const struct node *node)
{
	int n_gpus = node->gpus ? node->hardware->n_gpus : 0;

	fprintf(out, "{\"format\": \"railyard-node\", \"version\": %d,\n"
		" \"host\": \"%s\",\n \"hardware\": ", NODE_FORMAT_VERSION,
		node->host);
	hardware_format(out, node->hardware);
	for (int i = 0; i < n_gpus; i++) {
		fputs(i ? ",\n  " : ",\n \"gpus\": [\n  ", out);
		put_gpu(out, &node->gpus[i]);
	}
	fputs(n_gpus ? "]" : "", out);
	fputs(",\n \"nics\": [", out);
	for (int i = 0; i < node->n_nics; i++) {
		fputs(i ? ",\n  " : "\n  ", out);
		put_nic(out, &node->nics[i]);
	}
	fputs("]}\n", out);
}
