/**
 * `npm run pictures`: docs/pictures/status-dark.svg and status-light.svg, made of what `status` shows in a real terminal
 * (tmux) of 100 columns, in a temporary home. `npm run pictures -- --text 60` prints the terminal's text at a width instead.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeHome } from './pictures/home.mjs';
import { svgOf } from './pictures/svg.mjs';
import { captureScreen, hasTmux } from './pictures/tmux.mjs';

const PROGRAM = fileURLToPath(new URL('../dist/ops-monitor.js', import.meta.url));
const FOLDER = fileURLToPath(new URL('../docs/pictures', import.meta.url));
const PICTURE_COLUMNS = 100;
const ROWS = 60;

/** What `ops-monitor ARGS` shows in a terminal of this width. */
async function screenOf(args, columns) {
  const home = await makeHome();
  try {
    const { env, folder: cwd } = home;
    return captureScreen([process.execPath, PROGRAM, ...args], { columns, rows: ROWS, env, cwd });
  } finally {
    await home.remove();
  }
}

async function drawAll() {
  const text = await screenOf(['status'], PICTURE_COLUMNS);
  await mkdir(FOLDER, { recursive: true });
  for (const theme of ['dark', 'light']) {
    const path = join(FOLDER, `status-${theme}.svg`);
    const title = 'ops-monitor status: a table of eight jobs, two of which need a person';
    await writeFile(path, svgOf(`$ ops-monitor status\n${text}`, { theme, columns: PICTURE_COLUMNS, title }));
    console.log(path);
  }
}

/** Returns the exit code. */
async function main([flag, columns, ...args]) {
  if (!hasTmux()) {
    console.error(
      'ERROR: the pictures are taken in tmux, and tmux is not there. Install it (apt-get install tmux, brew install tmux).',
    );
    return 1;
  }
  if (!existsSync(PROGRAM)) {
    console.error('ERROR: dist/ops-monitor.js is not there. Run: npm run build');
    return 1;
  }
  if (flag === '--text') console.log(await screenOf(args.length > 0 ? args : ['status'], Number(columns)));
  else await drawAll();
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
