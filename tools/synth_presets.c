/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of presets.  What a publication says is said to be so; the rest is
 * assumed, and chosen to be plain: names of nodes, switches and NICs, and the
 * number of switches that no source tells.
 */
#include "synth_parts.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

/* A DGX H100 numbers its storage ports among those of its GPUs. */
static const char *const dgx_h100_nics[] = {
	"mlx5_0", "mlx5_3", "mlx5_4", "mlx5_5",
	"mlx5_6", "mlx5_9", "mlx5_10", "mlx5_11",
};

/* By PCI address, as rdma-core names RoCE devices; assumed. */
static const char *const by_address_nics[] = {
	"rocep26s0", "rocep60s0", "rocep77s0", "rocep94s0",
	"rocep156s0", "rocep188s0", "rocep204s0", "rocep220s0",
};

/* Nothing is said about what is in a node. */
static const struct synth_kind mini_nodes[] = {
	{ .nics = dgx_h100_nics },
};
static const struct synth_kind plain_nodes[] = {
	{ .nics = NULL },
};

/* Two processors of 56 cores each: the user guide of the DGX H100. */
static const struct synth_kind dgx_h100[] = {
	{
		.vendor = "NVIDIA", .product = "DGX H100", .gpu = "h100",
		.n_gpus = 8, .sockets = 2, .cores = 56, .threads = 2,
		.nics = dgx_h100_nics, .paired = true,
	},
};

static const struct synth_kind colossus_nodes[] = {
	{
		.vendor = "Supermicro", .gpu = "h100", .n_gpus = 8,
		.paired = true,
	},
	{
		.vendor = "Dell Inc.", .gpu = "h100", .n_gpus = 8,
		.nics = by_address_nics, .paired = true,
	},
};

const struct synth_preset synth_presets[] = {
	{
		.spec = {
			.name = "mini", .prefix = "gpu",
			.nodes = 16, .rails = 8, .planes = 1,
			.kinds = mini_nodes, .n_kinds = 1,
			.speed = { 4, "HDR" }, .trunk_speed = { 4, "HDR" },
			.island_nodes = 4, .pod_islands = 2,
			.clos = {
				.radix = { 64 }, .spines = 4,
				.spine_uplinks = 2, .cores = 2,
			},
		},
		.network = "InfiniBand HDR",
		.source = "made up: the smallest with all of it",
		.build = synth_build_clos,
	},
	/* Any size.  Radix, spines and cores follow from it. */
	{
		.spec = {
			.name = "clos", .prefix = "gpu",
			.nodes = 256, .rails = 8, .planes = 1,
			.kinds = plain_nodes, .n_kinds = 1,
			.speed = { 4, "NDR" }, .trunk_speed = { 4, "NDR" },
			.island_nodes = 32, .pod_islands = 4,
		},
		.network = "InfiniBand NDR",
		.source = "of any size: --pods, --islands, --nodes, ...",
		.free = true,
		.build = synth_build_clos,
	},
	/*
	 * NVIDIA DGX SuperPOD reference architecture, DGX H100 (RA-11333-001):
	 * a scalable unit (SU) is 32 nodes with 8 leafs; switches are QM9700
	 * of 64 ports.  Leafs/spines/cores of its tables of larger sizes: 4
	 * SUs 32/16/0, 8 SUs 64/32/0, 16 SUs 128/128/64, 32 SUs 256/256/128,
	 * 64 SUs 512/512/256.  Assumed: pods of 4 SUs where there are cores.
	 */
	{
		.spec = {
			.name = "superpod-h100", .prefix = "dgx",
			.nodes = 2048, .rails = 8, .planes = 1,
			.kinds = dgx_h100, .n_kinds = 1,
			.speed = { 4, "NDR" }, .trunk_speed = { 4, "NDR" },
			.island_nodes = 32, .pod_islands = 4,
			.clos = { .radix = { 64 }, .flat_islands = 8 },
		},
		.network = "InfiniBand NDR",
		.source = "NVIDIA RA-11333-001",
		.unit = "SU", .unit_nodes = 32, .units = 4, .most_units = 64,
		.build = synth_build_clos,
	},
	/*
	 * xAI Colossus, Memphis, September 2024.  100,000 H100; 8 nodes of 8
	 * GPUs a rack, 8 racks an array of 512 GPUs (ServeTheHome, October
	 * 2024); Spectrum-X, three tiers of SN5600 of 64 x 800G, used as 128 x
	 * 400G, a 400G NIC for each GPU (NVIDIA, October 2024); half of the
	 * racks by Dell, half by Supermicro (both, June 2024).  Assumed: rails
	 * by array, pods of 8 arrays, no oversubscription, vendors by array.
	 */
	{
		.spec = {
			.name = "colossus-100k", .prefix = "gpu",
			.nodes = 12500, .rails = 8, .planes = 1,
			.kinds = colossus_nodes,
			.n_kinds = COUNT(colossus_nodes),
			.speed = { 0, "400G" }, .trunk_speed = { 0, "400G" },
			.ports = SYNTH_SPLIT,
			.island_nodes = 64, .pod_islands = 8,
			.clos = { .radix = { 128 } },
		},
		.network = "RoCE 400G",
		.source = "ServeTheHome and NVIDIA, October 2024",
		.unit = "array", .unit_nodes = 64, .units = 196,
		.most_units = 196,
		.build = synth_build_clos,
	},
	{ .spec = { .name = NULL } },
};
