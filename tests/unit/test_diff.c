/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff_fabrics: random fabrics with one change each, told to the word. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "unit.h"
#include "tools/diff_files.h"
#include "tools/synth.h"
#include "topology/diff.h"
#include "topology/infer.h"

enum { CASES = 300, TEXT = 512 };

static void must(bool holds, const struct rail_error *err)
{
	if (!holds)
		fail_msg("%s", err->text);
}

static struct links *random_links(void)
{
	const struct synth_preset *p = synth_find("clos");
	struct rail_error err = { "" };
	struct synth_spec spec;
	struct links *l;

	must(synth_take(p, 0, &spec, &err) == 0, &err);
	spec.rails = random_int(2, 8);
	spec.planes = random_int(1, 2);
	spec.island_nodes = random_int(4, 6);
	spec.pod_islands = random_int(2, 3);
	spec.nodes = spec.island_nodes * spec.pod_islands * random_int(2, 3);
	spec.ports = random_one_in(3) ? SYNTH_SPLIT : SYNTH_NUMBERED;
	l = synth_links(p, &spec, &err);
	must(l != NULL, &err);
	return l;
}

static struct fabric *infer(const struct links *l)
{
	struct rail_error err = { "" };
	struct fabric *f = infer_fabric(l, "f", NULL, &err);

	must(f != NULL, &err);
	return f;
}

/* A fabric, and the links from which its next discovery is made. */
struct pair {
	struct links *l;
	struct fabric *was, *is;
};

static struct pair begin(void)
{
	struct pair p = { .l = random_links() };

	p.was = infer(p.l);
	return p;
}

static void end(struct pair *p)
{
	links_destroy(p->l);
	fabric_destroy(p->was);
	fabric_destroy(p->is);
}

/* Compares with what the links have become: "kind: what" each, a line each;
 * SLURM: whether an exported file changes. */
static void expect(struct pair *p, const char *wanted, bool slurm)
{
	struct diff_file files[DIFF_FILES];
	struct rail_error err = { "" };
	struct diff_report *r;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	p->is = infer(p->l);
	r = diff_fabrics(p->was, p->is, &err);
	must(r != NULL, &err);
	assert_non_null(out);
	for (int i = 0; i < r->n_changes; i++)
		fprintf(out, "%s: %s\n", diff_kind_name(r->changes[i].kind),
			r->changes[i].what);
	fclose(out);
	if (strcmp(text, wanted))
		fail_msg("found:  %swanted: %s", text, wanted);
	free(text);
	must(diff_files(p->was, p->is, files, &err) == 0, &err);
	assert_int_equal(diff_files_any(files), slurm);
	diff_report_destroy(r);
}

/* --- parts of the links -------------------------------------------------- */

static int device_of(const struct links *l, const char *host, const char *name)
{
	for (int i = 0; i < l->n_devices; i++)
		if ((host ? l->devices[i].host &&
			    !strcmp(l->devices[i].host, host) :
			    !l->devices[i].host) &&
		    !strcmp(l->devices[i].name, name))
			return i;
	fail_msg("no device %s", name);
	return -1;
}

/* The cable of the NIC of NODE's RAIL on PLANE. */
static struct links_cable *cable_of(const struct pair *p, int node, int rail,
				    int plane)
{
	const struct fabric *f = p->was;
	int d = device_of(p->l, f->nodes[node].name,
			  f->shapes[f->nodes[node].shape].nic_names[rail]);

	for (int i = 0; i < p->l->n_cables; i++) {
		struct links_cable *c = &p->l->cables[i];

		if ((c->a == d && c->port_a == plane + 1) ||
		    (c->b == d && c->port_b == plane + 1))
			return c;
	}
	fail_msg("no cable");
	return NULL;
}

static void cut(struct links *l, struct links_cable *c)
{
	*c = l->cables[--l->n_cables];
}

/* All cables of device D; it stays, and nobody sees it. */
static void cut_all(struct links *l, int d)
{
	for (int i = l->n_cables - 1; i >= 0; i--)
		if (l->cables[i].a == d || l->cables[i].b == d)
			cut(l, &l->cables[i]);
}

static const char *rail_text(const struct fabric *f, int rail, int plane,
			     char text[32])
{
	if (f->n_planes > 1)
		snprintf(text, 32, "rail %d plane %d", rail, plane);
	else
		snprintf(text, 32, "rail %d", rail);
	return text;
}

/* --- cases --------------------------------------------------------------- */

static void test_no_change_nothing_told(void **state)
{
	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct pair p = begin();

		expect(&p, "", false);
		end(&p);
	}
}

static void test_a_link_that_is_lost_and_comes_up(void **state)
{
	char wanted[TEXT], rail_name[32];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct pair p = begin();
		int node = random_int(0, p.was->n_nodes - 1);
		int rail = random_int(0, p.was->n_rails - 1);
		int plane = random_int(0, p.was->n_planes - 1);
		const char *name = p.was->nodes[node].name;
		struct diff_report *r;

		cut(p.l, cable_of(&p, node, rail, plane));
		rail_text(p.was, rail, plane, rail_name);
		snprintf(wanted, sizeof(wanted), "link-lost: %s lost on %s\n",
			 rail_name, name);
		expect(&p, wanted, false);
		r = diff_fabrics(p.is, p.was, NULL);
		assert_non_null(r);
		assert_int_equal(r->n_changes, 1);
		assert_int_equal(r->changes[0].kind, DIFF_LINK_FOUND);
		assert_string_equal(r->changes[0].nodes, name);
		diff_report_destroy(r);
		end(&p);
	}
}

static void test_a_dead_leaf(void **state)
{
	char wanted[TEXT * 2], rail_name[32];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct pair p = begin();
		const struct fabric *f = p.was;
		int leaf = random_int(0, f->n_leafs - 1);
		const struct fabric_leaf *x = &f->leafs[leaf];
		const struct fabric_island *island = &f->islands[x->island];
		const char *name = x->name;
		struct diff_report *r;

		cut_all(p.l, device_of(p.l, NULL, name));
		p.is = infer(p.l);
		r = diff_fabrics(f, p.is, NULL);
		assert_non_null(r);
		assert_int_equal(r->changes[0].kind, DIFF_LINK_LOST);
		assert_int_equal(r->changes[0].n_nodes, island->n_nodes);
		rail_text(f, x->rail, x->plane, rail_name);
		snprintf(wanted, sizeof(wanted), "%s of %s lost on all %d "
			 "nodes: %s", rail_name, island->name, island->n_nodes,
			 r->changes[0].nodes);
		assert_string_equal(r->changes[0].what, wanted);
		assert_int_equal(r->n_changes, 2);
		assert_int_equal(r->changes[1].kind, DIFF_SWITCH_REMOVED);
		diff_report_destroy(r);
		end(&p);
	}
}

static void test_a_nic_that_is_replaced(void **state)
{
	char wanted[TEXT];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct pair p = begin();
		const struct fabric *f = p.was;
		int node = random_int(0, f->n_nodes - 1);
		int rail = random_int(0, f->n_rails - 1);
		int d = device_of(p.l, f->nodes[node].name, f->shapes[
				  f->nodes[node].shape].nic_names[rail]);
		uint64_t guid = p.l->devices[d].guid;

		p.l->devices[d].guid = 0xabcdef0000000000u + (unsigned int)i;
		if (f->n_planes > 1)
			snprintf(wanted, sizeof(wanted), "nic-replaced: rails "
				 "%d plane 0, %d plane 1 on %s\n", rail, rail,
				 f->nodes[node].name);
		else
			snprintf(wanted, sizeof(wanted), "nic-replaced: rail "
				 "%d on %s: 0x%016" PRIx64 " instead of 0x%016"
				 PRIx64 "\n", rail, f->nodes[node].name,
				 p.l->devices[d].guid, guid);
		expect(&p, wanted, false);
		end(&p);
	}
}

static void test_a_speed(void **state)
{
	char wanted[TEXT], rail_name[32];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct pair p = begin();
		const struct fabric *f = p.was;
		int node = random_int(0, f->n_nodes - 1);
		int rail = random_int(0, f->n_rails - 1);
		int plane = random_int(0, f->n_planes - 1);

		cable_of(&p, node, rail, plane)->lanes = 1;
		snprintf(wanted, sizeof(wanted), "speed: %s at 1xNDR instead "
			 "of 4xNDR on %s\n", rail_text(f, rail, plane,
						       rail_name),
			 f->nodes[node].name);
		expect(&p, wanted, false);
		end(&p);
	}
}

static void test_a_node_that_is_gone_or_new(void **state)
{
	char wanted[TEXT];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct pair p = begin();
		const struct fabric *f = p.was;
		int node = random_int(0, f->n_nodes - 1);
		const char *name = f->nodes[node].name;
		const char *island = f->islands[f->nodes[node].island].name;
		struct diff_report *r;

		for (int rail = 0; rail < f->n_rails; rail++) {
			int d = device_of(p.l, name, f->shapes[
					  f->nodes[node].shape].nic_names[
					  rail]);

			cut_all(p.l, d);
		}
		snprintf(wanted, sizeof(wanted), "node-removed: 1 node of %s: "
			 "%s\n", island, name);
		expect(&p, wanted, true);
		r = diff_fabrics(p.is, p.was, NULL);
		assert_non_null(r);
		assert_int_equal(r->n_changes, 1);
		assert_int_equal(r->changes[0].kind, DIFF_NODE_ADDED);
		diff_report_destroy(r);
		end(&p);
	}
}

static void rename_device(char **text, const char *name)
{
	free(*text);
	*text = strdup(name);
	assert_non_null(*text);
}

static void test_a_node_of_another_name(void **state)
{
	char wanted[TEXT];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct pair p = begin();
		const char *name = p.was->nodes[random_int(
			1, p.was->n_nodes - 1)].name;
		/* As it keeps its place in the order, no island gets another
		 * name by it. */
		char new[64];

		snprintf(new, sizeof(new), "%sx", name);
		for (int k = 0; k < p.l->n_devices; k++)
			if (p.l->devices[k].host &&
			    !strcmp(p.l->devices[k].host, name))
				rename_device(&p.l->devices[k].host, new);
		snprintf(wanted, sizeof(wanted), "node-renamed: %s is called "
			 "%s now\n", name, new);
		expect(&p, wanted, true);
		end(&p);
	}
}

static void test_a_switch_of_another_name_or_guid(void **state)
{
	char wanted[TEXT];

	(void)state;
	for (int i = 0; i < CASES; i++) {
		struct pair p = begin();
		const char *name = fabric_switch_name(p.was, random_int(
			0, fabric_n_switches(p.was) - 1));
		int d = device_of(p.l, NULL, name);
		uint64_t guid = p.l->devices[d].guid;

		if (random_one_in(2)) {
			rename_device(&p.l->devices[d].name, "new");
			snprintf(wanted, sizeof(wanted), "switch-renamed: %s "
				 "is called new now\n", name);
		} else {
			p.l->devices[d].guid = 0xabcdef;
			snprintf(wanted, sizeof(wanted), "switch-replaced: %s "
				 "has GUID 0x0000000000abcdef instead of 0x%016"
				 PRIx64 "\n", name, guid);
		}
		expect(&p, wanted, false);
		end(&p);
	}
}

static void test_a_cable_between_switches(void **state)
{
	char wanted[TEXT], a[FABRIC_PORT_TEXT], b[FABRIC_PORT_TEXT];

	(void)state;
	for (int i = 0; i < CASES;) {
		struct pair p = begin();
		const struct fabric *f = p.was;
		const struct fabric_trunk *t =
			&f->trunks[random_int(0, f->n_trunks - 1)];
		int n_a = 0, n_b = 0;

		for (int k = 0; k < f->n_trunks; k++) {
			n_a += f->trunks[k].a == t->a || f->trunks[k].b == t->a;
			n_b += f->trunks[k].a == t->b || f->trunks[k].b == t->b;
		}
		if (n_a > 4 && n_b > 4) {
			int x = device_of(p.l, NULL, fabric_switch_name(f,
									t->a));
			int y = device_of(p.l, NULL, fabric_switch_name(f,
									t->b));

			fabric_port_text(f, t->port_a, a);
			snprintf(wanted, sizeof(wanted), "uplink-lost: %s port "
				 "%s to %s port %s\n", fabric_switch_name(f,
				 t->a), fabric_port_text(f, t->port_a, a),
				 fabric_switch_name(f, t->b),
				 fabric_port_text(f, t->port_b, b));
			for (int k = 0; k < p.l->n_cables; k++) {
				struct links_cable *c = &p.l->cables[k];
				const char *name = "";
				int port = c->a == x ? c->port_a : c->port_b;
				char text[16];

				if ((c->a != x || c->b != y) &&
				    (c->a != y || c->b != x))
					continue;
				snprintf(text, sizeof(text), "%d", port);
				name = p.l->n_port_names ?
				       p.l->port_names[port - 1] : text;
				if (strcmp(name, fabric_port_text(f, t->port_a,
								  a)))
					continue;
				cut(p.l, c);
				break;
			}
			expect(&p, wanted, false);
			i++;
		}
		end(&p);
	}
}

static void test_exchanged_cables_are_no_replaced_nics(void **state)
{
	(void)state;
	for (int i = 0; i < CASES;) {
		struct pair p = begin();
		const struct fabric *f = p.was;
		int node = random_int(0, f->n_nodes - 1);
		struct links_cable *x = cable_of(&p, node, 0, 0), old = *x;
		struct links_cable *y = cable_of(&p, node, 1, 0);
		struct diff_report *r;

		if (f->n_rails > 4) {
			/* The ends of the switches change places. */
			if (p.l->devices[x->a].kind == LINKS_SWITCH) {
				x->a = y->a;
				x->port_a = y->port_a;
				y->a = old.a;
				y->port_a = old.port_a;
			} else {
				x->b = y->b;
				x->port_b = y->port_b;
				y->b = old.b;
				y->port_b = old.port_b;
			}
			p.is = infer(p.l);
			r = diff_fabrics(f, p.is, NULL);
			assert_non_null(r);
			assert_int_equal(r->n_changes, 2);
			for (int k = 0; k < 2; k++) {
				assert_int_equal(r->changes[k].kind,
						 DIFF_LEAF);
				assert_string_equal(r->changes[k].nodes,
						    f->nodes[node].name);
			}
			diff_report_destroy(r);
			i++;
		}
		end(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_change_nothing_told),
		cmocka_unit_test(test_a_link_that_is_lost_and_comes_up),
		cmocka_unit_test(test_a_dead_leaf),
		cmocka_unit_test(test_a_nic_that_is_replaced),
		cmocka_unit_test(test_a_speed),
		cmocka_unit_test(test_a_node_that_is_gone_or_new),
		cmocka_unit_test(test_a_node_of_another_name),
		cmocka_unit_test(test_a_switch_of_another_name_or_guid),
		cmocka_unit_test(test_a_cable_between_switches),
		cmocka_unit_test(test_exchanged_cables_are_no_replaced_nics),
	};

	random_start("diff");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
