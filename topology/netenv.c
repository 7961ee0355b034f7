/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the settings of NCCL and UCX out of the names of NICs. */
#include <stdlib.h>
#include <string.h>

#include "netenv.h"

const char *netenv_name(enum netenv_variable variable)
{
	return variable == NETENV_NCCL_IB_HCA ? "NCCL_IB_HCA" :
						"UCX_NET_DEVICES";
}

/* NCCL takes all ports of a NIC; UCX wants each named. */
static void put_nic(FILE *out, const char **gap, const char *nic, int n_ports,
		    enum netenv_variable variable)
{
	if (variable == NETENV_NCCL_IB_HCA) {
		fprintf(out, "%s%s", *gap, nic);
		*gap = ",";
		return;
	}
	for (int port = 1; port <= n_ports; port++) {
		fprintf(out, "%s%s:%d", *gap, nic, port);
		*gap = ",";
	}
}

char *netenv_value(const struct fabric *f, const struct fabric_shape *shape,
		   enum netenv_variable variable)
{
	const char *gap = variable == NETENV_NCCL_IB_HCA ? "=" : "";
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	bool failed;

	if (!out)
		return NULL;
	for (int rail = 0; rail < f->n_rails; rail++)
		if (shape->nic_names[rail])
			put_nic(out, &gap, shape->nic_names[rail], f->n_planes,
				variable);
	failed = ferror(out) != 0;
	if (fclose(out) == EOF || failed) {
		free(text);
		return NULL;
	}
	return text;
}

static bool is_numbered(const char *name, const char *prefix)
{
	size_t len = strlen(prefix);

	return !strncmp(name, prefix, len) && name[len] &&
	       name[len + strspn(name + len, "0123456789")] == '\0';
}

bool netenv_known(const struct fabric *f, const struct fabric_shape *shape)
{
	int n = 0;

	for (int rail = 0; rail < f->n_rails; rail++) {
		const char *name = shape->nic_names[rail];

		if (!name)
			continue;
		if (is_numbered(name, "nic") || is_numbered(name, "HCA-") ||
		    is_numbered(name, "cxi"))
			return false;
		n++;
	}
	return n > 0;
}
