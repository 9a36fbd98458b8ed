/** What a program that answers in JSON says in words: people need its message, not the object around it. */

export interface JsonAnswer {
  /** As it stands in the output. */
  readonly text: string;
  readonly message: string;
}

/** Where a message is looked for, the first that holds one. */
const KEYS = ['error', 'message', 'errorMessage', 'errors', 'reason', 'description', 'detail'];
const DEEPEST = 4;

/** The JSON objects of an output that hold a message, on one line each or spread over lines from `{` to `}`. */
export function jsonAnswersIn(output: string): readonly JsonAnswer[] {
  const lines = output.split('\n');
  const isEnd = (line: string) => line.trimEnd() === '}';
  const lastEnd = lines.findLastIndex(isEnd);
  const answers: JsonAnswer[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]?.trim() ?? '';
    if (!line.startsWith('{') || (line === '{' && lastEnd < i)) continue;
    const end = line === '{' ? lines.findIndex((other, at) => at > i && isEnd(other)) : i;
    const text = lines.slice(i, end + 1).join('\n');
    const message = messageIn(parsed(text));
    if (message !== undefined) answers.push({ text, message });
    i = end;
  }
  return answers;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  if (value === null || typeof value !== 'object' || depth > DEEPEST) return undefined;
  const inner = Array.isArray(value)
    ? value.slice(0, 1)
    : KEYS.map((key) => (value as Record<string, unknown>)[key]);
  for (const one of inner) {
    const message = messageIn(one, depth + 1);
    if (message !== undefined) return message;
  }
  return undefined;
}
