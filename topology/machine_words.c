/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the name of a machine tells of what it is for. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "machine_words.h"

static const char *const storage_words[] = {
	"beegfs", "ceph", "daos", "ddn", "filer", "gpfs", "isilon",
	"lustre", "mds", "mgs", "minio", "nas", "netapp", "nfs",
	"nsd", "ost", "oss", "vast", "weka", NULL,
};

static const char *const other_words[] = {
	"admin", "cpu", "gateway", "gw", "head", "login", "mgmt", "ufm", NULL,
};

static const char *const gpu_words[] = { "dgx", "gpu", "hgx", NULL };

static const char *const gpu_models[] = {
	"a30", "a40", "a100", "a800", "b100", "b200", "b300", "gb200", "gb300",
	"gh200", "h100", "h200", "h800", "l40", "l40s", "mi210", "mi250",
	"mi250x", "mi300", "mi300a", "mi300x", "mi325x", "mi350x", "mi355x",
	"p100", "v100", NULL,
};

static bool is_one_of(const char *const *words, const char *word, size_t len)
{
	for (int i = 0; words[i]; i++)
		if (strlen(words[i]) == len &&
		    !strncasecmp(word, words[i], len))
			return true;
	return false;
}

static bool is_storage(const char *word, size_t len)
{
	return (len >= 4 && !strncasecmp(word, "stor", 4)) ||
	       is_one_of(storage_words, word, len);
}

/* The length of the letters, or with DIGITS of those and digits, at WORD. */
static size_t word_length(const char *word, bool digits)
{
	size_t n = 0;

	while (isalpha((unsigned char)word[n]) ||
	       (digits && isdigit((unsigned char)word[n])))
		n++;
	return n;
}

bool machine_is_storage(const char *host)
{
	size_t n;

	for (; *host && *host != '.'; host += n ? n : 1) {
		n = word_length(host, false);
		if (is_storage(host, n))
			return true;
	}
	return false;
}

static bool is_for_others(const char *host)
{
	size_t n;

	for (; *host && *host != '.'; host += n ? n : 1) {
		n = word_length(host, false);
		if (is_storage(host, n) || is_one_of(other_words, host, n))
			return true;
	}
	return false;
}

static bool is_gpu_model(const char *host)
{
	size_t n;

	for (; *host && *host != '.'; host += n ? n : 1) {
		n = word_length(host, true);
		if (host[n] && host[n] != '.' &&
		    is_one_of(gpu_models, host, n))
			return true;
	}
	return false;
}

bool machine_is_gpu(const char *host)
{
	const char *word = host;
	bool found = is_gpu_model(host);
	size_t n;

	for (; !found && *word && *word != '.'; word += n ? n : 1) {
		n = word_length(word, false);
		found = is_one_of(gpu_words, word, n);
	}
	return found && !is_for_others(host);
}
