import { type ApplyRequest, HOST_PATHS } from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { applyChange } from './apply-change.ts';
import { APPLY_LOG } from './on-machine.ts';

/**
 * `apply`: reads an `ApplyRequest` on standard input, and prints an `ApplyAnswer` as one line. Of a frontend with another program
 * this one takes that first, which then does it all.
 */
export function runApply(
  effects: Effects,
  _words: readonly string[],
  say: (line: string) => void,
  print: (line: string) => void,
): void {
  const { program, ...request } = parseRequest(effects.read('/dev/stdin') ?? '');
  if (program === undefined) {
    print(JSON.stringify(applyChange(effects, request)));
    return;
  }
  effects.write(HOST_PATHS.engine, program);
  const status = effects.run([HOST_PATHS.interpreter, '--std', HOST_PATHS.engine, 'apply'], {
    input: JSON.stringify(request),
    onLine: print,
    log: APPLY_LOG,
  });
  if (status !== 0) {
    say(`The program that came ended with status ${status}: ${APPLY_LOG}`);
    throw new InstallFailure('Nothing was changed');
  }
}

function parseRequest(text: string): ApplyRequest {
  const request = JSON.parse(text) as Partial<ApplyRequest>;
  if (request.format !== 1)
    throw new InstallFailure('What came is no request of a format that is known here');
  return request as ApplyRequest;
}
