/** A real terminal to take pictures of: a tmux server of its own, so that nobody's sessions are touched. */
import { execFileSync } from 'node:child_process';

export function hasTmux() {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What a terminal of this size shows after `argv`, with its colours as SGR sequences and without the empty lines below. */
export function captureScreen(argv, { columns, rows, env, cwd }) {
  const socket = `ops-pictures-${process.pid}`;
  const tmux = (...args) => execFileSync('tmux', ['-L', socket, ...args], { env, cwd, encoding: 'utf8' });
  const shellWord = (word) => `'${word.replaceAll("'", "'\\''")}'`;
  const command = `${argv.map(shellWord).join(' ')}; tmux -L ${socket} wait-for -S done; sleep 60`;
  try {
    tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), command);
    tmux('wait-for', 'done');
    return tmux('capture-pane', '-e', '-p').trimEnd();
  } finally {
    tmux('kill-server');
  }
}
