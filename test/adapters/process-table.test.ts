import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createProcessTable, hasLiveMember } from '../../src/adapters/process-table.ts';
import { createFakeProcessTable } from '../support/fakes.ts';
import { processTableContract } from '../support/process-table-contract.ts';
import { waitFor } from '../support/wait-for.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A shell of its own group, and the pid that it prints first. */
async function shell(script: string): Promise<{ child: ChildProcess; pid: number; printed: number }> {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  const [line] = await once(child.stdout, 'data');
  return { child, pid: child.pid ?? 0, printed: Number(line) };
}

async function deadPid(): Promise<number> {
  const { child, pid } = await shell('echo 0');
  if (child.exitCode === null) await once(child, 'exit');
  return pid;
}

const selves = { selfPid: process.pid, parentPid: process.ppid };

processTableContract('the system', async () => ({
  table: createProcessTable(selves),
  ...selves,
  livePid: (await shell('echo 0; exec sleep 60')).pid,
  deadPid: await deadPid(),
}));

processTableContract('the fake', async () => {
  const table = createFakeProcessTable();
  table.add(7000);
  return { table, selfPid: 4000, parentPid: 3000, livePid: 7000, deadPid: 9999 };
});

describe('the process table of the system', () => {
  it('really sends SIGTERM', async () => {
    const { child, pid } = await shell('echo 0; exec sleep 60');
    expect(createProcessTable(selves).terminate(pid)).toBe('sent');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  // Where there is no /proc, only the parent is known: macOS would let the grandparent be asked.
  it('refuses to signal the parent of its parent, and above', async () => {
    const { pid, printed } = await shell('echo $PPID; exec sleep 60');
    expect(printed).toBe(process.pid);
    const table = createProcessTable({ selfPid: 2 ** 30, parentPid: pid });
    const refused = process.platform === 'linux' ? [process.pid, process.ppid] : [pid];
    expect(refused.map(table.terminate)).toEqual(refused.map(() => 'refused'));
  });

  it('takes a zombie for dead, and a group of zombies for empty', async () => {
    // Before its child ends, the shell becomes a program that never asks how.
    const { pid, printed } = await shell('sleep 0.5 & echo $!; exec sleep 60');
    const table = createProcessTable(selves);
    if (process.platform === 'linux') await waitFor('the zombie', () => !table.isAlive(printed));
    expect(() => process.kill(printed, 0)).not.toThrow();
    expect(hasLiveMember(pid)).toBe(true);
  });

  it('sees no live member in a group that nobody is in', async () => {
    expect(hasLiveMember(await deadPid())).toBe(process.platform !== 'linux');
  });
});
