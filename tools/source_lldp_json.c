/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lldpcli(8) prints with -f json and -f json0 -> neighbours seen.
 *
 * json0 is regular: whatever may come several times is an array, a name is a
 * member "name", a text is an object {"value": ...}.  json is the same after
 * three changes: an array of one element is that element, {"value": x} is x,
 * and {"name": n, ...} is {n: {...}}.  So a reader that unwraps arrays and
 * values, and looks for a name in both places, reads both.  Neither ever has
 * a key twice in one object: lldpd collects what comes again in an array.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "source_lldp_names.h"
#include "source_lldp_parts.h"
#include "source_lldp_values.h"

struct reader {
	struct lldp_json j;
	struct lldp *d;
	const char *host;	/* whom the file is of; NULL: it must say */
	int teller;		/* whose neighbours are being read; -1 */
	int first_teller;	/* of this text */
	int line;		/* of the neighbour that is being read */
	size_t counted;		/* that is the line of this offset */
};

/* --- interfaces ---------------------------------------------------------- */

/* Of the teller itself: lldpcli show interfaces, show chassis. */
static int take_own(struct reader *r, const struct lldp_chassis *c)
{
	struct lldp_teller *teller = &r->d->tellers[r->teller];

	if (c->name)
		teller->own_name = c->name;
	if (c->mac)
		teller->own_mac = c->mac;
	return 0;
}

static int add_own_port(struct reader *r, const struct lldp_seen *seen)
{
	struct lldp *d = r->d;

	if (lldp_grow(d, &d->own, d->n_own, &d->own_capacity,
		      sizeof(*d->own)) < 0)
		return -1;
	d->own[d->n_own++] = (struct lldp_own){
		.teller = r->teller, .port = seen->port,
		.id = seen->port_id, .mac = seen->port_mac, .bond = seen->bond,
	};
	return 0;
}

static int add_seen(struct reader *r, const struct lldp_seen *seen)
{
	struct lldp *d = r->d;

	if (lldp_grow(d, &d->seen, d->n_seen, &d->seen_capacity,
		      sizeof(*d->seen)) < 0)
		return -1;
	d->seen[d->n_seen++] = *seen;
	d->tellers[r->teller].n_seen++;
	return 0;
}

/* One neighbour (or the teller's own port, which came "via" nothing). */
static int read_interface(struct reader *r, const char *name,
			  const struct lldp_value *s)
{
	struct lldp_seen seen = { .teller = r->teller, .line = r->line };
	struct lldp_chassis c;
	const char *via, *age;

	if (jsontext_type(&r->j.t, s->path, s->value, json_type_object) < 0 ||
	    lldp_value_word(&r->j, name, &seen.port) < 0)
		return -1;
	if (!seen.port)
		return jsontext_fail(&r->j.t, s->path, "an interface has no "
				     "name");
	via = lldp_value_member(&r->j, s, "via");
	age = via ? lldp_value_member(&r->j, s, "age") : NULL;
	if (!age || lldp_value_chassis(&r->j, s, &c) < 0 ||
	    lldp_value_port(&r->j, s, &seen) < 0)
		return -1;
	if (!*via)
		return take_own(r, &c) < 0 ? -1 : add_own_port(r, &seen);
	seen.name = c.name;
	seen.id = c.id;
	seen.id_mac = c.mac;
	seen.caps = c.caps;
	seen.age = lldp_age(age);
	seen.foreign = strcasecmp(via, "LLDP") != 0;
	return add_seen(r, &seen);
}

/* {"eth0": {...}, ...}: neighbours of a name may be several. */
static int read_by_name(struct reader *r, const char *name,
			const struct jsontext_path *up,
			struct json_object *value)
{
	struct jsontext_path key = { .up = up, .key = name };
	size_t n = 1;

	if (json_object_is_type(value, json_type_array))
		n = json_object_array_length(value);
	for (size_t i = 0; i < n; i++) {
		struct lldp_value s = {
			.element = { .up = &key, .index = i },
			.path = &key, .value = value,
		};

		if (json_object_is_type(value, json_type_array)) {
			s.path = &s.element;
			s.value = json_object_array_get_idx(value, i);
		}
		if (read_interface(r, name, &s) < 0)
			return -1;
	}
	return 0;
}

/* An element of "interface", or all of it. */
static int read_element(struct reader *r, const struct jsontext_path *path,
			struct json_object *value)
{
	struct lldp_value s = { .path = path, .value = value }, name;
	const char *text;

	if (jsontext_type(&r->j.t, path, value, json_type_object) < 0)
		return -1;
	lldp_value_get(&s, "name", &name);
	/* An interface may be called "name". */
	if (name.value && !(json_object_is_type(name.value, json_type_object) &&
			    json_object_object_length(value) == 1)) {
		text = lldp_value_text(&r->j, &name);
		return text ? read_interface(r, text, &s) : -1;
	}
	json_object_object_foreach(value, key, member)
		if (read_by_name(r, key, path, member) < 0)
			return -1;
	return 0;
}

/* The line of OFFSET, which is not before the last one asked for. */
static int line_of(struct reader *r, size_t offset)
{
	for (; r->counted < offset && r->counted < r->j.t.len; r->counted++)
		r->line += r->j.t.text[r->counted] == '\n';
	return r->line;
}

static int read_interfaces(struct reader *r, const struct lldp_value *lldp)
{
	struct jsontext_path key = { .up = lldp->path, .key = "interface" };
	struct jsontext_path at = { .up = &key };
	struct json_object *list = NULL;
	size_t offset, n;

	json_object_object_get_ex(lldp->value, "interface", &list);
	if (!list)
		return 0;
	if (!json_object_is_type(list, json_type_array)) {
		line_of(r, jsontext_offset(&r->j.t, &key));
		return read_element(r, &key, list);
	}
	n = json_object_array_length(list);
	offset = jsontext_offset(&r->j.t, &at);
	for (; at.index < n; at.index++) {
		line_of(r, offset);
		if (read_element(r, &at, json_object_array_get_idx(list,
							at.index)) < 0)
			return -1;
		offset = jsontext_next_element(&r->j.t, offset);
	}
	return 0;
}

/* --- hosts --------------------------------------------------------------- */

/* Goes on with the last teller, if that is HOST; else with a new one. */
static int begin_teller(struct reader *r, const char *host)
{
	struct lldp *d = r->d;
	int name = 0;

	if (host && lldp_value_word(&r->j, host, &name) < 0)
		return -1;
	r->teller = d->n_tellers - 1;
	if (r->teller >= r->first_teller && d->tellers[r->teller].name == name)
		return 0;
	if (lldp_grow(d, &d->tellers, d->n_tellers, &d->teller_capacity,
		      sizeof(*d->tellers)) < 0)
		return -1;
	d->tellers[d->n_tellers] = (struct lldp_teller){
		.name = name, .source = d->n_sources - 1, .line = r->line,
	};
	r->teller = d->n_tellers++;
	return 0;
}

static bool is_printed(struct json_object *value)
{
	return json_object_object_get_ex(value, "lldp", NULL) ||
	       json_object_object_get_ex(value, "local-chassis", NULL);
}

/* An object that lldpcli printed. */
static int read_printed(struct reader *r, const char *host,
			struct json_object *value)
{
	struct lldp_value whole = { .value = value }, part;
	struct lldp_chassis c;

	if (begin_teller(r, host) < 0)
		return -1;
	lldp_value_get(&whole, "local-chassis", &part);
	if (part.value && (jsontext_type(&r->j.t, part.path, part.value,
					 json_type_object) < 0 ||
			   lldp_value_chassis(&r->j, &part, &c) < 0 ||
			   take_own(r, &c) < 0))
		return -1;
	lldp_value_get(&whole, "lldp", &part);
	if (!part.value)
		return 0;
	return jsontext_type(&r->j.t, part.path, part.value,
			     json_type_object) < 0 ? -1 :
	       read_interfaces(r, &part);
}

/* {"gpu01": {what lldpcli printed there}, ...} */
static int read_hosts(struct reader *r, struct json_object *hosts)
{
	size_t offset = jsontext_offset(&r->j.t, NULL);

	if (!json_object_object_length(hosts))
		return jsontext_fail(&r->j.t, NULL, "an empty object: what "
				     "lldpcli prints was expected");
	offset = jsontext_first_element(&r->j.t, offset);
	json_object_object_foreach(hosts, host, value) {
		/* Places are looked for from here: there may be many. */
		r->j.t.start = offset;
		line_of(r, offset);
		if (!json_object_is_type(value, json_type_object) ||
		    !is_printed(value))
			return jsontext_fail(&r->j.t, NULL, "neither what "
					     "lldpcli prints (\"lldp\" or "
					     "\"local-chassis\"), nor a host "
					     "with that inside");
		if (read_printed(r, host, value) < 0)
			return -1;
		offset = jsontext_next_element(&r->j.t, offset);
	}
	return 0;
}

static int read_value(struct reader *r, struct json_object *value)
{
	if (jsontext_type(&r->j.t, NULL, value, json_type_object) < 0)
		return -1;
	return is_printed(value) ? read_printed(r, r->host, value) :
				   read_hosts(r, value);
}

/* Whoever has no name otherwise goes by his own. */
static int check_tellers(struct reader *r)
{
	for (int i = r->first_teller; i < r->d->n_tellers; i++) {
		struct lldp_teller *teller = &r->d->tellers[i];

		if (!teller->name)
			teller->name = teller->own_name;
		if (!teller->name)
			return rail_error_at(r->j.t.err, r->j.t.name,
					     teller->line, 0, "nothing tells whose "
					     "neighbours these are: call the "
					     "file HOST.json, or put into it "
					     "what \"lldpcli show chassis\" "
					     "prints, too");
	}
	return 0;
}

int lldp_read_text(struct lldp *d, const char *text, size_t len,
		   const char *label, const char *host)
{
	struct reader r = {
		.j = {
			.t = {
				.text = text, .len = len, .name = label,
				.err = d->err, .escapes = true,
			},
			.words = d->words,
		},
		.d = d, .host = host, .first_teller = d->n_tellers, .line = 1,
	};
	int rc = 0;

	do {
		size_t next;
		struct json_object *value = jsontext_parse_next(&r.j.t, &next);

		if (!value)
			return -1;
		line_of(&r, jsontext_offset(&r.j.t, NULL));
		rc = read_value(&r, value);
		json_object_put(value);
		r.j.t.start = next;
	} while (rc == 0 && r.j.t.start < len);
	return rc < 0 ? -1 : check_tellers(&r);
}
