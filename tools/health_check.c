/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard health check: on a node, what of it is as it should be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "health_parts.h"
#include "node_check.h"
#include "node_memory.h"
#include "node_report.h"
#include "topology/map.h"
#include "topology/text.h"
#include "topology/wholefile.h"
#include "write_node_health.h"
#include "xid.h"

enum { VERIFY_SECONDS = 600, NODE_MAX_BYTES = 16 << 20 };

/* No letters: they are rarely typed. */
enum {
	SYSFS = 0x80,
	DEV,
	KMSG,
	XIDS,
	STATE,
	HOLD,
	SICK,
};

struct check_options {
	const char *map, *node, *host, *sysfs, *dev, *kmsg, *state, *sick;
	int gpus;	/* -1: not said */
	int hold;
	struct xid_set fatal;
	bool report, json;
};

struct checking {
	const struct cli_verb *verb;
	const struct check_options *o;
	struct node_check check;
	struct fabric *map;
	struct node *node;
	struct node_memory memory;
	struct xid_log xids;
	struct health_report report;
	bool newly_sick;
	int64_t now;
};

/* --- what it should have ------------------------------------------------- */

static int load_node(struct checking *c, struct rail_error *err)
{
	size_t len;
	char *text = wholefile_read(c->o->node, NODE_MAX_BYTES, &len, err);

	if (!text)
		return -1;
	c->node = node_parse(text, len, wholefile_label(c->o->node), err);
	free(text);
	if (!c->node)
		return -1;
	node_check_from_node(&c->check, c->node);
	return 0;
}

/* This host, as Slurm and maps call it: without its domain. */
static void own_name(char name[FABRIC_NAME_MAX + 1])
{
	const char *slurmd = getenv("SLURMD_NODENAME");

	if (slurmd)
		snprintf(name, FABRIC_NAME_MAX + 1, "%s", slurmd);
	else if (gethostname(name, FABRIC_NAME_MAX))
		name[0] = '\0';
	name[FABRIC_NAME_MAX] = '\0';
	name[strcspn(name, ".")] = '\0';
}

static int load_expected(struct checking *c, struct rail_error *err)
{
	char own[FABRIC_NAME_MAX + 1];
	const char *host = c->o->host;

	if (!host) {
		own_name(own);
		host = own;
	}
	if (c->o->node) {
		if (load_node(c, err) < 0)
			return -1;
		if (strcmp(c->check.host, host))
			return rail_error_set(err, "%s: it is about node "
					      "\"%s\", this is \"%s\" (--host)",
					      wholefile_label(c->o->node),
					      c->check.host, host);
	} else {
		c->map = map_load(c->o->map, err);
		if (!c->map ||
		    node_check_from_map(&c->check, c->map, host, err) < 0)
			return -1;
	}
	if (c->o->gpus >= 0)
		c->check.gpus = c->o->gpus;
	return 0;
}

/* --- what it has --------------------------------------------------------- */

static int look(struct checking *c, struct rail_error *err)
{
	struct node_sysfs found;
	struct rail_error why;
	int rc = node_sysfs_read(&found, c->o->sysfs, err);

	if (!rc) {
		node_check_nics(&c->check, &found);
		node_check_gpus(&c->check, c->o->dev);
	}
	node_sysfs_free(&found);
	/* one that may not be read, as by users, says nothing of the node */
	if (!rc && *c->o->kmsg &&
	    xid_read(&c->xids, c->o->kmsg, &c->o->fatal, &why) < 0)
		cli_complain(c->verb, "warning: Xids are not looked for: %s",
			     why.text);
	return rc;
}

/* Why the node should take no job that asks for rails; "": it may. */
static void find_sick(const struct checking *c, char sick[HEALTH_WORD_MAX + 1])
{
	sick[0] = '\0';
	if (c->check.gpus > c->check.gpus_found)
		snprintf(sick, HEALTH_WORD_MAX + 1, "gpus-%d-of-%d",
			 c->check.gpus_found, c->check.gpus);
	for (int i = 0; i < c->xids.count; i++)
		if (c->xids.all[i].fatal)
			snprintf(sick, HEALTH_WORD_MAX + 1, "xid%d",
				 c->xids.all[i].number);
}

/* What is seen, and what is remembered -> what is said. */
static void judge(struct checking *c)
{
	struct health_report *r = &c->report;
	char sick[HEALTH_WORD_MAX + 1];

	snprintf(r->node, sizeof(r->node), "%s", c->check.host);
	r->rails = c->check.n_nics;
	for (int i = 0; i < c->check.n_nics; i++) {
		struct node_check_nic *n = &c->check.nics[i];
		struct health_lost *l = &r->lost[r->n_lost];
		int64_t since;
		const char *why = node_memory_see(&c->memory, n->name, n->why,
						  c->now, c->o->hold, &since);

		if (!why)
			continue;
		if (!n->why)
			snprintf(n->text, sizeof(n->text), "it is back, and "
				 "held until it has stayed");
		n->why = why;
		snprintf(l->nic, sizeof(l->nic), "%s", n->name);
		snprintf(l->why, sizeof(l->why), "%s", why);
		l->since = since;
		r->n_lost++;
	}
	find_sick(c, sick);
	c->newly_sick = node_memory_sick(&c->memory, sick, c->now) && *sick;
	snprintf(r->sick, sizeof(r->sick), "%s", sick);
	r->sick_since = c->memory.sick_since;
}

/* --- telling ------------------------------------------------------------- */

/*
 * Thousands of nodes check themselves each minute: slurmctld is told only what
 * has changed, and asked now and then whether it still knows (a slurmd that
 * starts with --extra writes over it).
 */
static int report(struct checking *c, struct rail_error *err)
{
	char *word = health_report_format(&c->report);
	int64_t age = c->now - c->memory.verified;

	if (!word)
		return rail_error_nomem(err);
	if (c->memory.reported && !strcmp(c->memory.reported, word) &&
	    age >= 0 && age < VERIFY_SECONDS) {
		free(word);
		return 0;
	}
	if (node_report_extra(c->check.host, word, err) < 0) {
		free(word);
		return -1;
	}
	free(c->memory.reported);
	c->memory.reported = word;
	c->memory.verified = c->now;
	return 0;
}

/* Once: an admin who takes it back is not to be overruled by the next check. */
static int set_state(const struct checking *c, struct rail_error *err)
{
	char reason[64];

	if (!c->o->sick || !c->newly_sick)
		return 0;
	snprintf(reason, sizeof(reason), "railyard: %s", c->report.sick);
	return node_report_state(c->check.host, c->o->sick, reason, err);
}

static int tell(struct checking *c, struct rail_error *err)
{
	struct rail_error why;
	int rc = 0;

	if (c->o->report) {
		rc = report(c, err);
		/* sick is news until slurmctld knows */
		if (set_state(c, &why) < 0) {
			c->memory.sick[0] = '\0';
			rc = rc ? rc : rail_error_set(err, "%s", why.text);
		}
	}
	if (c->o->state && node_memory_save(&c->memory, c->o->state, &why) < 0)
		rc = rc ? rc : rail_error_set(err, "%s", why.text);
	return rc;
}

static int check(struct checking *c, struct rail_error *err)
{
	struct rail_error why;

	if (c->o->state && node_memory_load(&c->memory, c->o->state, &why) < 0)
		cli_complain(c->verb, "warning: begun anew: %s", why.text);
	if (load_expected(c, err) < 0 || look(c, err) < 0)
		return -1;
	judge(c);
	return tell(c, err);
}

static int run_check(const struct cli_verb *verb,
		     const struct check_options *o)
{
	struct checking c = { .verb = verb, .o = o, .now = time(NULL) };
	struct write_node_health w = { .check = &c.check, .xids = &c.xids,
				       .report = &c.report };
	struct rail_error err;
	int status = check(&c, &err) < 0 ? CLI_INPUT : CLI_OK;

	if (c.report.node[0]) {
		if ((o->json ? write_node_health_json(&w, stdout) :
			       write_node_health_text(&w, stdout)) < 0 &&
		    status == CLI_OK) {
			rail_error_nomem(&err);
			status = CLI_INPUT;
		}
		if (status == CLI_OK && (c.report.n_lost || c.report.sick[0]))
			status = CLI_FINDING;
	}
	if (status == CLI_INPUT)
		cli_complain(verb, "%s", err.text);
	node_memory_clear(&c.memory);
	node_destroy(c.node);
	fabric_destroy(c.map);
	return status;
}

/* --- options ------------------------------------------------------------- */

static int parse_count(const char *text, int max)
{
	size_t len = strspn(text, "0123456789");
	int n = len && len < 7 && !text[len] ? atoi(text) : -1;

	return n > max ? -1 : n;
}

static int take_option(const struct cli_verb *verb, struct check_options *o,
		       int c)
{
	int64_t span;

	switch (c) {
	case 'n':
		o->node = optarg;
		break;
	case 'H':
		o->host = optarg;
		break;
	case 'g':
		o->gpus = parse_count(optarg, HARDWARE_MAX_GPUS);
		if (o->gpus < 0)
			return cli_misuse(verb, "--gpus: \"%s\" is not a "
					  "number from 0 to %d", optarg,
					  HARDWARE_MAX_GPUS);
		break;
	case 'R':
		o->report = true;
		break;
	case 'j':
		o->json = true;
		break;
	case SYSFS:
		o->sysfs = optarg;
		break;
	case DEV:
		o->dev = optarg;
		break;
	case KMSG:
		o->kmsg = optarg;
		break;
	case STATE:
		o->state = optarg;
		break;
	case XIDS:
		if (xid_parse_set(&o->fatal, optarg) < 0)
			return cli_misuse(verb, "--fatal-xids: \"%s\" is no "
					  "list of numbers, as 48,79,119-120",
					  optarg);
		break;
	case HOLD:
		span = health_parse_span(optarg);
		if (span < 0 || span > NODE_MEMORY_LONGEST)
			return cli_misuse(verb, "--hold: \"%s\" is not a time "
					  "up to 1h, as 60 (seconds) or 5m",
					  optarg);
		o->hold = (int)span;
		break;
	case SICK:
		if (strcmp(optarg, "drain") && strcmp(optarg, "fail"))
			return cli_misuse(verb, "--when-sick: \"%s\" is "
					  "neither drain nor fail", optarg);
		o->sick = *optarg == 'd' ? "DRAIN" : "FAIL";
		break;
	}
	return CLI_OK;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	static const struct option words[] = {
		{ "node", required_argument, NULL, 'n' },
		{ "host", required_argument, NULL, 'H' },
		{ "gpus", required_argument, NULL, 'g' },
		{ "report", no_argument, NULL, 'R' },
		{ "when-sick", required_argument, NULL, SICK },
		{ "hold", required_argument, NULL, HOLD },
		{ "state", required_argument, NULL, STATE },
		{ "fatal-xids", required_argument, NULL, XIDS },
		{ "kmsg", required_argument, NULL, KMSG },
		{ "sysfs", required_argument, NULL, SYSFS },
		{ "dev", required_argument, NULL, DEV },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = { .letters = ":n:H:g:Rjh",
						  .words = words };
	struct check_options o = { .sysfs = "/sys", .dev = "/dev",
				   .kmsg = "/dev/kmsg", .gpus = -1,
				   .hold = 60 };
	int c, status;

	xid_usual(&o.fatal);
	while ((c = cli_getopt(verb, argc, argv, &known, &status)) != CLI_END) {
		if (c == CLI_DONE)
			return status;
		status = take_option(verb, &o, c);
		if (status != CLI_OK)
			return status;
	}
	if (o.sick && !o.report)
		return cli_misuse(verb, "--when-sick matters only with "
				  "--report");
	if (!o.node) {
		o.map = cli_operand(verb, argc, argv, "MAP");
		if (!o.map)
			return CLI_USAGE;
	} else if (optind < argc) {
		return cli_misuse(verb, "MAP and --node=FILE: expected one");
	}
	if (o.report && !o.state)
		o.state = "/run/railyard-health.json";
	return run_check(verb, &o);
}

const struct cli_verb health_check = {
	.name = "health check",
	.summary = "look whether a node is as it should be",
	.help =
	"MAP|--node=FILE [OPTION...]\n"
	"On a node: whether all NICs of MAP are there, each with an active "
	"port of the\nright speed, all GPUs are, and the kernel log has no "
	"fatal Xid.\nStatus 1: they are not.\n\n"
	"  -n, --node=FILE      what the node said of itself when it was well "
	"(railyard\n"
	"                       discover --json), instead of a map\n"
	"  -H, --host=NAME      the node's name; else this host's\n"
	"  -g, --gpus=N         how many GPUs; else as many as MAP says\n"
	"  -R, --report         tell slurmctld what has changed\n"
	"      --when-sick=drain|fail\n"
	"                       and set the node's state when a GPU is lost\n"
	"      --hold=TIME      so long a lost link must be back: 60 "
	"(seconds), 5m; twice\n"
	"                       as long with each loss (default: 60)\n"
	"      --state=FILE     what is remembered between checks (with "
	"--report:\n"
	"                       /run/railyard-health.json)\n"
	"      --fatal-xids=LIST\n"
	"                       which Xids make a node sick, as 48,79,119-120\n"
	"      --kmsg=FILE      the kernel log (/dev/kmsg); \"\": none\n"
	"      --sysfs=DIR      instead of /sys\n"
	"      --dev=DIR        instead of /dev\n"
	"  -j, --json           JSON instead of text\n"
	"  -h, --help           this help\n",
	.run = run,
};
