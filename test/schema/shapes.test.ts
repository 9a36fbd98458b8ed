/** `plain-*.ts` pass over zod where a value is plainly right. They may never say so where zod would say anything else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobFileSchema, resolveConfig } from '../../src/schema/config.ts';
import { readConfig } from '../../src/schema/plain-config.ts';
import { readState } from '../../src/schema/plain-state.ts';
import { readStatus } from '../../src/schema/plain-status.ts';
import { checkOf, type Shape } from '../../src/schema/shape-check.ts';
import { freshState, MonitorStateSchema, parseState } from '../../src/schema/state.ts';
import { parseStatus, StatusSchema } from '../../src/schema/status.ts';
import { editorSchema } from '../support/editor-schema.ts';
import { exportedShape } from '../support/exported-shape.ts';
import { mutated } from '../support/mutated.ts';

const SHAPES = [
  ['job-file', JobFileSchema],
  ['state', MonitorStateSchema],
  ['status', StatusSchema],
] as const;

// Out of date? `npx vitest run test/schema/shapes.test.ts --update` writes them anew.
it.each(SHAPES)('%s.schema.json says what the zod schema says', async (name, schema) => {
  await expect(exportedShape(schema)).toMatchFileSnapshot(`../../src/schema/${name}.schema.json`);
});

it('ops-jobs.schema.json, the one for editors, does too', async () => {
  await expect(editorSchema()).toMatchFileSnapshot('../../schema/ops-jobs.schema.json');
});

const JOB_FILE = {
  $schema: './x.json',
  version: 1,
  _note: 'mine',
  defaults: {
    reportEverySeconds: 60,
    quietHours: { start: '22:00', end: '7:30' },
    probeConcurrency: 4,
    locale: 'en',
    hostLabel: 'attic',
  },
  notify: { transport: 'telegram', target: '-100123:topic:7', threadId: 7, silentRoutine: true },
  jobs: [
    {
      id: 'scan',
      name: null,
      kind: 'long_running_read',
      risk: 'read_only',
      enabled: true,
      cwd: '~/scan',
      commands: { start: ['sh', 'start.sh'], status: ['cat', 'status.json'] },
      policy: { stallSeconds: 0, autoResume: true, statusTimeoutSeconds: 0.5, failuresBeforeAlert: 2 },
      approval: null,
      after: [{ jobId: 'check', when: 'failure', delaySeconds: 5 }],
    },
    { id: 'check', kind: 'one_shot_read', risk: 'read_only', commands: { run: ['true'] } },
  ],
};

const STATE = {
  ...freshState(),
  mine: { unknown: ['kept'] },
  updatedAt: '2026-03-01T12:00:00.000Z',
  lastTickAt: 1_772_366_400.25,
  quarantined: ['/x'],
  configError: { key: 'k', since: 1, toldAt: 2 },
  jobs: {
    scan: {
      lastSeen: { running: true, completed: false, progressKey: null },
      lastStart: { exitCode: 0, stdoutTail: 'up' },
      lastStop: null,
      operatorStopped: false,
      startLease: { pid: 7, claimedAt: 1, until: 2, byHand: true },
    },
  },
  queue: [{ id: 'q', jobId: 'check', status: 'running', lease: { pid: 7, claimedAt: 1, until: 2 } }],
  outbox: [
    {
      id: 'o',
      createdAt: 1,
      via: 'channel',
      header: 'h',
      sections: [{ importance: 'alert', text: 't' }],
      attempts: 0,
      nextAttemptAt: 0,
      partsSent: 0,
    },
  ],
};

const STATUS = {
  running: true,
  completed: false,
  pid: 12,
  stopReason: 'done',
  message: 'm',
  progressKey: '3',
  progress: { files: 3, deep: { er: [1, null] } },
  level: 'warn',
  unknown: { key: 1 },
};

describe('what is plainly right', () => {
  it.each([
    ['job-file', JobFileSchema, JOB_FILE],
    ['state', MonitorStateSchema, STATE],
    ['status', StatusSchema, STATUS],
  ])('a common %s is', (_name, schema, value) => {
    expect(checkOf(JSON.parse(exportedShape(schema)) as Shape)(value)).toBe(true);
  });

  it.each([
    '{"__proto__": 1}',
    '{"jobs": {"__proto__": {}}}',
    '{"queue": [{"id": "q", "jobId": "check", "__proto__": 1}]}',
  ])('a state with %s is not: zod would leave the key out', (text) => {
    const check = checkOf(JSON.parse(exportedShape(MonitorStateSchema)) as Shape);
    expect(check(JSON.parse(JSON.stringify(freshState()).replace(/.$/, `,${text.slice(1)}`)))).toBe(false);
  });

  it('a time zone is not: only zod knows which there are', () => {
    const check = checkOf(JSON.parse(exportedShape(JobFileSchema)) as Shape);
    const withZone = (timezone: string) => ({ ...JOB_FILE, defaults: { quietHours: { timezone } } });
    expect([withZone('Asia/Shanghai'), withZone('Nowhere')].map(check)).toEqual([false, false]);
  });
});

describe('a value like a common one, with something changed in it, comes to the same with and without zod', () => {
  it('a job file', async () => {
    await fc.assert(
      fc.asyncProperty(mutated(JOB_FILE), async (raw) => {
        expect(await readConfig(raw)).toEqual(resolveConfig(raw));
      }),
      { numRuns: 1000 },
    );
  });

  it('a state', async () => {
    await fc.assert(
      fc.asyncProperty(mutated(STATE), async (raw) => {
        // Inside of what nobody knows such a key is kept without zod, which would leave it out.
        fc.pre(!JSON.stringify(raw).includes('"__proto__"'));
        expect(await readState(structuredClone(raw))).toEqual(parseState(raw));
      }),
      { numRuns: 1000 },
    );
  });

  it('a status', async () => {
    await fc.assert(
      fc.asyncProperty(mutated(STATUS), async (raw) => {
        const stdout = JSON.stringify(raw);
        expect(await readStatus(stdout)).toEqual(parseStatus(stdout));
      }),
      { numRuns: 1000 },
    );
  });
});
