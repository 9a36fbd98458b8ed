// Whole processes, from start to end: wall time, and in runs of their own the processor time and peak memory.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ON_EXIT = fileURLToPath(new URL('./on-exit.cjs', import.meta.url));
/** Code caches are written, first reports told; and the first runs are the slowest everywhere. */
const WARM_UPS = 3;
const USAGE_RUNS = 5;

/**
 * Runs all scenarios once a round, so that whatever slows the machine down meets all of them. `scenarios`: `{key, words}`.
 * Returns by key `{wallMs: number[], cpuMs: number[], peakMb: number[]}`.
 */
export function measure(node, scenarios, stage, rounds) {
  const results = Object.fromEntries(
    scenarios.map(({ key }) => [key, { wallMs: [], cpuMs: [], peakMb: [] }]),
  );
  for (const { words } of scenarios) for (let i = 0; i < WARM_UPS; i++) run(node, warmUp(words), stage);
  for (let round = 0; round < rounds; round++) {
    for (const { key, words } of scenarios) results[key].wallMs.push(run(node, words, stage));
  }
  for (let round = 0; round < Math.min(USAGE_RUNS, rounds); round++) {
    for (const { key, words } of scenarios) {
      const { cpuMs, peakMb } = usageOf(node, words, stage);
      results[key].cpuMs.push(cpuMs);
      results[key].peakMb.push(peakMb);
    }
  }
  return results;
}

/** The first sight of a job is told; printed, it is done with. */
function warmUp(words) {
  return words[1] === 'tick' && words[2] !== '--print-only' ? words.toSpliced(2, 0, '--print-only') : words;
}

/** Returns the wall time in ms. */
function run(node, words, { home, at }, more = {}) {
  // Nothing of this machine's environment: NODE_EXTRA_CA_CERTS alone doubles the start of Node 20.
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', ...more };
  const startedAt = process.hrtime.bigint();
  const { status, error } = spawnSync(node, words, { cwd: at('.'), env, stdio: 'ignore' });
  const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
  // 1: the messages of scenario h wait.
  if (error || (status !== 0 && status !== 1)) throw error ?? new Error(`exit ${status}: ${words.join(' ')}`);
  return ms;
}

function usageOf(node, words, stage) {
  const file = stage.at('usage.jsonl');
  rmSync(file, { force: true });
  run(node, ['--require', ON_EXIT, ...words], stage, { BENCH_USAGE_FILE: file });
  return JSON.parse(readFileSync(file, 'utf8').split('\n')[0]);
}
