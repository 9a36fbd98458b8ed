import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessTable } from '../app/ports.ts';

/** `selfPid` and `parentPid` are never signalled, nor is any process above them (SPEC section 11). */
export function createProcessTable(self: {
  readonly selfPid: number;
  readonly parentPid: number;
}): ProcessTable {
  const mayTerminate = (pid: number) => Number.isSafeInteger(pid) && pid > 1 && !isAncestorOrSelf(pid, self);
  return {
    isAlive,
    mayTerminate,
    terminate(pid) {
      if (!mayTerminate(pid)) return 'refused';
      try {
        process.kill(pid, 'SIGTERM');
        return 'sent';
      } catch {
        return 'failed';
      }
    },
  };
}

/** A zombie counts as dead: it does nothing any more, and without an init that reaps it, it would «live» for ever. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, it is only not ours.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isDead(procStat(pid));
}

/**
 * Whether a process group has a member that is no zombie. Reads all of /proc (some ms), so ask seldom.
 * True where there is no /proc.
 */
export function hasLiveMember(group: number): boolean {
  const pids = readProcFolder()?.filter((name) => /^\d+$/.test(name));
  if (pids === undefined) return true;
  return pids.some((pid) => {
    const stat = procStat(Number(pid));
    return stat?.group === group && !isDead(stat);
  });
}

function readProcFolder(): string[] | undefined {
  try {
    const names = readdirSync('/proc');
    return names.includes('self') ? names : undefined;
  } catch {
    return undefined;
  }
}

/** Where there is no /proc (macOS), only the parent itself is known. */
function isAncestorOrSelf(
  pid: number,
  { selfPid, parentPid }: { selfPid: number; parentPid: number },
): boolean {
  if (pid === selfPid) return true;
  for (let above: number | undefined = parentPid; above !== undefined && above > 1; ) {
    if (above === pid) return true;
    above = procStat(above)?.parent;
  }
  return false;
}

interface ProcStat {
  readonly state: string;
  readonly parent: number;
  readonly group: number;
}

const isDead = (stat: ProcStat | undefined) => stat?.state === 'Z' || stat?.state === 'X';

/** Fields 3 to 5 of /proc/PID/stat. The second, the program's name in brackets, may itself hold blanks and brackets. */
function procStat(pid: number): ProcStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', parent, group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent), group: Number(group) };
  } catch {
    return undefined;
  }
}
