/**
 * Every minute around every change of the clocks from 2025 to 2030 in twelve zones: is it quiet exactly when a table
 * that comes from elsewhere says so? A round is one zone with some pairs of quiet hours, asked as a named zone and as
 * the host's own.
 */
import { instantAt } from '../../../src/adapters/system-clock.ts';
import type { Instant } from '../../../src/core/model.ts';
import { isQuiet } from '../../../src/core/quiet-hours.ts';
import { isQuietByTable, secondOfDay } from '../quiet/wall-clock.ts';
import { ZONE_TABLE } from '../quiet/zone-table.ts';
import type { Random } from '../random.ts';
import type { Campaign, Finding } from '../torture.ts';

const ZONES = Object.keys(ZONE_TABLE);
const MINUTE = 60;
/** How far around a change is looked, in seconds: the night before and after it, and in the long version whole days. */
const REACH = { short: 13 * 3600, long: 25 * 3600 };
/** Zones that never change are asked around these: the first nights of the seasons. */
const PLAIN_NIGHTS = [1_742_428_800, 1_750_377_600, 1_758_499_200, 1_766_275_200, 1_900_000_800];

/** The usual night, and hours that begin or end inside the hour that is skipped or repeated somewhere. */
const USUAL_HOURS = [
  ['23:00', '08:00'],
  ['01:30', '02:30'],
  ['02:00', '03:00'],
  ['00:30', '02:15'],
  ['22:45', '00:00'],
  ['00:00', '01:00'],
  ['03:45', '02:45'],
  ['12:00', '12:00'],
] as const;

/** So many pairs of quiet hours are asked in one round. */
const PAIRS = 4;

export const campaign: Campaign = {
  name: 'quiet',
  rounds: { short: ZONES.length, long: 10 * ZONES.length },
  async run(context) {
    let minutes = 0;
    const hostZone = process.env.TZ;
    try {
      return await context.eachRound((random, round) => {
        const zone = ZONES[round % ZONES.length] as string;
        const hours = hoursOf(Math.floor(round / ZONES.length), random);
        process.env.TZ = zone;
        const moments = momentsAround(zone, REACH[context.isShort ? 'short' : 'long']);
        minutes += moments.length;
        context.note(`${minutes} minutes, ${PAIRS} quiet hours each`);
        return moments.flatMap((at) => check(zone, hours, at)).slice(0, 1);
      });
    } finally {
      // Assigned, a missing zone would read «undefined».
      if (hostZone === undefined) delete process.env.TZ;
      else process.env.TZ = hostZone;
    }
  },
};

type Hours = readonly [start: string, end: string];

function hoursOf(turn: number, random: Random): Hours[] {
  const clock = () => `${pad(random.int(0, 23))}:${pad(random.int(0, 59))}`;
  return Array.from({ length: PAIRS }, (_, i) => USUAL_HOURS[turn * PAIRS + i] ?? [clock(), clock()]);
}

function momentsAround(zone: string, reach: number): number[] {
  const changes = (ZONE_TABLE[zone] ?? []).slice(1).map(([from]) => from);
  const moments = new Set<number>();
  for (const change of changes.length > 0 ? changes : PLAIN_NIGHTS) {
    for (let at = change - reach; at < change + reach; at += MINUTE) moments.add(at);
  }
  return [...moments];
}

/** The first second of the minute in the named zone, and the last in the host's. */
function check(zone: string, pairs: readonly Hours[], at: number): Finding[] {
  const first = asked(zone, at);
  const last = instantAt((at + 59.999) * 1000);
  const wrong = pairs.flatMap(([start, end]) => {
    const wanted = isQuietByTable({ start, end }, zone, at);
    const isRight =
      isQuiet({ start, end, timezone: zone }, first) === wanted && isQuiet({ start, end }, last) === wanted;
    return isRight ? [] : [`${start}-${end}: the table says ${wanted}`];
  });
  const { hour, minute, second } = first.wallTime(zone);
  if (hour * 3600 + minute * 60 + second !== secondOfDay(zone, at)) wrong.push('the wall clock');
  if (wrong.length === 0) return [];
  const detail = `${zone} at ${new Date(at * 1000).toISOString()}: ${wrong.join(', ')}`;
  return [{ rule: 'quiet hours go by the wall clock', detail }];
}

/** The moment, with the one answer that `Intl` gave for its zone: asking it takes longer than all else here. */
function asked(zone: string, at: number): Instant {
  const moment = instantAt(at * 1000);
  const wall = moment.wallTime(zone);
  return { ...moment, wallTime: (timezone) => (timezone === zone ? wall : moment.wallTime(timezone)) };
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}
