/** Long messages go out in parts, each remembered, so that a crash between parts repeats at most one. */
import { describe, expect, it } from 'vitest';
import { deliver } from '../../src/app/deliver.ts';
import type { SendOutcome } from '../../src/core/model.ts';
import type { MonitorState, OutboxEntry } from '../../src/schema/state.ts';
import { entry, longAlerts } from '../support/app-entries.ts';
import { createStage, type Stage } from '../support/app-stage.ts';

const FAILED: SendOutcome = { kind: 'failed', detail: 'no network' };

function stageWith(...outbox: OutboxEntry[]): Stage {
  return createStage([], { state: { outbox } });
}

const deliverOn = (stage: Stage) =>
  deliver(stage, { target: undefined, notify: stage.setting.loaded.config.notify });

/** `1/3` for each message that arrived. */
const numbers = (stage: Stage) => stage.notifier.sent.map(({ text }) => /\((\d+\/\d+)\)$/.exec(text)?.[1]);

const change = (stage: Stage, to: (state: MonitorState) => MonitorState) =>
  stage.store.transact((state) => ({ state: to(state), result: undefined }));

describe('a message of three parts', () => {
  it('goes out part by part, each saved', async () => {
    const stage = stageWith(entry('x', { sections: longAlerts('a', 'b', 'c') }));
    await deliverOn(stage);
    expect(numbers(stage)).toEqual(['1/3', '2/3', '3/3']);
    expect(stage.store.writes.map(({ outbox }) => outbox[0]?.partsSent)).toEqual([1, 2, undefined]);
  });

  it('goes on where it was interrupted', async () => {
    const stage = stageWith(entry('x', { sections: longAlerts('a', 'b', 'c') }));
    stage.notifier.answer({ kind: 'sent', via: 'fake' }, FAILED);
    await deliverOn(stage);
    expect(stage.store.saved.outbox).toMatchObject([{ partsSent: 1, attempts: 1 }]);
    await deliverOn(stage);
    expect(numbers(stage)).toEqual(['1/3', '2/3', '3/3']);
    expect(stage.store.saved.outbox).toEqual([]);
  });

  it('repeats one part where what was sent could not be saved', async () => {
    const stage = stageWith(entry('x', { sections: longAlerts('a', 'b', 'c') }));
    stage.notifier.answer({ kind: 'sent', via: 'fake' }, () => {
      stage.store.failWith('unwritable');
      return { kind: 'sent', via: 'fake' };
    });
    await expect(deliverOn(stage)).rejects.toMatchObject({ kind: 'unwritable' });
    stage.store.mend();
    await deliverOn(stage);
    expect(numbers(stage)).toEqual(['1/3', '2/3', '2/3', '3/3']);
  });

  it('loses nothing where newer news took away a section while its first part was under way', async () => {
    const sections = longAlerts('r', 'a', 'b').map((section, i) =>
      i === 0 ? { ...section, importance: 'routine' as const } : section,
    );
    const stage = stageWith(entry('x', { sections }));
    stage.notifier.answer(async () => {
      await change(stage, (state) => ({
        ...state,
        outbox: state.outbox.map((other) => ({ ...other, sections: sections.slice(1) })),
      }));
      return { kind: 'sent', via: 'fake' };
    }, FAILED);
    await deliverOn(stage);
    await deliverOn(stage);
    const text = stage.notifier.sent.map((message) => message.text).join('\n');
    for (const id of ['a', 'b']) expect(text).toContain(`• about ${id}`);
    expect(stage.store.saved.outbox).toEqual([]);
  });

  it('does not wait for ever where all its parts are out already', async () => {
    const stage = stageWith(entry('a', { text: 'short by now', partsSent: 2 }));
    expect(await deliverOn(stage)).toEqual({ waiting: 0, problems: [] });
    expect(stage.store.saved.outbox).toEqual([]);
  });
});
