/** What the kernel command line says to the installer. */
export interface BootOptions {
  readonly action: 'install' | 'rescue';
  /** Which machine this becomes. */
  readonly appliance: string;
  /** Ask even what has an answer. */
  readonly questions: boolean;
  /** What follows a finished installation. */
  readonly finish: 'reboot' | 'poweroff' | 'stay';
  /** Base address of the distribution; absent: the medium is looked for. */
  readonly source?: string;
  /** `cairn.set.NAME=VALUE`: attributes of this one machine, stronger than every file. */
  readonly attributes: Readonly<Record<string, string>>;
  /** `cairn.disk=`, `cairn.wipe=a,b`. */
  readonly disk?: string;
  readonly wipe: readonly string[];
}

/**
 * Reads `cairn.*` words; a word may be quoted as the kernel does (`"cairn.set.x=two words"`).
 * Unknown `cairn.*` words are returned, so that a slip is told and not swallowed.
 */
export function parseBootOptions(cmdline: string): {
  readonly options: BootOptions;
  readonly unknown: readonly string[];
} {
  const attributes: Record<string, string> = {};
  const plain = new Map<string, string>();
  const unknown: string[] = [];
  for (const match of cmdline.matchAll(/"([^"]*)"|(?:[^\s"]|"[^"]*")+/g)) {
    const word = match[0].replaceAll('"', '');
    const parts = /^cairn\.(set\.)?([A-Za-z0-9_.-]+)(?:=(.*))?$/s.exec(word);
    if (parts === null) continue;
    const [, set, name, value = ''] = parts;
    if (set !== undefined) attributes[name!] = value;
    else if (['action', 'appliance', 'questions', 'finish', 'source', 'disk', 'wipe'].includes(name!))
      plain.set(name!, value);
    else unknown.push(word);
  }
  const source = plain.get('source');
  const disk = plain.get('disk');
  return {
    options: {
      appliance: plain.get('appliance') ?? 'frontend',
      action: plain.get('action') === 'rescue' ? 'rescue' : 'install',
      questions: ['1', 'yes', 'true', 'on'].includes(plain.get('questions') ?? ''),
      finish: finishOf(plain.get('finish')),
      wipe: (plain.get('wipe') ?? '').split(',').filter((path) => path !== ''),
      attributes,
      ...(source === undefined ? {} : { source: source.replace(/\/+$/, '') }),
      ...(disk === undefined ? {} : { disk }),
    },
    unknown,
  };
}

function finishOf(word: string | undefined): BootOptions['finish'] {
  return word === 'poweroff' || word === 'stay' ? word : 'reboot';
}
