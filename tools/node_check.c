/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holds a node against its map. */
#include "node_check.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

/* --- what it should have ------------------------------------------------- */

int node_check_from_map(struct node_check *c, const struct fabric *map,
			const char *host, struct rail_error *err)
{
	int n = fabric_find_node(map, host);
	const struct fabric_shape *shape;

	if (n < 0)
		return rail_error_set(err, "the map has no node \"%s\"", host);
	*c = (struct node_check){ .host = map->nodes[n].name, .gpus = -1 };
	shape = &map->shapes[map->nodes[n].shape];
	for (int r = 0; r < map->n_rails; r++) {
		const struct fabric_nic *nic = fabric_nic(map, n, r, 0);

		if (!shape->nic_names[r] || nic->leaf < 0)
			continue;
		c->nics[c->n_nics++] = (struct node_check_nic){
			.name = shape->nic_names[r], .guid = nic->guid,
			.speed = nic->speed < 0 ? NULL :
						  map->speeds[nic->speed],
			.rail = r,
		};
	}
	if (shape->hardware)
		c->gpus = shape->hardware->n_gpus;
	return 0;
}

void node_check_from_node(struct node_check *c, const struct node *node)
{
	*c = (struct node_check){ .host = node->host,
				  .gpus = node->hardware->n_gpus };
	for (int i = 0; i < node->n_nics; i++) {
		const struct node_nic *nic = &node->nics[i];

		if (nic->role != NODE_RAIL || c->n_nics == FABRIC_MAX_RAILS)
			continue;
		c->nics[c->n_nics] = (struct node_check_nic){
			.name = nic->name, .guid = nic->guid,
			.speed = nic->n_ports ? nic->ports[0].speed : NULL,
			.rail = c->n_nics,
		};
		c->n_nics++;
	}
}

/* --- what it has --------------------------------------------------------- */

static const struct node_nic *find_nic(const struct node_sysfs *found,
				       const struct node_check_nic *want)
{
	for (int i = 0; i < found->n_nics && want->guid; i++)
		if (found->nics[i].guid == want->guid)
			return &found->nics[i];
	for (int i = 0; i < found->n_nics; i++)
		if (!strcmp(found->nics[i].name, want->name))
			return &found->nics[i];
	return NULL;
}

static bool is_active(const struct node_port *port)
{
	return port->state && !strcmp(port->state, "active");
}

/* A NIC of two ports carries its rail while one of them does. */
static void check_ports(struct node_check_nic *want, const struct node_nic *nic)
{
	const struct node_port *active = NULL, *dark = NULL;

	for (int i = 0; i < nic->n_ports; i++) {
		if (is_active(&nic->ports[i]))
			active = active ? active : &nic->ports[i];
		else
			dark = dark ? dark : &nic->ports[i];
	}
	if (dark)
		snprintf(want->text, sizeof(want->text), "port %d is %s",
			 dark->number, dark->state ? dark->state : "dark");
	else if (!active)
		snprintf(want->text, sizeof(want->text), "it has no port");
	if (!active) {
		want->why = "down";
	} else if (want->speed && active->speed &&
		   strcmp(want->speed, active->speed) != 0) {
		want->why = "slow";
		snprintf(want->text, sizeof(want->text),
			 "port %d runs at %.32s, expected %.32s",
			 active->number, active->speed, want->speed);
	}
}

void node_check_nics(struct node_check *c, const struct node_sysfs *found)
{
	for (int i = 0; i < c->n_nics; i++) {
		struct node_check_nic *want = &c->nics[i];
		const struct node_nic *nic = find_nic(found, want);

		want->why = NULL;
		want->text[0] = '\0';
		if (nic) {
			check_ports(want, nic);
			continue;
		}
		want->why = "missing";
		snprintf(want->text, sizeof(want->text),
			 "there is no such device");
	}
}

static bool is_gpu(const char *name)
{
	return !strncmp(name, "nvidia", 6) && name[6] &&
	       !name[6 + strspn(name + 6, "0123456789")];
}

void node_check_gpus(struct node_check *c, const char *dev)
{
	DIR *dir = opendir(dev);
	struct dirent *entry;

	c->gpus_found = 0;
	while (dir && (entry = readdir(dir)))
		c->gpus_found += is_gpu(entry->d_name);
	if (dir)
		closedir(dir);
}
