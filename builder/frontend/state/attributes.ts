import { type MachineIdentity, type StoredAttribute, subjectsOf } from '../../hosts/mod.ts';
import { type AttributeScope, fail, isAttributeName, isIntrinsicAttribute } from '../../model/mod.ts';
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
  for (const { scope, subject, name, value, secret } of values) {
    await refuseAttribute(query, scope, subject, name);
    await query(
      `INSERT INTO attributes (scope, subject, name, value, secret) VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT (scope, subject, name) DO UPDATE SET value = ?4, secret = ?5`,
      [scope, subject, name, value, secret ? 1 : 0],
    );
  }
}

async function refuseAttribute(
  query: Query,
  scope: AttributeScope,
  subject: string,
  name: string,
): Promise<void> {
  if (!isAttributeName(name)) {
    fail(
      'ATTRIBUTE_NAME',
      `Bad attribute name "${name}"`,
      undefined,
      'Use letters, digits and "_", ".", "-"',
    );
  }
  if (isIntrinsicAttribute(name)) {
    fail('ATTRIBUTE_INTRINSIC', `Cannot set attribute "${name}": every machine has it of itself`);
  }
  if ((scope === 'global') !== (subject === '')) {
    fail(
      'ATTRIBUTE_VALUE',
      scope === 'global' ? 'Scope "global" takes no name' : `Scope "${scope}" needs a name`,
    );
  }
  if (scope === 'rack' && !/^\d{1,5}$/.test(subject)) {
    fail('ATTRIBUTE_VALUE', `Bad rack "${subject}"`, undefined, 'Use a whole number from 0 to 99999');
  }
  if (scope === 'host' && (await readHost(query, 'name', subject)) === undefined) {
    fail('HOST_UNKNOWN', `Host "${subject}" is not known`);
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
