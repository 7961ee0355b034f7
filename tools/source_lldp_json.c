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
#include "topology/jsontext.h"

enum { TEXT_MAX = 255 };	/* the longest text of a TLV that names */

struct reader {
	struct jsontext t;
	struct lldp *d;
	const char *host;	/* whom the file is of; NULL: it must say */
	int teller;		/* whose neighbours are being read; -1 */
	int first_teller;	/* of this text */
	int line;		/* of the neighbour that is being read */
	size_t counted;		/* that is the line of this offset */
};

/* A value and where it stands; frames of it on the readers' stacks. */
struct spot {
	struct jsontext_path key, element;
	const struct jsontext_path *path;
	struct json_object *value;	/* NULL: there is none */
};

/* --- values, of either format -------------------------------------------- */

/* An array's first element stands for it. */
static void unwrap(struct spot *s)
{
	if (!json_object_is_type(s->value, json_type_array) ||
	    !json_object_array_length(s->value))
		return;
	s->element = (struct jsontext_path){ .up = s->path };
	s->path = &s->element;
	s->value = json_object_array_get_idx(s->value, 0);
}

static void enter(const struct jsontext_path *up, const char *key,
		  struct json_object *value, struct spot *s)
{
	s->key = (struct jsontext_path){ .up = up, .key = key };
	s->path = &s->key;
	s->value = value;
	unwrap(s);
}

/* The member KEY of the object at UP. */
static void get(const struct spot *up, const char *key, struct spot *s)
{
	struct json_object *value = NULL;

	if (json_object_is_type(up->value, json_type_object))
		json_object_object_get_ex(up->value, key, &value);
	enter(up->path, key, value, s);
}

/* Words are for messages and names of links: printable ASCII. */
static int put_word(struct reader *r, const char *text, int *word)
{
	char clean[TEXT_MAX + 1];
	size_t n = 0;

	for (; *text && n < TEXT_MAX; text++)
		clean[n++] = *text >= ' ' && *text <= '~' && *text != '"' &&
			     *text != '\\' ? *text : '?';
	clean[n] = '\0';
	*word = 0;
	if (!n)
		return 0;
	*word = words_put(r->d->words, clean);
	return *word < 0 ? rail_error_nomem(r->t.err) : 0;
}

/* The text at S, or "" where there is none; it belongs to the value. */
static const char *text_at(struct reader *r, const struct spot *s)
{
	struct spot inner;

	if (!s->value)
		return "";
	if (!json_object_is_type(s->value, json_type_object))
		return jsontext_string(&r->t, s->path, s->value);
	get(s, "value", &inner);
	if (!inner.value)
		return "";
	return jsontext_string(&r->t, inner.path, inner.value);
}

static const char *member_text(struct reader *r, const struct spot *up,
			       const char *key)
{
	struct spot s;

	get(up, key, &s);
	return text_at(r, &s);
}

static int member_word(struct reader *r, const struct spot *up,
		       const char *key, int *word)
{
	const char *text = member_text(r, up, key);

	return text ? put_word(r, text, word) : -1;
}

/* An id: {"type": "mac", "value": "..."}; *MAC is 0 when it is none. */
static int read_id(struct reader *r, const struct spot *up, int *word,
		   uint64_t *mac, bool *is_name)
{
	struct spot id;
	const char *type, *value;

	get(up, "id", &id);
	*word = 0;
	*mac = 0;
	*is_name = false;
	if (!id.value)
		return 0;
	if (jsontext_type(&r->t, id.path, id.value, json_type_object) < 0)
		return -1;
	type = member_text(r, &id, "type");
	value = type ? member_text(r, &id, "value") : NULL;
	if (!value)
		return -1;
	*is_name = !strcmp(type, "ifname");
	if (!strcmp(type, "mac"))
		*mac = lldp_mac(value);
	return put_word(r, value, word);
}

/* --- a chassis and a port ------------------------------------------------ */

struct chassis {
	int name;
	int id;
	uint64_t mac;
	unsigned char caps;
};

/* Goes from {"leaf01": {...}} inside, where that is how it is named. */
static void enter_named(struct spot *outer, struct spot *inner,
			const char **name)
{
	struct spot s, type;

	*inner = *outer;
	*name = NULL;
	get(outer, "name", &s);
	if (s.value)
		return;
	get(outer, "id", &s);
	/* Its own id, and not a chassis that is called "id". */
	get(&s, "type", &type);
	if (type.value)
		return;
	json_object_object_foreach(outer->value, key, value) {
		enter(outer->path, key, value, inner);
		if (!json_object_is_type(inner->value, json_type_object))
			continue;
		*name = key;
		return;
	}
	*inner = *outer;
}

static int read_capability(struct reader *r, const struct spot *s,
			   unsigned char *caps)
{
	struct spot enabled;
	const char *type = member_text(r, s, "type");

	if (!type)
		return -1;
	get(s, "enabled", &enabled);
	if (!json_object_get_boolean(enabled.value))
		return 0;
	if (!strcmp(type, "Bridge"))
		*caps |= LLDP_CAP_BRIDGE;
	else if (!strcmp(type, "Router"))
		*caps |= LLDP_CAP_ROUTER;
	else if (!strcmp(type, "Station"))
		*caps |= LLDP_CAP_STATION;
	return 0;
}

static int read_capabilities(struct reader *r, const struct spot *chassis,
			     unsigned char *caps)
{
	struct jsontext_path key = { .up = chassis->path, .key = "capability" };
	struct json_object *list = NULL;
	size_t n = 1;

	json_object_object_get_ex(chassis->value, "capability", &list);
	if (json_object_is_type(list, json_type_array))
		n = json_object_array_length(list);
	for (size_t i = 0; list && i < n; i++) {
		struct spot s = {
			.element = { .up = &key, .index = i },
			.path = &key, .value = list,
		};

		if (json_object_is_type(list, json_type_array)) {
			s.path = &s.element;
			s.value = json_object_array_get_idx(list, i);
		}
		if (jsontext_type(&r->t, s.path, s.value,
				  json_type_object) < 0 ||
		    read_capability(r, &s, caps) < 0)
			return -1;
	}
	return 0;
}

static int read_chassis(struct reader *r, const struct spot *up,
			struct chassis *c)
{
	struct spot outer, inner;
	const char *name;
	bool is_name;

	memset(c, 0, sizeof(*c));
	get(up, "chassis", &outer);
	if (!outer.value)
		return 0;
	if (jsontext_type(&r->t, outer.path, outer.value,
			  json_type_object) < 0)
		return -1;
	enter_named(&outer, &inner, &name);
	if (!name)
		name = member_text(r, &inner, "name");
	return !name || put_word(r, name, &c->name) < 0 ||
	       read_id(r, &inner, &c->id, &c->mac, &is_name) < 0 ||
	       read_capabilities(r, &inner, &c->caps) < 0 ? -1 : 0;
}

static int read_port(struct reader *r, const struct spot *up,
		     struct lldp_seen *seen)
{
	struct spot port, mau;
	const char *bond, *current;
	char speed[8];

	get(up, "port", &port);
	if (!port.value)
		return 0;
	if (jsontext_type(&r->t, port.path, port.value, json_type_object) < 0 ||
	    read_id(r, &port, &seen->port_id, &seen->port_mac,
		    &seen->port_is_name) < 0 ||
	    member_word(r, &port, "descr", &seen->port_descr) < 0)
		return -1;
	bond = member_text(r, &port, "aggregation");
	get(&port, "auto-negotiation", &mau);
	current = bond ? member_text(r, &mau, "current") : NULL;
	if (!current)
		return -1;
	seen->bond = atoi(bond);
	lldp_speed(current, speed);
	return put_word(r, speed, &seen->speed);
}

/* --- interfaces ---------------------------------------------------------- */

/* Of the teller itself: lldpcli show interfaces, show chassis. */
static int take_own(struct reader *r, const struct chassis *c)
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
			  const struct spot *s)
{
	struct lldp_seen seen = { .teller = r->teller, .line = r->line };
	struct chassis c;
	const char *via, *age;

	if (jsontext_type(&r->t, s->path, s->value, json_type_object) < 0 ||
	    put_word(r, name, &seen.port) < 0)
		return -1;
	if (!seen.port)
		return jsontext_fail(&r->t, s->path, "an interface has no "
				     "name");
	via = member_text(r, s, "via");
	age = via ? member_text(r, s, "age") : NULL;
	if (!age || read_chassis(r, s, &c) < 0 || read_port(r, s, &seen) < 0)
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
		struct spot s = {
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
	struct spot s = { .path = path, .value = value }, name;
	const char *text;

	if (jsontext_type(&r->t, path, value, json_type_object) < 0)
		return -1;
	get(&s, "name", &name);
	/* An interface may be called "name". */
	if (name.value && !(json_object_is_type(name.value, json_type_object) &&
			    json_object_object_length(value) == 1)) {
		text = text_at(r, &name);
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
	for (; r->counted < offset && r->counted < r->t.len; r->counted++)
		r->line += r->t.text[r->counted] == '\n';
	return r->line;
}

static int read_interfaces(struct reader *r, const struct spot *lldp)
{
	struct jsontext_path key = { .up = lldp->path, .key = "interface" };
	struct jsontext_path at = { .up = &key };
	struct json_object *list = NULL;
	size_t offset, n;

	json_object_object_get_ex(lldp->value, "interface", &list);
	if (!list)
		return 0;
	if (!json_object_is_type(list, json_type_array)) {
		line_of(r, jsontext_offset(&r->t, &key));
		return read_element(r, &key, list);
	}
	n = json_object_array_length(list);
	offset = jsontext_offset(&r->t, &at);
	for (; at.index < n; at.index++) {
		line_of(r, offset);
		if (read_element(r, &at, json_object_array_get_idx(list,
							at.index)) < 0)
			return -1;
		offset = jsontext_next_element(&r->t, offset);
	}
	return 0;
}

/* --- hosts --------------------------------------------------------------- */

/* Goes on with the last teller, if that is HOST; else with a new one. */
static int begin_teller(struct reader *r, const char *host)
{
	struct lldp *d = r->d;
	int name = 0;

	if (host && put_word(r, host, &name) < 0)
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
	struct spot whole = { .value = value }, part;
	struct chassis c;

	if (begin_teller(r, host) < 0)
		return -1;
	get(&whole, "local-chassis", &part);
	if (part.value && (jsontext_type(&r->t, part.path, part.value,
					 json_type_object) < 0 ||
			   read_chassis(r, &part, &c) < 0 ||
			   take_own(r, &c) < 0))
		return -1;
	get(&whole, "lldp", &part);
	if (!part.value)
		return 0;
	return jsontext_type(&r->t, part.path, part.value,
			     json_type_object) < 0 ? -1 :
	       read_interfaces(r, &part);
}

/* {"gpu01": {what lldpcli printed there}, ...} */
static int read_hosts(struct reader *r, struct json_object *hosts)
{
	size_t offset = jsontext_offset(&r->t, NULL);

	if (!json_object_object_length(hosts))
		return jsontext_fail(&r->t, NULL, "an empty object: what "
				     "lldpcli prints was expected");
	offset = jsontext_first_element(&r->t, offset);
	json_object_object_foreach(hosts, host, value) {
		/* Places are looked for from here: there may be many. */
		r->t.start = offset;
		line_of(r, offset);
		if (!json_object_is_type(value, json_type_object) ||
		    !is_printed(value))
			return jsontext_fail(&r->t, NULL, "neither what "
					     "lldpcli prints (\"lldp\" or "
					     "\"local-chassis\"), nor a host "
					     "with that inside");
		if (read_printed(r, host, value) < 0)
			return -1;
		offset = jsontext_next_element(&r->t, offset);
	}
	return 0;
}

static int read_value(struct reader *r, struct json_object *value)
{
	if (jsontext_type(&r->t, NULL, value, json_type_object) < 0)
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
			return rail_error_at(r->t.err, r->t.name, teller->line,
					     0, "nothing tells whose "
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
		.t = {
			.text = text, .len = len, .name = label,
			.err = d->err, .escapes = true,
		},
		.d = d, .host = host, .first_teller = d->n_tellers, .line = 1,
	};
	int rc = 0;

	do {
		size_t next;
		struct json_object *value = jsontext_parse_next(&r.t, &next);

		if (!value)
			return -1;
		line_of(&r, jsontext_offset(&r.t, NULL));
		rc = read_value(&r, value);
		json_object_put(value);
		r.t.start = next;
	} while (rc == 0 && r.t.start < len);
	return rc < 0 ? -1 : check_tellers(&r);
}
