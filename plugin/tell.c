/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comments, reasons, log lines. */
#include "tell.h"

#include "topology/layout.h"

#define OURS LAYOUT_COMMENT
#define WAITS "waits: "

/* Takes TEXT.  A comment that somebody else wrote stays. */
static bool set_comment(job_record_t *job, char *text)
{
	if (job->system_comment &&
	    (!xstrcmp(job->system_comment, text) ||
	     strncmp(job->system_comment, OURS, strlen(OURS)))) {
		xfree(text);
		return false;
	}
	xfree(job->system_comment);
	job->system_comment = text;
	last_job_update = time(NULL);
	return true;
}

void tell_waiting(job_record_t *job, const char *why)
{
	bool is_new = set_comment(job, xstrdup_printf(OURS WAITS "%s", why));

	if (IS_JOB_PENDING(job)) {
		xfree(job->state_desc);
		job->state_desc = xstrdup(why);
		/* the main scheduler clears it as soon as we return: this
		 * has backfill look at the job again, which does not */
		last_job_update = time(NULL);
	}
	if (is_new)
		verbose(OURS "%pJ waits: %s", job, why);
}

void tell_never(job_record_t *job, const char *why)
{
	if (xstrncmp(job->system_comment, OURS WAITS, strlen(OURS WAITS)))
		tell_waiting(job, why);
}

void tell_refused(job_record_t *job, const char *why)
{
	if (set_comment(job, xstrdup_printf(OURS "refused: %s", why)))
		info(OURS "%pJ is refused: %s", job, why);
}

void tell_running(job_record_t *job, const char *why, const char *layout)
{
	set_comment(job, xstrdup_printf(OURS "%s" LAYOUT_COMMENT_SLOTS "%s", why,
					layout));
	info(OURS "%pJ: %s; slots %.512s", job, why, layout);
}

void tell_moved(job_record_t *job, const char *layout)
{
	char *slots = job->system_comment ?
			      strstr(job->system_comment,
				     LAYOUT_COMMENT_SLOTS) : NULL;
	const char *added;

	if (!slots || strncmp(job->system_comment, OURS, strlen(OURS)))
		return;
	/* what others have added to the comment stays */
	added = slots + strlen(LAYOUT_COMMENT_SLOTS);
	added += strcspn(added, " \t\n");
	if (set_comment(job, xstrdup_printf("%.*s" LAYOUT_COMMENT_SLOTS "%s%s",
					    (int)(slots - job->system_comment),
					    job->system_comment, layout,
					    added)))
		info(OURS "%pJ: spares take slots: %.512s", job, layout);
}

void tell_nothing(job_record_t *job)
{
	if (!job->system_comment ||
	    strncmp(job->system_comment, OURS, strlen(OURS)) ||
	    !strncmp(job->system_comment, OURS "ignored", strlen(OURS) + 7))
		return;
	xfree(job->system_comment);
	last_job_update = time(NULL);
}

void tell_ignored(job_record_t *job, const char *what)
{
	if (set_comment(job, xstrdup_printf(OURS "ignored: %s", what)))
		info(OURS "%pJ: its request is ignored: %s", job, what);
}
