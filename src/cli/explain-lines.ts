/** What `explain` prints, for people and for programs. */
import type { Explanation, JobExplanation } from '../core/explain.ts';

/** A paragraph a job, and one of what holds for all. */
export function renderExplanation({ jobs, watch }: Explanation): readonly string[] {
  const paragraphs = [
    ...jobs.map((job) => [titleOf(job), ...job.sentences]),
    ['all jobs', ...watch.sentences],
  ];
  return paragraphs.flatMap(([title = '', ...sentences], i) => [
    ...(i === 0 ? [] : ['']),
    title,
    ...sentences.map((sentence) => `  ${sentence}`),
  ]);
}

function titleOf({ id, name, kind }: JobExplanation): string {
  return name === id || name === '' ? `${id} (${kind})` : `${id} (${name}, ${kind})`;
}

export function explanationJson(explanation: Explanation): Readonly<Record<string, unknown>> {
  return { version: 1, ...explanation };
}
