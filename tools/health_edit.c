/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard health set, clear: entries of the health file. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "health_edit.h"
#include "topology/text.h"

/* --- the file, one at a time --------------------------------------------- */

/*
 * Who owns the folder must be able to lock what root has locked before.  He can
 * put links there, hence O_NOFOLLOW in lock().  -1: it stays root's.
 */
static int give_to_owner_of_folder(int fd, const char *path)
{
	char *folder = strdup(path), *slash = folder ? strrchr(folder, '/') :
						       NULL;
	struct stat st;
	int rc = -1;

	if (slash)
		slash[slash == folder] = '\0';
	if (folder && !geteuid() && !stat(slash ? folder : ".", &st))
		rc = fchown(fd, st.st_uid, (gid_t)-1);
	free(folder);
	return rc;
}

/* Two who change it at once would lose one change.  -1: told. */
static int lock(const struct health_edit *e)
{
	char *path = text_format("%s.lock", e->place.file);
	int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
			     0600) : -1;

	if (fd >= 0)
		give_to_owner_of_folder(fd, path);
	if (fd < 0 || flock(fd, LOCK_EX)) {
		cli_complain(e->verb, "%s: cannot lock it: %s", path ? path :
			     "lock", strerror(errno));
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

/* --- from the words to the file ------------------------------------------ */

static int edit_loaded(struct health_edit *e, enum health_kind kind, int n,
		       char **words)
{
	struct rail_error err;
	int status = CLI_OK;

	e->health = health_load_now(e->place.file, e->now, &err);
	if (!e->health)
		return cli_failed(e->verb, &err);
	for (int i = 0; i < n && status == CLI_OK; i++)
		status = health_edit_word(e, kind, words[i]);
	if (status != CLI_OK)
		return status;
	if (e->changed && health_save(e->health, e->place.file, &err))
		return cli_failed(e->verb, &err);
	return e->absent ? CLI_FINDING : CLI_OK;
}

static int edit(struct health_edit *e, enum health_kind kind, int n, char **words)
{
	struct rail_error err;
	int fd, status;
	bool pipe;

	if (health_place_find(&e->place, &e->paths, &err)) {
		health_place_clear(&e->place);
		return cli_failed(e->verb, &err);
	}
	pipe = !strcmp(e->place.file, "-");
	fd = pipe ? -1 : lock(e);
	status = fd < 0 && !pipe ? CLI_INPUT : edit_loaded(e, kind, n, words);
	if (fd >= 0)
		close(fd);
	health_destroy(e->health);
	health_place_clear(&e->place);
	return status;
}

static void name_ourselves(char text[HEALTH_TEXT_MAX + 1])
{
	const struct passwd *who = getpwuid(getuid());
	char host[100];

	if (gethostname(host, sizeof(host)))
		strcpy(host, "?");
	host[sizeof(host) - 1] = '\0';
	snprintf(text, HEALTH_TEXT_MAX + 1, "%.100s@%s",
		 who ? who->pw_name : "?", host);
}

static int check_text(const struct health_edit *e, const char *option,
		      const char *text)
{
	return health_text_ok(text) ? CLI_OK :
	       cli_misuse(e->verb, "--%s: \"%.40s\" is not up to %d printable "
			  "ASCII characters", option, text, HEALTH_TEXT_MAX);
}

static int take_option(struct health_edit *e, int c)
{
	int64_t span;

	if (health_take_path(&e->paths, c))
		return CLI_OK;
	switch (c) {
	case 'r':
		e->reason = optarg;
		return check_text(e, "reason", optarg);
	case 's':
		e->source = optarg;
		return check_text(e, "source", optarg);
	case 'F':
		e->failures = true;
		return CLI_OK;
	}
	span = health_parse_span(optarg);
	if (span < 1)
		return cli_misuse(e->verb, "--for: \"%s\" is not a time, as 90 "
				  "(seconds), 30m, 2h or 7d", optarg);
	e->until = e->now + span;
	return CLI_OK;
}

static int run_edit(const struct cli_verb *verb, int argc, char **argv,
		    bool clear)
{
	static const struct option words[] = {
		{ "reason", required_argument, NULL, 'r' },
		{ "source", required_argument, NULL, 's' },
		{ "for", required_argument, NULL, 't' },
		HEALTH_PATHS_WORDS,
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct option clear_words[] = {
		{ "failures", no_argument, NULL, 'F' },
		{ "reason", required_argument, NULL, 'r' },
		{ "source", required_argument, NULL, 's' },
		HEALTH_PATHS_WORDS,
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const struct cli_options known = {
		.letters = clear ? ":Fr:s:m:f:c:h" : ":r:s:t:m:f:c:h",
		.words = clear ? clear_words : words,
	};
	struct health_edit e = { .verb = verb, .reason = "", .clear = clear,
			  .now = time(NULL) };
	int c, status, kind;

	name_ourselves(e.own_source);
	e.source = e.own_source;
	while ((c = cli_getopt(verb, argc, argv, &known, &status)) != CLI_END) {
		if (c == CLI_DONE)
			return status;
		status = take_option(&e, c);
		if (status != CLI_OK)
			return status;
	}
	if (e.failures) {
		kind = HEALTH_NODE;
	} else {
		kind = optind < argc ? health_kind_find(argv[optind]) : -1;
		if (optind >= argc)
			return cli_misuse(verb, "KIND is missing: node, rail, "
					  "leaf, spine or domain");
		if (kind < 0)
			return cli_misuse(verb, "\"%s\" is neither node, rail, "
					  "leaf, spine nor domain",
					  argv[optind]);
		optind++;
	}
	if (optind >= argc)
		return cli_misuse(verb, "NAME is missing");
	return edit(&e, (enum health_kind)kind, argc - optind, argv + optind);
}

static int run_set(const struct cli_verb *verb, int argc, char **argv)
{
	return run_edit(verb, argc, argv, false);
}

static int run_clear(const struct cli_verb *verb, int argc, char **argv)
{
	return run_edit(verb, argc, argv, true);
}

const struct cli_verb health_set_verb = {
	.name = "health set",
	.summary = "say that something is down",
	.help =
	"KIND NAME... [OPTION...]\n"
	"Says that something is down.  KIND and NAME are one of\n"
	"  node HOSTS           takes no job that asks for rails\n"
	"  rail HOSTS:RAIL      a number or a NIC: the nodes lack that rail\n"
	"  leaf NAME            counts once its nodes lose its rail, too\n"
	"  spine NAME           its pod is used last\n"
	"  domain NAME          a PowerDomain of railyard.conf: all its nodes\n\n"
	"  -r, --reason=TEXT    why\n"
	"  -s, --source=TEXT    who says so; else who runs this\n"
	"  -t, --for=TIME       for so long: 90 (seconds), 30m, 2h, 7d; else "
	"for good\n"
	HEALTH_PATHS_HELP
	"  -h, --help           this help\n",
	.run = run_set,
};

const struct cli_verb health_clear_verb = {
	.name = "health clear",
	.summary = "take that back, or forgive a node its failures",
	.help =
	"KIND NAME... [OPTION...]\n"
	"       railyard health clear --failures HOSTS... [OPTION...]\n"
	"Takes back what was said of it; or lets the failures that nodes had "
	"until now\nnot count any more.\nStatus 1: nothing was said of "
	"some.\n\n"
	"  -F, --failures       forgive: HOSTS follow\n"
	"  -r, --reason=TEXT    why they are forgiven\n"
	"  -s, --source=TEXT    who forgives; else who runs this\n"
	HEALTH_PATHS_HELP
	"  -h, --help           this help\n",
	.run = run_clear,
};
