/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with the wiring of a fabric: from the fabric alone, where each
 * island, pod and kind of node is held against what most of its own parts do;
 * or against a plan.  A fault is one finding, with the cause and what to do
 * about it.
 */
#ifndef RAIL_CHECK_H
#define RAIL_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "fabric.h"
#include "links.h"

enum check_kind {
	CHECK_SWAPPED_RAILS,	/* two NICs of one node */
	CHECK_SWAPPED_PLANES,	/* two ports of one NIC */
	CHECK_SWAPPED_NODES,	/* NICs of two nodes of one island */
	CHECK_SWAPPED_ISLANDS,	/* NICs of two nodes of two islands */
	CHECK_WRONG_LEAF,	/* a NIC on another leaf of its island */
	CHECK_WRONG_ISLAND,	/* a NIC on a leaf of another island */
	CHECK_WRONG_SWITCH,	/* a NIC on a switch that is no island's */
	CHECK_MISSING_LINK,	/* rails of a node that were not seen */
	CHECK_EXTRA_LINK,	/* a NIC that its kind of node has no rail for */
	CHECK_DARK_LEAF,	/* rails that no node of an island has */
	CHECK_DARK_NODE,	/* a node without any rail */
	CHECK_MIXED_LEAF,	/* a leaf with several nodes' NICs of two rails */
	CHECK_STORAGE_NIC,	/* a NIC of no rail on a leaf, unlike its peers */
	CHECK_ODD_NODE,		/* of another kind than its island */
	CHECK_DUPLICATE_GUID,	/* two NICs of one GUID */
	CHECK_DUPLICATE_NAME,	/* two nodes of one name */
	CHECK_MIXED_SPEEDS,	/* a link slower than its peers */
	CHECK_SWAPPED_UPLINKS,	/* two cables between switches */
	CHECK_WRONG_UPLINK,	/* one that goes to another switch */
	CHECK_MISSING_UPLINK,	/* fewer than the peers of a switch have */
	CHECK_EXTRA_UPLINK,	/* more than these */
	CHECK_UNEVEN_UPLINKS,	/* another sum than these */
	CHECK_PORT_ORDER,	/* exchanged on one leaf: harmless */
	/* Against a plan. */
	CHECK_PLAN_SWAPPED,	/* two cables in each other's place */
	CHECK_PLAN_ELSEWHERE,	/* a cable whose other end is not where planned */
	CHECK_PLAN_MISSING_CABLE,	/* planned, and not seen */
	CHECK_PLAN_EXTRA_CABLE,	/* seen, and not planned */
	CHECK_PLAN_MISSING_NODE,	/* a host that was not seen */
	CHECK_PLAN_EXTRA_NODE,	/* one that is not planned */
	CHECK_PLAN_OTHER_NODE,	/* one in the place of another */
	CHECK_PLAN_MISSING_SWITCH,
	CHECK_PLAN_EXTRA_SWITCH,
	CHECK_PLAN_OTHER_SWITCH,
	CHECK_PLAN_NAMES,	/* names of ports that tell nothing */
	N_CHECK_KINDS,
};

enum check_severity {
	CHECK_ERROR,
	CHECK_WARNING,
	CHECK_NOTE,
};

/* A port of a switch. */
struct check_place {
	int sw;		/* in the fabric's one numbering; -1: nowhere */
	int port;	/* 0: not known, or any that is free */
};

/* A place by the names of a plan. */
struct check_called {
	const char *sw;		/* NULL: the map has the switch */
	char port[FABRIC_PORT_TEXT];	/* "": the map has it, or nobody does */
};

/*
 * A cable: the end that stays, the place where its other end is now, and
 * where that belongs.  HOME.sw -1: nowhere, it is to be pulled (or nobody
 * knows); AT.sw -1: it was not seen; both the same: it is where it belongs.
 */
struct check_cable {
	int node;		/* whose NIC stays; -1: not a node's */
	int rail, plane;	/* of that NIC; -1: none */
	const char *host;	/* the node's name, or the other machine's */
	const char *nic;	/* NULL: not known */
	uint64_t guid;		/* of the NIC; 0: not known */
	struct check_place fixed;	/* a trunk's end that stays; else -1 */
	struct check_place at, home;
	int speed;		/* index into speeds[]; -1: not known */
	/* What the plan calls those of which the map has no switch or port. */
	struct check_called fixed_called, home_called;
};

struct check_finding {
	enum check_kind kind;
	enum check_severity severity;
	int pod, island, node, leaf;	/* the narrowest that holds it; -1 */
	int first_cable, n_cables;	/* in the report's cables[] */
	int serial;	/* as it was found: in the order of the fabric */
	char *what;	/* a sentence */
	char *todo;	/* what to do about it; NULL: nothing is known */
};

/* Findings by pod, island, node and kind: those of the whole fabric last. */
struct check_report {
	const struct fabric *fabric;
	struct check_finding *findings;
	struct check_cable *cables;
	int n_findings, n_cables;
	int count[CHECK_NOTE + 1];	/* by severity */
};

/*
 * Checks F, which must outlive the report.  The caller destroys it; NULL and
 * ERR when out of memory.  Time is that of sorting the cables.
 */
struct check_report *check_fabric(const struct fabric *f,
				  struct rail_error *err);

/*
 * Every difference between F, which was seen, and PLAN: cables, nodes and
 * switches that one of the two lacks, cables that go elsewhere.  A thing that
 * is missing as a whole is one finding.  Names of things may differ in case,
 * domain and signs; ports and NICs may be called otherwise, as far as their
 * numbers tell which is which, and else by where most cables go; what nothing
 * tells is a finding, too.  Both must outlive the report.
 */
struct check_report *check_plan(const struct fabric *f,
				const struct links *plan,
				struct rail_error *err);
void check_report_destroy(struct check_report *r);

/* "swapped-rails": for --json, --only and --ignore. */
const char *check_kind_name(enum check_kind kind);
/* "swapped rails within a node": for people. */
const char *check_kind_title(enum check_kind kind);
const char *check_severity_name(enum check_severity severity);

#endif
