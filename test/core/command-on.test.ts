import { expect, it } from 'vitest';
import { commandOn } from '../../src/core/command-on.ts';

it.each([
  ['scan', 'ops-monitor start scan'],
  ['disk scan', "ops-monitor start 'disk scan'"],
  ['数据', "ops-monitor start '数据'"],
  ["it's", "ops-monitor start 'it'\\''s'"],
  ['-x', 'ops-monitor start -- -x'],
])('%s can be pasted into a shell', (id, line) => {
  expect(commandOn('start', id)).toBe(line);
});
