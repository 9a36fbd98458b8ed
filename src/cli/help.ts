import { EXIT_CODE_HELP } from './exit-code.ts';

/** As wide as commander makes the rest of the help where it knows of no terminal. */
const COLUMNS = 80;

/** What stands below the flags in every help: an example, and the exit codes. Made when the help is asked for. */
export function helpAfter(example: string, exitCodes = EXIT_CODE_HELP): () => string {
  return () => textAfter(example, exitCodes);
}

function textAfter(example: string, exitCodes: typeof EXIT_CODE_HELP): string {
  const width = Math.max(...exitCodes.map(([code]) => code.length));
  const indent = width + 4;
  const codes = exitCodes.map(([code, when]) => {
    const [first, ...others] = wrap(when, COLUMNS - indent);
    return [`  ${code.padEnd(width)}  ${first}`, ...others.map((line) => ' '.repeat(indent) + line)].join(
      '\n',
    );
  });
  return ['', 'Example:', `  ${example}`, '', 'Exit codes:', ...codes].join('\n');
}

function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
