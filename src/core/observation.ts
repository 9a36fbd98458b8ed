import type { Exit, Observation } from './model.ts';
import { unreachable } from './unreachable.ts';

/** Enough of stderr to find its last line in. */
const TAIL = 4000;

/** What a status command's end says of its job, before its output is read; undefined where that has to be read. */
export function observeExit(exit: Exit): Observation | undefined {
  switch (exit.kind) {
    case 'exited':
      if (exit.exitCode === 0) return undefined;
      return { kind: 'exited', exitCode: exit.exitCode, stderrTail: exit.stderr.slice(-TAIL) };
    case 'killed':
      return { kind: 'killed', signal: exit.signal, stderrTail: exit.stderr.slice(-TAIL) };
    case 'timed-out':
      return { kind: 'timed-out', afterSeconds: exit.afterSeconds };
    case 'not-started':
      return { kind: 'not-started', detail: exit.detail };
    case 'aborted':
      return { kind: 'unreadable', detail: 'interrupted' };
    default:
      return unreachable(exit);
  }
}
