/* SPDX-License-Identifier: GPL-2.0-or-later */
/* links: what several sources saw of one fabric, put together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "topology/links.h"

static int add(struct links *l, enum links_kind kind, uint64_t guid,
	       const char *host, const char *name, int line)
{
	struct rail_error err;
	int d = links_add_device(l, kind, guid, name, host, line, &err);

	assert_true(d >= 0);
	return d;
}

static int nic(struct links *l, uint64_t guid, const char *host,
	       const char *name)
{
	return add(l, LINKS_NIC, guid, host, name, 7);
}

static int leaf(struct links *l, uint64_t guid, const char *name)
{
	return add(l, LINKS_SWITCH, guid, NULL, name, 3);
}

static int cable(struct links *l, int a, int port_a, int b, int port_b,
		 struct rail_error *err)
{
	struct links_cable c = {
		.a = a, .port_a = port_a, .b = b, .port_b = port_b, .line = 9,
	};

	return links_add_cable(l, &c, err);
}

static void merge(struct links *l, struct links *other)
{
	struct rail_error err;

	if (links_merge(l, other, &err) < 0)
		fail_msg("%s", err.text);
}

/* The two ports of one card, each in a subnet of its own. */
static void a_card_in_two_subnets_is_one_device(void **state)
{
	struct links *l = links_create("a.ib"), *other = links_create("b.ib");

	int a = leaf(l, 1, "a"), b = leaf(other, 2, "b");

	(void)state;
	cable(l, a, 5, nic(l, 10, "gpu1", "mlx5_0"), 1, NULL);
	cable(other, b, 6, nic(other, 10, "gpu1", "mlx5_0"), 2, NULL);
	l->devices[1].board = 77;
	other->devices[1].mac = 88;
	other->devices[1].aside = true;
	merge(l, other);
	assert_int_equal(l->n_sources, 2);
	assert_string_equal(l->sources[1], "b.ib");
	assert_int_equal(l->n_devices, 3);
	assert_int_equal(l->devices[1].source, 0);
	assert_int_equal(l->devices[1].board, 77);
	assert_int_equal(l->devices[1].mac, 88);
	assert_true(l->devices[1].aside);
	assert_int_equal(l->devices[2].source, 1);
	assert_int_equal(l->n_cables, 2);
	assert_int_equal(l->cables[1].a, 1);
	assert_int_equal(l->cables[1].port_a, 2);
	assert_int_equal(l->cables[1].b, 2);
	assert_int_equal(l->cables[1].port_b, 6);
	assert_int_equal(l->cables[1].source, 1);
	assert_int_equal(l->cables[1].ends, 1);
	links_destroy(l);
}

static void another_name_or_host_is_another_device(void **state)
{
	struct links *l = links_create("a.ib"), *other = links_create("b.ib");

	(void)state;
	nic(l, 10, "gpu1", "mlx5_0");
	leaf(l, 10, "gpu1");
	nic(other, 10, "gpu2", "mlx5_0");
	nic(other, 10, "gpu1", "mlx5_1");
	nic(other, 11, "gpu1", "mlx5_0");
	merge(l, other);
	assert_int_equal(l->n_devices, 5);
	links_destroy(l);
}

static void without_a_guid_the_names_tell(void **state)
{
	struct links *l = links_create("a.ib"), *plan = links_create("p.csv");

	(void)state;
	leaf(l, 1, "leaf1");
	leaf(l, 2, "same");
	leaf(l, 3, "same");
	nic(l, 0, "gpu1", "mlx5_0");
	nic(l, 11, "gpu1", "");
	leaf(plan, 0, "leaf1");
	leaf(plan, 0, "same");		/* which of the two? */
	nic(plan, 10, "gpu1", "mlx5_0");
	nic(plan, 0, "gpu1", "");	/* any */
	merge(l, plan);
	assert_int_equal(l->n_devices, 7);
	assert_int_equal(l->devices[3].guid, 10);
	links_destroy(l);
}

static void a_nic_of_no_host_is_any_of_its_guid(void **state)
{
	static const char text[] = "MT4129 ConnectX7";

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		struct links *l = links_create("a.ib");
		struct links *other = links_create("b.ib");

		nic(l, 10, turn ? "gpu1" : "", turn ? "mlx5_0" : text);
		nic(other, 10, turn ? "" : "gpu1", turn ? text : "mlx5_0");
		merge(l, other);
		assert_int_equal(l->n_devices, 1);
		assert_string_equal(l->devices[0].host, "gpu1");
		assert_string_equal(l->devices[0].name, "mlx5_0");
		assert_int_equal(l->devices[0].source, turn ? 0 : 1);
		links_destroy(l);
	}
}

static struct links *named(void)
{
	struct links *l = links_create("lldp");
	int sw = leaf(l, 9, "tor"), port = links_port(l, "swp12", NULL);

	cable(l, sw, port, nic(l, 0, "gpu9", "eth0"), 1, NULL);
	return l;
}

static struct links *numbered(void)
{
	struct links *l = links_create("ib");
	int sw = leaf(l, 1, "leaf");

	cable(l, sw, 7, nic(l, 10, "gpu1", "mlx5_0"), 2, NULL);
	cable(l, sw, 5, leaf(l, 2, "spine"), 0, NULL);
	return l;
}

/* The name of the port of switch SW's only cable to device B. */
static const char *port_name(const struct links *l, const char *sw, int *other)
{
	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];

		if (!strcmp(l->devices[c->a].name, sw)) {
			*other = c->port_b;
			return l->port_names[c->port_a - 1];
		}
	}
	return NULL;
}

static void numbers_of_ports_become_names(void **state)
{
	struct rail_error err;

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		struct links *l = turn ? named() : numbered();
		int other;

		merge(l, turn ? numbered() : named());
		assert_string_equal(port_name(l, "tor", &other), "swp12");
		assert_int_equal(other, 1);
		assert_string_equal(port_name(l, "leaf", &other), "7");
		assert_int_equal(other, 2);	/* a NIC's is a number */
		/* ports are still found: in line 9 is a cable */
		assert_int_equal(cable(l, leaf(l, 3, "x"), 1, turn ? 2 : 0,
				       links_port(l, "7", NULL), &err), -1);
		assert_non_null(strstr(err.text, "port 7 of \"leaf\" has two "
				       "cables; the other one is in "));
		links_destroy(l);
	}
}

static void two_sources_that_contradict_are_an_error(void **state)
{
	struct links *l = numbered(), *other = links_create("other.ib");
	struct rail_error err;

	(void)state;
	cable(other, leaf(other, 1, "leaf"), 7,
	      nic(other, 11, "gpu2", "mlx5_0"), 1, NULL);
	assert_int_equal(links_merge(l, other, &err), -1);
	assert_string_equal(err.text, "other.ib:9: port 7 of \"leaf\" has two "
			    "cables; the other one is in ib:9");
	links_destroy(l);
}

static void the_same_twice_is_once_and_sure(void **state)
{
	struct links *l = numbered();

	(void)state;
	l->cables[1].speed[0] = '\0';
	for (int i = 0; i < 3; i++) {
		struct links *other = numbered();

		strcpy(other->cables[1].speed, "NDR");
		merge(l, other);
	}
	assert_int_equal(l->n_devices, 3);
	assert_int_equal(l->n_cables, 2);
	assert_int_equal(l->cables[0].ends, 2);
	assert_string_equal(l->cables[1].speed, "NDR");
	links_destroy(l);
}

static void a_port_that_is_not_known_is_any(void **state)
{
	struct links *l = links_create("plan");
	int a = leaf(l, 1, "a"), b = leaf(l, 2, "b"), c = leaf(l, 3, "c");
	struct rail_error err;

	(void)state;
	/* two cables, since nothing says that they are one */
	assert_int_equal(cable(l, a, 0, b, 0, &err), 0);
	assert_int_equal(cable(l, a, 0, b, 0, &err), 0);
	assert_int_equal(l->n_cables, 2);
	assert_int_equal(cable(l, a, 4, c, 0, &err), 0);
	assert_int_equal(cable(l, c, 6, a, 4, &err), 0);
	assert_int_equal(l->n_cables, 3);
	assert_int_equal(l->cables[2].port_b, 6);
	/* it is known from then on */
	assert_int_equal(cable(l, c, 6, b, 1, &err), -1);
	assert_int_equal(cable(l, a, 4, b, 0, &err), -1);
	assert_int_equal(cable(l, b, 0, a, 4, &err), -1);
	links_destroy(l);
}

static void what_hosts_said_comes_along(void **state)
{
	struct links *l = links_create("a"), *other = links_create("b");
	struct hardware hw = { .sockets = 2 };

	(void)state;
	links_set_hardware(l, "gpu1", &hw, NULL);
	links_set_hardware(l, "gpu3", &hw, NULL);
	hw.sockets = 4;
	links_set_hardware(other, "gpu2", &hw, NULL);
	links_set_hardware(other, "gpu3", &hw, NULL);
	merge(l, other);
	assert_int_equal(l->n_hosts, 3);
	assert_int_equal(links_find_host(l, "gpu1")->hardware->sockets, 2);
	assert_int_equal(links_find_host(l, "gpu2")->hardware->sockets, 4);
	assert_int_equal(links_find_host(l, "gpu3")->hardware->sockets, 4);
	links_destroy(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_card_in_two_subnets_is_one_device),
		cmocka_unit_test(another_name_or_host_is_another_device),
		cmocka_unit_test(without_a_guid_the_names_tell),
		cmocka_unit_test(a_nic_of_no_host_is_any_of_its_guid),
		cmocka_unit_test(numbers_of_ports_become_names),
		cmocka_unit_test(two_sources_that_contradict_are_an_error),
		cmocka_unit_test(the_same_twice_is_once_and_sure),
		cmocka_unit_test(a_port_that_is_not_known_is_any),
		cmocka_unit_test(what_hosts_said_comes_along),
	};

	return cmocka_run_group_tests_name("links_merge", tests, NULL, NULL);
}
