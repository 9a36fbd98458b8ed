import { describe, expect, it } from 'vitest';
import { complete } from '../../src/app/complete.ts';
import { StateFailure } from '../../src/app/ports.ts';
import type { Expectation } from '../../src/core/completion.ts';
import { item } from '../support/app-entries.ts';
import { createStage } from '../support/app-stage.ts';
import { check, longJob } from '../support/written-jobs.ts';

const expected = (parts: Partial<Expectation>): Expectation => ({
  candidates: [],
  sources: [],
  prefix: '',
  typed: '',
  configFile: undefined,
  stateFile: undefined,
  ...parts,
});

describe('the words that may come next', () => {
  it('are the jobs of the job file, in its order, the disabled too', async () => {
    const stage = createStage([
      longJob({ name: 'Night\tscan' }),
      check({ enabled: false }),
      check({ id: '进度' }),
    ]);
    expect(await complete(stage, expected({ sources: ['jobs'] }))).toEqual([
      { value: 'scan', description: 'Night scan, long_running_read' },
      { value: 'check', description: 'one_shot_read' },
      { value: '进度', description: 'one_shot_read' },
    ]);
  });

  it('are behind what the command line itself knows, and each behind the prefix', async () => {
    const stage = createStage([longJob()]);
    const all = { value: 'all', description: '' };
    const words = await complete(stage, expected({ candidates: [all], sources: ['jobs'], prefix: '--job=' }));
    expect(words.map(({ value }) => value)).toEqual(['--job=all', '--job=scan']);
  });

  it('are the items of the queue, and the entries of the outbox', async () => {
    const outbox = [
      {
        id: 'r7',
        createdAt: 0,
        via: 'channel' as const,
        header: 'Ops (12:00)',
        sections: [{ importance: 'alert' as const, text: '• scan (scan)\n- status: paused' }],
        attempts: 0,
        nextAttemptAt: 0,
        partsSent: 0,
      },
    ];
    const stage = createStage([], { state: { queue: [item('q1'), item('q2', { status: 'done' })], outbox } });
    expect(await complete(stage, expected({ sources: ['queue', 'outbox'] }))).toEqual([
      { value: 'q1', description: 'check, pending' },
      { value: 'q2', description: 'check, done' },
      { value: 'r7', description: 'Ops (12:00) • scan (scan)' },
    ]);
  });

  it('leave out what a terminal or a shell would take for something else', async () => {
    const odd = ['a\nb', 'a\tb', '\u001b[2J', 'a\u0007', '\u202egnp', '\ud83d'].map((id) => check({ id }));
    const stage = createStage([...odd, check({ id: '😀 "' })]);
    const words = await complete(stage, expected({ sources: ['jobs'] }));
    expect(words.map(({ value }) => value)).toEqual(['😀 "']);
  });

  it('are none where nothing can be read', async () => {
    const { config } = createStage('no job file');
    const read = () => Promise.reject(new StateFailure('unreadable', 'no permission'));
    expect(
      await complete({ config, store: { read } }, expected({ sources: ['jobs', 'queue', 'outbox'] })),
    ).toEqual([]);
  });

  it('are read only where they are asked for, and nothing is saved or run', async () => {
    const stage = createStage([longJob()]);
    const store = { read: () => expect.unreachable('nobody asked for the state') };
    const words = await complete({ ...stage, store }, expected({ sources: ['jobs', 'files'] }));
    expect(words.map(({ value }) => value)).toEqual(['scan']);
    expect(stage.journal).toEqual([]);
  });
});
