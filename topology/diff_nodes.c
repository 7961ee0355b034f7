/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a diff: nodes that came, went, moved, have other names, hardware. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff_parts.h"
#include "text.h"

/* --- hardware ------------------------------------------------------------ */

static void put_number(FILE *out, const char **gap, const char *what, int was,
		       int is)
{
	if (was == is)
		return;
	fprintf(out, "%s%s %d instead of %d", *gap, what, is, was);
	*gap = ", ";
}

static void put_text(FILE *out, const char **gap, const char *what,
		     const char *was, const char *is)
{
	was = was ? was : "unknown";
	is = is ? is : "unknown";
	if (!strcmp(was, is))
		return;
	fprintf(out, "%s%s %s instead of %s", *gap, what, is, was);
	*gap = ", ";
}

/* Where the number of GPUs is the same: what is otherwise about them. */
static void put_gpus(FILE *out, const char **gap, const struct hardware *was,
		     const struct hardware *is)
{
	for (int i = 0; i < is->n_gpus; i++) {
		const struct hardware_gpu *x = &was->gpus[i];
		const struct hardware_gpu *y = &is->gpus[i];
		char what[40];

		snprintf(what, sizeof(what), "model of GPU %d", i);
		put_text(out, gap, what, x->model, y->model);
		snprintf(what, sizeof(what), "cores of GPU %d", i);
		put_text(out, gap, what, x->cores, y->cores);
		snprintf(what, sizeof(what), "links of GPU %d", i);
		put_text(out, gap, what, x->links, y->links);
		snprintf(what, sizeof(what), "NIC of GPU %d", i);
		put_text(out, gap, what, x->nic, y->nic);
	}
}

static void put_hardware(FILE *out, const struct hardware *was,
			 const struct hardware *is)
{
	const char *gap = "";

	put_text(out, &gap, "vendor", was->vendor, is->vendor);
	put_text(out, &gap, "product", was->product, is->product);
	put_number(out, &gap, "sockets", was->sockets, is->sockets);
	put_number(out, &gap, "cores a socket", was->cores, is->cores);
	put_number(out, &gap, "threads a core", was->threads, is->threads);
	put_number(out, &gap, "MB of memory", was->memory_mb, is->memory_mb);
	put_number(out, &gap, "GPUs", was->n_gpus, is->n_gpus);
	if (was->n_gpus == is->n_gpus)
		put_gpus(out, &gap, was, is);
	if (!*gap)
		fputs("which NIC is a GPU's", out);	/* a tie */
}

static char *hardware_text(const struct hardware *was,
			   const struct hardware *is)
{
	char *text = NULL;
	size_t size;
	FILE *out;

	if (!was || !is)
		return strdup(is ? "hardware is known now" :
				   "hardware is not known any more");
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	put_hardware(out, was, is);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static bool same_hardware(const struct hardware *was,
			  const struct hardware *is)
{
	return was && is ? hardware_equal(was, is) : was == is;
}

static const struct hardware *hardware_of(const struct fabric *f, int shape)
{
	return f->shapes[shape].hardware;
}

/* --- facts --------------------------------------------------------------- */

static char *say(const struct diff_report *r, const struct diff_fact *fact,
		 int n_nodes, const char *nodes)
{
	const char *s = text_plural(n_nodes);
	char *text, *details;

	switch (fact->kind) {
	case DIFF_NODE_ADDED:
		return text_format("%d node%s in %s: %s", n_nodes, s,
				   r->is->islands[fact->island].name, nodes);
	case DIFF_NODE_REMOVED:
		return text_format("%d node%s of %s: %s", n_nodes, s,
				   r->was->islands[fact->island].name, nodes);
	case DIFF_NODE_MOVED:
		return text_format("%d node%s in %s instead of %s: %s",
				   n_nodes, s,
				   r->is->islands[fact->island].name,
				   r->was->islands[fact->detail[0]].name,
				   nodes);
	default:
		details = hardware_text(hardware_of(r->was, fact->detail[0]),
					hardware_of(r->is, fact->detail[1]));
		text = details ? text_format("%d node%s of %s: %s: %s",
					     n_nodes, s, r->is->islands[
					     fact->island].name, nodes,
					     details) : NULL;
		free(details);
		return text;
	}
}

static int diff_node(struct diff_report *r, struct diff_facts *facts, int was,
		     int is, struct rail_error *err)
{
	const struct fabric_node *x = &r->was->nodes[was];
	const struct fabric_node *y = &r->is->nodes[is];
	struct diff_fact fact = { .island = y->island, .node = is };

	if (strcmp(x->name, y->name) &&
	    !diff_add(r, DIFF_NODE_RENAMED,
		      text_format("%s is called %s now", x->name, y->name),
		      NULL, err))
		return -1;
	if (r->island_to[x->island] != y->island) {
		fact.kind = DIFF_NODE_MOVED;
		fact.detail[0] = x->island;
		if (diff_facts_add(facts, &fact, err) < 0)
			return -1;
	}
	if (same_hardware(hardware_of(r->was, x->shape),
			  hardware_of(r->is, y->shape)))
		return 0;
	fact.kind = DIFF_HARDWARE;
	fact.detail[0] = x->shape;
	fact.detail[1] = y->shape;
	return diff_facts_add(facts, &fact, err);
}

int diff_nodes(struct diff_report *r, struct rail_error *err)
{
	struct diff_facts facts = { 0 };
	int rc = 0;

	for (int i = 0; rc == 0 && i < r->was->n_nodes; i++) {
		const struct diff_fact gone = {
			.kind = DIFF_NODE_REMOVED, .node = i,
			.island = r->was->nodes[i].island,
		};

		rc = r->node_to[i] < 0 ? diff_facts_add(&facts, &gone, err) :
		     diff_node(r, &facts, i, r->node_to[i], err);
	}
	for (int i = 0; rc == 0 && i < r->is->n_nodes; i++) {
		const struct diff_fact new = {
			.kind = DIFF_NODE_ADDED, .node = i,
			.island = r->is->nodes[i].island,
		};

		if (r->node_from[i] < 0)
			rc = diff_facts_add(&facts, &new, err);
	}
	if (rc == 0)
		return diff_facts_tell(r, &facts, say, err);
	free(facts.facts);
	return -1;
}
