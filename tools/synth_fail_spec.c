/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads which faults are asked for. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "synth_fail.h"
#include "topology/check.h"
#include "topology/fabric.h"

enum {
	WHOLE = 1000000,	/* 100%, in millionths */
	DECIMALS = 4,		/* of per cent, so that a millionth is 0.0001% */
	MOST = 1 << 24,		/* more than a fabric has of anything */
	NO_FINDING = -1,
};

/* What check calls it is a name as well. */
static const struct {
	const char *name;
	int finding;
} faults[SYNTH_N_FAULTS] = {
	[SYNTH_NODES] = { "nodes", NO_FINDING },
	[SYNTH_LEAFS] = { "leafs", CHECK_DARK_LEAF },
	[SYNTH_SPINES] = { "spines", NO_FINDING },
	[SYNTH_CORES] = { "cores", NO_FINDING },
	[SYNTH_PLANES] = { "planes", CHECK_DARK_LEAF },
	[SYNTH_SWAPS] = { "swaps", CHECK_SWAPPED_RAILS },
	[SYNTH_PLANE_SWAPS] = { "plane-swaps", CHECK_SWAPPED_PLANES },
	[SYNTH_NODE_SWAPS] = { "node-swaps", CHECK_SWAPPED_NODES },
	[SYNTH_ISLAND_SWAPS] = { "island-swaps", CHECK_SWAPPED_ISLANDS },
	[SYNTH_PORT_SWAPS] = { "port-swaps", CHECK_PORT_ORDER },
	[SYNTH_UPLINK_SWAPS] = { "uplink-swaps", CHECK_SWAPPED_UPLINKS },
	[SYNTH_WRONG_LEAFS] = { "wrong-leafs", CHECK_WRONG_LEAF },
	[SYNTH_WRONG_ISLANDS] = { "wrong-islands", CHECK_WRONG_ISLAND },
	[SYNTH_WRONG_SWITCHES] = { "wrong-switches", CHECK_WRONG_SWITCH },
	[SYNTH_WRONG_UPLINKS] = { "wrong-uplinks", CHECK_WRONG_UPLINK },
	[SYNTH_EXTRA_LINKS] = { "extra-links", CHECK_EXTRA_LINK },
	[SYNTH_EXTRA_UPLINKS] = { "extra-uplinks", CHECK_EXTRA_UPLINK },
	[SYNTH_SLOW_LINKS] = { "slow-links", CHECK_MIXED_SPEEDS },
	[SYNTH_ODD_NODES] = { "odd-nodes", CHECK_ODD_NODE },
	[SYNTH_SAME_GUIDS] = { "same-guids", CHECK_DUPLICATE_GUID },
	[SYNTH_SAME_NAMES] = { "same-names", CHECK_DUPLICATE_NAME },
	[SYNTH_LINKS] = { "links", CHECK_MISSING_LINK },
	[SYNTH_UPLINKS] = { "uplinks", CHECK_MISSING_UPLINK },
};

const char *synth_fault_name(enum synth_fault fault)
{
	return faults[fault].name;
}

const char *synth_fault_finding(enum synth_fault fault)
{
	int finding = faults[fault].finding;

	return finding == NO_FINDING ? NULL :
				       check_kind_name((enum check_kind)finding);
}

static bool is_called(enum synth_fault fault, const char *text, size_t len)
{
	const char *finding = synth_fault_finding(fault);

	return (strlen(faults[fault].name) == len &&
		!strncmp(faults[fault].name, text, len)) ||
	       (finding && strlen(finding) == len &&
		!strncmp(finding, text, len));
}

static int find(const char *text, size_t len, struct rail_error *err)
{
	char list[512] = "";
	size_t used = 0;

	for (int i = 0; i < SYNTH_N_FAULTS; i++)
		if (is_called((enum synth_fault)i, text, len))
			return i;
	for (int i = 0; i < SYNTH_N_FAULTS && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used,
					 "%s%s", i ? ", " : "",
					 faults[i].name);
	return rail_error_set(err, "\"%.*s\" is no fault: expected one of %s",
			      (int)len, text, list);
}

/* Digits and, in a share, a point and DECIMALS more at most: a number of
 * 10^-DECIMALS.  -1: it is none, or too large. */
static long read_number(const char **p, const char *end, bool share)
{
	long n = 0, unit = 1;
	const char *q = *p;

	while (q < end && isdigit((unsigned char)*q) && n < MOST)
		n = n * 10 + (*q++ - '0');
	if (q == *p)
		return -1;
	for (int i = 0; share && i < DECIMALS; i++)
		unit *= 10;
	n *= unit;
	if (share && q < end && *q == '.') {
		if (++q == end || !isdigit((unsigned char)*q))
			return -1;
		for (; q < end && isdigit((unsigned char)*q) && unit > 1; q++) {
			unit /= 10;
			n += (*q - '0') * unit;
		}
	}
	*p = q;
	return n;
}

static int read_amount(const char *text, size_t len, struct synth_amount *a,
		       struct rail_error *err)
{
	const char *p = text, *end = text + len;

	a->share = len && end[-1] == '%';
	if (a->share)
		end--;
	a->value = read_number(&p, end, a->share);
	if (a->value < 0 || p != end ||
	    a->value > (a->share ? WHOLE : MOST))
		return rail_error_set(err, "\"%.*s\": a count, or a share from "
				      "0%% to 100%%, was expected", (int)len,
				      text);
	a->asked = true;
	return 0;
}

static int read_item(const char *text, size_t len, struct synth_fail *fail,
		     struct rail_error *err)
{
	const char *sign = memchr(text, '=', len);
	int fault;

	if (!sign)
		return rail_error_set(err, "\"%.*s\": FAULT=COUNT or "
				      "FAULT=SHARE%% was expected", (int)len,
				      text);
	fault = find(text, (size_t)(sign - text), err);
	if (fault < 0)
		return -1;
	if (fail->amounts[fault].asked)
		return rail_error_set(err, "\"%.*s\": %s are asked for twice",
				      (int)len, text, faults[fault].name);
	sign++;
	return read_amount(sign, (size_t)(text + len - sign),
			   &fail->amounts[fault], err);
}

int synth_fail_parse(const char *text, struct synth_fail *fail,
		     struct rail_error *err)
{
	for (;;) {
		size_t len = strcspn(text, ",");

		if (read_item(text, len, fail, err) < 0)
			return -1;
		if (!text[len])
			return 0;
		text += len + 1;
	}
}
