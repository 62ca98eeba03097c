import * as assert from 'uvu/assert';
import { logIn, pause, type Session } from '../install/session.ts';
import { createKeyPair, createSiteStick, PASSWORD, renderPlace } from '../install/site-stick.ts';
import { printPhases } from '../vm/phases.ts';
import type { Box } from './wire.ts';

const INSTALL = { timeoutSeconds: 1500, stallSeconds: 600 } as const;

const PAUSE_MS = 10_000;
/** The service may just have been killed. */
const PATIENT = '--silent --fail --retry 20 --retry-delay 3 --retry-all-errors';

/** A host as the frontend's web page has it. */
export interface ListedHost {
  readonly name: string;
  readonly macs: readonly string[];
  readonly bootAction: string;
  readonly state: string;
  readonly phase: string;
  readonly percent: number;
  readonly failures: number;
  readonly failureReason: string;
}

/** The frontend as its administrator has it: a root shell. */
export interface FrontendMachine extends Session {
  /** Asks every few seconds until the command succeeds; returns what it printed then. */
  readonly until: (command: string, timeoutSeconds: number) => Promise<string>;
  /** Runs a command that takes longer than an answer may, and fails unless it succeeds; returns what it printed. */
  readonly finish: (command: string, timeoutSeconds: number) => Promise<string>;
  /** Lets pass what lies between two looks. */
  readonly rest: () => Promise<void>;
  readonly hosts: () => Promise<readonly ListedHost[]>;
  /** Waits until a host is as wanted; fails at once when its installation failed and that was not wanted. */
  readonly untilHost: (
    name: string,
    wanted: (host: ListedHost) => boolean,
    timeoutSeconds: number,
  ) => Promise<ListedHost>;
}

/** Installs the frontend from the CD with nobody at the keyboard. */
export async function installFrontend(box: Box, iso: string, folder: string): Promise<void> {
  const stick = createSiteStick(folder, renderPlace(createKeyPair(folder).publicKey));
  const installer = await box.start({ cdrom: iso, sticks: [stick] });
  await installer.waitFor(/Cairn: (?:Finished; the machine restarts|FAILED)/, INSTALL);
  const { seconds } = await installer.waitForEnd({ timeoutSeconds: 120 });
  printPhases(installer, `frontend from the CD: ${seconds.toFixed(1)} s from power-on to the restart`);
  assert.not.match(installer.console.text, /Cairn: FAILED/);
}

/** Starts an installed frontend from its disk, logs in, and waits until all its services are there. */
export async function startFrontendMachine(box: Box): Promise<FrontendMachine> {
  const frontend = withHelpers(await logIn(await box.start(), 'root', PASSWORD));
  assert.is(await frontend.must('timeout 180 systemctl is-system-running --wait'), 'running');
  return frontend;
}

/** @param pauseMs between two looks */
export function withHelpers(session: Session, pauseMs = PAUSE_MS): FrontendMachine {
  const until = async (command: string, timeoutSeconds: number): Promise<string> => {
    const deadline = Date.now() + timeoutSeconds * 1000;
    for (;;) {
      const { status, output } = await session.ask(command);
      if (status === 0) return output;
      if (Date.now() > deadline)
        throw new Error(
          `${timeoutSeconds} s were not enough for "${command}", which ends with ${status}:\n${output}`,
        );
      await pause(pauseMs);
    }
  };
  const hosts = async (): Promise<readonly ListedHost[]> =>
    // Not by the command: it starts Node, for seconds of an emulated processor that others need
    JSON.parse(await session.must(`curl ${PATIENT} http://127.0.0.1/cairn/hosts`)) as ListedHost[];
  let commands = 0;
  const finish = async (command: string, timeoutSeconds: number): Promise<string> => {
    commands += 1;
    const path = `/run/command-${commands}`;
    const both = `{ ${command}\n} > ${path}.output 2>&1; echo $? > ${path}.status`;
    await session.must(`rm -f ${path}.*; ( ( ${both} ) < /dev/null > /dev/null 2>&1 & )`);
    await until(`grep -q . ${path}.status`, timeoutSeconds);
    const output = await session.must(`cat ${path}.output`);
    const status = await session.must(`cat ${path}.status`);
    if (status !== '0') throw new Error(`"${command}" ended with ${status}:\n${output}`);
    return output;
  };
  return {
    ...session,
    until,
    finish,
    rest: () => pause(pauseMs),
    hosts,
    untilHost: async (name, wanted, timeoutSeconds) => {
      const deadline = Date.now() + timeoutSeconds * 1000;
      for (;;) {
        const host = (await hosts()).find((one) => one.name === name);
        if (host !== undefined && wanted(host)) return host;
        if (host?.state === 'failed') throw new Error(`${name} failed: ${host.failureReason}`);
        if (Date.now() > deadline)
          throw new Error(
            `${timeoutSeconds} s were not enough for ${name}, which is ${JSON.stringify(host)}`,
          );
        await pause(pauseMs);
      }
    },
  };
}

/** Writes a file on the machine through its terminal, whose lines have 4095 characters at most. */
export async function putFile(session: Session, path: string, content: string | Buffer): Promise<void> {
  const encoded = Buffer.from(content).toString('base64');
  await session.must(`: > ${path}.base64`);
  for (let at = 0; at < encoded.length; at += 1000)
    await session.must(`printf %s ${encoded.slice(at, at + 1000)} >> ${path}.base64`);
  await session.must(`base64 -d ${path}.base64 > ${path} && rm ${path}.base64`);
}
