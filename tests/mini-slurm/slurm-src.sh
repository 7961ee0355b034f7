#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Unpacks and configures Slurm's source in the folder $1, and keeps what a
# plugin is compiled with: the headers.
#
# The plugin must have the micro version of the packages.  An archive may list
# a newer Debian revision without its upstream tarball (the security archive
# does), so every revision is tried, newest first.
set -eu

dir=$1
tmp=$(mktemp -d)
cd "$tmp"
apt-get update
for version in $(apt-cache showsrc slurm-wlm |
	sed -n 's/^Version: //p' | sort -rVu); do
	apt-get source --tar-only "slurm-wlm=$version" && break
done
mkdir -p "$dir"
tar -xf slurm-wlm_*.orig.tar.* -C "$dir" --strip-components=1
cd "$dir"
./configure --prefix=/usr --sysconfdir=/etc/slurm >"$tmp/log" 2>&1 ||
	{ tail -n 20 "$tmp/log"; exit 1; }
find . -type f ! -name '*.h' ! -name META ! -name config.log -delete
find . -type d -empty -delete
rm -rf "$tmp"
