/* SPDX-License-Identifier: GPL-2.0-or-later */
/* This node, or another of which hwloc wrote an XML, as struct node. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hwloc_open.h"
#include "source_hwloc.h"
#include "source_hwloc_parts.h"
#include "topology/fabric.h"
#include "topology/wholefile.h"

enum { MAX_XML = 64 << 20, MAX_HOST = 256 };

/* --- the name ------------------------------------------------------------ */

static int set_host(struct node *node, const char *name, size_t len,
		    struct rail_error *err)
{
	node->host = strndup(name, len);
	if (!node->host)
		return rail_error_nomem(err);
	return fabric_name_ok(node->host) ? 0 :
	       rail_error_set(err, "\"%.128s\" is not a node name: expected "
			      "letters, digits, '_' and '-'; --host=NAME gives "
			      "it another", name);
}

static int find_host(const struct source_hwloc *s, struct hwloc_machine *m,
		     const char *label, struct node *node)
{
	char own[MAX_HOST] = "";
	const char *name = NULL;

	if (s->host)
		return set_host(node, s->host, strlen(s->host), m->err);
	if (label)
		name = hwloc_compat_info(m->topology, "HostName");
	else if (gethostname(own, sizeof(own) - 1) == 0)
		name = own;
	if (!name)
		return rail_error_at(m->err, label, 0, 0, "there is no "
				     "HostName in it: --host=NAME was "
				     "expected");
	/* Slurm's names have no domain. */
	return set_host(node, name, strcspn(name, "."), m->err);
}

/* --- from a machine to a node -------------------------------------------- */

/* The NICs of M become those of NODE. */
static int take_nics(struct hwloc_machine *m, struct node *node,
		     struct node_facts *facts)
{
	node->nics = calloc((size_t)m->n_nics + 1, sizeof(*node->nics));
	facts->rdma = calloc((size_t)m->n_nics + 1, sizeof(*facts->rdma));
	if (!node->nics || !facts->rdma)
		return rail_error_nomem(m->err);
	for (; node->n_nics < m->n_nics; node->n_nics++) {
		struct hwloc_nic *nic = &m->nics[node->n_nics];

		node->nics[node->n_nics] = nic->nic;
		facts->rdma[node->n_nics] = nic->rdma;
		nic->taken = true;
	}
	return 0;
}

static int take_gpus(struct hwloc_machine *m, struct node *node)
{
	struct hardware *hw = node->hardware;

	hw->gpus = calloc((size_t)m->n_gpus + 1, sizeof(*hw->gpus));
	node->gpus = calloc((size_t)m->n_gpus + 1, sizeof(*node->gpus));
	if (!hw->gpus || !node->gpus)
		return rail_error_nomem(m->err);
	while (hw->n_gpus < m->n_gpus) {
		int i = hw->n_gpus++;

		if (hwloc_gpus_describe(m, i, &hw->gpus[i], &node->gpus[i]))
			return -1;
	}
	return 0;
}

/* How near GPU I and each of N objects are; GPU I itself is "X". */
static int measure(struct hwloc_machine *m, int i, hwloc_obj_t (*object)(
		   const struct hwloc_machine *m, int k), int n, char ***out,
		   int *count, int *scores)
{
	*out = calloc((size_t)n + 1, sizeof(**out));
	if (!*out)
		return -1;
	while (*count < n) {
		hwloc_obj_t other = object(m, *count);
		int score;
		const char *class = hwloc_path_class(m, m->gpus[i], other,
						     &score);

		if (scores)
			scores[*count] = score;
		(*out)[*count] = strdup(other == m->gpus[i] ? "X" : class);
		if (!(*out)[(*count)++])
			return -1;
	}
	return 0;
}

static hwloc_obj_t gpu_object(const struct hwloc_machine *m, int i)
{
	return m->gpus[i];
}

/* A device that sits at a PCI device is where that is. */
static hwloc_obj_t nic_object(const struct hwloc_machine *m, int i)
{
	hwloc_obj_t obj = m->nics[i].obj;

	while (obj && obj->type == HWLOC_OBJ_OS_DEVICE && obj->parent &&
	       (obj->parent->type == HWLOC_OBJ_PCI_DEVICE ||
		obj->parent->type == HWLOC_OBJ_OS_DEVICE))
		obj = obj->parent;
	return obj;
}

static int measure_all(struct hwloc_machine *m, struct node *node,
		       struct node_facts *facts)
{
	facts->scores = calloc((size_t)m->n_gpus * (size_t)m->n_nics + 1,
			       sizeof(*facts->scores));
	if (!facts->scores)
		return rail_error_nomem(m->err);
	for (int i = 0; i < m->n_gpus; i++) {
		struct node_gpu *gpu = &node->gpus[i];

		if (measure(m, i, gpu_object, m->n_gpus, &gpu->gpus,
			    &gpu->n_gpus, NULL) ||
		    measure(m, i, nic_object, m->n_nics, &gpu->nics,
			    &gpu->n_nics, facts->scores + i * m->n_nics))
			return rail_error_nomem(m->err);
	}
	return 0;
}

static int fill(const struct source_hwloc *s, struct hwloc_machine *m,
		struct node_sysfs *sysfs, const char *label, struct node *node)
{
	struct node_facts facts = { 0 };
	int rc = -1;

	node->hardware = calloc(1, sizeof(*node->hardware));
	if (!node->hardware)
		return rail_error_nomem(m->err);
	if (find_host(s, m, label, node) ||
	    hwloc_board_describe(m, node->hardware) || hwloc_gpus_find(m) ||
	    hwloc_nics_find(m, sysfs) || take_nics(m, node, &facts) ||
	    take_gpus(m, node) || measure_all(m, node, &facts))
		goto out;
	rc = node_roles_apply(node, &facts, s->rules, s->n_rules) ||
	     node_roles_note_idle(node, s->rules, s->n_rules, m->notes) ||
	     node_roles_pair(node, &facts) ? rail_error_nomem(m->err) : 0;
out:
	free(facts.rdma);
	free(facts.scores);
	return rc;
}

static struct node *make_node(const struct source_hwloc *s,
			      struct hwloc_machine *m, const char *label)
{
	const char *root = s->sysfs ? s->sysfs : label ? NULL : "/sys";
	struct node *node = calloc(1, sizeof(*node));
	struct node_sysfs sysfs = { 0 };
	int rc = -1;

	if (!node)
		rail_error_nomem(m->err);
	else if (!root || node_sysfs_read(&sysfs, root, m->err) == 0)
		rc = fill(s, m, &sysfs, label, node);
	node_sysfs_free(&sysfs);
	for (int i = 0; i < m->n_nics; i++)
		if (!m->nics[i].taken)
			node_nic_free(&m->nics[i].nic);
	free(m->nics);
	free(m->gpus);
	pci_names_free(&m->names);
	hwloc_topology_destroy(m->topology);
	if (rc == 0)
		return node;
	node_destroy(node);
	return NULL;
}

struct node *source_hwloc_parse(const struct source_hwloc *s,
				const char *text, size_t len,
				const char *label, struct infer_notes *notes,
				struct rail_error *err)
{
	struct hwloc_machine m = { .notes = notes, .err = err };

	if (hwloc_open_xml(&m.topology, text, len, label, err) < 0)
		return NULL;
	return make_node(s, &m, label);
}

struct node *source_hwloc_read(const struct source_hwloc *s,
			       struct infer_notes *notes,
			       struct rail_error *err)
{
	struct hwloc_machine m = { .notes = notes, .err = err };
	struct node *node;
	size_t len;
	char *text;

	if (!s->xml)
		return hwloc_open_live(&m.topology, err) < 0 ? NULL :
		       make_node(s, &m, NULL);
	text = wholefile_read(s->xml, MAX_XML, &len, err);
	if (!text)
		return NULL;
	node = source_hwloc_parse(s, text, len, wholefile_label(s->xml), notes,
				  err);
	free(text);
	return node;
}
