/** What hangs on the wall, by the table of zones and not by the program's own means. */
import type { Instant, QuietHours } from '../../../src/core/model.ts';
import { ZONE_TABLE } from './zone-table.ts';

/** The second of the day that the clocks of the zone show. */
export function secondOfDay(zone: string, at: number): number {
  const [, offset] = ZONE_TABLE[zone]?.findLast(([from]) => from <= at) ?? [0, 0];
  return (((Math.floor(at) + offset) % 86_400) + 86_400) % 86_400;
}

/** A frozen moment on a host of that zone. */
export function momentIn(hostZone: string, at: number): Instant {
  return {
    epochSeconds: at,
    get iso() {
      return new Date(at * 1000).toISOString();
    },
    wallTime(zone = hostZone) {
      const second = secondOfDay(zone, at);
      return { hour: Math.floor(second / 3600), minute: Math.floor(second / 60) % 60, second: second % 60 };
    },
  };
}

/** The obvious way: walk from the start to the end, a minute a step, and see whether this minute is met. */
export function isQuietByTable({ start, end, timezone }: QuietHours, hostZone: string, at: number): boolean {
  const now = Math.floor(secondOfDay(timezone ?? hostZone, at) / 60);
  const last = minuteOf(end);
  for (let minute = minuteOf(start); minute !== last; minute = (minute + 1) % 1440) {
    if (minute === now) return true;
  }
  return false;
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}
