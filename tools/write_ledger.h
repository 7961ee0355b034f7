/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ledger for people and for programs. */
#ifndef RAIL_WRITE_LEDGER_H
#define RAIL_WRITE_LEDGER_H

#include <stdio.h>

#include "topology/book.h"
#include "topology/domains.h"
#include "topology/error.h"
#include "topology/fabric.h"

struct write_ledger {
	const struct book *book;
	const struct fabric *fabric;
	const struct domains *domains;
	struct failures_rule rule;
	time_t now;
};

/* 0, or -1 and ERR when out of memory. */
int write_ledger_text(const struct write_ledger *w, FILE *out,
		      struct rail_error *err);
int write_ledger_json(const struct write_ledger *w, FILE *out,
		      struct rail_error *err);

#endif
