/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of presets.  What a publication says is said to be so; the rest is
 * assumed, and chosen to be plain: names of nodes, switches and NICs, and the
 * number of switches that no source tells.
 */
#include "synth_kinds.h"
#include "synth_parts.h"

const struct synth_preset synth_presets[] = {
	{
		.spec = {
			.name = "mini", .prefix = "gpu",
			.nodes = 16, .rails = 8, .planes = 1,
			.kinds = synth_mini_nodes, .n_kinds = 1,
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
			.kinds = synth_plain_nodes, .n_kinds = 1,
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
			.kinds = synth_dgx_h100, .n_kinds = 1,
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
			.kinds = synth_colossus_nodes,
			.n_kinds = SYNTH_COLOSSUS_KINDS,
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
	/*
	 * What xAI was to build next: 300,000 B200 "with CX8 networking" (E.
	 * Musk on X, June 2024; DatacenterDynamics reported it).  Assumed: all
	 * else.  A ConnectX-8 has 800G, and what connects so many of them in
	 * three tiers is NVIDIA's Quantum-X800 of 144 ports (March 2024); half
	 * of a leaf's for nodes, pods of 9 islands, no oversubscription.
	 */
	{
		.spec = {
			.name = "b200-300k", .prefix = "gpu",
			.nodes = 37500, .rails = 8, .planes = 1,
			.kinds = synth_b200_nodes, .n_kinds = 1,
			.speed = { 4, "XDR" }, .trunk_speed = { 4, "XDR" },
			.island_nodes = 72, .pod_islands = 9,
			.clos = { .radix = { 144 } },
		},
		.network = "InfiniBand XDR",
		.source = "E. Musk, June 2024; network assumed",
		.build = synth_build_clos,
	},
	/*
	 * Microsoft Eagle, third of the TOP500 of November 2023: 14,400 H100
	 * (M. Russinovich, Build 2024) in ND H100 v5, each of 8 GPUs and 8 x
	 * 400G Quantum-2 InfiniBand, a non-blocking fat tree (Azure, March
	 * 2023).  Assumed: islands and pods as in NVIDIA's SuperPOD.
	 */
	{
		.spec = {
			.name = "eagle", .prefix = "eagle",
			.nodes = 1800, .rails = 8, .planes = 1,
			.kinds = synth_azure_h100, .n_kinds = 1,
			.speed = { 4, "NDR" }, .trunk_speed = { 4, "NDR" },
			.island_nodes = 32, .pod_islands = 4,
			.clos = { .radix = { 64 } },
		},
		.network = "InfiniBand NDR",
		.source = "Microsoft, 2023 and 2024; TOP500",
		.build = synth_build_clos,
	},
	/*
	 * The 24,000 H100 of an OCI Supercluster that trained Grok 2 (E. Musk,
	 * July 2024).  Three tiers of RoCE, non-blocking (Oracle, First
	 * Principles, February 2023); 400G for each GPU.  Oracle's interface
	 * has local blocks in network blocks in an HPC island, which are
	 * islands, pods and the fabric here.  Assumed: how many hosts these
	 * have, a leaf a rail, and the two ports of 200G of a NIC taken as one.
	 */
	{
		.spec = {
			.name = "oci-24k", .prefix = "gpu",
			.nodes = 3000, .rails = 8, .planes = 1,
			.kinds = synth_h100_nodes, .n_kinds = 1,
			.speed = { 0, "400G" }, .trunk_speed = { 0, "400G" },
			.ports = SYNTH_WHOLE,
			.island_nodes = 32, .pod_islands = 8,
			.clos = { .radix = { 64 } },
		},
		.network = "RoCE 400G",
		.source = "Oracle, 2023; E. Musk, July 2024",
		.build = synth_build_clos,
	},
	/*
	 * Meta's RoCE cluster of 24,576 H100 (The Llama 3 Herd of Models, arXiv
	 * 2407.21783, 3.3.1): racks of two servers of 8 GPUs with one top of
	 * rack switch (Minipack2), 192 racks a pod of full bisection under
	 * cluster switches (Arista 7800), 8 pods, 7:1 above them.  So the racks
	 * are islands.  Assumed: 16 cluster switches a pod; their 28 uplinks
	 * for 192 downlinks are 6.9:1.
	 */
	{
		.spec = {
			.name = "meta-24k", .prefix = "rack", .rack = 2,
			.nodes = 3072, .rails = 8, .planes = 1,
			.kinds = synth_h100_nodes, .n_kinds = 1,
			.speed = { 0, "400G" }, .trunk_speed = { 0, "400G" },
			.ports = SYNTH_FBOSS,
			.island_nodes = 2, .pod_islands = 192,
			.clos = {
				.tor = true, .radix = { 64, 576, 576 },
				.uplinks = 16, .spines = 16,
				.spine_uplinks = 28,
			},
		},
		.network = "RoCE 400G",
		.source = "arXiv 2407.21783, 3.3.1",
		.build = synth_build_clos,
	},
	/*
	 * Alibaba HPN 7.0 (Qian et al., SIGCOMM 2024): hosts of 8 GPUs, NICs of
	 * two ports of 200G, each port to a switch of its own (dual ToR) and
	 * these to aggregation switches of their own (dual plane); segments of
	 * 128 hosts, 1,024 GPUs, 15 of them a pod.  A ToR has 60 uplinks of
	 * 400G, an aggregation switch 120 downlinks and 8 uplinks, 15:1.  Left
	 * out: the 8 hosts in reserve of each segment.  Assumed: planes have
	 * cores of their own.
	 */
	{
		.spec = {
			.name = "hpn7", .prefix = "host",
			.nodes = 15360, .rails = 8, .planes = 2,
			.kinds = synth_plain_nodes, .n_kinds = 1,
			.speed = { 0, "200G" }, .trunk_speed = { 0, "400G" },
			.ports = SYNTH_WHOLE,
			.island_nodes = 128, .pod_islands = 15,
			.clos = {
				.radix = { 196, 128, 128 }, .uplinks = 60,
				.spines = 120, .spine_uplinks = 8,
			},
		},
		.network = "RoCE 2 x 200G",
		.source = "SIGCOMM 2024, doi 10.1145/3651890.3672265",
		.unit = "pod", .unit_nodes = 1920, .units = 1, .most_units = 8,
		.build = synth_build_clos,
	},
	/*
	 * What trained GPT-4: about 25,000 A100 (SemiAnalysis, July 2023), on
	 * Azure: ND A100 v4, each 8 GPUs and 8 x 200G HDR InfiniBand, a fat
	 * tree (Microsoft Learn).  Assumed: leafs, spines and 20 nodes an
	 * island as in NVIDIA's SuperPOD of DGX A100, of 40 ports a switch; 20
	 * islands a pod, a group of spines a rail; directors of 800 ports on
	 * top, as those of 40 connect no more than 16,000.
	 */
	{
		.spec = {
			.name = "openai-25k-a100", .prefix = "gpu",
			.nodes = 3125, .rails = 8, .planes = 1,
			.kinds = synth_azure_a100, .n_kinds = 1,
			.speed = { 4, "HDR" }, .trunk_speed = { 4, "HDR" },
			.island_nodes = 20, .pod_islands = 20,
			.clos = { .radix = { 40, 40, 800 } },
		},
		.network = "InfiniBand HDR",
		.source = "SemiAnalysis, July 2023; network assumed",
		.build = synth_build_clos,
	},
	/*
	 * Tesla's training compute, "about 35,000 H100" as of Q1 2024 (E. Musk,
	 * earnings call and update of April 2024).  Assumed: that it is one
	 * fabric, and all of the network: InfiniBand NDR as in a SuperPOD.
	 */
	{
		.spec = {
			.name = "tesla-35k", .prefix = "gpu",
			.nodes = 4375, .rails = 8, .planes = 1,
			.kinds = synth_h100_nodes, .n_kinds = 1,
			.speed = { 4, "NDR" }, .trunk_speed = { 4, "NDR" },
			.island_nodes = 32, .pod_islands = 4,
			.clos = { .radix = { 64 } },
		},
		.network = "InfiniBand NDR",
		.source = "Tesla, April 2024; network assumed",
		.build = synth_build_clos,
	},
	/*
	 * Frontier, ORNL (Atchley et al., SC23): 74 cabinets of 128 nodes, each
	 * of 4 MI250X and 4 NICs of 200G Slingshot; a cabinet is a group of the
	 * dragonfly, of 32 switches of 64 ports, 16 of them for nodes, and has
	 * 4 cables to every other.  That is 9,472 nodes and 37,888 GPUs, of
	 * which 9,408 nodes were open to users.  Left out: groups of storage
	 * and of management.  Assumed: a chassis of 16 nodes has 4 switches, a
	 * NIC of each node on each (by the numbers of ports).
	 */
	{
		.spec = {
			.name = "frontier", .prefix = "frontier",
			.nodes = 9472, .rails = 4, .planes = 1,
			.kinds = synth_frontier_nodes, .n_kinds = 1,
			.speed = { 0, "200G" }, .trunk_speed = { 0, "200G" },
			.island_nodes = 16, .pod_islands = 8,
			.dragonfly = {
				.switches = 32, .edge = 16, .radix = 64,
				.global = 4,
			},
		},
		.network = "Slingshot 200G",
		.source = "Atchley et al., SC23",
		.build = synth_build_dragonfly,
	},
	/*
	 * Aurora, Argonne (ALCF; Ibeid et al., arXiv 2512.04291): 166 cabinets
	 * of 64 nodes, each of 6 GPUs and 8 NICs of 200G Slingshot, on 5,600
	 * switches, 32 in each of 175 groups, of which 166 compute; that is
	 * 63,744 GPUs, 84,992 NICs.  Left out: groups of storage and of
	 * services.  Assumed: 2 cables between any two groups; a chassis of 8
	 * nodes has 4 switches, two NICs of each node on each.
	 */
	{
		.spec = {
			.name = "aurora", .prefix = "aurora",
			.nodes = 10624, .rails = 8, .planes = 1,
			.kinds = synth_aurora_nodes, .n_kinds = 1,
			.speed = { 0, "200G" }, .trunk_speed = { 0, "200G" },
			.island_nodes = 8, .pod_islands = 8,
			.dragonfly = {
				.switches = 32, .edge = 16, .radix = 64,
				.global = 2,
			},
		},
		.network = "Slingshot 200G",
		.source = "ALCF; arXiv 2512.04291",
		.build = synth_build_dragonfly,
	},
	/*
	 * NVIDIA GB200 NVL72: a rack of 18 compute trays of 4 GPUs and 4 NICs;
	 * 8 racks are a scalable unit of the DGX SuperPOD with GB200, on
	 * InfiniBand NDR by rails, up to 128 racks and more (its reference
	 * architecture).  Assumed: four leafs a rack, a unit is a pod where
	 * there are cores.  What NVLink connects is no part of the fabric, but
	 * so each rack is an island.
	 */
	{
		.spec = {
			.name = "nvl72", .prefix = "rack", .rack = 18,
			.nodes = 2304, .rails = 4, .planes = 1,
			.kinds = synth_gb200, .n_kinds = 1,
			.speed = { 4, "NDR" }, .trunk_speed = { 4, "NDR" },
			.island_nodes = 18, .pod_islands = 8,
			.clos = { .radix = { 64 } },
		},
		.network = "InfiniBand NDR",
		.source = "NVIDIA DGX SuperPOD GB200 RA",
		.unit = "rack", .unit_nodes = 18, .units = 8,
		.most_units = 128,
		.build = synth_build_clos,
	},
	/*
	 * A part of Alibaba's Lingjun cluster: the dataset of Crux (Cao et al.,
	 * SIGCOMM 2024), alibaba-lingjun-dataset-2023 on GitHub, topo.csv, from
	 * where it must be fetched.  It names the ToR switch (ASW) of each of
	 * more than 800 hosts, that one's aggregation switch (PSW) and the core
	 * (DSW); ASW come again under each PSW.  Assumed: 4 NICs a host, all on
	 * its ASW, and 4 cables from each switch to the one above.
	 */
	{
		.spec = {
			.name = "lingjun", .prefix = "host",
			.rails = 4, .planes = 1,
			.kinds = synth_plain_nodes, .n_kinds = 1,
			.speed = { 0, "100G" }, .trunk_speed = { 0, "100G" },
		},
		.network = "RoCE",
		.source = "SIGCOMM 2024 (Crux), its dataset: --csv",
		.from_csv = true,
		.build = synth_build_hosts,
	},
	{ .spec = { .name = NULL } },
};
