/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Joins what nodes said of themselves with what was seen of the fabric. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host_names.h"
#include "json_files.h"
#include "links_join.h"
#include "node_claims.h"
#include "source_node.h"
#include "topology/hostlist.h"
#include "topology/text.h"
#include "topology/wholefile.h"

enum { MAX_NODE_FILE = 16 << 20 };

struct apply {
	struct links *l;
	const struct nic_rules *rules;
	const char **hosts;	/* of l, sorted */
	int n_hosts;
	struct node_claims claims;
	struct infer_notes *notes;
	struct rail_error *err;
	int *same_as, *port;	/* as links_join() takes them */
};

/* --- files --------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

static int list_hosts(struct apply *a)
{
	a->hosts = calloc((size_t)a->l->n_devices + 1, sizeof(*a->hosts));
	if (!a->hosts)
		return rail_error_nomem(a->err);
	for (int i = 0; i < a->l->n_devices; i++)
		if (a->l->devices[i].kind == LINKS_NIC)
			a->hosts[a->n_hosts++] = a->l->devices[i].host;
	qsort(a->hosts, (size_t)a->n_hosts, sizeof(*a->hosts), by_text);
	return 0;
}

/* What HOST was seen as, in whichever case; NULL: it was not seen. */
static const char *seen_as(const struct apply *a, const char *host)
{
	const char *const *found = bsearch(&host, a->hosts, (size_t)a->n_hosts,
					   sizeof(*a->hosts), by_text);

	return found ? *found : NULL;
}

/* A host that was seen without its domain, or in other case, is called so. */
static void call_as_seen(const struct apply *a, char *host)
{
	char *dot = strchr(host, '.');
	const char *seen = seen_as(a, host);

	if (!seen && dot) {
		*dot = '\0';
		seen = seen_as(a, host);
		if (!seen)
			*dot = '.';
	}
	if (seen)
		memcpy(host, seen, strlen(host));
}

static void judge_nics(const struct apply *a, struct node *node)
{
	for (int i = 0; i < node->n_nics; i++)
		if (nic_rules_match(a->rules, &node->nics[i]))
			node->nics[i].role = NODE_STORAGE;
}

static int read_file(void *arg, const char *path)
{
	struct apply *a = arg;
	const char *label = wholefile_label(path);
	struct node *node = NULL;
	size_t len;
	char *text;
	int rc = -1;

	text = wholefile_read(path, MAX_NODE_FILE, &len, a->err);
	if (!text)
		return -1;
	node = node_parse(text, len, label, a->err);
	free(text);
	if (!node)
		return -1;
	call_as_seen(a, node->host);
	judge_nics(a, node);
	rc = links_set_hardware(a->l, node->host, node->hardware, a->err);
	if (rc == 0 && node_claims_add(&a->claims, label, node) < 0)
		rc = rail_error_nomem(a->err);
	node_destroy(node);
	return rc;
}

/* --- which NIC is whose -------------------------------------------------- */

static bool is_nic(const struct links_device *d)
{
	return d->kind == LINKS_NIC;
}

/* Says that CLAIM is device I, unless an earlier device is it already. */
static void take(struct apply *a, struct node_claim *claim, int i, int port)
{
	if (claim->device < 0)
		claim->device = i;
	a->same_as[i] = claim->device;
	a->port[i] = port;
}

static int note_two_claims(struct apply *a, const struct node_claim *claim,
			   const struct node_claim *other)
{
	return infer_notes_add(a->notes, "GUID 0x%016" PRIx64 " is that of %s "
			       "%s, says %s, and of %s %s, says %s",
			       claim->guid, claim->host, claim->name,
			       a->claims.files[claim->file], other->host,
			       other->name, a->claims.files[other->file]);
}

static int note_other_host(struct apply *a, const struct links_device *d,
			   const struct node_claim *claim)
{
	return infer_notes_add(a->notes, "%s %s calls itself \"%s%s%s\" in %s",
			       claim->host, claim->name, d->host, links_gap(d),
			       d->name, a->l->sources[d->source]);
}

static int match_guids(struct apply *a)
{
	for (int i = 0; i < a->l->n_devices; i++) {
		const struct links_device *d = &a->l->devices[i];
		struct node_claim *claim = NULL, *other = NULL;

		if (!is_nic(d))
			continue;
		if (d->guid)
			claim = node_claims_guid(&a->claims, d->guid, d->host,
						 &other);
		else if (d->port_guid)
			claim = node_claims_port(&a->claims, d->port_guid);
		if (!claim)
			continue;
		if (claim->device < 0 && other && other->device < 0 &&
		    note_two_claims(a, claim, other) < 0)
			return rail_error_nomem(a->err);
		if (*d->host && !host_names_same(d->host, claim->host) && !other &&
		    note_other_host(a, d, claim) < 0)
			return rail_error_nomem(a->err);
		/* Two devices of one GUID on two hosts stay two. */
		if (claim->device < 0 ||
		    !strcmp(a->l->devices[claim->device].host, d->host))
			take(a, claim, i, 0);
	}
	return 0;
}

static int note_replaced(struct apply *a, const struct links_device *d,
			 const struct node_claim *claim)
{
	return infer_notes_add(a->notes, "%s %s has the GUID 0x%016" PRIx64
			       " in %s, and 0x%016" PRIx64 " in %s",
			       claim->host, claim->name, d->guid,
			       a->l->sources[d->source], claim->guid,
			       a->claims.files[claim->file]);
}

/* The NICs that no GUID told: by their names, by their MACs. */
static int match_names(struct apply *a)
{
	for (int i = 0; i < a->l->n_devices; i++) {
		const struct links_device *d = &a->l->devices[i];
		struct node_claim *claim = NULL;
		int port = 0;

		if (!is_nic(d) || a->same_as[i] != i || a->port[i] >= 0)
			continue;
		if (*d->host)
			claim = node_claims_name(&a->claims, d->host, d->name,
						 &port);
		if (!claim && d->mac)
			claim = node_claims_mac(&a->claims, d->mac, &port);
		if (!claim)
			continue;
		if (d->guid && claim->guid && d->guid != claim->guid) {
			if (note_replaced(a, d, claim) < 0)
				return rail_error_nomem(a->err);
			if (claim->device >= 0)
				continue;
		}
		take(a, claim, i, port);
	}
	return 0;
}

/* --- what follows from it ------------------------------------------------ */

static bool is_aside(const struct node_claim *claim)
{
	return claim->role != NODE_RAIL && claim->role != NODE_UNKNOWN;
}

static int rename_device(struct apply *a, const struct node_claim *claim)
{
	struct links_device *d = &a->l->devices[claim->device];
	char *host = strdup(claim->host), *name = strdup(claim->name);

	if (!host || !name) {
		free(host);
		free(name);
		return rail_error_nomem(a->err);
	}
	free(d->host);
	free(d->name);
	d->host = host;
	d->name = name;
	d->aside |= is_aside(claim);
	if (claim->system)
		d->board = claim->system;
	if (!d->guid)
		d->guid = claim->guid;
	return 0;
}

static int rename_devices(struct apply *a)
{
	for (int i = 0; i < a->claims.n_claims; i++)
		if (a->claims.claims[i].device >= 0 &&
		    rename_device(a, &a->claims.claims[i]) < 0)
			return -1;
	return 0;
}

/* Index of the source FILE, which is added to L's. */
static int add_source(struct apply *a, const char *file)
{
	struct links *l = a->l;
	char **bigger = realloc(l->sources, ((size_t)l->n_sources + 1) *
				sizeof(*bigger));

	if (!bigger)
		return rail_error_nomem(a->err);
	l->sources = bigger;
	l->sources[l->n_sources] = strdup(file);
	if (!l->sources[l->n_sources])
		return rail_error_nomem(a->err);
	return l->n_sources++;
}

/* A NIC of a rail that no other source saw, on a node of which one did. */
static int add_unseen(struct apply *a, const struct node_claim *claim,
		      int *source)
{
	struct links_device *d;
	int i;

	if (*source < 0)
		*source = add_source(a, a->claims.files[claim->file]);
	if (*source < 0)
		return -1;
	i = links_add_device(a->l, LINKS_NIC, claim->guid, claim->name,
			     claim->host, 0, a->err);
	if (i < 0)
		return -1;
	d = &a->l->devices[i];
	d->source = *source;
	d->board = claim->system;
	return 0;
}

/* The claims of one file, from FIRST to before END. */
static int finish_node(struct apply *a, int first, int end,
		       const char **absent, int *n_absent)
{
	struct node_claim *claims = a->claims.claims;
	int seen = 0, source = -1;

	for (int i = first; i < end; i++)
		seen += claims[i].device >= 0;
	if (!seen) {
		absent[(*n_absent)++] = claims[first].host;
		return 0;
	}
	for (int i = first; i < end; i++)
		if (claims[i].device < 0 && claims[i].role == NODE_RAIL &&
		    add_unseen(a, &claims[i], &source) < 0)
			return -1;
	return 0;
}

static int note_absent(struct apply *a, const char **absent, int n)
{
	char *text = hostlist_format(absent, n);
	int rc = -1;

	if (text)
		rc = infer_notes_add(a->notes, "%d node%s said what is in "
				     "%s, but no NIC of %s was seen: %s", n,
				     text_plural(n), n == 1 ? "it" : "them",
				     n == 1 ? "it" : "theirs", text);
	free(text);
	return rc < 0 ? rail_error_nomem(a->err) : 0;
}

static int finish_nodes(struct apply *a)
{
	const struct node_claims *c = &a->claims;
	const char **absent = calloc((size_t)c->n_files + 1, sizeof(*absent));
	int n_absent = 0, rc = 0;

	if (!absent)
		return rail_error_nomem(a->err);
	for (int i = 0, end; i < c->n_claims && rc == 0; i = end) {
		for (end = i; end < c->n_claims; end++)
			if (c->claims[end].file != c->claims[i].file)
				break;
		if (!c->outdated[c->claims[i].file])
			rc = finish_node(a, i, end, absent, &n_absent);
	}
	if (rc == 0 && n_absent)
		rc = note_absent(a, absent, n_absent);
	free(absent);
	return rc;
}

static int note_outdated(struct apply *a)
{
	const struct node_claims *c = &a->claims;

	for (int i = 0; i < c->n_files; i++)
		if (c->outdated[i] &&
		    infer_notes_add(a->notes, "%s: another file is of \"%s\" "
				    "too, and comes later: this one is not "
				    "used", c->files[i], c->hosts[i]) < 0)
			return rail_error_nomem(a->err);
	return 0;
}

static int apply(struct apply *a, const char *const *paths, int n)
{
	if (list_hosts(a) < 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (json_files_read(paths[i], "no file *.json in it: what "
				    "\"railyard gather\" wrote was expected",
				    read_file, a, a->err) < 0)
			return -1;
	a->same_as = calloc((size_t)a->l->n_devices + 1, sizeof(int));
	a->port = calloc((size_t)a->l->n_devices + 1, sizeof(int));
	if (!a->same_as || !a->port || node_claims_sort(&a->claims) < 0)
		return rail_error_nomem(a->err);
	for (int i = 0; i < a->l->n_devices; i++) {
		a->same_as[i] = i;
		a->port[i] = -1;
	}
	return note_outdated(a) || match_guids(a) || match_names(a) ||
	       rename_devices(a) || finish_nodes(a) ? -1 : 0;
}

int source_node_apply(struct links *l, const char *const *paths, int n,
		      const struct nic_rules *rules, struct infer_notes *notes,
		      struct rail_error *err)
{
	struct apply a = { .l = l, .rules = rules, .notes = notes, .err = err };
	int n_devices = l->n_devices;
	int rc = apply(&a, paths, n);

	if (rc == 0)
		rc = links_join(l, a.same_as, a.port, n_devices, err);
	node_claims_free(&a.claims);
	free(a.hosts);
	free(a.same_as);
	free(a.port);
	return rc;
}
