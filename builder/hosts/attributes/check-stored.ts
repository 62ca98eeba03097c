import {
  ATTRIBUTE_SCOPES,
  errorProblem,
  findNearestName,
  isAttributeName,
  isIntrinsicAttribute,
  type Problem,
} from '../../model/mod.ts';
import type { StoredAttribute } from '../types.ts';

/** Forms of the names that values may be set for, besides hosts. */
const SUBJECTS = {
  os: [/^[a-z]+(?:-[0-9.]+)?$/, 'operating system', 'Write it like debian-13, or debian for the family'],
  appliance: [/^[a-z0-9][a-z0-9-]*$/, 'appliance', 'Use small letters, digits and "-"'],
  rack: [/^\d{1,5}$/, 'rack', 'Use a whole number from 0 to 99999'],
} as const;

/**
 * What is wrong with a value as it is set on a frontend, whatever its rolls say of it.
 *
 * @param knowsHost whether a host of the name is known
 */
export function checkStored(
  { scope, subject, name }: Pick<StoredAttribute, 'scope' | 'subject' | 'name'>,
  knowsHost: (name: string) => boolean,
): Problem[] {
  const found: Problem[] = [];
  if (!isAttributeName(name)) {
    const hint = 'Use letters, digits and "_", ".", "-"';
    found.push(errorProblem('ATTRIBUTE_NAME', `Bad attribute name "${name}"`, undefined, hint));
  } else if (isIntrinsicAttribute(name)) {
    const message = `Cannot set attribute "${name}": every machine has it of itself`;
    found.push(errorProblem('ATTRIBUTE_INTRINSIC', message));
  }
  if (!ATTRIBUTE_SCOPES.includes(scope)) {
    const near = findNearestName(scope, ATTRIBUTE_SCOPES);
    const hint = near === undefined ? `Known are: ${ATTRIBUTE_SCOPES.join(', ')}` : `Did you mean "${near}"?`;
    found.push(errorProblem('ATTRIBUTE_VALUE', `Scope "${scope}" is unknown`, undefined, hint));
  } else if ((scope === 'global') !== (subject === '')) {
    const message = scope === 'global' ? 'Scope "global" takes no name' : `Scope "${scope}" needs a name`;
    found.push(errorProblem('ATTRIBUTE_VALUE', message));
  } else if (scope === 'host') {
    if (!knowsHost(subject)) found.push(errorProblem('HOST_UNKNOWN', `Host "${subject}" is not known`));
  } else if (scope !== 'global') {
    const [form, what, hint] = SUBJECTS[scope];
    if (!form.test(subject))
      found.push(errorProblem('ATTRIBUTE_VALUE', `Bad ${what} "${subject}"`, undefined, hint));
  }
  return found;
}
