/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which ports a cable between two switches should have, going by its peers. */
#include "check_trunk.h"

enum {
	ASKED = 16,	/* peers */
	KNOWN = 64,	/* different ports that they have */
};

struct poll {
	int ports[KNOWN], votes[KNOWN];
	int n, asked;
};

static void vote(struct poll *poll, int port)
{
	int i = 0;

	while (i < poll->n && poll->ports[i] != port)
		i++;
	if (!port || i == KNOWN)
		return;
	if (i == poll->n) {
		poll->ports[i] = port;
		poll->votes[poll->n++] = 0;
	}
	poll->votes[i]++;
}

/* The free port of SW that most peers voted for. */
static int elect(const struct trunks *t, const struct poll *poll, int sw)
{
	int best = -1;

	for (int i = 0; i < poll->n; i++)
		if (poll->votes[i] * 2 > poll->asked &&
		    !check_port_used(t->c, sw, poll->ports[i]) &&
		    (best < 0 || poll->votes[i] > poll->votes[best] ||
		     (poll->votes[i] == poll->votes[best] &&
		      poll->ports[i] < poll->ports[best])))
			best = i;
	return best < 0 ? 0 : poll->ports[best];
}

/* The ports that another switch has to the same upper one. */
int trunks_low_port(const struct trunks *t, const struct trunk_gap *gap)
{
	const struct trunk_fan *fan = &t->fans[gap->fan];
	const struct trunk_cluster *k = &t->clusters[fan->cluster];
	struct poll poll = { .n = 0 };

	for (int i = 0; i < k->n_members && poll.asked < ASKED; i++) {
		const struct trunk_fan *o;
		const struct trunk_pair *p;

		o = &t->fans[t->members[k->first_member + i]];
		p = o == fan ? NULL : trunks_find(t, o->sw, gap->hi);
		if (!p)
			continue;
		poll.asked++;
		for (int n = p->first; n < p->first + p->count; n++)
			vote(&poll, t->c->f->trunks[t->order[n]].port_a);
	}
	return elect(t, &poll, gap->lo);
}

/* The ports of the other upper switches to which this one is plugged. */
int trunks_high_port(const struct trunks *t, const struct trunk_gap *gap)
{
	const struct trunk_fan *fan = &t->fans[gap->fan];
	struct poll poll = { .n = 0 };

	for (int i = fan->first; i < fan->first + fan->n_pairs &&
				 poll.asked < ASKED; i++) {
		const struct trunk_pair *p = &t->pairs[i];

		if (p->hi == gap->hi || trunks_expected(t, fan, p->hi) <= 0)
			continue;
		poll.asked++;
		for (int n = p->first; n < p->first + p->count; n++)
			vote(&poll, t->c->f->trunks[t->order[n]].port_b);
	}
	return elect(t, &poll, gap->hi);
}
