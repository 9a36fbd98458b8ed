/** Ticks before, in and after a silence, with all that they save and send. */
import { describe, expect, it } from 'vitest';
import { ack } from '../../src/app/ack.ts';
import { deliver } from '../../src/app/deliver.ts';
import { silence, unsilence } from '../../src/app/silence.ts';
import type { SendOutcome } from '../../src/core/model.ts';
import { entry, longAlerts } from '../support/app-entries.ts';
import {
  COMPLETED,
  createStage,
  NEVER,
  PAUSED,
  prints,
  RUNNING,
  type Stage,
  tickOn,
} from '../support/app-stage.ts';
import { NOON } from '../support/fakes.ts';
import { check, longJob } from '../support/written-jobs.ts';

const QUIET_NEVER = { quietHours: { start: '00:00', end: '00:00' }, reportEverySeconds: 0 };
const FILE = [
  longJob({ enabled: true, policy: QUIET_NEVER, after: [{ jobId: 'check', when: 'failure' }] }),
  check(),
];

async function minutes(stage: Stage, count: number, status = RUNNING): Promise<void> {
  stage.runner.script('scan --status', status);
  for (let n = 0; n < count; n++) {
    stage.clock.advance(60);
    await tickOn(stage);
  }
}

function stageAt(): Stage {
  const stage = createStage(FILE);
  stage.runner.script('check', prints('all is well'));
  return stage;
}

const silenced = (stage: Stage, id: string, seconds: number) =>
  silence(stage, stage.setting.loaded, { id, seconds, reason: undefined });

/** What was sent: of each section the title and the first line below it. */
const heard = ({ notifier }: Stage) =>
  notifier.sent.flatMap(({ text }) =>
    text
      .split('\n\n')
      .slice(1)
      .map((part) => part.split('\n').slice(0, 2).join(' ').replace('• ', '')),
  );

const SCAN = 'scan (scan, long_running_read) - 状态:';

describe('an owner', () => {
  it('hears nothing in a silence, and then what stands', async () => {
    const stage = stageAt();
    await minutes(stage, 1);
    await silenced(stage, 'scan', 600);
    await minutes(stage, 9, PAUSED);
    expect(heard(stage)).toEqual([`${SCAN} running`]);
    expect(stage.store.saved.silences?.scan?.held).toBe(1);
    await minutes(stage, 1, PAUSED);
    expect(heard(stage).slice(1)).toEqual([`${SCAN} paused`]);
    await minutes(stage, 1, RUNNING);
    expect(stage.notifier.sent.at(-1)?.text).toContain('RECOVERED ✅ (lasted 10m)');
    expect(stage.store.saved).not.toHaveProperty('silences');
  });

  it('hears at once what still stands when the silence is lifted', async () => {
    const stage = stageAt();
    await silenced(stage, 'all', 86_400);
    await minutes(stage, 3, PAUSED);
    expect(heard(stage)).toEqual([]);
    expect(await unsilence(stage, undefined, 'all')).toMatchObject({ value: { lifted: { held: 1 } } });
    await minutes(stage, 1, PAUSED);
    expect(heard(stage)).toEqual([`${SCAN} paused`]);
  });

  it('hears of the completion afterwards', async () => {
    const stage = stageAt();
    await minutes(stage, 1);
    await silenced(stage, 'scan', 120);
    await minutes(stage, 1, COMPLETED);
    expect(heard(stage)).toHaveLength(1);
    await minutes(stage, 1, COMPLETED);
    expect(heard(stage)[1]).toBe(`${SCAN} completed ✅`);
  });

  it('has what follows a failure done in a silence, and hears of that', async () => {
    const stage = stageAt();
    stage.runner.script('check', { kind: 'exited', exitCode: 4 });
    await silenced(stage, 'scan', 3600);
    await minutes(stage, 2, PAUSED);
    expect(stage.runner.calls.filter(({ argv }) => argv[0] === 'check')).toHaveLength(1);
    expect(heard(stage)).toEqual(['ALERT: queued job failed - job: check (check)']);
  });

  it('hears of a check of a silenced job when the silence is over, and once', async () => {
    const stage = stageAt();
    stage.runner.script('check', { kind: 'exited', exitCode: 4 });
    await silenced(stage, 'check', 3600);
    await minutes(stage, 2, PAUSED);
    expect(heard(stage)).toEqual([`${SCAN} paused`]);
    expect(stage.store.saved).toMatchObject({
      silences: { check: { held: 1 } },
      outbox: [{ silencedJob: 'check' }],
    });
    await unsilence(stage, undefined, 'check');
    await minutes(stage, 2, PAUSED);
    expect(heard(stage).slice(1)).toEqual(['ALERT: queued job failed - job: check (check)']);
    expect(stage.store.saved.outbox).toEqual([]);
  });

  it('is not told again of what was acknowledged in a silence, but of its end', async () => {
    const stage = stageAt();
    await silenced(stage, 'scan', 120);
    await minutes(stage, 1, PAUSED);
    const acked = await ack(stage, stage.setting.loaded, { id: 'scan', reason: undefined });
    expect(acked).toMatchObject({ ok: true, value: { anomaly: { kind: 'paused' }, isAgain: false } });
    await minutes(stage, 60, PAUSED);
    expect(heard(stage)).toEqual([]);
    await minutes(stage, 1, RUNNING);
    expect(stage.notifier.sent.at(-1)?.text).toContain('RECOVERED ✅ (lasted 1h 01m)');
    expect(stage.store.saved.jobs.scan).not.toHaveProperty('ack');
  });

  it('is reminded of what was not acknowledged', async () => {
    const stage = stageAt();
    await minutes(stage, 60, PAUSED);
    expect(heard(stage).length).toBeGreaterThan(2);
  });
});

describe('a tick in a silence', () => {
  it('ends well: what is held back waits for nobody', async () => {
    const stage = stageAt();
    stage.runner.script('check', { kind: 'exited', exitCode: 4 });
    await silenced(stage, 'all', 3600);
    stage.runner.script('scan --status', PAUSED);
    await tickOn(stage);
    stage.clock.advance(60);
    expect(await tickOn(stage)).toMatchObject({ kind: 'done', delivery: { waiting: 0, problems: [] } });
    expect(stage.store.saved.outbox).toHaveLength(1);
  });

  it('prints nothing of it either', async () => {
    const stage = stageAt();
    stage.runner.script('check', { kind: 'exited', exitCode: 4 });
    stage.runner.script('scan --status', PAUSED);
    await silenced(stage, 'all', 3600);
    for (let n = 0; n < 2; n++) await tickOn(stage, { isPrintOnly: true });
    expect(stage.printer.sent).toEqual([]);
    await unsilence(stage, undefined, 'all');
    await tickOn(stage, { isPrintOnly: true });
    expect(stage.printer.sent).toHaveLength(2);
  });

  it('holds a message that a closed channel left behind, until the silence is over', async () => {
    const stage = stageAt();
    stage.notifier.answer({ kind: 'failed', detail: 'no way' });
    await minutes(stage, 1, PAUSED);
    await silenced(stage, 'scan', 300);
    await minutes(stage, 4, PAUSED);
    expect(heard(stage)).toEqual([]);
    await minutes(stage, 1, PAUSED);
    expect(heard(stage)).toEqual([`${SCAN} paused`]);
  });

  it('that cannot save tells nothing of a silenced job', async () => {
    const stage = stageAt();
    await minutes(stage, 1);
    await silenced(stage, 'scan', 3600);
    const { length } = stage.notifier.sent;
    stage.store.failWith('unwritable');
    await minutes(stage, 1, PAUSED);
    const [alert] = stage.notifier.sent.slice(length);
    expect(alert?.text).toContain('ALERT: state file cannot be written');
    expect(alert?.text).not.toContain('(scan, ');
  });

  it('knows a silence that was asked for while it probed', async () => {
    const stage = stageAt();
    stage.runner.script('scan --status', async () => {
      stage.clock.advance(5);
      await silenced(stage, 'scan', 3600);
      return PAUSED;
    });
    await tickOn(stage, {}, NEVER);
    expect(heard(stage)).toEqual([]);
    expect(stage.store.saved.silences?.scan?.held).toBe(1);
  });
});

describe('a command that has to wait for the state', () => {
  const told = { lastAnomalyKey: '{"kind":"paused","stopReason":null}', lastAnomalyReportAt: NOON };
  const later = { lastTickAt: NOON + 9, jobs: { scan: { ...told, lastStopAt: NOON + 9 } } };

  it.each<[string, (stage: Stage) => Promise<unknown>]>([
    ['silence', (stage) => silenced(stage, 'other', 600)],
    ['unsilence', (stage) => unsilence(stage, undefined, 'all')],
    ['ack', (stage) => ack(stage, stage.setting.loaded, { id: 'scan', reason: undefined })],
  ])('takes nothing of what was written meanwhile for a future: %s', async (_, command) => {
    const all = { since: NOON, until: NOON + 3600, held: 0 };
    const stage = createStage([...FILE, longJob({ id: 'other' })], {
      state: { ...later, silences: { '*': all, scan: all } },
    });
    const store: Stage['store'] = {
      ...stage.store,
      transact: (change) => {
        stage.clock.advance(10);
        return stage.store.transact(change);
      },
    };
    await command({ ...stage, store });
    expect(stage.store.saved).toMatchObject({
      lastTickAt: NOON + 9,
      jobs: { scan: { lastStopAt: NOON + 9 } },
      silences: { scan: { until: NOON + 3600 } },
    });
    expect(stage.store.writes).toHaveLength(1);
  });
});

describe('a silence that is asked for while a message is under way', () => {
  const SENT = { kind: 'sent', via: 'fake' } as const;
  const FAILED = { kind: 'failed', detail: 'no network' } as const;
  const long = longAlerts('scan', 'other');
  const short = long.map((section) => ({ ...section, text: `• about ${section.jobId}` }));

  /** Delivers once, silenced before the first answer, and once more when the silence is over. */
  async function told(sections: typeof long, answers: readonly SendOutcome[], then: 'silence' | 'unsilence') {
    const stage = createStage(FILE, { state: { outbox: [entry('x', { sections })] } });
    const notify = stage.setting.loaded.config.notify;
    const [first, ...others] = answers;
    stage.notifier.answer(
      async () => {
        await silenced(stage, 'scan', 600);
        if (then === 'unsilence') await unsilence(stage, stage.setting.loaded, 'scan');
        return first ?? SENT;
      },
      ...others,
    );
    await deliver(stage, { target: undefined, notify });
    await unsilence(stage, stage.setting.loaded, 'scan');
    stage.clock.advance(3600);
    await deliver(stage, { target: undefined, notify });
    return stage.notifier.sent.map(({ text }) =>
      [...text.matchAll(/about (\w+)/g)].map(([, id]) => id).join(),
    );
  }

  it.each(['silence', 'unsilence'] as const)('does not have it told again after the %s', async (then) => {
    expect(await told(short, [SENT], then)).toEqual(['scan,other']);
    expect(await told(long, [SENT, SENT], then)).toEqual(['scan', 'other']);
  });

  it.each(['silence', 'unsilence'] as const)(
    'loses none of it where it fails, after the %s',
    async (then) => {
      expect((await told(short, [FAILED], then)).sort()).toEqual(['other', 'scan']);
      expect(await told(long, [SENT, FAILED], then)).toEqual(['scan', 'other']);
    },
  );
});
