/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The NICs of a machine: PCI, RDMA and network devices, and what sysfs says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node_roles.h"
#include "node_text.h"
#include "source_hwloc_parts.h"
#include "topology/hostlist.h"
#include "topology/text.h"

enum {
	MELLANOX = 0x15b3, CRAY = 0x17db, ATOS = 0x119f, CORNELIS = 0x434e,
	CLASS_NETWORK = 0x02, CLASS_INFINIBAND = 0x0c06,
	CLASS_INFINIBAND_NETWORK = 0x0207, CLASS_FABRIC = 0x0208,
};

static const char *info(hwloc_obj_t obj, const char *name)
{
	return hwloc_obj_get_info_by_name(obj, name);
}

/* The PCI device that OSDEV belongs to, or NULL. */
static hwloc_obj_t pci_of(hwloc_obj_t osdev)
{
	hwloc_obj_t obj = osdev->parent;

	while (obj && obj->type == HWLOC_OBJ_OS_DEVICE)
		obj = obj->parent;
	return obj && obj->type == HWLOC_OBJ_PCI_DEVICE ? obj : NULL;
}

static hwloc_obj_t pci_of_nic(const struct hwloc_nic *nic)
{
	if (!nic->obj || nic->obj->type == HWLOC_OBJ_PCI_DEVICE)
		return nic->obj;
	return pci_of(nic->obj);
}

/* --- adding -------------------------------------------------------------- */

static struct hwloc_nic *find_name(struct hwloc_machine *m, const char *name)
{
	for (int i = 0; i < m->n_nics; i++)
		if (!strcmp(m->nics[i].nic.name, name))
			return &m->nics[i];
	return NULL;
}

/*
 * A NIC called NAME at OBJ, or NULL and m->err.  Where that name is taken
 * already: the NIC that has it.
 */
static struct hwloc_nic *add(struct hwloc_machine *m, const char *name,
			     hwloc_obj_t obj)
{
	struct hwloc_nic *nic, *bigger;
	char *text = NULL;

	if (node_text_set(&text, name && *name ? name : "?") < 0)
		goto nomem;
	nic = find_name(m, text);
	if (nic) {
		free(text);
		return nic;
	}
	bigger = realloc(m->nics, ((size_t)m->n_nics + 1) * sizeof(*bigger));
	if (!bigger)
		goto nomem;
	m->nics = bigger;
	nic = &bigger[m->n_nics++];
	*nic = (struct hwloc_nic){ .obj = obj, .nic = { .name = text } };
	nic->nic.numa = obj ? hwloc_path_numa(m, obj) : -1;
	return nic;
nomem:
	free(text);
	rail_error_nomem(m->err);
	return NULL;
}

/* Its product; without a name models can still be told apart. */
static int set_model(struct hwloc_machine *m, hwloc_obj_t pci, char **model)
{
	const struct hwloc_pcidev_attr_s *a = &pci->attr->pcidev;
	char *listed, *product, ids[16];
	bool failed = false;
	int rc;

	if (hwloc_path_listed(m, pci, &listed) < 0)
		return -1;
	product = node_text_product(listed, &failed);
	snprintf(ids, sizeof(ids), "%04x:%04x", a->vendor_id, a->device_id);
	rc = failed ? -1 : node_text_set(model, product ? product : ids);
	free(listed);
	free(product);
	return rc < 0 ? rail_error_nomem(m->err) : 0;
}

/*
 * Whether it can carry a rail, be its driver loaded or not: who makes it makes
 * no others (Slingshot and BXI have no RDMA device of the kernel's at all), or
 * its class says so.
 */
static bool is_for_rdma(const struct hwloc_pcidev_attr_s *a)
{
	switch (a->vendor_id) {
	case MELLANOX:
	case CRAY:
	case ATOS:
	case CORNELIS:
		return true;
	}
	return a->class_id == CLASS_INFINIBAND ||
	       a->class_id == CLASS_INFINIBAND_NETWORK ||
	       a->class_id == CLASS_FABRIC;
}

/* What its PCI device tells of it. */
static int describe_pci(struct hwloc_machine *m, struct hwloc_nic *nic)
{
	hwloc_obj_t pci = pci_of_nic(nic);
	const struct hwloc_pcidev_attr_s *a;
	char text[HWLOC_PCI_TEXT];

	if (!pci || nic->nic.pci)
		return 0;
	a = &pci->attr->pcidev;
	nic->rdma |= is_for_rdma(a);
	hwloc_path_pci(pci, text);
	if (node_text_set(&nic->nic.pci, text) < 0)
		return rail_error_nomem(m->err);
	return set_model(m, pci, &nic->nic.model);
}

/* --- what hwloc says of an RDMA device ----------------------------------- */

static int add_gids(struct node_port *port, hwloc_obj_t osdev)
{
	char name[40];
	const char *gid;

	port->gids = calloc(NODE_MAX_GIDS, sizeof(*port->gids));
	if (!port->gids)
		return -1;
	for (int i = 0; i < NODE_MAX_GIDS; i++) {
		snprintf(name, sizeof(name), "Port%dGID%d", port->number, i);
		gid = info(osdev, name);
		if (!gid)
			continue;
		if (node_text_set(&port->gids[port->n_gids], gid) < 0)
			return -1;
		port->n_gids += port->gids[port->n_gids] != NULL;
	}
	return 0;
}

static int add_ports(struct hwloc_machine *m, struct node_nic *nic,
		     hwloc_obj_t osdev)
{
	static const char *const states[] = { "down", "init", "armed",
					      "active" };
	char name[40];

	nic->ports = calloc(NODE_MAX_PORTS, sizeof(*nic->ports));
	if (!nic->ports)
		return rail_error_nomem(m->err);
	while (nic->n_ports < NODE_MAX_PORTS) {
		struct node_port *port = &nic->ports[nic->n_ports];
		const char *state, *text;
		long lid;

		port->number = nic->n_ports + 1;
		snprintf(name, sizeof(name), "Port%dState", port->number);
		state = info(osdev, name);
		if (!state)
			break;
		nic->n_ports++;
		if (*state >= '1' && *state <= '4' &&
		    node_text_set(&port->state, states[*state - '1']) < 0)
			return rail_error_nomem(m->err);
		snprintf(name, sizeof(name), "Port%dLID", port->number);
		text = info(osdev, name);
		lid = text ? strtol(text, NULL, 0) : 0;
		port->lid = lid > 0 && lid < 0xffff ? (int)lid : 0;
		if (add_gids(port, osdev) < 0)
			return rail_error_nomem(m->err);
	}
	return 0;
}

static int add_rdma(struct hwloc_machine *m, hwloc_obj_t osdev)
{
	struct hwloc_nic *nic = add(m, osdev->name, osdev);

	if (!nic)
		return -1;
	if (nic->rdma)
		return 0;	/* a second device of that name */
	nic->rdma = true;
	nic->nic.guid = node_text_guid(info(osdev, "NodeGUID"));
	nic->nic.system = node_text_guid(info(osdev, "SysImageGUID"));
	return describe_pci(m, nic) || add_ports(m, &nic->nic, osdev) ? -1 : 0;
}

/* --- network devices and bare PCI devices -------------------------------- */

/*
 * Of a bond the kernel makes one RDMA device, at the first function of the
 * card.  *BOND is that of which PCI is another function, its port *PORT; or
 * NULL.
 */
static int find_bond(struct hwloc_machine *m, hwloc_obj_t pci,
		     struct hwloc_nic **bond, int *port)
{
	struct hwloc_nic probe = { .obj = pci };

	*bond = NULL;
	if (!pci || pci->attr->pcidev.func == 0)
		return 0;
	if (describe_pci(m, &probe) < 0)
		return -1;
	for (int i = 0; i < m->n_nics && !*bond; i++)
		if (strstr(m->nics[i].nic.name, "bond") &&
		    node_roles_same_board(&m->nics[i].nic, &probe.nic))
			*bond = &m->nics[i];
	*port = pci->attr->pcidev.func + 1;
	node_nic_free(&probe.nic);
	return 0;
}

static int add_netdev(struct hwloc_machine *m, struct node_nic *nic,
		      hwloc_obj_t osdev, int port)
{
	const char *mac = info(osdev, "Address");
	const char *of_nic = info(osdev, "Port");
	struct node_netdev *netdev;

	if (!nic->netdevs)
		nic->netdevs = calloc(NODE_MAX_PORTS, sizeof(*nic->netdevs));
	if (!nic->netdevs)
		return rail_error_nomem(m->err);
	if (nic->n_netdevs == NODE_MAX_PORTS)
		return 0;
	netdev = &nic->netdevs[nic->n_netdevs];
	if (node_text_set(&netdev->name, osdev->name) < 0)
		return rail_error_nomem(m->err);
	if (!netdev->name)
		return 0;
	nic->n_netdevs++;
	netdev->mac = mac ? node_mac_parse(mac) : 0;
	netdev->port = port > 1 || !of_nic ? port : atoi(of_nic);
	if (netdev->port < 1 || netdev->port > NODE_MAX_PORTS)
		netdev->port = 1;
	return 0;
}

/* The NIC at PCI device PCI, the first of several; NULL: none yet. */
static struct hwloc_nic *find_pci(struct hwloc_machine *m, hwloc_obj_t pci)
{
	for (int i = 0; pci && i < m->n_nics; i++)
		if (pci_of_nic(&m->nics[i]) == pci)
			return &m->nics[i];
	return NULL;
}

static int place_netdev(struct hwloc_machine *m, hwloc_obj_t osdev)
{
	hwloc_obj_t pci = pci_of(osdev);
	struct hwloc_nic *nic = find_pci(m, pci);
	int port = 1;

	if (!nic && find_bond(m, pci, &nic, &port) < 0)
		return -1;
	if (!nic) {
		port = 1;
		nic = add(m, osdev->name, osdev);
	}
	if (!nic || describe_pci(m, nic) < 0)
		return -1;
	return add_netdev(m, &nic->nic, osdev, port);
}

static int add_bare_pci(struct hwloc_machine *m, hwloc_obj_t pci)
{
	const struct hwloc_pcidev_attr_s *a = &pci->attr->pcidev;
	char text[HWLOC_PCI_TEXT];
	struct hwloc_nic *nic;
	int port;

	if ((a->class_id >> 8 != CLASS_NETWORK &&
	     a->class_id != CLASS_INFINIBAND) || find_pci(m, pci))
		return 0;
	if (find_bond(m, pci, &nic, &port) < 0)
		return -1;
	if (nic)
		return 0;
	hwloc_path_pci(pci, text);
	nic = add(m, text, pci);
	return nic ? describe_pci(m, nic) : -1;
}

static int add_all(struct hwloc_machine *m)
{
	hwloc_obj_t obj = NULL;

	while ((obj = hwloc_get_next_osdev(m->topology, obj)))
		if (hwloc_compat_is_rdma(obj) && add_rdma(m, obj) < 0)
			return -1;
	while ((obj = hwloc_get_next_osdev(m->topology, obj)))
		if (hwloc_compat_is_netdev(obj) && place_netdev(m, obj) < 0)
			return -1;
	while ((obj = hwloc_get_next_pcidev(m->topology, obj)))
		if (add_bare_pci(m, obj) < 0)
			return -1;
	return 0;
}

/* --- what sysfs says ----------------------------------------------------- */

static struct hwloc_nic *find_address(struct hwloc_machine *m,
				      const char *pci)
{
	for (int i = 0; pci && i < m->n_nics; i++)
		if (m->nics[i].nic.pci && !m->nics[i].nic.guid &&
		    !strcmp(m->nics[i].nic.pci, pci))
			return &m->nics[i];
	return NULL;
}

static void move(char **to, char **from)
{
	if (!*from)
		return;
	free(*to);
	*to = *from;
	*from = NULL;
}

/* SEEN is newer than hwloc's, and has more; its parts go to NIC. */
static void join(struct hwloc_nic *nic, struct node_nic *seen)
{
	struct node_nic *own = &nic->nic;
	struct node_nic old;

	nic->rdma = true;
	move(&own->name, &seen->name);
	move(&own->board, &seen->board);
	move(&own->firmware, &seen->firmware);
	if (!own->model)
		move(&own->model, &seen->model);
	if (!own->pci)
		move(&own->pci, &seen->pci);
	if (seen->guid)
		own->guid = seen->guid;
	if (seen->system)
		own->system = seen->system;
	if (!seen->n_ports)
		return;
	old = *own;
	own->ports = seen->ports;
	own->n_ports = seen->n_ports;
	seen->ports = old.ports;
	seen->n_ports = old.n_ports;
}

static int join_sysfs(struct hwloc_machine *m, struct node_sysfs *sysfs)
{
	for (int i = 0; i < sysfs->n_nics; i++) {
		struct node_nic *seen = &sysfs->nics[i];
		struct hwloc_nic *nic = find_name(m, seen->name);

		if (!nic)
			nic = find_address(m, seen->pci);
		if (!nic)
			nic = add(m, seen->name, NULL);
		if (!nic)
			return -1;
		join(nic, seen);
	}
	return 0;
}

/* --- the list ------------------------------------------------------------ */

/* Whether B is a part of A, made by its driver: a virtual function of the same
 * board, or a second RDMA device of one PCI device. */
static bool is_part(const struct hwloc_nic *a, const struct hwloc_nic *b)
{
	static const char virtual[] = "Virtual Function";

	if (b->nic.model && strstr(b->nic.model, virtual))
		return !(a->nic.model && strstr(a->nic.model, virtual)) &&
		       ((a->nic.system && a->nic.system == b->nic.system) ||
			(a->nic.pci && b->nic.pci &&
			 !strncmp(a->nic.pci, b->nic.pci,
				  strcspn(a->nic.pci, ".") - 2)));
	return pci_of_nic(a) && pci_of_nic(a) == pci_of_nic(b) &&
	       hostlist_natural_cmp(a->nic.name, b->nic.name) < 0;
}

static int leave_out_parts(struct hwloc_machine *m)
{
	bool *out = calloc((size_t)m->n_nics + 1, sizeof(*out));
	int kept = 0, parts;

	if (!out)
		return rail_error_nomem(m->err);
	for (int i = 0; i < m->n_nics; i++)
		for (int k = 0; k < m->n_nics && !out[i]; k++)
			out[i] = k != i && is_part(&m->nics[k], &m->nics[i]);
	for (int i = 0; i < m->n_nics; i++) {
		if (out[i])
			node_nic_free(&m->nics[i].nic);
		else
			m->nics[kept++] = m->nics[i];
	}
	parts = m->n_nics - kept;
	m->n_nics = kept;
	free(out);
	if (parts && infer_notes_add(m->notes, "%d virtual function%s of NICs "
				     "left out", parts, text_plural(parts)) < 0)
		return rail_error_nomem(m->err);
	return 0;
}

static int by_name(const void *x, const void *y)
{
	const struct hwloc_nic *a = x, *b = y;

	return hostlist_natural_cmp(a->nic.name, b->nic.name);
}

int hwloc_nics_find(struct hwloc_machine *m, struct node_sysfs *sysfs)
{
	if (add_all(m) < 0 || join_sysfs(m, sysfs) < 0 ||
	    leave_out_parts(m) < 0)
		return -1;
	if (m->n_nics > NODE_MAX_NICS)
		return rail_error_set(m->err, "%d NICs: at most %d were "
				      "expected", m->n_nics, NODE_MAX_NICS);
	if (m->n_nics)
		qsort(m->nics, (size_t)m->n_nics, sizeof(*m->nics), by_name);
	return 0;
}
