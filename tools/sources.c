/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of sources: which options name them, and who reads them. */
#include <stdlib.h>
#include <string.h>

#include "source_ibnetdiscover.h"
#include "source_lldp.h"
#include "source_node.h"
#include "source_plan.h"
#include "source_topology.h"
#include "sources.h"
#include "sources_parts.h"

/* The rules beside the sources. */
static const struct {
	const char *word;
	enum nic_rule_kind kind;
	const char *source;	/* that tells what it asks for; NULL: all do */
} rules[] = {
	{ "not-nic", NIC_RULE_NAME, NULL },
	{ "not-board", NIC_RULE_BOARD, "node" },
	{ "not-subnet", NIC_RULE_SUBNET, "node" },
};

enum {
	N_RULES = sizeof(rules) / sizeof(*rules),
	/* Options without a letter are numbered from here on. */
	WORD_ALONE = 0x80,
	FIRST_RULE = WORD_ALONE + SOURCES_N,
};

const struct source_kind sources_kinds[SOURCES_N] = {
	{ "ib", 'i', .one = source_ibnetdiscover_read },
	{ "lldp", 'l', .all = source_lldp_read },
	{ "plan", .one = source_plan_discover },
	{ "not-ib", .one = source_ibnetdiscover_read, .aside = true },
	{ "not-lldp", .all = source_lldp_read, .aside = true },
	{ "node", .tell = source_node_apply },
	{ "topology", 't', .whole = source_topology_read },
};

struct sources *sources_create(void)
{
	struct sources *s = calloc(1, sizeof(*s));

	if (s)
		s->rules = nic_rules_create();
	if (s && s->rules)
		return s;
	free(s);
	return NULL;
}

void sources_destroy(struct sources *s)
{
	if (!s)
		return;
	for (int k = 0; k < SOURCES_N; k++)
		free(s->given[k].paths);
	nic_rules_destroy(s->rules);
	free(s);
}

/* --- options ------------------------------------------------------------- */

static int option_of(int kind)
{
	return sources_kinds[kind].letter ? sources_kinds[kind].letter :
					    WORD_ALONE + kind;
}

/* Adds the option WORD, which is returned as C and may be given again. */
static void add_option(struct sources_options *all, int n, const char *word,
		       int c)
{
	size_t used = strlen(all->letters);

	all->words[n] = (struct option){ word, required_argument, NULL, c };
	all->lists[n] = (char)c;
	if (c >= WORD_ALONE)
		return;
	all->letters[used] = (char)c;
	all->letters[used + 1] = ':';
}

void sources_options(struct sources_options *all, const struct cli_options *own)
{
	int n = 0;

	*all = (struct sources_options){ .cli = {
		.letters = all->letters, .words = all->words,
		.lists = all->lists,
	} };
	strcpy(all->letters, own->letters);
	for (int k = 0; k < SOURCES_N; k++)
		add_option(all, n++, sources_kinds[k].word, option_of(k));
	for (int i = 0; i < N_RULES; i++)
		add_option(all, n++, rules[i].word, FIRST_RULE + i);
	if (own->lists)
		strcpy(&all->lists[n], own->lists);
	for (int i = 0; own->words[i].name; i++)
		all->words[n++] = own->words[i];
}

static int take_path(struct sources *s, int kind, const char *path,
		     struct rail_error *err)
{
	const char **bigger = realloc(s->given[kind].paths,
				      ((size_t)s->given[kind].n + 1) *
				      sizeof(*bigger));

	if (!bigger)
		return rail_error_nomem(err);
	s->given[kind].paths = bigger;
	s->given[kind].paths[s->given[kind].n++] = path;
	return 1;
}

static int take_rules(struct sources *s, int rule, const char *value,
		      struct rail_error *err)
{
	struct rail_error why;

	if (nic_rules_add(s->rules, rules[rule].kind, value, &why) == 0)
		return 1;
	return rail_error_set(err, "--%s: %s", rules[rule].word, why.text);
}

int sources_take(struct sources *s, int c, const char *value,
		 struct rail_error *err)
{
	for (int k = 0; k < SOURCES_N; k++)
		if (option_of(k) == c)
			return take_path(s, k, value, err);
	if (c < FIRST_RULE || c >= FIRST_RULE + N_RULES)
		return 0;
	return take_rules(s, c - FIRST_RULE, value, err);
}

int sources_take_rails(struct sources *s, const char *value,
		       struct rail_error *err)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (*end || end == value || n < 1 || n > FABRIC_MAX_RAILS)
		return rail_error_set(err, "--rails: \"%s\": 1 to %d were "
				      "expected", value, FABRIC_MAX_RAILS);
	s->rails = (int)n;
	return 0;
}

/* --- is it enough? ------------------------------------------------------- */

static bool sees_rails(const struct source_kind *kind)
{
	return kind->one || kind->all ? !kind->aside : false;
}

/* "--ib, --lldp or --plan": what sees cables; ANY: or does without. */
static void list_makers(char *text, size_t size, bool any)
{
	const char *words[SOURCES_N];
	size_t used = 0;
	int n = 0;

	for (int k = 0; k < SOURCES_N; k++)
		if (sees_rails(&sources_kinds[k]) ||
		    (any && sources_kinds[k].whole))
			words[n++] = sources_kinds[k].word;
	for (int i = 0; i < n && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "--%s%s",
					 words[i], i + 1 == n ? "" :
					 i + 2 == n ? " or " : ", ");
}

/* The first option that was given and is not that of the kind BUT, or NULL. */
static const char *other_given(const struct sources *s, int but)
{
	for (int k = 0; k < SOURCES_N; k++)
		if (k != but && s->given[k].n)
			return sources_kinds[k].word;
	for (int i = 0; i < N_RULES; i++)
		if (nic_rules_has(s->rules, rules[i].kind))
			return rules[i].word;
	return NULL;
}

int sources_whole(const struct sources *s)
{
	for (int k = 0; k < SOURCES_N; k++)
		if (sources_kinds[k].whole && s->given[k].n)
			return k;
	return -1;
}

static int check_whole(const struct sources *s, int whole,
		       struct rail_error *err)
{
	const char *other = other_given(s, whole);

	if (s->given[whole].n > 1)
		return rail_error_set(err, "--%s is given %d times: one file "
				      "was expected",
				      sources_kinds[whole].word,
				      s->given[whole].n);
	if (other)
		return rail_error_set(err, "--%s says which nodes share a "
				      "switch, and no NIC and no cable: there "
				      "is nothing that --%s could add to it",
				      sources_kinds[whole].word, other);
	return 0;
}

static bool is_given(const struct sources *s, const char *word)
{
	for (int k = 0; k < SOURCES_N; k++)
		if (!strcmp(sources_kinds[k].word, word))
			return s->given[k].n > 0;
	return false;
}

static int check_rules(const struct sources *s, struct rail_error *err)
{
	for (int i = 0; i < N_RULES; i++)
		if (rules[i].source && !is_given(s, rules[i].source) &&
		    nic_rules_has(s->rules, rules[i].kind))
			return rail_error_set(err, "--%s asks for what --%s "
					      "tells, which is missing",
					      rules[i].word, rules[i].source);
	if (s->rails)
		return rail_error_set(err, "--rails goes with --topology: "
				      "elsewhere cables tell how many there "
				      "are");
	return 0;
}

/* How many of what was given see rails; *STDINS: how many are "-". */
static int count_given(const struct sources *s, int *stdins)
{
	int seers = 0;

	*stdins = 0;
	for (int k = 0; k < SOURCES_N; k++) {
		if (sees_rails(&sources_kinds[k]))
			seers += s->given[k].n;
		for (int i = 0; i < s->given[k].n; i++)
			*stdins += !strcmp(s->given[k].paths[i], "-");
	}
	return seers;
}

int sources_check(const struct sources *s, struct rail_error *err)
{
	int stdins, seers = count_given(s, &stdins), whole = sources_whole(s);
	bool node = is_given(s, "node");
	char text[128];

	if (stdins > 1)
		return rail_error_set(err, "\"-\" is given %d times, and stdin "
				      "can be read once", stdins);
	if (whole >= 0)
		return check_whole(s, whole, err);
	if (seers)
		return check_rules(s, err);
	list_makers(text, sizeof(text), !node);
	return rail_error_set(err, "%s%s is missing", node ? "--node says what "
			      "nodes have, and knows no cable: " : "", text);
}
