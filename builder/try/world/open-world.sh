#!/bin/sh
# open-world.sh GROUP: makes a world of its own ready: namespaces are there already.
# Nothing here outlives it but control groups, which whoever opened it removes.
set -eu
mount -t tmpfs -o mode=0755,nosuid tmpfs /run
mkdir /run/netns
# The switch that all machines are plugged into; nothing else is
ip link set lo up
ip link add wire type bridge forward_delay 0
ip link set wire up
# systemd wants one hierarchy of control groups, wherever the host has its own
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir "/sys/fs/cgroup/$1"
# What the host lets groups below its own count and bound, containers may too
read -r controllers <"/sys/fs/cgroup/$1/cgroup.controllers" || true
for controller in $controllers; do
  echo "+$controller" >"/sys/fs/cgroup/$1/cgroup.subtree_control"
done
