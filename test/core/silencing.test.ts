import { describe, expect, it } from 'vitest';
import { EVERY_JOB } from '../../src/core/silence.ts';
import { silence, unsilence } from '../../src/core/silencing.ts';
import { entry, instant, NOW, state } from '../support/core-fixtures.ts';

const FOR_2H = { seconds: 7200, reason: undefined };
const stood = { since: NOW - 60, until: NOW + 60, held: 3, reason: 'old' };

describe('silence', () => {
  it('is remembered with its reason', () => {
    const made = silence(state(), 'scan', { seconds: 90, reason: 'moving disks' }, instant());
    expect(made.replaced).toBeUndefined();
    expect(made.state.silences).toEqual({
      scan: { since: NOW, until: NOW + 90, held: 0, reason: 'moving disks' },
    });
  });

  it('takes the place of one that stands, and goes on with what that held', () => {
    const before = state({ silences: { scan: stood, [EVERY_JOB]: stood } });
    const made = silence(before, 'scan', FOR_2H, instant());
    expect(made.replaced).toEqual(stood);
    expect(made.state.silences).toEqual({
      scan: { since: NOW - 60, until: NOW + 7200, held: 3 },
      [EVERY_JOB]: stood,
    });
  });

  it('begins anew where the last one is over, with what that held and no tick has told', () => {
    const over = { ...stood, until: NOW };
    const made = silence(state({ silences: { scan: over } }), 'scan', FOR_2H, instant());
    expect(made.replaced).toBeUndefined();
    expect(made.silence).toEqual({ since: NOW, until: NOW + 7200, held: 3 });
  });

  it('holds what waits in the outbox, and counts it', () => {
    const made = silence(state({ outbox: [entry()] }), EVERY_JOB, FOR_2H, instant());
    expect(made.state.outbox).toMatchObject([{ silencedJob: 'scan', nextAttemptAt: NOW + 7200 }]);
    expect(made.silence.held).toBe(1);
  });

  it('after the clock was set back is not moved back by the next tick', () => {
    const made = silence(state({ lastTickAt: NOW + 3600 }), 'scan', FOR_2H, instant());
    expect(made.state).toMatchObject({ lastTickAt: NOW, silences: { scan: { until: NOW + 7200 } } });
  });
});

describe('unsilence', () => {
  it('lifts that one alone, and says what it was', () => {
    const before = state({ silences: { scan: stood, [EVERY_JOB]: stood } });
    const { state: after, lifted } = unsilence(before, 'scan', instant());
    expect(lifted).toEqual(stood);
    // What was held is held on by that one.
    expect(after.silences).toEqual({ [EVERY_JOB]: { ...stood, held: 6 } });
  });

  it('lets go what waits in the outbox', () => {
    const held = entry({ silencedJob: 'scan', nextAttemptAt: NOW + 60 });
    const { state: after } = unsilence(
      state({ silences: { scan: stood }, outbox: [held] }),
      'scan',
      instant(),
    );
    expect(after).not.toHaveProperty('silences');
    expect(after.outbox).toEqual([entry({ nextAttemptAt: NOW })]);
  });

  it('changes nothing where nothing is silenced', () => {
    for (const before of [state(), state({ silences: { other: stood } })]) {
      for (const key of ['scan', 'constructor', EVERY_JOB]) {
        expect(unsilence(before, key, instant())).toEqual({ state: before, lifted: undefined });
        expect(unsilence(before, key, instant()).state).toBe(before);
      }
    }
  });
});
