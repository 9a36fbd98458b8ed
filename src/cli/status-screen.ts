import type { StatusReading } from '../app/status.ts';
import { renderJobStatus } from './status-job.ts';
import { renderTable, type TableStyle } from './status-table.ts';

/** What people see: the table of all jobs, or one of them whole. */
export function renderScreen(
  reading: StatusReading,
  isOneJob: boolean,
  style: TableStyle,
): readonly string[] {
  return isOneJob ? renderJobStatus(reading, style) : renderTable(reading.overview, style);
}
