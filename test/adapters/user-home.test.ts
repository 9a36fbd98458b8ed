import { describe, expect, it } from 'vitest';
import { findUserHome } from '../../src/adapters/user-home.ts';

type Row = readonly [what: string, env: { HOME?: string }, registered: string | undefined, home: string];

describe('the home folder of the user', () => {
  it.each<Row>([
    ['HOME', { HOME: '/home/me' }, '/var/other', '/home/me'],
    ['HOME, of a user who is in no list', { HOME: '/home/me' }, undefined, '/home/me'],
    ['the registered one where HOME is not set', {}, '/var/other', '/var/other'],
    ['the registered one where HOME is empty', { HOME: '' }, '/var/other', '/var/other'],
  ])('is %s', (_what, env, registered, home) => {
    expect(findUserHome(env, () => registered)).toBe(home);
  });

  it.each([undefined, ''])('is not known without HOME where %j is registered', (registered) => {
    const says = `HOME is not set, and user ${process.getuid?.()} has no home folder: set HOME`;
    expect(() => findUserHome({ HOME: '' }, () => registered)).toThrow(says);
  });
});
