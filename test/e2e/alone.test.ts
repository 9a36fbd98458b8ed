/** The built file and nothing else: copied, under another name, to a folder that is empty. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtProgram } from '../support/built-program.ts';
import { type ConformanceCase, replay } from '../support/conformance-case.ts';

const CASES = new URL('../conformance/cases/', import.meta.url);
const names = readdirSync(CASES).filter((name) => name.endsWith('.json'));
const [node, built] = builtProgram();
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'ops-monitor-alone-'));
  copyFileSync(built, join(folder, 'ops-monitor'));
});

afterAll(() => {
  expect(readdirSync(folder)).toEqual(['ops-monitor']);
  rmSync(folder, { recursive: true });
});

describe('the built file alone keeps the contract', () => {
  it.concurrent.each(names)('%s', { timeout: 120_000 }, async (name) => {
    const spec = JSON.parse(readFileSync(new URL(name, CASES), 'utf8')) as ConformanceCase;
    expect(await replay(spec, [node, join(folder, 'ops-monitor')])).toEqual([]);
  });
});
