/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The few things that every message to people needs. */
#include "text.h"

const char *text_plural(int n)
{
	return n == 1 ? "" : "s";
}

void text_disarm(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			*s = '?';
}
