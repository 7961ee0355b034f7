/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths, times and files of `railyard health`. */
#include "health_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

bool health_take_path(struct health_paths *paths, int c)
{
	switch (c) {
	case 'm':
		paths->map = optarg;
		return true;
	case 'f':
		paths->file = optarg;
		return true;
	case 'c':
		paths->conf = optarg;
		return true;
	}
	return false;
}

struct health *health_load_now(const char *path, int64_t now,
			       struct rail_error *err)
{
	struct health *h;

	if (access(path, F_OK)) {
		h = health_create();
		if (!h)
			rail_error_nomem(err);
		return h;
	}
	h = health_load(path, err);
	if (h) {
		health_expire(h, now);
		health_clamp(h, now);
	}
	return h;
}

void health_time_text(int64_t when, char text[HEALTH_TIME_TEXT])
{
	time_t t = (time_t)when;
	struct tm tm;

	text[0] = '\0';
	if (when && localtime_r(&t, &tm))
		strftime(text, HEALTH_TIME_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
}

int64_t health_parse_span(const char *text)
{
	static const struct {
		char letter;
		int seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	size_t len = strspn(text, "0123456789");
	int64_t n;

	if (!len || len > 8)
		return -1;
	n = strtoll(text, NULL, 10);
	if (!text[len])
		return n;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (text[len] == units[i].letter && !text[len + 1])
			return n * units[i].seconds;
	return -1;
}
