import * as v from 'valibot';
import type {
  ClusterKeys,
  FrontendAnswers,
  FrontendIdentity,
  HostDocument,
  HostRoster,
  SecretsAnswer,
} from '../protocol/frontend-protocol.ts';
import { type HostRecord, THING_KINDS } from '../protocol/host-record.ts';
import type { DocumentKind } from './parse-json-document.ts';
import { mapOf, scopes, text, textMap, textMaps } from './shapes.ts';

const OWN_FILES = 'Give the frontend boot files of its own version';

export const FRONTEND_IDENTITY: DocumentKind<FrontendIdentity> = {
  title: 'identity of the frontend',
  format: 1,
  hint: OWN_FILES,
  schema: v.looseObject({
    format: v.literal(1),
    hostname: text,
    domain: text,
    address: text,
    source: text,
    service: text,
    publicKeySha256: text,
  }),
};

export const HOST_DOCUMENT: DocumentKind<HostDocument> = {
  title: 'host document',
  format: 1,
  hint: OWN_FILES,
  schema: v.looseObject({
    format: v.literal(1),
    name: text,
    appliance: text,
    rack: text,
    rank: text,
    mac: text,
    address: text,
    attributes: scopes,
    frontend: v.looseObject({ hostname: text, address: text, service: text }),
    roster: v.exactOptional(text),
  }),
};

export const HOST_ROSTER: DocumentKind<HostRoster> = {
  title: 'list of hosts',
  format: 1,
  hint: OWN_FILES,
  schema: v.looseObject({
    format: v.literal(1),
    hosts: v.array(
      v.looseObject({
        name: text,
        address: text,
        appliance: text,
        rack: v.number(),
        rank: v.number(),
        attributes: v.exactOptional(textMap),
      }),
    ),
  }),
};

export const SECRETS_ANSWER: DocumentKind<SecretsAnswer> = {
  title: 'answer with secrets',
  format: 1,
  hint: OWN_FILES,
  schema: v.looseObject({
    format: v.literal(1),
    attributes: scopes,
    files: mapOf(v.looseObject({ content: text, mode: text, owner: text })),
    disk: v.exactOptional(text),
    served: v.exactOptional(v.looseObject({ host: text, graph: text, roster: v.exactOptional(text) })),
  }),
};

export const HOST_RECORD: DocumentKind<HostRecord> = {
  title: 'record of a host',
  format: 1,
  hint: 'Install the host with this version',
  schema: v.looseObject({
    format: v.literal(1),
    appliance: text,
    graph: text,
    roster: text,
    engine: text,
    release: text,
    attributes: textMap,
    things: v.array(
      v.looseObject({
        kind: v.picklist(THING_KINDS),
        name: text,
        by: text,
        text: v.exactOptional(text),
        digest: text,
        units: v.exactOptional(v.array(text)),
        element: v.exactOptional(v.picklist(['pre', 'post', 'boot', 'ready', 'after', 'configure', 'on'])),
        phases: v.exactOptional(
          v.array(v.picklist(['pre', 'post', 'boot-pre', 'boot-post', 'ready', 'reconfigure', 'change'])),
        ),
        scripts: v.exactOptional(v.array(text)),
      }),
    ),
    versions: v.exactOptional(textMap),
  }),
};

export const CLUSTER_KEYS: DocumentKind<ClusterKeys> = {
  title: "file of the cluster's keys",
  format: 1,
  hint: 'A frontend of this version writes it',
  schema: v.looseObject({ format: v.literal(1), keys: textMap }),
};

export const FRONTEND_ANSWERS: DocumentKind<FrontendAnswers> = {
  title: 'file of answers',
  format: 1,
  hint: 'The installer of this version writes it',
  schema: v.looseObject({
    format: v.literal(1),
    secrets: v.looseObject({
      global: textMap,
      os: textMaps,
      appliance: textMaps,
      rack: textMaps,
      host: textMaps,
    }),
    hostAttributes: textMaps,
    keys: v.exactOptional(textMap),
    hosts: mapOf(
      v.looseObject({
        appliance: text,
        rack: v.exactOptional(v.number()),
        rank: v.exactOptional(v.number()),
        mac: v.exactOptional(text),
        address: v.exactOptional(text),
        bmc: v.exactOptional(text),
      }),
    ),
  }),
};
