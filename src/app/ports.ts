/**
 * What the use cases need of the world, as small interfaces. Adapters implement them; `bin.ts` plugs them in;
 * tests put fakes of test/support in their place.
 */
import type {
  BotApiFacts,
  FileFacts,
  LockFacts,
  ProgramFacts,
  ScheduleFacts,
  StateFacts,
} from '../core/doctor-facts.ts';
import type { SendNote } from '../core/events-of-outbox.ts';
import type { Config, ConfigProblem, Exit, Instant, NotifySettings, SendOutcome } from '../core/model.ts';
import type { ChannelExplanation } from '../core/openclaw-explanation.ts';
import type { JournalEvent } from '../schema/event.ts';
import type { MonitorState } from '../schema/state.ts';

export interface Clock {
  now(): Instant;
  /** Another moment, with what hung on the wall then, or will hang there. */
  at(epochSeconds: number): Instant;
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A child process to run. `argv` is never given to a shell. */
export interface Command {
  readonly argv: readonly string[];
  /** Absolute, or starting with `~`; undefined is the OpenClaw home. */
  readonly cwd: string | undefined;
  readonly timeoutSeconds: number;
  /** The child's whole environment in place of the inherited one; absent: inherited. A value of undefined is no variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** From SIGTERM at the time limit to SIGKILL; absent: 2 s. */
  readonly killAfterSeconds?: number;
  /** Of an output over 1 MiB, 64 KiB of its start will do in place of 960: whoever asked cannot read it in parts. */
  readonly keepsEndsOnly?: boolean;
}

export interface ProcessRunner {
  /** Never rejects because of the child: whatever happens to it is an Exit. Aborting ends the whole process group. */
  run(command: Command, signal?: AbortSignal): Promise<Exit>;
}

/** What the monitor may ask of processes that it did not start. */
export interface ProcessTable {
  isAlive(pid: number): boolean;
  /** Whether `terminate` would not refuse. */
  mayTerminate(pid: number): boolean;
  /** SIGTERM to one pid. False where it could not be sent (gone, or not ours). Refuses pid ≤ 1, itself and its parents. */
  terminate(pid: number): 'sent' | 'failed' | 'refused';
}

/**
 * A pure change of the state, with whatever the caller wants to know about it. `sent`: what the channel answered to a
 * message, where the change is about that; for the journal alone, since no state keeps it.
 */
export type StateChange<T> = (state: MonitorState) => {
  readonly state: MonitorState;
  readonly result: T;
  readonly sent?: SendNote;
};

export interface StateStore {
  /** The state as it is on disk; a fresh one where there is none, or where the file cannot be parsed. Changes nothing. */
  read(): Promise<MonitorState>;
  /**
   * Lock, read, apply, check that the revision is still the one read, write, unlock. The change may be applied again
   * on a conflict. A change that returns the very state it was given writes nothing. Throws StateFailure.
   */
  transact<T>(change: StateChange<T>): Promise<T>;
}

/** Where events are written down for `history`. */
export interface EventWriter {
  /** One write for all of them, behind what others wrote. What cannot be written is lost without a word; never rejects. */
  append(events: readonly JournalEvent[]): Promise<void>;
}

export interface EventReader {
  /** Never rejects. */
  read(): Promise<JournalReading>;
}

export interface JournalReading {
  readonly path: string;
  /** The oldest first, as far as they were kept. */
  readonly events: readonly JournalEvent[];
  /** Lines that are no events: torn by a crash, or of a newer version. */
  readonly strayLines: number;
  readonly isThere: boolean;
  /** Why it is not read, or is not written, in words; undefined where all is well. */
  readonly problem: string | undefined;
}

/** Thrown by a StateStore alone. `locked`: by another command for 15 s. `unwritable`, `unreadable`: the system's reason, the path in it. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  constructor(
    readonly kind: 'locked' | 'unwritable' | 'unreadable',
    message: string,
    /** What to do about it, where that is known; follows on the message. */
    readonly mend?: string,
  ) {
    super(message);
  }
}

/** Thrown where nobody can say which file a path means, mostly when a call begins. The message says what to do. */
export class PlaceFailure extends Error {
  override readonly name = 'PlaceFailure';
}

/** Makes ticks (or deliveries) take turns. A courtesy: correctness never rests on it, and it never keeps work from being done. */
export interface TurnLock {
  /** `owner` says whose turn it is, for people, where that is known. `signal` aborts when the lock is lost. */
  tryHold<T>(work: (signal: AbortSignal) => Promise<T>): Promise<Held<T>>;
}

export type Held<T> =
  | { readonly kind: 'held'; readonly value: T }
  | { readonly kind: 'busy'; readonly owner: string | undefined };

/** One message, or one part of a long one. */
export interface Message {
  readonly text: string;
  /** As in OPENCLAW.md section 3: `123`, `-100123:topic:7`, `@name`, … */
  readonly target: string;
  readonly silent: boolean;
}

export interface Notifier {
  /** Never rejects because of the channel: whatever happens is a SendOutcome. */
  send(message: Message, signal?: AbortSignal): Promise<SendOutcome>;
}

/** The way to the owner, opened only when something is to be sent. */
export interface Channel {
  /** Where to send what has no target of its own; undefined where nobody is named. */
  readonly target: string | undefined;
  /** Where the target came from, or what was tried in vain, in order. For people; no secrets. */
  readonly source: string;
  /** What is there, but could not be read on the way to the owner: with it mended all may be well. Absent: nothing. */
  readonly unreadable?: readonly string[];
  readonly notifier: Notifier;
}

export interface ChannelRequest {
  /** Given by --target: beats all else. */
  readonly target: string | undefined;
  readonly notify: NotifySettings;
  /** Chats that became supergroups, old id → new id: applied to every message before it is sent. */
  readonly movedChats?: Readonly<Record<string, string>> | undefined;
}

export interface ChannelSource {
  /** Never rejects: an openclaw.json that cannot be read is a channel that says so in `source`. */
  open(request: ChannelRequest): Promise<Channel>;
}

/** What a job file came to. Whatever is wrong with it, `config` holds all that is valid. */
export interface LoadedConfig {
  readonly path: string;
  readonly config: Config;
  /** Empty: the file is valid. */
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  /** The file as a whole could not be used (absent, no JSON, wrong version, insecure): no job is known at all. */
  readonly unusable: boolean;
}

export interface ConfigSource {
  /** Never rejects: what is wrong is in `problems`. */
  load(): Promise<LoadedConfig>;
}

/** What `doctor` asks of the host. Nothing here rejects, sends or changes anything; each call ends within some 20 s. */
export interface HostInspector {
  state(): Promise<StateFacts>;
  locks(): Promise<readonly LockFacts[]>;
  /** In place of a state folder that is not there yet: the nearest folder above it that is. */
  file(path: string, role: FileFacts['role']): Promise<FileFacts>;
  schedule(signal: AbortSignal): Promise<ScheduleFacts>;
  /** What is written down about the way to the owner, and the means to try it. */
  channel(request: ChannelRequest): Promise<ChannelInspection>;
}

export interface ChannelInspection {
  readonly explanation: ChannelExplanation;
  /** Undefined where there is nothing to be asked. */
  askProgram(signal: AbortSignal): Promise<ProgramFacts | undefined>;
  askGateway(signal: AbortSignal): Promise<'answers' | 'silent' | undefined>;
  askBotApi(signal: AbortSignal): Promise<BotApiFacts | undefined>;
}
