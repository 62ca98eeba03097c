/** Whether a suite is one for security: `trixie-security`, `buster/updates`. */
export function isSecuritySuite(suite: string): boolean {
  return /(?:-security|\/updates)$/.test(suite);
}
