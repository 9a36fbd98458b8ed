import { describe, expect, it } from 'vitest';
import type { DeliveryProblem } from '../../src/app/deliver.ts';
import type { Failure } from '../../src/app/failure.ts';
import { StateFailure } from '../../src/app/ports.ts';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { explainDelivery, explainFailure, explainState } from '../../src/cli/explain-failure.ts';
import { loadedFrom } from '../support/app-stage.ts';

const PROBLEM = { path: 'jobs[0].risk', message: 'job "a": must be …', line: 3, column: 9 };
const UNUSABLE = {
  ...loadedFrom([]),
  path: '/j.json',
  problems: [{ path: '', message: 'not found' }],
  unusable: true,
};
const STATE = new StateFailure('unwritable', '/s.json: no space left on device', 'make room');

/** On the wall of the host, whatever its zone. */
const at = (clock: string) => new Date(`2026-03-01T${clock}`).getTime() / 1000;

/** By kind, so that the compiler misses none. */
const FAILURES: { readonly [K in Failure['kind']]: [Failure & { kind: K }, number, string[]] } = {
  'config-unusable': [{ kind: 'config-unusable', loaded: UNUSABLE }, 2, ['/j.json: not found']],
  'unknown-job': [
    { kind: 'unknown-job', id: 'sacn', known: ['scan', 'sync'] },
    2,
    ['unknown job id: sacn (did you mean scan?)'],
  ],
  'invalid-job': [
    {
      kind: 'invalid-job',
      id: 'a',
      path: '/j.json',
      problems: [PROBLEM, { path: 'jobs[0].id', message: 'too' }],
    },
    2,
    [
      'job a is invalid: /j.json:3:9: jobs[0].risk: job "a": must be …',
      'job a is invalid: /j.json: jobs[0].id: too',
    ],
  ],
  'wrong-kind': [
    { kind: 'wrong-kind', id: 'a', wanted: 'one_shot_read', actual: 'one_shot_write' },
    2,
    ['job a is not one_shot_read (it is one_shot_write)'],
  ],
  risk: [
    { kind: 'risk', id: 'a', risk: 'write_external', canBeAllowed: true },
    2,
    ['job a risk=write_external; pass --allow-risk to run'],
  ],
  'being-started': [
    {
      kind: 'being-started',
      id: 'a',
      lease: { pid: 7, claimedAt: at('12:03:11'), until: at('12:04:41') },
    },
    2,
    [
      'job a is being started already (pid 7, since 12:03:11), and is not started twice: try again when that has ended, or after 2026-03-01 12:05',
    ],
  ],
  'no-way-to-stop': [
    { kind: 'no-way-to-stop', id: 'a', statusDetail: undefined },
    2,
    ['job a has no commands.stop and status.pid is missing'],
  ],
  'signal-failed': [
    { kind: 'signal-failed', id: 'a', pid: 7, staysStopped: true },
    1,
    [
      'failed to SIGTERM pid=7: no such process, or not yours (a stays marked as stopped until: ops-monitor start a)',
    ],
  ],
  'signal-refused': [
    { kind: 'signal-refused', pid: 1 },
    2,
    ["will not SIGTERM pid=1: it is this command, one of its parents, or no job's pid"],
  ],
  'queue-blocked': [
    { kind: 'queue-blocked', id: 'a', jobKind: 'one_shot_write', risk: 'write_external' },
    2,
    [
      'job a would be blocked in the queue: it is one_shot_write with risk write_external, and ticks run one_shot_read jobs with risk read_only alone',
    ],
  ],
  'entry-held': [
    { kind: 'entry-held', id: 'r1', jobId: 'disk scan' },
    2,
    ["outbox entry r1 is held while job disk scan is silenced: ops-monitor unsilence 'disk scan' lets it go"],
  ],
  'not-waiting': [
    { kind: 'not-waiting', what: 'queue item', id: 'q1.2', known: ['q1.1', 'q7.1'] },
    2,
    ['no queue item q1.2 (did you mean q1.1?)'],
  ],
  'entry-printed': [
    { kind: 'entry-printed', id: 'r1' },
    2,
    ['outbox entry r1 is not for sending: the next tick --print-only prints it'],
  ],
  'wrong-target': [
    { kind: 'wrong-target', detail: '"x" is no Telegram target', mend: 'name one' },
    2,
    ['"x" is no Telegram target; name one'],
  ],
  'item-running': [
    { kind: 'item-running', id: 'q1.1', pid: 77 },
    2,
    ['queue item q1.1 cannot be dropped: pid 77 runs it now'],
  ],
  'item-ended': [
    { kind: 'item-ended', id: 'q1.1', status: 'done' },
    2,
    ['queue item q1.1 has ended already (done): there is nothing to drop'],
  ],
  state: [
    { kind: 'state', failure: STATE },
    1,
    ['the state cannot be saved: /s.json: no space left on device; make room'],
  ],
  'no-trouble': [
    { kind: 'no-trouble', id: 'a', stands: 'running' },
    2,
    ['job a has no trouble to acknowledge: it was running when last seen'],
  ],
  'silenced-with-all': [
    { kind: 'silenced-with-all', id: 'a', until: 1_772_366_459 },
    2,
    ['job a is silenced with all jobs until 2026-03-01 12:00: ops-monitor unsilence all'],
  ],
};

describe('every failure has its words and its exit code', () => {
  it.each(Object.entries(FAILURES))('%s', (_, [failure, code, lines]) => {
    expect(explainFailure(failure)).toEqual(lines);
    expect(exitCodeOf(failure)).toBe(code);
  });

  it.each([
    ['outbox entry', 'r9', [], 'no outbox entry r9: the outbox is empty'],
    ['outbox entry', 'zzz', ['r1'], 'no outbox entry zzz (ops-monitor outbox lists what is there)'],
    ['queue item', 'q9', [], 'no queue item q9: the queue is empty'],
  ] as const)('%s %s of %j is not there', (what, id, known, line) => {
    expect(explainFailure({ kind: 'not-waiting', what, id, known })).toEqual([line]);
  });

  it.each([
    ['unwritable', undefined, 'the state cannot be saved: /s.json: why'],
    ['unreadable', 'move it away', 'the state cannot be read: /s.json: why; move it away'],
    ['locked', undefined, '/s.json: why'],
  ] as const)('a state that is %s (mend: %s)', (kind, mend, line) => {
    expect(explainState(new StateFailure(kind, '/s.json: why', mend))).toBe(line);
  });

  it('a state that stayed locked is worth another try', () => {
    expect(exitCodeOf({ kind: 'state', failure: new StateFailure('locked', 'x') })).toBe(75);
  });
});

const PROBLEMS: {
  readonly [K in DeliveryProblem['kind']]: [Extract<DeliveryProblem, { kind: K }>, string[]];
} = {
  'no-target': [
    { kind: 'no-target', tried: '--target: not given', unreadable: ['/o.json: is too large'] },
    [
      'ERROR: /o.json: is too large',
      'ERROR: missing Telegram target. Pass --target <chat_id>.',
      'looked for one in vain: --target: not given',
    ],
  ],
  moved: [
    { kind: 'moved', from: '5', to: '-1005' },
    [
      'the chat 5 has become -1005: messages go there from now on; write that where the old one stands (ops-monitor doctor says where)',
    ],
  ],
  send: [
    { kind: 'send', outcome: { kind: 'refused', detail: 'chat not found', mend: 'name another' } },
    ['ERROR: cannot be delivered as things are, tried hourly: chat not found. To mend it: name another'],
  ],
};

it.each(Object.entries(PROBLEMS))('a delivery has words for: %s', (_, [problem, lines]) => {
  expect(explainDelivery(problem)).toEqual(lines);
});
