/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a cable plan. */
#include <stdio.h>
#include <string.h>

#include "topology/cables.h"
#include "topology/text.h"
#include "write_plan.h"

/* A field, in quotes where it must be. */
static void put_field(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n") && *text != ' ') {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void put_switch(const struct fabric *f, int sw, int port, FILE *out)
{
	char text[FABRIC_PORT_TEXT];

	put_field(out, fabric_switch_name(f, sw));
	fputs(",Switch,", out);
	if (port)
		put_field(out, fabric_port_text(f, port, text));
}

static void put_host(const struct fabric *f, const struct cable *c, FILE *out)
{
	put_field(out, c->a_name);
	fputs(",Host,", out);
	if (c->a_nic)
		put_field(out, c->a_nic);
	if (c->kind == CABLE_NIC && f->n_planes > 1)
		fprintf(out, "/%d", c->a_port);
}

/* Rails of nodes that have a NIC but, on some plane, no cable. */
static int count_missing(const struct fabric *f)
{
	int n = 0;

	for (int i = 0; i < f->n_nodes; i++) {
		const struct fabric_shape *s = &f->shapes[f->nodes[i].shape];

		for (int rail = 0; rail < f->n_rails; rail++)
			for (int plane = 0; s->nic_names[rail] &&
			     plane < f->n_planes; plane++)
				n += fabric_nic(f, i, rail, plane)->leaf < 0;
	}
	return n;
}

enum export_result write_plan(const struct export_request *r,
			      struct rail_error *err)
{
	const struct fabric *f = r->fabric;
	int missing = count_missing(f);
	struct cables at = { 0 };
	struct cable c;

	(void)err;
	if (missing)
		infer_notes_add(r->notes, "%d cable%s of nodes %s not seen "
				"when the map was made: the plan lacks %s",
				missing, text_plural(missing),
				missing == 1 ? "was" : "were",
				missing == 1 ? "it" : "them");
	if (!f->n_trunks && f->n_islands > 1)
		infer_notes_add(r->notes, "the map has no cables between "
				"switches: nor has the plan");
	fputs("A-Node Name,A-Type,A-Port,Z-Node Name,Z-Type,Z-Port\n", r->out);
	while (cables_next(f, &at, &c)) {
		if (c.kind == CABLE_TRUNK)
			put_switch(f, c.a_switch, c.a_port, r->out);
		else
			put_host(f, &c, r->out);
		fputc(',', r->out);
		put_switch(f, c.z_switch, c.z_port, r->out);
		fputc('\n', r->out);
	}
	return EXPORT_OK;
}
