import type { HostRecord } from '../../model/mod.ts';

const LINES = /^(?:usermod --password |passwd --lock root$|<rootpw> )/;

/** A frontend's record without what is said of root's password: it is that machine's own, and nobody sets it later. */
export function withoutOwnPassword(record: HostRecord): HostRecord {
  const { root_password_hash: _, ...attributes } = record.attributes;
  const things = record.things.filter(({ kind, name }) => kind !== 'setting' || !LINES.test(name));
  return { ...record, attributes, things };
}
