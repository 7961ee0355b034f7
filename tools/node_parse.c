/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The JSON of railyard-node(5) -> what a node said of itself. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "node.h"
#include "topology/fabric.h"
#include "topology/jsontext.h"

enum { MAX_LID = 0xffff };

/* A text that node_format() can write again; VALUE may be NULL. */
static int read_text(struct jsontext *t, const struct jsontext_path *at,
		     struct json_object *value, char **out)
{
	const char *s;

	if (!value)
		return 0;
	s = jsontext_string(t, at, value);
	if (!s)
		return -1;
	if (!*s || strlen(s) > HARDWARE_TEXT_MAX)
		return jsontext_fail(t, at, "%zu characters, 1 to %d were "
				     "expected", strlen(s), HARDWARE_TEXT_MAX);
	for (const char *p = s; *p; p++)
		if (*p < ' ' || *p > '~' || *p == '"' || *p == '\\')
			return jsontext_fail(t, at, "printable ASCII but '\"' "
					     "and '\\' was expected");
	*out = strdup(s);
	return *out ? 0 : rail_error_nomem(t->err);
}

static int text_member(struct jsontext *t, const struct jsontext_path *up,
		       const char *key, struct json_object *value, char **out)
{
	struct jsontext_path at = { .up = up, .key = key };

	return read_text(t, &at, value, out);
}

static int int_member(struct jsontext *t, const struct jsontext_path *up,
		      const char *key, struct json_object *value, int max,
		      int *out)
{
	struct jsontext_path at = { .up = up, .key = key };

	return value ? jsontext_int(t, &at, value, 0, max, out) : 0;
}

static int guid_member(struct jsontext *t, const struct jsontext_path *up,
		       const char *key, struct json_object *value,
		       uint64_t *out)
{
	struct jsontext_path at = { .up = up, .key = key };
	const char *s;

	if (!value)
		return 0;
	s = jsontext_string(t, &at, value);
	if (!s)
		return -1;
	if (strlen(s) != 16 || strspn(s, "0123456789abcdefABCDEF") != 16 ||
	    !strtoull(s, NULL, 16))
		return jsontext_fail(t, &at, "\"%.40s\" is not a GUID: 16 hex "
				     "digits, not all 0, were expected", s);
	*out = strtoull(s, NULL, 16);
	return 0;
}

/* Reads the element at PATH into the INDEXth place of what OUT is. */
typedef int read_element(struct jsontext *t, const struct jsontext_path *path,
			 struct json_object *value, void *out);

/*
 * Reads the array KEY, of at most MAX elements of SIZE bytes, into *OUT; *N
 * counts those that may have to be freed.  ARRAY may be NULL.
 */
static int array_member(struct jsontext *t, const struct jsontext_path *up,
			const char *key, struct json_object *array, size_t max,
			size_t size, read_element *read, void *out, int *n)
{
	struct jsontext_path in = { .up = up, .key = key };
	size_t count = array ? json_object_array_length(array) : 0;
	char *items;

	*n = 0;
	if (!count)
		return 0;
	if (count > max)
		return jsontext_fail(t, &in, "%zu elements, at most %zu were "
				     "expected", count, max);
	items = calloc(count, size);
	if (!items)
		return rail_error_nomem(t->err);
	*(void **)out = items;
	while ((size_t)*n < count) {
		struct jsontext_path at = { .up = &in, .index = (size_t)*n };
		struct json_object *value;

		value = json_object_array_get_idx(array, at.index);
		if (read(t, &at, value, items + size * (size_t)(*n)++))
			return -1;
	}
	return 0;
}

static int read_text_element(struct jsontext *t,
			     const struct jsontext_path *path,
			     struct json_object *value, void *out)
{
	return jsontext_type(t, path, value, json_type_string) ||
	       read_text(t, path, value, out) ? -1 : 0;
}

/* --- NICs ---------------------------------------------------------------- */

static int read_port(struct jsontext *t, const struct jsontext_path *path,
		     struct json_object *value, void *out)
{
	static const struct jsontext_member members[] = {
		{ "port", json_type_int, true },
		{ "state", json_type_string, false },
		{ "speed", json_type_string, false },
		{ "layer", json_type_string, false },
		{ "lid", json_type_int, false },
		{ "gids", json_type_array, false },
	};
	struct jsontext_path at = { .up = path, .key = "port" };
	struct json_object *m[6];
	struct node_port *port = out;

	return jsontext_members(t, path, value, members, 6, m) ||
	       jsontext_int(t, &at, m[0], 1, NODE_MAX_PORTS, &port->number) ||
	       text_member(t, path, "state", m[1], &port->state) ||
	       text_member(t, path, "speed", m[2], &port->speed) ||
	       text_member(t, path, "layer", m[3], &port->layer) ||
	       int_member(t, path, "lid", m[4], MAX_LID, &port->lid) ||
	       array_member(t, path, "gids", m[5], NODE_MAX_GIDS,
			    sizeof(*port->gids), read_text_element,
			    &port->gids, &port->n_gids) ? -1 : 0;
}

static int read_mac(struct jsontext *t, const struct jsontext_path *up,
		    struct json_object *value, uint64_t *out)
{
	struct jsontext_path at = { .up = up, .key = "mac" };
	const char *s;

	if (!value)
		return 0;
	s = jsontext_string(t, &at, value);
	if (!s)
		return -1;
	*out = node_mac_parse(s);
	return *out ? 0 : jsontext_fail(t, &at, "\"%.40s\" is not a MAC "
					"address: six pairs of hex digits "
					"between ':' were expected", s);
}

static int read_netdev(struct jsontext *t, const struct jsontext_path *path,
		       struct json_object *value, void *out)
{
	static const struct jsontext_member members[] = {
		{ "name", json_type_string, true },
		{ "port", json_type_int, true },
		{ "mac", json_type_string, false },
	};
	struct jsontext_path at = { .up = path, .key = "port" };
	struct json_object *m[3];
	struct node_netdev *netdev = out;

	return jsontext_members(t, path, value, members, 3, m) ||
	       text_member(t, path, "name", m[0], &netdev->name) ||
	       jsontext_int(t, &at, m[1], 1, NODE_MAX_PORTS, &netdev->port) ||
	       read_mac(t, path, m[2], &netdev->mac) ? -1 : 0;
}

static int read_role(struct jsontext *t, const struct jsontext_path *up,
		     struct json_object *value, enum node_role *out)
{
	struct jsontext_path at = { .up = up, .key = "role" };
	const char *s = jsontext_string(t, &at, value);
	int role = s ? node_role_find(s) : -1;

	if (!s)
		return -1;
	if (role < 0)
		return jsontext_fail(t, &at, "\"%.40s\" is no role: \"rail\", "
				     "\"storage\", \"management\", \"far\" or "
				     "\"unknown\" was expected", s);
	*out = (enum node_role)role;
	return 0;
}

static int read_nic(struct jsontext *t, const struct jsontext_path *path,
		    struct json_object *value, void *out)
{
	static const struct jsontext_member members[] = {
		{ "name", json_type_string, true },
		{ "role", json_type_string, true },
		{ "reason", json_type_string, false },
		{ "guid", json_type_string, false },
		{ "system", json_type_string, false },
		{ "board", json_type_string, false },
		{ "model", json_type_string, false },
		{ "firmware", json_type_string, false },
		{ "pci", json_type_string, false },
		{ "numa", json_type_int, false },
		{ "ports", json_type_array, false },
		{ "netdevs", json_type_array, false },
	};
	struct json_object *m[12];
	struct node_nic *nic = out;

	nic->numa = -1;
	return jsontext_members(t, path, value, members, 12, m) ||
	       text_member(t, path, "name", m[0], &nic->name) ||
	       read_role(t, path, m[1], &nic->role) ||
	       text_member(t, path, "reason", m[2], &nic->reason) ||
	       guid_member(t, path, "guid", m[3], &nic->guid) ||
	       guid_member(t, path, "system", m[4], &nic->system) ||
	       text_member(t, path, "board", m[5], &nic->board) ||
	       text_member(t, path, "model", m[6], &nic->model) ||
	       text_member(t, path, "firmware", m[7], &nic->firmware) ||
	       text_member(t, path, "pci", m[8], &nic->pci) ||
	       int_member(t, path, "numa", m[9], NODE_MAX_NUMA, &nic->numa) ||
	       array_member(t, path, "ports", m[10], NODE_MAX_PORTS,
			    sizeof(*nic->ports), read_port, &nic->ports,
			    &nic->n_ports) ||
	       array_member(t, path, "netdevs", m[11], NODE_MAX_PORTS,
			    sizeof(*nic->netdevs), read_netdev,
			    &nic->netdevs, &nic->n_netdevs) ? -1 : 0;
}

/* Each is named by its name, so no two share one. */
static int check_names(struct jsontext *t, const struct node *node)
{
	struct jsontext_path in = { .key = "nics" };

	for (int i = 1; i < node->n_nics; i++) {
		struct jsontext_path at = { .up = &in, .index = (size_t)i };

		for (int k = 0; k < i; k++)
			if (!strcmp(node->nics[i].name, node->nics[k].name))
				return jsontext_fail(t, &at, "NIC \"%s\" comes "
						     "twice",
						     node->nics[i].name);
	}
	return 0;
}

/* --- GPUs ---------------------------------------------------------------- */

static int read_gpu(struct jsontext *t, const struct jsontext_path *path,
		    struct json_object *value, void *out)
{
	static const struct jsontext_member members[] = {
		{ "pci", json_type_string, true },
		{ "numa", json_type_int, false },
		{ "path", json_type_string, false },
		{ "near", json_type_array, false },
		{ "to_gpus", json_type_array, false },
		{ "to_nics", json_type_array, false },
	};
	struct json_object *m[6];
	struct node_gpu *gpu = out;

	gpu->numa = -1;
	return jsontext_members(t, path, value, members, 6, m) ||
	       text_member(t, path, "pci", m[0], &gpu->pci) ||
	       int_member(t, path, "numa", m[1], NODE_MAX_NUMA, &gpu->numa) ||
	       text_member(t, path, "path", m[2], &gpu->path) ||
	       array_member(t, path, "near", m[3], NODE_MAX_NICS,
			    sizeof(*gpu->near), read_text_element, &gpu->near,
			    &gpu->n_near) ||
	       array_member(t, path, "to_gpus", m[4], HARDWARE_MAX_GPUS,
			    sizeof(*gpu->gpus), read_text_element, &gpu->gpus,
			    &gpu->n_gpus) ||
	       array_member(t, path, "to_nics", m[5], NODE_MAX_NICS,
			    sizeof(*gpu->nics), read_text_element, &gpu->nics,
			    &gpu->n_nics) ? -1 : 0;
}

/* One for each of the hardware's, or none at all. */
static int read_gpus(struct jsontext *t, struct json_object *array,
		     struct node *node)
{
	struct jsontext_path in = { .key = "gpus" };
	size_t n = array ? json_object_array_length(array) : 0;
	int count;

	if (n && n != (size_t)node->hardware->n_gpus)
		return jsontext_fail(t, &in, "%zu GPUs, the %d of \"hardware\" "
				     "were expected", n,
				     node->hardware->n_gpus);
	return array_member(t, NULL, "gpus", array, HARDWARE_MAX_GPUS,
			    sizeof(*node->gpus), read_gpu, &node->gpus,
			    &count);
}

/* --- the whole ----------------------------------------------------------- */

/* Whether this is our format, before anything else is complained about. */
static int read_format(struct jsontext *t, struct json_object *format,
		       struct json_object *version)
{
	struct jsontext_path at = { .key = "format" };
	const char *s = jsontext_string(t, &at, format);
	int n;

	if (!s)
		return -1;
	if (strcmp(s, "railyard-node"))
		return jsontext_fail(t, &at, "format \"%.40s\", "
				     "\"railyard-node\" was expected", s);
	at.key = "version";
	if (jsontext_int(t, &at, version, 0, INT32_MAX, &n))
		return -1;
	return n == NODE_FORMAT_VERSION ? 0 :
	       jsontext_fail(t, &at, "version %d, this railyard reads %d", n,
			     NODE_FORMAT_VERSION);
}

static int read_host(struct jsontext *t, struct json_object *value,
		     struct node *node)
{
	struct jsontext_path at = { .key = "host" };

	if (read_text(t, &at, value, &node->host))
		return -1;
	return fabric_name_ok(node->host) ? 0 :
	       jsontext_fail(t, &at, "\"%.128s\" is not a node name: expected "
			     "letters, digits, '.', '_' and '-'", node->host);
}

static int read_node(struct jsontext *t, struct json_object *root,
		     struct node *node)
{
	static const struct jsontext_member members[] = {
		{ "format", json_type_string, true },
		{ "version", json_type_int, true },
		{ "host", json_type_string, true },
		{ "hardware", json_type_object, true },
		{ "gpus", json_type_array, false },
		{ "nics", json_type_array, true },
	};
	struct jsontext_path at = { .key = "hardware" };
	struct json_object *m[6];

	if (jsontext_members(t, NULL, root, members, 6, m) ||
	    read_format(t, m[0], m[1]) || read_host(t, m[2], node))
		return -1;
	node->hardware = hardware_read(t, &at, m[3]);
	if (!node->hardware)
		return -1;
	return read_gpus(t, m[4], node) ||
	       array_member(t, NULL, "nics", m[5], NODE_MAX_NICS,
			    sizeof(*node->nics), read_nic, &node->nics,
			    &node->n_nics) ||
	       check_names(t, node) ? -1 : 0;
}

struct node *node_parse(const char *text, size_t len, const char *label,
			struct rail_error *err)
{
	struct jsontext t = {
		.text = text, .len = len, .name = label, .err = err,
	};
	struct json_object *root = jsontext_parse(&t);
	struct node *node;

	if (!root)
		return NULL;
	node = calloc(1, sizeof(*node));
	if (!node)
		rail_error_nomem(err);
	if (node && read_node(&t, root, node)) {
		node_destroy(node);
		node = NULL;
	}
	json_object_put(root);
	return node;
}
