import { errorProblem, type Problem } from '../model/mod.ts';

/** Name of the key that holds the password of a host's management board. */
export const BMC_PASSWORD = 'bmc-password';

/** A name of ours, or the path of a file, which a host gets at that place. */
const NAME = /^(?:[A-Za-z0-9_.:-]+|(?:\/[A-Za-z0-9._@+:,=%-]+)+)$/;
const OUT_OF_PLACE = /(?:^|\/)\.{1,2}(?:\/|$)/;

/**
 * What is wrong with a key as a frontend keeps it.
 *
 * @param knowsHost whether a host of the name is known; a key of the whole cluster has none
 */
export function checkKey(
  { host, name, value }: { readonly host: string; readonly name: string; readonly value: string },
  knowsHost: (name: string) => boolean,
): Problem[] {
  const found: Problem[] = [];
  if (host !== '' && !knowsHost(host))
    found.push(errorProblem('HOST_UNKNOWN', `Host "${host}" is not known`));
  if (!NAME.test(name) || OUT_OF_PLACE.test(name)) {
    const hint = 'Use letters, digits and "_.:-", or a path from the root without "." and ".."';
    found.push(errorProblem('HOST_WRONG', `Bad name of a key "${name}"`, undefined, hint));
  }
  // What it is goes into no message.
  if (value === '' || value.includes('\u0000'))
    found.push(errorProblem('HOST_WRONG', `Key "${name}" has no usable value`));
  return found;
}
