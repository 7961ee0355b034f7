/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Has hwloc look at this machine, or at what it once wrote of another. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hwloc_open.h"

/*
 * slurmd numbers cores as hwloc does that counts every core, the forbidden
 * ones of a container too, and knows no caches: they may change the order.
 */
static int choose(hwloc_topology_t topology)
{
	return hwloc_topology_set_flags(topology,
				HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) ||
	       hwloc_topology_set_io_types_filter(topology,
				HWLOC_TYPE_FILTER_KEEP_IMPORTANT) ||
	       hwloc_topology_set_cache_types_filter(topology,
				HWLOC_TYPE_FILTER_KEEP_NONE) ||
	       hwloc_topology_set_icache_types_filter(topology,
				HWLOC_TYPE_FILTER_KEEP_NONE) ? -1 : 0;
}

/*
 * Most of these ask the GPUs themselves, which takes them seconds and a context
 * on each, for nothing that is needed here; "pci" has nothing that sysfs has
 * not, and leaks.  One that is not there is fine, too.
 */
static void leave_out_plugins(hwloc_topology_t topology)
{
#if HWLOC_API_VERSION >= 0x00020100
	static const char *const others[] = {
		"cuda", "gl", "levelzero", "opencl", "pci",
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		hwloc_topology_set_components(topology,
				HWLOC_TOPOLOGY_COMPONENTS_FLAG_BLACKLIST,
				others[i]);
#endif
}

int hwloc_open_live(hwloc_topology_t *topology, struct rail_error *err)
{
	/* It would speak to stderr by itself. */
	setenv("HWLOC_HIDE_ERRORS", "2", 0);
	if (hwloc_topology_init(topology) < 0)
		return rail_error_nomem(err);
	leave_out_plugins(*topology);
	if (choose(*topology) == 0 && hwloc_topology_load(*topology) == 0)
		return 0;
	rail_error_set(err, "hwloc cannot look at this machine: %s",
		   strerror(errno));
	hwloc_topology_destroy(*topology);
	return -1;
}

/* --- the version of an XML ----------------------------------------------- */

/*
 * hwloc itself only says "invalid argument".  The major number in
 * <topology version="2.0">; 1 when there is none, -1: no such element.
 */
static int xml_version(const char *text)
{
	const char *tag = strstr(text, "<topology"), *end, *at;

	if (!tag || (tag[9] != '>' && !isspace((unsigned char)tag[9])))
		return -1;
	end = strchr(tag, '>');
	if (!end)
		return -1;
	at = strstr(tag, "version=");
	if (!at || at > end)
		return 1;
	at += strlen("version=");
	return *at == '"' || *at == '\'' ? (int)strtol(at + 1, NULL, 10) : -1;
}

static int check_version(const char *text, const char *label,
			 struct rail_error *err)
{
	int found = xml_version(text);

	if (found < 0)
		return rail_error_at(err, label, 0, 0, "no <topology> of hwloc "
				     "in it: what \"lstopo --of xml\" writes "
				     "was expected");
	if (found > HWLOC_COMPAT_XML)
		return rail_error_at(err, label, 0, 0, "version %d of hwloc's "
				     "XML: hwloc %d.0 or later is needed, this "
				     "is %s; \"lstopo --of xml "
				     "--export-xml-flags 2\" there writes "
				     "what this one reads", found, found,
				     HWLOC_VERSION);
	if (found < HWLOC_COMPAT_OLDEST_XML)
		return rail_error_at(err, label, 0, 0, "version %d of hwloc's "
				     "XML: this hwloc, %s, reads %d and later",
				     found, HWLOC_VERSION,
				     (int)HWLOC_COMPAT_OLDEST_XML);
	return 0;
}

/* --- loading it ---------------------------------------------------------- */

static int load_xml(hwloc_topology_t *topology, const char *text, int len)
{
	if (hwloc_topology_init(topology) < 0)
		return -1;
	/* It counts the NUL, too. */
	if (choose(*topology) == 0 &&
	    hwloc_topology_set_xmlbuffer(*topology, text, len + 1) == 0 &&
	    hwloc_topology_load(*topology) == 0)
		return 0;
	hwloc_topology_destroy(*topology);
	return -1;
}

/*
 * hwloc trusts what it once wrote: of an XML that somebody changed, or that a
 * disk damaged, it may die.  So a child tries first, for a minute at most.
 */
static bool can_load(const char *text, int len)
{
	hwloc_topology_t topology;
	int status = 0;
	pid_t child = fork();

	if (child < 0)
		return true;
	if (child == 0) {
		/* Nobody should hear it die. */
		struct rlimit none = { 0, 0 };
		int null = open("/dev/null", O_WRONLY);

		setrlimit(RLIMIT_CORE, &none);
		dup2(null, STDERR_FILENO);
		signal(SIGSEGV, SIG_DFL);
		signal(SIGABRT, SIG_DFL);
		alarm(60);
		if (load_xml(&topology, text, len) < 0)
			_exit(1);
		hwloc_topology_destroy(topology);
		_exit(0);
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return true;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int hwloc_open_xml(hwloc_topology_t *topology, const char *text, size_t len,
		   const char *label, struct rail_error *err)
{
	if (strlen(text) != len)
		return rail_error_at(err, label, 0, 0,
				     "a NUL byte in it: XML was expected");
	if (check_version(text, label, err) < 0)
		return -1;
	if (len >= INT_MAX)
		return rail_error_at(err, label, 0, 0, "too large");
	setenv("HWLOC_HIDE_ERRORS", "2", 0);
	if (can_load(text, (int)len) &&
	    load_xml(topology, text, (int)len) == 0)
		return 0;
	return rail_error_at(err, label, 0, 0, "hwloc cannot read it: it is "
			     "broken, or was cut short");
}
