import { describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../src/core/model.ts';
import { judgeOpenclaw, messageIdIn } from '../../src/core/openclaw-outcome.ts';
import { createRedact } from '../../src/core/telegram-redact.ts';
import { type ExitParts, exitOf } from '../support/fakes.ts';

const redact = createRedact(['123456:AAE-secret_part']);

function judge(exit: ExitParts, message = 'a report'): SendOutcome {
  return judgeOpenclaw({ exit: exitOf(exit), message, target: '123' }, redact);
}

function saying(stderr: string, exitCode = 1): SendOutcome {
  return judge({ kind: 'exited', exitCode, stderr });
}

describe('nothing went out, the other way is free', () => {
  it.each([
    'node:sqlite is unavailable in this Node build',
    'OpenClaw requires Node >= 24.16.0',
    'Error: Gateway not reachable at ws://127.0.0.1:18789',
    'gateway requires credentials before opening a connection',
    'gateway connect failed: ECONNREFUSED',
    'unauthorized: gateway token mismatch',
    'OpenClaw config is invalid: channels.telegram',
    'Unknown account "work"',
    'channels.telegram.botToken is unresolved in the active runtime snapshot',
    'SecretSurfaceUnavailableError: …',
    'error: this version does not recognize option --thread-id',
  ])('%s', (text) => {
    const outcome = saying(`some log line\n[openclaw] ${text}\nat the end`);
    expect(outcome).toMatchObject({ kind: 'failed', detail: expect.stringContaining(text) });
    expect(outcome).not.toHaveProperty('retryAfterSeconds');
  });

  it('whatever else stands beside it: Telegram was never asked', () => {
    expect(saying('retrying (401: Unauthorized)\nGateway not reachable').kind).toBe('failed');
  });

  it('whichever stream says it', () => {
    expect(judge({ kind: 'exited', exitCode: 1, stdout: 'Gateway not reachable' }).kind).toBe('failed');
  });

  it.each([126, 127])('exit %i: it or its node could not be started', (exitCode) => {
    expect(saying('env: node: No such file or directory', exitCode)).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(
        /could not be started \(exit 12[67]: env: node: No such file or directory\); .*PATH.*notify\.openclawBin/,
      ),
    });
  });

  it('it could not be started at all', () => {
    expect(judge({ kind: 'not-started', detail: '/opt/openclaw: no such program' })).toMatchObject({
      kind: 'failed',
      detail: 'openclaw could not be started: /opt/openclaw: no such program',
    });
  });

  it('any other text', () => {
    expect(saying('Something new\nhappened: 7')).toEqual({
      kind: 'failed',
      detail: 'openclaw: exit 1: happened: 7',
    });
    expect(saying('')).toEqual({ kind: 'failed', detail: 'openclaw: exit 1, and it said nothing' });
  });
});

describe('nothing went out, and nothing will', () => {
  it.each([
    ["Call to 'sendMessage' failed! (401: Unauthorized)", 'openclaw: the bot token was refused (target 123)'],
    [
      "Call to 'sendMessage' failed! (400: Bad Request: chat not found)",
      'openclaw: chat not found (target 123)',
    ],
    [
      '(403: Forbidden: bot was blocked by the user)',
      'openclaw: the bot was blocked by the user (target 123)',
    ],
    ['(400: Bad Request: something)', 'openclaw: (400: Bad Request: something) (target 123)'],
    ['telegram: chat not found', 'openclaw: chat not found (target 123)'],
    ['bot is not a member of the channel', 'openclaw: the bot is not a member of the chat (target 123)'],
  ])('%s', (text, detail) => {
    expect(saying(text)).toMatchObject({ kind: 'refused', detail, mend: expect.stringMatching(/./) });
  });

  it('but a group that moved is left to the direct way, which learns the new id', () => {
    const text = '(400: Bad Request: group chat was upgraded to a supergroup chat)';
    expect(saying(text)).toMatchObject({ kind: 'failed', detail: expect.stringMatching(/notify\.target/) });
  });
});

describe('nothing went out for now', () => {
  it('(500', () => {
    expect(saying('(500: Internal Server Error)')).toEqual({
      kind: 'failed',
      detail: 'openclaw: (500: Internal Server Error)',
    });
  });

  it('(429 … retry after n', () => {
    expect(saying('(429: Too Many Requests: retry after 17)')).toMatchObject({
      kind: 'failed',
      retryAfterSeconds: 17,
    });
  });
});

describe('it may have gone out', () => {
  it.each([
    "Network request for 'sendMessage' failed!",
    'gateway timeout after 30000ms',
    'the outcome is unknown',
    'Delivery is pending in the queue',
    'CHANNEL_PARTIAL_DELIVERY',
    '{"sentBeforeError":1}',
  ])('%s', (text) => {
    expect(saying(text)).toEqual({ kind: 'unknown', detail: `openclaw: ${text}` });
    // Whatever else stands beside it: a double is better than a loss, and a silent double is worst.
    expect(saying(`Gateway not reachable\n(401: Unauthorized)\n(500\n${text}`).kind).toBe('unknown');
  });

  it.each<[string, ExitParts]>([
    ['our own time limit', { kind: 'timed-out', afterSeconds: 90 }],
    ['stopped by us', { kind: 'aborted' }],
    ['killed by another', { kind: 'killed', signal: 'SIGKILL' }],
  ])('%s', (_what, exit) => {
    expect(judge({ ...exit, stderr: 'Gateway not reachable' }).kind).toBe('unknown');
  });
});

describe('it went out', () => {
  it('exit 0, whatever is said', () => {
    const exit = {
      kind: 'exited',
      exitCode: 0,
      stderr: '(401: Unauthorized) gateway timeout after',
    } as const;
    expect(judge(exit)).toEqual({ kind: 'sent', via: 'openclaw', messageId: undefined });
  });

  it.each([
    ['{"payload":{"messageId":"42","chatId":"1"}}', '42'],
    ['log line\n{\n  "message_id": 7\n}', '7'],
    ['{"result": {"messageId" : "-"}}', undefined],
    ['', undefined],
  ])('%s: its number is %s', (stdout, expected) => {
    expect(messageIdIn(stdout)).toBe(expected);
  });
});

describe('an answer in JSON shows as its message', () => {
  const pretty = (value: unknown) => JSON.stringify(value, null, 2);
  it.each<[string, string, Partial<SendOutcome>]>([
    [
      'that nothing went out',
      '{"ok":false,"error":{"code":"E1","message":"Gateway not reachable at ws://127.0.0.1:1"}}',
      {
        kind: 'failed',
        detail:
          'openclaw: Gateway not reachable at ws://127.0.0.1:1 (start the gateway: openclaw gateway start)',
      },
    ],
    [
      'a refusal, over several lines',
      pretty({ error: "Call to 'sendMessage' failed! (400: Bad Request: chat not found)" }),
      { kind: 'refused', detail: 'openclaw: chat not found (target 123)' },
    ],
    [
      'a sign that stands beside the message',
      '{"error":{"code":"CHANNEL_PARTIAL_DELIVERY","message":"one of two parts went out"}}',
      { kind: 'unknown', detail: 'openclaw: one of two parts went out: CHANNEL_PARTIAL_DELIVERY' },
    ],
    [
      'anything else, over several lines',
      pretty({ ok: false, error: { message: 'something new', stack: ['a', 'b'] } }),
      { kind: 'failed', detail: 'openclaw: exit 1: something new' },
    ],
    [
      'one that quotes our own message',
      '{"error":"something new","text":"a report"}',
      { kind: 'failed', detail: 'openclaw: exit 1: something new' },
    ],
    [
      'one without a message stays as it is',
      '{"sentBeforeError":1}',
      { kind: 'unknown', detail: 'openclaw: {"sentBeforeError":1}' },
    ],
  ])('%s', (_, stdout, outcome) => {
    expect(judge({ kind: 'exited', exitCode: 1, stdout })).toMatchObject(outcome);
    expect(judge({ kind: 'exited', exitCode: 1, stderr: `a log line\n${stdout}\n` })).toMatchObject(outcome);
  });

  it('also where it quotes a message of several lines', () => {
    const message = 'one\n"two"';
    const stdout = JSON.stringify({ error: 'something new', text: message });
    expect(judge({ kind: 'exited', exitCode: 1, stdout }, message)).toMatchObject({
      detail: 'openclaw: exit 1: something new',
    });
  });
});

describe('the texts', () => {
  it('that stand in our own message are no answer', () => {
    const message = 'probe says: Network request for \'sendMessage\' failed!\n(401: "no")';
    expect(
      judge({ kind: 'exited', exitCode: 1, stderr: `Gateway not reachable\n${message}` }, message).kind,
    ).toBe('failed');
    const quoted = JSON.stringify({ message });
    expect(
      judge({ kind: 'exited', exitCode: 1, stderr: `Gateway not reachable ${quoted}` }, message).kind,
    ).toBe('failed');
  });

  it('are those at the end of a long output', () => {
    const flood = 'x'.repeat(1_000_000);
    expect(saying(`(401: Unauthorized)${flood}\nGateway not reachable`).kind).toBe('failed');
    expect(saying(`${flood}\n(401: Unauthorized)`).kind).toBe('refused');
  });

  it('are short, on one line and without colours', () => {
    const detail = saying(`\u001b[31mGateway not reachable\u001b[0m ${'y'.repeat(9999)}`);
    expect(detail).toMatchObject({ detail: expect.stringMatching(/^openclaw: Gateway not reachable y+…/) });
    expect(detail.kind === 'failed' && detail.detail.length).toBeLessThan(400);
  });

  it('tell the cause also where it stands far behind in its line', () => {
    const cause = 'Gateway not reachable at ws://127.0.0.1:18789';
    expect(saying(`${'x'.repeat(5000)} ${cause}`)).toEqual({
      kind: 'failed',
      detail: `openclaw: …${'x'.repeat(49)} ${cause} (start the gateway: openclaw gateway start)`,
    });
  });

  it.each([1, 127, 2])('never hold the token (exit %i)', (exitCode) => {
    for (const text of [
      'Gateway not reachable',
      '(401: no)',
      '(400: no)',
      'gateway timeout after',
      'other',
    ]) {
      const said = JSON.stringify(
        saying(`${text} at /bot123456:AAE-secret_part/x AAE-secret_part`, exitCode),
      );
      expect(said).not.toContain('secret_part');
    }
    const cut = saying(`${'AAE-secret_part'.repeat(9000)}\nother`, exitCode);
    expect(JSON.stringify(cut)).not.toContain('secret_part');
  });
});

it('tells 400 from 4000, and 500 from 500ms', () => {
  expect(saying('cut (4000 characters)').kind).toBe('failed');
  expect(saying('slow (500ms)')).toEqual({ kind: 'failed', detail: 'openclaw: exit 1: slow (500ms)' });
});
