/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line scanner for the output of ibnetdiscover(8); -p has one of its own. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guid_table.h"
#include "ibnet_device.h"
#include "ibnet_line.h"
#include "ibnet_ports.h"
#include "scan.h"
#include "source_ibnetdiscover.h"
#include "topology/wholefile.h"

/*
 * The file is a section a device: lines of "key=value", then a header
 *   Switch  64 "S-<guid>"  # "description" base port 0 lid 3 lmc 0
 *   Ca      1 "H-<guid>"   # "description"
 * then a line for each of its ports that has a cable:
 *   [port]  "<id>"[port](portguid)  # "description" lid 4 4xHDR
 * so each cable is told twice, and each device named in a port's line has a
 * section: whatever has none was cut off.
 */

enum {
	MAX_SIZE = 1 << 30,
};

/* A port's line, kept until all devices are known. */
struct end {
	uint64_t guid;		/* of the other end */
	const char *id;		/* where that is written */
	int device;		/* whose section it is in */
	int port, other_port;
	int lanes;
	char speed[IBNET_SPEED_SIZE];
	int line;
};

struct source {
	struct scan scan;
	struct links *links;
	struct infer_notes *notes;
	struct guid_table *devices;	/* GUID -> device; -LINE: left out */
	struct end *ends;
	size_t n_ends, end_capacity;
	int section;		/* the device whose section this is */
	bool in_section;
	bool in_preamble;	/* key=value lines without their header yet */
	struct ibnet_talk talk;
	int n_sections;
	bool twins;		/* two NICs have one GUID */
};

/* --- sections ------------------------------------------------------------ */

/* Two NICs may have one GUID: that is a fault of the fabric. */
static int check_new(struct source *s, uint64_t guid, const char *text)
{
	int first;

	if (!guid_table_get(s->devices, guid, &first))
		return 0;
	if (ibnet_device_is_twin(s->links, first, text)) {
		s->twins = true;
		return 0;
	}
	return rail_error_at(s->scan.err, s->scan.label, s->scan.line_number,
			     0, "two devices have the GUID 0x%016" PRIx64 "; "
			     "the other one is in line %d", guid,
			     first < 0 ? -first :
					 s->links->devices[first].line);
}

/* A header, behind its first word; EXPECTED begins such devices' names. */
static int begin_section(struct source *s, char expected)
{
	char *text, kind;
	uint64_t guid;
	int rc;

	scan_blanks(&s->scan);
	if (scan_char(&s->scan, ':'))
		return scan_error(&s->scan, s->scan.line, "a list of devices, as "
				  "ibnetdiscover -l, -S and -H print it: it "
				  "has no cables");
	if (scan_number(&s->scan, 1 << 16) < 0)
		return scan_error(&s->scan, s->scan.p,
				  "expected the number of ports");
	scan_blanks(&s->scan);
	if (ibnet_id(&s->scan, &kind, &guid) < 0)
		return -1;
	if (kind != expected)
		return scan_error(&s->scan, s->scan.p, "the device is of "
				  "another type than its section");
	text = ibnet_description(&s->scan);
	if (!text)
		return rail_error_nomem(s->scan.err);
	rc = check_new(s, guid, text) < 0 ? -1 :
	     ibnet_device_add(s->links, &s->scan, kind, guid, text,
			      &s->section);
	free(text);
	if (rc == 0 &&
	    guid_table_put(s->devices, guid, s->section < 0 ?
			   -s->scan.line_number : s->section) < 0)
		rc = rail_error_nomem(s->scan.err);
	s->in_section = true;
	s->in_preamble = false;
	s->n_sections++;
	return rc;
}

static int keep_end(struct source *s, const struct end *e)
{
	struct end *bigger;

	if (s->n_ends == s->end_capacity) {
		s->end_capacity = s->end_capacity ? s->end_capacity * 2 : 1024;
		bigger = realloc(s->ends, s->end_capacity * sizeof(*bigger));
		if (!bigger)
			return rail_error_nomem(s->scan.err);
		s->ends = bigger;
	}
	s->ends[s->n_ends++] = *e;
	return 0;
}

static int read_port(struct source *s)
{
	struct end e = { .device = s->section, .line = s->scan.line_number };
	char kind;

	if (!s->in_section)
		return scan_error(&s->scan, s->scan.p, "a port without a "
				  "device: expected Switch or Ca before it");
	e.port = ibnet_port(&s->scan);
	if (e.port < 0)
		return -1;
	ibnet_skip_extras(&s->scan);
	e.id = s->scan.p;
	if (ibnet_id(&s->scan, &kind, &e.guid) < 0)
		return -1;
	e.other_port = ibnet_port(&s->scan);
	if (e.other_port < 0)
		return -1;
	ibnet_speed(&s->scan, &e.lanes, e.speed);
	return keep_end(s, &e);
}

/* --- lines --------------------------------------------------------------- */

static int read_line(struct source *s)
{
	const struct scan *at = &s->scan;

	scan_blanks(&s->scan);
	if (at->p == at->line_end || *at->p == '#' || *at->p == '\r' ||
	    ibnet_is_progress(at) || ibnet_take_talk(at, &s->talk))
		return 0;
	if (*at->p == '[')
		return read_port(s);
	if (ibnet_is_setting(at)) {
		s->in_section = false;
		s->in_preamble = true;
		return 0;
	}
	if (scan_word(&s->scan, "Switch"))
		return begin_section(s, 'S');
	if (scan_word(&s->scan, "Ca") || scan_word(&s->scan, "Hca"))
		return begin_section(s, 'H');
	if (scan_word(&s->scan, "Rt"))
		return begin_section(s, 'R');
	if (scan_word(&s->scan, "Chassis ") ||
	    scan_word(&s->scan, "Non-Chassis Nodes")) {
		s->in_section = false;
		return 0;
	}
	return ibnet_foreign(&s->scan);
}

static int is_no_discovery(struct source *s, const char *why)
{
	return rail_error_at(s->scan.err, s->scan.label, 0, 0, "the input %s: "
			     "expected the output of ibnetdiscover", why);
}

static int read_lines(struct source *s)
{
	while (scan_line(&s->scan)) {
		if (s->scan.line_number == 1 &&
		    scan_word(&s->scan, "\xef\xbb\xbf"))
			return scan_error(&s->scan, s->scan.line, "a byte "
					  "order mark: an editor wrote it, "
					  "ibnetdiscover does not");
		/* Half a line is not worth a remark: check_end() has one. */
		if (s->n_sections && s->scan.line_end == s->scan.text_end)
			break;
		if (read_line(s) < 0)
			return -1;
	}
	return 0;
}

/* --- the whole ----------------------------------------------------------- */

static int is_cut(struct source *s, const char *how)
{
	return rail_error_at(s->scan.err, s->scan.label,
			     s->scan.line_number, 0,
			     "the file is cut short: it ends %s", how);
}

static int check_end(struct source *s)
{
	if (s->scan.text_end[-1] != '\n')
		return is_cut(s, "inside a line");
	if (s->in_preamble)
		return is_cut(s, "inside a section");
	if (!s->n_sections)
		return is_no_discovery(s, "has no device");
	return 0;
}

static int lacks_section(struct source *s, const struct end *e)
{
	const char *line = e->id;

	while (line > s->scan.text && line[-1] != '\n')
		line--;
	return rail_error_at(s->scan.err, s->scan.label, e->line,
			     (int)(e->id - line) + 1, "%.*s has no section: "
			     "the file is cut short", (int)(strchr(e->id + 1,
			     '"') - e->id + 1), e->id);
}

static int join_end(struct source *s, const struct end *e)
{
	struct links_cable c = {
		.a = e->device, .port_a = e->port,
		.port_b = e->other_port,
		.lanes = e->lanes, .line = e->line,
	};

	if (!guid_table_get(s->devices, e->guid, &c.b))
		return lacks_section(s, e);
	if (c.a < 0 || c.b < 0)
		return 0;
	c.b = ibnet_device_told(s->links, &c, c.b);
	memcpy(c.speed, e->speed, sizeof(c.speed));
	return links_add_cable(s->links, &c, s->scan.err);
}

/* Of two NICs of one GUID no switch says which one it has: then NICs first, which
 * say what they are plugged into. */
static int join_ends(struct source *s)
{
	for (int nics = s->twins; nics >= 0; nics--)
		for (size_t i = 0; i < s->n_ends; i++) {
			const struct end *e = &s->ends[i];
			bool of_nic = e->device >= 0 &&
				      s->links->devices[e->device].kind ==
					      LINKS_NIC;

			if ((!s->twins || of_nic == nics) &&
			    join_end(s, e) < 0)
				return -1;
		}
	return 0;
}

static int read_sections(struct source *s)
{
	int rc = read_lines(s);

	/* What was said explains why there is no more. */
	return ibnet_note_talk(&s->scan, &s->talk, s->notes) || rc ||
	       check_end(s) || join_ends(s) ? -1 :
	       ibnet_device_halves(s->links, s->scan.label, s->notes,
				   s->scan.err);
}

struct links *source_ibnetdiscover_parse(const char *text, size_t len,
					 const char *label,
					 struct infer_notes *notes,
					 struct rail_error *err)
{
	struct source s = {
		.scan = {
			.text = text, .text_end = text + len, .label = label,
			.err = err,
		},
		.notes = notes,
	};
	int rc = -1;

	s.links = links_create(label);
	s.devices = guid_table_create();
	if (!s.links || !s.devices)
		rail_error_nomem(err);
	else if (len == 0)
		is_no_discovery(&s, "is empty");
	else if (scan_is_binary(&s.scan))
		is_no_discovery(&s, "is not text");
	else if (ibnet_ports_is_report(&s.scan))
		rc = ibnet_ports_read(&s.scan, s.links, notes);
	else
		rc = read_sections(&s);
	if (rc < 0) {
		links_destroy(s.links);
		s.links = NULL;
	}
	guid_table_destroy(s.devices);
	free(s.ends);
	return s.links;
}

struct links *source_ibnetdiscover_read(const char *path,
					struct infer_notes *notes,
					struct rail_error *err)
{
	struct links *l;
	size_t len;
	char *text = wholefile_read(path, MAX_SIZE, &len, err);

	if (!text)
		return NULL;
	l = source_ibnetdiscover_parse(text, len, wholefile_label(path), notes,
				       err);
	free(text);
	return l;
}
