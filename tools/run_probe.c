/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connections that are opened and closed again, many at once. */
#include "run_probe.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	AT_ONCE = 256,		/* connections */
	LOOK_MS = 50,
	LEARN_MS = 1000,
};

static enum run_probe judge(int error)
{
	switch (error) {
	case 0:
		return RUN_PROBE_ANSWERS;
	case ECONNREFUSED:
	case ECONNRESET:
		return RUN_PROBE_REFUSES;
	case EHOSTUNREACH:
	case ENETUNREACH:
	case EHOSTDOWN:
	case ETIMEDOUT:
		return RUN_PROBE_SILENT;
	default:
		return RUN_PROBE_UNKNOWN;
	}
}

/* A connection under way, or -1: then *ANSWER has what came of it. */
static int knock(const struct run_member *m, enum run_probe *answer)
{
	int fd;

	*answer = RUN_PROBE_UNKNOWN;
	if (!m->where_len)
		return -1;
	fd = socket(m->where.ss_family,
		    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	/* who does not answer in time is silent */
	*answer = RUN_PROBE_SILENT;
	if (!connect(fd, (const struct sockaddr *)&m->where, m->where_len))
		*answer = RUN_PROBE_ANSWERS;
	else if (errno == EINPROGRESS)
		return fd;
	else
		*answer = judge(errno);
	close(fd);
	return -1;
}

/* Closes those that have come to an end; how many are left. */
static int collect(struct pollfd *polls, int n, enum run_probe *answers)
{
	int left = 0;

	for (int i = 0; i < n; i++) {
		socklen_t len = sizeof(int);
		int error = 0;

		if (polls[i].fd < 0)
			continue;
		if (!polls[i].revents) {
			left++;
			continue;
		}
		getsockopt(polls[i].fd, SOL_SOCKET, SO_ERROR, &error, &len);
		answers[i] = judge(error);
		close(polls[i].fd);
		polls[i].fd = -1;
	}
	return left;
}

static void probe_some(struct run_table *t,
		       struct run_member *const *members, int n,
		       struct run_events *ev, int ms, enum run_probe *answers)
{
	double until = run_events_now() + ms / 1e3;
	struct pollfd polls[AT_ONCE];
	int left = n;

	for (int i = 0; i < n; i++) {
		polls[i].fd = knock(members[i], &answers[i]);
		polls[i].events = POLLOUT;
	}
	while (left && run_events_now() < until) {
		if (poll(polls, n, LOOK_MS) < 0 && errno != EINTR)
			break;
		left = collect(polls, n, answers);
		run_events_wait(ev, -1, 0);
	}
	for (int i = 0; i < n; i++)
		if (polls[i].fd >= 0)
			close(polls[i].fd);
	for (int i = 0; i < n; i++)
		t->answered |= answers[i] >= RUN_PROBE_ANSWERS;
	for (int i = 0; i < n; i++) {
		if (!t->answered)
			answers[i] = RUN_PROBE_UNKNOWN;
		members[i]->silent = answers[i] == RUN_PROBE_SILENT ?
					     run_events_now() : 0;
	}
}

void run_probe(struct run_table *t, struct run_member *const *members, int n,
	       struct run_events *ev, int ms, enum run_probe *answers)
{
	for (int i = 0; i < n; i += AT_ONCE)
		probe_some(t, members + i, n - i < AT_ONCE ? n - i : AT_ONCE, ev,
			   ms, answers + i);
}

void run_probe_suspects(struct run_table *t, struct run_events *ev)
{
	struct run_member *some[AT_ONCE];
	enum run_probe answers[AT_ONCE];
	int n = 0;

	for (int i = 0; i < t->n && n < AT_ONCE; i++)
		if (t->members[i].suspect && !t->members[i].lost)
			some[n++] = &t->members[i];
	run_probe(t, some, n, ev, RUN_PROBE_MS, answers);
}

static void look_up(struct run_member *m, int port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
	char service[16];

	m->looked_up = true;
	snprintf(service, sizeof(service), "%d", m->port ? m->port : port);
	if (getaddrinfo(m->address[0] ? m->address : m->name, service, &hints,
			&found))
		return;
	if (found->ai_addrlen <= sizeof(m->where)) {
		memcpy(&m->where, found->ai_addr, found->ai_addrlen);
		m->where_len = found->ai_addrlen;
	}
	freeaddrinfo(found);
}

bool run_probe_learn(struct run_table *t, struct run_events *ev, int port,
		     int most)
{
	struct run_member *some[AT_ONCE];
	enum run_probe answers[AT_ONCE];
	int n = 0;

	if (most > AT_ONCE)
		most = AT_ONCE;
	for (int i = 0; i < t->n && n < most; i++) {
		struct run_member *m = &t->members[i];

		if (m->lost || m->looked_up)
			continue;
		look_up(m, port);
		some[n++] = m;
	}
	run_probe(t, some, n, ev, LEARN_MS, answers);
	return n > 0;
}
