import { describe, expect, it } from 'vitest';
import { StateFailure } from '../../src/app/ports.ts';
import { CONFIG_PATH, createStage, PAUSED, RUNNING, type Stage } from '../support/app-stage.ts';
import { runMain } from '../support/cli-world.ts';
import { NOON } from '../support/fakes.ts';
import { check, longJob } from '../support/written-jobs.ts';

const FILE = [longJob({ enabled: true, name: 'Nightly scan' }), check()];

function stageWith(jobs: unknown[] = FILE): Stage {
  const lastSeen = { running: true, completed: false };
  const scan = { lastSeen, lastProgressKey: 'k1', lastProgressAt: NOON - 240, lastReportAt: NOON - 240 };
  const stage = createStage(jobs, { state: { jobs: { scan }, lastTickAt: NOON - 34 } });
  stage.runner.script('scan --status', RUNNING);
  return stage;
}

it('prints a paragraph a job, and one of what holds for all', async () => {
  expect(await runMain('explain', stageWith())).toMatchObject({
    code: 0,
    stderr: '',
    stdout: `\
scan (Nightly scan, long_running_read)
  running, progress 4m ago; stall after 1h 00m (in 56m)
  silent: routine report in 26m
  autoResume is off
  last report at 11:56, 4m ago: routine news, a warning, or that a trouble was over

check (one_shot_read)
  a check: runs when the queue holds it, or by ops-monitor run check
  it never ran

all jobs
  last tick 34s ago
  the outbox is empty
`,
  });
});

it('of one job where it is named', async () => {
  const { code, stdout } = await runMain('explain check', stageWith());
  expect(code).toBe(0);
  expect(stdout).toMatch(/^check \(one_shot_read\)\n[\s\S]*\n\nall jobs\n/);
  expect(stdout).not.toContain('scan');
});

it('--json: one object', async () => {
  const { code, stdout, stderr } = await runMain('explain scan --json', stageWith());
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const explanation = JSON.parse(stdout);
  expect(Object.keys(explanation)).toEqual(['version', 'at', 'jobs', 'watch']);
  expect(explanation).toMatchObject({
    version: 1,
    at: NOON,
    jobs: [
      {
        id: 'scan',
        standing: 'running',
        would: { tell: false, reason: 'within-interval', remainingSeconds: 1560 },
        resume: { kind: 'no', reason: 'off' },
      },
    ],
    watch: { lastTickAt: NOON - 34, configProblems: 0 },
  });
});

it('asks no job of a file that a tick would not take, as tick opens it', async () => {
  const { opened } = await runMain('explain --config-file a --state-file b', stageWith());
  expect(opened).toEqual([{ command: 'explain', configFile: 'a', stateFile: 'b', safety: 'refuse' }]);
  const { opened: allowed } = await runMain('explain --allow-insecure-config', stageWith());
  expect(allowed).toMatchObject([{ safety: 'ignore' }]);
});

describe('what is wrong', () => {
  it('an unknown job: 2, with the nearest one', async () => {
    expect(await runMain('explain scam', stageWith())).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'ERROR: unknown job id: scam (did you mean scan?)\n',
    });
  });

  it('a job file with errors: 2, and the valid jobs are explained', async () => {
    const { code, stdout, stderr } = await runMain('explain', stageWith([...FILE, { id: 'broken' }]));
    expect(code).toBe(2);
    expect(stdout).toContain('\nall jobs\n  last tick 34s ago\n  the job file has 3 errors, the first: ');
    expect(stderr).toMatch(new RegExp(`^ERROR: ${CONFIG_PATH}: jobs\\[2\\]\\.kind`));
  });

  it('a state that cannot be read: 1, and nothing is explained by guesses', async () => {
    const stage = stageWith();
    const read = () => Promise.reject(new StateFailure('unreadable', '/s.json: permission denied'));
    const blind = { ...stage, store: { ...stage.store, read } } as unknown as Stage;
    expect(await runMain('explain', blind)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'ERROR: the state cannot be read: /s.json: permission denied\n',
    });
  });

  it('cut short: not a word', async () => {
    const stage = stageWith();
    stage.runner.script('scan --status', PAUSED);
    const { stdout, stderr } = await runMain('explain', stage, { signal: AbortSignal.abort('SIGTERM') });
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  });
});
