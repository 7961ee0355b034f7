/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of PCI devices: the list that pciutils and hwdata install. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pci_names.h"
#include "topology/wholefile.h"

enum { MAX_LIST = 16 << 20, ID = 4 };

static const char *const places[] = {
	"/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids",
};

void pci_names_free(struct pci_names *n)
{
	free(n->text);
	*n = (struct pci_names){ 0 };
}

/* Behind the end of the line; NULL: it is the last. */
static const char *next_line(const char *line)
{
	line = strchr(line, '\n');
	return line && line[1] ? line + 1 : NULL;
}

/* What follows ID in a line that begins with BEFORE and ID; else NULL. */
static const char *behind(const char *line, const char *before, const char *id)
{
	size_t len = strlen(before);

	if (strncmp(line, before, len) || strncmp(line + len, id, ID) ||
	    strncmp(line + len + ID, "  ", 2))
		return NULL;
	return line + len + ID + 2;
}

/* "10de  NVIDIA", below it "<tab>2330  GH100", below that subsystems. */
char *pci_names_search(const char *text, unsigned vendor, unsigned device,
		       bool *failed)
{
	char vendor_id[ID + 5], device_id[ID + 5], *copy;
	const char *line = *text ? text : NULL, *name;

	snprintf(vendor_id, sizeof(vendor_id), "%04x", vendor);
	snprintf(device_id, sizeof(device_id), "%04x", device);
	while (line && !behind(line, "", vendor_id))
		line = next_line(line);
	while (line && (line = next_line(line)) &&
	       (*line == '\t' || *line == '#')) {
		name = behind(line, "\t", device_id);
		if (!name)
			continue;
		copy = strndup(name, strcspn(name, "\r\n"));
		*failed |= !copy;
		return copy;
	}
	return NULL;
}

char *pci_names_find(struct pci_names *n, unsigned vendor, unsigned device,
		     bool *failed)
{
	size_t len;

	for (size_t i = 0; !n->tried && !n->text &&
	     i < sizeof(places) / sizeof(*places); i++)
		n->text = wholefile_read(places[i], MAX_LIST, &len, NULL);
	n->tried = true;
	return n->text ? pci_names_search(n->text, vendor, device, failed) :
			 NULL;
}
