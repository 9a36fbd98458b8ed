// `npm run bench`: what calls of the built program cost, on each Node found. Prints a table and writes bench/results.json.
//   --node PATH     another Node, may be given several times
//   --rounds N      of the quick scenarios (default 25; a third as many of the slow ones)
//   --only a,b,c    these scenarios (`a` is always among them)
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measure } from './bench/measure.mjs';
import { findNodes } from './bench/nodes.mjs';
import { PROGRAM, SCENARIOS } from './bench/scenarios.mjs';
import { createStage } from './bench/stage.mjs';
import { judge, printTable, summarize } from './bench/table.mjs';

const { values: flags } = parseArgs({
  options: {
    node: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '25' },
    only: { type: 'string' },
  },
});

function benchmark(node) {
  const stage = createStage();
  try {
    const wanted = flags.only?.split(',');
    const prepared = SCENARIOS.filter(({ key }) => key === 'a' || !wanted || wanted.includes(key)).map(
      (scenario) => ({
        ...scenario,
        words: scenario.words(stage),
      }),
    );
    const rounds = Number(flags.rounds);
    const slow = prepared.filter(({ quick }) => !quick);
    return {
      ...measure(node.path, slow, stage, Math.ceil(rounds / 5)),
      ...measure(
        node.path,
        prepared.filter(({ quick }) => quick),
        stage,
        rounds,
      ),
    };
  } finally {
    stage.clear();
  }
}

if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not there: run «npm run build» first`);
const machine = {
  platform: `${process.platform} ${process.arch}`,
  cpu: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  loadAtStart: Number((loadavg()[0] ?? 0).toFixed(2)),
};
const results = { date: new Date().toISOString(), machine, nodes: [] };
console.log(`${machine.cpu}, ${machine.memoryGb} GB, ${machine.platform}, load ${machine.loadAtStart}`);
for (const node of findNodes(flags.node)) {
  const scenarios = summarize(benchmark(node), SCENARIOS);
  const targets = judge(scenarios);
  printTable(node.version, scenarios, targets);
  results.nodes.push({ version: node.version, scenarios, targets });
}
await mkdir('bench', { recursive: true });
await writeFile('bench/results.json', `${JSON.stringify(results, null, 2)}\n`);
