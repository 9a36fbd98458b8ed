/** `status` on a terminal: a table of the jobs. Lines of at most the terminal's width. */
import type { JobOverview } from '../core/job-overview.ts';
import type { Overview } from '../core/overview.ts';
import { oneLine } from '../core/text.ts';
import { markOf, stateWords } from './job-words.ts';
import { createPaint, type Paint } from './paint.ts';
import { type Cell, type ColumnName, cellOf, detailsOf, type Plan, titleOf } from './status-cells.ts';
import { cutTo, padTo, widthOf, wrapTo } from './text-width.ts';

const HEADINGS: Readonly<Record<ColumnName, string>> = {
  state: 'STATE',
  since: 'SINCE',
  progress: 'PROGRESS',
  moved: 'LAST STEP',
  report: 'REPORT',
};

const ALL: readonly ColumnName[] = ['state', 'since', 'progress', 'moved', 'report'];
const narrow = (columns: readonly ColumnName[], barLength: number, shortestName: number): Plan => {
  return { columns, isWide: false, barLength, shortestName };
};

/** From what a wide terminal shows to what the narrowest one does. */
const PLANS: readonly Plan[] = [
  { columns: ALL, isWide: true, barLength: 20, shortestName: 60 },
  { columns: ALL, isWide: true, barLength: 12, shortestName: 40 },
  narrow(ALL, 16, 32),
  narrow(ALL, 10, 24),
  narrow(ALL, 6, 26),
  narrow(['state', 'since', 'progress', 'moved'], 6, 18),
  narrow(['state', 'since', 'progress'], 10, 18),
  narrow(['state', 'since', 'progress'], 6, 14),
  narrow(['state', 'since'], 0, 12),
];
const SMALLEST = narrow(['state'], 0, 1);

const GAP = '  ';
/** A mark and a blank. */
const MARK_COLUMNS = 2;

export interface TableStyle {
  readonly columns: number;
  readonly hasColour: boolean;
}

export function renderTable(view: Overview, { columns, hasColour }: TableStyle): readonly string[] {
  const paint = createPaint(hasColour);
  const table = fittingTable(view, columns, paint);
  return [
    ...wrapTo(summaryOf(view), columns).map((line) => paint('bold', line)),
    ...(view.jobs.length === 0
      ? []
      : ['', ...headingLines(table, paint), ...jobLines(view, table, columns, paint)]),
  ];
}

interface Table {
  readonly plan: Plan;
  readonly rows: readonly (readonly Cell[])[];
  /** Of the columns of the plan. */
  readonly widths: readonly number[];
  readonly nameWidth: number;
}

/** By the first plan that leaves the names enough room. */
function fittingTable(view: Overview, columns: number, paint: Paint): Table {
  const longestName = Math.max(3, ...view.jobs.map((job) => widthOf(titleOf(job))));
  for (const plan of PLANS) {
    const { room, ...table } = tableBy(plan, view, columns, paint);
    const nameWidth = Math.min(longestName, room);
    if (nameWidth >= Math.min(longestName, plan.shortestName)) return { ...table, nameWidth };
  }
  const { room, ...table } = tableBy(SMALLEST, view, columns, paint);
  return { ...table, nameWidth: Math.max(1, Math.min(longestName, room)) };
}

function tableBy(plan: Plan, view: Overview, columns: number, paint: Paint) {
  const rows = view.jobs.map((job) =>
    plan.columns.map((name) => cellOf(name, job, plan, view.now.epochSeconds, paint)),
  );
  const widths = plan.columns.map((name, i) =>
    Math.max(widthOf(headingOf(name, plan)), ...rows.map((row) => widthOf(row[i]?.text ?? ''))),
  );
  const room = columns - widths.reduce((sum, width) => sum + GAP.length + width, MARK_COLUMNS);
  return { plan, rows, widths, room };
}

function headingOf(name: ColumnName, { isWide }: Plan): string {
  return name === 'report' && isWide ? 'NEXT REPORT' : HEADINGS[name];
}

function headingLines({ plan, widths, nameWidth }: Table, paint: Paint): readonly string[] {
  const headings = plan.columns.map((name, i) => padTo(headingOf(name, plan), widths[i] ?? 0));
  return [paint('dim', [`  ${padTo('JOB', nameWidth)}`, ...headings].join(GAP).trimEnd())];
}

function jobLines(view: Overview, table: Table, columns: number, paint: Paint): readonly string[] {
  return view.jobs.flatMap((job, row) => {
    const isCut = widthOf(titleOf(job)) > table.nameWidth;
    const details = detailsOf(job, table.plan, isCut, view.now.epochSeconds);
    return [
      rowLine(job, table, row, paint),
      ...details.flatMap(([style, text]) =>
        wrapTo(text, columns - 2 * MARK_COLUMNS).map((line) => `    ${paint(style, line)}`),
      ),
    ];
  });
}

function rowLine(job: JobOverview, { rows, widths, nameWidth }: Table, row: number, paint: Paint): string {
  const { sign, style } = markOf(job);
  const cells = rows[row] ?? [];
  const title = padTo(nameOf(job, nameWidth), nameWidth);
  if (job.isDisabled) {
    const texts = cells.map(({ text }, i) => padTo(text, widths[i] ?? 0));
    return paint('dim', [`${sign} ${title}`, ...texts].join(GAP).trimEnd());
  }
  const padded = cells.map(({ text, painted }, i) => {
    const isLast = i === cells.length - 1;
    return painted + (isLast ? '' : ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(text))));
  });
  return [`${paint(style, sign)} ${title}`, ...padded].join(GAP);
}

/** Where name and id do not fit beside each other the id goes below. */
function nameOf(job: JobOverview, columns: number): string {
  const title = titleOf(job);
  return widthOf(title) <= columns ? title : cutTo(oneLine(job.job.name), columns);
}

/** `7 jobs: 3 running, 2 completed, 1 stalled, 1 paused`. */
function summaryOf({ jobs, concerns }: Overview): string {
  if (jobs.length === 0) return 'no jobs';
  const counts = new Map<string, number>();
  for (const job of jobs.filter(({ job, isDisabled }) => job.kind === 'long_running_read' && !isDisabled)) {
    const words = stateWords(job);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const parts = [...counts].map(([words, count]) => `${count} ${words}`);
  const all = `${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'}`;
  const calls = concerns.filter(({ what }) => what === 'anomaly').length;
  const ask = calls === 0 ? '' : ` · ${calls} ${calls === 1 ? 'needs' : 'need'} you`;
  return `${parts.length === 0 ? all : `${all}: ${parts.join(', ')}`}${ask}`;
}
