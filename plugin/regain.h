/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slots that the ledger has lost, from what Slurm itself keeps of each job. */
#ifndef RAIL_REGAIN_H
#define RAIL_REGAIN_H

/*
 * Gives the ledger the slots of jobs of whose last start it knows nothing: the
 * file was lost, cut, or could not be read or written.  Who failed under them
 * stays unknown.  Under slurmctld's job write lock, once all jobs are known.
 */
void regain_slots(void);

#endif
