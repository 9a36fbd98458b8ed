/** What `logs` prints, for people and for programs. */

import type { LogsAnswer } from '../app/logs.ts';
import { commandOn } from '../core/command-on.ts';
import { duration, oneLine, outputTail } from '../core/text.ts';
import type { LastCommand } from '../schema/state.ts';
import { localClock, localDate } from './local-time.ts';
import { milliseconds } from './when.ts';

type CommandName = 'start' | 'stop' | 'run';

interface Log {
  readonly name: CommandName;
  /** Epoch seconds; undefined where it was not kept. */
  readonly at: number | undefined;
  /** Undefined: not known, as of a stop by signal, or of a command that runs yet. */
  readonly command: LastCommand | undefined;
}

function logsOf({ remembered }: LogsAnswer): readonly Log[] {
  const { lastManualStartAt, lastAutoResumeAt, lastStart, lastStopAt, lastStop, lastRunAt, lastRun } =
    remembered;
  // After a damaged state every job has a time of its last resume, whether or not it was started.
  const startedAt = Math.max(lastManualStartAt ?? 0, lastStart ? (lastAutoResumeAt ?? 0) : 0);
  const logs: readonly Log[] = [
    { name: 'start', at: startedAt || undefined, command: lastStart ?? undefined },
    { name: 'stop', at: lastStopAt ?? undefined, command: lastStop ?? undefined },
    { name: 'run', at: lastRunAt ?? undefined, command: lastRun ?? undefined },
  ];
  return logs.filter(({ at, command }) => at !== undefined || command !== undefined);
}

/** `now`: epoch seconds. */
export function renderLogs(answer: LogsAnswer, now: number): readonly string[] {
  const logs = logsOf(answer);
  if (logs.length === 0) return nothing(answer);
  return logs.flatMap((log, i) => [...(i > 0 ? [''] : []), ...renderLog(answer, log, now)]);
}

function nothing({ id, job }: LogsAnswer): readonly string[] {
  const how = job?.kind === 'one_shot_read' ? 'run' : 'start';
  const none = `${oneLine(id)}: nothing yet: it was never started, stopped or run from here`;
  if (job === undefined || job.kind === 'one_shot_write') return [none];
  return [none, `${commandOn(how, id)} makes one`];
}

function renderLog({ id }: LogsAnswer, { name, at, command }: Log, now: number): readonly string[] {
  const when = at === undefined ? '' : ` ${localDate(at)} ${localClock(at)} (${duration(now - at)} ago)`;
  return [
    `${oneLine(id)}: last ${name}${when}: ${ending(name, command)}`,
    ...stream('stdout', command?.stdoutTail),
    ...stream('stderr', command?.stderrTail),
  ];
}

function ending(name: CommandName, command: LastCommand | undefined): string {
  if (command === undefined) return `${name === 'stop' ? 'by a signal, or ' : ''}how it ended is not known`;
  const { exitCode, durationMs, timedOut, error } = command;
  return [
    typeof exitCode === 'number' ? `exit ${exitCode}` : 'ended',
    typeof durationMs === 'number' ? ` in ${milliseconds(durationMs)}` : '',
    timedOut === true ? ', timed out' : '',
    typeof error === 'string' ? `, ${oneLine(error)}` : '',
  ].join('');
}

function stream(name: string, tail: string | null | undefined): readonly string[] {
  const text = outputTail(tail ?? '');
  return text === '' ? [] : [`  ${name}:`, ...text.split('\n').map((line) => `    ${line}`)];
}

/** Null: there was none. Times are epoch seconds. */
export function logsJson(answer: LogsAnswer): Readonly<Record<string, unknown>> {
  const logs = new Map(logsOf(answer).map((log) => [log.name, log]));
  const json = (name: CommandName) => {
    const log = logs.get(name);
    if (log === undefined) return null;
    const { exitCode, durationMs, timedOut, error, stdoutTail, stderrTail } = log.command ?? {};
    return {
      at: log.at ?? null,
      exitCode: exitCode ?? null,
      durationMs: durationMs ?? null,
      timedOut: timedOut === true,
      error: typeof error === 'string' ? oneLine(error) : null,
      stdout: outputTail(stdoutTail ?? ''),
      stderr: outputTail(stderrTail ?? ''),
    };
  };
  return { version: 1, job: answer.id, start: json('start'), stop: json('stop'), run: json('run') };
}
