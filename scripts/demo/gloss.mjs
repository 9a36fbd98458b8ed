/** What the lines of a Chinese report say, for readers of English. */
const GLOSSES = [
  [/^- 状态: running.*$/, 'it is running'],
  [/^- 状态: paused stopReason=(.*)$/, 'it is paused (stop reason: $1)'],
  [/^- 状态: paused$/, 'it is paused'],
  [/^- 状态: completed.*$/, 'it is completed'],
  [/^- 状态: unknown.*$/, 'its status is unknown'],
  [/^- RECOVERED ✅ \(lasted (.*)\)$/, 'the trouble is over, it lasted $1'],
  [/^- ACTION REQUIRED: 需要你确认下一步.*$/, 'please say what to do next, or enable autoResume'],
  [/^- AUTORUN: started$/, 'the monitor has started it again by itself'],
  [/^- AUTORUN: (.*)$/, 'the monitor tried to start it: $1'],
  [/^- (?:ACTION REQUIRED|ALERT): (.*)$/, 'a check asks for attention: $1'],
];

/** One English sentence for a whole message. */
export function glossOf(text) {
  const sections = text.split(/^• /m).slice(1);
  return sections
    .map((section) => {
      const [title, ...lines] = section.trim().split('\n');
      return `${title.replace(/ \(.*/, '')}: ${lines.flatMap(glossLine).join('; ')}.`;
    })
    .join(' ');
}

function glossLine(line) {
  const known = GLOSSES.find(([pattern]) => pattern.test(line));
  return known === undefined ? [] : [line.replace(...known)];
}
