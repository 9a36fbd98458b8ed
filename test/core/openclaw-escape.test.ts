import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeForOpenclaw } from '../../src/core/openclaw-escape.ts';

const NBSP = '\u00a0';
/** Seen by nobody: it keeps two characters apart. */
const JOINER = '\u2060';

it.each([
  '🛠️ Ops 快报（12:00:00）\n\n• scan (scan, long_running_read)\n- 状态: paused\n- 进度: done=3 | total=9',
  'a report - with a dash, a_name, a|b, ~/folder, [3/5] and 100%',
  '#5 is no heading',
  '',
])('a report without such characters is passed unchanged: %j', (text) => {
  expect(escapeForOpenclaw(text)).toBe(text);
});

it.each([
  ['deploy <prod> & wait', 'deploy &lt;prod&gt; &amp; wait'],
  ['C:\\new', 'C:&#92;new'],
  ['*x*', '&#42;x&#42;'],
  ['_x_', '&#95;x&#95;'],
  ['__init__', '&#95;&#95;init&#95;&#95;'],
  ['~~x~~', '&#126;&#126;x&#126;&#126;'],
  ['||x||', `|${JOINER}|x|${JOINER}|`],
  ['|||', `|${JOINER}|${JOINER}|`],
  ['<b>x</b>', `&lt;${JOINER}b&gt;x&lt;${JOINER}/b&gt;`],
  ['<tg-spoiler>x', `&lt;${JOINER}tg-spoiler&gt;x`],
  ['<a href="x">', `&lt;${JOINER}a href="x"&gt;`],
  ['<BR><bold><a-b>', '&lt;BR&gt;&lt;bold&gt;&lt;a-b&gt;'],
  ['`x`', '&#96;x&#96;'],
  ['[a](b)', '[a&#93;(b)'],
  ['[a[b]](c)', '[a[b]&#93;(c)'],
  ['[worker]: done', '[worker&#93;: done'],
  ['[[tag]]', '&#91;[tag]]'],
  ['a\n  b', `a\n${NBSP}${NBSP}b`],
  ['\tb', `${NBSP.repeat(4)}b`],
  ['# x\n## y', '&#35; x\n&#35;# y'],
  ['- # x', '- &#35; x'],
  ['+ x', '&#43; x'],
  ['1. # x', '1. &#35; x'],
  ['http://x.y/?a=1&b=_2_ & c', 'http://x.y/?a=1&b=_2_ &amp; c'],
  ['(https://x.y/*a*`b`) *c*', '(https://x.y/*a*`b`) &#42;c&#42;'],
  ['<http://x.y/_a_>', '&lt;http://x.y/_a_>'],
  ['http://x.y/<id>', `http://x.y/<${JOINER}id&gt;`],
  ['http://x.y\\n', `http://x.y\\${JOINER}n`],
  ['nohttp://x_', 'nohttp://x&#95;'],
  ['x\n---\ny\n===', 'x\n&#45;--\ny\n&#61;=='],
])('%j becomes %j', (text, expected) => {
  expect(escapeForOpenclaw(text)).toBe(expected);
});

describe('read as openclaw reads it', () => {
  const piece = fc.oneof(
    fc.constantFrom('<prod>', '&amp;', '&', '\\n', '\\', '*x*', '**', '_x_', '__init__', 'a_b', '~~x~~', '~'),
    fc.constantFrom(
      '||x||',
      '|',
      '`x`',
      '[a](b)',
      '[[t]]',
      '[1]',
      '[1]: x',
      '\n',
      '\n\n',
      ' ',
      '  ',
      '\t',
      '- ',
      '-',
      '---',
    ),
    fc.constantFrom(
      '# ',
      '## x',
      '+ ',
      '===',
      '1. ',
      'word',
      '状态',
      '🛠️',
      '.',
      ':',
      '=',
      '&#42;',
      '<b>',
      '</b>',
    ),
  );

  it('a text arrives as it was', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        expect(rewrite(escapeForOpenclaw(text)).replaceAll(JOINER, '')).toBe(asItMayArrive(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('but without escaping it does not', () => {
    expect(rewrite('<prod> *x* \\n  [a](b)')).not.toBe(asItMayArrive('<prod> *x* \\n  [a](b)'));
  });
});

/** Blanks at the start of a line are kept as blanks that do not break, and `- ` may become a dot. */
function asItMayArrive(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : line.replace(/^[ \t]+/, widen).replace(/^- /, '• ')))
    .join('\n');
}

function widen(blanks: string): string {
  return blanks.replaceAll('\t', NBSP.repeat(4)).replaceAll(' ', NBSP);
}

/** What is known of the client's reading of Markdown and HTML, made as greedy as it could be. */
function rewrite(text: string): string {
  return (
    text
      .replaceAll('\\n', '\n')
      .replace(/\\([!-/:-@[-`{-~])/g, '$1')
      .replace(/<[^>\n]*>/g, '')
      .replace(/\[\[[^\]\n]*\]\]/g, '')
      .replace(/\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
      .replace(/^((?:- )*)\[[^\]\n]*\]:[^\n]*/gm, '$1')
      .replace(/`([^`\n]+)`/g, '$1')
      .replace(/\*+([^*\n]+)\*+/g, '$1')
      .replace(/(?<![\p{L}\p{N}])_+([^_\n]+)_+(?![\p{L}\p{N}])/gu, '$1')
      .replace(/~~([^~\n]+)~~/g, '$1')
      .split('\n')
      .map((line) =>
        line
          .replace(/^[ \t]+/, '')
          .replace(/^((?:- )*)#+(?: |$)/, '$1')
          .replace(/^((?:- )*)(?:-{2,}|={2,})/, '$1')
          .replace(/^[-+*] /, '• '),
      )
      .join('\n')
      .replace(/&(?:lt|gt|amp|#(\d+));/g, (entity, code?: string) =>
        code === undefined ? (NAMED[entity] ?? entity) : String.fromCharCode(Number(code)),
      )
      // These two it looks for when entities have become characters already.
      .replace(/\|\|/g, '')
      .replace(/<\/?(?:b|strong|i|em|u|ins|s|strike|del|code|pre|tg-spoiler)>/gi, '')
  );
}

const NAMED: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
