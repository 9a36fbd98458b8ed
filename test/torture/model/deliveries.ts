/** What a delivery does to the outbox, on src/core and on the reference. The channel is a dice. */
import { afterSend } from '../../../src/core/outbox.ts';
import { nextInLine, noteWay } from '../../../src/core/outbox-line.ts';
import { compareOutbox } from './compare.ts';
import { silentUntil } from './reference-desk.ts';
import { chosen, tried, type Waiting } from './reference-outbox.ts';
import { type Scene, someOutcome } from './scene.ts';

export function deliverAll(scene: Scene): void {
  if (scene.random.chance(0.1)) return;
  const at = scene.wall;
  const passed = new Set<string>();
  const halted = new Set<string | undefined>();
  while (scene.findings.length === 0) {
    const next = nextInLine(scene.state, at, passed, halted);
    const wanted = chosen(scene.box, at, (name) => passed.has(name), halted);
    if (next?.id !== wanted?.name) {
      const detail = `next is ${next?.id}, by the model ${wanted?.name}`;
      scene.findings.push({ rule: 'messages go out in order', detail });
    }
    if (next === undefined || wanted === undefined) break;
    passed.add(next.id);
    const silent = next.sections.find(
      ({ jobId = '' }) => silentUntil(scene.silences, jobId, scene.savedAt) !== undefined,
    );
    if (silent && next.partsSent === 0)
      scene.findings.push({ rule: 'nothing of a silenced job is sent', detail: silent.text });
    if (sendParts(scene, next.id, wanted, at) === 'failed') halted.add(next.target);
  }
  compareOutbox(scene);
}

/** A message of one to three parts; the first that is not sent ends it. */
function sendParts(scene: Scene, id: string, wanted: Waiting, at: number): string {
  const parts = 1 + (id.length % 3);
  for (let part = wanted.partsSent + 1; ; part++) {
    const outcome = someOutcome(scene);
    scene.story.push([at, id, `part ${part} of ${parts}`, outcome.kind]);
    const sent = { part, parts, outcome, at };
    scene.state = noteWay(afterSend(scene.state, id, sent), id, outcome);
    scene.state = { ...scene.state, revision: scene.state.revision + 1 };
    scene.box = scene.box.flatMap((waiting) => {
      return waiting.name === id ? (tried(waiting, part, parts, outcome, at) ?? []) : [waiting];
    });
    if (outcome.kind !== 'sent' || part === parts) return outcome.kind;
  }
}
