/** The walk of a new user shows what was printed; that its commands and the names in it are still right is asked here. */
import { describe, expect, it } from 'vitest';
import { REPORT_TEXTS } from '../../src/core/report-texts.ts';
import { starterFile } from '../../src/core/starter-file.ts';
import { wrongUsage } from './command-table.ts';
import { blocksOf } from './markdown.ts';

const BLOCKS = blocksOf('docs/first-hour.md');
const CALL = /^\$ ops-monitor (.+)$/gm;

describe('docs/first-hour.md', () => {
  const calls = BLOCKS.flatMap(({ text }) => [...text.matchAll(CALL)].map(([, words = '']) => words));

  it('takes the steps that init names', () => {
    const steps = ['init', 'status', 'doctor', 'notify', 'schedule install'];
    expect(calls.slice(0, steps.length)).toEqual(steps);
  });

  it.each([...new Set(calls)])('calls it as it is: ops-monitor %s', (call) => {
    const words = [...call.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
    expect(wrongUsage(words)).toBeUndefined();
  });

  it('shows messages in the words of today', () => {
    const { actionRequired, recovered } = REPORT_TEXTS.en;
    const messages = BLOCKS.filter(({ text }) => text.startsWith('🛠️ Ops report (')).map(({ text }) => text);
    expect(messages).toHaveLength(3);
    expect(messages[1]).toContain(actionRequired);
    expect(messages[2]).toContain(recovered('1m'));
    expect(starterFile({ job: undefined, target: undefined, locale: 'en' })).toContain('"Disk space"');
  });
});
