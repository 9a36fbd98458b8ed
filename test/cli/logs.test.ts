import { describe, expect, it } from 'vitest';
import type { JobState } from '../../src/schema/state.ts';
import { createStage } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { NOON } from '../support/fakes.ts';
import { check, longJob, write } from '../support/written-jobs.ts';

const ended = { exitCode: 0, durationMs: 1234, stdoutTail: 'one\ntwo', stderrTail: '' };
const failed = {
  exitCode: 127,
  durationMs: 5,
  stdoutTail: '',
  stderrTail: 'oh\u001b[31m no',
  error: 'no such program',
};

function run(argv: string, scan: JobState = {}, more: Record<string, JobState> = {}) {
  return runMain(
    argv,
    createStage([longJob(), check(), write({ after: [{ jobId: 'check' }] })], {
      state: { jobs: { scan, ...more } },
    }),
  );
}

describe('logs', () => {
  it('has the end of what the last start, stop and run printed', async () => {
    const times = { lastManualStartAt: NOON - 3600, lastStopAt: NOON - 60, lastRunAt: NOON };
    const { code, stdout } = await run('logs scan', {
      ...times,
      lastStart: ended,
      lastStop: failed,
      lastRun: { ...ended, exitCode: 124, timedOut: true, stdoutTail: null },
    });
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        'scan: last start 2026-03-01 11:00:00 (1h 00m ago): exit 0 in 1.2s',
        '  stdout:',
        '    one',
        '    two',
        '',
        'scan: last stop 2026-03-01 11:59:00 (1m ago): exit 127 in 5ms, no such program',
        '  stderr:',
        '    oh no',
        '',
        'scan: last run 2026-03-01 12:00:00 (0s ago): exit 124 in 1.2s, timed out',
        '',
      ],
    ]);
  });

  it.each<[string, JobState, string]>([
    [
      'by auto-resume',
      { lastAutoResumeAt: NOON - 60, lastManualStartAt: NOON - 3600, lastStart: ended },
      'scan: last start 2026-03-01 11:59:00 (1m ago): exit 0',
    ],
    ['whose time is gone', { lastStart: ended }, 'scan: last start: exit 0'],
    [
      'that ended none yet',
      { lastManualStartAt: NOON - 60 },
      'scan: last start 2026-03-01 11:59:00 (1m ago): how it ended is not known',
    ],
    ['of the original', { lastStart: { exitCode: null } }, 'scan: last start: ended'],
  ])('a start %s', async (_, scan, line) => {
    expect((await run('logs scan', scan)).stdout).toContain(line);
  });

  it.each([
    [
      'logs scan',
      { lastAutoResumeAt: NOON },
      'scan: nothing yet: it was never started, stopped or run from here\nops-monitor start scan makes one\n',
    ],
    [
      'logs check',
      {},
      'check: nothing yet: it was never started, stopped or run from here\nops-monitor run check makes one\n',
    ],
    ['logs write', {}, 'write: nothing yet: it was never started, stopped or run from here\n'],
  ])('%s: nothing yet', async (argv, scan, stdout) => {
    expect(await run(argv, scan)).toMatchObject({ code: 0, stdout });
  });

  it('knows a job that the job file has no more, and no other', async () => {
    expect((await run('logs gone', {}, { gone: { lastRun: ended } })).stdout).toMatch(
      /^gone: last run: exit 0/,
    );
    expect((await run('logs gone', {}, { gone: {} })).stdout).not.toContain('makes one');
    expect(await run('logs nobody')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('unknown job id: nobody'),
    });
  });

  it('has one JSON object', async () => {
    const { stdout } = await run('logs scan --json', { lastStart: failed, lastRunAt: NOON });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      job: 'scan',
      start: {
        at: null,
        exitCode: 127,
        durationMs: 5,
        timedOut: false,
        error: 'no such program',
        stdout: '',
        stderr: 'oh no',
      },
      stop: null,
      run: {
        at: NOON,
        exitCode: null,
        durationMs: null,
        timedOut: false,
        error: null,
        stdout: '',
        stderr: '',
      },
    });
  });
});
