/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of nodes that presets are made of. */
#include "synth_kinds.h"

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

/* Slingshot's, as its driver calls them. */
static const char *const cassini_nics[] = {
	"cxi0", "cxi1", "cxi2", "cxi3", "cxi4", "cxi5", "cxi6", "cxi7",
};

/* Nothing is said about what is in a node. */
const struct synth_kind synth_mini_nodes[] = {
	{ .nics = dgx_h100_nics },
};
const struct synth_kind synth_plain_nodes[] = {
	{ .nics = NULL },
};

/* Two processors of 56 cores each: the user guide of the DGX H100. */
const struct synth_kind synth_dgx_h100[] = {
	{
		.vendor = "NVIDIA", .product = "DGX H100", .gpu = "h100",
		.n_gpus = 8, .sockets = 2, .cores = 56, .threads = 2,
		.nics = dgx_h100_nics, .paired = true,
	},
};

const struct synth_kind synth_colossus_nodes[SYNTH_COLOSSUS_KINDS] = {
	{
		.vendor = "Supermicro", .gpu = "h100", .n_gpus = 8,
		.paired = true,
	},
	{
		.vendor = "Dell Inc.", .gpu = "h100", .n_gpus = 8,
		.nics = by_address_nics, .paired = true,
	},
};

/* Of makers and processors that nobody tells. */
const struct synth_kind synth_h100_nodes[] = {
	{ .gpu = "h100", .n_gpus = 8, .paired = true },
};
const struct synth_kind synth_b200_nodes[] = {
	{ .gpu = "b200", .n_gpus = 8, .paired = true },
};

/* Azure's virtual machines, a whole server each: 96 cores of two processors,
 * without hyperthreads (Microsoft Learn). */
const struct synth_kind synth_azure_h100[] = {
	{
		.vendor = "Microsoft Corporation", .product = "ND H100 v5",
		.gpu = "h100", .n_gpus = 8, .sockets = 2, .cores = 48,
		.threads = 1, .paired = true,
	},
};
const struct synth_kind synth_azure_a100[] = {
	{
		.vendor = "Microsoft Corporation", .product = "ND A100 v4",
		.gpu = "a100", .n_gpus = 8, .sockets = 2, .cores = 48,
		.threads = 1, .paired = true,
	},
};

/* Two Grace processors of 72 cores in a compute tray. */
const struct synth_kind synth_gb200[] = {
	{
		.vendor = "NVIDIA", .product = "GB200 NVL72", .gpu = "gb200",
		.n_gpus = 4, .sockets = 2, .cores = 72, .threads = 1,
		.paired = true,
	},
};

/* Each of four GPUs of two dies has a NIC of its own. */
const struct synth_kind synth_frontier_nodes[] = {
	{
		.vendor = "HPE", .product = "Cray EX235a", .gpu = "mi250x",
		.n_gpus = 4, .sockets = 1, .cores = 64, .threads = 2,
		.nics = cassini_nics, .paired = true,
	},
};

/* Six GPUs; the eight NICs are at the processors. */
const struct synth_kind synth_aurora_nodes[] = {
	{
		.vendor = "HPE", .product = "Cray EX", .gpu = "max1550",
		.n_gpus = 6, .sockets = 2, .cores = 52, .threads = 2,
		.nics = cassini_nics,
	},
};
