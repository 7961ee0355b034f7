/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts of jobs that slurmctld was killed before it had saved. */
#ifndef RAIL_FORGOTTEN_H
#define RAIL_FORGOTTEN_H

/*
 * slurmctld saves its state seconds after a start; the ledger has that at once.
 * A job that waits though the ledger has its start is ended on those nodes, and
 * held back until they have done so: they would refuse the same job a second
 * time, and slurmctld would drain them and hold the job.  Under slurmctld's job
 * write lock, once all jobs are known.
 */
void forgotten_end(void);

#endif
