/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard health list: what is down, who says so, what follows from it. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "health_nodes.h"
#include "health_parts.h"
#include "write_health.h"

struct list_options {
	struct health_paths paths;
	const char *extra;	/* a file of what nodes say */
	bool json;
};

/* With a health file of one's own, slurmctld's nodes are not asked. */
static int read_nodes(const struct list_options *o, const struct fabric *f,
		      int64_t now, struct health_nodes *nodes,
		      struct infer_notes *notes, struct rail_error *err)
{
	if (!o->extra && o->paths.file)
		return 0;
	return health_nodes_read(nodes, f, o->extra, now, notes, err);
}

static int list(const struct cli_verb *verb, const struct list_options *o)
{
	struct health_place place;
	struct health_nodes nodes = { 0 };
	struct infer_notes notes = { 0 };
	struct health *health = NULL;
	struct write_health w = { .now = time(NULL), .nodes = &nodes };
	struct rail_error err;
	int rc = health_place_find(&place, &o->paths, &err);

	w.fabric = place.fabric;
	w.share = place.conf.freeze_share ? place.conf.freeze_share : 100;
	w.domains = &place.conf.domains;
	if (!rc)
		rc = read_nodes(o, place.fabric, w.now, &nodes, &notes, &err);
	if (!rc) {
		health = health_load_now(place.file, w.now, &err);
		w.health = health;
		rc = health ? 0 : -1;
	}
	cli_warn(verb, &notes, 20);
	if (!rc)
		rc = o->json ? write_health_json(&w, stdout, &err) :
			       write_health_text(&w, stdout, &err);
	health_destroy(health);
	health_nodes_free(&nodes);
	infer_notes_free(&notes);
	health_place_clear(&place);
	return rc ? cli_failed(verb, &err) : CLI_OK;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	static const struct option words[] = {
		{ "extra", required_argument, NULL, 'e' },
		{ "json", no_argument, NULL, 'j' },
		HEALTH_PATHS_WORDS,
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = { .letters = ":e:jm:f:c:h",
						  .words = words };
	struct list_options o = { 0 };
	int c, status;

	while ((c = cli_getopt(verb, argc, argv, &known, &status)) != CLI_END) {
		if (c == CLI_DONE)
			return status;
		if (c == 'e')
			o.extra = optarg;
		else if (c == 'j')
			o.json = true;
		else
			health_take_path(&o.paths, c);
	}
	if (optind < argc)
		return cli_misuse(verb, "\"%s\" is one word too many",
				  argv[optind]);
	return list(verb, &o);
}

const struct cli_verb health_list = {
	.name = "health list",
	.summary = "what is down",
	.help =
	"[OPTION...]\n"
	"Lists what is down, by the health file and by what nodes say of "
	"themselves in\ntheir records, and what follows for jobs that ask for "
	"rails.\n\n"
	"  -e, --extra=FILE     what nodes say, a line each: name, Extra (-: "
	"stdin); else\n"
	"                       sinfo is asked, unless --file is given\n"
	HEALTH_PATHS_HELP
	"  -j, --json           JSON instead of text\n"
	"  -h, --help           this help\n",
	.run = run,
};
