#!/bin/sh
# stand-in.sh ROOT GROUP: runs what a roll says about containers, from standard input, in a machine's root before its start.
set -eu
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
  CAIRN_CONTROLLERS="$(cat "/sys/fs/cgroup/$2/cgroup.controllers")" \
  CAIRN_FILE_SYSTEMS="$(awk '{ print $NF }' /proc/filesystems | tr '\n' ' ')" \
  chroot "$1" bash -s
