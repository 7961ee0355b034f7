/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of an inference's remarks: what was found to carry no rail. */
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_parts.h"
#include "text.h"

/* What was found to be no node's rail, and not because a rule says so. */
struct other {
	const char *host, *nic;
	bool machine;	/* its host is no node at all */
};

static int by_machine(const void *a, const void *b)
{
	const struct other *x = a, *y = b;
	int diff = y->machine - x->machine;

	if (!diff && !x->machine)
		diff = hostlist_natural_cmp(x->nic, y->nic);
	return diff ? diff : hostlist_natural_cmp(x->host, y->host);
}

/* As the map has it, where several call themselves alike. */
static const char *name_of_host(const struct infer *in, int device)
{
	int machine = in->machine ? in->machine[device] : 0;

	return machine ? in->made_hosts[machine - 1] :
			 in->links->devices[device].host;
}

static int list_others(const struct infer *in, struct other *list)
{
	const struct links *l = in->links;
	int n = 0;

	for (int i = 0; i < l->n_devices; i++) {
		const struct links_device *d = &l->devices[i];

		if (d->kind != LINKS_NIC || d->aside ||
		    in->nic_of_device[i] >= 0)
			continue;
		list[n++] = (struct other){ name_of_host(in, i), d->name,
					    !in->aside[i] };
	}
	qsort(list, n, sizeof(*list), by_machine);
	return n;
}

/* N of LIST: all machines, or NICs of one name.  HOSTS: room for N. */
static int say_others(struct infer *in, const struct other *list, int n,
		      const char **hosts)
{
	int n_hosts = 0, rc;
	char *text;

	for (int i = 0; i < n; i++)
		if (!n_hosts || strcmp(hosts[n_hosts - 1], list[i].host))
			hosts[n_hosts++] = list[i].host;
	text = hostlist_format(hosts, n_hosts);
	if (!text)
		return rail_error_nomem(in->err);
	if (list->machine)
		rc = infer_notes_add(in->notes, "%s %s no node%s, by %s name%s "
				     "and how %s %s plugged in; --node=PATH "
				     "can tell of GPUs", text,
				     n_hosts > 1 ? "are" : "is",
				     text_plural(n_hosts),
				     n_hosts > 1 ? "their" : "its",
				     text_plural(n_hosts),
				     n_hosts > 1 ? "they" : "it",
				     n_hosts > 1 ? "are" : "is");
	else
		rc = infer_notes_add(in->notes, "NIC %s of %s carries no rail: "
				     "it is on switches that islands share; "
				     "--node=PATH can tell that it is a GPU's",
				     list->nic, text);
	free(text);
	return rc < 0 ? rail_error_nomem(in->err) : 0;
}

int infer_say_others(struct infer *in)
{
	int n_devices = in->links->n_devices, n = 0, rc = 0;
	struct other *list = infer_alloc(in, n_devices, sizeof(*list));
	const char **hosts = infer_alloc(in, n_devices, sizeof(*hosts));

	if (!list || !hosts)
		rc = -1;
	else
		n = list_others(in, list);
	for (int i = 0, k; i < n && rc == 0; i = k) {
		for (k = i + 1; k < n && list[k].machine == list[i].machine &&
				(list[i].machine ||
				 !strcmp(list[k].nic, list[i].nic)); k++)
			;
		rc = say_others(in, &list[i], k - i, hosts);
	}
	free(list);
	free(hosts);
	return rc;
}
