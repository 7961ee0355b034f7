/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of a check: which port a node should have on each leaf of its island. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "check_parts.h"

static int by_number(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/*
 * What more than OUT_OF (1/2, 3/4, ...) of the N numbers are, if these are
 * LEAST or more.
 */
static int common_number(int *list, int n, int least, int out_of)
{
	qsort(list, (size_t)n, sizeof(*list), by_number);
	if (n >= least) {
		int middle = list[n / 2], same = 0;

		for (int i = 0; i < n; i++)
			same += list[i] == middle;
		if (same * out_of > n * (out_of - 1))
			return middle;
	}
	return CHECK_NO_PORT;
}

/* The port of NODE for SLOT, when it is on a leaf where it may be. */
static int port_at_home(const struct check *c, int node, int slot)
{
	const struct fabric_nic *nic = &c->f->nodes[node].nics[slot];

	return nic->port && check_at_home(c, node, slot, nic->leaf) ?
	       nic->port : CHECK_NO_PORT;
}

/* The slot that most nodes of the island have in its place. */
static int surest_slot(const struct check *c, const struct fabric_island *is)
{
	int best = 0, most = -1;

	for (int s = 0; s < c->n_slots; s++) {
		int n = 0;

		for (int i = 0; i < is->n_nodes; i++)
			n += port_at_home(c, is->first_node + i, s) !=
			     CHECK_NO_PORT;
		if (n > most) {
			best = s;
			most = n;
		}
	}
	return best;
}

/* Each slot's distance from the surest one.  SCRATCH: n_nodes of them. */
static void find_offsets(struct check *c, int island, int *scratch)
{
	const struct fabric_island *is = &c->f->islands[island];
	int *offset = &c->offset[(size_t)island * c->n_slots];
	int sure = surest_slot(c, is);

	for (int s = 0; s < c->n_slots; s++) {
		int n = 0;

		for (int i = 0; i < is->n_nodes; i++) {
			int node = is->first_node + i;
			int a = port_at_home(c, node, sure);
			int b = port_at_home(c, node, s);

			if (a != CHECK_NO_PORT && b != CHECK_NO_PORT)
				scratch[n++] = b - a;
		}
		offset[s] = common_number(scratch, n, 3, 4);
	}
}

/* Where an island is too small to tell: as in most islands that can. */
static void share_offsets(struct check *c, int *scratch)
{
	for (int s = 0; s < c->n_slots; s++) {
		int n = 0, common;

		for (int i = 0; i < c->f->n_islands; i++) {
			int o = c->offset[(size_t)i * c->n_slots + s];

			if (o != CHECK_NO_PORT)
				scratch[n++] = o;
		}
		common = common_number(scratch, n, 1, 2);
		for (int i = 0; i < c->f->n_islands; i++) {
			int *o = &c->offset[(size_t)i * c->n_slots + s];

			if (*o == CHECK_NO_PORT)
				*o = common;
		}
	}
}

/* SCRATCH: n_slots of them. */
static void find_base(struct check *c, int node, int *scratch)
{
	const int *offset = &c->offset[(size_t)c->f->nodes[node].island *
				       c->n_slots];
	int n = 0;

	for (int s = 0; s < c->n_slots; s++) {
		int port = port_at_home(c, node, s);

		if (port != CHECK_NO_PORT && offset[s] != CHECK_NO_PORT)
			scratch[n++] = port - offset[s];
	}
	c->base[node] = common_number(scratch, n, 1, 2);
}

/* Of nodes that are enough to tell: of how many the ports are in order. */
enum { ENOUGH_NODES = 4, ORDERLY = 4 /* of five */ };

/*
 * Counts the ports of ISLAND at home, and those that are as offsets say; of
 * nodes with LEAST such ports or more.
 */
static void count_orderly(const struct check *c, int island, int least,
			  long *known, long *right)
{
	const struct fabric_island *is = &c->f->islands[island];
	const int *offset = &c->offset[(size_t)island * c->n_slots];

	*known = *right = 0;
	for (int i = is->first_node; i < is->first_node + is->n_nodes; i++) {
		int n = 0, good = 0;

		for (int s = 0; s < c->n_slots; s++) {
			int port = port_at_home(c, i, s);

			if (port == CHECK_NO_PORT)
				continue;
			n++;
			good += c->base[i] != CHECK_NO_PORT &&
				offset[s] != CHECK_NO_PORT &&
				port == c->base[i] + offset[s];
		}
		if (n >= least) {
			*known += n;
			*right += good;
		}
	}
}

/*
 * Where cables are in no order, no port is told from another one; of few nodes
 * the others of the fabric tell whether there is one.  In an island of one or
 * two nodes a single port of a node is in order with itself, and says nothing.
 */
static void forget_disorder(struct check *c)
{
	long known, right, all_known = 0, all_right = 0;
	bool none;

	for (int i = 0; i < c->f->n_islands; i++) {
		count_orderly(c, i, c->f->islands[i].n_nodes < 3 ? 2 : 1,
			      &known, &right);
		all_known += known;
		all_right += right;
	}
	none = !all_known || all_right * (ORDERLY + 1) < all_known * ORDERLY;
	for (int i = 0; i < c->f->n_islands; i++) {
		const struct fabric_island *is = &c->f->islands[i];
		bool disorder = none;

		if (is->n_nodes >= ENOUGH_NODES) {
			count_orderly(c, i, 1, &known, &right);
			disorder = right * (ORDERLY + 1) < known * ORDERLY;
		}
		for (int k = 0; disorder && k < is->n_nodes; k++)
			c->base[is->first_node + k] = CHECK_NO_PORT;
	}
}

/* --- names --------------------------------------------------------------- */

/* Where the number at the end of the first LEN characters of S begins. */
static size_t number_at(const char *s, size_t len)
{
	while (len && isdigit((unsigned char)s[len - 1]))
		len--;
	return len;
}

static long number_of(const char *s)
{
	return strtol(s + number_at(s, strlen(s)), NULL, 10);
}

/* Of names as "Ethernet3/2", the highest number behind the slash. */
static long last_in_group(const struct fabric *f)
{
	long last = 0;

	for (int p = 0; p < f->n_port_names; p++) {
		size_t at = number_at(f->port_names[p],
				      strlen(f->port_names[p]));

		if (at > 1 && isdigit((unsigned char)f->port_names[p][at - 2])
		    && number_of(f->port_names[p]) > last)
			last = number_of(f->port_names[p]);
	}
	return last;
}

/*
 * Whether B is the name of the port behind A: "Ethernet3/2" behind
 * "Ethernet3/1", and "Ethernet4/1" behind the LAST of "Ethernet3/".
 */
static bool follows(const char *a, const char *b, long last)
{
	size_t x = number_at(a, strlen(a)), y = number_at(b, strlen(b));
	size_t outer;

	if (!a[x] || !b[y])
		return false;
	if (x == y && !memcmp(a, b, x))
		return number_of(b) == number_of(a) + 1;
	if (number_of(a) != last || number_of(b) > 1 || x < 2 || y < 2)
		return false;
	outer = number_at(a, x - 1);
	return outer == number_at(b, y - 1) && outer < x - 1 &&
	       !memcmp(a, b, outer) && a[x - 1] == b[y - 1] &&
	       strtol(b + outer, NULL, 10) == strtol(a + outer, NULL, 10) + 1;
}

/* Ports that were seen have numbers without gaps, be it that their names have
 * some: then what lies between two ports is no distance. */
static bool no_gap(const struct check *c, int low, int high)
{
	const char **names = c->f->port_names;

	if (low > high)
		return no_gap(c, high, low);
	if (low < 1 || high > c->f->n_port_names)
		return false;
	for (int p = low; p < high; p++)
		if (!follows(names[p - 1], names[p], c->last_in_group))
			return false;
	return true;
}

/* Whether PORT can be counted out from a port of NODE. */
static bool within_reach(const struct check *c, int node, int port)
{
	const int *offset = &c->offset[(size_t)c->f->nodes[node].island *
				       c->n_slots];

	if (!c->f->port_names)
		return true;
	for (int s = 0; s < c->n_slots; s++) {
		int known = port_at_home(c, node, s);

		if (known != CHECK_NO_PORT && offset[s] != CHECK_NO_PORT &&
		    known == c->base[node] + offset[s] &&
		    no_gap(c, known, port))
			return true;
	}
	return false;
}

struct check_place check_home(const struct check *c, int node, int slot)
{
	size_t at = (size_t)c->f->nodes[node].island * c->n_slots + slot;
	struct check_place home = { .sw = c->home[at] };

	if (home.sw >= 0 && c->base[node] != CHECK_NO_PORT &&
	    c->offset[at] != CHECK_NO_PORT) {
		home.port = c->base[node] + c->offset[at];
		if (home.port < 1 || home.port > FABRIC_MAX_PORT ||
		    !within_reach(c, node, home.port))
			home.port = 0;
	}
	return home;
}

/* --- the step ------------------------------------------------------------ */

static int most_of(const struct check *c)
{
	int most = c->n_slots > c->f->n_islands ? c->n_slots :
						  c->f->n_islands;

	for (int i = 0; i < c->f->n_islands; i++)
		if (c->f->islands[i].n_nodes > most)
			most = c->f->islands[i].n_nodes;
	return most;
}

int check_ports(struct check *c)
{
	const struct fabric *f = c->f;
	int *scratch = check_alloc(c, (size_t)most_of(c), sizeof(int));

	c->offset = check_alloc(c, (size_t)f->n_islands * c->n_slots,
				sizeof(int));
	c->base = check_alloc(c, (size_t)f->n_nodes, sizeof(int));
	if (!scratch || !c->offset || !c->base) {
		free(scratch);
		return -1;
	}
	c->last_in_group = last_in_group(f);
	for (int i = 0; i < f->n_islands; i++)
		find_offsets(c, i, scratch);
	share_offsets(c, scratch);
	for (int i = 0; i < f->n_nodes; i++)
		find_base(c, i, scratch);
	forget_disorder(c);
	free(scratch);
	return check_used_ports(c);
}
