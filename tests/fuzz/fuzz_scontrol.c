/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What scontrol and squeue print, to railyard run: names and reasons come from
 * people. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tools/run_parse.h"

const char fuzz_name[] = "scontrol";

static void check_text(const char *text)
{
	for (; *text; text++)
		fuzz_check((unsigned char)*text >= ' ' && *text != 0x7f,
			   "a control character gets through");
}

static void read_nodes(const char *text)
{
	const char *end = text + strlen(text);
	struct run_node node;

	while (run_parse_node(&text, &node)) {
		fuzz_check(text <= end, "it reads past the end");
		fuzz_check(node.port >= 0 && node.port < 65536, "a port");
		check_text(node.name);
		check_text(node.reason);
		check_text(node.state);
	}
	fuzz_check(text == end, "it stops before the end");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct rail_error err = { "" };
	struct hostlist *steps = run_parse_steps(text);
	struct run_job job;
	int port = run_parse_config(text, "SlurmdPort", 65535);

	fuzz_check(port >= -1 && port <= 65535, "a port out of range");
	for (int i = 0; steps && i < steps->count; i++)
		fuzz_check(!!strchr(steps->names[i], '.'),
			   "a step of no job");
	hostlist_destroy(steps);
	if (!run_parse_job(text, &job, &err))
		run_job_clear(&job);
	else
		fuzz_check(err.text[0], "an error without a message");
	read_nodes(text);
	free(text);
	return 0;
}
