/** One entry of d-i's main menu: a package of ours with a postinst and templates in the overlay. */
interface MenuItem {
  readonly name: string;
  /** Position in the menu; the items between are Debian's. */
  readonly position: number;
  readonly summary: string;
}

export const MENU_ITEMS: readonly MenuItem[] = [
  { name: 'cairn-answers', position: 500, summary: 'Answer the questions about this place' },
  { name: 'cairn-disks', position: 4200, summary: 'Partition the disk' },
  { name: 'cairn-system', position: 6400, summary: 'Install and configure the system' },
  { name: 'cairn-finish', position: 7900, summary: 'Finish the installation' },
];

/** Debian's items whose work is described in the graph, or not needed with everything on the medium. */
const NEVER = [
  'brltty-udeb',
  'choose-mirror',
  'download-installer',
  'ethdetect',
  'file-preseed',
  'netcfg',
  'network-preseed',
];

/** Debian's dialogs that are shown only to somebody who asked for questions. */
const ONLY_WITH_QUESTIONS = ['localechooser', 'console-setup-udeb'];

/**
 * Edits d-i's dpkg status: our items are added, and Debian's that have nothing to do count as done.
 *
 * @param status text of /var/lib/dpkg/status
 */
export function prepareMenu(status: string, questions: boolean): string {
  const done = new Set(questions ? NEVER : [...NEVER, ...ONLY_WITH_QUESTIONS]);
  const stanzas = status.split(/\n\n+/).filter((stanza) => stanza.trim() !== '');
  const edited = stanzas.map((stanza) => {
    const name = /^Package: (\S+)$/m.exec(stanza)?.[1];
    if (name === undefined || !done.has(name)) return stanza;
    return stanza.replace(/^Status: .*$/m, 'Status: install ok installed');
  });
  const ours = MENU_ITEMS.map(({ name, position, summary }) =>
    [
      `Package: ${name}`,
      'Status: install ok unpacked',
      'Version: 1',
      'Architecture: all',
      'Section: debian-installer',
      'Priority: standard',
      `Installer-Menu-Item: ${position}`,
      `Description: ${summary}`,
    ].join('\n'),
  );
  return `${[...edited, ...ours].map((stanza) => stanza.trim()).join('\n\n')}\n\n`;
}
