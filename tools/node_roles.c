/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which NICs of a node carry rails. */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node_roles.h"
#include "node_text.h"

struct roles {
	struct node *node;
	const struct node_facts *facts;
	bool *candidate;	/* by NIC: may carry a rail */
};

static int score(const struct roles *r, int gpu, int nic)
{
	return r->facts->scores[gpu * r->node->n_nics + nic];
}

/* Gives NIC the role and "BEFORE MIDDLE AFTER" as its reason. */
static int decide(struct roles *r, int nic, enum node_role role,
		  const char *before, const char *middle, const char *after)
{
	char *text;
	int rc;

	r->node->nics[nic].role = role;
	r->candidate[nic] = false;
	if (asprintf(&text, "%s%s%s", before, middle, after) < 0)
		return -1;
	rc = node_text_set(&r->node->nics[nic].reason, text);
	free(text);
	return rc;
}

/* --- what the user says -------------------------------------------------- */

static bool fits(const char *pattern, const char *text)
{
	return text && fnmatch(pattern, text, 0) == 0;
}

static bool rule_fits(const char *pattern, const struct node_nic *nic)
{
	if (fits(pattern, nic->name) || fits(pattern, nic->pci) ||
	    fits(pattern, nic->model) || fits(pattern, nic->board))
		return true;
	for (int i = 0; i < nic->n_netdevs; i++)
		if (fits(pattern, nic->netdevs[i].name))
			return true;
	for (int i = 0; i < nic->n_ports; i++)
		for (int k = 0; k < nic->ports[i].n_gids; k++)
			if (fits(pattern, nic->ports[i].gids[k]))
				return true;
	return false;
}

/* A word that was mistyped would say nothing of itself. */
int node_roles_note_idle(const struct node *node,
			 const struct node_rule *rules, int n,
			 struct infer_notes *notes)
{
	for (int k = 0; k < n; k++) {
		bool met = false;

		for (int i = 0; i < node->n_nics && !met; i++)
			met = rule_fits(rules[k].pattern, &node->nics[i]);
		if (!met && infer_notes_add(notes, "%s=%s: it fits no NIC",
					    rules[k].option,
					    rules[k].pattern) < 0)
			return -1;
	}
	return 0;
}

static int use_rules(struct roles *r, const struct node_rule *rules, int n)
{
	for (int i = 0; i < r->node->n_nics; i++)
		for (int k = 0; k < n && r->candidate[i]; k++)
			if (rule_fits(rules[k].pattern, &r->node->nics[i]) &&
			    decide(r, i, rules[k].role, rules[k].option, "=",
				   rules[k].pattern) < 0)
				return -1;
	return 0;
}

/* --- where it is --------------------------------------------------------- */

static bool on_switch(const struct roles *r, int nic)
{
	for (int g = 0; g < r->node->hardware->n_gpus; g++)
		if (score(r, g, nic) >= NODE_SCORE_SWITCH)
			return true;
	return false;
}

static int leave_out_cards(struct roles *r)
{
	for (int i = 0; i < r->node->n_nics; i++)
		if (r->candidate[i] && !r->facts->rdma[i] &&
		    decide(r, i, NODE_MANAGEMENT, "no RDMA device", "", "") < 0)
			return -1;
	return 0;
}

static int leave_out_far(struct roles *r)
{
	bool any = false;

	for (int i = 0; i < r->node->n_nics; i++)
		any |= r->candidate[i] && on_switch(r, i);
	for (int i = 0; any && i < r->node->n_nics; i++)
		if (r->candidate[i] && !on_switch(r, i) &&
		    decide(r, i, NODE_FAR, "on no switch with a GPU", "",
			   "") < 0)
			return -1;
	return 0;
}

/* --- what most are ------------------------------------------------------- */

/* What NICs that carry rails have in common; NULL: not known. */
typedef const char *kind_of(const struct node_nic *nic);

static const char *model_of(const struct node_nic *nic)
{
	return nic->model;
}

static const char *layer_of(const struct node_nic *nic)
{
	return nic->n_ports ? nic->ports[0].layer : NULL;
}

bool node_roles_same_board(const struct node_nic *a, const struct node_nic *b)
{
	size_t len;

	if (a == b)
		return true;
	if (a->system && b->system)
		return a->system == b->system;
	if (!a->pci || !b->pci)
		return false;
	len = strcspn(a->pci, ".");
	return len == strcspn(b->pci, ".") && !strncmp(a->pci, b->pci, len);
}

/* Whether no earlier candidate is on the same card. */
static bool first_of_board(const struct roles *r, int nic)
{
	for (int i = 0; i < nic; i++)
		if (r->candidate[i] &&
		    node_roles_same_board(&r->node->nics[i],
					  &r->node->nics[nic]))
			return false;
	return true;
}

static int count_boards(const struct roles *r, kind_of *kind, const char *name)
{
	int n = 0;

	for (int i = 0; i < r->node->n_nics; i++) {
		const char *own = kind(&r->node->nics[i]);

		n += r->candidate[i] && own && !strcmp(own, name) &&
		     first_of_board(r, i);
	}
	return n;
}

/* What more boards are than anything else; NULL: nothing is. */
static const char *most(const struct roles *r, kind_of *kind)
{
	const char *best = NULL;
	int most_boards = 0;

	for (int i = 0; i < r->node->n_nics; i++) {
		const char *name = kind(&r->node->nics[i]);
		int n = r->candidate[i] && name ? count_boards(r, kind, name) :
						  0;

		if (n > most_boards) {
			best = name;
			most_boards = n;
		} else if (n && n == most_boards && best &&
			   strcmp(best, name)) {
			best = NULL;
		}
	}
	return best;
}

/* Whether a GPU's nearest NIC on a switch is NIC and none that is NAME. */
static bool is_needed(const struct roles *r, int nic, kind_of *kind,
		      const char *name)
{
	for (int g = 0; g < r->node->hardware->n_gpus; g++) {
		bool other = score(r, g, nic) < NODE_SCORE_SWITCH;

		for (int i = 0; i < r->node->n_nics && !other; i++) {
			const char *own = kind(&r->node->nics[i]);

			other = r->candidate[i] && own && !strcmp(own, name) &&
				score(r, g, i) >= score(r, g, nic);
		}
		if (!other)
			return true;
	}
	return false;
}

static int leave_out_odd(struct roles *r, kind_of *kind)
{
	const char *name = most(r, kind);

	for (int i = 0; name && i < r->node->n_nics; i++) {
		const char *own = kind(&r->node->nics[i]);

		if (r->candidate[i] && own && strcmp(own, name) &&
		    !is_needed(r, i, kind, name) &&
		    decide(r, i, NODE_STORAGE, own, ", the rails are ",
			   name) < 0)
			return -1;
	}
	return 0;
}

/* ------------------------------------------------------------------------- */

static int judge(struct roles *r, const struct node_rule *rules, int n)
{
	if (use_rules(r, rules, n) || leave_out_cards(r))
		return -1;
	for (int i = 0; !r->node->hardware->n_gpus && i < r->node->n_nics; i++)
		if (r->candidate[i] &&
		    decide(r, i, NODE_UNKNOWN, "no GPU to tell by", "", "") < 0)
			return -1;
	if (leave_out_far(r) || leave_out_odd(r, model_of) ||
	    leave_out_odd(r, layer_of))
		return -1;
	for (int i = 0; i < r->node->n_nics; i++)
		if (r->candidate[i])
			r->node->nics[i].role = NODE_RAIL;
	return 0;
}

int node_roles_apply(struct node *node, const struct node_facts *facts,
		     const struct node_rule *rules, int n)
{
	struct roles r = { .node = node, .facts = facts };
	int rc;

	r.candidate = malloc((size_t)node->n_nics + 1);
	if (!r.candidate)
		return -1;
	memset(r.candidate, true, (size_t)node->n_nics + 1);
	rc = judge(&r, rules, n);
	free(r.candidate);
	return rc;
}
