// From the runs to medians, to a table on the terminal, and to what holds of the targets.
import { TARGETS } from './targets.mjs';

/** Returns by key `{title, runs, wallMs: {median, min, max}, ratioToA, cpuMs, peakMb}`. */
export function summarize(results, scenarios) {
  const floor = median(results.a.wallMs);
  const entries = scenarios.flatMap(({ key, title }) => {
    if (results[key] === undefined) return [];
    const { wallMs, cpuMs, peakMb } = results[key];
    const wall = {
      median: round(median(wallMs)),
      min: round(Math.min(...wallMs)),
      max: round(Math.max(...wallMs)),
    };
    const ratioToA = round(median(wallMs) / floor, 2);
    const usage = { cpuMs: round(median(cpuMs)), peakMb: round(Math.max(...peakMb)) };
    return [[key, { title: title.trim(), runs: wallMs.length, wallMs: wall, ratioToA, ...usage }]];
  });
  return Object.fromEntries(entries);
}

/** Returns `[{name, value, most, holds}]`; targets whose scenarios were not run are left out. */
export function judge(scenarios) {
  const pick = (of) => Object.fromEntries(Object.entries(scenarios).map(([key, one]) => [key, of(one)]));
  const facts = {
    wall: pick(({ wallMs }) => wallMs.median),
    cpu: pick(({ cpuMs }) => cpuMs),
    peak: pick(({ peakMb }) => peakMb),
  };
  return TARGETS.flatMap(({ name, most, value, shown }) => {
    const found = value(facts);
    return !Number.isFinite(found)
      ? []
      : [{ name, value: round(found, 3), shown: shown(found), most, holds: found <= most }];
  });
}

export function printTable(version, scenarios, targets) {
  console.log(`\n${version}`);
  const head = ['', 'scenario', 'median ms', 'min–max', '÷ a', 'CPU ms', 'peak MB'];
  const rows = Object.entries(scenarios).map(([key, { title, wallMs, ratioToA, cpuMs, peakMb }]) => [
    key.includes('-serial') ? '' : key,
    key.includes('-serial') ? `  ${title}` : title,
    wallMs.median.toFixed(1),
    `${wallMs.min.toFixed(0)}–${wallMs.max.toFixed(0)}`,
    ratioToA.toFixed(2),
    cpuMs.toFixed(0),
    peakMb.toFixed(0),
  ]);
  printRows([head, ...rows], 2);
  console.log('');
  const marks = targets.map(({ name, shown, most, holds }) => [
    holds ? 'ok' : 'MISSED',
    name,
    shown,
    `at most ${most}`,
  ]);
  printRows(marks, 4);
}

/** The first `leftAligned` columns begin in line, the others end in line. */
function printRows(rows, leftAligned) {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column].length))) ?? [];
  for (const row of rows) {
    const cells = row.map((cell, i) => (i < leftAligned ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
    console.log(cells.join('  ').trimEnd());
  }
}

function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function round(value, digits = 1) {
  return Number(value.toFixed(digits));
}
