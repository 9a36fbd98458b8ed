/** Calls of a tick for the texts of schedulers, plain and as awkward as a host may have them. */
import fc from 'fast-check';
import type { TickCall } from '../../src/core/schedule-call.ts';

export const PLAIN_CALL: TickCall = {
  argv: ['/usr/bin/node', '/o/ops-monitor.js', 'tick'],
  env: { PATH: '/home/me/bin:/usr/bin:/bin' },
  shortPath: '/usr/bin:/bin',
  everySeconds: 60,
  logFile: '/h/state/ops-monitor.tick.log',
};

/** Every character that one of the schedulers, a shell or XML takes for its own. */
const AWKWARD = `a b'c"d%e$f\\g&h<i>j;k#l\`m*é漢`;

export const AWKWARD_CALL: TickCall = {
  ...PLAIN_CALL,
  argv: ['/usr/bin/node', `/o/${AWKWARD}/ops-monitor.js`, 'tick', '--config-file', `/c/${AWKWARD}`],
  env: { PATH: `/home/${AWKWARD}/bin:/usr/bin`, OPENCLAW_HOME: `/h/${AWKWARD}` },
  logFile: `/h/${AWKWARD}.log`,
};

/** Texts of one line, without what no scheduler can write down. */
const line = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/\p{Cc}|\p{Cs}/u.test(text));

export const anyCall: fc.Arbitrary<TickCall> = fc.record({
  argv: fc.array(line, { minLength: 0, maxLength: 3 }).map((more) => ['/n', ...more, 'tick']),
  env: fc.record({ PATH: line, OPENCLAW_HOME: line }),
  shortPath: fc.constant('/bin'),
  everySeconds: fc.constantFrom(60, 300, 3600),
  logFile: line.map((name) => `/l/${name}`),
});
