# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The images: one with Slurm and Railyard (railyard-mini), one to compile and
# test in (railyard-build).

# The project's files, tracked and new, without what .gitignore names; all
# files when this is no clone, or git is not here.
tree_files() {
	cd "$top" || return
	if [ -e .git ] && type -P git >/dev/null; then
		# A clone may belong to the user who called sudo.
		git -c safe.directory="$top" ls-files -z -co \
			--exclude-standard --deduplicate
	else
		find . '(' -path ./build -o -path ./.git ')' -prune \
			-o '(' -type f -o -type l ')' -printf '%P\0'
	fi
}

# tree_copy DIR [PATTERN]: copies them, less the paths that match PATTERN.
tree_copy() {
	mkdir -p "$1"
	(
		cd "$top" || exit
		tree_files | grep -zvE "${2:-^$}" |
			# A file may be deleted and not yet committed.
			while IFS= read -r -d '' f; do
				[ ! -e "$f" ] || printf '%s\0' "$f"
			done |
			tar -c --null --no-recursion -T - | tar -x -C "$1"
	)
}

# What the image is built from; what only drives it is left out, so that a
# change there compiles nothing.
image_context() {
	rm -rf "$1"
	mkdir -p "$1"
	tree_copy "$1/src" '^(tests/mini-slurm/|quickstart$|\.ci/)'
	cp -R "$mini_dir"/{Dockerfile,slurm-src.sh,break_dlopen.c,forge_spank.c,heap_note.c,ring.c,slow_clock.c,role.sh,etc} \
		"$1/"
	image_own "$1/own"
}

# image_own DIR: of $RAILYARD_SLURM, what is installed and what a plugin is
# compiled with; without it, nothing.
image_own() {
	mkdir -p "$1/root" "$1/src"
	[ -n "${RAILYARD_SLURM-}" ] || return 0
	cp -a "$RAILYARD_SLURM/root/." "$1/root"
	find "$RAILYARD_SLURM/src/" '(' -name '*.h' -o -name META -o -name config.log ')' \
		-printf '%P\0' |
		tar -c --null -C "$RAILYARD_SLURM/src" -T - |
		tar -x -C "$1/src"
}

image_build() {
	local context=$logs/context

	image_context "$context"
	docker_for 900 build --network host --build-arg BASE=railyard-base:trixie \
		--target slurm-src -t "$mini_name-build" "$context"
	docker_for 900 build --network host --build-arg BASE=railyard-base:trixie \
		-t "$mini_name-mini" "$context"
	rm -rf "$context"
}
