import type { Resource } from './redfish-client.ts';

/** The object below a key; empty where there is none. */
export function objectOf(resource: Resource, key: string): Resource {
  const value = resource[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Resource) : {};
}

/** The objects of a list below a key. */
export function listOf(resource: Resource, key: string): readonly Resource[] {
  const value = resource[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
}

/** The text below a key; empty where there is none. */
export function textOf(resource: Resource, key: string): string {
  const value = resource[key];
  return typeof value === 'string' ? value : '';
}

/** Where a linked resource is; undefined where there is no link. */
export function linkOf(resource: Resource, key: string): string | undefined {
  return textOf(objectOf(resource, key), '@odata.id') || undefined;
}

/** Where the members of a collection are. */
export function membersOf(collection: Resource): readonly string[] {
  return listOf(collection, 'Members')
    .map((member) => textOf(member, '@odata.id'))
    .filter((path) => path !== '');
}
