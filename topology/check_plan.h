/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the steps of a check against a plan share; private to check_plan*.c. */
#ifndef RAIL_CHECK_PLAN_H
#define RAIL_CHECK_PLAN_H

#include "check_parts.h"
#include "links.h"

/*
 * Both sides are put into one form: cables between ports of things.  A thing
 * is a switch or a host, of the map, of the plan, or of both.  A port is one of
 * both sides, too, and knows its cable on each: two cables are one when both
 * of their ports are.
 */

enum plan_side { PLAN_SEEN, PLAN_PLANNED, PLAN_SIDES };

struct plan_thing {
	const char *name;
	int sw;			/* in the fabric's numbering, or -1 */
	int node;		/* or -1 */
	bool is_switch;
	int cables[PLAN_SIDES];	/* how many it has on each side */
};

struct plan_port {
	int thing;
	int number;		/* of a switch in the map; 0: none */
	int label;		/* of a switch in the plan; 0: none */
	int rail, plane;	/* of a NIC of a node's rail; else -1 */
	const char *nic;	/* a NIC; NULL: not known */
	uint64_t guid;
	int cable[PLAN_SIDES];	/* -1: none */
};

/* The end of a host comes first, of two switches that of the lower thing. */
struct plan_cable {
	int thing[2];
	int port[2];	/* in ports[]; -1: not known which */
	int speed;	/* in the map; -1: not known */
	bool done;	/* it is in its place, or was told of */
};

struct plan {
	struct check c;
	const struct links *links;

	/* The map's switches in the fabric's order, then its nodes, then its
	 * other hosts, then what only the plan has. */
	struct plan_thing *things;
	int n_things, n_map_things;
	int *thing_of_other;	/* by index of the fabric's others[] */
	int *thing_of_device;	/* by device of the plan */
	const char **texts;	/* what NICs are called, sorted */
	int n_texts;

	struct plan_port *ports;
	int n_ports;
	uint32_t *keys;		/* by port */
	int *places;		/* an open hash of ports, from 1 */
	size_t n_places;	/* a power of two */

	struct plan_cable *cables[PLAN_SIDES];
	int n_cables[PLAN_SIDES];

	struct plan_ports *translated;	/* check_plan_ports.c */
	/* By device of the plan: the rail that a NIC is of, PLAN_NO_RAIL, or
	 * PLAN_ANY_NIC where nothing tells which NIC of its host it is. */
	int *rail_of_device;
	int *plane_of_device;	/* by its name, ens1f1np1; -1: by its port */
};

enum { PLAN_NO_RAIL = -1, PLAN_ANY_NIC = -2 };

/* The steps, in this order; 0, or -1 when out of memory. */
int plan_name_things(struct plan *p);	/* things, thing_of_..., texts */
int plan_list_seen(struct plan *p);	/* cables[PLAN_SEEN], their ports */
int plan_translate_ports(struct plan *p);	/* plan_number() */
int plan_translate_nics(struct plan *p);	/* rail_of_device */
int plan_list_planned(struct plan *p);	/* cables[PLAN_PLANNED] */
int plan_match(struct plan *p);		/* those that are in their places */
/* What has another name in the plan is one thing: 1 when there is any, and the
 * steps behind the names are to be run again. */
int plan_rename_things(struct plan *p);
int plan_tell_things(struct plan *p);	/* what one of the two lacks */
int plan_tell_swaps(struct plan *p);
int plan_tell_rest(struct plan *p);	/* elsewhere, missing, extra */

static inline int plan_thing_of_node(const struct plan *p, int node)
{
	return fabric_n_switches(p->c.f) + node;
}

/* The end of C that is not END. */
static inline int plan_far(const struct plan_cable *c, int end)
{
	return c->thing[!end];
}

/* The cable of SIDE in port END of C, of which nothing is told yet; or NULL. */
static inline struct plan_cable *plan_partner(const struct plan *p,
					      enum plan_side side,
					      const struct plan_cable *c,
					      int end)
{
	int cable = c->port[end] < 0 ? -1 : p->ports[c->port[end]].cable[side];

	if (cable < 0 || p->cables[side][cable].done)
		return NULL;
	return &p->cables[side][cable];
}

/* The end of C at which PORT is. */
static inline int plan_end_of(const struct plan_cable *c, int port)
{
	return c->port[1] == port;
}

static inline bool plan_lacks(const struct plan *p, enum plan_side side,
			      int thing)
{
	return !p->things[thing].cables[side];
}

/* --- check_plan_rename.c */

/* The first cable of each thing, on SIDE. */
void plan_find_first(const struct plan *p, enum plan_side side, int *first);
/* Places the last finding where a cable of THING is, or should be. */
void plan_place(struct plan *p, int thing, const int *first, int side);

/* --- check_plan_match.c */

/* The cables of SIDE of which nothing is told yet, by their things: *N, in a
 * list that the caller frees; NULL: out of memory. */
struct plan_cable **plan_list_left(struct plan *p, enum plan_side side, int *n);
int plan_compare_things(const struct plan_cable *x,
			const struct plan_cable *y);

/* --- check_plan_names.c */

/* What TEXT is in texts[], which has it. */
int plan_text(const struct plan *p, const char *text);

/* --- check_plan_cables.c */

/* Port KEY of THING, or -1.  Keys: */
int plan_find_port(const struct plan *p, int thing, uint32_t key);
uint32_t plan_key_number(int number);	/* of a switch, in the map */
uint32_t plan_key_text(int text, int own_port);	/* a NIC by its name */

/* --- check_plan_ports.c */

/*
 * The number of the port of SW (a switch of the map) that the plan calls LABEL,
 * one of its numbers of ports: 0 when the map has none of that name, -1 when
 * nothing tells.
 */
int plan_number(const struct plan *p, int sw, int label);
const char *plan_label(const struct plan *p, int label,
		       char text[FABRIC_PORT_TEXT]);
void plan_ports_free(struct plan *p);

/* --- check_plan_pattern.c */

enum { PLAN_NUMBERS = 4 };

/* A label taken apart: "swp12s0" is "swp#s#", 12 and 0. */
struct plan_parts {
	char pattern[FABRIC_NAME_MAX + 1];
	int numbers[PLAN_NUMBERS];
	int n;		/* how many; -1: more than that, or too large */
};

/* Labels of one pattern. */
struct plan_pattern {
	const char *example;	/* a label of it */
	int low[PLAN_NUMBERS], high[PLAN_NUMBERS];
	int n;
};

/* Which pattern each of N labels is of, into OF[]; their list, *N_PATTERNS of
 * them, which the caller frees.  NULL labels are of none (-1). */
struct plan_pattern *plan_patterns(struct check *c, const char *const *labels,
				   int n, int *of, int *n_patterns);
/*
 * Where LABEL stands among those of its pattern, from 1: by the number that
 * differs, or by two, as cage and split port.  0: nothing tells.
 */
int plan_rank(const struct plan_pattern *pattern, const char *label);
/* The only number of LABEL that differs in its pattern; -1: there are more. */
int plan_only_number(const struct plan_pattern *pattern, const char *label,
		     int *low, int *high);

/* --- check_plan_text.c */

/* "gpu03 mlx5_0" or "leaf0 port 3": END of C, as the map calls it. */
const char *plan_end_text(const struct plan *p, const struct plan_cable *c,
			  int end, char text[CHECK_TEXT]);
/*
 * Adds a finding about a cable and that cable: its END stays; it IS (NULL: not
 * seen) and it SHOULD be (NULL: not in the plan).
 */
int plan_tell(struct plan *p, enum check_kind kind, char *what, char *todo);
int plan_tell_cable(struct plan *p, const struct plan_cable *is,
		    const struct plan_cable *should, int is_end,
		    int should_end);

#endif
