/** The known word somebody most likely meant, or undefined where none is near. Upper and lower case are one. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  // A third of the word may be wrong, at least two letters: more than that is another word.
  let best: { word: string; distance: number } | undefined;
  let limit = Math.max(2, Math.floor(wanted.length / 3));
  for (const candidate of known) {
    const distance = isCutShort(wanted, candidate.toLowerCase())
      ? 1
      : editDistance(wanted, candidate.toLowerCase(), limit);
    if (distance === undefined) continue;
    best = { word: candidate, distance };
    limit = distance - 1;
    if (limit < 0) break;
  }
  return best?.word;
}

/** `report` for `reportEverySeconds`, or the other way round. */
function isCutShort(wanted: string, candidate: string): boolean {
  const [short, long] = wanted.length < candidate.length ? [wanted, candidate] : [candidate, wanted];
  return short.length >= 4 && short.length < long.length && long.startsWith(short);
}

/** Letters to add, drop or change (Levenshtein); undefined as soon as it must be more than `limit`. */
function editDistance(from: string, to: string, limit: number): number | undefined {
  if (Math.abs(from.length - to.length) > limit) return undefined;
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    row = nextRow(row, letter, to, line + 1);
    if (Math.min(...row) > limit) return undefined;
  }
  const distance = row[to.length] ?? 0;
  return distance <= limit ? distance : undefined;
}

function nextRow(above: readonly number[], letter: string, to: string, first: number): number[] {
  const row = [first];
  for (let column = 1; column <= to.length; column++) {
    const changed = (above[column - 1] ?? 0) + (to[column - 1] === letter ? 0 : 1);
    const dropped = (above[column] ?? 0) + 1;
    const added = (row[column - 1] ?? 0) + 1;
    row.push(Math.min(changed, dropped, added));
  }
  return row;
}
