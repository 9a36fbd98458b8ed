import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TickCall } from '../../src/core/schedule-call.ts';
import {
  cronBlock,
  cronLine,
  intervalOfCronLine,
  withCronLine,
  withoutCronLine,
} from '../../src/core/schedule-cron.ts';
import { anyCall, PLAIN_CALL } from '../support/tick-calls.ts';

function lineOf(more: Partial<TickCall> = {}): string {
  const line = cronLine({ ...PLAIN_CALL, ...more });
  return line.kind === 'line' ? line.line : `${line.what}: ${line.mend}`;
}

describe('the line', () => {
  it('keeps what a tick says when it goes wrong, and is run whether that can be kept or not', () => {
    expect(lineOf()).toBe(
      '* * * * * said=$(PATH=/home/me/bin:/usr/bin:/bin /usr/bin/node /o/ops-monitor.js tick 2>&1); [ -z "$said" ] || echo "$said" >/h/state/ops-monitor.tick.log',
    );
  });

  it('has each % escaped, which to cron is the end of the command', () => {
    expect(lineOf({ logFile: '/50%/l' })).toMatch(/ >\/50\\%\/l$/);
  });

  it('has the short PATH where it would be too long for cron with the whole', () => {
    const long = `${'/a-folder-of-programs:'.repeat(50)}/bin`;
    expect(lineOf({ env: { PATH: long, TZ: 'UTC' } })).toContain('PATH=/usr/bin:/bin TZ=UTC /usr/bin/node');
  });

  it.each<readonly [what: string, more: Partial<TickCall>, why: RegExp]>([
    ['too long all the same', { logFile: `/${'x'.repeat(1000)}` }, /longer than the 950 bytes/],
    ['with a line break', { argv: ['/n', 'a\nb', 'tick'] }, /has a line break/],
  ])('is none where it would be %s', (_what, more, why) => {
    expect(lineOf(more)).toMatch(why);
  });
});

describe('the interval', () => {
  it.each([
    [60, '* * * * *'],
    [120, '*/2 * * * *'],
    [1800, '*/30 * * * *'],
    [3600, '0 * * * *'],
    [7200, '0 */2 * * *'],
    [86400, '0 0 * * *'],
  ])('%d s is %s, and is read back', (everySeconds, when) => {
    const line = lineOf({ everySeconds });
    expect(line.startsWith(`${when} said=`)).toBe(true);
    expect(intervalOfCronLine(line)).toBe(everySeconds);
  });

  it.each([10, 59, 90, 420, 2700, 5400, 18000])('%d s is none that cron can keep', (everySeconds) => {
    expect(lineOf({ everySeconds })).toMatch(/^cron cannot call at this interval: use --every 1m, 2m/);
  });

  it.each(['@hourly x', '1 * * * * x', '0 1 * * * x', ''])('of %j is not known', (line) => {
    expect(intervalOfCronLine(line)).toBeUndefined();
  });
});

const LINE = '* * * * * said=$(x tick 2>&1)';
const BLOCK = cronBlock(LINE, false);
const MINE = 'SHELL=/bin/fish\r\n0 4 * * * backup\n';

describe('a crontab', () => {
  it('gets the block in front of all that is there', () => {
    expect(withCronLine(MINE, LINE)).toBe(`${BLOCK}${MINE}`);
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one of comments', '# a\n\n# b\n'],
    ['one with CRLF', 'a\r\nb\r\n'],
    ['one without a line break at its end', '* * * * * x'],
  ])('%s is the same again without it', (_what, crontab) => {
    expect(withoutCronLine(withCronLine(crontab, LINE))).toEqual({ rest: crontab, lines: [LINE] });
  });

  it('that has an earlier block gets the new one in its place', () => {
    const moved = `a\n${cronBlock('0 * * * * old', false)}b\n`;
    expect(withCronLine(moved, LINE)).toBe(`${BLOCK}a\nb\n`);
  });

  it('keeps what was written below the block of one that was not there before', () => {
    const grown = `${withCronLine(undefined, LINE)}a\n`;
    expect(withoutCronLine(grown).rest).toBe('a\n');
  });

  it('whose block lost its end loses our line alone', () => {
    const torn = BLOCK.replace(/# ops-monitor schedule: end\n/, '');
    expect(withoutCronLine(`${torn}a\n`)).toEqual({ rest: 'a\n', lines: [LINE] });
    const [begin = ''] = BLOCK.split('\n');
    expect(withoutCronLine(`${begin}\na\n`)).toEqual({ rest: 'a\n', lines: [] });
  });

  it('whose lines an editor has given other ends is still known', () => {
    expect(withoutCronLine(`${BLOCK}a\n`.replaceAll('\n', '\r\n')).rest).toBe('a\r\n');
  });
});

const anyCrontab = fc.option(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('a\n', '\n', '\r\n', '# b\n', 'X=1\n', '* * * * * c', '\t'))
      .map((parts) => parts.join('')),
  ),
  { nil: undefined },
);

describe('whatever a crontab holds', () => {
  it('removing undoes installing, to the byte', () => {
    fc.assert(
      fc.property(anyCrontab, anyCall, (crontab, call) => {
        const line = cronLine(call);
        fc.pre(line.kind === 'line');
        const text = line.kind === 'line' ? line.line : '';
        expect(withoutCronLine(withCronLine(crontab, text)).rest).toBe(crontab);
      }),
    );
  });

  it('installing twice is installing once, with the newer line', () => {
    fc.assert(
      fc.property(anyCrontab, (crontab) => {
        const twice = withCronLine(withCronLine(crontab, '0 * * * * said=$(old tick)'), LINE);
        expect(twice).toBe(withCronLine(crontab, LINE));
      }),
    );
  });
});
