/** The terminal, for those commands that show more than lines. Adapters implement it, tests fake it. */

/** A terminal that somebody looks at. */
export interface Terminal {
  /** As of now; 80 and 24 where it does not say. */
  readonly columns: number;
  readonly rows: number;
  readonly hasColour: boolean;
  /** False: it can only go on writing, line after line (TERM=dumb). */
  readonly canRedraw: boolean;
  /** All of the terminal, until `leave`; it is also given back where the process ends in another way. */
  takeOver(watcher: ScreenWatcher): Screen;
}

export interface ScreenWatcher {
  /** One character as typed; nothing where stdin is no terminal. */
  key(character: string): void;
  resized(): void;
}

export interface Screen {
  /** In place of what was there, without flicker. Lines that are wider or more than the terminal holds are the caller's fault. */
  draw(lines: readonly string[]): void;
  /** Puts all back as it was; a second time does nothing. */
  leave(): void;
}

export interface Terminals {
  /** Undefined: a pipe or a file. */
  readonly stdout: Terminal | undefined;
  readonly stderr: Pick<Terminal, 'columns' | 'canRedraw'> | undefined;
}
