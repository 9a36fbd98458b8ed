/** What Linux tells in /proc of a process: its children, and whom it is connected to. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LOOK_MS = 100;

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

/** Looks ten times a second; `strangers` grows by each address outside loopback that one of its sockets is to reach. */
export function watchConnections(pid) {
  const strangers = new Set();
  const timer = setInterval(() => {
    for (const address of addressesOf(pid)) if (!isLoopback(address)) strangers.add(address);
  }, LOOK_MS);
  return { strangers, end: () => clearInterval(timer) };
}

function addressesOf(pid) {
  const sockets = new Set(list(`/proc/${pid}/fd`).map((fd) => socketOf(`/proc/${pid}/fd/${fd}`)));
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
    read(`/proc/${pid}/net/${kind}`)
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields.length > 9 && sockets.has(fields[9]))
      .map((fields) => fields[2]),
  );
}

function socketOf(path) {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1];
  } catch {
    return undefined;
  }
}

/** Hexadecimal as the kernel writes it: words of four bytes, each backwards. Zeros: it waits for others to call. */
function isLoopback(address) {
  const [host] = address.split(':');
  return (
    /^0+$/.test(host) ||
    /^(?:0{16}FFFF0000)?[\dA-F]{6}7F$/.test(host) ||
    host === '00000000000000000000000001000000'
  );
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
