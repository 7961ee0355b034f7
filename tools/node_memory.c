/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Links that flap, and what was said of them: kept in a small file. */
#include "node_memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "topology/jsontext.h"
#include "topology/wholefile.h"

enum { MAX_BYTES = 1 << 20 };

/* --- links --------------------------------------------------------------- */

/* What is known of NIC, from now on; NULL: there are too many. */
static struct node_memory_nic *find(struct node_memory *m, const char *nic)
{
	for (int i = 0; i < m->n_nics; i++)
		if (!strcmp(m->nics[i].nic, nic))
			return &m->nics[i];
	if (m->n_nics == FABRIC_MAX_RAILS)
		return NULL;
	m->nics[m->n_nics] = (struct node_memory_nic){ 0 };
	snprintf(m->nics[m->n_nics].nic, sizeof(m->nics->nic), "%s", nic);
	return &m->nics[m->n_nics++];
}

static int64_t hold_for(const struct node_memory_nic *n, int hold)
{
	int64_t seconds = hold;

	for (int i = 1; i < n->flaps && seconds < NODE_MEMORY_LONGEST; i++)
		seconds *= 2;
	return seconds < NODE_MEMORY_LONGEST ? seconds : NODE_MEMORY_LONGEST;
}

static void lose(struct node_memory_nic *n, int64_t now)
{
	if (!n->down && now - n->last > NODE_MEMORY_FORGET)
		n->flaps = 0;
	if (!n->down)
		n->since = now;
	if (!n->down || n->back)
		n->flaps++;
	n->down = true;
	n->back = 0;
	n->last = now;
}

const char *node_memory_see(struct node_memory *m, const char *nic,
			    const char *why, int64_t now, int hold,
			    int64_t *since)
{
	struct node_memory_nic *n = find(m, nic);

	*since = now;
	if (!n)
		return why;
	/* a clock that was set back */
	if (n->back > now)
		n->back = now;
	if (n->since > now)
		n->since = now;
	if (why) {
		lose(n, now);
	} else if (n->down) {
		if (!n->back)
			n->back = now;
		if (now - n->back < hold_for(n, hold))
			why = "held";
		else
			n->down = false;
	}
	*since = n->since;
	return why;
}

bool node_memory_sick(struct node_memory *m, const char *sick, int64_t now)
{
	if (!strcmp(m->sick, sick)) {
		if (m->sick_since > now)
			m->sick_since = now;
		return false;
	}
	snprintf(m->sick, sizeof(m->sick), "%s", sick);
	m->sick_since = now;
	return true;
}

/* --- the file ------------------------------------------------------------ */

enum { FORMAT, VERSION, NICS, SICK, SICK_SINCE, REPORTED, VERIFIED, N_TOP };

static const struct jsontext_member top[N_TOP] = {
	[FORMAT] = { "format", json_type_string, true },
	[VERSION] = { "version", json_type_int, true },
	[NICS] = { "nics", json_type_array, true },
	[SICK] = { "sick", json_type_string, false },
	[SICK_SINCE] = { "sick_since", json_type_int, false },
	[REPORTED] = { "reported", json_type_string, false },
	[VERIFIED] = { "verified", json_type_int, false },
};

enum { NIC, DOWN, FLAPS, SINCE, BACK, LAST, N_NIC };

static const struct jsontext_member members[N_NIC] = {
	[NIC] = { "nic", json_type_string, true },
	[DOWN] = { "down", json_type_boolean, true },
	[FLAPS] = { "flaps", json_type_int, true },
	[SINCE] = { "since", json_type_int, true },
	[BACK] = { "back", json_type_int, true },
	[LAST] = { "last", json_type_int, true },
};

static int64_t number(struct json_object *value)
{
	return value ? json_object_get_int64(value) : 0;
}

static int read_nic(const struct jsontext *t, const struct jsontext_path *at,
		    struct json_object *value, struct node_memory *m)
{
	const struct jsontext_path flaps_at = { .up = at, .key = "flaps" };
	struct json_object *o[N_NIC];
	struct node_memory_nic *n;
	const char *name;
	int flaps;

	if (jsontext_members(t, at, value, members, N_NIC, o) ||
	    jsontext_int(t, &flaps_at, o[FLAPS], 0, INT16_MAX, &flaps))
		return -1;
	name = json_object_get_string(o[NIC]);
	n = fabric_name_ok(name) ? find(m, name) : NULL;
	if (!n)
		return jsontext_fail(t, at, "no name of a NIC, or too many");
	n->down = json_object_get_boolean(o[DOWN]);
	n->flaps = flaps;
	n->since = number(o[SINCE]);
	n->back = number(o[BACK]);
	n->last = number(o[LAST]);
	return 0;
}

/* Anything but a report is as good as none: it is reported anew. */
static int read_reported(const struct jsontext *t, struct json_object *value,
			 struct node_memory *m)
{
	const char *text = value ? json_object_get_string(value) : NULL;
	struct health_report r;

	if (!text || health_report_parse(text, &r, NULL) <= 0)
		return 0;
	m->reported = health_report_format(&r);
	return m->reported ? 0 : rail_error_nomem(t->err);
}

static int read_root(const struct jsontext *t, struct json_object *root,
		     struct node_memory *m)
{
	const struct jsontext_path in = { .key = "nics" };
	struct json_object *o[N_TOP];

	if (jsontext_members(t, NULL, root, top, N_TOP, o))
		return -1;
	if (strcmp(json_object_get_string(o[FORMAT]), "railyard-node-memory") ||
	    number(o[VERSION]) != NODE_MEMORY_VERSION)
		return jsontext_fail(t, NULL, "no railyard-node-memory of "
				     "version %d", NODE_MEMORY_VERSION);
	for (size_t i = 0; i < json_object_array_length(o[NICS]); i++) {
		const struct jsontext_path at = { .up = &in, .index = i };

		if (read_nic(t, &at, json_object_array_get_idx(o[NICS], i), m))
			return -1;
	}
	if (o[SICK] && fabric_name_ok(json_object_get_string(o[SICK])))
		snprintf(m->sick, sizeof(m->sick), "%s",
			 json_object_get_string(o[SICK]));
	m->sick_since = number(o[SICK_SINCE]);
	m->verified = number(o[VERIFIED]);
	return read_reported(t, o[REPORTED], m);
}

int node_memory_load(struct node_memory *m, const char *path,
		     struct rail_error *err)
{
	struct jsontext t = { .name = path, .err = err };
	struct json_object *root = NULL;
	char *text;
	int rc = -1;

	*m = (struct node_memory){ 0 };
	if (access(path, F_OK))
		return 0;
	text = wholefile_read(path, MAX_BYTES, &t.len, err);
	t.text = text;
	if (text)
		root = jsontext_parse(&t);
	if (root)
		rc = read_root(&t, root, m);
	json_object_put(root);
	free(text);
	if (rc)
		node_memory_clear(m);
	return rc;
}

static void put(FILE *out, const struct node_memory *m)
{
	fprintf(out, "{\"format\": \"railyard-node-memory\", \"version\": %d,\n"
		" \"sick\": \"%s\", \"sick_since\": %" PRId64 ",\n",
		NODE_MEMORY_VERSION, m->sick, m->sick_since);
	if (m->reported)
		fprintf(out, " \"reported\": \"%s\", \"verified\": %" PRId64
			",\n", m->reported, m->verified);
	fputs(" \"nics\": [", out);
	for (int i = 0; i < m->n_nics; i++) {
		const struct node_memory_nic *n = &m->nics[i];

		fprintf(out, "%s\n  {\"nic\": \"%s\", \"down\": %s, "
			"\"flaps\": %d, \"since\": %" PRId64 ", \"back\": %"
			PRId64 ", \"last\": %" PRId64 "}", i ? "," : "",
			n->nic, n->down ? "true" : "false", n->flaps, n->since,
			n->back, n->last);
	}
	fputs("]}\n", out);
}

int node_memory_save(const struct node_memory *m, const char *path,
		     struct rail_error *err)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int rc;

	if (!out)
		return rail_error_nomem(err);
	put(out, m);
	if (fclose(out)) {
		free(text);
		return rail_error_nomem(err);
	}
	rc = wholefile_write(path, text, len, 0644, err);
	free(text);
	return rc;
}

void node_memory_clear(struct node_memory *m)
{
	free(m->reported);
	*m = (struct node_memory){ 0 };
}
