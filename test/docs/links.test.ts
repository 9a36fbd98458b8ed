import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allDocuments, anchorsOf, linksOf, ROOT } from './markdown.ts';

/** Why a link of `document` leads nowhere, or undefined. Links to other hosts are not followed. */
function brokenLink(document: string, target: string): string | undefined {
  if (/^(?:https?|mailto):/.test(target)) return undefined;
  const [path = '', anchor] = target.split('#', 2);
  const file = path === '' ? document : normalize(join(dirname(document), path));
  if (!existsSync(join(ROOT, file))) return `${target}: there is no ${file}`;
  if (anchor === undefined || anchorsOf(file).has(decodeURIComponent(anchor))) return undefined;
  return `${target}: ${file} has no heading of that name`;
}

test.each([
  ['README.md', 'LICENSE', undefined],
  ['README.md', '#exit-codes', undefined],
  ['docs/decisions.md', '../README.md#cron', undefined],
  ['README.md', 'NOTHING.md', 'NOTHING.md: there is no NOTHING.md'],
  ['README.md', '#no-such-heading', '#no-such-heading: README.md has no heading of that name'],
])('a link in %s to %s', (document, target, wrong) => {
  expect(brokenLink(document, target)).toBe(wrong);
});

describe.each(allDocuments())('%s', (name) => {
  test('has no broken link', () => {
    const broken = linksOf(name).flatMap(({ target, place }) => {
      const why = brokenLink(name, target);
      return why === undefined ? [] : [`${place}: ${why}`];
    });
    expect(broken).toEqual([]);
  });
});
