import { DOCUMENTATION } from '../parse/documentation.ts';
import type { NodeElement } from './element.ts';

/** Elements that only tell something to people. */
export const documentation = {
  name: 'documentation',
  tags: DOCUMENTATION,
  places: ['node', 'main'],
  parse: (reader) => {
    reader.skip();
    return undefined;
  },
} as const satisfies NodeElement;

/** `<log>` of real rolls: the output of scripts is kept anyway. */
export const log = {
  name: 'log',
  tags: ['log'],
  places: ['node', 'script'],
  parse: (reader) => {
    reader.skip();
    return undefined;
  },
} as const satisfies NodeElement;
