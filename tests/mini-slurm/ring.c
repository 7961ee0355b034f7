/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ring over TCP, in the order of the slots: every task connects to the one
 * right of it, both say who they are, and a token goes round until somebody
 * dies.
 *
 *	ring VARIABLE PORT
 *
 * VARIABLE is the one that has the task's rank, RAIL_RANK or SLURM_PROCID; the
 * right neighbour's host is that of its slot in RAIL_SLOTS_FILE.  Task i of a
 * node listens at PORT + i.
 */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum {
	MAX_SLOTS = 4096,
	NAME = 64,
	SILENCE_MS = 20000,	/* a token that does not come is lost */
	TRIES = 300,		/* tenths of a second to connect in */
	ROUND_US = 20000,
	TELL_EVERY = 50,	/* rounds */
};

struct who {
	int rank, slot;
	char host[NAME];
};

static struct who self;
static char hosts[MAX_SLOTS][NAME];
static int n_slots, size, port;

static void fail(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "ring: rank %d on %s: ", self.rank, self.host);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	putc('\n', stderr);
	exit(1);
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	if (!value || !*value)
		fail("%s is not set", name);
	return value;
}

static void read_slots(void)
{
	FILE *in = fopen(variable("RAIL_SLOTS_FILE"), "r");
	int slot;

	if (!in)
		fail("no file of slots: %s", strerror(errno));
	while (n_slots < MAX_SLOTS &&
	       fscanf(in, "%d %63s %*s", &slot, hosts[n_slots]) == 2)
		if (slot != n_slots++)
			fail("line %d of the slots is of slot %d", n_slots,
			     slot);
	fclose(in);
}

static void put(int fd, const void *data, size_t len)
{
	if (send(fd, data, len, MSG_NOSIGNAL) != (ssize_t)len)
		fail("the right neighbour is gone");
}

static void get(int fd, void *data, size_t len, const char *whose)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t done = 0;

	while (done < len) {
		ssize_t n;

		if (poll(&p, 1, SILENCE_MS) <= 0)
			fail("nothing comes from the %s neighbour", whose);
		n = recv(fd, (char *)data + done, len - done, 0);
		if (n <= 0)
			fail("the %s neighbour is gone", whose);
		done += (size_t)n;
	}
}

static int listen_at(int at)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons((uint16_t)at) };
	int fd = socket(AF_INET6, SOCK_STREAM, 0), on = 1, off = 0;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof(any)) ||
	    listen(fd, 4))
		fail("port %d: %s", at, strerror(errno));
	return fd;
}

static int connect_once(const char *host, int at)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
	char service[16];
	int fd;

	snprintf(service, sizeof(service), "%d", at);
	if (getaddrinfo(host, service, &hints, &found))
		return -1;
	fd = socket(found->ai_family, SOCK_STREAM, 0);
	if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen)) {
		close(fd);
		fd = -1;
	}
	freeaddrinfo(found);
	return fd;
}

static int connect_to(const char *host, int at)
{
	int on = 1;

	for (int i = 0; i < TRIES; i++) {
		int fd = connect_once(host, at);

		if (fd >= 0) {
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on,
				   sizeof(on));
			return fd;
		}
		usleep(100000);
	}
	fail("%s:%d does not answer", host, at);
	return -1;
}

/* Both neighbours are who they should be, and the right one is told so. */
static void greet(int left, int right, int tasks)
{
	int next = (self.rank + 1) % size;
	struct who who;

	put(right, &self, sizeof(self));
	get(left, &who, sizeof(who), "left");
	if (who.rank != (self.rank + size - 1) % size)
		fail("rank %d of %s is on the left", who.rank, who.host);
	put(left, &self, sizeof(self));
	get(right, &who, sizeof(who), "right");
	if (who.rank != next || who.slot != next / tasks ||
	    strcmp(who.host, hosts[who.slot]) != 0)
		fail("rank %d of slot %d, %s, is on the right", who.rank,
		     who.slot, who.host);
	printf("ring: rank %d slot %d %s sees rank %d slot %d %s\n", self.rank,
	       self.slot, self.host, who.rank, who.slot, who.host);
	fflush(stdout);
}

/* Each hop adds one: after a round the token has counted everybody. */
static void pass_tokens(int left, int right)
{
	long token = 0;

	for (long round = 1;; round++) {
		if (!self.rank)
			put(right, &token, sizeof(token));
		get(left, &token, sizeof(token), "left");
		token++;
		if (self.rank) {
			put(right, &token, sizeof(token));
			continue;
		}
		if (token != round * size)
			fail("the token says %ld, not %ld", token,
			     round * size);
		if (round % TELL_EVERY == 1) {
			printf("ring: round %ld of %d ranks\n", round, size);
			fflush(stdout);
		}
		usleep(ROUND_US);
	}
}

int main(int argc, char **argv)
{
	int tasks, next, listener, left, right;

	if (argc != 3) {
		fprintf(stderr, "usage: ring VARIABLE PORT\n");
		return 2;
	}
	snprintf(self.host, sizeof(self.host), "%s",
		 variable("SLURMD_NODENAME"));
	self.rank = atoi(variable(argv[1]));
	self.slot = atoi(variable("RAIL_SLOT"));
	size = atoi(variable("SLURM_NTASKS"));
	port = atoi(argv[2]);
	read_slots();
	if (!n_slots || size % n_slots)
		fail("%d tasks on %d slots", size, n_slots);
	tasks = size / n_slots;
	if (self.rank / tasks != self.slot ||
	    strcmp(hosts[self.slot], self.host) != 0)
		fail("slot %d is on %s", self.slot, hosts[self.slot]);
	next = (self.rank + 1) % size;
	listener = listen_at(port + self.rank % tasks);
	right = connect_to(hosts[next / tasks], port + next % tasks);
	left = accept(listener, NULL, NULL);
	if (left < 0)
		fail("nobody is on the left: %s", strerror(errno));
	greet(left, right, tasks);
	pass_tokens(left, right);
	return 0;
}
