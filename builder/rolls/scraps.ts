/** Left behind by version control, editors and desktops; never part of a roll. */
const SCRAP = /^(?:\.git|\.hg|\.svn|\.gitignore|\.DS_Store|.*~|#.*#|\..*\.sw[a-p])$/;

/** True for a name (of a file or folder) that is never part of a roll. */
export function isScrap(name: string): boolean {
  return SCRAP.test(name);
}
