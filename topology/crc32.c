/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CRC-32, a bit at a time: what is summed up here is short. */
#include "crc32.h"

uint32_t crc32_of(const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < len; i++) {
		crc ^= at[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}
