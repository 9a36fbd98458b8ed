import { shellWord } from './doctor-check.ts';
import { oneLine } from './text.ts';

/** `ops-monitor start 'disk scan'`, for a person to paste into a shell. An id may begin as a flag does. */
export function commandOn(command: string, jobId: string): string {
  const word = shellWord(oneLine(jobId));
  return `ops-monitor ${command} ${word.startsWith('-') ? `-- ${word}` : word}`;
}
