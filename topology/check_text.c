/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pieces of the sentences of a check. */
#include <stdlib.h>

#include "check_parts.h"

const char *check_place_text(const struct fabric *f,
			     const struct check_place *p,
			     char text[CHECK_TEXT])
{
	char port[FABRIC_PORT_TEXT];

	if (p->port)
		snprintf(text, CHECK_TEXT, "%s port %s",
			 fabric_switch_name(f, p->sw),
			 fabric_port_text(f, p->port, port));
	else
		snprintf(text, CHECK_TEXT, "%s", fabric_switch_name(f, p->sw));
	return text;
}

const char *check_nic_text(const struct check_cable *c, char text[CHECK_TEXT])
{
	if (c->nic)
		snprintf(text, CHECK_TEXT, "%.*s %.*s", FABRIC_NAME_MAX,
			 c->host, FABRIC_NAME_MAX, c->nic);
	else if (c->rail >= 0)
		snprintf(text, CHECK_TEXT, "%.*s rail %d", FABRIC_NAME_MAX,
			 c->host, c->rail);
	else
		snprintf(text, CHECK_TEXT, "%.*s", FABRIC_NAME_MAX, c->host);
	return text;
}

char *check_slot_list(const struct fabric *f, const int *slots, int n,
		      int shape)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (int i = 0; i < n; i++) {
		int rail = slots[i] % f->n_rails;
		const char *name = shape < 0 ? NULL :
				   f->shapes[shape].nic_names[rail];

		fprintf(out, "%s%d", i ? ", " : "", rail);
		if (f->n_planes > 1)
			fprintf(out, " plane %d", slots[i] / f->n_rails);
		if (name)
			fprintf(out, " (%s)", name);
	}
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}
