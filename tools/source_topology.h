/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slurm's topology.conf or topology.yaml -> a fabric. */
#ifndef RAIL_SOURCE_TOPOLOGY_H
#define RAIL_SOURCE_TOPOLOGY_H

#include "topology/infer.h"

struct source_topology_request {
	const char *name;	/* of the fabric */
	int rails;		/* NICs of a node */
};

/*
 * Makes a fabric of PATH ("-": stdin), a topology.conf of topology/tree or
 * topology/block, or a topology.yaml.  A leaf switch or block is an island,
 * and what is right above it is a pod; switches further up are cores.  Such a
 * file knows no NIC and no rail: each island gets one switch that carries all
 * of its nodes' NICs, which have no names but "nic0" and so on.  What Slurm
 * only warns of is a remark in NOTES.  NULL and ERR when slurmctld would die
 * of the file, or when a node or a switch is in two places of it.
 */
struct fabric *source_topology_read(const char *path,
				    const struct source_topology_request *r,
				    struct infer_notes *notes,
				    struct rail_error *err);

/*
 * The same from LEN bytes of TEXT (with a NUL behind), called LABEL.  FOLDER
 * is where Include looks for files; NULL: nowhere, it is refused.
 */
struct fabric *source_topology_parse(const char *text, size_t len,
				     const char *label, const char *folder,
				     const struct source_topology_request *r,
				     struct infer_notes *notes,
				     struct rail_error *err);

#endif
