import { progressShare } from '../core/progress-share.ts';
import { oneLine } from '../core/text.ts';
import type { Paint, Style } from './paint.ts';

const LONGEST_VALUE = 100;

/** `████░░░░  63%`; undefined where the progress is in no numbers that make a bar. */
export function progressBar(
  progress: Readonly<Record<string, unknown>> | undefined,
  length: number,
  style: Style,
  paint: Paint,
): { readonly text: string; readonly painted: string } | undefined {
  const part = progressShare(progress);
  if (part === undefined) return undefined;
  // Neither full before its end nor empty after its beginning.
  const filled = part.share === 1 ? length : Math.min(length - 1, Math.ceil(part.share * length));
  const bar = '█'.repeat(filled);
  const rest = '░'.repeat(length - filled);
  const percent = ` ${Math.floor(part.share * 100)}%`.padStart(5);
  return { text: bar + rest + percent, painted: paint(style, bar) + paint('dim', rest) + percent };
}

/** `done=630`, a text a key, in the order of the job; what is no scalar is left out. */
export function progressPairs(progress: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  return Object.entries(progress ?? {})
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([key, value]) => `${oneLine(key, LONGEST_VALUE)}=${oneLine(String(value), LONGEST_VALUE)}`);
}

/** What stands beside a bar: `630/1000`, or the pairs where there is no bar. */
export function progressCount(progress: Readonly<Record<string, unknown>> | undefined): string {
  const { done, total } = progressShare(progress) ?? {};
  return done === undefined ? '' : `${done}/${total}`;
}
