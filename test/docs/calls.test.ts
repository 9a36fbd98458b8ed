import { describe, expect, test } from 'vitest';
import { callsIn } from './calls.ts';
import { wrongUsage } from './command-table.ts';
import { type Block, blocksOf, DOCUMENTS, inlineCodeOf } from './markdown.ts';

const block = (language: string, text: string): Block => ({ language, text, place: 'here' });

describe('finding calls', () => {
  test.each([
    ['sh', 'ops-monitor tick --print-only', [['tick', '--print-only']]],
    ['sh', 'npm ci && ops-monitor status | head -1', [['status']]],
    ['sh', 'node ~/.openclaw/net/tools/ops-monitor.js tick >>log 2>&1', [['tick']]],
    ['crontab', '* * * * * /usr/bin/node /o/ops-monitor.js tick', [['tick']]],
    ['ini', 'ExecStart=/usr/bin/ops-monitor tick', [['tick']]],
    ['ini', 'ExecStart=/usr/bin/node /o/ops-monitor.js tick', [['tick']]],
    ['xml', '<array><string>/o/ops-monitor.js</string><string>tick</string></array>', [['tick']]],
    ['sh', 'cp dist/ops-monitor.js ~/tools/', []],
    ['sh', 'command -v node ops-monitor', []],
    ['sh', 'journalctl --user -u ops-monitor.service', []],
    ['text', 'ops-monitor nonsense', []],
  ])('%s: %s', (language, text, calls) => {
    expect(callsIn(block(language, text))).toEqual(calls);
  });
});

describe('what is wrong with a call', () => {
  test.each([
    ['tick --print-only', undefined],
    ['start scan --timeout-seconds 5', undefined],
    ['start --help', undefined],
    ['--version', undefined],
    ['tik', 'there is no command "tik"'],
    ['', 'there is no command ""'],
    ['tick --allow-risk', 'tick has no flag --allow-risk'],
    ['tick --target', '--target needs a value'],
    ['start', 'start takes 1 argument(s), not 0'],
    ['doctor scan', 'doctor takes 0 argument(s), not 1'],
    ['notify', undefined],
    ['notify hello --json', undefined],
    ['notify hello there', 'notify takes 1 argument(s), not 2'],
    ['queue', undefined],
    ['queue --all', undefined],
    ['queue add scan --delay 10m', undefined],
    ['queue add', 'queue takes 0 argument(s), not 1'],
    ['queue ad scan', 'queue takes 0 argument(s), not 2'],
    ['outbox retry', undefined],
    ['outbox retry r1 --target 5', undefined],
    ['outbox retry r1 r2', 'outbox takes 0 argument(s), not 3'],
    ['outbox drop r1 r2 r3 --yes', undefined],
  ])('ops-monitor %s', (words, wrong) => {
    expect(wrongUsage(words.split(' '))).toBe(wrong);
  });
});

describe.each(DOCUMENTS)('%s', (name) => {
  test('calls the program as it is in every block', () => {
    const calls = blocksOf(name).flatMap((one) => callsIn(one).map((words) => ({ words, place: one.place })));
    const wrong = calls.flatMap(({ words, place }) => {
      const why = wrongUsage(words);
      return why === undefined ? [] : [`${place}: ${why}`];
    });
    expect(wrong).toEqual([]);
  });

  test('calls it as it is within sentences', () => {
    const calls = inlineCodeOf(name)
      .map((code) => code.split(' '))
      .filter(([program, ...rest]) => program === 'ops-monitor' && rest.length > 0);
    const wrong = calls.flatMap(([, ...words]) => {
      const why = wrongUsage(words);
      return why === undefined ? [] : [`ops-monitor ${words.join(' ')}: ${why}`];
    });
    expect(wrong).toEqual([]);
  });
});

test('the READMEs have calls at all', () => {
  for (const name of ['README.md', 'README.zh-CN.md']) {
    expect(blocksOf(name).flatMap(callsIn).length).toBeGreaterThan(5);
  }
});
