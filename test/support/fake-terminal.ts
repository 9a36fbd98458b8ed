import type { ScreenWatcher, Terminal } from '../../src/app/terminal-ports.ts';

export interface FakeTerminal extends Terminal {
  columns: number;
  rows: number;
  /** What was drawn since it was taken over, the oldest first; each a whole screen. */
  readonly frames: readonly string[];
  /** Whether somebody has all of it now. */
  readonly isTaken: boolean;
  press(characters: string): void;
  resize(columns: number, rows: number): void;
}

export function createFakeTerminal(columns = 80, more: Partial<Terminal> = {}): FakeTerminal {
  const frames: string[] = [];
  let watcher: ScreenWatcher | undefined;
  return {
    columns,
    rows: 24,
    hasColour: false,
    canRedraw: true,
    ...more,
    frames,
    get isTaken() {
      return watcher !== undefined;
    },
    takeOver(wanted) {
      watcher = wanted;
      return {
        draw: (lines) => void frames.push(lines.join('\n')),
        leave() {
          watcher = undefined;
        },
      };
    },
    press(characters) {
      for (const character of characters) watcher?.key(character);
    },
    resize(wide, high) {
      this.columns = wide;
      this.rows = high;
      watcher?.resized();
    },
  };
}
