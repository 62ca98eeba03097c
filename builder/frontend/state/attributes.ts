import { checkStored, type MachineIdentity, type StoredAttribute, subjectsOf } from '../../hosts/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { Query } from './database/connection.ts';
import { readHost } from './records/read-hosts.ts';

type AttributeRow = Omit<StoredAttribute, 'secret'> & { readonly secret: number };
type Filter = Partial<Pick<StoredAttribute, 'scope' | 'subject' | 'name'>>;

/** Values by scope (weakest first), subject and name. */
export async function readStoredAttributes(
  query: Query,
  filter: Filter = {},
): Promise<readonly StoredAttribute[]> {
  const rows = await query<AttributeRow>(
    `SELECT * FROM attributes
     WHERE (?1 IS NULL OR scope = ?1) AND (?2 IS NULL OR subject = ?2) AND (?3 IS NULL OR name = ?3)
     ORDER BY CASE scope WHEN 'global' THEN 0 WHEN 'os' THEN 1 WHEN 'appliance' THEN 2 WHEN 'rack' THEN 3 ELSE 4 END,
       subject, name`,
    [filter.scope ?? null, filter.subject ?? null, filter.name ?? null],
  );
  return rows.map(attributeOfRow);
}

/** @throws {BuildError} ATTRIBUTE_NAME, ATTRIBUTE_INTRINSIC, ATTRIBUTE_VALUE, HOST_UNKNOWN */
export async function writeAttributes(query: Query, values: readonly StoredAttribute[]): Promise<void> {
  for (const given of values) {
    const { scope, subject, name, value, secret } = given;
    const isKnown = scope === 'host' && (await readHost(query, 'name', subject)) !== undefined;
    const problems = checkStored(given, () => isKnown);
    if (problems.length > 0) throw new BuildError(problems);
    await query(
      `INSERT INTO attributes (scope, subject, name, value, secret) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (scope, subject, name) DO UPDATE SET value = ?4, secret = ?5`,
      [scope, subject, name, value, secret ? 1 : 0],
    );
  }
}

/** Values in every scope that a machine is in. */
export async function readStoredAttributesOf(
  query: Query,
  machine: MachineIdentity,
): Promise<readonly StoredAttribute[]> {
  const places = Object.entries(subjectsOf(machine)).flatMap(([scope, subjects]) =>
    subjects.map((subject) => [scope, subject]),
  );
  const rows = await query<AttributeRow>(
    `SELECT * FROM attributes WHERE (scope, subject) IN (VALUES ${places.map(() => '(?, ?)').join(', ')})`,
    places.flat(),
  );
  return rows.map(attributeOfRow);
}

function attributeOfRow(row: AttributeRow): StoredAttribute {
  return { ...row, secret: row.secret === 1 };
}
