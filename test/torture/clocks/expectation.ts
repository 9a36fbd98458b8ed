/** What a clock may do to a wait, kept by hand: how long something has stood, and how long something has still to wait. */

/** Waits that end on time lie this far from it, in seconds: a busy machine makes each tick later than it is written here. */
const UNSURE_SECONDS = 40;

export interface Wait {
  /** The clock moved by so much, back where it is negative. */
  pass(seconds: number): void;
  /** Whether it is over; undefined: too close to say. */
  isOver(): boolean | undefined;
  restart(): void;
}

/** Counts from a remembered moment: what would lie in the future counts as now. */
export function sinceThen(limitSeconds: number): Wait {
  let elapsed = 0;
  return {
    pass(seconds) {
      elapsed = Math.max(0, elapsed + seconds);
    },
    isOver: () => (Math.abs(elapsed - limitSeconds) < UNSURE_SECONDS ? undefined : elapsed >= limitSeconds),
    restart() {
      elapsed = 0;
    },
  };
}

/** Counts down to a moment ahead, which moves back with the clock. */
export function untilThen(seconds: number): Wait {
  let left = seconds;
  return {
    pass(passed) {
      left -= Math.max(0, passed);
    },
    isOver: () => (Math.abs(left) < UNSURE_SECONDS ? undefined : left <= 0),
    restart() {
      left = seconds;
    },
  };
}
