/**
 * A port of loopback on which nobody listens. One that was free a moment ago may be somebody else's by now: tests run side
 * by side, and each asks the system for free ones, which it takes from far above.
 */
export const DEAD_PORT = 1;
