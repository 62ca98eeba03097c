import type { Run } from '../run.ts';

/** Settings of apt as `apt-config dump` prints them: full name, as written, to its values in order. */
export type AptConfig = ReadonlyMap<string, readonly string[]>;

/** Parses the lines `Name::Of::It "value";`. Names that end in `::` are list items of the name before. */
export function parseAptConfig(text: string): AptConfig {
  const config = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const match = /^(\S+) "(.*)";$/.exec(line);
    if (match === null) continue;
    const name = match[1]!.replace(/::$/, '');
    config.set(name, [...(config.get(name) ?? []), match[2]!]);
  }
  return config;
}

/** Reads this machine's apt settings. @throws {BuildError} COMMAND_MISSING where there is no apt */
export function readAptConfig(run: Run): Promise<AptConfig> {
  const file = process.env['APT_CONFIG'];
  const last = asked.get(run);
  if (last !== undefined && last.file === file) return last.config;
  const config = run(['apt-config', 'dump']).then(({ stdout }) => parseAptConfig(stdout));
  asked.set(run, { file, config });
  config.catch(() => asked.delete(run));
  return config;
}

/** A build asks for them a dozen times. */
const asked = new WeakMap<Run, { readonly file: string | undefined; readonly config: Promise<AptConfig> }>();

/** Last value of a setting; names are compared without regard to case, as apt does. */
export function findAptSetting(config: AptConfig, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, values] of config) {
    if (key.toLowerCase() === wanted) return values.at(-1) || undefined;
  }
  return undefined;
}
