/** Where the base keeps its initial RAM disk: packages on the machine would make one in /boot anew each time. */
const KEPT = '/usr/lib/cairn/initramfs';

/**
 * What an initial RAM disk is made of, beside the packages of the base: whoever adds to it, or changes it, gets one of his
 * own. Names and sizes are enough for what only packages bring.
 */
const LIST_INPUTS = [
  'cd /',
  'find etc/initramfs-tools usr/share/initramfs-tools etc/modprobe.d usr/lib/modprobe.d etc/udev \\( -type f -o -type l \\) -exec sha256sum {} + 2>/dev/null',
  'find etc/systemd/network usr/lib/systemd/network -path "*.link*" ! -type d -exec sha256sum {} + 2>/dev/null',
  'find usr/lib/modules usr/lib/firmware -type f -printf "%p %s\\n" 2>/dev/null',
];

/** Puts the initial RAM disk of the base in its place, and ends with 0, if it is the one that this system would make. */
const TAKE = [
  '#!/bin/sh',
  '# Takes the initial RAM disk that came with the base system, if this system would make the same; else it is removed.',
  `sum() { { ${LIST_INPUTS.join('; ')}; } | LC_ALL=C sort | sha256sum; }`,
  'if [ "$1" = --sum ]; then sum; exit; fi',
  'status=1',
  `if [ "$(sum)" = "$(cat ${KEPT}/sum)" ]; then`,
  `  mv ${KEPT}/initrd.img-* /boot/ && status=0`,
  `  if [ -d ${KEPT}/state ]; then cp -a ${KEPT}/state/. /var/lib/initramfs-tools/ || status=1; fi`,
  'fi',
  `rm -r ${KEPT}`,
  'exit $status',
  '',
].join('\n');

/** The packages to unpack lie there, in the base. */
export const UNPACKED = '/tmp/unpacked';

/**
 * A shell script that is run in the base. It unpacks packages: dpkg refuses one whose pre-dependencies are not configured,
 * which is installed as a whole on the machine. That none at all was unpacked is a failure, and so is one without another
 * that it depends on: apt would refuse to install anything on the machine.
 *
 * Packages that have no script to configure them, and those that are named, are configured as far as dpkg finds what they
 * depend on; nothing else is. Where a kernel is among them its initial RAM disk is made, for any machine: file systems are not known yet, so `fsck` of ext4
 * comes along in any case.
 *
 * @param settled package names, with `*` for anything: what their scripts make is the same on every machine
 */
export function renderSettling(settled: readonly string[]): string {
  return `set -e
export DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true SYSTEMD_OFFLINE=1 LC_ALL=C.UTF-8 INITRD=No
had_policy=; if [ -e /usr/sbin/policy-rc.d ]; then had_policy=yes
else printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; fi
is_settled() {
  case $1 in ${[...settled].sort().join('|') || '-'}) return 0 ;; esac
  for script in postinst config; do
    if [ -e "/var/lib/dpkg/info/$1.$script" ] || [ -e "/var/lib/dpkg/info/$1:$2.$script" ]; then return 1; fi
  done
}
unpack() {
  dpkg --unpack --skip-same-version --force-unsafe-io --abort-after=100000 ${UNPACKED}/*.deb >/dev/null 2>&1 || true
}
settle() {
  names=$(dpkg-query --show --showformat '\${db:Status-Status} \${Package} \${Architecture}\\n' | while read -r status name arch; do
    if [ "$status" = unpacked ] && is_settled "$name" "$arch"; then echo "$name"; fi
  done)
  [ -n "$names" ] || return 0
  dpkg --configure --force-unsafe-io --abort-after=100000 $names > /tmp/settling.log 2>&1 || true
  if grep 'subprocess returned error' /tmp/settling.log; then cat /tmp/settling.log; exit 1; fi
  rm /tmp/settling.log
}
unpack
grep -q '^Status: install ok unpacked' /var/lib/dpkg/status
settle
# What dpkg refused, because what it depends on was not configured
unpack
settle
rm -r ${UNPACKED}
apt-get -q check
made=
for kernel in /boot/vmlinu[xz]-*; do
  release=\${kernel#/boot/vmlinu?-}
  status=$(dpkg-query --show --showformat '\${db:Status-Status}' "linux-image-$release" 2>/dev/null || true)
  if [ "$status" = installed ] && [ -x /usr/sbin/update-initramfs ]; then
    # Its programs to check file systems are those that fstab names; a setting of its own would stay in it
    if [ -e /etc/fstab ]; then cp -p /etc/fstab /tmp/fstab; fi
    echo 'none /usr ext4 defaults 0 2' > /etc/fstab
    update-initramfs -c -k "$release"
    rm /etc/fstab
    if [ -e /tmp/fstab ]; then cp -p /tmp/fstab /etc/fstab; rm /tmp/fstab; fi
    made=yes
  fi
done
if [ -n "$made" ]; then
  mkdir -p ${KEPT}
  mv /boot/initrd.img-* ${KEPT}/
  # Debian 12 notes there what it has made
  if [ -d /var/lib/initramfs-tools ]; then mv /var/lib/initramfs-tools ${KEPT}/state; mkdir /var/lib/initramfs-tools; fi
  cat > ${KEPT}/take <<'END'
${TAKE}END
  chmod 755 ${KEPT}/take
  ${KEPT}/take --sum > ${KEPT}/sum
fi
if [ -z "$had_policy" ]; then rm /usr/sbin/policy-rc.d; fi
`;
}
