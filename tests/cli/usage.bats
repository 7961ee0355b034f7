# SPDX-License-Identifier: GPL-2.0-or-later
# What all verbs share: help, the version, options that there are not.

load common

verbs="gather build check discover diff show place health ledger doctor export run synth"

@test "--help lists every verb, on stdout" {
	for option in --help -h; do
		run --separate-stderr railyard $option
		[ "$status" = 0 ]
		[ -z "$stderr" ]
		for verb in $verbs; do
			[[ "$output" == *"  $verb "* ]]
		done
	done
}

@test "--version" {
	run --separate-stderr railyard --version
	[ "$status" = 0 ]
	[[ "$output" =~ ^railyard\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	[ "$(railyard -V)" = "$output" ]
}

@test "no verb: the help on stderr, status 2" {
	run --separate-stderr railyard
	[ "$status" = 2 ]
	[ -z "$output" ]
	[[ "$stderr" == "Usage: railyard VERB"* ]]
}

@test "an unknown verb or option is named" {
	expect_error 2 'railyard: unknown verb "biuld"; see railyard --help' \
		railyard biuld
	expect_error 2 'railyard: unknown option "--bogus"; see railyard --help' \
		railyard --bogus
}

@test "what was typed comes again without its escapes" {
	expect_error 2 'railyard: unknown verb "?[31mx"; see railyard --help' \
		railyard $'\033[31mx'
	expect_error 2 'railyard show: --format: "?]0;x", expected text, svg or html; see railyard show --help' \
		railyard show -f $'\033]0;x' map.json
}

@test "each verb's --help and -h: stdout, status 0, every option within 80 columns" {
	for verb in $verbs; do
		run --separate-stderr railyard "$verb" --help
		[ "$status" = 0 ]
		[ -z "$stderr" ]
		[[ "$output" == "Usage: railyard $verb "* ]]
		[[ "$output" == *"-h, --help"* ]]
		[ "$(awk 'length > 80' <<<"$output")" = "" ]
		[ "$(railyard "$verb" -h)" = "$output" ]
	done
}

@test "each verb names an option that it has not" {
	for verb in $verbs; do
		expect_error 2 "railyard $verb: unknown option \"--bogus\"; see railyard $verb --help" \
			railyard "$verb" --bogus
		expect_error 2 "railyard $verb: unknown option \"-Z\"; see railyard $verb --help" \
			railyard "$verb" -Z
		expect_error 2 "railyard $verb: \"--help=x\": --help takes no value; see railyard $verb --help" \
			railyard "$verb" --help=x
	done
}

@test "an abbreviation that may be several options names them" {
	expect_error 2 'railyard place: "--nod" may be --nodes or --nodelist; see railyard place --help' \
		railyard place map.json --nod 4
	expect_error 2 'railyard place: "--nod=4" may be --nodes or --nodelist; see railyard place --help' \
		railyard place map.json --nod=4
	railyard synth mini --form=map > map.json
	expect_output "$(railyard place map.json --nodes=4)" \
		railyard place map.json --nodes 4 --rail best
}

@test "an option whose value is given twice is named" {
	for case in build:-n:--name build:-o:--output \
		    place:-N:--nodes place:-r:--rail place:-W:--rail-within \
		    place:-s:--segment place:-g:--gpus \
		    discover:-n:--host discover:-o:--output discover:-x:--hwloc-xml \
		    export:-f:--format export:-o:--output export:-b:--block-size \
		    export:-n:--node export:-s:--slurm \
		    synth:-f:--format synth:-o:--output; do
		IFS=: read -r verb short long <<<"$case"
		value=x
		case $long in
		--nodes | --segment | --gpus) value=1 ;;
		--rail) value=best ;;
		--rail-within) value=pod ;;
		esac
		expect_error 2 "railyard $verb: $long is given twice; see railyard $verb --help" \
			railyard "$verb" "$short" $value "$long=$value"
	done
	expect_error 2 "railyard show: --islands and --pods are two pictures: expected one; see railyard show --help" \
		railyard show -i -p x
}

@test "each verb names an option without its value" {
	for case in build:--ib build:--name build:--output build:-i build:-n \
		    build:-o place:--nodes place:--rail place:--rail-within \
		    place:--down place:--busy place:--nodelist \
		    place:--exclude place:-N place:-r place:-W place:-d \
		    place:-b place:-w place:-x place:--segment place:-s \
		    place:--gpus place:--busy-gpus place:-g place:-B \
		    export:--format \
		    export:--output export:-f export:-o synth:--format \
		    synth:--output synth:-f synth:-o; do
		verb=${case%%:*} option=${case#*:}
		expect_error 2 "railyard $verb: option \"$option\" needs a value; see railyard $verb --help" \
			railyard "$verb" "$option"
	done
}

@test "each verb names what is missing, and a word too many" {
	expect_error 2 "railyard build: --ib, --lldp, --plan or --topology is missing; see railyard build --help" \
		railyard build
	expect_error 2 "railyard show: MAP is missing; see railyard show --help" \
		railyard show
	expect_error 2 "railyard place: --nodes=N is missing; see railyard place --help" \
		railyard place map.json
	expect_error 2 "railyard place: MAP is missing; see railyard place --help" \
		railyard place -N 1
	expect_error 2 "railyard export: --format=FORMAT is missing; see railyard export --help" \
		railyard export map.json
	expect_error 2 "railyard export: MAP is missing; see railyard export --help" \
		railyard export -f topology.conf
	expect_error 2 "railyard synth: PRESET is missing; see railyard synth --help" \
		railyard synth
	for words in "build -i x" "show x" "place -N1 x" \
		     "export -f topology.conf x" "synth mini"; do
		verb=${words%% *}
		expect_error 2 "railyard $verb: \"extra\" is one word too many; see railyard $verb --help" \
			railyard $words extra
	done
}

@test "a full disk is an error, not silence" {
	[ -w /dev/full ] || skip "there is no /dev/full"
	run --separate-stderr bash -c 'railyard synth mini > /dev/full'
	[ "$status" = 3 ]
	[[ "$stderr" == "railyard synth: stdout: cannot write it: "* ]]
	run --separate-stderr bash -c 'railyard synth --list > /dev/full'
	[ "$status" = 3 ]
	[[ "$stderr" == "railyard: stdout: cannot write it: "* ]]
}
