import * as v from 'valibot';
import type { DiscIdentity } from '../protocol/disc.ts';
import type { DocumentKind } from './parse-json-document.ts';
import { text } from './shapes.ts';

const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const ordinal = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

export const DISC_IDENTITY: DocumentKind<DiscIdentity> = {
  title: 'identity of a disc',
  format: 1,
  hint: 'A build writes it: media that are split, and cairn build --disc-for',
  schema: v.looseObject({
    format: v.literal(1),
    name: text,
    id: digest,
    over: v.exactOptional(digest),
    number: ordinal,
    count: ordinal,
  }),
};
