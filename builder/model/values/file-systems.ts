const REMOTE = /^(?:nfs4?|cifs|smb3|ceph|glusterfs|lustre|fuse\.sshfs|9p|afs)$/;

/** True for a type of file systems that lie on other machines: one may be away when this machine starts. */
export function isRemoteFileSystem(type: string): boolean {
  return REMOTE.test(type);
}
