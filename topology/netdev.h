/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which port of which NIC a network device is, by its name. */
#ifndef RAIL_NETDEV_H
#define RAIL_NETDEV_H

#include <stddef.h>

/*
 * The port of a NIC that NAME is, by its end: ens1f0np0 (NIC ens1, port 0),
 * enp1s0np1 (enp1s0, 1), enp1s0f1 (enp1s0, 1), rdma0p1 (rdma0, 1), p2p1 (p2,
 * 1).  *STEM is how many characters the NIC's name has.  -1: none.
 */
int netdev_port(const char *name, size_t *stem);

#endif
