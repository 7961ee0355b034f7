/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Last step of a check against a plan: cables elsewhere, missing, too many. */
#include <stdlib.h>

#include "check_plan.h"

/* ", where gpu04 mlx5_0 is now": what is in the port where C should have its
 * END; "" when nothing is, or nobody knows. */
static char *say_taken(const struct plan *p, const struct plan_cable *c,
		       int end)
{
	int port = c->port[end];
	int cable = port < 0 ? -1 : p->ports[port].cable[PLAN_SEEN];
	const struct plan_cable *is;
	char text[CHECK_TEXT];

	if (cable < 0)
		return text_format("%s", "");
	is = &p->cables[PLAN_SEEN][cable];
	return text_format(", where %s is now",
			   plan_end_text(p, is, !plan_end_of(is, port),
					 text));
}

/* The IS_END of IS stays; the other one is not where SHOULD has it. */
static int tell_elsewhere(struct plan *p, struct plan_cable *is,
			  struct plan_cable *should, int is_end,
			  int should_end)
{
	bool host = !p->things[is->thing[is_end]].is_switch;
	char text[CHECK_TEXT], at[CHECK_TEXT], home[CHECK_TEXT];
	char *taken = say_taken(p, should, !should_end), *todo;
	int rc;

	is->done = should->done = true;
	plan_end_text(p, is, is_end, text);
	plan_end_text(p, is, !is_end, at);
	plan_end_text(p, should, !should_end, home);
	todo = taken ? text_format("move its other end to %s%s", home, taken) :
		       NULL;
	free(taken);
	rc = plan_tell(p, CHECK_PLAN_ELSEWHERE,
		       text_format(host ? "%s is on %s; the plan has it on "
				   "%s" : "%s goes to %s; in the plan it "
				   "goes to %s", text, at, home), todo);
	return rc < 0 ? -1 : plan_tell_cable(p, is, should, is_end,
					     should_end);
}

/* Cables that one port is right of: END of what was seen. */
static int tell_by_port(struct plan *p, int end)
{
	for (int i = 0; i < p->n_cables[PLAN_SEEN]; i++) {
		struct plan_cable *is = &p->cables[PLAN_SEEN][i], *should;

		should = is->done ? NULL :
			 plan_partner(p, PLAN_PLANNED, is, end);
		if (should &&
		    tell_elsewhere(p, is, should, end,
				   plan_end_of(should, is->port[end])) < 0)
			return -1;
	}
	return 0;
}

/* --- one cable of the right things, in the wrong ports ------------------- */

static bool is_vague(const struct plan_cable *c)
{
	return c->port[0] < 0 || c->port[1] < 0;
}

static int tell_by_things(struct plan *p)
{
	int n_planned, n_seen, rc = 0;
	struct plan_cable **planned =
		plan_list_left(p, PLAN_PLANNED, &n_planned);
	struct plan_cable **seen = plan_list_left(p, PLAN_SEEN, &n_seen);

	if (!planned || !seen)
		rc = -1;
	for (int i = 0, k = 0; rc == 0 && i < n_planned && k < n_seen;) {
		int diff = plan_compare_things(planned[i], seen[k]);

		if (diff) {
			i += diff < 0;
			k += diff > 0;
			continue;
		}
		if (is_vague(planned[i]) || is_vague(seen[k]))
			rc = tell_elsewhere(p, seen[k], planned[i], 0, 0);
		i++;
		k++;
	}
	free(planned);
	free(seen);
	return rc;
}

/* --- what only one side has ---------------------------------------------- */

static int tell_missing(struct plan *p, struct plan_cable *c)
{
	char a[CHECK_TEXT], z[CHECK_TEXT];

	c->done = true;
	if (plan_tell(p, CHECK_PLAN_MISSING_CABLE,
		      text_format("%s to %s: not seen",
				  plan_end_text(p, c, 0, a),
				  plan_end_text(p, c, 1, z)),
		      text_format("plug it in; if it is, look at the cable "
				  "and at both of its ports")) < 0)
		return -1;
	return plan_tell_cable(p, NULL, c, 0, 0);
}

static int tell_extra(struct plan *p, struct plan_cable *c)
{
	char a[CHECK_TEXT], z[CHECK_TEXT];

	c->done = true;
	if (plan_tell(p, CHECK_PLAN_EXTRA_CABLE,
		      text_format("%s to %s: not in the plan",
				  plan_end_text(p, c, 0, a),
				  plan_end_text(p, c, 1, z)),
		      text_format("pull it out, or add it to the plan")) < 0)
		return -1;
	return plan_tell_cable(p, c, NULL, 0, 0);
}

int plan_tell_rest(struct plan *p)
{
	int rc = tell_by_port(p, 0);

	if (rc == 0)
		rc = tell_by_port(p, 1);
	if (rc == 0)
		rc = tell_by_things(p);
	for (int i = 0; rc == 0 && i < p->n_cables[PLAN_PLANNED]; i++)
		if (!p->cables[PLAN_PLANNED][i].done)
			rc = tell_missing(p, &p->cables[PLAN_PLANNED][i]);
	for (int i = 0; rc == 0 && i < p->n_cables[PLAN_SEEN]; i++)
		if (!p->cables[PLAN_SEEN][i].done)
			rc = tell_extra(p, &p->cables[PLAN_SEEN][i]);
	return rc;
}
