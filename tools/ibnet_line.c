/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the pieces that a line of ibnetdiscover's is made of. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ibnet_line.h"

enum {
	MAX_PORT = 255,
	WORD_SHOWN = 24,	/* bytes of a foreign line in a message */
	TALK_SHOWN = 120,	/* bytes of a line of stderr in one */
};

int ibnet_id(struct scan *s, char *kind, uint64_t *guid)
{
	const char *start = s->p;

	*kind = '\0';
	if (scan_word(s, "\"S-"))
		*kind = 'S';
	else if (scan_word(s, "\"H-"))
		*kind = 'H';
	else if (scan_word(s, "\"R-"))
		*kind = 'R';
	if (*kind && scan_hex(s, guid) == 0 && *guid && scan_char(s, '"'))
		return 0;
	return scan_error(s, start, "expected a device, as \"S-\" or \"H-\" "
			  "and a GUID in hexadecimal");
}

int ibnet_port(struct scan *s)
{
	const char *start = s->p;
	int port = -1;

	if (scan_char(s, '['))
		port = scan_number(s, MAX_PORT);
	if (port >= 0 && scan_char(s, ']'))
		return port;
	return scan_error(s, start, "expected a port from 0 to 255 in "
			  "brackets");
}

char *ibnet_description(struct scan *s)
{
	const char *last, *comment = scan_find(s, '#');

	s->p = comment ? comment : s->line_end;
	s->p = scan_find(s, '"');
	if (!s->p) {
		s->p = s->line_end;
		return strdup("");
	}
	s->p++;
	last = scan_find_last(s, '"');
	if (!last)
		last = s->line_end;
	return strndup(s->p, (size_t)(last - s->p));
}

void ibnet_skip_extras(struct scan *s)
{
	const char *close;

	while (s->p < s->line_end && (*s->p == '(' || *s->p == '[')) {
		close = scan_find(s, *s->p == '(' ? ')' : ']');
		if (!close)
			return;
		s->p = close + 1;
	}
	scan_blanks(s);
}

void ibnet_speed(struct scan *s, int *lanes, char *speed)
{
	const char *quote = scan_find_last(s, '"');
	size_t n = 0;

	*lanes = 0;
	s->p = quote ? quote + 1 : s->p;
	while (s->p < s->line_end) {
		scan_blanks(s);
		*lanes = scan_number(s, 99);
		if (*lanes > 0 && scan_char(s, 'x'))
			break;
		while (s->p < s->line_end && *s->p != ' ' && *s->p != '\t')
			s->p++;
	}
	while (s->p + n < s->line_end && n < IBNET_SPEED_SIZE - 1 &&
	       isalnum((unsigned char)s->p[n]))
		n++;
	memcpy(speed, s->p, n);
	speed[n] = '\0';
	if (!n)
		*lanes = 0;
}

bool ibnet_is_progress(const struct scan *s)
{
	struct scan probe = *s;

	return scan_word(&probe, "DR path ");
}

/* "src/query_smp.c:199;" */
static bool is_c_line(const char *p, const char *end)
{
	while (p < end && (isalnum((unsigned char)*p) ||
			   (*p && strchr("_-./", *p))))
		p++;
	if (p == end || *p != ':' || p[-1] != 'c' || p[-2] != '.')
		return false;
	for (p++; p < end && isdigit((unsigned char)*p); p++)
		;
	return p < end && *p == ';' && p[-1] != ':';
}

bool ibnet_is_talk(const struct scan *s)
{
	struct scan probe = *s;

	probe.p = s->line;
	return scan_word(&probe, "ibwarn: [") ||
	       scan_word(&probe, "ibpanic: [") ||
	       scan_word(&probe, "ibdebug: [") ||
	       (s->line_end - s->line > 4 && isalpha((unsigned char)
		*(s->line + (*s->line == '/'))) &&
		is_c_line(s->line + 2, s->line_end));
}

bool ibnet_take_talk(const struct scan *s, struct ibnet_talk *talk)
{
	if (!ibnet_is_talk(s))
		return false;
	if (talk->n++)
		return true;
	talk->line = s->line_number;
	talk->text = s->line;
	talk->len = (int)(s->line_end - s->line < TALK_SHOWN ?
			  s->line_end - s->line : TALK_SHOWN);
	return true;
}

int ibnet_note_talk(const struct scan *s, const struct ibnet_talk *talk,
		    struct infer_notes *notes)
{
	char more[32] = "";

	if (!talk->n)
		return 0;
	if (talk->n > 1)
		snprintf(more, sizeof(more), ", and %d more", talk->n - 1);
	return infer_notes_add(notes, "%s:%d: ibnetdiscover may not have seen "
			       "everything: \"%.*s\"%s", s->label, talk->line,
			       talk->len, talk->text, more) < 0 ?
	       rail_error_nomem(s->err) : 0;
}

bool ibnet_is_setting(const struct scan *s)
{
	const char *p = s->p;

	while (p < s->line_end && (islower((unsigned char)*p) || *p == '_'))
		p++;
	return p > s->p && p < s->line_end && *p == '=';
}

int ibnet_foreign(struct scan *s)
{
	int n = 0;

	while (s->line + n < s->line_end && n < WORD_SHOWN &&
	       !isspace((unsigned char)s->line[n]))
		n++;
	return rail_error_at(s->err, s->label, s->line_number, 1,
			     "\"%.*s\" begins no line of ibnetdiscover's "
			     "output", n, s->line);
}
