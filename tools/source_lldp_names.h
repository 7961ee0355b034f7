/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the names tell that LLDP brings: of ports, NICs and hosts. */
#ifndef RAIL_SOURCE_LLDP_NAMES_H
#define RAIL_SOURCE_LLDP_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "3a:cc:27:8d:d6:97" (or with '-') as 48 bits; 0 when it is none. */
uint64_t lldp_mac(const char *text);

/*
 * Whether ports of switches are called so: swp1s0, Ethernet1/1, et-0/0/1, 12,
 * "TenGigabitEthernet 1/3".  It has a digit; it has a '/', is a number, begins
 * with a capital letter, or with swp, ethernet, port, sfp, qsfp, et-, xe- or
 * ge-; and behind a blank are but digits, '/' and ':'.
 */
bool lldp_is_switch_port(const char *name);

/* Whether a network device of Linux could be called so, and no switch's port:
 * up to 15 characters, no blank, no '/', a small letter first, a digit. */
bool lldp_is_nic(const char *name);

/* A switch's own management port: eth0, mgmt0, ma1, Management1, fxp0, ... */
bool lldp_is_switch_management(const char *name);

/* A port on the board of a node: eno1, em1, mgmt0, oob0, usb0, enx...; and
 * eth0, which counts only where its node has no other ethN. */
bool lldp_is_node_management(const char *name);

/*
 * How good a name for a port TEXT is: 2 as a switch's above, 1 for a number or
 * another word with a digit, 0 for prose.
 */
int lldp_port_rank(const char *text);

/* Length of a host's name without its domain: that of "leaf01" in
 * "leaf01.dc1"; all of an address like "10.0.0.1". */
size_t lldp_short_length(const char *name);

/* "0 day, 00:01:05" in seconds; INT_MAX when it says nothing like that. */
int lldp_age(const char *text);

/*
 * What a MAU type tells: "100G" for "100GbaseCR4 - ..."; "1000M" or less for
 * "1000BaseTFD - ...".  OUT has 8 bytes; "" when it tells nothing.
 */
void lldp_speed(const char *mau, char out[8]);

#endif
