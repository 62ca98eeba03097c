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
  return askAptOnce(run, 'config', async () => parseAptConfig((await run(['apt-config', 'dump'])).stdout));
}

const asked = new WeakMap<Run, Map<string, Promise<unknown>>>();

/** What this machine's apt says of itself, which a build asks a dozen times: it is asked once by this process. */
export function askAptOnce<T>(run: Run, question: string, ask: () => Promise<T>): Promise<T> {
  const answers = asked.get(run) ?? new Map<string, Promise<unknown>>();
  asked.set(run, answers);
  const key = `${question} ${process.env['APT_CONFIG'] ?? ''}`;
  const answer = (answers.get(key) as Promise<T> | undefined) ?? ask();
  answers.set(key, answer);
  answer.catch(() => answers.delete(key));
  return answer;
}

/** Last value of a setting; names are compared without regard to case, as apt does. */
export function findAptSetting(config: AptConfig, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, values] of config) {
    if (key.toLowerCase() === wanted) return values.at(-1) || undefined;
  }
  return undefined;
}
