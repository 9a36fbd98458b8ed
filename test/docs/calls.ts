/** Finds the calls of the program in the blocks of a document. */
import type { Block } from './markdown.ts';

/** The words after `ops-monitor` (or a path to it, or to ops-monitor.js) for each call in a block. */
export function callsIn(block: Block): readonly (readonly string[])[] {
  switch (block.language) {
    case 'ini':
      return callsIn({ ...block, language: 'sh', text: execStartsOf(block.text) });
    case 'sh':
    case 'crontab':
      return commandsOf(block.text).flatMap((command) => callOf(wordsOf(command)));
    case 'xml':
      return [...block.text.matchAll(/<array>([\s\S]*?)<\/array>/g)].flatMap(([, list = '']) =>
        callOf([...list.matchAll(/<string>(.*?)<\/string>/g)].map((match) => match[1] ?? '')),
      );
    default:
      return [];
  }
}

function execStartsOf(unit: string): string {
  return [...unit.matchAll(/^ExecStart=(.*)$/gm)].map((match) => match[1] ?? '').join('\n');
}

/** Single commands: lines put together again, comments and redirections left out, cut at `&&`, `|` and `;`. */
function commandsOf(text: string): readonly string[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((line) =>
    line
      .replace(/(^|\s)#.*$/, '')
      .replaceAll(/\d*>{1,2}\s*\S+|\d>&\d/g, '')
      .split(/&&|\|\||[|;]/),
  );
}

function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
}

/** A call, if nothing stands before the program but the fields of cron, variables and `node`. */
function callOf(words: readonly string[]): readonly (readonly string[])[] {
  const at = words.findIndex((word) => /^(?:.*\/)?ops-monitor(?:\.js)?$/.test(word));
  if (at < 0) return [];
  const before = words.slice(0, at);
  const isCall = before.every((word) => /^[\d*/,-]+$|^[A-Z_]+=|^(?:.*\/)?node$/.test(word));
  return isCall ? [words.slice(at + 1)] : [];
}
