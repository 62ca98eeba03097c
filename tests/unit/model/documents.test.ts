import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CLUSTER_KEYS,
  type DocumentKind,
  FRONTEND_ANSWERS,
  FRONTEND_IDENTITY,
  GRAPH_BUNDLE,
  HOST_DOCUMENT,
  MEDIUM_IDENTITY,
  parseJsonDocument,
  SECRETS_ANSWER,
} from '../../../builder/model/documents/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const KINDS: readonly DocumentKind<unknown>[] = [
  CLUSTER_KEYS,
  FRONTEND_ANSWERS,
  FRONTEND_IDENTITY,
  GRAPH_BUNDLE,
  HOST_DOCUMENT,
  MEDIUM_IDENTITY,
  SECRETS_ANSWER,
];

/** Why a text is refused: code and message. */
function refusalOf<T>(kind: DocumentKind<T>, text: string): string {
  try {
    parseJsonDocument(kind, text, 'x.json');
    return 'none';
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    assert.is(error.exitCode, 1, text);
    return `${error.code} ${error.problems[0]!.message}`;
  }
}

const test = suite('documents of one program for another');

test('an object with nothing in it, or something else, is wrong input of every kind', () => {
  for (const kind of KINDS) {
    for (const text of ['{}', 'null', '[]', '7', '"x"', '{"format":null}']) {
      assert.match(refusalOf(kind, text), new RegExp(`^DOCUMENT_SHAPE This is no ${kind.title}: `), text);
    }
    for (const text of ['', '{', '<html>']) {
      assert.is(refusalOf(kind, text), `DOCUMENT_SYNTAX The ${kind.title} is no JSON`);
    }
  }
});

test('another format is refused by name', () => {
  for (const kind of KINDS.filter(({ format }) => format !== undefined)) {
    assert.is(
      refusalOf(kind, '{"format":2}'),
      `DOCUMENT_FORMAT The ${kind.title} has format 2, this program knows format 1`,
    );
    assert.match(refusalOf(kind, '{"format":"1"}'), /^DOCUMENT_FORMAT/);
  }
});

test('what is wrong in it is named by its place, and nothing of it is quoted', () => {
  const bundle = {
    format: 1,
    rolls: [
      { name: 'r', files: [] },
      { name: 'q', files: [{ path: 'a' }] },
    ],
  };
  assert.is(
    refusalOf(GRAPH_BUNDLE, JSON.stringify(bundle)),
    'DOCUMENT_SHAPE This is no graph bundle: "rolls.1.files.0.text" is not "text"',
  );
  const answers = { format: 1, secrets: { global: { key: ['hunter2'] }, os: {}, appliance: {}, rack: {} } };
  assert.not.match(refusalOf(FRONTEND_ANSWERS, JSON.stringify(answers)), 'hunter2');
  assert.not.match(refusalOf(SECRETS_ANSWER, '{"format":1, hunter2'), 'hunter2');
});

test('a sound one is given as it is, with keys of later versions', () => {
  const bundle = { format: 1, rolls: [{ name: 'r', files: [], later: 1 }], later: { x: [] } };
  assert.equal(parseJsonDocument(GRAPH_BUNDLE, JSON.stringify(bundle)), bundle);
});

test.run();
