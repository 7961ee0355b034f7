/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes an ibsim netlist: a section a device, a line a port. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "write_ibsim.h"

enum {
	USUAL_SWITCH_PORTS = 64,
	MOST_SWITCH_PORTS = 255,	/* of a node of ibsim */
	MELLANOX = 0x2c9,		/* as clusters have them */
	QUANTUM_2 = 0xd2f2,
	CONNECTX_7 = 0x1021,
};

/* One end of a cable, sorted by device and port. */
struct end {
	int device, port;
	int other, other_port;
	const struct links_cable *cable;
};

static int by_device(const void *a, const void *b)
{
	const struct end *x = a, *y = b;

	if (x->device != y->device)
		return x->device - y->device;
	return x->port - y->port;
}

static struct end *list_ends(const struct links *l)
{
	struct end *ends = calloc((size_t)l->n_cables * 2 + 1, sizeof(*ends));

	for (int i = 0; ends && i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];

		ends[2 * i] = (struct end){ c->a, c->port_a, c->b, c->port_b,
					    c };
		ends[2 * i + 1] = (struct end){ c->b, c->port_b, c->a,
						c->port_a, c };
	}
	if (ends)
		qsort(ends, (size_t)l->n_cables * 2, sizeof(*ends), by_device);
	return ends;
}

static char letter(const struct links_device *d)
{
	return d->kind == LINKS_SWITCH ? 'S' : 'H';
}

static void put_header(FILE *out, const struct links_device *d, int n_ports)
{
	bool is_switch = d->kind == LINKS_SWITCH;

	fprintf(out, "\nvendid=0x%x\ndevid=0x%x\n", MELLANOX,
		is_switch ? QUANTUM_2 : CONNECTX_7);
	fprintf(out, "sysimgguid=0x%" PRIx64 "\n", d->guid);
	if (is_switch)
		fprintf(out, "switchguid=0x%" PRIx64 "(%" PRIx64 ")\n"
			"Switch\t%d \"S-%016" PRIx64 "\"\t\t# \"%s\" "
			"base port 0 lid 0 lmc 0\n", d->guid, d->guid, n_ports,
			d->guid, d->name);
	else
		fprintf(out, "caguid=0x%" PRIx64 "\n"
			"Ca\t%d \"H-%016" PRIx64 "\"\t\t# \"%s %s\"\n",
			d->guid, n_ports, d->guid, d->host, d->name);
}

/* ibsim wants "lid N" before the speed, and numbers ports' GUIDs so. */
static void put_port(FILE *out, const struct links *l, const struct end *e)
{
	const struct links_device *d = &l->devices[e->device];
	const struct links_device *o = &l->devices[e->other];

	fprintf(out, "[%d]", e->port);
	if (d->kind == LINKS_NIC)
		fprintf(out, "(%" PRIx64 ")", d->guid + (uint64_t)e->port);
	fprintf(out, "\t\"%c-%016" PRIx64 "\"[%d]", letter(o), o->guid,
		e->other_port);
	if (o->kind == LINKS_NIC)
		fprintf(out, "(%" PRIx64 ")",
			o->guid + (uint64_t)e->other_port);
	fprintf(out, "\t\t# %s\"%s%s%s\" lid 0 %dx%s\n",
		d->kind == LINKS_NIC ? "lid 0 lmc 0 " : "",
		o->host ? o->host : "", o->host ? " " : "", o->name,
		e->cable->lanes ? e->cable->lanes : 4,
		e->cable->lanes ? e->cable->speed : "HDR");
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static int refuse_twins(uint64_t *guids, size_t n, const char *what,
			struct rail_error *err)
{
	qsort(guids, n, sizeof(*guids), by_value);
	for (size_t i = 1; i < n; i++)
		if (guids[i - 1] == guids[i])
			return rail_error_set(err, "two %s have the GUID "
					      "%016" PRIx64 ": ibsim takes no "
					      "twins", what, guids[i]);
	return 0;
}

/* ibsim knows devices, and opensm ports, by their GUIDs; that of a port of a
 * NIC may be that of another NIC. */
static int check_guids(const struct links *l, const struct end *ends,
		       struct rail_error *err)
{
	size_t n = 0, n_ends = (size_t)l->n_cables * 2;
	uint64_t *guids = calloc((size_t)l->n_devices + n_ends + 1,
				 sizeof(*guids));
	int rc = -1;

	if (!guids)
		return rail_error_nomem(err);
	for (int i = 0; i < l->n_devices; i++)
		guids[n++] = l->devices[i].guid;
	if (refuse_twins(guids, n, "devices", err) < 0)
		goto out;
	n = 0;
	for (int i = 0; i < l->n_devices; i++)
		if (l->devices[i].kind == LINKS_SWITCH)
			guids[n++] = l->devices[i].guid;
	for (size_t i = 0; i < n_ends; i++)
		if (l->devices[ends[i].device].kind == LINKS_NIC)
			guids[n++] = l->devices[ends[i].device].guid +
				     (uint64_t)ends[i].port;
	rc = refuse_twins(guids, n, "ports", err);
out:
	free(guids);
	return rc;
}

int write_ibsim(const struct links *l, const char *title, FILE *out,
		struct rail_error *err)
{
	struct end *ends = list_ends(l), *e = ends;
	int rc;

	if (!ends)
		return rail_error_nomem(err);
	rc = check_guids(l, ends, err);
	fprintf(out, "# %s: a netlist for ibsim\n", title);
	for (int i = 0; i < l->n_devices && rc == 0; i++) {
		const struct links_device *d = &l->devices[i];
		const struct end *first = e;
		int ports = d->kind == LINKS_SWITCH ? USUAL_SWITCH_PORTS : 1;

		for (; e < ends + 2 * l->n_cables && e->device == i; e++)
			if (e->port > ports)
				ports = e->port;
		if (ports > MOST_SWITCH_PORTS)
			rc = rail_error_set(err, "switch \"%s\" has %d ports: "
					    "ibsim takes at most %d", d->name,
					    ports, MOST_SWITCH_PORTS);
		put_header(out, d, ports);
		for (; first < e; first++)
			put_port(out, l, first);
	}
	free(ends);
	return rc;
}
