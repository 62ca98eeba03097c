import * as v from 'valibot';
import type { ReleasePledge } from '../protocol/release-pledge.ts';
import type { DocumentKind } from './parse-json-document.ts';

const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

export const RELEASE_PLEDGE: DocumentKind<ReleasePledge> = {
  title: 'pledge for the release',
  hint: 'A build writes it into the overlay',
  schema: v.looseObject({ format: v.literal(1), key: v.string(), list: digest }),
};
