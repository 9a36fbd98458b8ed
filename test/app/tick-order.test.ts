/** In which order a tick saves and acts, so that a crash in between does no harm. */
import { describe, expect, it } from 'vitest';
import { item } from '../support/app-entries.ts';
import {
  COMPLETED,
  createStage,
  PAUSED,
  RUNNING,
  type Stage,
  settled,
  tickOn,
} from '../support/app-stage.ts';
import { NOON } from '../support/fakes.ts';
import { check, longJob } from '../support/written-jobs.ts';

const RESUMED = longJob({ enabled: true, policy: { autoResume: true } });

function pausedStage(): Stage {
  const stage = createStage([RESUMED]);
  stage.runner.script('scan --status', PAUSED);
  stage.runner.script('scan --resume', { kind: 'exited', exitCode: 0 });
  return stage;
}

const starts = (stage: Stage) => stage.journal.filter((line) => line === 'run scan --resume');

describe('a tick that resumes a job', () => {
  it('saves the claim before the start, the report after it, and strikes what was sent', async () => {
    const stage = pausedStage();
    await tickOn(stage);
    expect(stage.journal).toEqual([
      'hold watch',
      'run scan --status',
      'save',
      'run scan --resume',
      'save',
      'release watch',
      'hold delivery',
      'send sent',
      'save',
      'release delivery',
    ]);
    const [claim, report, struck] = stage.store.writes;
    expect(claim).toMatchObject({ jobs: { scan: { lastAutoResumeAt: NOON } }, outbox: [] });
    expect(claim?.jobs.scan).not.toHaveProperty('lastSeen');
    expect(report?.outbox[0]?.sections[0]?.text).toContain('- AUTORUN: started');
    expect(report).toMatchObject({ jobs: { scan: { lastStart: { exitCode: 0 } } } });
    expect(struck?.outbox).toEqual([]);
  });

  it.each([
    ['exits with 3', { kind: 'exited', exitCode: 3 }, 'AUTORUN: start failed (exit=3)'],
    ['outlives its time limit', { kind: 'timed-out', afterSeconds: 60 }, 'AUTORUN: start timeout'],
    ['cannot be started', { kind: 'not-started', detail: 'scan: no such program' }, 'AUTORUN: start error'],
  ] as const)('says so when the start %s', async (_, exit, line) => {
    const stage = pausedStage();
    stage.runner.script('scan --resume', exit);
    await tickOn(stage);
    expect(stage.notifier.sent[0]?.text).toContain(`- ${line}`);
  });

  /** Two jobs that are started side by side; `slow` ends last. */
  function twoStarts(duringScan: (stage: Stage) => void, duringSlow: (stage: Stage) => void): Stage {
    const slow = longJob({
      id: 'slow',
      enabled: true,
      policy: { autoResume: true },
      commands: { start: ['slow', '--resume'], status: ['scan', '--status'] },
    });
    const stage = createStage([RESUMED, slow]);
    stage.runner.script('scan --status', PAUSED);
    stage.runner.script('scan --resume', async () => {
      duringScan(stage);
      return { kind: 'exited', exitCode: 0 };
    });
    stage.runner.script('slow --resume', async () => {
      await settled();
      duringSlow(stage);
      return { kind: 'exited', exitCode: 0 };
    });
    return stage;
  }

  const leaseEnds = ({ store }: Stage) =>
    ['scan', 'slow'].map((id) => store.saved.jobs[id]?.startLease?.until);

  it('ends the lease of each start by itself, while others go on', async () => {
    const stage = twoStarts(
      () => {},
      () => expect(leaseEnds(stage)).toEqual([NOON, NOON + 90]),
    );
    await tickOn(stage);
    expect(leaseEnds(stage)).toEqual([NOON, NOON]);
    expect(stage.store.saved.jobs.slow).toMatchObject({ lastStart: { exitCode: 0 } });
  });

  it('sees all starts to their end where that of one cannot be saved', async () => {
    const stage = twoStarts(
      () => stage.store.failWith('unwritable'),
      () => {
        expect(leaseEnds(stage)).toEqual([NOON + 90, NOON + 90]);
        stage.store.mend();
      },
    );
    await tickOn(stage);
    expect(leaseEnds(stage)).toEqual([NOON, NOON]);
    expect(stage.notifier.sent[0]?.text.match(/- AUTORUN: started/g)).toHaveLength(2);
  });

  it('gives a start 60 s and the folder of its job', async () => {
    const stage = pausedStage();
    await tickOn(stage);
    expect(stage.runner.calls.at(-1)).toMatchObject({ argv: ['scan', '--resume'], timeoutSeconds: 60 });
  });

  it('starts it again when the backoff is over, and not a second before', async () => {
    const stage = pausedStage();
    await tickOn(stage);
    stage.clock.advance(899);
    await tickOn(stage);
    expect(starts(stage)).toHaveLength(1);
    stage.clock.advance(1);
    await tickOn(stage);
    expect(starts(stage)).toHaveLength(2);
  });
});

describe('a tick that resumes nothing', () => {
  it('saves once, and then tells', async () => {
    const stage = createStage([longJob({ enabled: true })]);
    stage.runner.script('scan --status', RUNNING);
    await tickOn(stage);
    expect(stage.journal.slice(0, 4)).toEqual(['hold watch', 'run scan --status', 'save', 'release watch']);
  });

  it('takes no delivery turn where nothing is to be told', async () => {
    const stage = createStage([longJob({ enabled: true, policy: { reportWhileRunning: false } })]);
    stage.runner.script('scan --status', RUNNING);
    await tickOn(stage);
    stage.journal.length = 0;
    await tickOn(stage);
    expect(stage.journal).toEqual(['hold watch', 'run scan --status', 'save', 'release watch']);
    expect(stage.opened).toHaveLength(1);
  });

  it('says who is at work where another tick has the turn, and does nothing', async () => {
    const stage = pausedStage();
    stage.watchTurn.takeBy('pid 7 (tick, since 11:59:58)');
    expect(await tickOn(stage)).toEqual({ kind: 'busy', owner: 'pid 7 (tick, since 11:59:58)' });
    expect(stage.journal).toEqual([]);
  });

  it('watches on when it loses its turn, since correctness does not rest on it', async () => {
    const stage = pausedStage();
    stage.runner.script('scan --status', () => {
      stage.watchTurn.lose();
      return PAUSED;
    });
    expect(await tickOn(stage)).toMatchObject({ kind: 'done' });
    expect(stage.notifier.sent).toHaveLength(1);
  });
});

describe('a change that is applied again, because another program wrote in between', () => {
  it('starts no job that the other has claimed', async () => {
    const stage = pausedStage();
    stage.store.interfere((state) => ({ ...state, jobs: { scan: { lastAutoResumeAt: NOON } } }));
    await tickOn(stage);
    expect(starts(stage)).toEqual([]);
    expect(stage.notifier.sent[0]?.text).toContain('- ACTION REQUIRED');
  });

  it('starts it once where the other changed something else', async () => {
    const stage = pausedStage();
    stage.store.interfere((state) => ({ ...state, note: 'mine' }));
    await tickOn(stage);
    expect(starts(stage)).toHaveLength(1);
    expect(stage.store.saved).toMatchObject({ note: 'mine' });
  });

  it('reports once where the other wrote while the job was being started', async () => {
    const stage = pausedStage();
    stage.runner.script('scan --resume', () => {
      stage.store.interfere((state) => ({ ...state, note: 'mine' }));
      return { kind: 'exited', exitCode: 0 };
    });
    await tickOn(stage);
    expect(stage.notifier.sent).toHaveLength(1);
    expect(stage.store.saved).toMatchObject({ note: 'mine', outbox: [] });
  });

  it('runs no queue item that the other has claimed', async () => {
    const stage = createStage([check()], { state: { queue: [item('q1')] } });
    stage.processes.add(77);
    const lease = { pid: 77, claimedAt: NOON, until: NOON + 600 };
    stage.store.interfere((state) => ({ ...state, queue: [item('q1', { status: 'running', lease })] }));
    await tickOn(stage);
    expect(stage.runner.calls).toEqual([]);
    expect(stage.store.saved.queue).toMatchObject([{ status: 'running', lease: { pid: 77 } }]);
  });
});

describe('a dry run', () => {
  const DRY = { isDryRun: true };

  it('starts nothing, says what it would start, and uses up no backoff', async () => {
    const stage = pausedStage();
    await tickOn(stage, DRY);
    expect(starts(stage)).toEqual([]);
    expect(stage.notifier.sent[0]?.text).toContain('- AUTORUN: would start (dry-run)');
    expect(stage.store.saved.jobs.scan).not.toHaveProperty('lastAutoResumeAt');
    await tickOn(stage);
    expect(starts(stage)).toHaveLength(1);
  });

  it('runs no queue item, says what it would run, and leaves the item as it is', async () => {
    const stage = createStage([check()], { state: { queue: [item('q1')] } });
    await tickOn(stage, DRY);
    expect(stage.runner.calls).toEqual([]);
    expect(stage.notifier.sent[0]?.text).toContain('• check (check)\n- QUEUE: would run (dry-run)');
    expect(stage.store.saved.queue).toEqual([item('q1')]);
  });

  it('closes no item that cannot be run', async () => {
    const stage = createStage([], { state: { queue: [item('q1', { jobId: 'gone' })] } });
    await tickOn(stage, DRY);
    expect(stage.store.saved.queue).toEqual([item('q1', { jobId: 'gone' })]);
  });
});

describe('a tick that is told to end', () => {
  it('while it probes saves nothing of what it saw', async () => {
    const stage = createStage([longJob({ enabled: true })]);
    const ending = new AbortController();
    stage.runner.script('scan --status', () => {
      ending.abort('SIGTERM');
      return { kind: 'aborted' };
    });
    expect(await tickOn(stage, {}, ending.signal)).toEqual({ kind: 'interrupted' });
    expect(stage.store.writes).toEqual([]);
    expect(stage.notifier.asked).toEqual([]);
  });

  it('while it starts a job keeps the claim and tells of the attempt next time', async () => {
    const stage = pausedStage();
    const ending = new AbortController();
    stage.runner.script('scan --resume', () => {
      ending.abort('SIGTERM');
      return { kind: 'exited', exitCode: 0 };
    });
    expect(await tickOn(stage, {}, ending.signal)).toEqual({ kind: 'interrupted' });
    expect(stage.notifier.asked).toEqual([]);
    stage.runner.script('scan --status', RUNNING);
    stage.clock.advance(60);
    await tickOn(stage);
    expect(starts(stage)).toHaveLength(1);
    expect(stage.notifier.sent.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('- AUTORUN: started'),
    );
  });

  it('while it runs a queue item leaves the item to the next tick', async () => {
    const stage = createStage([check()], { state: { queue: [item('q1')] } });
    const ending = new AbortController();
    stage.runner.script('check', () => {
      ending.abort('SIGTERM');
      return { kind: 'aborted' };
    });
    expect(await tickOn(stage, {}, ending.signal)).toEqual({ kind: 'interrupted' });
    expect(stage.store.saved.queue).toMatchObject([{ id: 'q1', status: 'running', attempt: 1 }]);
  });
});

it('queues what follows a completion once, in the write that remembers the completion', async () => {
  const stage = createStage([longJob({ enabled: true, after: [{ jobId: 'check' }] }), check()]);
  stage.runner.script('scan --status', COMPLETED);
  await tickOn(stage);
  const [write] = stage.store.writes;
  expect(write).toMatchObject({ jobs: { scan: { reportedCompleted: true } }, queue: [{ jobId: 'check' }] });
  expect(stage.store.saved.queue).toHaveLength(1);
});
