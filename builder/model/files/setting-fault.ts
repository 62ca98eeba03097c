import { isIntrinsicAttribute, RELEASE_ATTRIBUTE } from '../attributes.ts';
import type { ValueFault } from '../values/value-type.ts';

/** Why nobody may set an attribute before there is a frontend, and what to do; undefined for one that may be set. */
export function findSettingFault(name: string): ValueFault | undefined {
  if (isIntrinsicAttribute(name))
    return { message: 'every machine has it of itself', hint: 'Choose another name' };
  // A release is named by its lock, and all of this is part of what is locked: it could not name itself, and knows no other
  if (name === RELEASE_ATTRIBUTE)
    return {
      message: 'it names a release that a frontend has',
      hint: 'Say it on the frontend: cairn release use ID [--appliance A|--rack N|--host SELECTION]',
    };
  return undefined;
}
