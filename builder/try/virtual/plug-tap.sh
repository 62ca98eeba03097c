#!/bin/sh
# plug-tap.sh CARD: the end of a virtual machine's card, plugged into the switch.
set -eu
ip tuntap add dev "$1" mode tap
ip link set "$1" master wire up
