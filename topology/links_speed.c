/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of two speeds that the ends of a cable tell, the slower one. */
#include <stdlib.h>
#include <string.h>

#include "links.h"

/* Mb/s of one lane; those of InfiniBand as its speeds are called. */
static const struct {
	const char *name;
	double rate;
} lanes[] = {
	{ "SDR", 2500 }, { "DDR", 5000 }, { "QDR", 10000 }, { "FDR10", 10000 },
	{ "FDR", 14000 }, { "EDR", 25000 }, { "HDR", 50000 },
	{ "NDR", 100000 }, { "XDR", 200000 },
};

/* Of "NDR" by its lanes, of "400G" or "100M"; 0: nobody knows it. */
static double rate(const struct links_cable *c)
{
	char *unit;
	double number;

	for (size_t i = 0; i < sizeof(lanes) / sizeof(*lanes); i++)
		if (!strcmp(c->speed, lanes[i].name))
			return lanes[i].rate * (c->lanes ? c->lanes : 1);
	number = strtod(c->speed, &unit);
	if (unit == c->speed || *unit == 'M')
		return number;
	return *unit == 'G' ? number * 1000 : 0;
}

bool links_is_slower(const struct links_cable *x, const struct links_cable *y)
{
	double of_x = rate(x), of_y = rate(y);
	int diff;

	if (of_x < of_y || of_x > of_y)
		return of_x && (of_x < of_y || !of_y);
	diff = strcmp(x->speed, y->speed);
	return diff ? diff < 0 : x->lanes < y->lanes;
}
