/** An installation in memory for `selftest`: sound, but for what a test breaks. */
import type { LoadedConfig } from '../../src/app/ports.ts';
import type { SelftestRig } from '../../src/app/selftest.ts';
import { createStage, loadedFrom, PAUSED, prints, type Stage } from './app-stage.ts';
import type { ChildScript } from './fakes.ts';

/** By what it is run for; each can be replaced by something that is broken. */
const CHILDREN: Readonly<Record<'hello' | 'hang' | 'status', ChildScript>> = {
  hello: prints('hello'),
  hang: { kind: 'timed-out', afterSeconds: 1 },
  status: PAUSED,
};

export function createSelftestRig(broken: Partial<typeof CHILDREN> = {}): SelftestRig & { stage: Stage } {
  const stage = createStage();
  const children = { ...CHILDREN, ...broken };
  const printed: string[] = [];
  let loaded: LoadedConfig = loadedFrom([]);
  stage.runner.script('sh', (command, signal) => {
    const script = command.argv[2] ?? '';
    const name = script.includes('hello') ? 'hello' : script.includes('sleep') ? 'hang' : 'status';
    const child = children[name];
    if (child === 'hang') throw new Error('no test lets it really hang');
    return typeof child === 'function' ? child(command, signal) : child;
  });
  return {
    stage,
    printed,
    shell: ['sh', '-c'],
    ports: {
      ...stage,
      config: { load: async () => loaded },
      printer: {
        async send({ text }) {
          printed.push(text);
          return { kind: 'sent', via: 'memory' };
        },
      },
    },
    async writeJobFile(content) {
      const { problems, ...rest } = loadedFrom(content);
      loaded = { ...rest, problems: problems.map((problem) => ({ ...problem, line: 1, column: 1 })) };
    },
  };
}
