import type { OptionsOf } from '../../command/define-command.ts';
import { choice, flag, list, text } from '../../command/option.ts';

export const ADD_OPTIONS = {
  appliance: text('name', 'what it is for (default: from the name, else compute)'),
  rack: text('number', 'where it stands (default: from the name, else 0)'),
  rank: text('number', 'its place in the rack (default: from the name, else the next)'),
  mac: list('address', 'MAC address of a network card (repeatable)'),
  address: text('address', 'on the private network (default: the next free one)'),
  boot: text('action', 'install, os, rescue or memtest (default: install)'),
  bmc: text('url', 'management board: ipmi://user@ADDRESS or redfish://user@ADDRESS'),
  bmcPassword: text('file', 'file with the password of the management board; - for standard input'),
};
export type HostAddOptions = OptionsOf<typeof ADD_OPTIONS>;

export const IMPORT_OPTIONS = {
  format: choice('name', ['csv', 'yaml'], 'csv or yaml (default: by the name of the file)'),
  update: flag('change hosts that are there already'),
};
export type HostImportOptions = OptionsOf<typeof IMPORT_OPTIONS>;
