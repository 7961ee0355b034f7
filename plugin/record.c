/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes and reads the lines of the ledger's journal. */
#include "record.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "topology/fabric.h"
#include "topology/text.h"

char *record_header(uint32_t version)
{
	return text_format("{\"railyard-ledger\":%u}", version);
}

/* Names are fabric_name_ok(), so that nothing needs to be quoted. */
char *record_start(uint32_t job, time_t when, uint32_t restarts,
		   const char *const *slots, int n_slots)
{
	char *hosts = hostlist_format(slots, n_slots), *line = NULL;

	if (hosts)
		line = text_format("{\"op\":\"start\",\"time\":%lld,\"job\":%u,"
				   "\"restarts\":%u,\"slots\":\"%s\"}",
				   (long long)when, job, restarts, hosts);
	free(hosts);
	return line;
}

char *record_fail(uint32_t job, time_t when, const char *node)
{
	return text_format("{\"op\":\"fail\",\"time\":%lld,\"job\":%u,"
			   "\"node\":\"%s\"}", (long long)when, job, node);
}

char *record_end(uint32_t job, time_t when)
{
	return text_format("{\"op\":\"end\",\"time\":%lld,\"job\":%u}",
			   (long long)when, job);
}

static json_object *parse_object(const char *line, size_t len)
{
	json_tokener *tok = json_tokener_new();
	json_object *object = NULL;

	if (!tok)
		return NULL;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT |
					    JSON_TOKENER_VALIDATE_UTF8);
	if (len && len < INT32_MAX)
		object = json_tokener_parse_ex(tok, line, (int)len);
	if (object && (json_tokener_get_parse_end(tok) != len ||
		       !json_object_is_type(object, json_type_object))) {
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(tok);
	return object;
}

/* A number from 0 to MAX, or -1. */
static int64_t number_of(json_object *object, const char *key, int64_t max)
{
	json_object *value;
	int64_t n;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_int))
		return -1;
	n = json_object_get_int64(value);
	return n > max ? -1 : n;
}

static const char *string_of(json_object *object, const char *key)
{
	json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return "";
	return json_object_get_string(value);
}

static int read_start(json_object *object, struct record *r)
{
	int64_t restarts = number_of(object, "restarts", UINT32_MAX);

	r->op = RECORD_START;
	r->slots = hostlist_parse(string_of(object, "slots"), FABRIC_MAX_NODES,
				  NULL);
	if (restarts < 0 || !r->slots || !r->slots->count)
		return -1;
	r->restarts = (uint32_t)restarts;
	for (int i = 0; i < r->slots->count; i++)
		if (!fabric_name_ok(r->slots->names[i]))
			return -1;
	return 0;
}

static int read_fail(json_object *object, struct record *r)
{
	const char *node = string_of(object, "node");

	r->op = RECORD_FAIL;
	if (!fabric_name_ok(node))
		return -1;
	r->node = strdup(node);
	return r->node ? 0 : -1;
}

static int read_record(json_object *object, struct record *r)
{
	const char *op = string_of(object, "op");
	int64_t version = number_of(object, "railyard-ledger", UINT32_MAX);
	int64_t job = number_of(object, "job", UINT32_MAX);
	int64_t when = number_of(object, "time", INT64_MAX);

	if (version >= 0) {
		r->op = RECORD_HEADER;
		r->version = (uint32_t)version;
		return 0;
	}
	if (job < 0 || when < 0)
		return -1;
	r->job = (uint32_t)job;
	r->when = when;
	if (!strcmp(op, "start"))
		return read_start(object, r);
	if (!strcmp(op, "fail"))
		return read_fail(object, r);
	r->op = RECORD_END;
	return strcmp(op, "end") ? -1 : 0;
}

int record_parse(const char *line, size_t len, struct record *r)
{
	json_object *object = parse_object(line, len);
	int rc = -1;

	memset(r, 0, sizeof(*r));
	if (object)
		rc = read_record(object, r);
	json_object_put(object);
	return rc;
}

void record_clear(struct record *r)
{
	hostlist_destroy(r->slots);
	free(r->node);
	memset(r, 0, sizeof(*r));
}
