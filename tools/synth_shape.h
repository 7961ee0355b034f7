/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options that give a preset of any size its numbers. */
#ifndef RAIL_SYNTH_SHAPE_H
#define RAIL_SYNTH_SHAPE_H

#include "cli.h"
#include "synth.h"

/* For the list of a verb's options; each has a letter of its own. */
#define SYNTH_SHAPE_WORDS						\
	{ "pods", required_argument, NULL, 'P' },			\
	{ "islands", required_argument, NULL, 'I' },			\
	{ "nodes", required_argument, NULL, 'N' },			\
	{ "rails", required_argument, NULL, 'R' },			\
	{ "planes", required_argument, NULL, 'L' },			\
	{ "uplinks", required_argument, NULL, 'U' },			\
	{ "spines", required_argument, NULL, 'S' },			\
	{ "cores", required_argument, NULL, 'C' },			\
	{ "radix", required_argument, NULL, 'X' },			\
	{ "zones", required_argument, NULL, 'G' },			\
	{ "tor", no_argument, NULL, 'T' },				\
	{ "prefix", required_argument, NULL, 'p' },			\
	{ "speed", required_argument, NULL, 's' }

enum { SYNTH_SHAPE_NUMBERS = 10 };

/* What was given; start from { 0 }. */
struct synth_shape {
	int numbers[SYNTH_SHAPE_NUMBERS];	/* 0: not */
	bool tor;
	const char *prefix;
	struct synth_speed speed;
	const char *any;	/* an option that was given, or NULL: but for
				 * the speed, which every preset can have */
};

/* Whether LETTER is that of one of these options. */
bool synth_shape_has(int letter);

/* Takes an option and its value; CLI_OK, or what is wrong with it was told. */
int synth_shape_read(const struct cli_verb *verb, struct synth_shape *shape,
		     int letter, const char *value);

/* Puts what was given into SPEC, which has the defaults of PRESET; or tells. */
int synth_shape_apply(const struct cli_verb *verb,
		      const struct synth_shape *shape,
		      const struct synth_preset *preset,
		      struct synth_spec *spec);

#endif
