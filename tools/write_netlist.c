/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes an ibsim netlist of a fabric. */
#include "fabric_links.h"
#include "write_ibsim.h"
#include "write_netlist.h"

enum export_result write_netlist(const struct export_request *r,
				 struct rail_error *err)
{
	struct links *l = fabric_links(r->fabric, err);
	int rc;

	if (!l)
		return EXPORT_REFUSED;
	if (!r->fabric->n_trunks && r->fabric->n_islands > 1)
		infer_notes_add(r->notes, "the map has no cables between "
				"switches: nothing connects the islands of "
				"the netlist");
	rc = write_ibsim(l, r->fabric->name, r->out, err);
	links_destroy(l);
	return rc < 0 ? EXPORT_REFUSED : EXPORT_OK;
}
