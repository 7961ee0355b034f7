/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard ledger: what slurmctld remembers of nodes that failed and of slots. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "health_parts.h"
#include "slurm_ask.h"
#include "topology/wholefile.h"
#include "write_ledger.h"

enum { MAX_BYTES = 1 << 30 };

struct ledger_options {
	struct health_paths paths;
	bool json;
};

static bool is_pardoned(const void *health, const char *node, time_t when)
{
	return health_pardoned(health, node, when);
}

static int find_ledger(const char *said, char path[CONF_PATH],
		       struct rail_error *err)
{
	char folder[CONF_PATH - 32];

	if (said) {
		snprintf(path, CONF_PATH, "%s", said);
		return 0;
	}
	if (slurm_ask_for("StateSaveLocation", path, err))
		return -1;
	snprintf(folder, sizeof(folder), "%s", path);
	snprintf(path, CONF_PATH, "%s/railyard-ledger", folder);
	return 0;
}

/* Warnings are about the file alone: what is left out is not lost. */
static int read_ledger(const struct cli_verb *verb, const char *path,
		       struct write_ledger *w, struct book *book, int days,
		       struct rail_error *err)
{
	struct book_odd odd;
	size_t len;
	char *text = wholefile_read(path, MAX_BYTES, &len, err);
	int rc = 0;

	if (!text)
		return -1;
	if (len && book_read(book, text, len, w->now,
			     w->now - (time_t)days * 86400, &odd))
		rc = rail_error_at(err, path, 0, 0, "this is no ledger of "
				   "version %d", BOOK_VERSION);
	else if (len && odd.bad)
		cli_complain(verb, "warning: %s:%d: %d record%s torn, damaged "
			     "or unknown: left out", path, odd.bad_line,
			     odd.bad, odd.bad == 1 ? " is" : "s are");
	free(text);
	return rc;
}

static int show(const struct cli_verb *verb, const struct ledger_options *o,
		const char *said)
{
	struct health_place place;
	struct write_ledger w = { .now = time(NULL) };
	struct health *health = NULL;
	struct book book = { 0 };
	struct rail_error err;
	char path[CONF_PATH];
	int rc = health_place_find(&place, &o->paths, &err);
	const struct conf *c = &place.conf;

	w.book = &book;
	w.fabric = place.fabric;
	w.domains = &c->domains;
	/* railyard.conf(5)'s defaults where none was needed */
	w.rule.half_life = c->map[0] ? c->half_life : 86400;
	w.rule.after = c->map[0] ? c->quarantine_after : 3;
	w.rule.lasts = c->map[0] ? c->quarantine_seconds : 86400;
	w.rule.pardoned = is_pardoned;
	if (!rc)
		rc = find_ledger(said, path, &err);
	if (!rc)
		rc = read_ledger(verb, path, &w, &book,
				 c->map[0] ? c->ledger_days : 7, &err);
	if (!rc) {
		w.rule.arg = health = health_load_now(place.file, w.now, &err);
		rc = health ? 0 : -1;
	}
	if (!rc)
		rc = o->json ? write_ledger_json(&w, stdout, &err) :
			       write_ledger_text(&w, stdout, &err);
	health_destroy(health);
	book_clear(&book);
	health_place_clear(&place);
	return rc ? cli_failed(verb, &err) : CLI_OK;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	static const struct option words[] = {
		{ "json", no_argument, NULL, 'j' },
		HEALTH_PATHS_WORDS,
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = { .letters = ":jm:f:c:h",
						  .words = words };
	struct ledger_options o = { 0 };
	int c, status;

	while ((c = cli_getopt(verb, argc, argv, &known, &status)) != CLI_END) {
		if (c == CLI_DONE)
			return status;
		if (c == 'j')
			o.json = true;
		else
			health_take_path(&o.paths, c);
	}
	if (optind + 1 < argc)
		return cli_misuse(verb, "\"%s\" is one word too many",
				  argv[optind + 1]);
	return show(verb, &o, optind < argc ? argv[optind] : NULL);
}

const struct cli_verb cmd_ledger = {
	.name = "ledger",
	.summary = "show which nodes failed, and the slots of jobs",
	.help =
	"[OPTION...] [LEDGER]\n"
	"Shows what slurmctld remembers: failures of nodes with their scores, "
	"who is\nquarantined until when, and the slots of jobs that are not "
	"over.  LEDGER is\nrailyard-ledger in StateSaveLocation unless it is "
	"given.\n\n"
	HEALTH_PATHS_HELP
	"  -j, --json           JSON instead of text\n"
	"  -h, --help           this help\n",
	.run = run,
};
