import { expect, it } from 'vitest';
import { explainStanding } from '../../src/core/explain-standing.ts';
import { completed, failing, NOW, paused, ranBefore, report, running } from '../support/core-fixtures.ts';
import { type ExplainScene, viewOf } from '../support/explain-scene.ts';

const ran = (seconds: number, more = {}) => ranBefore({ standingSince: NOW - 7800, ...more }, NOW - seconds);

it.each<[string, ExplainScene, ...string[]]>([
  [
    'running, with a pid',
    { seen: running('k1', { pid: 123 }), before: ran(240) },
    'running (pid 123) for 2h 10m, progress 4m ago; stall after 1h 00m (in 56m)',
  ],
  ['never seen before', { seen: running() }, 'running, first seen now; stall after 1h 00m (in 1h 00m)'],
  [
    'progress since',
    { seen: running('k2'), before: ran(240) },
    'running for 2h 10m, progress since the last tick; stall after 1h 00m (in 1h 00m)',
  ],
  [
    'a new run with the old key',
    { seen: running('k1'), before: { ...ran(9000), lastSeen: { running: false, completed: false } } },
    'running, no progress yet in this run; stall after 1h 00m (in 1h 00m)',
  ],
  [
    'a second before the stall',
    { seen: running('k1'), before: ran(3599) },
    'running for 2h 10m, progress 59m ago; stall after 1h 00m (in 1s)',
  ],
  [
    'the stall',
    { seen: running('k1'), before: ran(3900) },
    'running for 2h 10m, progress 1h 05m ago; a stall: unchanged for 1h 05m, and stallSeconds is 1h 00m',
  ],
  [
    'a stall after the host slept',
    { seen: running('k1'), before: ran(3900), slept: true },
    'running for 2h 10m, progress 1h 05m ago; unchanged for 1h 05m, but no tick came for unusually long, as when the host slept: the next one tells a stall',
  ],
  [
    'a start by hand begins the time to a stall anew',
    { seen: running('k1'), before: ran(3900, { lastManualStartAt: NOW - 600 }) },
    'running for 2h 10m, progress 1h 05m ago; stall after 1h 00m (in 50m)',
  ],
  [
    'no stalls wanted',
    { seen: running('k1'), before: ran(240), policy: { stallSeconds: 0 } },
    'running for 2h 10m, progress 4m ago; stalls are not looked for (stallSeconds is 0)',
  ],
  [
    'nothing to see progress by',
    { seen: report(), before: ran(240) },
    'running for 2h 10m, its status gives no progress; so no stall can be seen',
  ],
  [
    'level and message',
    { seen: running('k1', { level: 'warn', message: 'half\tway' }), before: ran(240) },
    'running for 2h 10m, progress 4m ago; stall after 1h 00m (in 56m); its level is warn',
    'it says: half way',
  ],
  ['paused just now', { seen: paused('quota'), before: ran(240) }, 'paused (quota)'],
  [
    'paused for long',
    {
      seen: paused(),
      before: { lastSeen: { running: false, completed: false }, standingSince: NOW - 300 },
    },
    'paused for 5m',
  ],
  [
    'stopped by hand',
    { seen: paused('stopped'), before: { operatorStopped: true, lastStopAt: NOW - 60 } },
    'paused (stopped): you stopped it 1m ago',
  ],
  [
    'stopped by hand, nobody knows when',
    { seen: paused(), before: { operatorStopped: true } },
    'paused: you stopped it',
  ],
  [
    'completed for a day',
    {
      seen: completed(),
      before: { lastSeen: { running: false, completed: true }, standingSince: NOW - 90_000 },
    },
    'completed for 1d 1h',
  ],
  [
    'unreadable',
    { seen: failing('empty status output') },
    'unknown: its status command printed what is no status (empty status output)',
  ],
  [
    'exited',
    { seen: { kind: 'exited', exitCode: 3, stderrTail: 'no\nsuch host\n' } },
    'unknown: its status command exited with 3 (such host)',
  ],
  [
    'exited without a word',
    { seen: { kind: 'exited', exitCode: 3, stderrTail: '' } },
    'unknown: its status command exited with 3 (status exit=3)',
  ],
  [
    'killed',
    { seen: { kind: 'killed', signal: 'SIGKILL', stderrTail: '' } },
    'unknown: its status command was killed by SIGKILL (status killed by SIGKILL)',
  ],
  [
    'timed out',
    { seen: { kind: 'timed-out', afterSeconds: 30 } },
    'unknown: its status command took longer than 30s',
  ],
  [
    'not started',
    { seen: { kind: 'not-started', detail: 'scan: no such program' } },
    'unknown: its status command could not start (scan: no such program)',
  ],
  [
    'failed again',
    { seen: failing('torn'), before: { unknownCount: 2, unknownSince: NOW - 120 } },
    'unknown: its status command printed what is no status (torn); 3 failed probes in a row, the first at 07:58, 2m ago',
  ],
])('%s', (_, scene, ...sentences) => {
  expect(explainStanding(viewOf(scene))).toEqual(sentences);
});
