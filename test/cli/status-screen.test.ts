/** `status` for somebody who looks at a terminal. */
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Terminal } from '../../src/app/terminal-ports.ts';
import { runMain } from '../support/cli-world.ts';
import { createFakeTerminal } from '../support/fake-terminal.ts';
import { NOON } from '../support/fakes.ts';
import { statusJob, statusStage } from '../support/status-stage.ts';

async function screen(argv: string, columns: number, stage = statusStage(), more: Partial<Terminal> = {}) {
  const stdout = createFakeTerminal(columns, more);
  const openTerminals = async () => ({ stdout, stderr: undefined });
  const { stdout: said, code } = await runMain(argv, stage, { openTerminals });
  return { said, code, lines: said.trimEnd().split('\n') };
}

describe('the table', () => {
  it('on 160 columns', async () => {
    expect((await screen('status', 160)).said).toMatchInlineSnapshot(`
      "8 jobs: 1 running, 1 stalled, 1 paused, 1 unknown, 1 completed · 1 needs you

        JOB                 STATE       SINCE           PROGRESS                             LAST STEP           NEXT REPORT
      ▶ Photo scan (scan)   running     09:55 (2h 05m)  █████████████░░░░░░░  63%  630/1000  11:56 (4m ago)      in 12m
          reading 2019/07
      ! 邮件导出 (mail)     stalled     10:05 (1h 55m)  ██░░░░░░░░░░░░░░░░░░   6%  3/48      10:05 (1h 55m ago)  at next tick
          runs without progress since 10:05 (1h 55m)
      ‖ mirror              paused      11:48 (12m)     –                                    –                   acked
          neither runs nor has completed, since 11:48 (12m): killed
          acknowledged since 11:50: mine
      ? backup              unknown     11:30 (30m)     –                                    –                   13:35 silent
          cannot be seen since 11:30 (30m): /mnt: not mounted
          silenced until 13:35, 2 held back: new disk
      ✓ 音乐 🎵 (music)     completed   09:00 (3h 00m)  ████████████████████ 100%            –                   –
      ‖ archive             paused      –               –                                    –                   –
          disabled
      ✓ Free space (space)  exit 0      10:00 (2h 00m)  –                                    –                   –
      · prune               unapproved  –               –                                    –                   –

      queue      1 waiting, 0 running
      outbox     1 message waits for 1m; last error: no way is open
      last tick  34s ago
      "
    `);
  });

  it('on 80 columns', async () => {
    expect((await screen('status', 80)).said).toMatchInlineSnapshot(`
      "8 jobs: 1 running, 1 stalled, 1 paused, 1 unknown, 1 completed · 1 needs you

        JOB                 STATE       SINCE   PROGRESS     LAST STEP   REPORT
      ▶ Photo scan (scan)   running     2h 05m  ████░░  63%  4m ago      in 12m
          reading 2019/07
      ! 邮件导出 (mail)     stalled     1h 55m  █░░░░░   6%  1h 55m ago  at next tick
          runs without progress since 10:05 (1h 55m)
      ‖ mirror              paused      12m     –            –           acked
          neither runs nor has completed, since 11:48 (12m): killed
          acknowledged since 11:50: mine
      ? backup              unknown     30m     –            –           13:35 silent
          cannot be seen since 11:30 (30m): /mnt: not mounted
          silenced until 13:35, 2 held back: new disk
      ✓ 音乐 🎵 (music)     completed   3h 00m  ██████ 100%  –           –
      ‖ archive             paused      –       –            –           –
          disabled
      ✓ Free space (space)  exit 0      2h 00m  –            –           –
      · prune               unapproved  –       –            –           –

      queue      1 waiting, 0 running
      outbox     1 message waits for 1m; last error: no way is open
      last tick  34s ago
      "
    `);
  });

  it('on 60 columns', async () => {
    expect((await screen('status', 60)).said).toMatchInlineSnapshot(`
      "8 jobs: 1 running, 1 stalled, 1 paused, 1 unknown, 1
      completed · 1 needs you

        JOB                 STATE       SINCE   PROGRESS
      ▶ Photo scan (scan)   running     2h 05m  ███████░░░  63%
          reading 2019/07
          progress 4m ago · next report in 12m
      ! 邮件导出 (mail)     stalled     1h 55m  █░░░░░░░░░   6%
          runs without progress since 10:05 (1h 55m)
          progress 1h 55m ago · next report at next tick
      ‖ mirror              paused      12m     –
          neither runs nor has completed, since 11:48 (12m):
          killed
          next report acked · acknowledged since 11:50: mine
      ? backup              unknown     30m     –
          cannot be seen since 11:30 (30m): /mnt: not mounted
          silenced until 13:35, 2 held back: new disk
      ✓ 音乐 🎵 (music)     completed   3h 00m  ██████████ 100%
      ‖ archive             paused      –       –
          disabled
      ✓ Free space (space)  exit 0      2h 00m  –
      · prune               unapproved  –       –

      queue      1 waiting, 0 running
      outbox     1 message waits for 1m; last error: no way is
                 open
      last tick  34s ago
      "
    `);
  });

  it.each([20, 40, 60, 61, 79, 80, 100, 120, 160, 240])('is never wider than %i columns', async (columns) => {
    const { lines } = await screen('status', columns);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
  });

  it('says the same with colours as without', async () => {
    const { said } = await screen('status', 80, statusStage(), { hasColour: true });
    expect(said).toContain('\u001b[32m▶\u001b[39m Photo scan');
    expect(said).toContain('\u001b[31mstalled\u001b[39m');
    expect(said).toContain('\u001b[33mpaused\u001b[39m');
    expect(stripVTControlCharacters(said)).toBe((await screen('status', 80)).said);
  });

  it('has no colours where the terminal wants none', async () => {
    expect((await screen('status', 80)).said).not.toContain('\u001b');
  });

  it('gives way to the plain lines with --plain', async () => {
    expect((await screen('status --plain', 80)).said).toBe((await runMain('status', statusStage())).stdout);
  });

  it('says that there are no jobs', async () => {
    expect((await screen('status', 80, statusStage([], {}))).lines[0]).toBe('no jobs');
  });

  it.each([
    ['just now', { lastTickAt: NOON - 3 }, 'last tick  3s ago'],
    [
      'long ago',
      { lastTickAt: NOON - 3 * 3600 - 60 },
      'last tick  no tick for 3h 01m (since 08:59): nobody watches; ops-monitor doctor says why',
    ],
    ['never', {}, 'last tick  there was none yet; ops-monitor schedule status says when one comes'],
  ])('says when the last tick was: %s', async (_, state, line) => {
    const stage = statusStage([statusJob('scan')], state);
    expect((await screen('status', 120, stage)).lines).toContain(line);
  });

  it('shows nothing that a terminal would act upon', async () => {
    const evil = 'x\u001b[2J\u009b31m\u202e\ny';
    const state = {
      lastTickAt: NOON,
      silences: { scan: { since: 0, until: NOON + 60, reason: evil, held: 1 } },
      outbox: [{ id: 'r1', createdAt: NOON, sections: [], lastError: evil }],
    };
    const stage = statusStage([statusJob('scan', { name: evil })], state);
    const status = { running: true, completed: false, message: evil, progress: { [evil]: evil } };
    stage.runner.script('scan-status', { kind: 'exited', exitCode: 0, stdout: JSON.stringify(status) });
    for (const argv of ['status', 'status scan', 'status --json', 'status scan --json']) {
      const { said } = await screen(argv, 80, stage);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is what this is for.
      expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });
});

describe('one job whole', () => {
  it('on 80 columns', async () => {
    expect((await screen('status scan', 80)).said).toMatchInlineSnapshot(`
      "▶ Photo scan (scan)

      state          running, since 09:55 (2h 05m), pid 4242
      message        reading 2019/07
      progress       ███████████████████░░░░░░░░░░░  63%  630/1000
                     done=630 · total=1000
      last progress  11:56 (4m ago)
      last report    11:42 (18m ago)
      next report    routine, in 12m (12:12)

      kind           long_running_read, read_only, enabled
      policy         routine reports every 30m; a stall after 1h 00m; no auto-resume;
                     no quiet hours; a probe may take 30s; an unknown status is told
                     at once
      commands
        start        begin scan
        status       scan-status

      last start     never
      last stop      never

      queue          1 waiting, 0 running
      outbox         1 message waits for 1m; last error: no way is open
      last tick      34s ago
      "
    `);
  });

  it('says what waits and what was done', async () => {
    const { lines } = await screen('status space', 100);
    expect(lines).toContain('last run       exit 0 in 41ms, 2h 00m ago (10:00)');
    expect(lines).toContain('queue items    q1 pending, due in 4m, queued 1m ago');
    const mirror = (await screen('status mirror', 100)).lines;
    expect(mirror).toContain('to be told     mirror alert, waits for 1m, tried 2 times: no way is open');
    expect(mirror).toContain('acknowledged   since 11:50: mine');
    expect((await screen('status backup', 100)).lines).toContain(
      'silence        until 13:35, 2 held back: new disk',
    );
  });

  it('asks no other job', async () => {
    const stage = statusStage();
    await screen('status scan', 80, stage);
    expect(stage.journal).toEqual(['run scan-status']);
  });

  it('is whole where nobody looks, and one line with --plain', async () => {
    expect((await runMain('status scan', statusStage())).stdout).toBe((await screen('status scan', 80)).said);
    expect((await runMain('status scan --plain', statusStage())).stdout).toContain(
      '- scan: running pid=4242\n',
    );
  });

  it('must be in the job file', async () => {
    expect(await runMain('status scam', statusStage())).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'ERROR: unknown job id: scam (did you mean scan?)\n',
    });
  });
});
