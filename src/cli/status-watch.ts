/** `status --watch`: what `status` shows, again and again. */
import type { LoadedConfig } from '../app/ports.ts';
import type { StatusReading } from '../app/status.ts';
import { formatProblem } from '../core/config-problem.ts';
import { oneLine } from '../core/text.ts';
import { createPaint } from './paint.ts';
import { renderScreen } from './status-screen.ts';
import type { TableStyle } from './status-table.ts';
import { wrapTo } from './text-width.ts';
import { type Rendered, type Watching, watchScreen } from './watch-screen.ts';

export interface Seen {
  readonly loaded: LoadedConfig;
  readonly reading: StatusReading;
}

/** `id`: of the one job to be watched. The job file is read anew for each look. */
export function watchStatus(
  watching: Omit<Watching<Seen>, 'render'>,
  id: string | undefined,
): Promise<Seen | undefined> {
  return watchScreen({ ...watching, render: (seen, style) => renderSeen(seen, id, style) });
}

function renderSeen({ loaded, reading }: Seen, id: string | undefined, style: TableStyle): Rendered {
  const isGone = id !== undefined && reading.jobs.length === 0;
  const errors = [
    ...(isGone ? [`the job file has no valid job ${id} any more`] : []),
    ...loaded.problems.map((problem) => formatProblem(loaded.path, problem)),
    ...(reading.stateFailure === undefined ? [] : [reading.stateFailure.message]),
  ];
  const paint = createPaint(style.hasColour);
  const wrapped = errors.flatMap((error) => wrapTo(`ERROR: ${oneLine(error)}`, style.columns));
  const { body, foot } = renderScreen(reading, id !== undefined, style);
  return { body: [...wrapped.map((line) => paint('red', line)), ...body], foot };
}
