/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the options that give a preset of any size its numbers. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "synth_shape.h"
#include "topology/text.h"

/* By their place in struct synth_shape. */
enum number {
	PODS, ISLANDS, NODES, RAILS, PLANES, UPLINKS, SPINES, CORES, RADIX,
	ZONES,
};

static const struct {
	char letter;
	const char *word;
	int most;
} numbers[SYNTH_SHAPE_NUMBERS] = {
	[PODS] = { 'P', "pods", FABRIC_MAX_NODES },
	[ISLANDS] = { 'I', "islands", FABRIC_MAX_NODES },
	[NODES] = { 'N', "nodes", FABRIC_MAX_NODES },
	[RAILS] = { 'R', "rails", FABRIC_MAX_RAILS },
	[PLANES] = { 'L', "planes", FABRIC_MAX_PLANES },
	[UPLINKS] = { 'U', "uplinks", FABRIC_MAX_PORT },
	[SPINES] = { 'S', "spines", FABRIC_MAX_PORT },
	[CORES] = { 'C', "cores", FABRIC_MAX_PORT },
	[RADIX] = { 'X', "radix", FABRIC_MAX_PORT },
	[ZONES] = { 'G', "zones", FABRIC_MAX_NODES },
};

static int find(int letter)
{
	for (int i = 0; i < SYNTH_SHAPE_NUMBERS; i++)
		if (numbers[i].letter == letter)
			return i;
	return -1;
}

bool synth_shape_has(int letter)
{
	return letter && (find(letter) >= 0 || strchr("Tps", letter));
}

static int read_number(const struct cli_verb *verb, int which,
		       const char *value, int *out)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (!isdigit((unsigned char)*value) || *end || n < 1 ||
	    n > numbers[which].most)
		return cli_misuse(verb, "--%s=\"%s\": 1 to %d was expected",
				  numbers[which].word, value,
				  numbers[which].most);
	*out = (int)n;
	return CLI_OK;
}

/* "4xNDR", or "400G" where the name says all. */
static int read_speed(const struct cli_verb *verb, const char *value,
		      struct synth_speed *speed)
{
	const char *name = value;
	int lanes = 0;

	if (isdigit((unsigned char)value[0]) && value[1] == 'x') {
		lanes = value[0] - '0';
		name = value + 2;
	}
	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p))
			name = "";
	if (!*name || strlen(name) > 7)
		return cli_misuse(verb, "--speed=\"%s\": one as 4xNDR or 400G "
				  "was expected", value);
	*speed = (struct synth_speed){ lanes, name };
	return CLI_OK;
}

int synth_shape_read(const struct cli_verb *verb, struct synth_shape *shape,
		     int letter, const char *value)
{
	int which = find(letter);

	if (which >= 0) {
		shape->any = numbers[which].word;
		return read_number(verb, which, value, &shape->numbers[which]);
	}
	switch (letter) {
	case 'T':
		shape->any = "tor";
		shape->tor = true;
		return CLI_OK;
	case 's':
		return read_speed(verb, value, &shape->speed);
	}
	shape->any = "prefix";
	shape->prefix = value;
	if (fabric_name_ok(value) && strlen(value) <= 32)
		return CLI_OK;
	return cli_misuse(verb, "--prefix=\"%s\": 1 to 32 letters, digits, "
			  "'.', '_', '-' were expected", value);
}

static void apply_number(const struct synth_shape *shape, enum number which,
			 int *out)
{
	if (shape->numbers[which])
		*out = shape->numbers[which];
}

int synth_shape_apply(const struct cli_verb *verb,
		      const struct synth_shape *shape,
		      const struct synth_preset *preset,
		      struct synth_spec *spec)
{
	int pods;
	long n;

	if (shape->speed.name)
		spec->speed = spec->trunk_speed = shape->speed;
	if (!preset->free)
		return CLI_OK;
	pods = spec->nodes / spec->island_nodes / spec->pod_islands;
	apply_number(shape, PODS, &pods);
	apply_number(shape, ISLANDS, &spec->pod_islands);
	apply_number(shape, NODES, &spec->island_nodes);
	apply_number(shape, RAILS, &spec->rails);
	apply_number(shape, PLANES, &spec->planes);
	apply_number(shape, UPLINKS, &spec->clos.uplinks);
	apply_number(shape, SPINES, &spec->clos.spines);
	apply_number(shape, CORES, &spec->clos.cores);
	apply_number(shape, RADIX, &spec->clos.radix[0]);
	apply_number(shape, ZONES, &spec->clos.zones);
	if (shape->numbers[ZONES] > pods)
		return cli_misuse(verb, "--zones=%d: %d pod%s cannot be in so "
				  "many", shape->numbers[ZONES], pods,
				  text_plural(pods));
	spec->clos.tor |= shape->tor;
	if (shape->prefix)
		spec->prefix = shape->prefix;
	/* Each is 2^20 at most: two of them cannot overflow. */
	n = (long)pods * spec->pod_islands;
	if (n <= FABRIC_MAX_NODES)
		n *= spec->island_nodes;
	if (n > FABRIC_MAX_NODES)
		return cli_misuse(verb, "%d pods of %d islands of %d nodes are "
				  "more than the %d nodes that a fabric can "
				  "have", pods, spec->pod_islands,
				  spec->island_nodes, FABRIC_MAX_NODES);
	spec->nodes = (int)n;
	return CLI_OK;
}
