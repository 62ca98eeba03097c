import * as v from 'valibot';
import type { MediumIdentity } from '../protocol/medium.ts';
import type { DocumentKind } from './parse-json-document.ts';
import { text, texts } from './shapes.ts';

export const MEDIUM_IDENTITY: DocumentKind<MediumIdentity> = {
  title: 'identity of a medium',
  hint: 'A build writes it, the same into the overlay and on the medium',
  schema: v.looseObject({
    name: text,
    version: text,
    id: text,
    suite: text,
    components: texts,
    epochSeconds: v.number(),
  }),
};
