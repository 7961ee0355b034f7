#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Unpacks and configures Slurm's source in the folder $1, and keeps what a
# plugin is compiled with: the headers.  Those of a Slurm that somebody built are
# in /own.
#
# The plugin must have the micro version of the packages.  An archive may list
# a revision whose upstream tarball it lacks (the security archive does), and
# another may have it under the same version: so each suite is asked in turn.
set -eu

dir=$1
mkdir -p "$dir"
if [ -e /own/config.h ]; then
	cp -R /own/. "$dir"
	exit
fi
tmp=$(mktemp -d)
cd "$tmp"
apt-get update
. /etc/os-release
for suite in "$VERSION_CODENAME" "$VERSION_CODENAME-updates" \
	"$VERSION_CODENAME-security"; do
	apt-get source --tar-only "slurm-wlm/$suite" && break
done
tar -xf slurm-wlm_*.orig.tar.* -C "$dir" --strip-components=1
cd "$dir"
./configure --prefix=/usr --sysconfdir=/etc/slurm >"$tmp/log" 2>&1 ||
	{ tail -n 20 "$tmp/log"; exit 1; }
find . -type f ! -name '*.h' ! -name META ! -name config.log -delete
find . -type d -empty -delete
rm -rf "$tmp"
