# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# railyard(1) alone, built on this machine.

tools_packages() {
	apt_need gcc libc6-dev make autoconf automake pkg-config \
		libhwloc-dev libjson-c-dev libsmartcols-dev libyaml-dev
}

# In a copy of the tree, which may belong to somebody else.
tools_build() {
	local src=$logs/src

	tree_copy "$src"
	autoreconf -fi "$src"
	mkdir "$logs/build"
	cd "$logs/build" || return
	# The prefix is given at install time: nothing in the tools depends
	# on it.
	"$src/configure" --disable-plugins
	make -j"$(nproc)"
}

tools_install() {
	local prefix=$1 as=

	mkdir -p "$prefix" 2>/dev/null && [ -w "$prefix" ] || as=as_root
	$as make -C "$logs/build" install prefix="$prefix"
}
