/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is inside a node, in Slurm's words. */
#ifndef RAIL_SLURM_HARDWARE_H
#define RAIL_SLURM_HARDWARE_H

#include <stdbool.h>
#include <stdio.h>

#include "export.h"

enum {
	SLURM_HARDWARE_WORD = HARDWARE_TEXT_MAX + 1,
	/* 16 bits, of which the last two values mean something else */
	SLURM_HARDWARE_MAX_CPUS = 65533,
};

/* TEXT, which may be NULL, as a feature or a type: in small letters, '_' for
 * what else is in it but '-' and '.', none of these at its ends.  It may be
 * "".  Returns WORD. */
const char *slurm_hardware_word(const char *text,
				char word[SLURM_HARDWARE_WORD]);

/* Whether each GPU of HW has a model.  Slurm takes all with a Type, or none. */
bool slurm_hardware_typed(const struct hardware *hw);

/*
 * What finds GPUs that have no file like /dev/nvidia0, for AutoDetect: those
 * of AMD are renderD128 and on, with gaps that the model does not tell; NULL:
 * there are none.
 */
const char *slurm_hardware_autodetect(const struct hardware *hw);

/*
 * Slurm binds GPUs to sockets: nodes one of whose GPUs has a part of a socket
 * are drained, and slurmctld dies of cores where it does not know the node's
 * (gres.conf(5), Cores; src/interfaces/gres.c of 24.11.5 to 26.05).
 */
/* Whether Cores can be said: all GPUs have some that the node has. */
bool slurm_hardware_bound(const struct hardware *hw);
/* The cores of all sockets that those of GPU are on; HW is bound. */
void slurm_hardware_put_cores(FILE *out, const struct hardware *hw, int gpu);
/* Whether it is the same for two of them. */
bool slurm_hardware_same_sockets(const struct hardware *hw, int a, int b);
/* Whether that is more than the map has, for any GPU; HW is bound. */
bool slurm_hardware_widened(const struct hardware *hw);

/*
 * Whether slurmd takes what is known of GPUs: Cores that the node has, Links
 * to each GPU.  HOSTS are the nodes in question, for the message.
 */
enum export_result slurm_hardware_check(const struct hardware *hw,
					const char *hosts,
					struct rail_error *err);

/* Whether Slurm can count the processors. */
enum export_result slurm_hardware_check_size(const struct hardware *hw,
					     const char *hosts,
					     struct rail_error *err);

#endif
