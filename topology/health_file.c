/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The health file: entries <-> JSON. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "health.h"
#include "jsontext.h"
#include "wholefile.h"

static const char format_name[] = "railyard-health";

enum { FORMAT, VERSION, ENTRIES, N_TOP };

static const struct jsontext_member top[N_TOP] = {
	[FORMAT] = { "format", json_type_string, true },
	[VERSION] = { "version", json_type_int, true },
	[ENTRIES] = { "entries", json_type_array, true },
};

enum { KIND, NAME, RAIL, STATE, REASON, SOURCE, SINCE, UNTIL, N_ENTRY };

static const struct jsontext_member members[N_ENTRY] = {
	[KIND] = { "kind", json_type_string, true },
	[NAME] = { "name", json_type_string, true },
	[RAIL] = { "rail", json_type_int, false },
	[STATE] = { "state", json_type_string, true },
	[REASON] = { "reason", json_type_string, false },
	[SOURCE] = { "source", json_type_string, false },
	[SINCE] = { "since", json_type_int, true },
	[UNTIL] = { "until", json_type_int, false },
};

/* --- reading ------------------------------------------------------------- */

/* Another version may have other keys: it is looked at before those are. */
static int check_version(const struct jsontext *t, struct json_object *root)
{
	const struct jsontext_path format_at = { .key = "format" };
	const struct jsontext_path version_at = { .key = "version" };
	struct json_object *format, *version;
	const char *word;
	int v;

	if (jsontext_type(t, NULL, root, json_type_object))
		return -1;
	if (!json_object_object_get_ex(root, "format", &format))
		return jsontext_fail(t, NULL, "no health file: \"format\": "
				     "\"%s\" is missing", format_name);
	word = jsontext_string(t, &format_at, format);
	if (!word)
		return -1;
	if (strcmp(word, format_name))
		return jsontext_fail(t, &format_at, "format \"%.60s\", \"%s\" "
				     "was expected", word, format_name);
	if (!json_object_object_get_ex(root, "version", &version))
		return jsontext_fail(t, NULL, "\"version\" is missing");
	if (jsontext_int(t, &version_at, version, 0, INT_MAX, &v))
		return -1;
	if (v != HEALTH_VERSION)
		return jsontext_fail(t, &version_at, "version %d, this "
				     "railyard reads %d", v, HEALTH_VERSION);
	return 0;
}

static int read_word(const struct jsontext *t, const struct jsontext_path *up,
		     struct json_object *value, const char *key,
		     int (*find)(const char *word), const char *expected)
{
	const struct jsontext_path at = { .up = up, .key = key };
	const char *word = jsontext_string(t, &at, value);
	int found = word ? find(word) : -1;

	if (word && found < 0)
		return jsontext_fail(t, &at, "%s \"%.32s\", %s was expected",
				     key, word, expected);
	return found;
}

/* Past 2038, too. */
static int read_time(const struct jsontext *t, const struct jsontext_path *up,
		     struct json_object *value, const char *key, int64_t *when)
{
	const struct jsontext_path at = { .up = up, .key = key };

	*when = 0;
	if (!value)
		return 0;
	*when = json_object_get_int64(value);
	if (*when < 0 || *when > INT64_C(1) << 40)
		return jsontext_fail(t, &at, "\"%s\": seconds since 1970 were "
				     "expected", key);
	return 0;
}

static int read_text(const struct jsontext *t, const struct jsontext_path *up,
		     struct json_object *value, const char *key,
		     const char **text)
{
	const struct jsontext_path at = { .up = up, .key = key };

	*text = value ? jsontext_string(t, &at, value) : "";
	return *text ? 0 : -1;
}

static int read_rail(const struct jsontext *t, const struct jsontext_path *up,
		     struct json_object *value, struct health_entry *e)
{
	const struct jsontext_path at = { .up = up, .key = "rail" };

	e->rail = -1;
	if (value && e->kind != HEALTH_RAIL)
		return jsontext_fail(t, &at, "a %s has no \"rail\"",
				     health_kind_name(e->kind));
	if (!value && e->kind == HEALTH_RAIL)
		return jsontext_fail(t, up, "\"rail\" is missing");
	return value ? jsontext_int(t, &at, value, 0, FABRIC_MAX_RAILS - 1,
				    &e->rail) :
		       0;
}

static int read_entry(const struct jsontext *t, const struct jsontext_path *at,
		      struct json_object *value, struct health *h)
{
	struct json_object *m[N_ENTRY];
	struct health_entry e;
	struct rail_error why;
	int kind, state;

	if (jsontext_members(t, at, value, members, N_ENTRY, m))
		return -1;
	kind = read_word(t, at, m[KIND], "kind", health_kind_find,
			 "node, rail, leaf, spine or domain");
	state = kind < 0 ? -1 : read_word(t, at, m[STATE], "state",
					  health_state_find,
					  "down or pardoned");
	if (state < 0)
		return -1;
	e = (struct health_entry){ .kind = (enum health_kind)kind,
				   .state = (enum health_state)state };
	if (read_text(t, at, m[NAME], "name", &e.name) ||
	    read_rail(t, at, m[RAIL], &e) ||
	    read_text(t, at, m[REASON], "reason", &e.reason) ||
	    read_text(t, at, m[SOURCE], "source", &e.source) ||
	    read_time(t, at, m[SINCE], "since", &e.since) ||
	    read_time(t, at, m[UNTIL], "until", &e.until))
		return -1;
	if (health_find(h, &e))
		return jsontext_fail(t, at, "%s \"%.128s\" comes twice",
				     health_kind_name(e.kind), e.name);
	if (health_set(h, &e, &why))
		return jsontext_fail(t, at, "%s", why.text);
	return 0;
}

static int read_entries(const struct jsontext *t, struct json_object *root,
			struct health *h)
{
	const struct jsontext_path in = { .key = "entries" };
	struct json_object *m[N_TOP];
	size_t n;

	if (check_version(t, root) ||
	    jsontext_members(t, NULL, root, top, N_TOP, m))
		return -1;
	n = json_object_array_length(m[ENTRIES]);
	for (size_t i = 0; i < n; i++) {
		const struct jsontext_path at = { .up = &in, .index = i };

		if (read_entry(t, &at, json_object_array_get_idx(m[ENTRIES],
								 i), h))
			return -1;
	}
	return 0;
}

struct health *health_parse(const char *text, size_t len, const char *name,
			    struct rail_error *err)
{
	const struct jsontext t = { .text = text, .len = len, .name = name,
				    .err = err };
	struct json_object *root = jsontext_parse(&t);
	struct health *h = root ? health_create() : NULL;

	if (root && !h)
		rail_error_nomem(err);
	if (h && read_entries(&t, root, h)) {
		health_destroy(h);
		h = NULL;
	}
	json_object_put(root);
	return h;
}

struct health *health_load(const char *path, struct rail_error *err)
{
	size_t len;
	char *text = wholefile_read(path, HEALTH_MAX_BYTES, &len, err);
	struct health *h;

	if (!text)
		return NULL;
	h = health_parse(text, len, wholefile_label(path), err);
	free(text);
	return h;
}

/* --- writing ------------------------------------------------------------- */

/* Printable ASCII: two characters need a backslash. */
static void put_text(FILE *out, const char *key, const char *text)
{
	if (!*text)
		return;
	fprintf(out, ", \"%s\": \"", key);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void put_entry(FILE *out, const struct health_entry *e)
{
	fprintf(out, "  {\"kind\": \"%s\", \"name\": \"%s\"",
		health_kind_name(e->kind), e->name);
	if (e->kind == HEALTH_RAIL)
		fprintf(out, ", \"rail\": %d", e->rail);
	fprintf(out, ", \"state\": \"%s\"", health_state_name(e->state));
	put_text(out, "reason", e->reason);
	put_text(out, "source", e->source);
	fprintf(out, ", \"since\": %" PRId64, e->since);
	if (e->until)
		fprintf(out, ", \"until\": %" PRId64, e->until);
	fputc('}', out);
}

char *health_format(const struct health *h, size_t *len,
		    struct rail_error *err)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	if (out) {
		fprintf(out, "{\"format\": \"%s\", \"version\": %d,\n"
			" \"entries\": [", format_name, HEALTH_VERSION);
		for (int i = 0; i < h->count; i++) {
			fputs(i ? ",\n" : "\n", out);
			put_entry(out, &h->entries[i]);
		}
		fputs("]}\n", out);
		if (!fclose(out))
			return text;
		free(text);
	}
	rail_error_nomem(err);
	return NULL;
}

int health_save(const struct health *h, const char *path,
		struct rail_error *err)
{
	size_t len;
	char *text = health_format(h, &len, err);
	int rc = text ? wholefile_write(path, text, len, 0644, err) : -1;

	free(text);
	return rc;
}
