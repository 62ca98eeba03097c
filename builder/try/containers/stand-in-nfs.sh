#!/bin/sh
# stand-in-nfs.sh ROOT NAMES [LIST]: where this kernel has no NFS, units of its server are left out, and what a machine would mount
# from another one is bound from there. It prints a line SOURCE, a tab, PLACE for each folder that has to be bound.
#   ROOT   a machine's root before its start
#   NAMES  folder with a link for each machine, named as the machine is, to its root
#   LIST   file systems that the kernel has: /proc/filesystems
set -eu
list=${3-/proc/filesystems}
if grep -qw nfsd "$list" && grep -qw nfs4 "$list"; then exit 0; fi
units=$1/etc/systemd/system
[ -e "$1/usr/lib/systemd/system/nfs-utils.service" ] || exit 0
for unit in proc-fs-nfsd.mount run-rpc_pipefs.mount nfs-server.service nfsdcld.service nfs-mountd.service \
  nfs-idmapd.service nfs-blkmap.service fsidd.service rpc-gssd.service rpc-svcgssd.service rpc-statd.service; do
  mkdir -p "$units/$unit.d"
  # A condition that never holds: the unit is left out, and nothing that wants it fails
  printf '[Unit]\nConditionPathExists=!/\n' >"$units/$unit.d/90-cairn-try.conf"
done
for file in "$units"/*.mount; do
  if ! grep -qs '^Type=nfs' "$file"; then continue; fi
  what=$(sed -n 's/^What=//p' "$file" | tail -n 1)
  server=${what%%:*}
  source=$2/$server${what#*:}
  [ -d "$source" ] || continue
  place=/run/cairn-try/$server${what#*:}
  mkdir -p "$file.d"
  printf '[Mount]\nWhat=%s\nType=none\nOptions=\nOptions=bind\n' "$place" >"$file.d/90-cairn-try.conf"
  # Nor are there automounts in a container, which has no /dev/autofs
  mkdir -p "$units/remote-fs.target.wants"
  ln -sf "../${file##*/}" "$units/remote-fs.target.wants/"
  printf '%s\t%s\n' "$source" "$place"
done
