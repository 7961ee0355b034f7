/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Last step of a diff: cables between switches, and those of no rail. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff_parts.h"
#include "text.h"

/* A cable by switches of the new fabric. */
struct line {
	const char *host, *nic;	/* NULL: between switches */
	int a, b;	/* switches; a trunk: a <= b; else b alone */
	char port_a[FABRIC_PORT_TEXT], port_b[FABRIC_PORT_TEXT];
	const char *speed;	/* NULL: not known */
};

static int text_cmp(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int by_place(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int diff = text_cmp(x->host, y->host);

	if (!diff)
		diff = text_cmp(x->nic, y->nic);
	if (!diff)
		diff = (x->a > y->a) - (x->a < y->a);
	if (!diff)
		diff = (x->b > y->b) - (x->b < y->b);
	if (!diff)
		diff = strcmp(x->port_a, y->port_a);
	return diff ? diff : strcmp(x->port_b, y->port_b);
}

static void take_port(const struct fabric *f, int port,
		      char text[FABRIC_PORT_TEXT])
{
	char buf[FABRIC_PORT_TEXT];

	snprintf(text, FABRIC_PORT_TEXT, "%s", fabric_port_text(f, port, buf));
}

/* The new number of switch SW of F; -1: the other fabric does not have it. */
static int common(const struct diff_report *r, const struct fabric *f, int sw)
{
	if (f == r->was)
		return r->switch_to[sw];
	return r->switch_from[sw] >= 0 ? sw : -1;
}

static const char *speed_of(const struct fabric *f, int speed)
{
	return speed < 0 ? NULL : f->speeds[speed];
}

/* The cables of F at switches that both have; what goes with the others is
 * told with them. */
static struct line *list_lines(const struct diff_report *r,
			       const struct fabric *f, int *n,
			       struct rail_error *err)
{
	struct line *list = diff_alloc((size_t)f->n_trunks +
				       (size_t)f->n_others, sizeof(*list),
				       err);

	*n = 0;
	for (int i = 0; list && i < f->n_trunks; i++) {
		const struct fabric_trunk *t = &f->trunks[i];
		struct line *l = &list[*n];
		int a = common(r, f, t->a), b = common(r, f, t->b);
		bool turn = a > b;

		if (a < 0 || b < 0)
			continue;
		l->a = turn ? b : a;
		l->b = turn ? a : b;
		take_port(f, t->port_a, turn ? l->port_b : l->port_a);
		take_port(f, t->port_b, turn ? l->port_a : l->port_b);
		l->speed = speed_of(f, t->speed);
		(*n)++;
	}
	for (int i = 0; list && i < f->n_others; i++) {
		const struct fabric_other *o = &f->others[i];
		struct line *l = &list[*n];

		l->b = common(r, f, o->sw);
		if (l->b < 0)
			continue;
		l->host = o->host;
		l->nic = o->nic;
		take_port(f, o->port, l->port_b);
		l->speed = speed_of(f, o->speed);
		(*n)++;
	}
	if (list)
		qsort(list, (size_t)*n, sizeof(*list), by_place);
	return list;
}

/* --- telling ------------------------------------------------------------- */

static bool same_pair(const struct line *x, const struct line *y)
{
	return !text_cmp(x->host, y->host) && !text_cmp(x->nic, y->nic) &&
	       x->a == y->a && x->b == y->b && !x->host == !y->host;
}

/* N lines from LIST on, of one pair of switches, or of one NIC and switch. */
static int tell(struct diff_report *r, const struct line *list, int n,
		bool lost, struct rail_error *err)
{
	const struct line *l = list;
	const char *b = fabric_switch_name(r->is, l->b);
	enum diff_kind kind = lost ? DIFF_UPLINK_LOST : DIFF_UPLINK_FOUND;
	char *what;

	if (l->host) {
		kind = lost ? DIFF_OTHER_LOST : DIFF_OTHER_FOUND;
		what = text_format("%s%s%s on %s port %s", l->host,
				   l->nic ? " " : "", l->nic ? l->nic : "", b,
				   l->port_b);
		n = 1;
	} else if (n == 1) {
		what = text_format("%s port %s to %s port %s",
				   fabric_switch_name(r->is, l->a), l->port_a,
				   b, l->port_b);
	} else {
		what = text_format("%d cables from %s to %s", n,
				   fabric_switch_name(r->is, l->a), b);
	}
	return diff_add(r, kind, what, NULL, err) ? 0 : -1;
}

static int tell_speed(struct diff_report *r, const struct line *was,
		      const struct line *is, struct rail_error *err)
{
	if (!was->speed || !is->speed || !strcmp(was->speed, is->speed) ||
	    is->host)
		return 0;
	return diff_add(r, DIFF_UPLINK_SPEED,
			text_format("%s port %s to %s port %s at %s instead of "
				    "%s", fabric_switch_name(r->is, is->a),
				    is->port_a,
				    fabric_switch_name(r->is, is->b),
				    is->port_b, is->speed, was->speed),
			NULL, err) ? 0 : -1;
}

/* Those of N lines that are in ONLY, by pairs. */
static int tell_only(struct diff_report *r, const struct line *only, int n,
		     bool lost, struct rail_error *err)
{
	int rc = 0;

	for (int i = 0, end; rc == 0 && i < n; i = end) {
		for (end = i + 1; end < n && !only[i].host &&
		     same_pair(&only[i], &only[end]); end++)
			;
		rc = tell(r, &only[i], end - i, lost, err);
	}
	return rc;
}

static int compare(struct diff_report *r, struct line *was, int n_was,
		   struct line *is, int n_is, struct rail_error *err)
{
	int lost = 0, found = 0, rc = 0;

	/* What only one has moves to the front of its list. */
	for (int i = 0, k = 0; rc == 0 && (i < n_was || k < n_is);) {
		int diff = i == n_was ? 1 : k == n_is ? -1 :
			   by_place(&was[i], &is[k]);

		if (!diff)
			rc = tell_speed(r, &was[i++], &is[k++], err);
		else if (diff < 0)
			was[lost++] = was[i++];
		else
			is[found++] = is[k++];
	}
	if (rc == 0)
		rc = tell_only(r, was, lost, true, err);
	return rc < 0 ? -1 : tell_only(r, is, found, false, err);
}

int diff_cables(struct diff_report *r, struct rail_error *err)
{
	int n_was, n_is, rc = -1;
	struct line *was = list_lines(r, r->was, &n_was, err);
	struct line *is = list_lines(r, r->is, &n_is, err);

	if (was && is)
		rc = compare(r, was, n_was, is, n_is, err);
	free(was);
	free(is);
	return rc;
}
