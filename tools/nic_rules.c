/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holds NICs against patterns of names and boards, and against subnets. */
#include <arpa/inet.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "nic_rules.h"

enum {
	GID_BITS = 128,
	SUBNET_BITS = 64,	/* what of a GID InfiniBand calls the prefix */
};

struct rule {
	enum nic_rule_kind kind;
	char *text;
	unsigned char gid[16];
	int bits;		/* of gid that count */
	bool met;
};

struct nic_rules {
	struct rule *list;
	int n;
};

struct nic_rules *nic_rules_create(void)
{
	return calloc(1, sizeof(struct nic_rules));
}

void nic_rules_destroy(struct nic_rules *r)
{
	for (int i = 0; r && i < r->n; i++)
		free(r->list[i].text);
	if (r)
		free(r->list);
	free(r);
}

/* --- making them --------------------------------------------------------- */

/* An IPv4 address as the GID of a RoCE port is made of it: ::ffff:a.b.c.d */
static bool read_address(const char *text, struct rule *rule)
{
	if (inet_pton(AF_INET6, text, rule->gid) == 1) {
		rule->bits = SUBNET_BITS;
		return true;
	}
	memset(rule->gid, 0, 10);
	memset(rule->gid + 10, 0xff, 2);
	rule->bits = GID_BITS;
	return inet_pton(AF_INET, text, rule->gid + 12) == 1;
}

/* "ADDRESS", "ADDRESS/BITS" */
static bool read_subnet(struct rule *rule)
{
	char text[INET6_ADDRSTRLEN], *end;
	size_t n = strcspn(rule->text, "/");
	int first;
	long bits;

	if (n >= sizeof(text))
		return false;
	memcpy(text, rule->text, n);
	text[n] = '\0';
	if (!read_address(text, rule))
		return false;
	if (!rule->text[n])
		return true;
	first = strchr(text, ':') ? 0 : GID_BITS - 32;
	bits = strtol(rule->text + n + 1, &end, 10);
	if (!rule->text[n + 1] || *end || bits < 0 || first + bits > GID_BITS)
		return false;
	rule->bits = first + (int)bits;
	return true;
}

static int add(struct nic_rules *r, enum nic_rule_kind kind, const char *start,
	       size_t len, struct rail_error *err)
{
	struct rule *bigger = realloc(r->list, sizeof(*bigger) *
				      ((size_t)r->n + 1)), *rule;

	if (!bigger)
		return rail_error_nomem(err);
	r->list = bigger;
	rule = &r->list[r->n];
	*rule = (struct rule){ .kind = kind, .text = strndup(start, len) };
	if (!rule->text)
		return rail_error_nomem(err);
	r->n++;
	if (kind == NIC_RULE_SUBNET && !read_subnet(rule))
		return rail_error_set(err, "\"%.60s\" is no subnet: an "
				      "address, or ADDRESS/BITS, was expected",
				      rule->text);
	return 0;
}

int nic_rules_add(struct nic_rules *r, enum nic_rule_kind kind,
		  const char *value, struct rail_error *err)
{
	const char *start = value;

	for (;;) {
		size_t n = strcspn(start, ",");

		if (!n)
			return rail_error_set(err, "\"%.60s\" has an empty "
					      "word", value);
		if (add(r, kind, start, n, err) < 0)
			return -1;
		if (!start[n])
			return 0;
		start += n + 1;
	}
}

bool nic_rules_has(const struct nic_rules *r, enum nic_rule_kind kind)
{
	for (int i = 0; i < r->n; i++)
		if (r->list[i].kind == kind)
			return true;
	return false;
}

/* --- holding NICs against them ------------------------------------------- */

static bool is_like(const struct rule *rule, const char *text)
{
	return text && fnmatch(rule->text, text, rule->kind == NIC_RULE_BOARD ?
			       FNM_CASEFOLD : 0) == 0;
}

static bool has_name(const struct rule *rule, const struct node_nic *nic)
{
	if (is_like(rule, nic->name))
		return true;
	for (int i = 0; i < nic->n_netdevs; i++)
		if (is_like(rule, nic->netdevs[i].name))
			return true;
	return false;
}

static bool in_subnet(const struct rule *rule, const char *text)
{
	int whole = rule->bits / 8, rest = rule->bits % 8;
	unsigned char gid[16];

	if (inet_pton(AF_INET6, text, gid) != 1 ||
	    memcmp(gid, rule->gid, (size_t)whole))
		return false;
	return !rest || (gid[whole] ^ rule->gid[whole]) >> (8 - rest) == 0;
}

static bool has_gid(const struct rule *rule, const struct node_nic *nic)
{
	for (int i = 0; i < nic->n_ports; i++)
		for (int k = 0; k < nic->ports[i].n_gids; k++)
			if (in_subnet(rule, nic->ports[i].gids[k]))
				return true;
	return false;
}

static bool is_for(const struct rule *rule, const struct node_nic *nic)
{
	switch (rule->kind) {
	case NIC_RULE_NAME:
		return has_name(rule, nic);
	case NIC_RULE_BOARD:
		return is_like(rule, nic->board) || is_like(rule, nic->model);
	case NIC_RULE_SUBNET:
		return has_gid(rule, nic);
	}
	return false;
}

bool nic_rules_match(const struct nic_rules *r, const struct node_nic *nic)
{
	bool found = false;

	for (int i = 0; r && i < r->n; i++)
		if (is_for(&r->list[i], nic))
			found = r->list[i].met = true;
	return found;
}

void nic_rules_apply(const struct nic_rules *r, struct links *l)
{
	for (int i = 0; i < r->n; i++) {
		struct rule *rule = &r->list[i];

		for (int k = 0; rule->kind == NIC_RULE_NAME && k < l->n_devices;
		     k++) {
			struct links_device *d = &l->devices[k];

			if (d->kind == LINKS_NIC && is_like(rule, d->name))
				d->aside = rule->met = true;
		}
	}
}

int nic_rules_note_idle(const struct nic_rules *r, struct infer_notes *notes)
{
	static const struct {
		const char *option, *what;
	} words[] = {
		[NIC_RULE_NAME] = { "nic", "no NIC is called so" },
		[NIC_RULE_BOARD] = { "board", "no node has such a board" },
		[NIC_RULE_SUBNET] = { "subnet", "no NIC is in it" },
	};

	for (int i = 0; i < r->n; i++)
		if (!r->list[i].met &&
		    infer_notes_add(notes, "--not-%s=%s: %s",
				    words[r->list[i].kind].option,
				    r->list[i].text,
				    words[r->list[i].kind].what) < 0)
			return -1;
	return 0;
}
