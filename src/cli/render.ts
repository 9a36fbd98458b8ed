/** Command output that scripts may parse, to the letter of SPEC section 2. Lines without their line breaks. */
import type { JobStatus, StatusReading } from '../app/status.ts';
import type { Stopped } from '../app/stop.ts';
import { exitNumber } from '../core/command-result.ts';
import { unknownMessage } from '../core/look.ts';
import type { Exit, Observation } from '../core/model.ts';
import { oneLine, outputTail } from '../core/text.ts';

export function renderStatus(reading: StatusReading): readonly string[] {
  const jobs = reading.jobs.map((status) => `- ${oneLine(status.job.id)}: ${standing(status)}`);
  return reading.queued === 0 ? jobs : [...jobs, '', `queue: ${reading.queued}`];
}

function standing({ job, observation, remembered }: JobStatus): string {
  switch (job.kind) {
    case 'long_running_read':
      return observation === undefined ? 'unknown (not probed)' : observed(observation);
    case 'one_shot_read': {
      const exitCode = remembered.lastRun?.exitCode;
      return typeof exitCode === 'number' ? `lastRun exit=${exitCode}` : 'never ran';
    }
    case 'one_shot_write':
      return `write (approved=${!job.approval.required || job.approval.granted})`;
  }
}

function observed(observation: Observation): string {
  if (observation.kind !== 'reported') return `unknown (${unknownMessage(observation)})`;
  const { completed, running, pid } = observation.status;
  if (completed) return 'completed';
  if (!running) return 'paused';
  return pid === undefined ? 'running' : `running pid=${pid}`;
}

/** `start scan: exit=0 durMs=12`, then the tail of the command's stdout. */
export function renderRan(command: 'start' | 'run', id: string, exit: Exit): readonly string[] {
  return withTail(
    `${command} ${oneLine(id)}: exit=${exitNumber(exit)} durMs=${Math.round(exit.durationMs)}`,
    exit,
  );
}

export function renderStopped(id: string, stopped: Stopped): readonly string[] {
  const what = `stop ${oneLine(id)}`;
  switch (stopped.kind) {
    case 'command':
      return withTail(`${what}: exit=${exitNumber(stopped.exit)}`, stopped.exit);
    case 'signal':
      return [`${what}: SIGTERM pid=${stopped.pid}`];
    case 'not-running':
      return [`${what}: not running${stopped.staysStopped ? ', stays stopped' : ''}`];
  }
}

function withTail(line: string, exit: Exit): readonly string[] {
  const tail = outputTail(exit.stdout);
  return tail === '' ? [line] : [line, tail];
}

/** What goes to stderr of a command that ran: the tail of its own, and why it did not come to its end. */
export function renderTrouble(command: string, id: string, exit: Exit): readonly string[] {
  const tail = outputTail(exit.stderr);
  return [...(tail === '' ? [] : [tail]), ...cutShort(command, id, exit)];
}

function cutShort(command: string, id: string, exit: Exit): readonly string[] {
  const what = `${command} ${oneLine(id)}`;
  switch (exit.kind) {
    case 'timed-out':
      return [`ERROR: ${what} timed out after ${exit.afterSeconds}s`];
    case 'not-started':
      return [`ERROR: ${what} could not start: ${oneLine(exit.detail)}`];
    case 'killed':
      return [`ERROR: ${what} was killed by ${exit.signal}`];
    case 'exited':
    case 'aborted':
      return [];
  }
}
