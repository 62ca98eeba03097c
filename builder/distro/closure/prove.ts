import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { renderDeb822, setFields } from '../../formats/deb822.ts';
import { type ReportStage, readAptConfig, unreported, withTempDir, writeFileAtomic } from '../../io/mod.ts';
import { BuildError, errorProblem, type Problem } from '../../model/mod.ts';
import { renderAptConfig } from '../apt/apt-files.ts';
import { type AptReasons, parseAptReasons, quoteApt } from '../apt/apt-reasons.ts';
import { parsePrintedUris } from '../apt/apt-resolve.ts';
import { copyUri } from '../apt/local-state.ts';
import { mapLimited } from '../map-limited.ts';
import { COMPONENT, type Repository } from '../repository/repository.ts';
import type { DistroContext, PackageWants } from '../types.ts';
import type { Closure } from './closure.ts';

/**
 * Proves that the repository is enough: for every appliance, apt is asked to install everything that it wants onto
 * the base system, with this repository alone, whose signature it checks.
 *
 * @throws {BuildError} REPOSITORY_INCOMPLETE, one problem for each appliance that could not be installed
 */
export async function proveRepository(
  context: DistroContext,
  repository: Repository,
  closure: Closure,
  wants: readonly PackageWants[],
  report: ReportStage = unreported,
): Promise<void> {
  await report((stage) =>
    withTempDir(async (temp) => {
      const env = { APT_CONFIG: join(temp, 'apt.conf') };
      await writeProofRoot(context, temp, repository, closure);
      const update = await context.run(['apt-get', 'update', '-q'], { env, okCodes: [0, 100] });
      const complaints = `${update.stdout}\n${update.stderr}`
        .split('\n')
        .filter((line) => /^[EW]: /.test(line));
      if (update.exitCode !== 0 || complaints.length > 0)
        throw incomplete('the repository', { unmet: complaints, errors: [] });
      const kept = new Set(closure.packages.map((item) => item.name));
      const failures = await mapLimited(wants, availableParallelism(), async (item): Promise<Problem[]> => {
        const names = item.enabled.map((wanted) => closure.groups[wanted.name] ?? wanted.name);
        const enabled = new Set(names);
        const out = item.disabled
          .filter((name) => kept.has(name) && !enabled.has(name))
          .map((name) => `${name}-`);
        const { exitCode, stdout, stderr } = await context.run(
          ['apt-get', 'install', '--print-uris', '-q', '-y', ...names, ...out],
          { env, okCodes: [0, 100] },
        );
        if (exitCode === 0) return missingFrom(item.appliance, stdout, closure);
        const reasons = parseAptReasons(`${stdout}\n${stderr}`);
        return [...incomplete(`appliance "${item.appliance}"`, reasons).problems];
      });
      if (failures.flat().length > 0) throw new BuildError(failures.flat());
      stage.summarize(wants.map((item) => item.appliance).join(', '));
    }),
  );
}

/** An answer that names a package outside the repository would mean that apt looked elsewhere. */
function missingFrom(appliance: string, stdout: string, closure: Closure): Problem[] {
  const known = new Set(closure.packages.map((item) => `${item.name} ${item.version}`));
  return parsePrintedUris(stdout)
    .filter((id) => !known.has(`${id.name} ${id.version}`))
    .flatMap(
      (id) =>
        incomplete(`appliance "${appliance}"`, {
          unmet: [`${id.name} ${id.version} is not in it`],
          errors: [],
        }).problems,
    );
}

function incomplete(what: string, reasons: Pick<AptReasons, 'unmet' | 'errors'>): BuildError {
  const message = `Cannot install ${what} from the composed repository alone`;
  return new BuildError(errorProblem('REPOSITORY_INCOMPLETE', message, undefined, quoteApt(reasons)));
}

async function writeProofRoot(
  context: DistroContext,
  dir: string,
  repository: Repository,
  closure: Closure,
): Promise<void> {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'state', 'log']) {
    await mkdir(join(dir, folder), { recursive: true });
  }
  const base = new Set(closure.base);
  const installed = closure.packages
    .filter((item) => base.has(item.name))
    .map((item) => setFields(item.stanza, { Status: 'install ok installed' }));
  await writeFileAtomic(join(dir, 'state/status'), renderDeb822(installed));
  await writeFileAtomic(
    join(dir, 'apt.conf'),
    renderAptConfig(dir, repository.arch, await readAptConfig(context.run)),
  );
  await writeFileAtomic(
    join(dir, 'archive.sources'),
    `Types: deb\nURIs: ${copyUri(repository.dir)}\n` +
      `Suites: ${repository.codename}\nComponents: ${COMPONENT}\n` +
      `Architectures: ${repository.arch}\nSigned-By: ${repository.keyringFile}\n`,
  );
}
