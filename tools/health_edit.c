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

#include "health_parts.h"
#include "topology/hostlist.h"
#include "topology/text.h"

struct edit {
	const struct cli_verb *verb;
	struct health_paths paths;
	const char *reason, *source;
	char own_source[HEALTH_TEXT_MAX + 1];
	int64_t until;
	bool clear, failures;
	struct health_place place;
	struct health *health;
	int64_t now;
	int changed, absent;
};

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
static int lock(const struct edit *e)
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

/* --- what is meant ------------------------------------------------------- */

/* An entry like that is put in or taken out.  CLI_OK, or told. */
static int apply(struct edit *e, struct health_entry *entry)
{
	struct rail_error err;

	entry->reason = e->reason;
	entry->source = e->source;
	entry->since = e->now;
	entry->until = e->until;
	if (e->clear && !e->failures) {
		if (health_clear(e->health, entry)) {
			e->changed++;
			return CLI_OK;
		}
		e->absent++;
		cli_complain(e->verb, "nothing was said of %s%s %s",
			     entry->kind == HEALTH_RAIL ? "that " : "",
			     health_kind_name(entry->kind), entry->name);
		return CLI_OK;
	}
	if (health_set(e->health, entry, &err))
		return cli_failed(e->verb, &err);
	e->changed++;
	return CLI_OK;
}

static int no_such(const struct edit *e, const char *kind, const char *name,
		   const char *known)
{
	return cli_misuse(e->verb, "the map has no %s \"%s\", it has %s", kind,
			  name, known);
}

/* The first and last of N names, each the first member of a struct. */
static void first_and_last(const void *array, size_t size, int n, char *text,
			   size_t len)
{
	const char *base = array;

	if (!n)
		snprintf(text, len, "none");
	else if (n == 1)
		snprintf(text, len, "1, %s", *(const char *const *)base);
	else
		snprintf(text, len, "%d, %s to %s", n,
			 *(const char *const *)base,
			 *(const char *const *)(base + (size_t)(n - 1) * size));
}

/* Whether one of N structs begins with the pointer to NAME. */
static bool has_name(const void *array, size_t size, int n, const char *name)
{
	const char *base = array;

	for (int i = 0; i < n; i++)
		if (!strcmp(*(const char *const *)(base + (size_t)i * size),
			    name))
			return true;
	return false;
}

/* The rail of NODE that WORD, a number or a NIC's name, is; -1. */
static int find_rail(const struct fabric *f, int node, const char *word)
{
	const char **names = f->shapes[f->nodes[node].shape].nic_names;
	size_t len = strspn(word, "0123456789");

	if (len && len < 4 && !word[len])
		return atoi(word) < f->n_rails ? atoi(word) : -1;
	for (int r = 0; r < f->n_rails; r++)
		if (names[r] && !strcmp(names[r], word))
			return r;
	return -1;
}

static int no_rail(const struct edit *e, int node, const char *word)
{
	const struct fabric *f = e->place.fabric;
	const char **names = f->shapes[f->nodes[node].shape].nic_names;
	char known[256];
	size_t len;

	len = (size_t)snprintf(known, sizeof(known), "0 to %d, which are",
			       f->n_rails - 1);
	for (int r = 0; r < f->n_rails && len < sizeof(known); r++)
		len += (size_t)snprintf(known + len, sizeof(known) - len,
					" %s", names[r] ? names[r] : "?");
	return cli_misuse(e->verb, "node %s has no rail \"%s\", it has %s",
			  f->nodes[node].name, word, known);
}

static int apply_node(struct edit *e, const char *name, const char *rail)
{
	const struct fabric *f = e->place.fabric;
	struct health_entry entry = { .kind = rail ? HEALTH_RAIL : HEALTH_NODE,
				      .name = name, .rail = -1 };
	int node = fabric_find_node(f, name);
	char known[300];

	if (e->failures)
		entry.state = HEALTH_PARDONED;
	/* what left the map since must still go; to forgive it is of no use */
	if (node < 0 && (!e->clear || e->failures || rail)) {
		first_and_last(f->nodes, sizeof(*f->nodes), f->n_nodes, known,
			       sizeof(known));
		return no_such(e, "node", name, known);
	}
	if (rail) {
		entry.rail = find_rail(f, node, rail);
		if (entry.rail < 0)
			return no_rail(e, node, rail);
	}
	return apply(e, &entry);
}

static int apply_thing(struct edit *e, enum health_kind kind, const char *name)
{
	const struct fabric *f = e->place.fabric;
	const struct domains *d = &e->place.conf.domains;
	struct health_entry entry = { .kind = kind, .name = name, .rail = -1 };
	const void *array = kind == HEALTH_LEAF	 ? (void *)f->leafs :
			    kind == HEALTH_SPINE ? (void *)f->spines :
						   (void *)d->all;
	size_t size = kind == HEALTH_LEAF  ? sizeof(*f->leafs) :
		      kind == HEALTH_SPINE ? sizeof(*f->spines) :
					     sizeof(*d->all);
	int n = kind == HEALTH_LEAF  ? f->n_leafs :
		kind == HEALTH_SPINE ? f->n_spines :
				       d->count;
	char known[300];

	if (e->clear || has_name(array, size, n, name))
		return apply(e, &entry);
	first_and_last(array, size, n, known, sizeof(known));
	if (kind == HEALTH_DOMAIN)
		return cli_misuse(e->verb, "railyard.conf has no PowerDomain "
				  "\"%s\", it has %s", name, known);
	return no_such(e, health_kind_name(kind), name, known);
}

/* A list of names; of rails HOSTS:RAIL. */
static int apply_word(struct edit *e, enum health_kind kind, char *word)
{
	char *rail = kind == HEALTH_RAIL ? strrchr(word, ':') : NULL;
	struct rail_error err;
	struct hostlist *names;
	int status = CLI_OK;

	if (kind == HEALTH_RAIL && !rail)
		return cli_misuse(e->verb, "\"%s\" is not HOSTS:RAIL, as "
				  "gpu02:3 or gpu02:mlx5_3", word);
	if (rail)
		*rail++ = '\0';
	names = hostlist_parse(word, HEALTH_MAX_ENTRIES, &err);
	if (!names)
		return cli_misuse(e->verb, "%s", err.text);
	if (!names->count)
		status = cli_misuse(e->verb, "\"\" names nothing");
	for (int i = 0; i < names->count && status == CLI_OK; i++)
		status = kind == HEALTH_NODE || kind == HEALTH_RAIL ?
				 apply_node(e, names->names[i], rail) :
				 apply_thing(e, kind, names->names[i]);
	hostlist_destroy(names);
	return status;
}

/* --- from the words to the file ------------------------------------------ */

static int edit_loaded(struct edit *e, enum health_kind kind, int n,
		       char **words)
{
	struct rail_error err;
	int status = CLI_OK;

	e->health = health_load_now(e->place.file, e->now, &err);
	if (!e->health)
		return cli_failed(e->verb, &err);
	for (int i = 0; i < n && status == CLI_OK; i++)
		status = apply_word(e, kind, words[i]);
	if (status != CLI_OK)
		return status;
	if (e->changed && health_save(e->health, e->place.file, &err))
		return cli_failed(e->verb, &err);
	return e->absent ? CLI_FINDING : CLI_OK;
}

static int edit(struct edit *e, enum health_kind kind, int n, char **words)
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

static int check_text(const struct edit *e, const char *option,
		      const char *text)
{
	return health_text_ok(text) ? CLI_OK :
	       cli_misuse(e->verb, "--%s: \"%.40s\" is not up to %d printable "
			  "ASCII characters", option, text, HEALTH_TEXT_MAX);
}

static int take_option(struct edit *e, int c)
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
	struct edit e = { .verb = verb, .reason = "", .clear = clear,
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
