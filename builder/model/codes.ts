/**
 * Every error and warning code of Cairn, sorted, with who is at fault:
 * `input` (exit 1), `usage` (exit 2), `environment` (exit 3). Codes are stable: tests and scripts match on them.
 */
export const ERROR_CODES = {
  BOOT_MENU: 'input',
  COMMAND_FAILED: 'environment',
  COMMAND_MISSING: 'environment',
  CPIO_FIELD_RANGE: 'input',
  CPIO_MALFORMED: 'input',
  CPIO_NAME_TWICE: 'input',
  ELF_MALFORMED: 'input',
  FILE_UNREADABLE: 'environment',
  FILE_UNWRITABLE: 'environment',
  INTERNAL: 'environment',
  RECIPE_APPLIANCE: 'input',
  RECIPE_ROLLS: 'input',
  ROLL_ARCHIVE: 'input',
  ROLL_MISSING: 'input',
  ROLL_PATH: 'input',
  ROLL_REQUIRES: 'input',
  ROLL_SIGNATURE: 'input',
  ROLL_STRUCTURE: 'input',
  ROLL_TWICE: 'input',
  SITE_HOST: 'input',
  SITE_NETWORK: 'input',
  STORAGE_DISK: 'input',
  STORAGE_SCHEME: 'input',
  STORAGE_TOO_SMALL: 'input',
  USAGE: 'usage',
  YAML_KEY_UNKNOWN: 'input',
  YAML_SYNTAX: 'input',
  YAML_VALUE: 'input',
} as const satisfies Record<string, 'input' | 'usage' | 'environment'>;

export type ErrorCode = keyof typeof ERROR_CODES;
