/** What the kernel command line says to the installer. */
export interface BootOptions {
  readonly action: 'install' | 'rescue' | 'check';
  /** Which machine this becomes. */
  readonly appliance: string;
  /** Ask even what has an answer. */
  readonly questions: boolean;
  /** Ask so where no site file answers anything about this place. */
  readonly questionsWithoutSite?: true;
  /** What follows a finished installation. */
  readonly finish: 'reboot' | 'poweroff' | 'stay';
  /** Base address of the distribution; absent: the medium is looked for. */
  readonly source?: string;
  /** A frontend knows this machine by this name and says what it becomes. */
  readonly host?: string;
  /** Lets this one start of the machine fetch its secrets and report to the frontend. */
  readonly token?: string;
  /** MAC address of the card that the machine was started from: "aa:bb:cc:dd:ee:ff". */
  readonly bootMac?: string;
  /** `cairn.set.NAME=VALUE`: attributes of this one machine, stronger than every file. */
  readonly attributes: Readonly<Record<string, string>>;
  /** `cairn.disk=`, `cairn.wipe=a,b`. */
  readonly disk?: string;
  readonly wipe: readonly string[];
}

const PLAIN_WORDS = [
  ...['action', 'appliance', 'questions', 'finish', 'source', 'disk', 'wipe'],
  // Of a frontend's boot scripts; whom to trust as its service is in frontend.img, not here
  ...['host', 'token'],
];

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
    else if (PLAIN_WORDS.includes(name!)) plain.set(name!, value);
    else unknown.push(word);
  }
  const given = (name: string): Record<string, string> => {
    const value = plain.get(name);
    return value === undefined || value === '' ? {} : { [name]: value };
  };
  const source = nameBootServer(plain.get('source'), cmdline);
  const bootMac = /(?:^|\s)BOOTIF=01-((?:[0-9a-f]{2}-){5}[0-9a-f]{2})(?:\s|$)/i.exec(cmdline)?.[1];
  return {
    options: {
      appliance: plain.get('appliance') ?? 'frontend',
      action: actionOf(plain.get('action')),
      ...(plain.get('questions') === 'without-site' ? { questionsWithoutSite: true as const } : {}),
      questions: ['1', 'yes', 'true', 'on'].includes(plain.get('questions') ?? ''),
      finish: finishOf(plain.get('finish')),
      wipe: (plain.get('wipe') ?? '').split(',').filter((path) => path !== ''),
      attributes,
      ...(source === undefined ? {} : { source: source.replace(/\/+$/, '') }),
      ...given('disk'),
      ...given('host'),
      ...given('token'),
      ...(bootMac === undefined ? {} : { bootMac: bootMac.toLowerCase().replaceAll('-', ':') }),
    },
    unknown,
  };
}

/** PXELINUX has no word for the server it came from, but says it in `ip=CLIENT:SERVER:ROUTER:NETMASK`. */
function nameBootServer(source: string | undefined, cmdline: string): string | undefined {
  const server = /(?:^|\s)ip=[0-9.]*:([0-9.]+):/.exec(cmdline)?.[1];
  return server === undefined
    ? source
    : source?.replace(/^http:\/\/boot-server(?=[:/]|$)/, `http://${server}`);
}

function actionOf(word: string | undefined): BootOptions['action'] {
  return word === 'rescue' || word === 'check' ? word : 'install';
}

function finishOf(word: string | undefined): BootOptions['finish'] {
  return word === 'poweroff' || word === 'stay' ? word : 'reboot';
}
