import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/**
 * The processes that have `mark` in a variable of their environment, and so were started by whoever put it there,
 * however far down. Zombies have no environment any more and do not count.
 */
export function markedProcesses(mark: string): number[] {
  return existsSync('/proc/self/environ') ? fromProc(mark) : fromPs(mark);
}

function fromProc(mark: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environmentOf(pid).includes(mark)).map(Number);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // It ended since the folder was read, or it is somebody else's.
    return '';
  }
}

/** As macOS knows it: `-E` shows the environment behind the command. */
function fromPs(mark: string): number[] {
  const text = execFileSync('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { encoding: 'utf8' });
  const lines = text.split('\n').filter((line) => line.includes(mark));
  return lines.map((line) => Number.parseInt(line, 10)).filter((pid) => pid !== process.pid);
}
