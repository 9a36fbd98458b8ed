/** How far a job is, where its progress says so in numbers. */
export interface ProgressShare {
  /** 0 to 1. */
  readonly share: number;
  readonly done?: number;
  readonly total?: number;
}

/** By `done` of `total`, else by `percent` from 0 to 100; undefined where it has neither. No time of arrival is guessed from it. */
export function progressShare(
  progress: Readonly<Record<string, unknown>> | undefined,
): ProgressShare | undefined {
  const { done, total, percent } = progress ?? {};
  if (isNumber(done) && isNumber(total) && total > 0) {
    return { share: Math.min(1, Math.max(0, done / total)), done, total };
  }
  return isNumber(percent) && percent >= 0 && percent <= 100 ? { share: percent / 100 } : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
