/** Every exit code and when it comes, in one place: the commands take them from here, and help prints them. */
import type { Failure } from '../app/failure.ts';
import { unreachable } from '../core/unreachable.ts';

export const EXIT = {
  done: 0,
  failed: 1,
  wrong: 2,
  nobodyToTell: 3,
  bug: 70,
  locked: 75,
} as const;

export type ExitCode = number;

export const EXIT_CODE_HELP: readonly (readonly [code: string, when: string])[] = [
  ['0', 'done; for tick also when it found trouble and reported it, or another tick is at work'],
  [
    '1',
    "the job's command failed or timed out, a start goes on beside stop, a report waits in the outbox, the state cannot be read or saved, selftest failed, notify did not send, doctor found a fail, no tick comes (schedule), the output cannot be written, or status --exit-code found what needs a person",
  ],
  [
    '2',
    'wrong usage, unknown job, refused by kind or risk, being started already, or the job file is invalid (valid jobs are still watched)',
  ],
  ['3', 'nobody to tell: no --target, and none found in openclaw.json'],
  ['70', 'a bug; one line says where to report it'],
  ['75', 'the state stayed locked by another command for 15 s (commands that change it)'],
  ['128+n', 'ended by signal n'],
];

/** Those of `check`, as Nagios and Icinga read them. */
export const CHECK_EXIT_CODE_HELP: typeof EXIT_CODE_HELP = [
  ['0', 'OK: ticks come, and nothing stands'],
  [
    '1',
    'WARNING: a tick is late, a message waits for more than 15 minutes, the job file has errors, a trouble stands that is silenced or acknowledged, or the line of an OK could not be written',
  ],
  [
    '2',
    'CRITICAL: no tick for --max-age, a told trouble stands, a message was refused, or the job file is unusable',
  ],
  ['3', 'UNKNOWN: no tick yet, the state cannot be read, or wrong usage'],
  ['70', 'a bug; one line says where to report it'],
  ['128+n', 'ended by signal n'],
];

export function exitCodeOf(failure: Failure): ExitCode {
  switch (failure.kind) {
    case 'config-unusable':
    case 'unknown-job':
    case 'invalid-job':
    case 'wrong-kind':
    case 'risk':
    case 'being-started':
    case 'no-way-to-stop':
    case 'signal-refused':
    case 'queue-blocked':
    case 'not-waiting':
    case 'entry-printed':
    case 'entry-held':
    case 'wrong-target':
    case 'item-running':
    case 'item-ended':
    case 'no-trouble':
    case 'silenced-with-all':
      return EXIT.wrong;
    case 'signal-failed':
      return EXIT.failed;
    case 'state':
      return failure.failure.kind === 'locked' ? EXIT.locked : EXIT.failed;
    default:
      return unreachable(failure);
  }
}
