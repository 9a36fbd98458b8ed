import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BUILT = fileURLToPath(new URL('../../dist/ops-monitor.js', import.meta.url));

/**
 * How tests start the built program. OPS_MONITOR_NODE names another Node to run it on (an absolute path), and
 * OPS_MONITOR_FILE another copy of the file.
 */
export function builtProgram(): [node: string, file: string] {
  const file = process.env.OPS_MONITOR_FILE ?? BUILT;
  if (!existsSync(file)) throw new Error(`${file} is not there: run «npm run build» first`);
  return [process.env.OPS_MONITOR_NODE ?? process.execPath, file];
}
