import type { Exit } from '../core/model.ts';

/** How a command ended that did not come to its own end, in a few words. */
export function wordsOfEnd(exit: Exclude<Exit, { kind: 'exited' }>): string {
  switch (exit.kind) {
    case 'killed':
      return `ended by ${exit.signal}`;
    case 'timed-out':
      return `no answer within ${exit.afterSeconds} s`;
    case 'not-started':
      return exit.detail;
    case 'aborted':
      return 'stopped';
  }
}
