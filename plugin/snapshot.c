/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration and the map in force. */
#include "snapshot.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "topology/hostlist.h"
#include "topology/map.h"
#include "topology/text.h"

static struct mirror followed[SNAPSHOT_N_FOLLOWED];
static struct snapshot snapshot = { .followed = followed };

/* Under StateSaveLocation. */
#define LAST_GOOD "railyard-map.json"

static char *conf_path(void)
{
	const char *slash = xstrrchr(slurm_conf.slurm_conf, '/');
	char *path = NULL;

	if (slash)
		path = xstrndup(slurm_conf.slurm_conf,
				slash - slurm_conf.slurm_conf + 1);
	xstrcat(path, "railyard.conf");
	return path;
}

/*
 * Keeps a copy of the map, with the time of its file: the copy is no younger
 * than what it is of, and the same map leaves it alone.
 */
static void keep_map(const char *path, const struct stat *of)
{
	const struct timespec times[] = { of->st_mtim, of->st_mtim };
	struct rail_error err;
	struct stat st;

	if (!stat(path, &st) && st.st_mtim.tv_sec == of->st_mtim.tv_sec &&
	    st.st_mtim.tv_nsec == of->st_mtim.tv_nsec)
		return;
	if (map_save(snapshot.fabric, path, &err))
		info("railyard: no copy of the map is kept: %s", err.text);
	else if (utimensat(AT_FDCWD, path, times, 0))
		info("railyard: %s: its time cannot be set: %m", path);
}

static void load_map(void)
{
	char *kept = xstrdup_printf("%s/" LAST_GOOD,
				    slurm_conf.state_save_location);
	struct rail_error err, ignored;
	struct stat st = { 0 };

	/* before it is read: one that is replaced meanwhile is not younger */
	(void)stat(snapshot.conf.map, &st);
	/* to open a pipe can take for ever */
	if (st.st_mode && !S_ISREG(st.st_mode))
		rail_error_at(&err, snapshot.conf.map, 0, 0,
			      "is no regular file");
	else
		snapshot.fabric = map_load(snapshot.conf.map, &err);
	if (snapshot.fabric) {
		keep_map(kept, &st);
	} else {
		(void)stat(kept, &st);
		snapshot.fabric = map_load(kept, &ignored);
		error("railyard: %s; %s", err.text,
		      snapshot.fabric ? "the last good map stays in force" :
					"jobs are placed as without railyard");
	}
	xfree(kept);
	snapshot.written = st.st_mtime;
	snapshot.loaded = time(NULL);
	snapshot.warned = snapshot.refused = false;
	if (!snapshot.fabric)
		return;
	snapshot.space = place_space_create(snapshot.fabric);
	if (snapshot.space)
		return;
	error("railyard: out of memory; jobs are placed as without railyard");
	fabric_destroy(snapshot.fabric);
	snapshot.fabric = NULL;
}

void snapshot_load(void)
{
	char *path = conf_path();
	struct rail_error err;

	if (conf_load(&snapshot.conf, path, &err))
		error("railyard: %s; jobs are placed as without railyard",
		      err.text);
	else
		load_map();
	xfree(path);
}

static void free_index(void)
{
	free(snapshot.to_fabric);
	free(snapshot.to_record);
	free(snapshot.records);
	for (int i = 0; i < SNAPSHOT_N_FOLLOWED; i++)
		mirror_forget(&followed[i]);
	snapshot.to_fabric = snapshot.to_record = NULL;
	snapshot.records = NULL;
	snapshot.n_records = 0;
}

static int match_nodes(void)
{
	const struct fabric *f = snapshot.fabric;

	free_index();
	snapshot.stale = true;
	snapshot.to_fabric = malloc((node_record_count + 1) * sizeof(int));
	snapshot.to_record = malloc((f->n_nodes + 1) * sizeof(int));
	snapshot.records = calloc(f->n_nodes + 1, sizeof(*snapshot.records));
	if (!snapshot.to_fabric || !snapshot.to_record || !snapshot.records) {
		free_index();
		return -1;
	}
	for (int n = 0; n < f->n_nodes; n++)
		snapshot.to_record[n] = -1;
	for (int i = 0; i < node_record_count; i++) {
		const node_record_t *record = node_record_table_ptr[i];
		int n = record ? fabric_find_node(f, record->name) : -1;

		snapshot.to_fabric[i] = n;
		if (n < 0)
			continue;
		snapshot.to_record[n] = i;
		snapshot.records[n] = record;
	}
	snapshot.n_records = node_record_count;
	snapshot.generation++;
	snapshot.stale = false;
	return 0;
}

/* Logs the nodes that one side lacks, if any.  Takes NAMES. */
static void log_strangers(const char *what, struct hostlist *names)
{
	char *text;

	if (!names)
		return;
	text = names->count ? hostlist_format((const char *const *)names->names,
					      names->count) :
			      NULL;
	if (text)
		info("railyard: %d node%s %s: %.512s", names->count,
		     text_plural(names->count), what, text);
	free(text);
	hostlist_destroy(names);
}

static void log_index(void)
{
	struct hostlist *unmapped = hostlist_create();
	struct hostlist *unknown = hostlist_create();
	const struct fabric *f = snapshot.fabric;

	for (int i = 0; unmapped && i < snapshot.n_records; i++)
		if (node_record_table_ptr[i] && snapshot.to_fabric[i] < 0)
			hostlist_append(unmapped,
					node_record_table_ptr[i]->name);
	for (int n = 0; unknown && n < f->n_nodes; n++)
		if (snapshot.to_record[n] < 0)
			hostlist_append(unknown, f->nodes[n].name);
	info("railyard: map %s: %d node%s, %d island%s, %d pod%s, %d rail%s; "
	     "default mode %s", f->name, f->n_nodes, text_plural(f->n_nodes),
	     f->n_islands, text_plural(f->n_islands), f->n_pods,
	     text_plural(f->n_pods), f->n_rails, text_plural(f->n_rails),
	     place_mode_name(snapshot.conf.default_mode));
	log_strangers("not in the map, which take no rail jobs", unmapped);
	log_strangers("of the map unknown to Slurm, left out", unknown);
}

void snapshot_index(void)
{
	if (!snapshot.fabric)
		return;
	if (match_nodes())
		error("railyard: out of memory; jobs are placed as without "
		      "railyard");
	else
		log_index();
}

void snapshot_stale(void)
{
	snapshot.stale = true;
}

/* Says once that the map is old; true when it is too old to be used. */
static bool too_old(void)
{
	int days = (int)((time(NULL) - snapshot.written) / 86400);
	int most = snapshot.conf.map_max_days;
	int warn = snapshot.conf.map_warn_days;

	if (most && days >= most) {
		if (!snapshot.refused)
			error("railyard: the map is %d day%s old, "
			      "MapMaxAge=%d: jobs are placed as without "
			      "railyard", days, text_plural(days), most);
		snapshot.refused = true;
		return true;
	}
	if (warn && days >= warn && !snapshot.warned) {
		info("railyard: the map is %d day%s old, MapWarnAge=%d", days,
		     text_plural(days), warn);
		snapshot.warned = true;
	}
	return false;
}

const struct snapshot *snapshot_get(void)
{
	if (!snapshot.fabric || too_old())
		return NULL;
	if (snapshot.stale && match_nodes())
		return NULL;
	return &snapshot;
}

void snapshot_destroy(void)
{
	free_index();
	place_space_destroy(snapshot.space);
	fabric_destroy(snapshot.fabric);
	conf_clear(&snapshot.conf);
	snapshot.space = NULL;
	snapshot.fabric = NULL;
}

void snapshot_nodes(const struct snapshot *s, bitstr_t *bits,
		    struct nodeset *nodes)
{
	int end = bit_size(bits);

	nodeset_clear(nodes);
	for (int i = 0; i < end && i < s->n_records; i++) {
		i = bit_ffs_from_bit(bits, i);
		if (i < 0)
			return;
		if (i < s->n_records && s->to_fabric[i] >= 0)
			nodeset_add(nodes, s->to_fabric[i]);
	}
}

const struct nodeset *snapshot_follow(const struct snapshot *s,
				      enum snapshot_followed which,
				      bitstr_t *bits)
{
	if (bit_size(bits) != s->n_records)
		return NULL;
	return mirror_update(&s->followed[which], bits, s->to_fabric,
			     s->fabric->n_nodes);
}

int snapshot_bits(const struct snapshot *s, const struct nodeset *nodes,
		  bitstr_t *bits)
{
	bit_clear_all(bits);
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1)) {
		int i = s->to_record[n];

		/* slurmctld tells of new and deleted nodes; to be sure */
		if (i < 0 || node_record_table_ptr[i] != s->records[n]) {
			snapshot.stale = true;
			return -1;
		}
		bit_set(bits, i);
	}
	return 0;
}
