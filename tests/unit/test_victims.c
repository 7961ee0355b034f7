/* SPDX-License-Identifier: GPL-2.0-or-later */
/* victims: against every set of jobs that could be ended. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"
#include "random.h"
#include "topology/victims.h"

enum {
	ROUNDS = 3000,
	MAX_NODES = 64,
	MAX_JOBS = 8,
	MAX_OF_JOB = 6
};

static const struct random_shape shape = {
	.max_components = 1,
	.max_pods = 3,
	.max_islands = 3,
	.max_nodes = 5,
	.max_rails = 1,
};

/* A fabric with jobs on it; some of its nodes are idle, some out of reach. */
struct scene {
	struct fabric *f;
	struct nodeset *idle, *may;
	struct victims_job jobs[MAX_JOBS];
	int nodes[MAX_JOBS * MAX_OF_JOB];
	int on[MAX_NODES]; /* by node: its jobs, one bit each */
	int asked, most; /* choices; how many may be asked for */
	struct place_request req;
	struct victims v;
};

static int choose(void *arg, const struct nodeset *open,
		  struct place_choice *choice)
{
	struct scene *s = arg;

	s->asked++;
	return place(s->f, open, &s->req, choice);
}

static bool enough(void *arg)
{
	struct scene *s = arg;

	return s->most && s->asked >= s->most;
}

/* Neighbours, mostly; a node that has a job already now and then. */
static void random_job(struct scene *s, int j, int *filled, bool share)
{
	struct victims_job *job = s->jobs + j;
	int want = random_int(1, MAX_OF_JOB);
	int n = random_int(0, s->f->n_nodes - 1);

	*job = (struct victims_job){ .first = *filled };
	for (int i = 0; i < s->f->n_nodes && job->n < want; i++) {
		int node = (n + i) % s->f->n_nodes;

		if (random_one_in(4) || nodeset_has(s->idle, node) ||
		    (s->on[node] && (!share || !random_one_in(3))))
			continue;
		s->on[node] |= 1 << j;
		s->nodes[(*filled)++] = node;
		job->n++;
	}
	job->size = job->n + (random_one_in(5) ? random_int(1, 3) : 0);
}

static void scene_make(struct scene *s, bool share)
{
	int filled = 0;

	*s = (struct scene){ .f = random_fabric(&shape) };
	s->idle = random_nodeset(s->f->n_nodes, random_int(0, 40));
	s->may = nodeset_create(s->f->n_nodes);
	assert_non_null(s->may);
	s->v = (struct victims){
		.f = s->f,
		.idle = s->idle,
		.may = s->may,
		.jobs = s->jobs,
		.nodes = s->nodes,
		.n_jobs = random_int(1, MAX_JOBS),
		.choose = choose,
		.stop = enough,
		.arg = s,
	};
	for (int j = 0; j < s->v.n_jobs; j++)
		random_job(s, j, &filled, share);
	for (int n = 0; n < s->f->n_nodes; n++)
		if (s->on[n] && !random_one_in(8))
			nodeset_add(s->may, n);
	s->req.mode = PLACE_BEST;
	s->req.nodes = random_int(1, s->f->n_nodes > 8 ? 8 : s->f->n_nodes);
	s->req.within = random_one_in(3) ? PLACE_IN_ISLAND : PLACE_ANYWHERE;
}

static void scene_free(struct scene *s)
{
	nodeset_destroy(s->idle);
	nodeset_destroy(s->may);
	fabric_destroy(s->f);
}

static void open_up(const struct scene *s, int ends, struct nodeset *open)
{
	nodeset_assign(open, s->idle);
	for (int n = 0; n < s->f->n_nodes; n++)
		if (nodeset_has(s->may, n) && !(s->on[n] & ~ends))
			nodeset_add(open, n);
}

struct truth {
	bool possible;
	struct place_choice cost;
	int jobs, nodes;
};

/* Every set of jobs; the cost is that of all together. */
static struct truth try_all(struct scene *s)
{
	struct nodeset *open = nodeset_create(s->f->n_nodes);
	struct truth t = { .jobs = INT_MAX };
	int all = (1 << s->v.n_jobs) - 1;

	assert_non_null(open);
	for (int set = all; set >= 0; set--) {
		struct place_choice c = { 0 };
		int jobs = 0, nodes = 0;

		for (int j = 0; j < s->v.n_jobs; j++)
			if (set & 1 << j) {
				jobs++;
				nodes += s->jobs[j].size;
			}
		open_up(s, set, open);
		if (!place(s->f, open, &s->req, &c)) {
			if (set == all) {
				t.possible = true;
				t.cost = c;
			}
			assert_true(t.possible);
			assert_true(place_cost_cmp(&c, &t.cost) >= 0);
			if (!place_cost_cmp(&c, &t.cost) &&
			    (jobs < t.jobs ||
			     (jobs == t.jobs && nodes < t.nodes))) {
				t.jobs = jobs;
				t.nodes = nodes;
			}
		}
		place_choice_free(&c);
	}
	nodeset_destroy(open);
	return t;
}

/* A choice among OPEN is as good as any, and ends no more than TOLL says. */
static void holds(struct scene *s, const struct nodeset *open,
		  const struct victims_toll *toll, const struct truth *t)
{
	struct place_choice c = { 0 };
	int ended = 0, jobs = 0, nodes = 0;

	assert_int_equal(place(s->f, open, &s->req, &c), 0);
	assert_int_equal(place_cost_cmp(&c, &t->cost), 0);
	assert_int_equal(nodeset_count(c.nodes), s->req.nodes);
	for (int n = 0; n < s->f->n_nodes; n++) {
		if (!nodeset_has(open, n))
			continue;
		assert_true(nodeset_has(s->idle, n) || nodeset_has(s->may, n));
		if (!nodeset_has(s->idle, n))
			ended |= s->on[n];
	}
	for (int j = 0; j < s->v.n_jobs; j++)
		if (ended & 1 << j) {
			jobs++;
			nodes += s->jobs[j].size;
		}
	assert_int_equal(jobs, toll->jobs);
	assert_int_equal(nodes, toll->nodes);
	place_choice_free(&c);
}

struct tally {
	int placed, refused, exact, more_jobs, least, got, most_asked;
};

static void count(struct tally *y, const struct scene *s,
		  const struct victims_toll *toll, const struct truth *t)
{
	y->placed++;
	y->least += t->jobs;
	y->got += toll->jobs;
	y->more_jobs += toll->jobs > t->jobs;
	y->exact += toll->jobs == t->jobs && toll->nodes == t->nodes;
	if (s->asked > y->most_asked)
		y->most_asked = s->asked;
}

static struct tally play(bool share, bool always_fewest_in_an_island)
{
	struct tally y = { 0 };

	for (int round = 0; round < ROUNDS; round++) {
		struct victims_toll toll;
		struct nodeset *open;
		struct scene s;
		struct truth t;
		int rc;

		scene_make(&s, share);
		open = nodeset_create(s.f->n_nodes);
		assert_non_null(open);
		t = try_all(&s);
		rc = victims_choose(&s.v, open, &toll);
		assert_int_equal(rc, t.possible ? 0 : -1);
		if (rc) {
			y.refused++;
		} else {
			holds(&s, open, &toll, &t);
			assert_true(toll.jobs >= t.jobs);
			if (always_fewest_in_an_island && t.cost.islands == 1)
				assert_int_equal(toll.jobs, t.jobs);
			count(&y, &s, &toll, &t);
		}
		nodeset_destroy(open);
		scene_free(&s);
	}
	printf("# %d placed, %d refused; %d jobs ended, %d would do; not the "
	       "fewest: %d; neither in nodes: %d; choices: at most %d\n",
	       y.placed, y.refused, y.got, y.least, y.more_jobs,
	       y.placed - y.exact, y.most_asked);
	assert_true(y.placed > ROUNDS / 4 && y.refused > ROUNDS / 50);
	return y;
}

static void jobs_that_share_no_node(void **state)
{
	struct tally y = play(false, true);

	assert_true(y.more_jobs * 100 <= y.placed);
}

static void jobs_that_share_nodes(void **state)
{
	struct tally y = play(true, false);

	assert_true(y.more_jobs * 50 <= y.placed);
}

/* Short of time, the answer is right though not the smallest. */
static void in_a_hurry(void **state)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct victims_toll toll;
		struct nodeset *open;
		struct scene s;
		struct truth t;

		scene_make(&s, true);
		s.most = random_int(1, 4);
		open = nodeset_create(s.f->n_nodes);
		assert_non_null(open);
		t = try_all(&s);
		assert_int_equal(victims_choose(&s.v, open, &toll),
				 t.possible ? 0 : -1);
		/* a halving that has begun takes one choice more */
		assert_true(s.asked <= s.most + 1);
		if (t.possible)
			holds(&s, open, &toll, &t);
		nodeset_destroy(open);
		scene_free(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_that_share_no_node),
		cmocka_unit_test(jobs_that_share_nodes),
		cmocka_unit_test(in_a_hurry),
	};

	random_start("victims");
	return cmocka_run_group_tests_name("victims", tests, NULL, NULL);
}
