/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in force: configuration and map, and which node of the map each
 * node record of slurmctld is.  Files are read at start alone (slurmctld
 * starts a new process for every `scontrol reconfigure`); a map that cannot
 * be read is replaced by the last good one, which is kept in
 * StateSaveLocation.
 */
#ifndef RAIL_SNAPSHOT_H
#define RAIL_SNAPSHOT_H

#include "mirror.h"
#include "slurm_compat.h"
#include "topology/conf.h"
#include "topology/fabric.h"
#include "topology/nodeset.h"
#include "topology/place.h"

/* Bitmaps of slurmctld's that are followed from decision to decision. */
enum snapshot_followed {
	SNAPSHOT_OFFERED,	/* to a job */
	SNAPSHOT_IDLE,
	SNAPSHOT_ELIGIBLE,	/* for a job */
	SNAPSHOT_N_FOLLOWED
};

struct snapshot {
	struct conf conf;
	struct fabric *fabric;
	struct place_space *space;	/* for decisions on it */
	time_t written;	/* when the map's file was */
	time_t loaded;	/* in force since */
	bool warned, refused;	/* it is old: that has been said */
	bool stale;	/* node records came or went since it was indexed */
	int generation;	/* of the index: another at each matching */
	int n_records;	/* node_record_count at that time */
	int *to_fabric;	/* by node record: its node of the map, or -1 */
	int *to_record;	/* by node of the map: its record, or -1 */
	const node_record_t **records;	/* the same, as it was then; or NULL */
	struct mirror *followed;
};

/*
 * Reads railyard.conf and the map.  Logs one line when that fails, and then
 * there is no snapshot: every job is placed as if we were not there.
 */
void snapshot_load(void);

/*
 * Matches the map's nodes with slurmctld's node records, and logs one line
 * about those that only one of them knows.  Needs the node lock.
 */
void snapshot_index(void);

/* The snapshot in force, or NULL: there is none, or its map is older than
 * MapMaxAge. */
const struct snapshot *snapshot_get(void);

/* Node records came or went (scontrol create, dynamic nodes): the next
 * snapshot_get() matches them anew. */
void snapshot_stale(void);

void snapshot_destroy(void);

/* BITS (node records) -> nodes of the map; those not in it are left out. */
void snapshot_nodes(const struct snapshot *s, bitstr_t *bits,
		    struct nodeset *nodes);

/*
 * The same for one that differs little from the WHICH before it, which costs
 * only the difference.  The set stays ours, and lasts until the next call for
 * WHICH.  NULL when out of memory, or when BITS is not of as many nodes as there
 * were: snapshot_nodes() will do.
 */
const struct nodeset *snapshot_follow(const struct snapshot *s,
				      enum snapshot_followed which,
				      bitstr_t *bits);

/*
 * Nodes of the map -> BITS, which is cleared first.  -1 when a node's record is
 * another's by now: the next snapshot_get() indexes anew.
 */
int snapshot_bits(const struct snapshot *s, const struct nodeset *nodes,
		  bitstr_t *bits);

#endif
