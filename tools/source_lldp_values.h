/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The values in what lldpcli(8) prints, in either of its formats (see
 * source_lldp_json.c); private to source_lldp*.c.
 */
#ifndef RAIL_SOURCE_LLDP_VALUES_H
#define RAIL_SOURCE_LLDP_VALUES_H

#include "source_lldp_parts.h"
#include "topology/jsontext.h"
#include "words.h"

/* A text that is being read, and where its words go. */
struct lldp_json {
	struct jsontext t;
	struct words *words;
};

/* A value and where it stands; frames of it on the readers' stacks. */
struct lldp_value {
	struct jsontext_path key, element;
	const struct jsontext_path *path;
	struct json_object *value;	/* NULL: there is none */
};

/* The member KEY of the object at UP; the first of an array stands for it. */
void lldp_value_get(const struct lldp_value *up, const char *key,
		    struct lldp_value *v);

/* The text at V, or "" where there is none; it belongs to the value.  NULL and
 * the error of J when it is no text. */
const char *lldp_value_text(struct lldp_json *j, const struct lldp_value *v);
/* That of the member KEY of UP. */
const char *lldp_value_member(struct lldp_json *j, const struct lldp_value *up,
			      const char *key);

/* TEXT as a word, in printable ASCII, as words are for messages and names of
 * links; 0 for "".  -1: out of memory. */
int lldp_value_word(struct lldp_json *j, const char *text, int *word);

struct lldp_chassis {
	int name;
	int id;
	uint64_t mac;
	unsigned char caps;	/* of LLDP_CAP_ */
};

/* The chassis, or the port, of the interface at UP; without one nothing is
 * known of it.  0, or -1 and the error of J. */
int lldp_value_chassis(struct lldp_json *j, const struct lldp_value *up,
		       struct lldp_chassis *c);
int lldp_value_port(struct lldp_json *j, const struct lldp_value *up,
		    struct lldp_seen *seen);

#endif
