/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a discovery saw: devices and the cables between them, nothing else. */
#ifndef RAIL_LINKS_H
#define RAIL_LINKS_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "hardware.h"

enum links_kind {
	LINKS_SWITCH,
	LINKS_NIC,
};

struct links_device {
	enum links_kind kind;
	uint64_t guid;
	uint64_t port_guid;	/* a NIC: of its first port that was seen,
				 * where guid is not known; else 0 */
	char *name;	/* a switch: its description; a NIC: its own name, or
			 * "" when nobody said it */
	char *host;	/* a NIC: the node it sits in; NULL for a switch */
	int line;	/* where the source named it */
	int source;	/* index into sources[] */
	uint64_t board;	/* a NIC: what its ports and functions share (the
			 * system image GUID); 0: not known */
	uint64_t mac;	/* a NIC: of its network device, 48 bits; 0: not
			 * known */
	bool aside;	/* a NIC: carries no rail (storage, management), as
			 * its node or a rule said */
};

/* What a node said about itself. */
struct links_host {
	char *name;
	struct hardware *hardware;
};

/* One cable, once: a <= b in the order in which devices were added. */
struct links_cable {
	int a, b;	/* indices into devices[] */
	int port_a, port_b;	/* 0: not known */
	int lanes;	/* width: 4 for 4xNDR; 0: not known */
	char speed[8];	/* "NDR", "HDR", ...; "": not known */
	int line;
	int source;	/* index into sources[] */
	int ends;	/* how many of its ends told of it: 1 or 2 */
};

struct links {
	char **sources;	/* file names, for messages; one at least */
	int n_sources;
	struct links_device *devices;
	int n_devices;
	struct links_cable *cables;
	int n_cables;
	struct links_host *hosts;	/* those that said something, by name */
	int n_hosts;
	/*
	 * What ports of switches are called where not by numbers: then their
	 * port in a cable is an index into these, counted from 1.
	 */
	char **port_names;
	int n_port_names;
	int capacity_devices, capacity_cables;	/* private */
	struct links_ports *ports;		/* private */
	struct links_names *names;		/* private */
};

/* Nothing yet, of the file SOURCE.  NULL: out of memory. */
struct links *links_create(const char *source);
void links_destroy(struct links *l);

/*
 * Adds a device; strings are copied, HOST is NULL for a switch.  Returns its
 * index, or -1 and ERR when out of memory.
 */
int links_add_device(struct links *l, enum links_kind kind, uint64_t guid,
		     const char *name, const char *host, int line,
		     struct rail_error *err);
/* What stands between a device's host and its name in a message. */
const char *links_gap(const struct links_device *d);
/*
 * Adds a cable (its ENDS is not read).  The same cable seen from its other end
 * is not added again, but gives the first what that does not know, and its
 * speed where that is slower: so the order of the two does not count.  -1 and ERR
 * when a port is given a second cable, or when out of memory.
 */
int links_add_cable(struct links *l, const struct links_cable *cable,
		    struct rail_error *err);
/* Whether X is slower than Y; what nobody knows is not.  Of the same speed the
 * order is any, but the same one. */
bool links_is_slower(const struct links_cable *x, const struct links_cable *y);
/* The cable in PORT of DEVICE, an index; -1: none that is known. */
int links_cable_at(const struct links *l, int device, int port);

/*
 * The number under which a port of a switch called NAME goes in cables; it
 * is interned.  -1 and ERR when out of memory or not printable ASCII.  A
 * source uses either this for all ports of switches, or plain numbers.
 */
int links_port(struct links *l, const char *name, struct rail_error *err);
void links_names_free(struct links *l);	/* for links_destroy() */

/* What HOST said about its hardware, copied; the last word counts. */
int links_set_hardware(struct links *l, const char *host,
		       const struct hardware *hw, struct rail_error *err);

/* What HOST said, or NULL. */
const struct links_host *links_find_host(const struct links *l,
					 const char *host);

/*
 * Adds what OTHER saw, and destroys it.  A device with the same GUID, kind,
 * name and host is the same one, seen again (a node's NIC seen in two
 * subnets); with another name or host it is another device of that GUID.
 * Where one of two sources knows no GUID, the kind, name and host tell, unless
 * several have them; where one knows no host of a NIC (""), the GUID tells.
 * Where one of the two calls ports by names and the other by numbers, the
 * numbers become names.  -1 and ERR, with OTHER destroyed all the same, when
 * a port has two cables, or when out of memory; L then can only be destroyed.
 */
int links_merge(struct links *l, struct links *other, struct rail_error *err);

/* Finds cables by ports anew, after ports were renumbered; -1: no memory.
 * For links_merge(). */
int links_index_ports(struct links *l);

#endif
