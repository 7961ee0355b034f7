/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a command gets to a host: the words that are executed. */
#include "gather_via.h"

#include <stdlib.h>
#include <string.h>

#include "topology/hostlist.h"

enum { CONNECT_TIMEOUT = 10 };	/* seconds */

bool gather_via_is_shared(const struct gather_via *via)
{
	return via->how == GATHER_VIA_PDSH || via->how == GATHER_VIA_SRUN;
}

void gather_via_clear(struct gather_via *via)
{
	gather_words_clear(&via->template);
}

/* --- what the user says -------------------------------------------------- */

/* Whether %C is in WORD; *BAD becomes the character behind an odd '%'. */
static bool has_mark(const char *word, char c, char *bad)
{
	bool found = false;

	while ((word = strchr(word, '%'))) {
		found |= word[1] == c;
		if (!word[1] || !strchr("hc%", word[1]))
			*bad = word[1];
		word += word[1] ? 2 : 1;
	}
	return found;
}

static int check_template(const struct gather_via *via, const char *text,
			  struct rail_error *err)
{
	bool host = false, command = false, odd = false;

	for (int i = 0; i < via->template.count; i++) {
		char bad = ' ';

		host |= has_mark(via->template.words[i], 'h', &bad);
		command |= has_mark(via->template.words[i], 'c', &bad);
		odd |= bad != ' ';
	}
	if (odd)
		return rail_error_set(err, "\"%s\": only %%h, %%c and %%%% may "
				      "follow a '%%'", text);
	if (!host && !command)
		return rail_error_set(err, "\"%s\" is neither ssh, pdsh, srun "
				      "nor a command with %%h where the host "
				      "belongs", text);
	return 0;
}

int gather_via_parse(struct gather_via *via, const char *text,
		     struct rail_error *err)
{
	static const char *const names[] = {
		[GATHER_VIA_SSH] = "ssh", [GATHER_VIA_PDSH] = "pdsh",
		[GATHER_VIA_SRUN] = "srun",
	};

	memset(via, 0, sizeof(*via));
	for (int i = 0; i < GATHER_VIA_TEMPLATE; i++) {
		via->how = (enum gather_via_how)i;
		if (!strcmp(text, names[i]))
			return 0;
	}
	via->how = GATHER_VIA_TEMPLATE;
	if (gather_words_split(&via->template, text, err) == 0 &&
	    check_template(via, text, err) == 0)
		return 0;
	gather_via_clear(via);
	return -1;
}

/* --- one host ------------------------------------------------------------ */

static int add(struct gather_words *argv, const char *word)
{
	return gather_words_add(argv, word, strlen(word));
}

/* No questions, no banner; what else is needed, ~/.ssh/config says. */
static int ssh_argv(const char *host, const char *command, int timeout,
		    struct gather_words *argv)
{
	int connect = timeout < CONNECT_TIMEOUT ? timeout : CONNECT_TIMEOUT;

	return add(argv, "ssh") || add(argv, "-nTx") ||
	       add(argv, "-oBatchMode=yes") ||
	       gather_words_addf(argv, "-oConnectTimeout=%d", connect) ||
	       add(argv, "-oLogLevel=ERROR") || add(argv, "--") ||
	       add(argv, host) || add(argv, command) ? -1 : 0;
}

static int fill(const char *word, const char *host, const char *command,
		struct gather_words *argv)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int rc;

	if (!out)
		return -1;
	for (; *word; word++) {
		if (*word != '%')
			putc(*word, out);
		else if (*++word == '%')
			putc('%', out);
		else
			fputs(*word == 'h' ? host : command, out);
	}
	rc = fclose(out) == EOF ? -1 : add(argv, text);
	free(text);
	return rc;
}

static int template_argv(const struct gather_via *via, const char *host,
			 const char *command, struct gather_words *argv)
{
	bool placed = false;
	char bad;

	for (int i = 0; i < via->template.count; i++) {
		const char *word = via->template.words[i];

		if (fill(word, host, command, argv) < 0)
			return -1;
		placed |= has_mark(word, 'c', &bad);
	}
	return placed ? 0 : add(argv, command);
}

/* --- many hosts ---------------------------------------------------------- */

/*
 * What gather_split.h takes apart again: srun and pdsh mix the lines of all
 * hosts, srun breaks long ones, and neither tells each host's status.
 */
static int add_wrapped(struct gather_words *argv, const char *command)
{
	return gather_words_addf(argv, "{ echo \"railyard ${SLURMD_NODENAME-}\""
				 "; ( %s ); s=$?; echo; echo \"railyard $s\"; "
				 "} | base64", command);
}

static int pdsh_argv(const char *list, const char *command, int jobs,
		     int timeout, struct gather_words *argv)
{
	int connect = timeout < CONNECT_TIMEOUT ? timeout : CONNECT_TIMEOUT;
	struct gather_words wrapped = { 0 };
	char *quoted = NULL;
	int rc = -1;

	if (add_wrapped(&wrapped, command) == 0)
		quoted = gather_words_quoted(wrapped.words[0]);
	if (quoted && add(argv, "pdsh") == 0 &&
	    gather_words_addf(argv, "-f%d", jobs) == 0 &&
	    gather_words_addf(argv, "-t%d", connect) == 0 &&
	    gather_words_addf(argv, "-u%d", timeout) == 0 &&
	    add(argv, "-w") == 0 && add(argv, list) == 0)
		rc = gather_words_addf(argv, "sh -c %s", quoted);
	gather_words_clear(&wrapped);
	free(quoted);
	return rc;
}

/* Also where the hosts' GPUs are all in use: it takes none of them. */
static int srun_argv(const char *list, int n, const char *command,
		     struct gather_words *argv)
{
	static const char *const words[] = {
		"--ntasks-per-node=1", "--cpus-per-task=1", "--overcommit",
		"--overlap", "--gres=none", "--mpi=none", "--input=none",
		"--chdir=/", "--kill-on-bad-exit=0", "--label",
		"--job-name=railyard-gather",
	};

	if (add(argv, "srun") < 0 ||
	    gather_words_addf(argv, "--nodes=%d", n) < 0 ||
	    gather_words_addf(argv, "--ntasks=%d", n) < 0 ||
	    gather_words_addf(argv, "--nodelist=%s", list) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (add(argv, words[i]) < 0)
			return -1;
	return add(argv, "sh") || add(argv, "-c") ||
	       add_wrapped(argv, command) ? -1 : 0;
}

int gather_via_argv(const struct gather_via *via, const char *const *hosts,
		    int n, const char *command, int jobs, int timeout,
		    struct gather_words *argv)
{
	char *list;
	int rc;

	if (via->how == GATHER_VIA_SSH)
		return ssh_argv(*hosts, command, timeout, argv);
	if (via->how == GATHER_VIA_TEMPLATE)
		return template_argv(via, *hosts, command, argv);
	list = hostlist_format(hosts, n);
	if (!list)
		return -1;
	rc = via->how == GATHER_VIA_PDSH ?
		     pdsh_argv(list, command, jobs, timeout, argv) :
		     srun_argv(list, n, command, argv);
	free(list);
	return rc;
}
