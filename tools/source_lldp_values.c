/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values in what lldpcli(8) prints, up to a chassis and a port. */
#include <stdlib.h>
#include <string.h>

#include "source_lldp_names.h"
#include "source_lldp_values.h"

enum { TEXT_MAX = 255 };	/* the longest text of a TLV that names */

/* --- values, of either format -------------------------------------------- */

/* An array's first element stands for it. */
static void unwrap(struct lldp_value *s)
{
	if (!json_object_is_type(s->value, json_type_array) ||
	    !json_object_array_length(s->value))
		return;
	s->element = (struct jsontext_path){ .up = s->path };
	s->path = &s->element;
	s->value = json_object_array_get_idx(s->value, 0);
}

static void enter(const struct jsontext_path *up, const char *key,
		  struct json_object *value, struct lldp_value *s)
{
	s->key = (struct jsontext_path){ .up = up, .key = key };
	s->path = &s->key;
	s->value = value;
	unwrap(s);
}

void lldp_value_get(const struct lldp_value *up, const char *key,
		    struct lldp_value *s)
{
	struct json_object *value = NULL;

	if (json_object_is_type(up->value, json_type_object))
		json_object_object_get_ex(up->value, key, &value);
	enter(up->path, key, value, s);
}

int lldp_value_word(struct lldp_json *j, const char *text, int *word)
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
	*word = words_put(j->words, clean);
	return *word < 0 ? rail_error_nomem(j->t.err) : 0;
}

const char *lldp_value_text(struct lldp_json *j, const struct lldp_value *s)
{
	struct lldp_value inner;

	if (!s->value)
		return "";
	if (!json_object_is_type(s->value, json_type_object))
		return jsontext_string(&j->t, s->path, s->value);
	lldp_value_get(s, "value", &inner);
	if (!inner.value)
		return "";
	return jsontext_string(&j->t, inner.path, inner.value);
}

const char *lldp_value_member(struct lldp_json *j, const struct lldp_value *up,
			      const char *key)
{
	struct lldp_value s;

	lldp_value_get(up, key, &s);
	return lldp_value_text(j, &s);
}

static int member_word(struct lldp_json *j, const struct lldp_value *up,
		       const char *key, int *word)
{
	const char *text = lldp_value_member(j, up, key);

	return text ? lldp_value_word(j, text, word) : -1;
}

/* An id: {"type": "mac", "value": "..."}; *MAC is 0 when it is none. */
static int read_id(struct lldp_json *j, const struct lldp_value *up, int *word,
		   uint64_t *mac, bool *is_name)
{
	struct lldp_value id;
	const char *type, *value;

	lldp_value_get(up, "id", &id);
	*word = 0;
	*mac = 0;
	*is_name = false;
	if (!id.value)
		return 0;
	if (jsontext_type(&j->t, id.path, id.value, json_type_object) < 0)
		return -1;
	type = lldp_value_member(j, &id, "type");
	value = type ? lldp_value_member(j, &id, "value") : NULL;
	if (!value)
		return -1;
	*is_name = !strcmp(type, "ifname");
	if (!strcmp(type, "mac"))
		*mac = lldp_mac(value);
	return lldp_value_word(j, value, word);
}

/* --- a chassis and a port ------------------------------------------------ */

/* Goes from {"leaf01": {...}} inside, where that is how it is named. */
static void enter_named(struct lldp_value *outer, struct lldp_value *inner,
			const char **name)
{
	struct lldp_value s, type;

	*inner = *outer;
	*name = NULL;
	lldp_value_get(outer, "name", &s);
	if (s.value)
		return;
	lldp_value_get(outer, "id", &s);
	/* Its own id, and not a chassis that is called "id". */
	lldp_value_get(&s, "type", &type);
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

static int read_capability(struct lldp_json *j, const struct lldp_value *s,
			   unsigned char *caps)
{
	struct lldp_value enabled;
	const char *type = lldp_value_member(j, s, "type");

	if (!type)
		return -1;
	lldp_value_get(s, "enabled", &enabled);
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

static int read_capabilities(struct lldp_json *j,
			     const struct lldp_value *chassis,
			     unsigned char *caps)
{
	struct jsontext_path key = { .up = chassis->path, .key = "capability" };
	struct json_object *list = NULL;
	size_t n = 1;

	json_object_object_get_ex(chassis->value, "capability", &list);
	if (json_object_is_type(list, json_type_array))
		n = json_object_array_length(list);
	for (size_t i = 0; list && i < n; i++) {
		struct lldp_value s = {
			.element = { .up = &key, .index = i },
			.path = &key, .value = list,
		};

		if (json_object_is_type(list, json_type_array)) {
			s.path = &s.element;
			s.value = json_object_array_get_idx(list, i);
		}
		if (jsontext_type(&j->t, s.path, s.value,
				  json_type_object) < 0 ||
		    read_capability(j, &s, caps) < 0)
			return -1;
	}
	return 0;
}

/* What a system without a name says: a NIC's own processor, a new switch. */
static bool is_no_name(const char *name)
{
	return !strcmp(name, "localhost") || !strncmp(name, "localhost.", 10) ||
	       !strcmp(name, "(none)");
}

int lldp_value_chassis(struct lldp_json *j, const struct lldp_value *up,
		       struct lldp_chassis *c)
{
	struct lldp_value outer, inner;
	const char *name;
	bool is_name;

	memset(c, 0, sizeof(*c));
	lldp_value_get(up, "chassis", &outer);
	if (!outer.value)
		return 0;
	if (jsontext_type(&j->t, outer.path, outer.value,
			  json_type_object) < 0)
		return -1;
	enter_named(&outer, &inner, &name);
	if (!name)
		name = lldp_value_member(j, &inner, "name");
	if (name && is_no_name(name))
		name = "";
	return !name || lldp_value_word(j, name, &c->name) < 0 ||
	       read_id(j, &inner, &c->id, &c->mac, &is_name) < 0 ||
	       read_capabilities(j, &inner, &c->caps) < 0 ? -1 : 0;
}

int lldp_value_port(struct lldp_json *j, const struct lldp_value *up,
		    struct lldp_seen *seen)
{
	struct lldp_value port, mau;
	const char *bond, *current;
	char speed[8];

	lldp_value_get(up, "port", &port);
	if (!port.value)
		return 0;
	if (jsontext_type(&j->t, port.path, port.value, json_type_object) < 0 ||
	    read_id(j, &port, &seen->port_id, &seen->port_mac,
		    &seen->port_is_name) < 0 ||
	    member_word(j, &port, "descr", &seen->port_descr) < 0)
		return -1;
	bond = lldp_value_member(j, &port, "aggregation");
	lldp_value_get(&port, "auto-negotiation", &mau);
	current = bond ? lldp_value_member(j, &mau, "current") : NULL;
	if (!current)
		return -1;
	seen->bond = atoi(bond);
	lldp_speed(current, speed);
	return lldp_value_word(j, speed, &seen->speed);
}
