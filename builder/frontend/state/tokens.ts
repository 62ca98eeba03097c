import { createHash, randomBytes } from 'node:crypto';
import { fail, isMac, normalizeMac } from '../../model/mod.ts';
import type { Query } from './database/connection.ts';
import { addAudit } from './records/audit.ts';
import { readHost } from './records/read-hosts.ts';
import type { TokenBinding, TokenRefusal, TokenUse, TokenUser } from './records/types.ts';

interface TokenRow {
  readonly host: string;
  readonly mac: string;
  readonly address: string;
  readonly expiresSeconds: number;
  readonly usedSeconds: number | null;
}

/** Makes a token; older ones of the host are worth nothing from then on. @throws {BuildError} HOST_UNKNOWN */
export async function createToken(query: Query, binding: TokenBinding, nowSeconds: number): Promise<string> {
  const { host, address, lifetimeSeconds } = binding;
  const known = await query('SELECT 1 FROM hosts WHERE name = ?', [host]);
  if (known.length === 0) fail('HOST_UNKNOWN', `Host "${host}" is not known`);
  await query('DELETE FROM tokens WHERE (host = ? AND usedSeconds IS NULL) OR expiresSeconds < ?', [
    host,
    nowSeconds - 86_400,
  ]);
  const token = randomBytes(32).toString('base64url');
  await query('INSERT INTO tokens (hash, host, mac, address, expiresSeconds) VALUES (?, ?, ?, ?, ?)', [
    hashOf(token),
    host,
    normalizeMac(binding.mac),
    address,
    nowSeconds + lifetimeSeconds,
  ]);
  return token;
}

/** Uses a token, or says why not; either is in the audit log, in the same transaction. */
export async function useToken(
  query: Query,
  token: string,
  from: TokenUser,
  nowSeconds: number,
): Promise<TokenUse> {
  const hash = hashOf(token);
  const [row] = await query<TokenRow>('SELECT * FROM tokens WHERE hash = ?', [hash]);
  const host = row === undefined ? undefined : await readHost(query, 'name', row.host);
  const mac = from.mac === undefined ? undefined : normalizeMac(from.mac);
  const reason = refusalOf(row, { ...from, mac }, host?.bootAction === 'install', nowSeconds);
  await addAudit(query, nowSeconds, {
    action: 'token',
    outcome: reason === undefined ? 'done' : 'refused',
    address: from.address.slice(0, 64),
    ...(mac === undefined ? {} : { mac: isMac(mac) ? mac : 'malformed' }),
    ...(row === undefined ? {} : { host: row.host }),
    ...(reason === undefined ? {} : { detail: reason }),
  });
  if (reason !== undefined) return { ok: false, reason, ...(row === undefined ? {} : { host: row.host }) };
  await query('UPDATE tokens SET usedSeconds = ? WHERE hash = ?', [nowSeconds, hash]);
  return { ok: true, host: host! };
}

function refusalOf(
  row: TokenRow | undefined,
  from: Pick<TokenUser, 'host' | 'address'> & { readonly mac: string | undefined },
  mayInstall: boolean,
  nowSeconds: number,
): TokenRefusal | undefined {
  if (row === undefined) return 'unknown';
  if (from.host !== undefined && row.host !== from.host) return 'host';
  if (row.usedSeconds !== null) return 'used';
  if (row.expiresSeconds <= nowSeconds) return 'expired';
  if (row.address !== from.address) return 'address';
  if (from.mac !== undefined && row.mac !== from.mac) return 'mac';
  return mayInstall ? undefined : 'action';
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
