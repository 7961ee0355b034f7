/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds presets, and makes the devices that all builders need. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "synth_fit.h"
#include "synth_parts.h"
#include "topology/fabric.h"

/* The upper half of a GUID spells RAIL; then a type, then a number. */
#define GUID_BASE 0x5241494c00000000u
/* Where the NICs of a fabric are too many for that. */
#define GUID_MORE 0x5241494d00000000u

enum {
	GUID_TYPE_SHIFT = 28,
	GUID_STRIDE = 256,	/* from node to node, usually */
	MOST_CABLES = 1 << 23,	/* of nodes */
};

/* --- presets ------------------------------------------------------------- */

const struct synth_preset *synth_find(const char *name)
{
	for (const struct synth_preset *p = synth_presets; p->spec.name; p++)
		if (!strcmp(p->spec.name, name))
			return p;
	return NULL;
}

/* How many characters must be put in, taken out or changed. */
static int distance(const char *a, const char *b)
{
	int row[SYNTH_NAME_SIZE], n = (int)strlen(b);

	if (n >= SYNTH_NAME_SIZE)
		return n;
	for (int k = 0; k <= n; k++)
		row[k] = k;
	for (int i = 0; a[i]; i++) {
		int corner = row[0];

		row[0] = i + 1;
		for (int k = 0; k < n; k++) {
			int least = corner + (a[i] != b[k]);

			corner = row[k + 1];
			if (corner + 1 < least)
				least = corner + 1;
			if (row[k] + 1 < least)
				least = row[k] + 1;
			row[k + 1] = least;
		}
	}
	return row[n];
}

/* A part of one name alone, or the one that a slip or two lead to. */
const struct synth_preset *synth_guess(const char *name)
{
	const struct synth_preset *part = NULL, *near = NULL;
	int most = (int)strlen(name) / 4, n_parts = 0;

	for (const struct synth_preset *p = synth_presets; p->spec.name; p++) {
		int d = distance(name, p->spec.name);

		if (strlen(name) > 2 && strstr(p->spec.name, name)) {
			part = p;
			n_parts++;
		}
		if (d <= most) {
			near = p;
			most = d - 1;
		}
	}
	return n_parts == 1 ? part : near;
}

static int check_spec(const struct synth_spec *s, struct rail_error *err)
{
	if (s->nodes > FABRIC_MAX_NODES)
		return rail_error_set(err, "%s: %d nodes: at most %d were "
				      "expected", s->name, s->nodes,
				      FABRIC_MAX_NODES);
	if ((long)s->nodes * s->rails * s->planes > MOST_CABLES)
		return rail_error_set(err, "%s: %d nodes of %d rails and %d "
				      "planes: at most %d cables of nodes were "
				      "expected", s->name, s->nodes, s->rails,
				      s->planes, MOST_CABLES);
	return 0;
}

int synth_take(const struct synth_preset *p, int units,
	       struct synth_spec *spec, struct rail_error *err)
{
	*spec = p->spec;
	if (units && !p->unit)
		return rail_error_set(err, "%s: \"%d\": it comes in one size",
				      spec->name, units);
	if (units > p->most_units)
		return rail_error_set(err, "%s: \"%d\": 1 to %d %ss were "
				      "expected", spec->name, units,
				      p->most_units, p->unit);
	if (!units)
		units = p->units;
	/* The last unit may be a part of one. */
	if (p->unit && (long)units * p->unit_nodes < spec->nodes)
		spec->nodes = units * p->unit_nodes;
	return 0;
}

int synth_size(const struct synth_spec *spec, struct synth_size *size)
{
	struct synth_fit fit;

	if (spec->dragonfly.switches) {
		synth_dragonfly_size(spec, size);
		return 0;
	}
	if (synth_fit(spec, &fit, NULL) < 0)
		return -1;
	*size = (struct synth_size){ .pods = fit.pods, .islands = fit.islands };
	memcpy(size->ports, fit.radix, sizeof(size->ports));
	return 0;
}

struct links *synth_links(const struct synth_preset *p,
			  const struct synth_spec *spec,
			  struct rail_error *err)
{
	return check_spec(spec, err) < 0 ? NULL : p->build(spec, err);
}

/* --- what kinds of nodes have -------------------------------------------- */

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

static int name_nics(struct synth *s)
{
	const struct synth_spec *spec = s->spec;
	enum { SIZE = 16 };

	s->made_nics = calloc((size_t)spec->rails, SIZE);
	s->nics = calloc((size_t)(spec->n_kinds * spec->rails),
			 sizeof(*s->nics));
	if (!s->made_nics || !s->nics)
		return rail_error_nomem(s->err);
	for (int r = 0; r < spec->rails; r++)
		snprintf(s->made_nics + r * SIZE, SIZE, "mlx5_%d", r);
	for (int k = 0; k < spec->n_kinds; k++)
		for (int r = 0; r < spec->rails; r++)
			s->nics[k * spec->rails + r] = spec->kinds[k].nics ?
				spec->kinds[k].nics[r] :
				s->made_nics + r * SIZE;
	return 0;
}

/* Of a GPU: its model, its NIC, and the cores of its half of the node. */
static int describe_gpu(struct synth *s, int kind, int gpu,
			struct hardware_gpu *out)
{
	const struct synth_kind *k = &s->spec->kinds[kind];
	int sockets = k->sockets, socket, per;

	out->model = strdup(k->gpu);
	if (!out->model)
		return -1;
	if (k->paired && gpu < s->spec->rails) {
		out->nic = strdup(s->nics[kind * s->spec->rails + gpu]);
		if (!out->nic)
			return -1;
	}
	if (!sockets || !k->cores || k->n_gpus % sockets)
		return 0;
	per = k->n_gpus / sockets;
	socket = gpu / per;
	if (asprintf(&out->cores, "%d-%d", socket * k->cores,
		     (socket + 1) * k->cores - 1) < 0) {
		out->cores = NULL;
		return -1;
	}
	return 0;
}

static char *copy(const char *text, bool *failed)
{
	char *out = text ? strdup(text) : NULL;

	*failed |= text && !out;
	return out;
}

static struct hardware *describe_kind(struct synth *s, int kind)
{
	const struct synth_kind *k = &s->spec->kinds[kind];
	struct hardware *hw = calloc(1, sizeof(*hw));
	bool failed = false;

	if (!hw)
		return NULL;
	hw->vendor = copy(k->vendor, &failed);
	hw->product = copy(k->product, &failed);
	hw->sockets = k->sockets;
	hw->cores = k->cores;
	hw->threads = k->threads;
	hw->gpus = calloc((size_t)k->n_gpus, sizeof(*hw->gpus));
	if (hw->gpus)
		hw->n_gpus = k->n_gpus;
	failed |= !hw->gpus;
	for (int i = 0; i < hw->n_gpus && !failed; i++)
		failed = describe_gpu(s, kind, i, &hw->gpus[i]) < 0;
	if (!failed)
		return hw;
	hardware_destroy(hw);
	return NULL;
}

static int describe_kinds(struct synth *s)
{
	s->hardware = calloc((size_t)s->spec->n_kinds, sizeof(*s->hardware));
	if (!s->hardware)
		return rail_error_nomem(s->err);
	for (int k = 0; k < s->spec->n_kinds; k++) {
		if (!s->spec->kinds[k].n_gpus)
			continue;
		s->hardware[k] = describe_kind(s, k);
		if (!s->hardware[k])
			return rail_error_nomem(s->err);
	}
	return 0;
}

int synth_begin(struct synth *s, const struct synth_spec *spec,
		struct rail_error *err)
{
	*s = (struct synth){ .spec = spec, .err = err };
	s->digits = digits_of(spec->rack ? (spec->nodes + spec->rack - 1) /
						   spec->rack : spec->nodes);
	/* Ports of a NIC have the GUIDs after its own. */
	s->guid_step = spec->planes + 1;
	s->guid_stride = GUID_STRIDE;
	while (s->guid_stride < spec->rails * s->guid_step)
		s->guid_stride *= 2;
	s->l = links_create(spec->name);
	if (!s->l)
		return rail_error_nomem(err);
	return name_nics(s) < 0 || describe_kinds(s) < 0 ? -1 : 0;
}

struct links *synth_end(struct synth *s, int rc)
{
	for (int k = 0; s->hardware && k < s->spec->n_kinds; k++)
		hardware_destroy(s->hardware[k]);
	free(s->hardware);
	free(s->nics);
	free(s->made_nics);
	if (rc == 0)
		return s->l;
	links_destroy(s->l);
	return NULL;
}

/* --- devices and cables -------------------------------------------------- */

int synth_switch(struct synth *s, enum synth_guid type, int number,
		 const char *fmt, ...)
{
	char name[SYNTH_NAME_SIZE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(name, sizeof(name), fmt, ap);
	va_end(ap);
	return links_add_device(s->l, LINKS_SWITCH,
				GUID_BASE | (uint64_t)type << GUID_TYPE_SHIFT |
				(uint64_t)number, name, NULL, 0, s->err);
}

static uint64_t nic_guid(const struct synth *s, int node, int rail)
{
	uint64_t number = (uint64_t)node * (uint64_t)s->guid_stride +
			  (uint64_t)(rail * s->guid_step);

	if (s->guid_stride > GUID_STRIDE)
		return GUID_MORE + number;
	return (GUID_BASE | (uint64_t)SYNTH_NIC << GUID_TYPE_SHIFT) + number;
}

/* The number of a switch's port in a cable; -1: no memory. */
static int port_of(struct synth *s, int port)
{
	char name[32];

	switch (s->spec->ports) {
	case SYNTH_NUMBERED:
		return port;
	case SYNTH_SPLIT:
		snprintf(name, sizeof(name), "swp%ds%d", (port + 1) / 2,
			 (port + 1) % 2);
		break;
	case SYNTH_WHOLE:
		snprintf(name, sizeof(name), "swp%d", port);
		break;
	case SYNTH_FBOSS:
		snprintf(name, sizeof(name), "eth1/%d/1", port);
		break;
	}
	return links_port(s->l, name, s->err);
}

static int plug(struct synth *s, const struct synth_speed *speed,
		struct links_cable *c)
{
	c->lanes = speed->lanes;
	snprintf(c->speed, sizeof(c->speed), "%s", speed->name);
	return links_add_cable(s->l, c, s->err);
}

int synth_trunk(struct synth *s, int a, int port_a, int b, int port_b)
{
	struct links_cable c = {
		.a = a, .port_a = port_of(s, port_a),
		.b = b, .port_b = port_of(s, port_b),
	};

	if (c.port_a < 0 || c.port_b < 0)
		return -1;
	return plug(s, &s->spec->trunk_speed, &c);
}

static int plug_nic(struct synth *s, int device, const struct synth_plug *plugs)
{
	for (int p = 0; p < s->spec->planes; p++) {
		struct links_cable c = {
			.a = plugs[p].leaf, .port_a = port_of(s, plugs[p].port),
			.b = device, .port_b = p + 1,
		};

		if (c.port_a < 0 || plug(s, &s->spec->speed, &c) < 0)
			return -1;
	}
	return 0;
}

static void name_node(const struct synth *s, int number,
		      char host[SYNTH_NAME_SIZE])
{
	const struct synth_spec *spec = s->spec;

	if (spec->rack)
		snprintf(host, SYNTH_NAME_SIZE, "%.32s%0*d-node%0*d",
			 spec->prefix, s->digits, number / spec->rack + 1,
			 digits_of(spec->rack), number % spec->rack + 1);
	else
		snprintf(host, SYNTH_NAME_SIZE, "%.32s%0*d", spec->prefix,
			 s->digits, number + 1);
}

int synth_node(struct synth *s, int number, int island,
	       const struct synth_plug *plugs)
{
	return synth_named_node(s, number, island, NULL, plugs);
}

int synth_named_node(struct synth *s, int number, int island, const char *host,
		     const struct synth_plug *plugs)
{
	const struct synth_spec *spec = s->spec;
	int kind = island % spec->n_kinds;
	char made[SYNTH_NAME_SIZE];

	if (!host) {
		name_node(s, number, made);
		host = made;
	}
	for (int r = 0; r < spec->rails; r++) {
		int nic = links_add_device(s->l, LINKS_NIC,
					   nic_guid(s, number, r),
					   s->nics[kind * spec->rails + r],
					   host, 0, s->err);

		if (nic < 0 || plug_nic(s, nic, &plugs[r * spec->planes]) < 0)
			return -1;
	}
	if (!s->hardware[kind])
		return 0;
	return links_set_hardware(s->l, host, s->hardware[kind], s->err);
}
