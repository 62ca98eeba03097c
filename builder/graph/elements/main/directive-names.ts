/**
 * The neutral vocabulary of `<main>`: what Rocks and its installers know, and what Cairn adds. A back-end
 * renders a directive or refuses it by name.
 */
export const DIRECTIVES: ReadonlySet<string> = new Set(
  `auth authconfig authselect auto_reg autopart autostep bootloader cdrom clearpart cmdline dhcp device
  default_route display domain_name driverdisk eula fcoe filesys firewall firstboot graphical group halt
  harddrive hostname ignoredisk install interactive interface ip_address iscsi iscsiname keyboard lang
  langsupport lilo lilocheck locale logging logvol mediacheck module monitor mouse multipath name_server
  name_service native netmask network nfs nfs4_domain nvdimm part partition pointer poweroff protocol_ipv6
  raid realm reboot repo reqpart rescue rootpw search security_policy selinux services shutdown size skipx
  slice snapshot sshkey sshpw syspurpose terminal text timeserver timesource timezone type unsupported_hardware
  updates upgrade url user vnc volgroup xconfig zerombr zfcp zipl`.split(/\s+/),
);

/** Installers that `<native installer=...>` may name. */
export const INSTALLERS: ReadonlySet<string> = new Set(['preseed', 'kickstart']);
