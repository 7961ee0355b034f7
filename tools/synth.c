/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds the links of a preset. */
#include <stdio.h>
#include <string.h>

#include "synth.h"

/* A DGX H100 numbers its storage ports among those of its GPUs. */
static const char *const dgx_h100_nics[] = {
	"mlx5_0", "mlx5_3", "mlx5_4", "mlx5_5",
	"mlx5_6", "mlx5_9", "mlx5_10", "mlx5_11",
};

const struct synth_preset synth_presets[] = {
	{
		.name = "mini",
		.summary = "16 nodes x 8 rails: 2 pods x 2 islands x 4 nodes",
		.pods = 2, .islands = 2, .nodes = 4,
		.spines = 4, .cores = 2,
		.n_rails = 8, .nic_names = dgx_h100_nics,
		.node_prefix = "gpu",
		.lanes = 4, .speed = "HDR",
	},
	{ .name = NULL },
};

/* The upper half of a GUID spells RAIL; then a type, then a number. */
#define GUID_BASE 0x5241494c00000000u

enum guid_type { GUID_NIC = 1, GUID_LEAF, GUID_SPINE, GUID_CORE };

enum { FIRST_UPLINK = 33 };	/* a half of a 64-port switch is for nodes */

/* A NIC's are two apart: the one between is its port's. */
static uint64_t make_guid(enum guid_type type, int number)
{
	return GUID_BASE | (uint64_t)type << 28 | (uint64_t)number;
}

const struct synth_preset *synth_find(const char *name)
{
	for (const struct synth_preset *p = synth_presets; p->name; p++)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}

struct synth {
	const struct synth_preset *p;
	struct links *l;
	struct rail_error *err;
	int first_leaf;		/* of the pod being made; device index */
	int first_spine;
};

static int add_switch(struct synth *s, enum guid_type type, int number,
		      const char *name)
{
	return links_add_device(s->l, LINKS_SWITCH, make_guid(type, number),
				name, NULL, 0, s->err);
}

static int plug(struct synth *s, int a, int port_a, int b, int port_b)
{
	struct links_cable c = {
		.a = a, .port_a = port_a, .b = b, .port_b = port_b,
		.lanes = s->p->lanes,
	};

	snprintf(c.speed, sizeof(c.speed), "%s", s->p->speed);
	return links_add_cable(s->l, &c, s->err);
}

static int count_nodes(const struct synth_preset *p)
{
	return p->pods * p->islands * p->nodes;
}

/* gpu01..gpu16: as many digits as the last one needs, two at least. */
static int digits_of(int n)
{
	int digits = 1;

	while (n >= 10) {
		n /= 10;
		digits++;
	}
	return digits < 2 ? 2 : digits;
}

static int add_node(struct synth *s, int number, int first_leaf, int port)
{
	const struct synth_preset *p = s->p;
	char host[64];

	snprintf(host, sizeof(host), "%s%0*d", p->node_prefix,
		 digits_of(count_nodes(p)), number + 1);
	for (int r = 0; r < p->n_rails; r++) {
		int nic = links_add_device(s->l, LINKS_NIC,
			make_guid(GUID_NIC, number << 8 | r << 1),
			p->nic_names[r], host, 0, s->err);

		if (nic < 0 || plug(s, first_leaf + r, port, nic, 1) < 0)
			return -1;
	}
	return 0;
}

static int add_island(struct synth *s, int pod, int island)
{
	const struct synth_preset *p = s->p;
	int number = pod * p->islands + island;
	int first_leaf = s->l->n_devices;
	char name[64];

	for (int r = 0; r < p->n_rails; r++) {
		snprintf(name, sizeof(name), "pod%d-island%d-leaf%d", pod + 1,
			 island + 1, r);
		if (add_switch(s, GUID_LEAF, number * p->n_rails + r, name) < 0)
			return -1;
	}
	for (int n = 0; n < p->nodes; n++)
		if (add_node(s, number * p->nodes + n, first_leaf, n + 1) < 0)
			return -1;
	for (int r = 0; r < p->n_rails; r++)
		for (int k = 0; k < p->spines; k++) {
			int up = p->nodes < FIRST_UPLINK ? FIRST_UPLINK :
							   p->nodes + 1;

			if (plug(s, first_leaf + r, up + k, s->first_spine + k,
				 island * p->n_rails + r + 1) < 0)
				return -1;
		}
	return 0;
}

static int add_pod(struct synth *s, int pod)
{
	const struct synth_preset *p = s->p;
	char name[64];

	s->first_spine = s->l->n_devices;
	for (int k = 0; k < p->spines; k++) {
		snprintf(name, sizeof(name), "pod%d-spine%d", pod + 1, k + 1);
		if (add_switch(s, GUID_SPINE, pod * p->spines + k, name) < 0)
			return -1;
	}
	for (int i = 0; i < p->islands; i++)
		if (add_island(s, pod, i) < 0)
			return -1;
	/* The cores are the first devices of all. */
	for (int k = 0; k < p->spines; k++)
		for (int c = 0; c < p->cores; c++)
			if (plug(s, s->first_spine + k,
				 p->islands * p->n_rails + 1 + c, c,
				 pod * p->spines + k + 1) < 0)
				return -1;
	return 0;
}

static int add_all(struct synth *s)
{
	char name[64];

	for (int c = 0; c < s->p->cores; c++) {
		snprintf(name, sizeof(name), "core%d", c + 1);
		if (add_switch(s, GUID_CORE, c, name) < 0)
			return -1;
	}
	for (int pod = 0; pod < s->p->pods; pod++)
		if (add_pod(s, pod) < 0)
			return -1;
	return 0;
}

struct links *synth_links(const struct synth_preset *p, struct rail_error *err)
{
	struct synth s = { .p = p, .l = links_create(p->name), .err = err };

	if (!s.l) {
		rail_error_nomem(err);
		return NULL;
	}
	if (add_all(&s) < 0) {
		links_destroy(s.l);
		return NULL;
	}
	return s.l;
}
