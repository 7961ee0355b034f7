/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Leaves out NICs that nobody knows the node of, and says so. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "links_join.h"
#include "links_nobody.h"
#include "topology/text.h"

static int note(const struct links *l, const struct links_device *d,
		struct infer_notes *notes)
{
	const char *source = l->sources[d->source];

	if (!*d->name)
		return infer_notes_add(notes, "%s:%d: NIC 0x%016" PRIx64 " is "
				       "left out: it has no description",
				       source, d->line, d->guid);
	return infer_notes_add(notes, "%s:%d: NIC 0x%016" PRIx64 " is left "
			       "out: \"%s\" is not of the form NODE NIC",
			       source, d->line, d->guid, d->name);
}

static bool is_nobodys(const struct links_device *d)
{
	return d->kind == LINKS_NIC && !*d->host;
}

/* Not a single NIC is left. */
static int none_left(const struct links *l, const struct links_device *first,
		     int n, struct rail_error *err)
{
	return rail_error_at(err, l->sources[first->source], first->line, 0,
			     "none of %d NIC%s has a description of the form "
			     "NODE NIC, this one's is \"%.64s\"; "
			     "--node=PATH can tell whose they are", n, text_plural(n),
			     first->name);
}

int links_leave_out_nobodys(struct links *l, struct infer_notes *notes,
			    struct rail_error *err)
{
	const struct links_device *first = NULL;
	int *same_as = calloc((size_t)l->n_devices + 1, sizeof(int));
	int *port = calloc((size_t)l->n_devices + 1, sizeof(int));
	int n = 0, others = 0, rc = 0;

	if (!same_as || !port)
		rc = rail_error_nomem(err);
	for (int i = 0; i < l->n_devices && rc == 0; i++) {
		const struct links_device *d = &l->devices[i];

		same_as[i] = is_nobodys(d) ? LINKS_JOIN_OUT : i;
		others += d->kind == LINKS_NIC && *d->host;
		if (same_as[i] == i)
			continue;
		if (!n++)
			first = d;
		if (note(l, d, notes) < 0)
			rc = rail_error_nomem(err);
	}
	if (rc == 0 && n && !others)
		rc = none_left(l, first, n, err);
	if (rc == 0)
		rc = links_join(l, same_as, port, l->n_devices, err);
	free(same_as);
	free(port);
	return rc;
}
