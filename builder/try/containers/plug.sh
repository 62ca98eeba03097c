#!/bin/sh
# plug.sh NAME CARD MAC END: a network namespace NAME with one card, plugged into the switch by END.
set -eu
# Switched off and on again: as it was made
ip link delete "$4" 2>/dev/null || true
ip netns delete "$1" 2>/dev/null || true
ip netns add "$1"
ip link add "$4" type veth peer name "$2" netns "$1"
ip -n "$1" link set "$2" address "$3"
ip link set "$4" master wire up
