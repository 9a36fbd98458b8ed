import { commandOn } from './command-on.ts';
import { clockText, inTime, type JobView } from './explain-view.ts';
import { unreachable } from './unreachable.ts';

/** Whether a tick would start the job, and why not. */
export function explainResume(view: JobView): string {
  const { job, decision, times } = view;
  const { resume } = decision;
  switch (resume.kind) {
    case 'start':
      return 'would start it now (auto-resume)';
    case 'blocked-by-risk':
      return `auto-resume is blocked: risk is ${job.risk}, and only read_only jobs are resumed`;
    case 'in-backoff': {
      const at = clockText(times, times.now.epochSeconds + resume.remainingSeconds);
      return `auto-resume waits: backoff, not before ${at} (${inTime(resume.remainingSeconds)})`;
    }
    case 'no':
      return whyNot(view, resume.reason);
    default:
      return unreachable(resume);
  }
}

type WhyNot = Extract<JobView['decision']['resume'], { kind: 'no' }>['reason'];

function whyNot({ job, decision, previous, times }: JobView, reason: WhyNot): string {
  switch (reason) {
    case 'off': {
      const isPaused = decision.sight.standing === 'paused';
      return isPaused ? `autoResume is off; to start it: ${commandOn('start', job.id)}` : 'autoResume is off';
    }
    case 'not-paused':
      return decision.sight.status === undefined
        ? 'autoResume is on, but a job whose status is unknown may be running and is not started'
        : 'autoResume is on, and there is nothing to resume';
    case 'stopped-by-operator':
      return `autoResume is on, but you stopped it; to start it: ${commandOn('start', job.id)}`;
    case 'being-started': {
      const until = previous.startLease?.until ?? times.now.epochSeconds;
      const rest = inTime(until - times.now.epochSeconds);
      return `auto-resume waits: a start of it is under way, until ${clockText(times, until)} at most (${rest})`;
    }
    case 'disabled':
      return 'autoResume is on, but the job is disabled';
    default:
      return unreachable(reason);
  }
}
