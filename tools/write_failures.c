/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes what was made to fail, for people and as JSON. */
#include <inttypes.h>

#include "write_failures.h"

enum {
	JSON_VERSION = 1,
	FEW = 20,	/* so many are shown one by one */
};

/* Names of made-up fabrics have nothing in them to be escaped. */
static void put_text(FILE *out, const char *text)
{
	if (text)
		fprintf(out, "\"%s\"", text);
	else
		fputs("null", out);
}

static void put_names(FILE *out, const char *key, char *const names[2])
{
	fprintf(out, ",\"%s\":[", key);
	for (int i = 0; i < 2 && names[i]; i++) {
		fputs(i ? "," : "", out);
		put_text(out, names[i]);
	}
	fputc(']', out);
}

void write_failures_json(FILE *out, const char *fabric, uint64_t seed,
			 const struct synth_failures *done)
{
	fprintf(out, "{\"version\":%d,\"fabric\":", JSON_VERSION);
	put_text(out, fabric);
	fprintf(out, ",\"seed\":%" PRIu64 ",\"faults\":[", seed);
	for (int i = 0; i < done->n; i++) {
		const struct synth_failed *e = &done->list[i];

		fputs(i ? ",\n{\"fault\":" : "\n{\"fault\":", out);
		put_text(out, synth_fault_name(e->fault));
		fputs(",\"finding\":", out);
		put_text(out, e->unseen ? NULL : synth_fault_finding(e->fault));
		put_names(out, "nodes", e->hosts);
		put_names(out, "switches", e->switches);
		fputs(",\"what\":", out);
		put_text(out, e->what);
		fputc('}', out);
	}
	fputs("\n]}\n", out);
}

void write_failures_text(FILE *out, const char *prefix, uint64_t seed,
			 const struct synth_failures *done)
{
	const char *gap = "";

	fprintf(out, "%sseed %" PRIu64 ": ", prefix, seed);
	for (int i = 0; i < SYNTH_N_FAULTS; i++) {
		if (!done->of[i])
			continue;
		fprintf(out, "%s%s %ld of %ld", gap,
			synth_fault_name((enum synth_fault)i), done->made[i],
			done->of[i]);
		gap = ", ";
	}
	fputc('\n', out);
	for (int i = 0; i < done->n && done->n <= FEW; i++)
		fprintf(out, "%s%s: %s\n", prefix,
			synth_fault_name(done->list[i].fault),
			done->list[i].what);
}
