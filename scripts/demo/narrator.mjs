/** Prints the story: a numbered line before each step, what the commands said, and the messages as on a phone. */
const hasColour = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (hasColour ? `\u001b[1m${text}\u001b[0m` : text);
const dim = (text) => (hasColour ? `\u001b[2m${text}\u001b[0m` : text);

let steps = 0;

export function title(text) {
  console.log(`\n${bold(text)}\n`);
}

/** Says what is about to happen. */
export function step(text) {
  steps += 1;
  console.log(`\n${bold(`${steps}. ${text}`)}`);
}

export function command(line) {
  console.log(dim(`   $ ${line}`));
}

export function output(text) {
  for (const line of text.trimEnd().split('\n')) console.log(`   ${line}`);
}

export function message({ chatId, text }, gloss) {
  console.log(`   ${dim(`┌ Telegram, chat ${chatId}`)}`);
  for (const line of text.split('\n')) console.log(`   ${dim('│')} ${line}`.trimEnd());
  console.log(`   ${dim('└')} ${dim(`in English: ${gloss}`)}`);
}

export function happened(text) {
  console.log(`   ✓ ${text}`);
}
