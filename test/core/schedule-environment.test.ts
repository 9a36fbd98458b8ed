import { describe, expect, it, test } from 'vitest';
import { isLasting, scheduledEnvironment } from '../../src/core/schedule-environment.ts';

const SYSTEM = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';

function environmentOf(env: Readonly<Record<string, string>>, programFolders: readonly string[] = []) {
  return scheduledEnvironment({ env: { HOME: '/h', ...env }, programFolders, ownHome: '/h' });
}

describe('PATH', () => {
  it('is that of the shell, then where node and openclaw are, then what every system has', () => {
    const { variables, shortPath } = environmentOf({ PATH: '/me/bin:/bin' }, ['/n/bin', '/me/bin']);
    expect(variables.PATH).toBe('/me/bin:/bin:/n/bin:/usr/local/bin:/usr/bin:/usr/sbin:/sbin');
    expect(shortPath).toBe(`/n/bin:/me/bin:${SYSTEM}`);
  });

  it('has no folder twice, and none that is no absolute path', () => {
    expect(environmentOf({ PATH: 'bin:/a/:/a::.:/a//' }).variables.PATH).toBe(`/a:${SYSTEM}`);
  });

  it('is enough where the shell has none', () => {
    expect(environmentOf({}).variables).toEqual({ PATH: SYSTEM });
  });
});

test.each([
  ['/usr/bin', true],
  ['/home/me/.nvm/versions/node/v24.1.0/bin', true],
  ['/tmpfiles/bin', true],
  ['/tmp/x', false],
  ['/var/folders/ab/T', false],
  ['/run/user/1000/fnm_multishells/123_456/bin', false],
  ['/home/me/.local/state/fnm_multishells/123/bin', false],
  ['/home/me/project/node_modules/.bin', false],
  ['/home/me/.npm/_npx/ab12/node_modules/.bin', false],
  ['relative', false],
])('%s will be there tomorrow: %s', (folder, is) => {
  expect(isLasting(folder)).toBe(is);
});

describe('other variables', () => {
  it('are those that decide where things are and how Telegram is reached', () => {
    const env = { OPENCLAW_HOME: '/o', https_proxy: 'http://p:1', EDITOR: 'vi', TZ: 'UTC', ALL_PROXY: ' ' };
    expect(environmentOf(env).variables).toEqual({
      PATH: SYSTEM,
      OPENCLAW_HOME: '/o',
      HTTPS_PROXY: 'http://p:1',
      TZ: 'UTC',
    });
  });

  it('HOME is one where it is not what a scheduler would set', () => {
    expect(environmentOf({ HOME: '/elsewhere' }).variables.HOME).toBe('/elsewhere');
  });

  it('no secret is written down, and each that is left out is told with what to do', () => {
    const { variables, leftOut } = environmentOf({
      TELEGRAM_BOT_TOKEN: '1:hidden',
      HTTPS_PROXY: 'http://me:hidden@p:1',
      NO_PROXY: 'a@b',
    });
    expect(JSON.stringify({ variables, leftOut })).not.toContain('hidden');
    expect(leftOut.map(({ name }) => name)).toEqual(['HTTPS_PROXY', 'TELEGRAM_BOT_TOKEN']);
    expect(variables).toEqual({ PATH: SYSTEM, NO_PROXY: 'a@b' });
  });
});
