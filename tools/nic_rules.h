/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of an admin's that say which NICs carry no rail. */
#ifndef RAIL_NIC_RULES_H
#define RAIL_NIC_RULES_H

#include <stdbool.h>

#include "node.h"
#include "topology/infer.h"
#include "topology/links.h"

enum nic_rule_kind {
	NIC_RULE_NAME,		/* "mlx5_bond_*": of a NIC or network device */
	NIC_RULE_BOARD,		/* "MT_0000000838", "ConnectX-6*" */
	NIC_RULE_SUBNET,	/* "fec0:0:0:1::", "10.5.0.0/16": of a GID */
};

struct nic_rules;

struct nic_rules *nic_rules_create(void);	/* NULL: out of memory */
void nic_rules_destroy(struct nic_rules *r);

/* Adds the rules in VALUE, between commas.  -1 and ERR on one that is none. */
int nic_rules_add(struct nic_rules *r, enum nic_rule_kind kind,
		  const char *value, struct rail_error *err);

bool nic_rules_has(const struct nic_rules *r, enum nic_rule_kind kind);

/* Whether a rule is for what its node says of NIC.  R may be NULL. */
bool nic_rules_match(const struct nic_rules *r, const struct node_nic *nic);

/* Sets those NICs of L aside for whose names there is a rule. */
void nic_rules_apply(const struct nic_rules *r, struct links *l);

/* A remark for each rule that no NIC met; -1: out of memory. */
int nic_rules_note_idle(const struct nic_rules *r, struct infer_notes *notes);

#endif
