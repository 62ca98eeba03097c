#!/bin/sh
# ask-frontend.sh FRONTEND MAC: what the firmware of a machine does, in the installer's root. It prints the boot script.
set -eu
mount -t proc proc /proc
ip link set lo up
ip link set eth0 up
udhcpc -i eth0 -s /etc/udhcpc/default.script -n -q -t 20 -T 2 >&2
wget -nv -O - --tries=10 --timeout=10 "http://$1/boot/ipxe?mac=$2"
