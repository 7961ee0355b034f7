/* SPDX-License-Identifier: GPL-2.0-or-later */
/* failed_domains: a power domain of which several nodes failed is avoided. */
#include <stdio.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "topology/failed_domains.h"

enum { NOW = 1000000000, NODES = 8 };

/* Eight nodes; the first three are rack a, the next two rack b. */
static struct fabric *f;
static struct domains racks;
static struct failures failed;

static const struct random_shape shape = {
	.max_components = 1, .max_pods = 1, .max_islands = 1,
	.max_nodes = NODES, .max_rails = 1,
};

static void add_rack(const char *name, int first, int count)
{
	char text[256];
	size_t len = (size_t)snprintf(text, sizeof(text), "%s Nodes=", name);
	struct rail_error err;

	for (int n = first; n < first + count; n++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
					n > first ? "," : "", f->nodes[n].name);
	if (domains_add(&racks, text, &err))
		fail_msg("%s", err.text);
}

static int setup(void **state)
{
	random_restart(1);
	do {
		fabric_destroy(f);
		f = random_fabric(&shape);
	} while (f->n_nodes < NODES);
	add_rack("a", 0, 3);
	add_rack("b", 3, 2);
	return 0;
}

static int teardown(void **state)
{
	failures_clear(&failed);
	domains_clear(&racks);
	fabric_destroy(f);
	f = NULL;
	return 0;
}

static void fails(int node, int age)
{
	const struct failure one = { .when = NOW - age, .job = 7 };

	assert_int_equal(failures_add(&failed, f->nodes[node].name, &one), 0);
}

/* What is left of all nodes, a digit each. */
static void leaves(const struct failures_rule *rule, const char *wanted)
{
	struct nodeset *nodes = nodeset_create(f->n_nodes);
	char left[NODES + 1] = "";

	assert_non_null(nodes);
	for (int n = 0; n < f->n_nodes; n++)
		nodeset_add(nodes, n);
	assert_int_equal(failed_domains_leave_out(&racks, f, &failed, rule,
						  NOW, nodes), 0);
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1))
		snprintf(left + strlen(left), 2, "%d", n);
	assert_string_equal(left, wanted);
	nodeset_destroy(nodes);
}

static const struct failures_rule rule = { .half_life = 86400 };

static void one_node_is_no_domain(void **state)
{
	leaves(&rule, "01234567");
	fails(0, 10);
	/* twice is still one node */
	fails(0, 100);
	/* nor are two of different domains, or of none */
	fails(3, 10);
	fails(6, 10);
	fails(7, 10);
	leaves(&rule, "01234567");
}

static void two_at_once_are(void **state)
{
	fails(0, 10);
	fails(2, FAILED_DOMAINS_AT_ONCE - 1);
	leaves(&rule, "34567");
	fails(3, 0);
	fails(4, 0);
	leaves(&rule, "567");
}

static void not_when_that_was_long_ago(void **state)
{
	fails(0, 10);
	fails(2, FAILED_DOMAINS_AT_ONCE);
	leaves(&rule, "01234567");
}

static bool is_first(const void *arg, const char *node, time_t when)
{
	return !strcmp(node, arg);
}

static void pardoned_ones_do_not_count(void **state)
{
	const struct failures_rule pardon = {
		.half_life = 86400, .pardoned = is_first,
		.arg = f->nodes[0].name,
	};

	fails(0, 10);
	fails(2, 10);
	leaves(&rule, "34567");
	leaves(&pardon, "01234567");
}

static void nodes_that_the_map_lacks_do_not_count(void **state)
{
	const struct failure one = { .when = NOW, .job = 7 };

	fails(0, 10);
	assert_int_equal(failures_add(&failed, "elsewhere", &one), 0);
	leaves(&rule, "01234567");
	domains_clear(&racks);
	fails(2, 10);
	leaves(&rule, "01234567");
}

int main(void)
{
#define CASE(x) cmocka_unit_test_setup_teardown(x, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(one_node_is_no_domain),
		CASE(two_at_once_are),
		CASE(not_when_that_was_long_ago),
		CASE(pardoned_ones_do_not_count),
		CASE(nodes_that_the_map_lacks_do_not_count),
	};

	return cmocka_run_group_tests_name("failed_domains", tests, NULL, NULL);
}
