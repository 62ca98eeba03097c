/** The unit of a folder, as `systemd-escape --path` names it: "srv-data\x2dbase" of "/srv/data-base". */
export function unitOfFolder(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map(escapePart).join('-').replace(/^\./, '\\x2e');
}

function escapePart(part: string): string {
  return part.replace(/[^A-Za-z0-9:_.]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Text in a unit: a percent sign means nothing else. */
export function escapeUnit(text: string): string {
  return text.replaceAll('%', '%%');
}
