/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of a check against a plan: findings, and the words in them. */
#include <stdlib.h>

#include "check_plan.h"

static const char *port_text(const struct plan *p, const struct plan_port *port,
			     char text[FABRIC_PORT_TEXT])
{
	return port->number ? fabric_port_text(p->c.f, port->number, text) :
			      plan_label(p, port->label, text);
}

const char *plan_end_text(const struct plan *p, const struct plan_cable *c,
			  int end, char text[CHECK_TEXT])
{
	const struct plan_thing *t = &p->things[c->thing[end]];
	const struct plan_port *port = c->port[end] < 0 ? NULL :
				       &p->ports[c->port[end]];
	char label[FABRIC_PORT_TEXT], plane[24] = "";

	if (t->is_switch && port) {
		snprintf(text, CHECK_TEXT, "%.*s port %s", FABRIC_NAME_MAX,
			 t->name, port_text(p, port, label));
	} else if (port) {
		if (p->c.f->n_planes > 1 && port->plane >= 0)
			snprintf(plane, sizeof(plane), " port %d",
				 port->plane + 1);
		snprintf(text, CHECK_TEXT, "%.*s %.*s%s", FABRIC_NAME_MAX,
			 t->name, FABRIC_NAME_MAX, port->nic ? port->nic : "?",
			 plane);
	} else {
		snprintf(text, CHECK_TEXT, "%.*s", FABRIC_NAME_MAX, t->name);
	}
	return text;
}

int plan_tell(struct plan *p, enum check_kind kind, char *what, char *todo)
{
	if (todo)
		return check_add(&p->c, kind, what, todo) ? 0 : -1;
	free(what);
	return rail_error_nomem(p->c.err);
}

/* Where END of C is, or should be; CALLED: what of it the map does not have. */
static struct check_place place_of(const struct plan *p,
				   const struct plan_cable *c, int end,
				   struct check_called *called)
{
	const struct plan_thing *t = &p->things[c->thing[end]];
	const struct plan_port *port = c->port[end] < 0 ? NULL :
				       &p->ports[c->port[end]];
	char text[FABRIC_PORT_TEXT];

	if (t->sw < 0)
		called->sw = t->name;
	if (port && port->label)
		snprintf(called->port, sizeof(called->port), "%s",
			 plan_label(p, port->label, text));
	return (struct check_place){ t->sw, port ? port->number : 0 };
}

static void place_finding(struct plan *p, const struct check_cable *cable)
{
	if (cable->node >= 0)
		check_place_at_node(&p->c, cable->node);
	else if (cable->fixed.sw >= 0)
		check_place_at_switch(&p->c, cable->fixed.sw);
	else if (cable->at.sw >= 0)
		check_place_at_switch(&p->c, cable->at.sw);
	else if (cable->home.sw >= 0)
		check_place_at_switch(&p->c, cable->home.sw);
}

int plan_tell_cable(struct plan *p, const struct plan_cable *is,
		    const struct plan_cable *should, int is_end,
		    int should_end)
{
	const struct plan_cable *c = is ? is : should;
	int end = is ? is_end : should_end;
	const struct plan_thing *t = &p->things[c->thing[end]];
	const struct plan_port *port = c->port[end] < 0 ? NULL :
				       &p->ports[c->port[end]];
	struct check_called unused;
	struct check_cable out = {
		.node = t->node, .rail = -1, .plane = -1, .fixed.sw = -1,
		.at.sw = -1, .home.sw = -1, .speed = is ? is->speed : -1,
	};

	if (t->is_switch)
		out.fixed = place_of(p, c, end, &out.fixed_called);
	else
		out.host = t->name;
	if (port) {
		out.rail = port->rail;
		out.plane = port->plane;
		out.nic = port->nic;
		out.guid = port->guid;
	}
	if (is)
		out.at = place_of(p, is, !is_end, &unused);
	if (should)
		out.home = place_of(p, should, !should_end, &out.home_called);
	if (!p->c.r->findings[p->c.r->n_findings - 1].n_cables)
		place_finding(p, &out);
	return check_add_cable(&p->c, &out);
}
