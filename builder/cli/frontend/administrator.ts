import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Administrator } from '../../frontend/state/mod.ts';
import { currentCommand } from '../command/current-command.ts';

/** The kernel's word for nobody: what the system started by itself has no login. */
const NO_LOGIN = '4294967295';

/** Where the system says who is who; tests have their own. */
export interface UserFiles {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly loginUid: string;
  readonly passwd: string;
  readonly user: string;
}

/** Who runs this command. */
export async function readAdministrator(): Promise<Administrator> {
  const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
  const files = {
    env: process.env,
    loginUid: (await read('/proc/self/loginuid')).trim(),
    passwd: await read('/etc/passwd'),
    user: readUser(),
  };
  return { who: findUser(files), command: currentCommand() };
}

/**
 * The name of whoever became root by sudo, else of the user that the command runs as; and of the one who logged in, as the
 * kernel keeps it, where that is another one.
 */
export function findUser({ env, loginUid, passwd, user }: UserFiles): string {
  const who = env['SUDO_USER'] || user;
  if (loginUid === '' || loginUid === NO_LOGIN) return who;
  const login = nameOf(loginUid, passwd);
  return login === who ? who : `${who} (login ${login})`;
}

function nameOf(uid: string, passwd: string): string {
  const rows = passwd.split('\n').map((line) => line.split(':'));
  return rows.find((row) => row[2] === uid)?.[0] ?? `uid ${uid}`;
}

/** The user that the command runs as. @param ask the system; it fails where the user has no name */
export function readUser(ask: () => { readonly username: string } = userInfo): string {
  try {
    return ask().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
