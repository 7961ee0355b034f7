/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text side of jsontext: walks a text that json-c has found valid. */
#ifndef RAIL_JSONTEXT_SCAN_H
#define RAIL_JSONTEXT_SCAN_H

#include "jsontext.h"

/* A key as it stands in the text, without its quotes. */
struct jsontext_span {
	size_t start;
	size_t len;
};

enum jsontext_keys {
	JSONTEXT_KEYS_FINE,
	JSONTEXT_KEYS_TWICE,	/* one object has KEY twice */
	JSONTEXT_KEYS_ESCAPE,	/* KEY holds a backslash: it could hide one */
	JSONTEXT_KEYS_NOMEM,
};

/* Of the value at T->start, which ends at T->len. */
enum jsontext_keys jsontext_scan_keys(const struct jsontext *t,
				      struct jsontext_span *key);

/* The offset of KEY itself, in the object at PATH. */
size_t jsontext_key_offset(const struct jsontext *t,
			   const struct jsontext_path *path, const char *key);

#endif
