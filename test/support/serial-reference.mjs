// A naive monitor, for the benchmark to stand beside: as a plain script would do it, one process after the other.
// node serial-reference.mjs JOB-FILE STATE-FILE
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const [jobFile, stateFile] = process.argv.slice(2);
const { jobs } = JSON.parse(readFileSync(jobFile, 'utf8'));
const state = existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')) : { jobs: {} };
for (const { id, enabled, cwd, commands, policy } of jobs) {
  if (!enabled) continue;
  const [program, ...args] = commands.status;
  const timeout = (policy?.statusTimeoutSeconds ?? 30) * 1000;
  const { status, stdout } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout });
  if (status !== 0) {
    state.jobs[id] = { error: `status exit=${status}` };
    continue;
  }
  const { running, completed, progressKey } = JSON.parse(stdout);
  state.jobs[id] = { lastSeen: { running, completed, progressKey }, at: Date.now() / 1000 };
}
writeFileSync(stateFile, JSON.stringify(state, null, 2));
