#!/bin/sh
# unplug.sh NAME CARD NEW MAC: the card is as after power-on; it may get another name and address.
set -eu
ip -n "$1" address flush dev "$2"
ip -n "$1" link set "$2" down
[ "$2" = "$3" ] || ip -n "$1" link set "$2" name "$3"
ip -n "$1" link set "$3" address "$4"
