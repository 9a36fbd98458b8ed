import { EXIT_CODE_HELP } from './exit-code.ts';

/** What stands below the flags in every help: an example, and the exit codes. */
export function helpAfter(example: string): string {
  const width = Math.max(...EXIT_CODE_HELP.map(([code]) => code.length));
  const codes = EXIT_CODE_HELP.map(([code, when]) => `  ${code.padEnd(width)}  ${when}`);
  return ['', 'Example:', `  ${example}`, '', 'Exit codes:', ...codes].join('\n');
}
