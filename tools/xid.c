/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds Xid events in a kernel log. */
#include "xid.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	RECORD = 8192,		/* of /dev/kmsg, which reads one at a time */
	MAX_RECORDS = 1 << 20,	/* a log that grows as it is read */
};

/* --- which are fatal ----------------------------------------------------- */

void xid_usual(struct xid_set *set)
{
	static const int usual[] = {
		46,	/* GPU stopped processing */
		48,	/* double bit ECC error */
		62,	/* micro-controller halt */
		64,	/* a row could not be remapped */
		74,	/* NVLink error */
		79,	/* fallen off the bus */
		95,	/* uncontained ECC error */
		109,	/* context switch timeout */
		110,	/* security fault */
		119,	/* GSP: no answer */
		120,	/* GSP error */
		140,	/* unrecovered ECC error */
		143,	/* the GPU could not be initialized */
	};

	*set = (struct xid_set){ 0 };
	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		set->has[usual[i]] = true;
}

static int take_number(const char **p)
{
	size_t len = strspn(*p, "0123456789");
	int n = len && len < 5 ? atoi(*p) : -1;

	*p += len;
	return n > XID_MAX ? -1 : n;
}

int xid_parse_set(struct xid_set *set, const char *text)
{
	*set = (struct xid_set){ 0 };
	for (;; text++) {
		int first = take_number(&text), last = first;

		if (*text == '-') {
			text++;
			last = take_number(&text);
		}
		if (first < 0 || last < first)
			return -1;
		for (int i = first; i <= last; i++)
			set->has[i] = true;
		if (*text != ',')
			return *text ? -1 : 0;
	}
}

/* --- the log ------------------------------------------------------------- */

static void note(struct xid_log *log, int number, const char *pci, size_t len,
		 bool fatal)
{
	int at = 0;

	while (at < log->count && log->all[at].number < number)
		at++;
	if (at == log->count || log->all[at].number != number) {
		if (log->count == XID_DISTINCT)
			return;
		memmove(&log->all[at + 1], &log->all[at],
			(size_t)(log->count - at) * sizeof(*log->all));
		log->all[at] = (struct xid){ .number = number,
					     .fatal = fatal };
		log->count++;
	}
	log->all[at].count++;
	snprintf(log->all[at].pci, XID_PCI, "%.*s", (int)len, pci);
}

/* "NVRM: Xid (PCI:0000:3b:00): 79, pid=..."; older drivers leave out "PCI:". */
static void scan_line(struct xid_log *log, const char *line, size_t len,
		      const struct xid_set *fatal)
{
	static const char mark[] = "NVRM: Xid (";
	const char *at = memmem(line, len, mark, strlen(mark));
	const char *end = line + len, *pci, *close, *digits;
	char number[8];
	int n;

	if (!at)
		return;
	pci = at + strlen(mark);
	if (end - pci > 4 && !memcmp(pci, "PCI:", 4))
		pci += 4;
	close = memchr(pci, ')', (size_t)(end - pci));
	if (!close || end - close < 4 || close[1] != ':' || close[2] != ' ' ||
	    strspn(pci, "0123456789abcdefABCDEF:.") < (size_t)(close - pci))
		return;
	digits = close + 3;
	snprintf(number, sizeof(number), "%.*s",
		 (int)(end - digits < 6 ? end - digits : 6), digits);
	n = atoi(number);
	if (n > 0 && n <= XID_MAX)
		note(log, n, pci, (size_t)(close - pci), fatal->has[n]);
}

void xid_scan(struct xid_log *log, const char *text, size_t len,
	      const struct xid_set *fatal)
{
	while (len) {
		const char *end = memchr(text, '\n', len);
		size_t line = end ? (size_t)(end - text) : len;

		scan_line(log, text, line, fatal);
		line += end != NULL;
		text += line;
		len -= line;
	}
}

int xid_read(struct xid_log *log, const char *path,
	     const struct xid_set *fatal, struct rail_error *err)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), saved = 0;
	char text[RECORD + 1];
	size_t kept = 0;
	ssize_t n = 0;

	if (fd < 0)
		return rail_error_at(err, path, 0, 0, "%s", strerror(errno));
	for (int i = 0; i < MAX_RECORDS; i++) {
		char *end;

		n = read(fd, text + kept, RECORD - kept);
		/* EPIPE: a record was overwritten before it was read */
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			break;
		kept += (size_t)n;
		text[kept] = '\0';
		/* a file's last line may not be whole yet */
		end = memrchr(text, '\n', kept);
		if (!end && kept < RECORD)
			continue;
		end = end ? end + 1 : text + kept;
		xid_scan(log, text, (size_t)(end - text), fatal);
		kept -= (size_t)(end - text);
		memmove(text, end, kept);
	}
	saved = errno;
	close(fd);
	text[kept] = '\0';
	xid_scan(log, text, kept, fatal);
	if (n < 0 && saved != EAGAIN)
		return rail_error_at(err, path, 0, 0, "%s", strerror(saved));
	return 0;
}
