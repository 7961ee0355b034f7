/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges names of ports, NICs and hosts; see source_lldp_names.h. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "source_lldp_names.h"

enum {
	IFNAME_MAX = 15,	/* Linux: IFNAMSIZ without the NUL */
	DAYS_MAX = 20000,	/* in seconds it fits an int */
};

static bool has_digit(const char *s)
{
	return strpbrk(s, "0123456789") != NULL;
}

static bool is_number(const char *s)
{
	return *s && !s[strspn(s, "0123456789")];
}

/* Whether NAME is PREFIX with nothing but digits behind: one at least. */
static bool is_numbered(const char *name, const char *prefix)
{
	size_t n = strlen(prefix);

	return !strncmp(name, prefix, n) && is_number(name + n);
}

static bool begins_with_one_of(const char *name, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (!strncmp(name, *prefixes, strlen(*prefixes)))
			return true;
	return false;
}

uint64_t lldp_mac(const char *text)
{
	uint64_t mac = 0;

	for (int i = 0; i < 6; i++) {
		for (int k = 0; k < 2; k++, text++) {
			int c = tolower((unsigned char)*text);

			if (!isxdigit(c))
				return 0;
			mac = mac << 4 |
			      (uint64_t)(c > '9' ? c - 'a' + 10 : c - '0');
		}
		if (i < 5 && *text != ':' && *text != '-')
			return 0;
		text += i < 5;
	}
	return *text ? 0 : mac;
}

bool lldp_is_switch_port(const char *name)
{
	static const char *const prefixes[] = {
		"swp", "ethernet", "port", "sfp", "qsfp", "et-", "xe-", "ge-",
		NULL,
	};
	const char *blank = strpbrk(name, " \t");

	if (!has_digit(name) ||
	    (blank && (!blank[1] || blank[1 + strspn(blank + 1,
						     "0123456789/:")])))
		return false;
	return strchr(name, '/') || is_number(name) ||
	       (*name >= 'A' && *name <= 'Z') ||
	       begins_with_one_of(name, prefixes);
}

bool lldp_is_nic(const char *name)
{
	return *name >= 'a' && *name <= 'z' && has_digit(name) &&
	       strlen(name) <= IFNAME_MAX && !strpbrk(name, " \t/") &&
	       !lldp_is_switch_port(name);
}

bool lldp_is_switch_management(const char *name)
{
	static const char *const prefixes[] = {
		"mgmt", "Mgmt", "MGMT", "Management", "management", "oob",
		"OOB", "fxp", "vme", NULL,
	};

	return begins_with_one_of(name, prefixes) ||
	       is_numbered(name, "eth") || is_numbered(name, "ma") ||
	       is_numbered(name, "me") || is_numbered(name, "em");
}

bool lldp_is_node_management(const char *name)
{
	static const char *const prefixes[] = {
		"mgmt", "oob", "ipmi", "bmc", "idrac", "usb", "enx", NULL,
	};

	return begins_with_one_of(name, prefixes) || !strcmp(name, "eth0") ||
	       is_numbered(name, "em") ||
	       (!strncmp(name, "eno", 3) && isdigit((unsigned char)name[3]));
}

int lldp_port_rank(const char *text)
{
	if (lldp_is_switch_port(text))
		return is_number(text) ? 1 : 2;
	return has_digit(text) && !strpbrk(text, " \t") ? 1 : 0;
}

size_t lldp_short_length(const char *name)
{
	size_t n = strcspn(name, ".");

	if (!n || strspn(name, "0123456789") == n)
		return strlen(name);
	return n;
}

int lldp_age(const char *text)
{
	int days, hours, minutes, seconds;

	/* "1 day,", "2 days," */
	if (sscanf(text, "%5d day%*[s,] %2d:%2d:%2d", &days, &hours, &minutes,
		   &seconds) != 4 || days < 0 || days > DAYS_MAX || hours < 0 ||
	    minutes < 0 || seconds < 0)
		return INT_MAX;
	return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

void lldp_speed(const char *mau, char out[8])
{
	size_t n = strspn(mau, "0123456789");
	const char *unit = mau + n;

	*out = '\0';
	if (!n || n > 4)
		return;
	if (!strncasecmp(unit, "base", 4))
		snprintf(out, 8, "%.*sM", (int)n, mau);
	else if (!strncasecmp(unit, "Gbase", 5) ||
		 !strncasecmp(unit, "Gigbase", 7))
		snprintf(out, 8, "%.*sG", (int)n, mau);
}
