/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line scanner for what ibnetdiscover -p prints: a line a port. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "description.h"
#include "guid_table.h"
#include "ibnet_device.h"
#include "ibnet_line.h"
#include "ibnet_ports.h"

/*
 *   CA    12  1 0x5000c0ffee000001 4x NDR - SW     3 17 0x... ( 'A' - 'B' )
 *   SW     3 16 0x5000c0ffee000002 4x SDR           'B'
 * A port: kind of device, LID, number, GUID, width, speed; what it is plugged
 * into, or blanks; descriptions.  The ports of a device follow each other from
 * the last to the first, unless somebody sorted them.  All ports of a switch have
 * its GUID, those of a NIC have one each: mostly that of the NIC plus their number.
 */

enum {
	MAX_LID = 0xffff,
	MAX_PORT = 255,
	DESCRIPTION_SIZE = 256,
};

/* An end of a cable, as a line begins or goes on behind the dash. */
struct end {
	char kind;
	int port;
	uint64_t guid;
};

struct cable {
	struct links_cable seen;	/* its other device is not known yet */
	struct end other;
	int column;			/* where that is written */
};

struct report {
	struct scan *scan;
	struct links *links;
	struct guid_table *devices;	/* GUID -> device; -LINE: left out */
	struct guid_table *bases;	/* a port's GUID less its number -> NIC */
	struct guid_table *ports;	/* of switches: device, port -> line */
	struct cable *cables;
	size_t n_cables, capacity;
	/* The device whose ports these lines are. */
	struct end last;		/* its port before this one */
	char text[DESCRIPTION_SIZE];
	int device;
	struct ibnet_talk talk;
};

/* --- pieces of a line ---------------------------------------------------- */

/* "SW", "CA", "RT"; '\0': none of them. */
static char kind_of(struct scan *s)
{
	if (scan_word(s, "SW "))
		return 'S';
	if (scan_word(s, "CA "))
		return 'H';
	return scan_word(s, "RT ") || scan_word(s, "?? ") ? 'R' : '\0';
}

/* "CA    12  1 0x5000c0ffee000001" */
static int read_end(struct scan *s, struct end *e)
{
	const char *start;

	scan_blanks(s);
	start = s->p;
	e->kind = kind_of(s);
	if (!e->kind)
		return scan_error(s, start, "expected SW, CA or RT, as "
				  "ibnetdiscover -p has them");
	scan_blanks(s);
	if (scan_number(s, MAX_LID) < 0)
		return scan_error(s, s->p, "expected a LID");
	scan_blanks(s);
	start = s->p;
	e->port = scan_number(s, MAX_PORT);
	if (e->port < 1)
		return scan_error(s, start, "expected a port from 1 to 255");
	scan_blanks(s);
	start = s->p;
	if (!scan_word(s, "0x") || scan_hex(s, &e->guid) < 0 || !e->guid)
		return scan_error(s, start, "expected a port's GUID, as 0x and "
				  "hexadecimal digits");
	return 0;
}

/* "4x NDR"; "??" and "???" when it is not known. */
static void read_speed(struct scan *s, int *lanes, char *speed)
{
	size_t n = 0;

	scan_blanks(s);
	*lanes = scan_number(s, 99);
	while (s->p < s->line_end && !isspace((unsigned char)*s->p))
		s->p++;
	scan_blanks(s);
	for (; s->p < s->line_end && !isspace((unsigned char)*s->p); s->p++)
		if (isalnum((unsigned char)*s->p) && n < IBNET_SPEED_SIZE - 1)
			speed[n++] = *s->p;
	speed[n] = '\0';
	if (!n || *lanes < 0)
		*lanes = 0;
}

/* The N bytes at START, which may have more bytes than any description. */
static void keep_text(char text[DESCRIPTION_SIZE], const char *start, size_t n)
{
	if (n > DESCRIPTION_SIZE - 1)
		n = DESCRIPTION_SIZE - 1;
	memcpy(text, start, n);
	text[n] = '\0';
}

/* What stands between quotes; of two, as "( 'A' - 'B' )", the first. */
static int read_text(struct scan *s, char text[DESCRIPTION_SIZE])
{
	static const char between[] = "' - '";
	const char *start = scan_find(s, '\''), *end;

	if (!start)
		return scan_error(s, s->p, "expected a description in single "
				  "quotes");
	s->p = start + 1;
	end = memmem(s->p, (size_t)(s->line_end - s->p), between,
		     strlen(between));
	if (!end)
		end = scan_find_last(s, '\'');
	if (!end)
		return scan_error(s, start, "the description has no end");
	keep_text(text, s->p, (size_t)(end - s->p));
	return 0;
}

/* --- devices ------------------------------------------------------------- */

/*
 * Whether E, of a device called TEXT, goes on with the device before.  Of NICs
 * that are called by their node alone, the GUIDs must follow each other, too.
 */
static bool goes_on(const struct report *r, const struct end *e,
		    const char *text)
{
	const struct end *last = &r->last;
	bool told = strchr(text, ' ') != NULL;

	if (last->kind != e->kind || last->port <= e->port ||
	    strcmp(r->text, text))
		return false;
	if (e->kind == 'S')
		return last->guid == e->guid;
	return told || last->guid - e->guid ==
		       (uint64_t)(last->port - e->port);
}

/* The device of E where one of its lines was further up; -1: it is new. */
static int find_known(const struct report *r, const struct end *e,
		      const char *text)
{
	enum links_kind kind = e->kind == 'S' ? LINKS_SWITCH : LINKS_NIC;
	const struct links_device *d;
	struct description of;
	int at;

	if (e->kind != 'S' && e->guid <= (uint64_t)e->port)
		return -1;
	if (e->kind == 'S' ? !guid_table_get(r->devices, e->guid, &at) :
			     !guid_table_get(r->bases, e->guid -
					     (uint64_t)e->port, &at))
		return -1;
	if (at < 0 || r->links->devices[at].kind != kind)
		return -1;
	d = &r->links->devices[at];
	if (kind == LINKS_SWITCH)
		return strcmp(d->name, text) ? -1 : at;
	if (description_read(text, &of) != DESCRIPTION_NIC)
		return *d->host || strcmp(d->name, text) ? -1 : at;
	return strcmp(d->host, of.host) || strcmp(d->name, of.nic) ? -1 : at;
}

static int is_known(struct report *r, uint64_t guid, int value)
{
	struct scan *s = r->scan;

	return rail_error_at(s->err, s->label, s->line_number, 0, "two devices "
			     "have a port of the GUID 0x%016" PRIx64 "; the "
			     "other one is in line %d", guid, value < 0 ?
			     -value : r->links->devices[value].line);
}

/* Each port of a switch has one line. */
static int keep_port(struct report *r, const struct end *e)
{
	uint64_t key = ((uint64_t)r->device + 1) << 16 | (uint64_t)e->port;
	struct scan *s = r->scan;
	int line;

	if (guid_table_get(r->ports, key, &line))
		return rail_error_at(s->err, s->label, s->line_number, 0,
				     "port %d of \"%s\" has a line already, %d",
				     e->port, r->links->devices[r->device].name,
				     line);
	return guid_table_put(r->ports, key, s->line_number) < 0 ?
	       rail_error_nomem(s->err) : 0;
}

/* Notes that E's GUID is that of r->device, or of a port of it. */
static int keep_guid(struct report *r, const struct end *e, bool same)
{
	int value;

	if (e->kind == 'S' && keep_port(r, e) < 0)
		return -1;
	if (same && e->kind == 'S')
		return 0;
	if (guid_table_get(r->devices, e->guid, &value))
		return is_known(r, e->guid, value);
	value = r->device < 0 ? -r->scan->line_number : r->device;
	if (guid_table_put(r->devices, e->guid, value) < 0 ||
	    (e->kind == 'H' && r->device >= 0 && e->guid > (uint64_t)e->port &&
	     guid_table_put(r->bases, e->guid - (uint64_t)e->port,
			    r->device) < 0))
		return rail_error_nomem(r->scan->err);
	return 0;
}

/* Makes r->device the device of E. */
static int find_device(struct report *r, const struct end *e, const char *text)
{
	bool next = goes_on(r, e, text), same = next;
	struct links_device *d;
	int known = next ? -1 : find_known(r, e, text);

	if (known >= 0) {
		r->device = known;
		same = true;
	}
	if (!same && ibnet_device_add(r->links, r->scan, e->kind,
				      e->kind == 'S' ? e->guid : 0, text,
				      &r->device) < 0)
		return -1;
	if (keep_guid(r, e, same) < 0)
		return -1;
	d = e->kind == 'H' && r->device >= 0 ? &r->links->devices[r->device] :
					       NULL;
	/* The lines go down to its first port. */
	if (d && (next || !same || e->guid < d->port_guid))
		d->port_guid = e->guid;
	r->last = *e;
	strcpy(r->text, text);
	return 0;
}

/* --- lines --------------------------------------------------------------- */

static int keep_cable(struct report *r, const struct cable *c)
{
	struct cable *bigger;

	if (r->n_cables == r->capacity) {
		r->capacity = r->capacity ? r->capacity * 2 : 1024;
		bigger = realloc(r->cables, r->capacity * sizeof(*bigger));
		if (!bigger)
			return rail_error_nomem(r->scan->err);
		r->cables = bigger;
	}
	r->cables[r->n_cables++] = *c;
	return 0;
}

static int read_line(struct report *r)
{
	struct scan *s = r->scan;
	struct cable c = { .seen.line = s->line_number };
	char text[DESCRIPTION_SIZE];
	struct end e;
	bool plugged;

	if (read_end(s, &e) < 0)
		return -1;
	read_speed(s, &c.seen.lanes, c.seen.speed);
	scan_blanks(s);
	plugged = scan_word(s, "- ");
	scan_blanks(s);
	c.column = (int)(s->p - s->line) + 1;
	if ((plugged && read_end(s, &c.other) < 0) || read_text(s, text) < 0 ||
	    find_device(r, &e, text) < 0)
		return -1;
	if (!plugged)
		return 0;
	c.seen.a = r->device;
	c.seen.port_a = e.port;
	c.seen.port_b = c.other.port;
	return keep_cable(r, &c);
}

static bool says_nothing(struct scan *s)
{
	scan_blanks(s);
	return s->p == s->line_end || *s->p == '#' || *s->p == '\r' ||
	       ibnet_is_progress(s);
}

static int read_lines(struct report *r)
{
	struct scan *s = r->scan;

	while (scan_line(s)) {
		/* Half a line is not worth a remark. */
		if (s->line_end == s->text_end)
			break;
		if (!ibnet_take_talk(s, &r->talk) && !says_nothing(s) &&
		    read_line(r) < 0)
			return -1;
	}
	if (s->text_end[-1] != '\n')
		return rail_error_at(s->err, s->label, s->line_number, 0,
				     "the file is cut short: it ends inside a "
				     "line");
	return 0;
}

static int join_cables(struct report *r)
{
	struct scan *s = r->scan;

	for (size_t i = 0; i < r->n_cables; i++) {
		struct cable *c = &r->cables[i];

		if (!guid_table_get(r->devices, c->other.guid, &c->seen.b))
			return rail_error_at(s->err, s->label, c->seen.line,
					     c->column, "0x%016" PRIx64 " has "
					     "no line of its own: the file is "
					     "cut short", c->other.guid);
		if (c->seen.a >= 0 && c->seen.b >= 0 &&
		    links_add_cable(r->links, &c->seen, s->err) < 0)
			return -1;
	}
	return 0;
}

bool ibnet_ports_is_report(const struct scan *s)
{
	struct scan probe = *s;

	while (scan_line(&probe))
		if (!ibnet_is_talk(&probe) && !says_nothing(&probe))
			return kind_of(&probe) != '\0';
	return false;
}

int ibnet_ports_read(struct scan *s, struct links *l, struct infer_notes *notes)
{
	struct report r = {
		.scan = s, .links = l, .devices = guid_table_create(),
		.bases = guid_table_create(), .ports = guid_table_create(),
		.device = IBNET_LEFT_OUT,
	};
	int rc;

	rc = !r.devices || !r.bases || !r.ports ? rail_error_nomem(s->err) :
	     read_lines(&r) || ibnet_note_talk(s, &r.talk, notes) ||
	     join_cables(&r) ? -1 :
	     ibnet_device_halves(l, s->label, notes, s->err);
	guid_table_destroy(r.devices);
	guid_table_destroy(r.bases);
	guid_table_destroy(r.ports);
	free(r.cables);
	return rc;
}
