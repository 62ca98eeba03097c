// What values may be: types, forms, names of the operating system.

export { hasSystemAccount } from './accounts.ts';
export * from './disk-format.ts';
export * from './file-systems.ts';
export * from './host-names.ts';
export * from './ipv4.ts';
export * from './kernel-options.ts';
export * from './mac.ts';
export * from './network-words.ts';
export * from './package-names.ts';
export * from './size.ts';
export { isSshKey } from './ssh-keys.ts';
export * from './value-type.ts';
