/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes and reads the lines of the ledger's journal. */
#include "record.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"
#include "fabric.h"
#include "text.h"

char *record_header(uint32_t version)
{
	return text_format("{\"railyard-ledger\":%u}", version);
}

/* How a record ends: the checksum of what is before it. */
#define CRC_KEY ",\"crc\":\""
enum { CRC_LEN = sizeof(CRC_KEY) - 1 + 8 + 2 };

/* LINE is a record without its last brace; it is taken. */
static char *seal(char *line)
{
	char *sealed = NULL;

	if (line)
		sealed = text_format("%s" CRC_KEY "%08x\"}", line,
				     crc32_of(line, strlen(line)));
	free(line);
	return sealed;
}

/* Names are fabric_name_ok(), so that nothing needs to be quoted. */
char *record_start(uint32_t job, time_t when, uint32_t restarts,
		   const char *const *slots, int n_slots)
{
	char *hosts = hostlist_format(slots, n_slots), *line = NULL;

	if (hosts)
		line = text_format("{\"op\":\"start\",\"time\":%lld,\"job\":%u,"
				   "\"restarts\":%u,\"slots\":\"%s\"",
				   (long long)when, job, restarts, hosts);
	free(hosts);
	return seal(line);
}

static char *failure_line(const char *op, const struct failure *f,
			  const char *node)
{
	char rails[48] = "";

	if (f->rails)
		snprintf(rails, sizeof(rails), ",\"rails\":\"%llx\"",
			 (unsigned long long)f->rails);
	return seal(text_format("{\"op\":\"%s\",\"time\":%lld,\"job\":%u,"
				"\"node\":\"%s\",\"restarts\":%u%s", op,
				(long long)f->when, f->job, node, f->restarts,
				rails));
}

char *record_fail(uint32_t job, time_t when, uint32_t restarts, uint64_t rails,
		  const char *node)
{
	const struct failure f = { .when = when, .job = job,
				   .restarts = restarts, .rails = rails };

	return failure_line("fail", &f, node);
}

char *record_past(const struct failure *f, const char *node)
{
	return failure_line("past", f, node);
}

char *record_end(uint32_t job, time_t when)
{
	return seal(text_format("{\"op\":\"end\",\"time\":%lld,\"job\":%u",
				(long long)when, job));
}

static bool is_sealed(const char *line, size_t len)
{
	return len >= CRC_LEN && !memcmp(line + len - CRC_LEN, CRC_KEY,
					 sizeof(CRC_KEY) - 1);
}

/* Whether the checksum is right, or there is none. */
static bool crc_ok(const char *line, size_t len)
{
	char digits[9] = "", *end;

	if (!is_sealed(line, len))
		return true;
	memcpy(digits, line + len - CRC_LEN + sizeof(CRC_KEY) - 1, 8);
	return strtoul(digits, &end, 16) == crc32_of(line, len - CRC_LEN) &&
	       !*end;
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

	if (!fabric_name_ok(node))
		return -1;
	/* before there were these two, records did without */
	if (json_object_object_get_ex(object, "restarts", NULL)) {
		int64_t n = number_of(object, "restarts", UINT32_MAX);

		if (n < 0)
			return -1;
		r->restarts = (uint32_t)n;
	}
	r->rails = strtoull(string_of(object, "rails"), NULL, 16);
	r->node = strdup(node);
	return r->node ? 0 : -1;
}

/* A checksum whose key is damaged must not make a record without one. */
static bool keys_ok(json_object *object, bool sealed)
{
	static const char known[] = " op time job restarts slots node rails "
				    "railyard-ledger ";

	json_object_object_foreach(object, key, value) {
		char word[32];

		(void)value;
		if (sealed && !strcmp(key, "crc"))
			continue;
		snprintf(word, sizeof(word), " %.20s ", key);
		if (!strstr(known, word))
			return false;
	}
	return true;
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
	r->op = strcmp(op, "past") ? RECORD_FAIL : RECORD_PAST;
	if (!strcmp(op, "fail") || !strcmp(op, "past"))
		return read_fail(object, r);
	r->op = RECORD_END;
	return strcmp(op, "end") ? -1 : 0;
}

int record_parse(const char *line, size_t len, struct record *r)
{
	json_object *object = NULL;
	int rc = -1;

	if (crc_ok(line, len))
		object = parse_object(line, len);
	memset(r, 0, sizeof(*r));
	if (object && keys_ok(object, is_sealed(line, len)))
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
