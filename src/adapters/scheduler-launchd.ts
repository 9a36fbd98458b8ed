/** A LaunchAgent of this user. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../app/ports.ts';
import type { ScheduleOutcome, Scheduler } from '../app/setup-ports.ts';
import type { TickCall } from '../core/schedule-call.ts';
import { isOurAgent, LABEL, launchAgent } from '../core/schedule-launchd.ts';
import { replaceFile } from './atomic-file.ts';
import { type CommandHost, call, isWell, wordsOf } from './schedule-command.ts';
import { systemReason } from './system-reason.ts';
import { readTextFile } from './text-file.ts';

export interface LaunchdHost extends CommandHost {
  /** Of the agent's property list; absolute. */
  readonly path: string;
  readonly userId: number | undefined;
  readonly pid: number;
  readonly clock: Clock;
}

type Failed = Extract<ScheduleOutcome, { kind: 'failed' }>;

export function createLaunchdScheduler(host: LaunchdHost): Scheduler {
  return {
    async trouble(signal) {
      const exit = await call(host, ['launchctl', 'version'], signal);
      if (exit.kind !== 'not-started') return undefined;
      return { what: 'there is no launchd here', mend: 'launchd is the scheduler of macOS: use another' };
    },
    draft(tick) {
      const agent = launchAgent(tick);
      if (agent.kind === 'inexpressible') return agent;
      const texts = [{ path: host.path, text: agent.text }];
      return { kind: 'draft', texts, commands: [`launchctl bootstrap ${domains(host)[0]} ${host.path}`] };
    },
    install: (tick, signal) => install(host, tick, signal),
    remove: (signal) => remove(host, signal),
  };
}

/** The second is for a login without a desktop, as by ssh. */
function domains({ userId }: LaunchdHost): readonly [string, string] {
  return [`gui/${userId ?? 0}`, `user/${userId ?? 0}`];
}

async function install(host: LaunchdHost, tick: TickCall, signal: AbortSignal): Promise<ScheduleOutcome> {
  const agent = launchAgent(tick);
  if (agent.kind === 'inexpressible') return { ...agent, kind: 'failed' };
  const before = await readTextFile(host.path);
  if (before.kind === 'unreadable' || (before.kind === 'text' && !isOurAgent(before.text))) {
    const what = `${host.path} is there, and was not written by ops-monitor schedule`;
    return { kind: 'failed', what, mend: 'move it away, then try again' };
  }
  if (before.kind === 'text' && before.text === agent.text && (await isLoaded(host, signal))) {
    return { kind: 'done', places: [], notes: [] };
  }
  const failed = (await write(host, agent.text, dirname(tick.logFile))) ?? (await load(host, signal));
  if (failed === undefined) return { kind: 'done', places: [host.path], notes: [] };
  if (before.kind === 'absent') await rm(host.path, { force: true });
  return failed;
}

async function write(
  { path, pid }: LaunchdHost,
  text: string,
  logFolder: string,
): Promise<Failed | undefined> {
  try {
    for (const folder of [dirname(path), logFolder]) await mkdir(folder, { recursive: true, mode: 0o700 });
    replaceFile(path, Buffer.from(text), pid, () => true);
    return undefined;
  } catch (error) {
    return { kind: 'failed', what: `${path}: ${systemReason(error)}`, mend: 'see that you may write there' };
  }
}

const TRIES = 5;
const BETWEEN_TRIES_MS = 500;

/** An agent of before is gone only some time after it was told to; until then launchd refuses the new one. */
async function load(host: LaunchdHost, signal: AbortSignal): Promise<Failed | undefined> {
  await unload(host, signal);
  let said = '';
  for (let tries = 0; tries < TRIES && !signal.aborted; tries++) {
    for (const domain of domains(host)) {
      const exit = await call(host, ['launchctl', 'bootstrap', domain, host.path], signal);
      if (isWell(exit)) return undefined;
      said ||= wordsOf(exit);
      if (exit.kind === 'not-started') return failedToLoad(host, said);
    }
    await host.clock.sleep(BETWEEN_TRIES_MS, signal);
  }
  return failedToLoad(host, said);
}

function failedToLoad(host: LaunchdHost, said: string): Failed {
  const what = `launchctl bootstrap ${domains(host)[0]}: ${said}`;
  return { kind: 'failed', what, mend: 'log in on the desktop as this user, then try again' };
}

async function isLoaded(host: LaunchdHost, signal: AbortSignal): Promise<boolean> {
  const asked = domains(host).map((domain) =>
    call(host, ['launchctl', 'print', `${domain}/${LABEL}`], signal),
  );
  return (await Promise.all(asked)).some(isWell);
}

async function unload(host: LaunchdHost, signal: AbortSignal): Promise<void> {
  for (const domain of domains(host))
    await call(host, ['launchctl', 'bootout', `${domain}/${LABEL}`], signal);
}

async function remove(host: LaunchdHost, signal: AbortSignal): Promise<ScheduleOutcome> {
  const file = await readTextFile(host.path);
  if (file.kind !== 'text' || !isOurAgent(file.text)) return { kind: 'done', places: [], notes: [] };
  await unload(host, signal);
  try {
    await rm(host.path, { force: true });
    return { kind: 'done', places: [host.path], notes: [] };
  } catch (error) {
    return { kind: 'failed', what: `${host.path}: ${systemReason(error)}`, mend: 'remove it by hand' };
  }
}
