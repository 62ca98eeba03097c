import { isOsRoll } from '../../model/files/mod.ts';
import { errorProblem, findNearestName, type Problem, warningProblem } from '../../model/mod.ts';
import { listTree } from '../list-tree.ts';
import type { Roll } from '../roll.ts';
import { readTests, STAND_IN, TEST_PATH } from './read-tests.ts';

/** What a roll has at its top, beside README and the like. */
const KNOWN =
  /^(?:roll\.yaml|nodes|graphs|include|packages|keys|words|roll\.manifest(?:\.asc|\.pgp)?|README(?:\.\w+)?|LICENSE|COPYING|CHANGELOG\.md|tests)$/;

/**
 * Looks at a roll by itself: names that lead nowhere, files nobody reads. What is inside nodes and graphs is the
 * engine's to check.
 */
export async function checkRoll(roll: Roll): Promise<Problem[]> {
  if (roll.kind === 'imported') return [...roll.warnings];
  const paths = (await listTree(roll.folder)).map((file) => file.path);
  const { problems } = await readTests([roll]);
  return [...roll.warnings, ...checkNames(roll), ...checkPaths(roll, paths), ...problems];
}

function checkNames(roll: Roll): Problem[] {
  const { description } = roll;
  if (description === undefined || isOsRoll(description)) return [];
  const nodes = new Set(
    roll.source.files.flatMap(({ path }) => /^nodes\/(?:extend-|replace-)?(.+)\.xml$/.exec(path)?.[1] ?? []),
  );
  const place = { file: `${roll.origin}/roll.yaml` };
  const problems: Problem[] = [];
  const expect = (node: string, what: string, severity: 'error' | 'warning'): void => {
    if (nodes.has(node)) return;
    const near = findNearestName(node, nodes);
    const hint = near === undefined ? `Write nodes/${node}.xml` : `Did you mean "${near}"?`;
    const build = severity === 'error' ? errorProblem : warningProblem;
    problems.push(
      build('ROLL_STRUCTURE', `${what} names node "${node}", which this roll does not have`, place, hint),
    );
  };
  for (const [name, { node }] of Object.entries(description.appliances)) {
    // The node of an appliance may come from a roll that this one requires.
    expect(node, `Appliance "${name}"`, description.requires.length > 0 ? 'warning' : 'error');
  }
  for (const node of description.public) expect(node, '"public"', 'error');
  for (const node of description.overrides) expect(node, '"overrides"', 'error');
  for (const node of description.promises) expect(node, '"promises"', 'error');
  for (const node of description.withdraws) expect(node, '"withdraws"', 'error');
  return problems;
}

function checkPaths(roll: Roll, paths: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const warn = (path: string, message: string, hint?: string): void => {
    problems.push(warningProblem('ROLL_STRUCTURE', message, { file: `${roll.origin}/${path}` }, hint));
  };
  for (const top of [...new Set(paths.map((path) => path.split('/')[0]!))]) {
    if (!KNOWN.test(top))
      warn(top, `Nobody reads "${top}"`, 'A roll holds nodes, graphs, include and packages');
  }
  for (const path of paths) {
    if (/^nodes\//.test(path) && !/^nodes\/[^/]+\.xml$/.test(path)) warn(path, 'A node is nodes/NAME.xml');
    else if (/^graphs\//.test(path) && !/^graphs\/(?:default\/)?[^/]+\.xml$/.test(path))
      warn(path, 'A graph is graphs/NAME.xml');
    else if (/^tests\//.test(path) && path !== STAND_IN && !TEST_PATH.test(path))
      warn(path, 'A test is tests/NAME.test.yaml or tests/NAME.test.sh');
    else if (/^packages\/[^/]+$/.test(path) && !path.endsWith('.deb'))
      warn(path, 'Neither a .deb nor the folder of one');
  }
  const trees = new Set(roll.packageTrees);
  for (const folder of new Set(paths.flatMap((path) => /^packages\/([^/]+)\/.+/.exec(path)?.[1] ?? []))) {
    const hasDebs = paths.some((path) => path.startsWith(`packages/${folder}/`) && path.endsWith('.deb'));
    if (!trees.has(folder) && !hasDebs)
      warn(`packages/${folder}`, 'No package.yaml and no DEBIAN/control: nothing is built');
  }
  if (!paths.some((path) => /^README/.test(path)))
    warn('README.md', 'A roll has a README.md that says what it is for');
  return problems;
}
