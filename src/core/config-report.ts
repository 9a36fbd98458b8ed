/** When a broken job file is told: once, then hourly while it lasts, and once when it is mended (SPEC section 4). */
import type { MonitorState, OutboxSection } from '../schema/state.ts';
import { formatProblem } from './config-problem.ts';
import { digest } from './digest.ts';
import type { ConfigProblem, Instant } from './model.ts';
import { section } from './report.ts';
import type { ReportTexts } from './report-texts.ts';
import { duration, oneLine } from './text.ts';

const PACE_SECONDS = 3600;

/** Quiet hours do not apply. */
export function reportConfig(
  state: MonitorState,
  path: string,
  problems: readonly ConfigProblem[],
  now: Instant,
  texts: ReportTexts,
): { readonly state: MonitorState; readonly sections: readonly OutboxSection[] } {
  return problems.length === 0 ? mended(state, path, now, texts) : broken(state, path, problems, now, texts);
}

function broken(
  state: MonitorState,
  path: string,
  problems: readonly ConfigProblem[],
  now: Instant,
  texts: ReportTexts,
) {
  const at = now.epochSeconds;
  // Without their places: an edit elsewhere in the file that moves an error makes no new one of it.
  const key = digest(problems.map((problem) => `${problem.path}: ${problem.message}`).join('\n'));
  const known = state.configError ?? toldByOriginal(state, key, at);
  if (known?.key === key && at - known.toldAt < PACE_SECONDS) {
    return { state: { ...state, configError: known }, sections: [] };
  }
  const text = section(texts.configInvalid, [
    texts.path(path),
    ...problems.map((problem) => texts.error(oneLine(formatProblem('', problem)))),
  ]);
  const configError = { key, since: known?.since ?? at, toldAt: at };
  return {
    state: { ...state, configError, lastConfigErrorAt: at },
    sections: [{ importance: 'alert' as const, text }],
  };
}

/**
 * The original kept the time alone: on the first tick after it, and within the hour, its error is taken to be this one.
 * On a later tick the file has been valid in between, and what is broken now is news.
 */
function toldByOriginal(state: MonitorState, key: string, at: number): MonitorState['configError'] {
  const toldAt = state.lastConfigErrorAt;
  return state.lastTickAt === undefined && typeof toldAt === 'number' && at - toldAt < PACE_SECONDS
    ? { key, since: toldAt, toldAt }
    : undefined;
}

function mended(state: MonitorState, path: string, now: Instant, texts: ReportTexts) {
  if (state.configError === undefined) return { state, sections: [] };
  const { configError, ...rest } = state;
  const lasted = duration(now.epochSeconds - configError.since);
  const text = section(texts.configValid, [texts.path(path), texts.lasted(lasted)]);
  return { state: rest as MonitorState, sections: [{ importance: 'recovery' as const, text }] };
}
