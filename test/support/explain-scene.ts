/** One watched job and what a tick at 08:00 would make of it, for the sentences about that. */
import { decide } from '../../src/core/decide.ts';
import type { Decision } from '../../src/core/decision.ts';
import type { JobView, Times } from '../../src/core/explain-view.ts';
import type { Silence } from '../../src/schema/state.ts';
import { momentAt } from './core-arbitraries.ts';
import { job, NOW, type Scene } from './core-fixtures.ts';

/** 08:00 of a day whose wall clock is UTC. */
export const EIGHT: Times = { now: momentAt(NOW), at: momentAt };

export interface ExplainScene extends Scene {
  readonly silence?: Silence;
  readonly isSilencedWithAll?: boolean;
  /** In place of what is decided. */
  readonly because?: Decision['because'];
}

export function viewOf(scene: ExplainScene): JobView {
  const { seen, before = {}, of = {}, policy = {}, slept = false, autorun, silence, because } = scene;
  const watched = job({ ...of, policy });
  const now = scene.now ?? EIGHT.now;
  const question = { job: watched, previous: before, observation: seen, now, slept, autorun };
  const decision = decide(question);
  return {
    job: watched,
    previous: before,
    observation: seen,
    decision: because === undefined ? decision : { ...decision, because, tells: false },
    silence,
    isSilencedWithAll: scene.isSilencedWithAll ?? false,
    times: { now, at: momentAt },
  };
}
