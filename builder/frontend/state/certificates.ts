import type { Query } from './database/connection.ts';
import type { CertificateFilter, IssuedCertificate } from './records/types.ts';

type Row = Omit<IssuedCertificate, 'revokedSeconds' | 'isBarred'> & {
  readonly revokedSeconds: number | null;
  readonly isBarred: number;
};

/** All that were issued and are not forgotten, by name and service, the newest of each last. */
export async function readCertificates(
  query: Query,
  { name, revoked }: CertificateFilter = {},
): Promise<readonly IssuedCertificate[]> {
  const conditions = [
    ...(name === undefined ? [] : ["kind IN ('host', 'person') AND name = ?"]),
    ...(revoked === undefined ? [] : ['revokedSeconds IS NOT NULL']),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const rows = await query<Row>(
    `SELECT serial, kind, name, service, fromSeconds, untilSeconds, revokedSeconds, isBarred FROM certificates ${where}
     ORDER BY kind, name, service, untilSeconds, serial`,
    name === undefined ? [] : [name],
  );
  return rows.map(({ revokedSeconds, isBarred, ...rest }) => ({
    ...rest,
    ...(revokedSeconds === null ? {} : { revokedSeconds }),
    ...(isBarred === 1 ? { isBarred: true } : {}),
  }));
}

/** Those that have ended by themselves are forgotten then. */
export async function addCertificate(
  query: Query,
  { serial, kind, name, service, fromSeconds, untilSeconds }: IssuedCertificate,
  nowSeconds: number,
): Promise<void> {
  await query('DELETE FROM certificates WHERE untilSeconds < ? AND isBarred = 0', [nowSeconds]);
  await query(
    `INSERT INTO certificates (serial, kind, name, service, fromSeconds, untilSeconds) VALUES (?, ?, ?, ?, ?, ?)`,
    [serial, kind, name, service, fromSeconds, untilSeconds],
  );
}

/** Those that are revoked already stay as they are; a host of one of them gets no other until it is installed anew. */
export async function markRevoked(
  query: Query,
  serials: readonly string[],
  nowSeconds: number,
): Promise<void> {
  for (const serial of serials)
    await query(
      `UPDATE certificates SET revokedSeconds = COALESCE(revokedSeconds, ?), isBarred = (kind = 'host')
       WHERE serial = ?`,
      [nowSeconds, serial],
    );
}
