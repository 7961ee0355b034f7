/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The CRC-32 of Ethernet, zip and PNG. */
#ifndef RAIL_CRC32_H
#define RAIL_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* As ISO 3309 has it: polynomial 0xEDB88320 (reflected), all ones at the
 * start, inverted at the end.  Of "123456789" it is 0xCBF43926. */
uint32_t crc32_of(const void *bytes, size_t len);

#endif
