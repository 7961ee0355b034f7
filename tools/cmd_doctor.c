/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard doctor: what is configured badly. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "doctor.h"
#include "json_out.h"

static const char *const levels[] = { "hint", "warning", "error" };

static void write_text(const struct doctor_findings *found, FILE *out)
{
	for (int i = 0; i < found->count; i++) {
		const struct doctor_finding *d = &found->all[i];

		fprintf(out, "%s: %s: %s\n    better: %s\n    why: %s\n",
			levels[d->level], d->check, d->value, d->better,
			d->why);
	}
	if (!found->count)
		fputs("nothing to complain about\n", out);
}

static int write_json(const struct doctor_facts *f,
		      const struct doctor_findings *found, FILE *out,
		      struct rail_error *err)
{
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array();
	bool failed = false;

	for (int i = 0; i < found->count; i++) {
		const struct doctor_finding *d = &found->all[i];
		struct json_object *one = json_object_new_object();

		json_out_add_text(one, "check", d->check, &failed);
		json_out_add_text(one, "level", levels[d->level], &failed);
		json_out_add_text(one, "value", d->value, &failed);
		json_out_add_text(one, "better", d->better, &failed);
		json_out_add_text(one, "why", d->why, &failed);
		json_out_append(list, one, &failed);
	}
	json_out_add_int(o, "version", 1, &failed);
	json_out_add_text(o, "folder", f->folder, &failed);
	json_out_add(o, "slurmctld_answers",
		     json_object_new_boolean(f->asked), &failed);
	json_out_add(o, "findings", list, &failed);
	if (json_out_line(o, failed, out) < 0)
		return rail_error_nomem(err);
	fputc('\n', out);
	return 0;
}

static int examine(const struct cli_verb *verb, const char *folder, bool json)
{
	struct doctor_findings found = { 0 };
	struct doctor_facts facts;
	struct rail_error err;
	int status = CLI_OK, rc = doctor_facts_read(&facts, folder, &found,
							&err);

	if (!rc)
		doctor_look(&facts, &found);
	if (!rc && found.failed)
		rc = rail_error_nomem(&err);
	if (!rc && json)
		rc = write_json(&facts, &found, stdout, &err);
	else if (!rc)
		write_text(&found, stdout);
	for (int i = 0; i < found.count; i++)
		if (found.all[i].level != DOCTOR_HINT)
			status = CLI_FINDING;
	doctor_findings_clear(&found);
	doctor_facts_clear(&facts);
	return rc ? cli_failed(verb, &err) : status;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	static const struct option words[] = {
		{ "conf", required_argument, NULL, 'c' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = { .letters = ":c:jh",
						  .words = words };
	const char *folder = NULL;
	bool json = false;
	int c, status;

	while ((c = cli_getopt(verb, argc, argv, &known, &status)) != CLI_END) {
		if (c == CLI_DONE)
			return status;
		if (c == 'c')
			folder = optarg;
		else
			json = true;
	}
	if (optind < argc)
		return cli_misuse(verb, "\"%s\" is one word too many",
				  argv[optind]);
	return examine(verb, folder, json);
}

const struct cli_verb cmd_doctor = {
	.name = "doctor",
	.summary = "say what is configured badly for rails and restarts",
	.help =
	"[--conf=FOLDER] [--json]\n"
	"Looks at the running configuration when slurmctld answers, else at "
	"slurm.conf,\nwith what it includes, and at plugstack.conf, gres.conf, "
	"railyard.conf and the\nmap beside it.  Each finding says what is set, "
	"what is better, and why.  The\nstatus is 1 when there is a warning or "
	"an error.\n\n"
	"  -c, --conf=FOLDER    of slurm.conf; slurmctld is not asked then\n"
	"  -j, --json           JSON instead of text\n"
	"  -h, --help           this help\n",
	.run = run,
};
