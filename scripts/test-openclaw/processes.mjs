/** What Linux tells in /proc of a process. */
import { readdirSync, readFileSync } from 'node:fs';

/** Direct children, as `{pid, startedAt}`: a number alone may be somebody else's later. */
export function childrenOf(pid) {
  const lists = list(`/proc/${pid}/task`).map((task) => read(`/proc/${pid}/task/${task}/children`));
  const pids = lists.join(' ').split(/\s+/).filter(Boolean).map(Number);
  return pids
    .map((child) => ({ pid: child, startedAt: startOf(child) }))
    .filter(({ startedAt }) => startedAt);
}

export function isAlive({ pid, startedAt }) {
  return startOf(pid) === startedAt;
}

/** Undefined for a process that is gone, or is dead and not yet taken away. */
function startOf(pid) {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

function list(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
