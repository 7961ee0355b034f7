/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kinds of discovery: the command of each, and what a good answer is. */
#include "gather_kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node.h"
#include "source_ibnetdiscover.h"
#include "source_lldp.h"

static const struct {
	const char *name, *ending, *command;
	size_t max;
	int timeout;
} kinds[N_GATHER_KINDS] = {
	/* The interfaces for their MACs, which tell what NICs they are. */
	[GATHER_LLDP] = {
		.name = "lldp", .ending = ".json",
		.command = "lldpcli -f json0 show neighbors && "
			   "lldpcli -f json0 show interfaces",
		.max = 16 << 20, .timeout = 60,
	},
	[GATHER_NODE] = {
		.name = "node", .ending = ".json",
		.command = "railyard discover --json",
		.max = 16 << 20, .timeout = 60,
	},
	/* 300,000 NICs are 150 MB, and take minutes. */
	[GATHER_IB] = {
		.name = "ib", .ending = ".txt", .command = "ibnetdiscover",
		.max = 1 << 30, .timeout = 600,
	},
};

const char *gather_kind_name(enum gather_kind kind)
{
	return kinds[kind].name;
}

const char *gather_kind_ending(enum gather_kind kind)
{
	return kinds[kind].ending;
}

size_t gather_kind_max(enum gather_kind kind)
{
	return kinds[kind].max;
}

int gather_kind_timeout(enum gather_kind kind)
{
	return kinds[kind].timeout;
}

char *gather_kind_command(const struct gather_task *task, const char *instead)
{
	const char *command = instead ? instead : kinds[task->kind].command;
	char *text;

	if (!task->nic)
		return strdup(command);
	return asprintf(&text, "%s -C %s", command, task->nic) < 0 ? NULL :
								     text;
}

/* Whether two names are of one host, be it with or without its domain. */
static bool same_host(const char *a, const char *b)
{
	size_t len = strcspn(a, ".");

	return len == strcspn(b, ".") && !strncmp(a, b, len);
}

static int check_node(const struct gather_task *task, const char *text,
		      size_t len, const char *label, char **called,
		      struct rail_error *err)
{
	struct node *node = node_parse(text, len, label, err);
	int rc = node ? 0 : -1;

	if (node && !same_host(node->host, task->host)) {
		*called = strdup(node->host);
		if (!*called)
			rc = rail_error_nomem(err);
	}
	node_destroy(node);
	return rc;
}

static int check_ib(const char *text, size_t len, const char *label,
		    struct rail_error *err)
{
	struct links *l = source_ibnetdiscover_parse(text, len, label, NULL,
						     err);
	int rc = l ? 0 : -1;

	links_destroy(l);
	return rc;
}

int gather_kind_check(const struct gather_task *task, const char *text,
		      size_t len, char **called, struct rail_error *err)
{
	static const char label[] = "its answer";

	*called = NULL;
	switch (task->kind) {
	case GATHER_LLDP:
		return source_lldp_check(text, len, label, task->host, err);
	case GATHER_NODE:
		return check_node(task, text, len, label, called, err);
	default:
		return check_ib(text, len, label, err);
	}
}
