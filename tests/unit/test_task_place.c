/* SPDX-License-Identifier: GPL-2.0-or-later */
/* layout and task_place: slots as text and back, ranks counted by slot. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "plugin/task_place.h"
#include "topology/hostlist.h"

static struct layout *parse(const char *text)
{
	struct rail_error err;
	struct layout *l = layout_parse(text, 1000, &err);

	if (!l)
		fail_msg("%s: %s", text, err.text);
	return l;
}

static void ranks_follow_slots(void **state)
{
	struct layout *l = parse("a:n[01-02];b:n05;a:n04");
	struct task_step step = { .nodes = "n[01-02,04-05]",
				  .tasks = "2(x3),1" };
	struct rail_error err;

	/* slots 0 1 2 3 are n01 n02 n05 n04; n05 has one task */
	assert_int_equal(task_place_first_rank(l, &step, "n01", NULL, &err), 0);
	assert_int_equal(task_place_first_rank(l, &step, "n02", NULL, &err), 2);
	assert_int_equal(task_place_first_rank(l, &step, "n05", NULL, &err), 4);
	assert_int_equal(task_place_first_rank(l, &step, "n04", NULL, &err), 5);
	step.nodes = "n05";
	step.tasks = "8";
	assert_int_equal(task_place_first_rank(l, &step, "n05", NULL, &err), 0);
	assert_int_equal(task_place_first_rank(l, &step, "n01", NULL, &err), -1);
	layout_destroy(l);
}

static void what_does_not_fit_has_no_rank(void **state)
{
	static const struct {
		const char *nodes, *tasks;
	} bad[] = {
		{ "n01,n09", "1(x2)" }, { "n01", "" }, { "n01", "1,1" },
		{ "n01,n02", "1" }, { "n01,n02", "1(x3)" }, { "n01", "x" },
		{ "n01", "-1" }, { "n01", "1(x" }, { "n01", "1(x0)" },
		{ "n01", "1(x99999999999999999999)" }, { "n[01", "1" },
		{ "n01", "99999999999999999999" }, { "", "" },
	};
	struct layout *l = parse("a:n[01-04]");
	struct rail_error err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct task_step step = { .nodes = bad[i].nodes,
					  .tasks = bad[i].tasks };

		if (task_place_first_rank(l, &step, "n01", NULL, &err) >= 0)
			fail_msg("%s %s was taken", bad[i].nodes,
				 bad[i].tasks);
	}
	layout_destroy(l);
}

enum { N = 12 };

/* Every rank of a random step once, in slot order, by plain counting. */
static void random_steps_are_ranked_once(void **state)
{
	for (int round = 0; round < 2000; round++) {
		char names[N][8], layout[N * 12] = "", nodes[N * 8] = "";
		char tasks[N * 4] = "";
		int perm[N], count[N], node_rank, n = 1 + random_int(0, N - 1), next = 0;
		struct task_step step = { .nodes = nodes, .tasks = tasks };
		struct rail_error err;
		struct layout *l;

		for (int i = 0; i < n; i++) {
			snprintf(names[i], sizeof(names[i]), "n%d", i);
			perm[i] = i;
			count[i] = random_int(0, 4 - 1);
			sprintf(nodes + strlen(nodes), "%s%s", i ? "," : "",
				names[i]);
			sprintf(tasks + strlen(tasks), "%s%d", i ? "," : "",
				count[i]);
		}
		for (int i = n - 1; i > 0; i--) {
			int k = random_int(0, i + 1 - 1), t = perm[i];

			perm[i] = perm[k];
			perm[k] = t;
		}
		for (int s = 0; s < n; s++)
			sprintf(layout + strlen(layout), "%si%d:%s",
				s ? ";" : "", random_int(0, 3 - 1), names[perm[s]]);
		l = parse(layout);
		for (int s = 0; s < n; s++) {
			assert_int_equal(layout_find(l, names[perm[s]]), s);
			assert_int_equal(
				task_place_first_rank(l, &step, names[perm[s]],
						      &node_rank, &err), next);
			assert_int_equal(node_rank, s);
			next += count[perm[s]];
		}
		layout_destroy(l);
	}
}

static void bad_layouts_are_refused(void **state)
{
	static const char *const bad[] = {
		"", ":", "a:", ":n1", "a", "a:n1;", ";a:n1", "a:n1;;b:n2",
		"a:n1,n1", "a:n1;b:n1", "a b:n1", "a:n/1", "a:n[1-2000]",
		"-a:n1", "a:n[1", "a:n1;b",
	};
	struct rail_error err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct layout *l = layout_parse(bad[i], 1000, &err);

		if (l)
			fail_msg("\"%s\" was taken", bad[i]);
		assert_true(err.text[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranks_follow_slots),
		cmocka_unit_test(what_does_not_fit_has_no_rank),
		cmocka_unit_test(random_steps_are_ranked_once),
		cmocka_unit_test(bad_layouts_are_refused),
	};

	random_start("task_place");
	return cmocka_run_group_tests_name("task_place", tests, NULL, NULL);
}
