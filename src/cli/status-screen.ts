import type { StatusReading } from '../app/status.ts';
import { createPaint } from './paint.ts';
import { JOB_LABEL_COLUMNS, renderJobStatus } from './status-job.ts';
import { renderTable, type TableStyle } from './status-table.ts';
import { renderWaiting } from './waiting-lines.ts';

/** What people see: the table of all jobs, or one of them whole; and below it what waits, and when a tick was at work. */
export function renderScreen(
  reading: StatusReading,
  isOneJob: boolean,
  style: TableStyle,
): { readonly body: readonly string[]; readonly foot: readonly string[] } {
  const body = isOneJob ? renderJobStatus(reading, style) : renderTable(reading.overview, style);
  const labelColumns = isOneJob ? JOB_LABEL_COLUMNS : undefined;
  const paint = createPaint(style.hasColour);
  return { body, foot: renderWaiting(reading.overview, style.columns, paint, labelColumns) };
}
