/** A LaunchAgent of macOS, as text. */
import { findInexpressible, type Inexpressible, type TickCall } from './schedule-call.ts';

/** Not `ops-monitor`: that name is for those who write their own. */
export const LABEL = 'ops-monitor.tick';
export const AGENT_FILE = `${LABEL}.plist`;

const MARK = '<!-- Written by ops-monitor schedule install; ops-monitor schedule remove takes it away. -->';

export function isOurAgent(text: string): boolean {
  return text.includes(MARK);
}

export type AgentText = { readonly kind: 'text'; readonly text: string } | Inexpressible;

export function launchAgent(call: TickCall): AgentText {
  return findInexpressible(call) ?? { kind: 'text', text: agentOf(call) };
}

function agentOf({ argv, env, everySeconds, logFile }: TickCall): string {
  const words = argv.map((one) => `    ${string(one)}`);
  const variables = Object.entries(env).map(
    ([name, value]) => `    <key>${xmlText(name)}</key>\n    ${string(value)}`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
${MARK}
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(LABEL)}
  <key>ProgramArguments</key>
  <array>
${words.join('\n')}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables.join('\n')}
  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>StartInterval</key>
  <integer>${everySeconds}</integer>
  <key>ProcessType</key>
  ${string('Background')}
  <!-- Jobs that a tick resumes outlive the tick. -->
  <key>AbandonProcessGroup</key>
  <true/>
  <!-- Empty but for ticks that went wrong. -->
  <key>StandardOutPath</key>
  ${string(logFile)}
  <key>StandardErrorPath</key>
  ${string(logFile)}
</dict>
</plist>
`;
}

function string(text: string): string {
  return `<string>${xmlText(text)}</string>`;
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Seconds between two calls. */
export function intervalOfAgent(text: string): number | undefined {
  const [, seconds] = /<key>StartInterval<\/key>\s*<integer>(\d+)<\/integer>/.exec(text) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}
