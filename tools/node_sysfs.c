/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel says of RDMA devices in sysfs: more than hwloc keeps. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "node_sysfs.h"
#include "node_text.h"
#include "topology/hostlist.h"

/*
 * Nothing but open(), read(), opendir() and scandir() here: with those a
 * simulated device (umad2sim of ibsim) shows up as a real one does.
 */

enum { VALUE = 128 };

struct folder {
	char path[PATH_MAX];
	bool failed;	/* out of memory */
};

/* NAME in the folder, without its line's end; NULL: it cannot be read. */
static const char *value(const struct folder *f, const char *name,
			 char text[VALUE])
{
	char path[PATH_MAX];
	ssize_t len;
	int fd;

	if (snprintf(path, sizeof(path), "%s/%s", f->path, name) >=
	    (int)sizeof(path))
		return NULL;
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return NULL;
	len = read(fd, text, VALUE - 1);
	close(fd);
	if (len <= 0)
		return NULL;
	text[len] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static void keep(struct folder *f, char **out, const char *text)
{
	f->failed |= node_text_set(out, text) < 0;
}

static int subfolder(const struct folder *up, const char *name,
		     struct folder *f)
{
	f->failed = false;
	return snprintf(f->path, sizeof(f->path), "%s/%s", up->path, name) <
	       (int)sizeof(f->path) ? 0 : -1;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return hostlist_natural_cmp((*a)->d_name, (*b)->d_name);
}

static void free_entries(struct dirent **entries, int n)
{
	for (int i = 0; i < n; i++)
		free(entries[i]);
	if (n >= 0)
		free(entries);
}

/* --- ports --------------------------------------------------------------- */

/* "4: ACTIVE" in our words; NULL: some other state. */
static const char *state_name(const char *text)
{
	static const char *const names[] = { NULL, "down", "init", "armed",
					     "active" };
	int n = text ? atoi(text) : 0;

	return n > 0 && n < (int)(sizeof(names) / sizeof(*names)) ?
	       names[n] : NULL;
}

/* Whether it is more than a prefix: "fe80:0000:0000:0000:0000:...". */
static bool is_gid(const char *text)
{
	size_t len = strlen(text);

	return len == 39 && strcmp(text + 20, "0000:0000:0000:0000") != 0;
}

static int read_gids(struct folder *up, struct node_port *port)
{
	char name[16], text[VALUE];
	const char *gid;
	struct folder f;

	if (subfolder(up, "gids", &f) < 0)
		return 0;
	port->gids = calloc(NODE_MAX_GIDS, sizeof(*port->gids));
	if (!port->gids)
		return -1;
	for (int i = 0; port->n_gids < NODE_MAX_GIDS; i++) {
		snprintf(name, sizeof(name), "%d", i);
		gid = value(&f, name, text);
		if (!gid)
			break;
		if (!is_gid(gid))
			continue;
		keep(&f, &port->gids[port->n_gids], gid);
		if (f.failed)
			return -1;
		port->n_gids++;
	}
	return 0;
}

static int read_port(struct folder *f, int number, struct node_port *port)
{
	char text[VALUE];
	const char *lid;
	long n;

	port->number = number;
	keep(f, &port->state, state_name(value(f, "state", text)));
	keep(f, &port->layer, value(f, "link_layer", text));
	free(port->speed);
	port->speed = node_text_speed(value(f, "rate", text), port->layer &&
				      !strcmp(port->layer, "Ethernet"),
				      &f->failed);
	lid = value(f, "lid", text);
	n = lid ? strtol(lid, NULL, 0) : 0;
	port->lid = n > 0 && n < 0xffff ? (int)n : 0;
	return f->failed || read_gids(f, port) < 0 ? -1 : 0;
}

static int read_ports(struct folder *device, struct node_nic *nic)
{
	struct dirent **entries = NULL;
	struct folder up, f;
	int n, rc = 0;

	if (subfolder(device, "ports", &up) < 0)
		return 0;
	n = scandir(up.path, &entries, visible, by_name);
	if (n <= 0) {
		free_entries(entries, n);
		return 0;
	}
	nic->ports = calloc(NODE_MAX_PORTS, sizeof(*nic->ports));
	if (!nic->ports)
		rc = -1;
	for (int i = 0; i < n && rc == 0 && nic->n_ports < NODE_MAX_PORTS;
	     i++) {
		int number = atoi(entries[i]->d_name);

		if (number < 1 || number > NODE_MAX_PORTS ||
		    subfolder(&up, entries[i]->d_name, &f) < 0)
			continue;
		rc = read_port(&f, number, &nic->ports[nic->n_ports++]);
	}
	free_entries(entries, n);
	return rc;
}

/* --- devices ------------------------------------------------------------- */

/* "../../../0000:18:00.0": where "device" points to. */
static void read_pci(struct folder *f, struct node_nic *nic)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *name;
	unsigned d, b, s, fn;
	ssize_t len;
	int end = 0;

	if (snprintf(path, sizeof(path), "%s/device", f->path) >=
	    (int)sizeof(path))
		return;
	len = readlink(path, target, sizeof(target) - 1);
	if (len <= 0)
		return;
	target[len] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	if (sscanf(name, "%x:%2x:%2x.%1x%n", &d, &b, &s, &fn, &end) == 4 &&
	    !name[end])
		keep(f, &nic->pci, name);
}

static int read_device(struct folder *f, const char *name,
		       struct node_nic *nic)
{
	char text[VALUE];

	nic->numa = -1;
	keep(f, &nic->name, name);
	if (!nic->name)
		return -1;
	nic->guid = node_text_guid(value(f, "node_guid", text));
	nic->system = node_text_guid(value(f, "sys_image_guid", text));
	keep(f, &nic->board, value(f, "board_id", text));
	keep(f, &nic->model, value(f, "hca_type", text));
	keep(f, &nic->firmware, value(f, "fw_ver", text));
	read_pci(f, nic);
	return f->failed ? -1 : read_ports(f, nic);
}

int node_sysfs_read(struct node_sysfs *out, const char *root,
		    struct rail_error *err)
{
	struct dirent **entries = NULL;
	struct folder class, f;
	int n, rc = 0;

	*out = (struct node_sysfs){ 0 };
	if (snprintf(class.path, sizeof(class.path), "%s/class/infiniband",
		     root) >= (int)sizeof(class.path))
		return rail_error_at(err, root, 0, 0, "the path is too long");
	n = scandir(class.path, &entries, visible, by_name);
	if (n > 0) {
		out->nics = calloc((size_t)n, sizeof(*out->nics));
		rc = out->nics ? 0 : -1;
	}
	for (int i = 0; i < n && rc == 0; i++)
		if (subfolder(&class, entries[i]->d_name, &f) == 0)
			rc = read_device(&f, entries[i]->d_name,
					 &out->nics[out->n_nics++]);
	free_entries(entries, n);
	return rc < 0 ? rail_error_nomem(err) : 0;
}

void node_sysfs_free(struct node_sysfs *s)
{
	for (int i = 0; i < s->n_nics; i++)
		node_nic_free(&s->nics[i]);
	free(s->nics);
	*s = (struct node_sysfs){ 0 };
}
