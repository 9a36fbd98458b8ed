import { describe, expect, it } from 'vitest';
import type { OpenRequest } from '../../src/cli/world.ts';
import { runMain } from '../support/cli-world.ts';
import { createFakeHost, type HostOptions } from '../support/fake-host.ts';
import { HEALTHY } from '../support/healthy-facts.ts';

function run(argv: string, options: HostOptions = {}, opened: OpenRequest[] = []) {
  const openDoctor = async (request: OpenRequest) => {
    opened.push(request);
    return createFakeHost(options);
  };
  return runMain(argv, undefined, { openDoctor });
}

const { state: healthyState } = HEALTHY;
const LATE = { host: { state: async () => ({ ...healthyState, lastTickAt: 0 }) } };
const TORN = {
  host: { state: async () => ({ path: '/s', kind: 'unparsable' as const, detail: 'is torn' }) },
};

describe('for people', () => {
  it('a line a check, and one that counts', async () => {
    const { code, stdout, stderr } = await run('doctor');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(16);
    expect(lines[0]).toBe('ok    paths: the OpenClaw folder is /h/.openclaw (~/.openclaw)');
    expect(lines.at(-1)).toBe('15 checks: all is well');
  });

  it('a warning has its mend below it, and is no failure', async () => {
    const { code, stdout } = await run('doctor', LATE);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^warn {2}state: revision 7, .*\n {6}look at the file/m);
    expect(stdout).toMatch(/\n15 checks: 1 warning\n$/);
  });

  it('a fail is one', async () => {
    const { code, stdout } = await run('doctor', TORN);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL {2}state: \/s is torn: .*\n {6}put a copy/m);
    expect(stdout).toMatch(/\n15 checks: 1 failed\n$/);
  });
});

describe('--json', () => {
  it('is one object', async () => {
    const { code, stdout, stderr } = await run('doctor --json', TORN);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ version: 1, ok: false, counts: { ok: 14, warn: 0, fail: 1 } });
    expect(report.checks).toHaveLength(15);
    expect(Object.keys(report)).toEqual(['version', 'ok', 'counts', 'checks']);
  });

  it('is well with warnings', async () => {
    const { code, stdout } = await run('doctor --json', LATE);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, counts: { ok: 14, warn: 1, fail: 0 } });
  });
});

it('looks at the files that were typed, as a tick would', async () => {
  const opened: OpenRequest[] = [];
  await run('doctor --config-file a --state-file b', {}, opened);
  expect(opened).toEqual([{ command: 'doctor', configFile: 'a', stateFile: 'b', safety: 'refuse' }]);
});
