/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `railyard health set` and `clear` are about. */
#ifndef RAIL_HEALTH_EDIT_H
#define RAIL_HEALTH_EDIT_H

#include "health_parts.h"

struct health_edit {
	const struct cli_verb *verb;
	struct health_paths paths;
	const char *reason, *source;
	char own_source[HEALTH_TEXT_MAX + 1];
	int64_t until;
	bool clear, failures;
	struct health_place place;
	struct health *health;
	int64_t now;
	int changed, absent;
};

/*
 * Puts what WORD names into e->health, or takes it out: a list of names; of
 * rails HOSTS:RAIL.  Counts e->changed and e->absent.  CLI_OK, or what the
 * command ends with, told.
 */
int health_edit_word(struct health_edit *e, enum health_kind kind, char *word);

#endif
