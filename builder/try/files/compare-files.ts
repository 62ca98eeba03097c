/** What a machine has of its own, by path on the machine: what it is, who has it, and its content. */
export type FileList = ReadonlyMap<string, string>;

/** Differs, and is said to: keys and what is derived from them, identity, logs, caches, and what a clock says. */
const OWN: readonly { readonly what: string; readonly path: RegExp }[] = [
  { what: 'keys', path: /^\/etc\/ssh\/ssh_host_|^\/etc\/ssl\/private\/|\.(?:key|pem|crt)$/ },
  {
    what: 'passwords that are made up, and salted hashes',
    path: /^\/etc\/g?shadow-?$|^\/etc\/issue\.d\/cairn-root-password\.issue$/,
  },
  {
    what: 'accounts, which come back where a roll keeps them',
    path: /^\/etc\/(?:passwd|group|subuid|subgid)-?$/,
  },
  { what: 'identity of the machine', path: /^\/etc\/machine-id$|random-seed$/ },
  {
    what: 'what a machine was made to: digests with a key, and of the list of hosts at the time',
    path: /^\/var\/lib\/cairn-host\//,
  },
  { what: 'logs', path: /^\/var\/log\// },
  {
    what: 'caches and what programs count',
    path: /^\/var\/(?:cache|tmp|lib\/(?:apt|dpkg|systemd))\/|^\/run\/|^\/tmp\//,
  },
];

/**
 * Reads what `list-files.sh` prints.
 *
 * @param text lines of a tree whose folders `upper` and `laid/NAME/upper` are the machine's
 * @param laid place on the machine of each folder that is laid, by NAME
 */
export function parseFileList(text: string, laid: ReadonlyMap<string, string>): FileList {
  const files = new Map<string, string>();
  const place = (path: string): string | undefined => {
    const [, name = '', rest = ''] = /^(?:laid\/([^/]+)\/)?upper(\/.*)$/.exec(path) ?? [];
    return rest === '' ? undefined : `${name === '' ? '' : (laid.get(name) ?? `/${name}`)}${rest}`;
  };
  for (const line of text.split('\n')) {
    const [, sum, summed] = /^([0-9a-f]{64}) [ *]\.\/(.*)$/.exec(line) ?? [];
    if (sum !== undefined) {
      const at = place(summed!);
      if (at !== undefined) files.set(at, `${files.get(at) ?? ''} ${sum}`);
      continue;
    }
    const [type, mode, owners, path, target] = line.split('\t');
    const at = path === undefined ? undefined : place(path);
    if (at !== undefined) files.set(at, `${type} ${mode} ${owners} ${target}`.trim());
  }
  return files;
}

/** Lines for people about what two installations of the same profile made differently. */
export function compareFiles(first: FileList, second: FileList): string[] {
  const paths = [...new Set([...first.keys(), ...second.keys()])].sort();
  return paths
    .filter((path) => first.get(path) !== second.get(path) && !OWN.some(({ path: own }) => own.test(path)))
    .map((path) => {
      if (!second.has(path)) return `${path} is there after the first installation alone`;
      if (!first.has(path)) return `${path} is there after the second installation alone`;
      return `${path} is another file after the second installation`;
    });
}
