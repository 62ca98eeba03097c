import { HOST_PATHS } from '../../model/mod.ts';
import { insist } from '../fetch/insist.ts';
import { postFile } from '../frontend/service.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import type { InstallState } from '../machine/state.ts';

/** Tells the frontend what the machine was made to. One that does not want to know hinders nothing: the machine keeps it. */
export function sendRecord(effects: Effects, { host }: InstallState): void {
  const file = `${PATHS.target}${HOST_PATHS.record}`;
  if (host === undefined || !effects.exists(file)) return;
  const copy = '/run/cairn/record';
  effects.write(copy, effects.read(file) ?? '', 0o600);
  const what = 'the frontend, to tell it what this machine was made to';
  const reply = insist(effects, what, () => postFile(effects, `/v1/hosts/${host.name}/record`, copy));
  effects.remove(copy);
  if (reply.kind !== 'done') announce(effects, `The frontend does not take the record (${reply.reason})`);
}
