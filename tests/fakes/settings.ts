/** A node that says one setting of each kind, and more where there are several forms. */
export const SETTINGS_NODE = `
  <package>nfs-common</package>
  <package>nfs-kernel-server</package>
  <open port="22" from="public"/>
  <open port="80,443,8000-8010" from="private,2001:db8::/32"/>
  <open port="all" protocol="tcp,udp" from="192.0.2.0/24"/>
  <open port="67" protocol="udp" fromport="68" from="public"/>
  <open port="all" from="10.9.0.0/16"/>
  <group name="data" gid="700"/>
  <account name="portal" uid="701" groups="data,www-data" home="/srv/portal" comment="The portal's own"/>
  <account name="worker" uid="702" group="data" shell="/bin/sh"/>
  <mount what="server:/data" where="/data" options="nfsvers=4.2,hard"/>
  <mount what="/state/share" where="/srv/share-x"/>
  <mount what="LABEL=scratch" where="/scratch" type="ext4" options="noatime"/>
  <mount what="[2001:db8::1]:/more" where="/more" automount="no"/>
  <export path="/state/home"/>
  <export path="/state/public" to="*.example.org,192.0.2.7" options="ro"/>
  <timer name="backup" when="Mon..Fri 03:30" delay="10min" run="/usr/bin/true --all 100%" user="portal"/>
  <timer name="look" every="10min" run="/usr/bin/true"/>
  <timer name="fstrim" when="weekly"/>
  <sysctl name="vm.swappiness" value="10"/>
  <sysctl name="net.ipv4.ip_local_port_range" value="32768 60999"/>
  <module name="br_netfilter"/>
  <module name="nouveau" state="blacklist"/>
  <module name="loop" state="options" options="max_loop=8 max_part=4"/>
  <alternative name="editor" path="/bin/nano"/>
  <pin package="slurm*,munge" version="24.11.*"/>
  <pin package="base-files" from="a=stable-backports" priority="990"/>
  <pin package="*" from="bookworm" priority="-1"/>
  <link name="storage" mac="52-54-00-AA-BB-01" address="10.2.0.5/16" mtu="9000"/>
  <link name="ib" card="ib*" address="10.3.0.5/16,2001:db8::5/64" gateway="10.3.0.1" dns="10.3.0.1,10.3.0.2"/>
  <link name="campus" card="enp9s0" gateway="dhcp"/>
`;

/** What the node must know. */
export const SETTINGS_HOST = { private_network: '10.1.0.0', private_prefix: '16' };
