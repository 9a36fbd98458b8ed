import type { LastCommand } from '../schema/state.ts';
import type { Exit } from './model.ts';
import { outputTail } from './text.ts';
import { unreachable } from './unreachable.ts';

/** What a time limit and a program that cannot start count as, as timeout(1) and the shells have it. */
const EXIT_TIMED_OUT = 124;
const EXIT_NOT_STARTED = 127;

/** One number for any end of a command. A signal is its negative number, as the original and its scripts have it. */
export function exitNumber(exit: Exit): number {
  switch (exit.kind) {
    case 'exited':
      return exit.exitCode;
    case 'killed':
      return -(SIGNAL_NUMBERS[exit.signal] ?? 1);
    case 'timed-out':
      return EXIT_TIMED_OUT;
    case 'not-started':
      return EXIT_NOT_STARTED;
    case 'aborted':
      return -(SIGNAL_NUMBERS.SIGTERM ?? 1);
    default:
      return unreachable(exit);
  }
}

/** Those that end a process and have the same number on Linux and macOS. */
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** How a command ended, as the state remembers it: at most 800 characters of each stream's end. */
export function lastCommand(exit: Exit): LastCommand {
  return {
    exitCode: exitNumber(exit),
    durationMs: Math.round(exit.durationMs),
    stdoutTail: outputTail(exit.stdout),
    stderrTail: outputTail(exit.stderr),
    ...(exit.kind === 'timed-out' && { timedOut: true }),
    ...(exit.kind === 'not-started' && { error: exit.detail }),
  };
}
