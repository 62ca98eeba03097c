import { text } from '../command/option.ts';

/** The graph that a frontend's values are of. */
export const BUNDLE = {
  bundle: text('file', 'graph bundle (default: the one this frontend was made from)'),
};
