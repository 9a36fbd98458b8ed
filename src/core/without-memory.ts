/** What is told when the state cannot be saved (disk full, read-only): trouble alone, at a pace that needs no memory. */
import type { MonitorState, OutboxSection } from '../schema/state.ts';
import type { Instant } from './model.ts';
import { section } from './report.ts';
import type { ReportTexts } from './report-texts.ts';
import { oneLine } from './text.ts';

const PACE_SECONDS = 3600;
const PACE_WITHOUT_STATE_SECONDS = 900;
const USUAL_TICK_GAP_SECONDS = 60;

/**
 * Whether it is this tick's turn to tell, by how long ago the last state was saved: the first tick that could not,
 * then one each hour. `state` is the last one that could be saved, as far as it can be read.
 */
export function tellsWithoutMemory(state: MonitorState, now: Instant): boolean {
  // Where nothing can be read there is no first tick: the wait for the next turn is shorter then.
  const pace = state.lastTickAt === undefined ? PACE_WITHOUT_STATE_SECONDS : PACE_SECONDS;
  const gap = state.meanTickGapSeconds ?? USUAL_TICK_GAP_SECONDS;
  const elapsed = now.epochSeconds - (state.lastTickAt ?? 0);
  // Less than nothing is a clock that was set back: at every tick until it has caught up.
  const isFirst = elapsed >= 0 && elapsed <= 1.5 * gap;
  return isFirst || Math.floor(elapsed / pace) > Math.floor((elapsed - gap) / pace);
}

/** `planned`: the sections of a tick that could not be saved. */
export function sectionsWithoutMemory(
  planned: readonly OutboxSection[],
  reason: string,
  texts: ReportTexts,
): readonly OutboxSection[] {
  const text = section(texts.stateUnwritable, [texts.error(oneLine(reason)), texts.watchingWithoutState]);
  return [{ importance: 'alert', text }, ...planned.filter(({ importance }) => importance === 'alert')];
}
