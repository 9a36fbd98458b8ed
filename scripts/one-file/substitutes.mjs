// An esbuild plugin: in place of what packages bring along and this program does not use, less that does the same.
// What each of these brought is in docs/performance.md.
import { readFile } from 'node:fs/promises';

/** proper-lockfile is given the file system that it is to use. */
const GRACEFUL_FS = 'module.exports = require("node:fs");';

/**
 * With it proper-lockfile removes its locks when the process ends. It listens to every signal for that, and loads
 * `assert` and both output streams. On the usual signals src/bin.ts ends the process in order; after any other the
 * lock's owner is gone, which src/adapters/lock-folder.ts sees.
 */
const SIGNAL_EXIT = 'module.exports = (atExit) => void process.on("exit", atExit);';

/** commander loads it at its top, for a way of calling commands that is not used here: it comes when it is used. */
const LATE_BUILTIN = 'node:child_process';

/** undici's index loads fetch, WebSocket, caches and mocks besides. */
const UNDICI_PARTS = {
  Agent: 'lib/dispatcher/agent.js',
  Pool: 'lib/dispatcher/pool.js',
  ProxyAgent: 'lib/dispatcher/proxy-agent.js',
  Socks5ProxyAgent: 'lib/dispatcher/socks5-proxy-agent.js',
  buildConnector: 'lib/core/connect.js',
};
const USER_OF_UNDICI = 'src/adapters/telegram-notifier.ts';

export const substitutes = {
  name: 'substitutes',
  setup(context) {
    substitute(context, /^graceful-fs$/, async () => GRACEFUL_FS);
    substitute(context, /^signal-exit$/, async () => SIGNAL_EXIT);
    substitute(context, /^undici$/, undiciParts);
    substitute(context, new RegExp(`^${LATE_BUILTIN}$`), lateBuiltin, 'require-call');
  },
};

/** `contentsOf` is given the name; `kind`: only where it is imported so. */
function substitute(context, filter, contentsOf, kind) {
  context.onResolve({ filter }, ({ path, namespace, kind: asked }) =>
    namespace === 'file' && (kind === undefined || asked === kind)
      ? { path, namespace: 'substitute' }
      : undefined,
  );
  context.onLoad({ filter, namespace: 'substitute' }, async ({ path }) => ({
    contents: await contentsOf(path),
    resolveDir: process.cwd(),
  }));
}

async function lateBuiltin(path) {
  const names = Object.keys(await import(path)).filter((name) => name !== 'default');
  const getters = names.map((name) => `get ${name}() { return require(${JSON.stringify(path)}).${name}; }`);
  return `module.exports = { ${getters.join(', ')} };`;
}

async function undiciParts() {
  const source = await readFile(USER_OF_UNDICI, 'utf8');
  const used = new Set([...source.matchAll(/\bundici\.(\w+)/g)].map(([, name]) => name));
  const unknown = [...used].filter((name) => !Object.hasOwn(UNDICI_PARTS, name));
  if (unknown.length > 0)
    throw new Error(`${USER_OF_UNDICI} uses undici.${unknown}: name its file in substitutes.mjs`);
  const parts = [...used].map((name) => `${name}: require("undici/${UNDICI_PARTS[name]}")`);
  // The first line is undici's own: a ProxyAgent asks its client to `connect`.
  return `Object.assign(require("undici/lib/dispatcher/dispatcher.js").prototype, require("undici/lib/api"));
    module.exports = { ${parts.join(', ')} };`;
}
