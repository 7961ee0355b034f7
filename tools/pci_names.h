/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of PCI devices: the list that pciutils and hwdata install. */
#ifndef RAIL_PCI_NAMES_H
#define RAIL_PCI_NAMES_H

#include <stdbool.h>

/* Begins as { 0 }; the list is read when a name is first asked for. */
struct pci_names {
	char *text;	/* NULL: this machine has none */
	bool tried;
};

void pci_names_free(struct pci_names *n);

/*
 * The name of DEVICE of VENDOR ("GH100 [H100 SXM5 80GB]"), which the caller
 * frees; NULL: not in the list.  *FAILED becomes true when out of memory.
 */
char *pci_names_find(struct pci_names *n, unsigned vendor, unsigned device,
		     bool *failed);

/* The same in TEXT, which has the form of such a list. */
char *pci_names_search(const char *text, unsigned vendor, unsigned device,
		       bool *failed);

#endif
