/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which port of which NIC a network device is, by its name. */
#include <ctype.h>
#include <string.h>

#include "netdev.h"

/* Cuts MARK and a number off the end: "np1" from "ens1f1np1"; -1: not there. */
static int cut(const char *name, size_t *len, const char *mark)
{
	size_t end = *len, digits = end, n = strlen(mark);
	while (digits && isdigit((unsigned char)name[digits - 1]))
		digits--;
	/* A second digit would be a slot or a bus. */
	if (digits == end || end - digits > 1 || digits <= n ||
	    strncmp(name + digits - n, mark, n))
		return -1;
	*len = digits - n;
	return name[digits] - '0';
}

int netdev_port(const char *name, size_t *stem)
{
	size_t len = strlen(name);
	int port = cut(name, &len, "np");

	if (port >= 0)
		cut(name, &len, "f");	/* np says it already */
	else
		port = cut(name, &len, "f");
	if (port < 0)
		port = cut(name, &len, "p");
	/* "enp3" is the NIC in slot 3, and not port 3 of a NIC "e". */
	if (port < 0 || !len || !isdigit((unsigned char)name[len - 1]))
		return -1;
	*stem = len;
	return port;
}
