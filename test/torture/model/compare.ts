/** Where the program and the reference differ. */
import type { Decision } from '../../../src/core/decision.ts';
import type { TickPlan } from '../../../src/core/plan-tick.ts';
import type { Seen } from './reference-log.ts';
import type { Scene } from './scene.ts';

export function compareTold(scene: Scene, plan: TickPlan, looks: ReadonlyMap<string, Seen>): void {
  for (const { id } of scene.jobs) {
    const decision = plan.decisions.get(id);
    const look = looks.get(id);
    const ours = JSON.stringify(decision && sayDecision(decision));
    const wanted = JSON.stringify(look && sayLook(look));
    if (ours === wanted) continue;
    const policy = JSON.stringify(scene.jobs.find((job) => job.id === id));
    const memory = JSON.stringify(scene.state.jobs[id]);
    const detail = `${id} is decided ${ours}\nby the model ${wanted}\njob ${policy}\nremembered ${memory}`;
    scene.findings.push({ rule: 'decisions equal the model’s', detail });
  }
}

function sayDecision(decision: Decision) {
  const { sight, because, tells, events } = decision;
  const held =
    because.reason === 'quiet-hours' || because.reason === 'silenced' ? because.holds.reason : undefined;
  const { anomaly } = sight;
  return {
    standing: sight.standing,
    trouble: anomaly && [anomaly.kind, anomaly.stopReason, anomaly.since],
    tells,
    rule: tells ? because.reason : held,
    follows: events.join(),
    ...(tells && {
      importance: decision.importance,
      lastedSeconds: decision.recoveredAfterSeconds,
      earlier: decision.saysCompletedEarlier,
      blocked: decision.saysBlocked,
    }),
  };
}

function sayLook({ standing, trouble, verdict }: Seen) {
  return {
    standing,
    trouble: trouble && [trouble.kind, trouble.stopReason, trouble.since],
    tells: verdict.tells,
    rule: verdict.rule,
    follows: verdict.follows ?? '',
    ...(verdict.tells && {
      importance: verdict.importance,
      lastedSeconds: verdict.lastedSeconds,
      earlier: verdict.saysCompletedEarlier,
      blocked: verdict.saysBlocked,
    }),
  };
}

export function compareOutbox(scene: Scene): void {
  const ours = scene.state.outbox.map((entry) => [
    entry.id,
    entry.target,
    entry.nextAttemptAt,
    entry.partsSent,
    entry.silencedJob,
    entry.sections.map(({ text }) => text),
  ]);
  const wanted = scene.box.map((waiting) => [
    waiting.name,
    waiting.target,
    waiting.notBefore,
    waiting.partsSent,
    waiting.heldFor,
    waiting.sections.map(({ text }) => text),
  ]);
  const [a, b] = [JSON.stringify(ours), JSON.stringify(wanted)];
  if (a !== b)
    scene.findings.push({ rule: 'the outbox equals the model’s', detail: `it is ${a}\nby the model ${b}` });
}
