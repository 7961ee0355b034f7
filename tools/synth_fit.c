/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Works out the switches of a Clos network from the ports they have. */
#include "synth_fit.h"

/* Radixes that are tried when none is given: those that are sold. */
static const int usual_radixes[] = { 64, 128, 256, 512 };

struct fitting {
	const struct synth_spec *spec;
	struct synth_fit *fit;
	int *radix;	/* of FIT */
};

static int round_up(int n, int by)
{
	return (n + by - 1) / by;
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

static void count_islands(struct fitting *f)
{
	const struct synth_spec *s = f->spec;
	struct synth_fit *fit = f->fit;
	int flat = larger(s->clos.flat_islands, s->pod_islands);

	fit->islands = round_up(s->nodes, s->island_nodes);
	fit->pod_islands = fit->islands <= flat ? fit->islands :
						  s->pod_islands;
	fit->pods = round_up(fit->islands, fit->pod_islands);
	fit->zones = s->clos.zones > 1 && s->clos.zones <= fit->pods ?
			     s->clos.zones : 1;
	fit->zone_pods = round_up(fit->pods, fit->zones);
	fit->zones = round_up(fit->pods, fit->zone_pods);
	fit->lanes = s->clos.tor ? s->planes : s->rails * s->planes;
	fit->down = s->clos.tor ? s->island_nodes * s->rails : s->island_nodes;
}

static bool fit_leafs(struct fitting *f)
{
	struct synth_fit *fit = f->fit;

	fit->uplinks = f->spec->clos.uplinks;
	if (!fit->uplinks)
		fit->uplinks = smaller(fit->down, f->radix[0] - fit->down);
	return fit->uplinks > 0 && fit->down + fit->uplinks <= f->radix[0];
}

/*
 * Cables from one of BELOW switches to each of ABOVE, of UPLINKS in all, so
 * that no more than PORTS are used up there; 0: it cannot be.  FREE: not all
 * uplinks must be used.
 */
static int find_width(int uplinks, int above, long below, int ports, bool free)
{
	int width = uplinks / above;

	if (!free)
		return width * above == uplinks && below * width <= ports ?
			       width : 0;
	width = width ? width : 1;
	while (width && below * width > ports)
		width--;
	return width;
}

/* Where their number is given, a leaf may have fewer uplinks than it could,
 * or more. */
static bool fit_given_spines(struct fitting *f, int leafs, int ports)
{
	const struct synth_clos *clos = &f->spec->clos;
	struct synth_fit *fit = f->fit;
	int groups = fit->rail_groups * f->spec->planes;

	if (clos->spines % groups)
		return false;
	fit->group_spines = clos->spines / groups;
	fit->leaf_width = find_width(fit->uplinks, fit->group_spines, leafs,
				     ports, !clos->uplinks);
	fit->uplinks = fit->leaf_width * fit->group_spines;
	return fit->leaf_width && fit->down + fit->uplinks <= f->radix[0];
}

static bool fit_spines(struct fitting *f, bool cores)
{
	const struct synth_clos *clos = &f->spec->clos;
	struct synth_fit *fit = f->fit;
	int ports = f->radix[1], leafs;

	if (cores)
		ports -= clos->spine_uplinks ? clos->spine_uplinks : ports / 2;
	fit->group_leafs = fit->lanes / f->spec->planes / fit->rail_groups;
	leafs = fit->pod_islands * fit->group_leafs;
	if (clos->spines) {
		if (!fit_given_spines(f, leafs, ports))
			return false;
	} else {
		fit->leaf_width = 0;
		for (int n = 1; n <= fit->uplinks && !fit->leaf_width; n++) {
			fit->group_spines = n;
			fit->leaf_width = find_width(fit->uplinks, n, leafs,
						     ports, false);
		}
	}
	fit->spine_down = leafs * fit->leaf_width;
	return fit->leaf_width > 0;
}

/* The cores of one set, of which BELOW spines need ports. */
static bool fit_set(struct fitting *f, long below)
{
	const struct synth_clos *clos = &f->spec->clos;
	struct synth_fit *fit = f->fit;
	int most = smaller(fit->spine_down, f->radix[1] - fit->spine_down);
	int uplinks = clos->spine_uplinks ? clos->spine_uplinks : most;
	int ports = f->radix[2];

	/* an eighth more for what is above */
	if (fit->zones > 1)
		ports -= larger(ports / 9, 1);
	fit->spine_width = 0;
	if (clos->cores) {
		if (clos->cores % (fit->sets * f->spec->planes))
			return false;
		fit->set_cores = clos->cores / (fit->sets * f->spec->planes);
		fit->spine_width = find_width(uplinks, fit->set_cores, below,
					      ports, !clos->spine_uplinks);
	}
	for (int n = 1; !clos->cores && n <= uplinks && !fit->spine_width;
	     n++) {
		fit->set_cores = n;
		fit->spine_width = find_width(uplinks, n, below, ports,
					      false);
	}
	fit->spine_uplinks = fit->spine_width * fit->set_cores;
	return fit->spine_width &&
	       fit->spine_down + fit->spine_uplinks <= f->radix[1];
}

/* An eighth of what a core has from its pods goes on to other zones. */
static bool fit_tops(struct fitting *f)
{
	struct synth_fit *fit = f->fit;
	int cores = fit->sets * fit->set_cores, left, ports;

	fit->core_uplinks = 0;
	if (fit->zones == 1)
		return true;
	left = f->radix[2] - fit->core_down;
	fit->core_uplinks = smaller(larger(fit->core_down / 8, 1), left);
	ports = f->radix[2] / fit->zones;
	for (fit->top_cores = smaller(ports, cores); fit->top_cores > 0 &&
	     cores % fit->top_cores; fit->top_cores--)
		;
	return fit->core_uplinks > 0 && fit->top_cores > 0;
}

/* The fewest sets, so that a spine reaches the most cores. */
static bool fit_cores(struct fitting *f)
{
	struct synth_fit *fit = f->fit;

	for (fit->sets = 1; fit->sets <= fit->group_spines; fit->sets++) {
		long below = (long)fit->zone_pods * fit->rail_groups *
			     (fit->group_spines / fit->sets);

		if (fit->group_spines % fit->sets || !fit_set(f, below))
			continue;
		fit->core_down = (int)below * fit->spine_width;
		if (fit_tops(f))
			return true;
	}
	return false;
}

/* The fewest groups, so that a leaf reaches the most others by its spines. */
static bool fit_groups(struct fitting *f)
{
	const struct synth_spec *s = f->spec;
	struct synth_fit *fit = f->fit;
	int most = s->clos.tor ? 1 : s->rails;

	for (int n = 1; n <= most; n++) {
		bool cores = fit->pods > 1 || n > 1 || s->clos.cores;

		if (most % n || !fit_leafs(f))
			continue;
		fit->rail_groups = n;
		if (!fit_spines(f, cores))
			continue;
		fit->spine_uplinks = fit->sets = 0;
		if (!cores || fit_cores(f))
			return true;
	}
	return false;
}

/* Uplinks begin in the upper half of a leaf, where nodes leave that free. */
static bool try_radix(struct fitting *f, int radix)
{
	const int *given = f->spec->clos.radix;
	struct synth_fit *fit = f->fit;
	int half;

	for (int i = 0; i < SYNTH_TIERS; i++)
		f->radix[i] = given[i] ? given[i] : radix;
	if (!fit_groups(f))
		return false;
	half = f->radix[0] / 2;
	fit->first_uplink = 1 + (fit->down <= half && fit->uplinks <= half ?
				 half : fit->down);
	return true;
}

int synth_fit(const struct synth_spec *spec, struct synth_fit *fit,
	      struct rail_error *err)
{
	struct fitting f = { .spec = spec, .fit = fit, .radix = fit->radix };
	size_t n = sizeof(usual_radixes) / sizeof(*usual_radixes);

	*fit = (struct synth_fit){ 0 };
	count_islands(&f);
	if (spec->clos.radix[0]) {
		if (try_radix(&f, spec->clos.radix[0]))
			return 0;
		return rail_error_set(err, "%s: switches of %d ports cannot "
				      "connect %d pods of %d islands of %d "
				      "nodes so", spec->name,
				      spec->clos.radix[0], fit->pods,
				      fit->pod_islands, spec->island_nodes);
	}
	for (size_t i = 0; i < n; i++)
		if (try_radix(&f, usual_radixes[i]))
			return 0;
	return rail_error_set(err, "%s: no switches of up to %d ports can "
			      "connect %d pods of %d islands of %d nodes so",
			      spec->name, usual_radixes[n - 1], fit->pods,
			      fit->pod_islands, spec->island_nodes);
}

int synth_fit_spines(const struct synth_spec *spec,
		     const struct synth_fit *fit)
{
	return fit->group_spines * fit->rail_groups * spec->planes;
}

int synth_fit_cores(const struct synth_spec *spec,
		    const struct synth_fit *fit)
{
	return fit->sets * fit->set_cores * spec->planes;
}

int synth_fit_tops(const struct synth_spec *spec, const struct synth_fit *fit)
{
	return fit->core_uplinks ? synth_fit_cores(spec, fit) /
				   fit->top_cores * fit->core_uplinks : 0;
}
