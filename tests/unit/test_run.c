/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run: what Slurm's commands print, which nodes are lost, who takes over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "tools/run_table.h"

/* --- what is printed ----------------------------------------------------- */

static void a_job_is_read(void **state)
{
	static const struct {
		const char *text;
		enum run_job_state job;
		int nodes;
	} cases[] = {
		{ "RUNNING gpu[01-04]\n", RUN_JOB_RUNNING, 4 },
		{ "RUNNING gpu[01,03-05]\nRUNNING x\n", RUN_JOB_RUNNING, 4 },
		{ "SUSPENDED gpu01\n", RUN_JOB_SUSPENDED, 1 },
		{ "COMPLETING gpu01\n", RUN_JOB_OVER, 1 },
		{ "PENDING \n", RUN_JOB_OVER, 0 },
		{ "RUNNINGS gpu01\n", RUN_JOB_OVER, 1 },
		{ "", RUN_JOB_OVER, 0 },
	};
	struct rail_error err;
	struct run_job job;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(run_parse_job(cases[i].text, &job, &err), 0);
		assert_int_equal(job.state, cases[i].job);
		assert_int_equal(job.nodes->count, cases[i].nodes);
		run_job_clear(&job);
	}
	assert_int_equal(run_parse_job("RUNNING gpu[01-", &job, &err), -1);
	assert_true(err.text[0]);
}

static void steps_of_srun_are_read(void **state)
{
	struct hostlist *steps = run_parse_steps(
		"7.batch\n7.0\n7.extern\n 7.x\n7.12\n7.interactive\n7.\n\n7.3");

	assert_non_null(steps);
	assert_int_equal(steps->count, 3);
	assert_string_equal(steps->names[0], "7.0");
	assert_string_equal(steps->names[1], "7.12");
	assert_string_equal(steps->names[2], "7.3");
	hostlist_destroy(steps);
}

#define NODE(name, state, rest)                                               \
	"NodeName=" name " Arch=x86_64 CPUAlloc=2 Gres=gpu:h100:8 NodeAddr="  \
	name ".cluster NodeHostName=" name " OS=Linux 6.1 #1 SMP State="      \
	state " ThreadsPerCore=1 AllocTRES=cpu=2 CurrentWatts=0 " rest "\n"

static void nodes_are_read(void **state)
{
	static const struct {
		const char *state;
		bool lost, silent, drained;
	} cases[] = {
		{ "MIXED", false, false, false },
		{ "ALLOCATED+DRAIN", false, false, true },
		{ "MIXED*", false, true, false },
		{ "MIXED+NOT_RESPONDING", false, true, false },
		{ "DOWN", true, false, false },
		{ "DOWN*+DRAIN", true, true, true },
		{ "DOWN+NOT_RESPONDING", true, true, false },
		{ "ALLOCATED+FAIL", true, false, false },
		{ "FAILING", true, false, false },
		{ "FAILED", false, false, false },
		{ "POWERED_DOWN", false, false, false },
		{ "IDLE+POWERING_DOWN", false, false, false },
		{ "UNKNOWN", false, false, false },
	};
	char line[1000];
	struct run_node node;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *text = line;

		snprintf(line, sizeof(line), NODE("gpu01", "%s", ""),
			 cases[i].state);
		assert_true(run_parse_node(&text, &node));
		assert_string_equal(node.name, "gpu01");
		assert_string_equal(node.address, "gpu01.cluster");
		assert_string_equal(node.state, cases[i].state);
		if (node.lost != cases[i].lost ||
		    node.silent != cases[i].silent ||
		    node.drained != cases[i].drained)
			fail_msg("\"%s\"", cases[i].state);
		assert_int_equal(node.port, 0);
		assert_false(run_parse_node(&text, &node));
	}
}

static void reasons_are_read(void **state)
{
	const char *text =
		"slurm: warning\n"
		NODE("n1", "DOWN", "Port=7000 Reason=Not responding "
		     "[slurm@2026-11-26T11:55:32]")
		NODE("n2", "DOWN", "Reason=a\033b State=UP @x [root@now]")
		NODE("n3", "DOWN", "Port=99999 Reason=");
	struct run_node node;
	struct tm tm;

	setenv("TZ", "UTC", 1);
	tzset();
	assert_true(run_parse_node(&text, &node));
	assert_string_equal(node.reason, "Not responding");
	assert_int_equal(node.port, 7000);
	assert_non_null(gmtime_r(&node.since, &tm));
	assert_int_equal(tm.tm_hour, 11);
	assert_int_equal(tm.tm_min, 55);
	assert_true(run_parse_node(&text, &node));
	assert_string_equal(node.reason, "a?b State=UP @x");
	assert_string_equal(node.state, "DOWN");
	assert_int_equal(node.since, 0);
	assert_true(run_parse_node(&text, &node));
	assert_string_equal(node.reason, "");
	assert_int_equal(node.port, 0);
	assert_false(run_parse_node(&text, &node));
}

static void configuration_is_read(void **state)
{
	const char *text = "Configuration data as of 2026\n"
			   "SlurmdPortX             = 1\n"
			   "SlurmdPort              = 6818\n"
			   "SlurmdTimeout           = 12 sec\nOdd\n";

	assert_int_equal(run_parse_config(text, "SlurmdPort", 65535), 6818);
	assert_int_equal(run_parse_config(text, "SlurmdPort", 1000), -1);
	assert_int_equal(run_parse_config(text, "SlurmdTimeout", 65535), 12);
	assert_int_equal(run_parse_config(text, "Odd", 65535), -1);
	assert_int_equal(run_parse_config("", "Odd", 65535), -1);
}

/* --- who is lost, who takes over ----------------------------------------- */

static void make(struct run_table *t, const char *text)
{
	struct rail_error err;
	struct layout *l = layout_parse(text, 100, &err);

	assert_non_null(l);
	assert_int_equal(run_table_make(t, l, &err), 0);
}

static void take_job(struct run_table *t, const char *text)
{
	struct rail_error err;
	struct hostlist *nodes = hostlist_parse(text, 0, &err);

	assert_non_null(nodes);
	run_table_take_job(t, nodes);
	hostlist_destroy(nodes);
}

static void expect(const struct run_table *t, const char *layout)
{
	char *text = layout_text(t->layout);

	assert_non_null(text);
	assert_string_equal(text, layout);
	free(text);
}

static int told;

static void tell(void *arg, int slot, int place)
{
	told++;
}

static void a_lost_node_gets_the_spare_of_its_island(void **state)
{
	struct run_table t;

	make(&t, "a:n[1-2];b:n[3-4];+a:n5;+b:n6");
	take_job(&t, "n[1-6],other");
	assert_int_equal(run_table_open_slots(&t), 0);
	take_job(&t, "n[1-3,5-6]");
	assert_int_equal(run_table_open_slots(&t), 1);
	told = 0;
	assert_int_equal(run_table_replace(&t, NULL, tell, NULL), 0);
	assert_int_equal(told, 1);
	expect(&t, "a:n[1-2];b:n[3,6];+a:n5;+b:n4");
	assert_int_equal(run_table_open_slots(&t), 0);
	assert_int_equal(run_table_lost_spares(&t), 1);
	/* the other island's spare is better than none */
	take_job(&t, "n[1-2,5-6]");
	assert_int_equal(run_table_replace(&t, NULL, NULL, NULL), 0);
	expect(&t, "a:n[1-2,5];b:n6;+b:n[3-4]");
	run_table_clear(&t);
}

/* The plugin heard of n3 first, and says so; it knows nothing of n1. */
static void spares_go_where_slurmctld_has_them(void **state)
{
	struct layout *said = layout_in_comment(
		"railyard: 7 nodes; slots a:n[1-2,5];a:n6;+a:n[3-4,7] more",
		100);
	struct run_table t;

	assert_non_null(said);
	make(&t, "a:n[1-4];+a:n[5-7]");
	take_job(&t, "n[2,5-7]");
	assert_int_equal(run_table_replace(&t, said, NULL, NULL), 0);
	expect(&t, "a:n[7,2,5-6];+a:n[3-4,1]");
	layout_destroy(said);
	run_table_clear(&t);
}

/* A comment of another job's, of one without slots, a spare that is lost. */
static void what_slurmctld_cannot_mean_is_not_followed(void **state)
{
	static const char *const comments[] = {
		"railyard: 4 nodes; slots a:n[1,4,3];+a:n2",
		"railyard: 5 nodes; slots a:n[1,9,3];+a:n[2,5]",
		"railyard: 5 nodes; slots a:n[1,3,2];+a:n[4-5]",
		"railyard: 5 nodes; slots a:n[1,4,3,5];+a:n2",
		"railyard: waits", "someone's; slots a:n[1,5,3];+a:n[2,4]",
		"railyard: 5 nodes; slots a:n[1,5", "", NULL,
	};
	struct run_table t;

	for (size_t i = 0; i < sizeof(comments) / sizeof(*comments); i++) {
		struct layout *said = layout_in_comment(comments[i], 100);

		make(&t, "a:n[1-3];+a:n[4-6]");
		take_job(&t, "n[1,3,5-6]");
		assert_int_equal(run_table_replace(&t, said, NULL, NULL), 0);
		expect(&t, "a:n[1,5,3];+a:n[4,2,6]");
		layout_destroy(said);
		run_table_clear(&t);
	}
}

static void with_too_few_spares_nothing_moves(void **state)
{
	struct run_table t;

	make(&t, "a:n[1-4];+a:n[5-6]");
	take_job(&t, "n[1,3,5]");	/* n2, n4 and the spare n6 */
	assert_int_equal(run_table_open_slots(&t), 2);
	assert_int_equal(run_table_lost_spares(&t), 1);
	assert_int_equal(run_table_replace(&t, NULL, tell, NULL), -1);
	expect(&t, "a:n[1-4];+a:n[5-6]");
	run_table_clear(&t);
}

/* Who is lost stays lost: a node that comes back is not rejoined. */
static void lost_is_lost(void **state)
{
	struct run_table t;

	make(&t, "a:n[1-2];+a:n3");
	run_table_take_nodes(&t, NODE("n2", "FAILING", "Reason=Xid 79 [r@x]"),
			     false);
	assert_string_equal(run_table_find(&t, "n2")->why,
			    "FAILING: Xid 79");
	run_table_take_nodes(&t, NODE("n2", "IDLE", ""), false);
	take_job(&t, "n[1-3]");
	assert_int_equal(run_table_open_slots(&t), 1);
	assert_false(run_table_find(&t, "n2")->gone);
	take_job(&t, "n1,n3");
	assert_true(run_table_find(&t, "n2")->gone);
	run_table_take_nodes(&t, NODE("n2", "DOWN", "Reason=Not responding"),
			     false);
	assert_string_equal(run_table_find(&t, "n2")->why,
			    "Slurm has taken it from the job: Not responding");
	assert_null(run_table_find(&t, "n"));
	run_table_clear(&t);
}

/* A drain leaves the job its node, unless the program fails under it. */
static void a_drain_counts_after_a_failure_alone(void **state)
{
	struct run_table t;

	make(&t, "a:n[1-2];+a:n3");
	run_table_take_nodes(&t, NODE("n1", "MIXED+DRAIN", ""), false);
	run_table_start(&t);
	run_table_take_nodes(&t, NODE("n1", "MIXED+DRAIN", "")
			     NODE("n2", "MIXED+DRAIN", ""), false);
	assert_int_equal(run_table_open_slots(&t), 0);
	run_table_take_nodes(&t, NODE("n1", "MIXED+DRAIN", "")
			     NODE("n2", "MIXED+DRAIN", "Reason=Prolog error"),
			     true);
	assert_int_equal(run_table_open_slots(&t), 1);
	assert_true(run_table_find(&t, "n2")->lost);
	run_table_clear(&t);
}

/* Nodes die in random order: as long as there are spares every slot has a
 * living node of its own, and those of the living stay. */
static void slots_stay(void **state)
{
	for (int i = 0; i < 2000; i++) {
		struct run_table t;
		char before[8][8];
		int n_alive = 12;

		make(&t, "a:n[1-4];b:n[5-8];+a:n[9-10];+b:n[11-12]");
		while (n_alive > 0) {
			struct run_member *m =
				&t.members[random_int(0, t.n - 1)];
			int left = 0;

			if (m->lost)
				continue;
			m->lost = true;
			n_alive--;
			for (int s = 0; s < 8; s++)
				strcpy(before[s], t.layout->slots[s].node);
			if (random_one_in(3))
				continue;	/* the next one, too */
			if (run_table_replace(&t, NULL, NULL, NULL)) {
				assert_true(n_alive < 8);
				break;
			}
			for (int s = 0; s < 8; s++) {
				assert_false(run_table_at(&t, s)->lost);
				left += strcmp(before[s],
					t.layout->slots[s].node) == 0 ||
					run_table_find(&t, before[s])->lost;
			}
			assert_int_equal(left, 8);
		}
		run_table_clear(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_is_read),
		cmocka_unit_test(steps_of_srun_are_read),
		cmocka_unit_test(nodes_are_read),
		cmocka_unit_test(reasons_are_read),
		cmocka_unit_test(configuration_is_read),
		cmocka_unit_test(a_lost_node_gets_the_spare_of_its_island),
		cmocka_unit_test(spares_go_where_slurmctld_has_them),
		cmocka_unit_test(what_slurmctld_cannot_mean_is_not_followed),
		cmocka_unit_test(with_too_few_spares_nothing_moves),
		cmocka_unit_test(lost_is_lost),
		cmocka_unit_test(a_drain_counts_after_a_failure_alone),
		cmocka_unit_test(slots_stay),
	};

	random_start("run");
	return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
