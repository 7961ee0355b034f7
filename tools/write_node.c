/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes what a node says of itself, for people. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "node_table.h"
#include "topology/text.h"
#include "write_matrix.h"
#include "write_node.h"

/* Ends a stream into memory; NULL: out of memory, and nothing to free. */
static char *close_text(FILE *out, char **text)
{
	if (fclose(out) == 0)
		return *text;
	free(*text);
	return NULL;
}

/* What matters comes first. */
static const enum node_role role_order[] = {
	NODE_RAIL, NODE_UNKNOWN, NODE_STORAGE, NODE_FAR, NODE_MANAGEMENT,
};

enum { N_ROLES = sizeof(role_order) / sizeof(*role_order) };

/* --- summary ------------------------------------------------------------- */

/* ", 8 GPUs (h100)": their models, when they have one. */
static void put_gpus(FILE *out, const struct hardware *hw)
{
	const char *model = hw->n_gpus ? hw->gpus[0].model : NULL;

	for (int i = 1; i < hw->n_gpus && model; i++)
		if (!hw->gpus[i].model || strcmp(hw->gpus[i].model, model))
			model = NULL;
	if (!hw->n_gpus) {
		fputs("no GPU", out);
		return;
	}
	fprintf(out, "%d GPU%s", hw->n_gpus, text_plural(hw->n_gpus));
	if (model)
		fprintf(out, " (%s)", model);
}

static int count_role(const struct node *node, enum node_role role)
{
	int n = 0;

	for (int i = 0; i < node->n_nics; i++)
		n += node->nics[i].role == role;
	return n;
}

static void put_nics(FILE *out, const struct node *node)
{
	const char *gap = ": ";

	if (!node->n_nics) {
		fputs(", no NIC", out);
		return;
	}
	fprintf(out, ", %d NIC%s", node->n_nics, text_plural(node->n_nics));
	for (int i = 0; i < N_ROLES; i++) {
		int n = count_role(node, role_order[i]);

		if (!n)
			continue;
		fprintf(out, "%s%d %s", gap, n, node_role_name(role_order[i]));
		gap = ", ";
	}
}

static void put_summary(FILE *out, const struct node *node)
{
	const struct hardware *hw = node->hardware;
	const char *gap = ": ";

	fputs(node->host, out);
	if (hw->vendor || hw->product) {
		fprintf(out, "%s%s%s%s", gap, hw->vendor ? hw->vendor : "",
			hw->vendor && hw->product ? " " : "",
			hw->product ? hw->product : "");
		gap = ", ";
	}
	if (hw->sockets) {
		fprintf(out, "%s%d socket%s", gap, hw->sockets,
			text_plural(hw->sockets));
		gap = ", ";
	}
	if (hw->sockets && hw->cores)
		fprintf(out, " of %d core%s", hw->cores,
			text_plural(hw->cores));
	if (hw->sockets && hw->cores && hw->threads)
		fprintf(out, " of %d thread%s", hw->threads,
			text_plural(hw->threads));
	if (hw->memory_mb) {
		if (hw->memory_mb >= 10240)
			fprintf(out, "%s%d GiB", gap, hw->memory_mb / 1024);
		else
			fprintf(out, "%s%d MiB", gap, hw->memory_mb);
		gap = ", ";
	}
	fputs(gap[0] == ':' ? ": " : "\n", out);
	put_gpus(out, hw);
	put_nics(out, node);
	fputs("\n\n", out);
}

/* --- GPUs ---------------------------------------------------------------- */

/* "mlx5_0 and mlx5_1" of one card; in a tie "mlx5_0 or mlx5_1". */
static char *near_text(const struct hardware_gpu *hw,
		       const struct node_gpu *gpu)
{
	char *text = NULL;
	size_t len;
	FILE *out;

	if (!gpu->n_near)
		return strdup("-");
	out = open_memstream(&text, &len);
	if (!out)
		return NULL;
	for (int i = 0; i < gpu->n_near; i++)
		fprintf(out, "%s%s", !i ? "" : hw->tie ? " or " : " and ",
			gpu->near[i]);
	return close_text(out, &text);
}

static int put_gpu(struct libscols_table *table, const struct node *node,
		   int i)
{
	const struct hardware_gpu *hw = &node->hardware->gpus[i];
	const struct node_gpu *gpu = &node->gpus[i];
	struct libscols_line *line = scols_table_new_line(table, NULL);

	if (!line || node_table_give(line, 6, near_text(hw, gpu)))
		return -1;
	return node_table_put(line, 0, "GPU%d", i) ||
	       node_table_known(line, 1, hw->model) ||
	       node_table_known(line, 2, gpu->pci) ||
	       node_table_numa(line, 3, gpu->numa) ||
	       node_table_known(line, 4, hw->cores) ||
	       node_table_known(line, 5, gpu->path) ? -1 : 0;
}

static int count_ties(const struct hardware *hw)
{
	int n = 0;

	for (int i = 0; i < hw->n_gpus; i++)
		n += hw->gpus[i].tie;
	return n;
}

static int put_gpu_table(FILE *out, const struct node *node)
{
	static const char *const columns[] = {
		"GPU", "MODEL", "PCI", "NUMA", "CORES", "PATH", "NIC",
	};
	int n = node->hardware->n_gpus, rc = 0, ties;
	struct libscols_table *table;

	if (!n)
		return 0;
	table = node_table_new(out, columns, 7);
	if (!table)
		return -1;
	for (int i = 0; i < n && rc == 0; i++)
		rc = put_gpu(table, node, i);
	rc = node_table_print(table, out, rc);
	ties = count_ties(node->hardware);
	if (rc == 0 && ties)
		fprintf(out, "%d GPU%s in a tie: several NICs are equally near, "
			"and nothing tells which is whose.\n"
			"The cables may: \"railyard build\" knows rails by "
			"their leafs.\n\n", ties, ties == 1 ? " is" : "s are");
	return rc;
}

/* --- NICs ---------------------------------------------------------------- */

/* "active 4xNDR InfiniBand"; of several ports "2: active". */
static void put_port(FILE *out, const struct node_nic *nic,
		     const struct node_port *port)
{
	const char *gap = "";

	if (nic->n_ports > 1) {
		fprintf(out, "%d:", port->number);
		gap = " ";
	}
	if (port->state) {
		fprintf(out, "%s%s", gap, port->state);
		gap = " ";
	}
	if (port->speed) {
		fprintf(out, "%s%s", gap, port->speed);
		gap = " ";
	}
	if (port->layer)
		fprintf(out, "%s%s", gap, port->layer);
}

static char *netdevs_text(const struct node_nic *nic)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	for (int i = 0; i < nic->n_netdevs; i++)
		fprintf(out, "%s%s", i ? "," : "", nic->netdevs[i].name);
	if (!nic->n_netdevs)
		fputs("-", out);
	return close_text(out, &text);
}

static char *ports_text(const struct node_nic *nic)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	for (int i = 0; i < nic->n_ports; i++) {
		fputs(i ? ", " : "", out);
		put_port(out, nic, &nic->ports[i]);
	}
	if (!nic->n_ports)
		fputs("-", out);
	return close_text(out, &text);
}

enum nic_column { NIC, NETDEV, MODEL, PCI, NUMA, GUID, PORTS, ROLE };

static int put_nic(struct libscols_table *table, const struct node_nic *nic)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	const char *role = node_role_name(nic->role);

	if (!line || node_table_give(line, NETDEV, netdevs_text(nic)) ||
	    node_table_give(line, PORTS, ports_text(nic)) ||
	    (nic->guid ? node_table_put(line, GUID, "%016" PRIx64, nic->guid) :
			 node_table_known(line, GUID, NULL)) ||
	    (nic->reason ?
		     node_table_put(line, ROLE, "%s: %s", role, nic->reason) :
		     node_table_known(line, ROLE, role)))
		return -1;
	return node_table_known(line, NIC, nic->name) ||
	       node_table_known(line, MODEL, nic->model) ||
	       node_table_known(line, PCI, nic->pci) ||
	       node_table_numa(line, NUMA, nic->numa) ? -1 : 0;
}

static int put_nic_table(FILE *out, const struct node *node)
{
	static const char *const columns[] = {
		[NIC] = "NIC", [NETDEV] = "NETDEV", [MODEL] = "MODEL",
		[PCI] = "PCI", [NUMA] = "NUMA", [GUID] = "GUID",
		[PORTS] = "PORTS", [ROLE] = "ROLE",
	};
	struct libscols_table *table;
	int rc = 0;

	if (!node->n_nics)
		return 0;
	table = node_table_new(out, columns, ROLE + 1);
	if (!table)
		return -1;
	for (int k = 0; k < N_ROLES; k++)
		for (int i = 0; i < node->n_nics && rc == 0; i++)
			if (node->nics[i].role == role_order[k])
				rc = put_nic(table, &node->nics[i]);
	return node_table_print(table, out, rc);
}

/* ------------------------------------------------------------------------- */

int write_node(FILE *out, const struct node *node, bool colour)
{
	put_summary(out, node);
	return put_gpu_table(out, node) || put_nic_table(out, node) ||
	       write_matrix(out, node, colour) ? -1 : 0;
}
